"""The rows of the tables of open answers in the pipeline's own warehouse; their columns are in schemas.py.

A text stands in them only as an approved quote. They are not yet safe to publish: small counts are hidden by the
release (pipelines/release/voices.py). The themes of single answers, and the proposals, never leave.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.initiative import Initiative
from pipelines.initiative.models.voices import Codebook
from pipelines.initiative.periods import Period, reporting_periods
from pipelines.voices.approvals import Approved, approved_quotes
from pipelines.voices.coding import Coded, Coding
from pipelines.voices.collected import Collected
from pipelines.voices.proposals import propose_themes
from pipelines.voices.reading import Placed
from pipelines.voices.shares import EVERYBODY, theme_shares, uncovered

# Periods that do not overlap: shares of a quarter beside those of its year would give small counts away.
PERIOD_TYPE = "school_year"
Rows = list[dict[str, Any]]


def voices_rows(initiative: Initiative, collected: Collected) -> tuple[dict[str, Rows], Approved]:
    """The rows of VOICES_SCHEMAS, and the approvals with how many of them came to nothing for which reason."""
    periods = [
        period
        for period in reporting_periods(initiative.agenda.calendar, initiative.as_of)
        if period.period_type == PERIOD_TYPE
    ]
    period_of = {one: period.period_id for one in collected.placed for period in periods if _in(period, one)}
    smallest = initiative.agenda.privacy.smallest_count
    approved = approved_quotes(
        collected.answers, collected.coding, initiative.quotes, collected.gate, smallest
    )
    rows: dict[str, Rows] = {
        "theme_shares": list(_theme_shares(initiative.codebook, collected, period_of)),
        "answer_themes": list(_answer_themes(collected, period_of)),
        "quotes": list(_quotes(approved)),
        "theme_proposals": list(_proposals(collected, smallest)),
    }
    return rows, approved


def codebook_version(codebook: Codebook) -> str:
    """Twelve hex digits over the codebook: shares that different codebooks gave can't be compared."""
    return hashlib.sha256(codebook.model_dump_json().encode()).hexdigest()[:12]


def _in(period: Period, placed: Placed) -> bool:
    return period.starts_on <= placed.day <= period.ends_on


def _theme_shares(
    codebook: Codebook, collected: Collected, period_of: Mapping[Placed, str]
) -> Iterator[dict[str, Any]]:
    """One row for each question, period, sub-program (or all of them) and theme: people, each counted once."""
    version = codebook_version(codebook)
    themes = {theme.id: (position, theme) for position, theme in enumerate(codebook.themes, 1)}
    pairs = list(zip(collected.placed, collected.coding.answers, strict=True))
    places = sorted({(one.question, period) for one, period in period_of.items()})
    for question, period in places:
        inside = [
            (one, coded) for one, coded in pairs if one.question == question and period_of.get(one) == period
        ]
        for name in (EVERYBODY, *sorted({one.sub_program for one, _ in inside})):
            of_group = [pair for pair in inside if name in (EVERYBODY, pair[0].sub_program)]
            for share in theme_shares(*_one_each(of_group, collected.coding)):
                position, theme = themes[share.theme]
                yield {
                    "question_id": question,
                    "period_id": period,
                    "sub_program_id": name,
                    "theme_id": theme.id,
                    "theme": theme.name,
                    "definition": theme.definition,
                    "position": position,
                    "people_with": share.people_with,
                    "people": share.people,
                    "share": share.share,
                    "margin": share.margin,
                    "method": share.method,
                    "codebook": version,
                }


def _one_each(pairs: Iterable[tuple[Placed, Coded]], coding: Coding) -> tuple[list[Any], Coding]:
    """What each person said, taken together: somebody who answered twice is one person with the themes of both."""
    answers: dict[str, Any] = {}
    themes: dict[str, set[str]] = {}
    for one, coded in pairs:
        answers.setdefault(one.answer.person, replace(one.answer, group=EVERYBODY))
        themes.setdefault(one.answer.person, set()).update(coded.themes)
    united = tuple(
        Coded(answers[person].sha256, tuple(name for name in coding.methods if name in themes[person]))
        for person in answers
    )
    return list(answers.values()), replace(coding, answers=united)


def _answer_themes(collected: Collected, period_of: Mapping[Placed, str]) -> Iterator[dict[str, Any]]:
    """One row for each answer and theme of it; an answer without a theme has one row without."""
    for one, coded in zip(collected.placed, collected.coding.answers, strict=True):
        themes: Sequence[str | None] = coded.themes or (None,)
        for theme in themes:
            yield {
                "partner_id": one.partner,
                "batch_id": one.batch_id,
                "row_number": one.row_number,
                "question_id": one.question,
                "sub_program_id": one.sub_program,
                "role": one.role,
                "period_id": period_of.get(one),
                "text_sha256": coded.sha256,
                "may_quote": one.answer.may_quote,
                "theme_id": theme,
            }


def _quotes(approved: Approved) -> Iterator[dict[str, Any]]:
    for position, quote in enumerate(approved.quotes, 1):
        role, _, sub_program = quote.group.partition(" / ")
        yield {
            "position": position,
            "sha256": quote.sha256,
            "text": quote.text,
            "role": role,
            "sub_program_id": sub_program,
            "theme_ids": ",".join(quote.themes),
        }


def _proposals(collected: Collected, smallest: int) -> Iterator[dict[str, Any]]:
    left = uncovered(collected.answers, collected.coding)
    for position, proposal in enumerate(propose_themes(left, smallest), 1):
        words = ", ".join(proposal.words)
        yield {"position": position, "words": words, "people": proposal.people, "answers": proposal.answers}
