"""The learning summary, the scorecards and the table of deliveries of the sample initiative, as a run leaves them."""

from __future__ import annotations

import json
import stat

import duckdb
from runs import Run

from pipelines.learning import Summary, as_json, released_themes, summarise
from pipelines.learning.checker import problems
from pipelines.learning.facts import Place


def _summary(done: Run) -> Summary:
    warehouse = done.release / "warehouse.duckdb"
    return summarise(warehouse, released_themes(warehouse))


def test_the_release_carries_the_summary_of_its_own_tables(sample_run: Run) -> None:
    summary = _summary(sample_run)
    written = (sample_run.release / "report" / "learning_summary.json").read_text("utf-8")
    assert as_json(summary) == written
    assert {sentence["by_machine"] for sentence in json.loads(written)["sentences"]} == {False}
    filled = {sentence.heading for sentence in summary.sentences}
    assert {"improved", "for_whom", "not_improved", "surprised", "voices", "limits", "questions"} <= filled


def test_every_sentence_says_its_facts_and_every_fact_rests_on_published_cells(sample_run: Run) -> None:
    summary = _summary(sample_run)
    assert not [one for one in summary.sentences if problems(one, one.text, list(one.facts), summary.facts)]
    names = ", ".join(Place._fields)
    with duckdb.connect(str(sample_run.release / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(f"select {names} from metrics.metric_values where status = 'published'")
        published = {Place(*row).cell for row in rows.fetchall()}
    cells = {cell for fact in summary.facts.values() for cell in fact.cells}
    assert {cell for cell in cells if cell.startswith("metric_values:")} <= published


def test_every_partner_has_its_scorecard_and_nobody_elses_name_is_on_it(sample_run: Run) -> None:
    outbox = sample_run.home / "outbox" / sample_run.initiative
    with duckdb.connect(str(sample_run.release / "warehouse.duckdb"), read_only=True) as connection:
        partners = dict(connection.execute("select partner_id, name from agenda.partners").fetchall())
    for partner, name in partners.items():
        path = outbox / partner / "scorecard.html"
        page = path.read_text("utf-8").replace("&#39;", "'")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert name in page
        assert not [other for other in partners.values() if other != name and other in page]


def test_the_table_of_deliveries_names_everything_that_was_made(sample_run: Run) -> None:
    with duckdb.connect(str(sample_run.data / "warehouse.duckdb"), read_only=True) as connection:
        found = dict(
            connection.execute(
                "select what, count(*) from communication.deliveries where status in ('made', 'unchanged') group by 1"
            ).fetchall()
        )
        missing = connection.execute(
            "select delivery_id from communication.deliveries where status = 'not_made'"
        ).fetchall()
    assert found["scorecard"] == 16
    assert found["fix_list"] >= 10
    # For the public and for funders as pages, for funders as a paper too.
    assert found["report"] == 3
    assert missing == []
