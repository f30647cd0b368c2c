"""Says what each answer is about: by the codebook's words at once, by what labels teach where there are enough.

Here: which method each theme gets, the codes, and how far a theme's share is off by the method. Not here: the rules
(rules.py), the model (model.py) and the shares (shares.py). What comes out holds hashes and theme ids, no text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipelines.initiative.models.voices import Codebook
from pipelines.voices.answers import Answer
from pipelines.voices.model import ThemeModel
from pipelines.voices.rules import Rules
from pipelines.voices.texts import text_hash

Method = Literal["words", "trained"]
FEWEST_LABELS = 10
_FOLDS = 3
# How far shares by words were from the shares by people, as the root of the mean square over 19 themes of 1,061 held
# back answers (tests/benchmarks/test_themes.py): used where a codebook has no labels to measure it by.
RULES_ERROR = 0.08


@dataclass(frozen=True)
class Coded:
    """One answer by its hash, with the themes it belongs to, in the codebook's order."""

    sha256: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Coding:
    """The codes of answers, in their order.

    `methods` says how each theme is found, `errors` by how much (as a share, one standard error) the method is off
    on the labelled answers.
    """

    answers: tuple[Coded, ...]
    methods: Mapping[str, Method]
    errors: Mapping[str, float]


@dataclass(frozen=True)
class _Labelled:
    """What people labelled: texts, rule flags and whether each belongs to each theme."""

    texts: list[str]
    flags: NDArray[np.bool_]
    belongs: NDArray[np.bool_]


def code(answers: Sequence[Answer], codebook: Codebook) -> Coding:
    """The themes of each answer; the same answers and codebook give the same codes.

    A theme is learned where at least ten labelled answers (or examples of the codebook) belong to it and ten do not;
    otherwise its words decide. A label counts as soon as the answer with its hash is among the answers.
    """
    ids = [theme.id for theme in codebook.themes]
    rules = Rules(codebook.themes)
    texts = [answer.text for answer in answers]
    flags = rules.flags(texts)
    labelled = _labelled(answers, codebook, rules)
    taught = _taught(labelled)
    found = flags.copy()
    if taught.any():
        model = ThemeModel(labelled.texts, labelled.flags, labelled.belongs[:, taught])
        found[:, taught] = model.predict(texts, flags)
    errors = _errors(labelled, taught)
    return Coding(
        answers=tuple(
            Coded(answer.sha256, tuple(name for name, is_in in zip(ids, row, strict=True) if is_in))
            for answer, row in zip(answers, found, strict=True)
        ),
        methods={name: "trained" if is_in else "words" for name, is_in in zip(ids, taught, strict=True)},
        errors=dict(zip(ids, errors, strict=True)),
    )


def _labelled(answers: Sequence[Answer], codebook: Codebook, rules: Rules) -> _Labelled:
    """Examples and labelled answers, each text once with all its themes, in the order of their hashes."""
    texts: dict[str, str] = {}
    themes: dict[str, set[str]] = {}
    for theme in codebook.themes:
        for example in theme.examples:
            texts[text_hash(example)] = example
            themes.setdefault(text_hash(example), set()).add(theme.id)
    wanted = {label.sha256: label.themes for label in codebook.labels}
    for answer in answers:
        if wanted and (sha256 := answer.sha256) in wanted:
            texts[sha256] = answer.text
            themes[sha256] = {*wanted[sha256]}
    order = sorted(texts)
    rows = [[theme.id in themes[one] for theme in codebook.themes] for one in order]
    plain = [texts[one] for one in order]
    belongs = np.array(rows, dtype=bool).reshape(len(order), len(codebook.themes))
    return _Labelled(plain, rules.flags(plain), belongs)


def _taught(labelled: _Labelled) -> NDArray[np.bool_]:
    inside = labelled.belongs.sum(axis=0)
    taught: NDArray[np.bool_] = (inside >= FEWEST_LABELS) & (len(labelled.texts) - inside >= FEWEST_LABELS)
    return taught


def _errors(labelled: _Labelled, taught: NDArray[np.bool_]) -> list[float]:
    """By how much each theme's share is off, one standard error as a share of the answers.

    With fp answers too many and fn too few of N labelled ones: the bias (fp - fn) / N and its own sampling error
    sqrt(fp + fn) / N, as one root of squares (the error of a share by classification, Forman 2008).
    """
    count = len(labelled.texts)
    if count < 2 * FEWEST_LABELS:
        return [RULES_ERROR] * labelled.belongs.shape[1]
    found = _crosswise(labelled, taught)
    too_many = (found & ~labelled.belongs).sum(axis=0)
    too_few = (~found & labelled.belongs).sum(axis=0)
    errors = np.sqrt((too_many - too_few) ** 2 + too_many + too_few) / count
    return [float(error) for error in errors]


def _crosswise(labelled: _Labelled, taught: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What each labelled answer is found to be about by a model that was not taught with it."""
    found = labelled.flags.copy()
    if not taught.any():
        return found
    fold = np.arange(len(labelled.texts)) % _FOLDS
    for number in range(_FOLDS):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        belongs = labelled.belongs[inside]
        both = taught & belongs.any(axis=0) & ~belongs.all(axis=0)
        if both.any() and outside.size:
            model = ThemeModel(
                [labelled.texts[at] for at in inside], labelled.flags[inside], belongs[:, both]
            )
            texts = [labelled.texts[at] for at in outside]
            found[np.ix_(outside, both)] = model.predict(texts, labelled.flags[outside])
    return found
