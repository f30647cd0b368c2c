"""The rows of the tables of open answers: people once each, periods by the day, quotes with role and sub-program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from voices_town import codebook, town

from pipelines.initiative.models.agenda import Calendar
from pipelines.initiative.models.voices import Approval, Quotes
from pipelines.voices import VOICES_SCHEMAS, Collected, Gate, Placed, code, text_hash, voices_rows
from pipelines.voices.tables import codebook_version

if TYPE_CHECKING:
    from pipelines.initiative import Initiative

WAITED = "We had to wait for hours before anybody came to the door."


def placed(days: tuple[date, ...] = (date(2025, 3, 1),)) -> tuple[Placed, ...]:
    """Everybody of the town on each of the days, in one of two sub-programs."""
    return tuple(
        Placed(
            replace(answer, group=f"family / {sub_program}"), "club", "batch", number, "change", sub_program,
            "family", day,
        )
        for day in days
        for number, answer in enumerate(town())
        for sub_program in ("reading" if number % 2 else "sports",)
    )  # fmt: skip


def initiative(approved: tuple[str, ...] = ()) -> Initiative:
    """What the tables read of an initiative: its calendar, threshold, codebook and approvals."""
    approvals = [
        Approval(sha256=text_hash(text), approved_by="committee", approved_on=date(2025, 6, 1))
        for text in approved
    ]
    found = SimpleNamespace(
        agenda=SimpleNamespace(
            calendar=Calendar.model_validate(
                {"year_starts": "07-01", "first_year": 2023, "periods": ["school_year"],
                 "count_days": {"start": "10-01", "end": "05-15"}}
            ),
            privacy=SimpleNamespace(smallest_count=11),
        ),
        as_of=date(2026, 6, 30),
        codebook=codebook(),
        quotes=Quotes(approved=approvals),
    )  # fmt: skip
    return cast("Initiative", found)


def collected(ones: tuple[Placed, ...]) -> Collected:
    return Collected(ones, code([one.answer for one in ones], codebook()), Gate())


def share(rows: list[dict[str, Any]], **place: str) -> dict[str, Any]:
    (found,) = [row for row in rows if all(row[name] == value for name, value in place.items())]
    return found


def test_every_row_has_the_columns_of_its_table() -> None:
    tables, _ = voices_rows(initiative((WAITED,)), collected(placed()))
    assert {name: len(rows) > 0 for name, rows in tables.items()} == {
        "theme_shares": True, "answer_themes": True, "quotes": True, "theme_proposals": False,
    }  # fmt: skip
    for name, rows in tables.items():
        assert all(list(row) == list(VOICES_SCHEMAS[name]) for row in rows), name


def test_shares_are_counted_by_period_and_sub_program() -> None:
    tables, _ = voices_rows(initiative(), collected(placed((date(2024, 3, 1), date(2025, 3, 1)))))
    rows = tables["theme_shares"]
    assert {row["period_id"] for row in rows} == {"2023-24", "2024-25"}
    whole = share(rows, period_id="2024-25", sub_program_id="all", theme_id="waiting")
    parts = [
        share(rows, period_id="2024-25", sub_program_id=name, theme_id="waiting")
        for name in ("reading", "sports")
    ]
    assert (whole["people_with"], whole["people"]) == (24, 72)
    assert [sum(part[name] for part in parts) for name in ("people_with", "people")] == [24, 72]
    assert whole["share"] == pytest.approx(1 / 3)


def test_somebody_who_answered_twice_is_one_person_with_the_themes_of_both() -> None:
    ones = placed()
    again = replace(ones[-1], row_number=999, answer=replace(ones[-1].answer, text=WAITED))
    tables, _ = voices_rows(initiative(), collected((*ones, again)))
    whole = share(tables["theme_shares"], sub_program_id="all", theme_id="waiting")
    assert (whole["people_with"], whole["people"]) == (25, 72)
    assert len(tables["answer_themes"]) >= 73


def test_no_table_but_quotes_holds_a_text() -> None:
    tables, approved = voices_rows(initiative((WAITED,)), collected(placed()))
    texts = {one.answer.text for one in placed()}
    for name in ("theme_shares", "answer_themes", "theme_proposals"):
        assert not texts & {str(value) for row in tables[name] for value in row.values()}
    (quote,) = tables["quotes"]
    assert (quote["text"], quote["role"], quote["theme_ids"]) == (WAITED, "family", "waiting")
    assert quote["sub_program_id"] in ("reading", "sports")
    assert not approved.left_out


def test_an_approval_that_finds_no_text_is_told() -> None:
    tables, approved = voices_rows(
        initiative(("Nobody ever said this to anybody here.",)), collected(placed())
    )
    assert tables["quotes"] == []
    assert approved.left_out == {"not_found": 1}


def test_another_codebook_has_another_version() -> None:
    assert codebook_version(codebook()) == codebook_version(codebook())
    assert codebook_version(codebook(known_words=["GP"])) != codebook_version(codebook())
