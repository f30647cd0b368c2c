"""codebook.yaml, scales.yaml and quotes.yaml: what open answers are about, how scales are read, what may be quoted.

Words and hashes only. An answer of a person stands in none of these files: a label or an approval names its hash.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from pipelines.initiative.models.base import Identifier, Strict

_HASH = re.compile(r"^[0-9a-f]{64}$")
_WORDS = re.compile(r"^[^\W_][\w'’&/ -]*\*?$")
MissingReason = Literal["dont_know", "refused", "not_applicable", "not_answered"]


def _hash(value: str) -> str:
    if not _HASH.match(value):
        raise ValueError("give the hash of the text: 64 digits and small letters a to f")
    return value


def _phrase(value: str) -> str:
    words = " ".join(value.split())
    if not _WORDS.match(words):
        raise ValueError("write a word or a phrase; a * at its end stands for any ending, as in wait*")
    return words


TextHash = Annotated[str, AfterValidator(_hash)]
Words = Annotated[str, Field(max_length=60), AfterValidator(_phrase)]


class Theme(Strict):
    """Something that answers are about, agreed among the partners."""

    id: Identifier
    name: str
    definition: str = Field(description="What belongs to the theme and what does not, for people who label.")
    include: list[Words] = Field(
        default_factory=list,
        max_length=300,
        description="Words and phrases that make an answer belong; wait* stands for every word that begins so.",
    )
    exclude: list[Words] = Field(
        default_factory=list,
        max_length=300,
        description="Phrases that do not count, whatever word of 'include' is in them: can't wait.",
    )
    examples: list[str] = Field(
        default_factory=list,
        description="Answers that belong, made up or told again in other words: nobody's own text.",
    )


class Label(Strict):
    """What a person found an answer to be about."""

    sha256: TextHash = Field(description="The hash of the answer.")
    themes: list[Identifier] = Field(description="Every theme that it belongs to; [] for none of them.")


class Codebook(Strict):
    """The themes of open answers, and the answers that people labelled."""

    themes: list[Theme] = Field(default_factory=list)
    labels: list[Label] = Field(default_factory=list)
    known_words: list[Words] = Field(
        default_factory=list,
        description="Words of the field that quotes may hold, though no dictionary has them: GP, 911, Medicaid.",
    )

    @model_validator(mode="after")
    def _labels_name_themes(self) -> Codebook:
        ids = [theme.id for theme in self.themes]
        if repeated := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"themes that are there twice: {', '.join(repeated)}")
        if strange := sorted({name for label in self.labels for name in label.themes} - {*ids}):
            raise ValueError(f"labels name themes that are not there: {', '.join(strange)}")
        hashes = [label.sha256 for label in self.labels]
        if len({*hashes}) < len(hashes):
            raise ValueError("an answer is labelled twice: put all its themes into one label")
        return self


class Scale(Strict):
    """How the answers to one closed question are read: its ends, its direction, and the codes that are no value."""

    question: Identifier
    low: int = Field(description="The smallest code of the scale, as answered.")
    high: int = Field(description="The largest code of the scale, as answered.")
    is_reversed: bool = Field(
        False, alias="reversed", description="True where a small code is the good end: 1 is very good."
    )
    words: dict[str, int] = Field(
        default_factory=dict, description="Answers in words and their codes; case does not matter."
    )
    missing: dict[str, MissingReason] = Field(
        default_factory=dict, description='Codes or words that are no value, and why: "6": dont_know.'
    )

    @model_validator(mode="after")
    def _codes_are_apart(self) -> Scale:
        if self.low >= self.high:
            raise ValueError(
                "'low' must be smaller than 'high'; for a scale that runs backwards set 'reversed'"
            )
        codes = {str(code) for code in range(self.low, self.high + 1)}
        if both := sorted(codes & {*self.missing}):
            raise ValueError(f"codes that are on the scale and missing too: {', '.join(both)}")
        if outside := sorted(word for word, code in self.words.items() if str(code) not in codes):
            raise ValueError(f"words whose code is not on the scale: {', '.join(outside)}")
        return self


class Scales(Strict):
    """The scales of the closed questions."""

    scales: list[Scale] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_once(self) -> Scales:
        questions = [scale.question for scale in self.scales]
        if repeated := sorted({name for name in questions if questions.count(name) > 1}):
            raise ValueError(f"questions with two scales: {', '.join(repeated)}")
        return self


class Approval(Strict):
    """One text that a person approved for print."""

    sha256: TextHash = Field(description="The hash of the text, as the review of candidates shows it.")
    approved_by: str = Field(description="Who approved: a role or a body, not a person.")
    approved_on: date


class Quotes(Strict):
    """The approved quotes. A text that is not here is never given out."""

    approved: list[Approval] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_once(self) -> Quotes:
        hashes = [approval.sha256 for approval in self.approved]
        if len({*hashes}) < len(hashes):
            raise ValueError("a text is approved twice")
        return self
