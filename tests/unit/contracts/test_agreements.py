"""A data-sharing agreement is enforced from the partner's file: what is shared, as what, and until when."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest
from contract_town import PARTNER, Town

from connectors import FeedFailure, load_initiative_key, read_original

ENROLMENT = ["start_date", "end_date", "area"]


def _share(town: Town, **agreement: Any) -> None:
    town.change(PARTNER, lambda partner: partner["agreement"].update(agreement))


def _everything_below(town: Town) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(town.data.root.rglob("*")) if path.is_file())


def test_a_column_outside_the_agreement_is_nowhere_below_the_data_folder(town: Town) -> None:
    town.file("children").write_text(
        "Child no.,First name,Last name,Birth date,Lives in,Gender,Start,End,Diagnosis\n"
        "7,Ada,Byron,2015-12-10,North side,genderqueerish,09/02/2025,,sneezewort\n"
    )
    _share(town, shares={"enrolment": ENROLMENT, "service": "all"})
    outcome = town.pull("children")["children"]
    assert outcome.batch is not None
    assert outcome.verdict is not None
    assert outcome.verdict.rows_accepted == 1
    columns = [name for (name, *_) in duckdb.sql(f"DESCRIBE FROM '{outcome.batch.rows_path}'").fetchall()]
    assert "Gender" not in columns
    assert "Lives in" in columns
    found = _everything_below(town)
    assert b"genderqueerish" not in found
    assert b"sneezewort" not in found
    assert b"North side" in found, "the search finds what is there"


def test_what_was_left_out_is_told_by_name(town: Town) -> None:
    _share(town, shares={"enrolment": ENROLMENT, "service": "all"})
    outcome = town.pull("children")["children"]
    assert outcome.batch is not None
    manifest = outcome.batch.manifest
    assert manifest["columns_withheld"] == ["Gender"]
    assert manifest["columns_unknown"] == []
    assert manifest["original_kept"] is False


def test_an_original_that_holds_more_than_was_agreed_is_not_kept(town: Town) -> None:
    _share(town, shares={"enrolment": ENROLMENT, "service": "all"})
    outcomes = town.pull()
    batch = outcomes["children"].batch
    assert batch is not None
    assert sorted(path.name for path in batch.folder.iterdir()) == [
        "blocks.parquet",
        "manifest.json",
        "rows.parquet",
    ]
    key = load_initiative_key(town.data.key_file, town.data.root.name)
    with pytest.raises(FeedFailure) as failure:
        read_original(batch, key)
    assert failure.value.reason == "original_not_kept"
    sessions = outcomes["sessions"].batch
    assert sessions is not None
    assert read_original(sessions, key)[0].content.startswith(b"Child no.")


def test_rules_about_what_is_not_shared_are_not_called_met(town: Town) -> None:
    _share(town, shares={"enrolment": ENROLMENT, "service": "all"})
    verdict = town.pull("children")["children"].verdict
    assert verdict is not None
    assert {one.rule_id: one.outcome for one in verdict.results}["gender.allowed"] == "not_evaluable"


def test_an_agreement_changes_the_batch_and_not_the_source(town: Town) -> None:
    before = town.pull("children")["children"].batch
    _share(town, shares={"enrolment": ENROLMENT, "service": "all"})
    after = town.pull("children")["children"].batch
    assert before is not None
    assert after is not None
    assert before.batch_id != after.batch_id
    assert before.manifest["content_sha256"] == after.manifest["content_sha256"]


def test_without_tokens_only_the_partners_own_number_stands_for_a_person(town: Town) -> None:
    _share(town, tokens=False)
    outcome = town.pull("children")["children"]
    assert outcome.batch is not None
    assert outcome.verdict is not None
    assert outcome.verdict.rows_quarantined == 0
    query = f"SELECT count(person_token), count(DISTINCT local_token) FROM '{outcome.batch.rows_path}'"
    assert duckdb.sql(query).fetchall() == [(0, 90)]
    assert outcome.batch.manifest["columns_withheld"] == ["First name", "Last name", "Birth date"]
    assert outcome.batch.manifest["original_kept"] is False


@pytest.mark.parametrize(
    ("agreement", "reason", "says"),
    [
        ({"expires": "2026-06-29"}, "agreement_expired", "ended on 2026-06-29. Nothing was pulled."),
        ({"signed": "2026-07-01"}, "agreement_not_signed", "begins on 2026-07-01. Nothing is pulled before."),
    ],
)
def test_outside_its_days_the_feed_stops_and_says_so(
    town: Town, agreement: dict[str, str], reason: str, says: str
) -> None:
    from datetime import date

    _share(town, **{name: date.fromisoformat(day) for name, day in agreement.items()})
    for outcome in town.pull().values():
        assert (outcome.state.status, outcome.state.reason) == ("failed", reason)
        assert says in str(outcome.state.message)
        assert "partners/first_partner.yaml" in str(outcome.state.message)
    assert not town.data.landing.exists()


def test_on_its_last_day_an_agreement_holds(town: Town) -> None:
    from datetime import date

    _share(town, expires=date(2026, 6, 30))
    assert {outcome.state.status for outcome in town.pull().values()} == {"ok"}


def test_after_the_end_what_was_shared_stays_and_is_stale(town: Town) -> None:
    from datetime import date

    before = town.pull("children")["children"].state
    _share(town, expires=date(2026, 6, 1))
    after = town.pull("children")["children"].state
    assert after.in_force == before.in_force
    assert after.is_stale


def test_after_the_retention_what_was_shared_is_no_longer_used(town: Town) -> None:
    from datetime import date

    town.pull("children")
    _share(town, expires=date(2026, 6, 1), retain_until=date(2026, 6, 29))
    state = town.pull("children")["children"].state
    assert state.in_force is None
    assert "not used any more" in str(state.message)


@pytest.mark.parametrize(
    ("agreement", "says"),
    [
        ({"shares": {"enrolment": "all"}}, "does not share 'service', which the feed 'sessions' delivers"),
        ({"shares": {"enrolment": "all", "service": ["hours"]}}, "leaves out ['service_date']"),
        ({"shares": {"enrolment": ["start_date", "shoe_size"], "service": "all"}}, "'shoe_size'"),
        ({"shares": {"enrolment": "all", "service": "all", "gossip": "all"}}, "no record type 'gossip'"),
        ({"retain_until": "2026-01-01"}, "a shorter time than the agreement runs"),
    ],
)
def test_an_agreement_that_cannot_work_is_told_with_its_line(
    town: Town, agreement: dict[str, Any], says: str
) -> None:
    _share(town, **agreement)
    told = [problem for problem in town.problems() if says in problem.what]
    assert told, town.problems()
    assert told[0].file == PARTNER
    assert (
        "agreement"
        in (town.folder / PARTNER).read_text().splitlines()[told[0].line - 1 - 8 : told[0].line + 40][0]
        or told[0].line > 1
    )


def test_tokens_need_another_number_where_they_are_not_allowed(town: Town) -> None:
    _share(town, tokens=False)
    town.change(PARTNER, lambda partner: partner["feeds"][0]["identity"].pop("local_id"))
    assert any("gives no number of its own" in problem.what for problem in town.problems())


def test_a_pull_without_its_original_starts_anew(town: Town) -> None:
    """A connector with a cursor merges into the original of the batch before; without it, all is asked for again."""
    from connectors import read_earlier

    _share(town, shares={"enrolment": ENROLMENT, "service": "all"})
    batch = town.pull("children")["children"].batch
    assert batch is not None
    with_cursor = json.loads((batch.folder / "manifest.json").read_text()) | {"cursor": "2026-06-01"}
    (batch.folder / "manifest.json").write_text(json.dumps(with_cursor))
    from connectors import read_batch

    assert (
        read_earlier(
            read_batch(batch.folder), "csv", {}, load_initiative_key(town.data.key_file, town.data.root.name)
        )
        is None
    )
