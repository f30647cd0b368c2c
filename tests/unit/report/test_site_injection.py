"""Text of people can't become markup, script or style, whichever field of the release it comes through."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest
from html_checks import reaches_outside
from html_tree import parse
from released_warehouse import build
from site_pages import Site, pages_of

from pipelines.report import learned, render, render_explanations
from pipelines.report.handed import Handed, Quote, Withdrawn

# Each would do something if it were not text: in an element, an attribute, a script, a style or a template.
CORPUS = (
    "\"''><script>x()</script></style><svg onload=x()>",
    "</title></main><img src=x onerror=x()>",
    '"onmouseover="x()" style="background:url(//evil.example)',
    "javascript:x()",
    "{{ 7 * 191 }}{% raw %}",
    "<!--<script>",
    "</svg><a href=javascript:x()>go</a>",
    '=HYPERLINK("//evil.example")',
    "&lt;script&gt;&#x3c;script>",
    "<base href=//evil.example><meta http-equiv=refresh content=0>",
)
STORIES = """
create table agenda.outcome_stories as select * from (values
  ('ready', 'story', 'x', null, null::date, null, null, 1), ('ready', 'what_works', 'x', null, null, null, null, 2),
  ('ready', 'next_step', 'x', 'parks', date '2026-12-01', 'planned', 'boat', 3)
) as t(outcome_id, kind, text, partner_id, due_on, status, commitment_id, position)
"""
VOICES = (
    "create schema voices",
    "create table voices.theme_shares as select 'helped' as question_id, 'x' as theme, 'preschool' as sub_program_id, "
    "'2025-26' as period_id, 40 as people, 0.5 as share, 0.1 as margin, 'published' as status, 1 as position",
    "create table voices.quotes as select 'x' as text, 'preschool' as sub_program_id, 'family' as role, 1 as position",
)
# What is no free text: keys that rows are joined by, words of a fixed list, and JSON.
KEYS = {
    "status", "metric_type", "direction", "accountability", "unit", "counted", "level", "period_type", "reason", "kind",
    "parameters", "compared", "group_value", "reference_group", "group_type", "baseline", "target", "made_from",
    "interval_from", "method", "currency", "record_type",
}  # fmt: skip


def _texts(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Every column of free text in the release; `outcome_stories.kind` and ids are keys."""
    found = connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' and not internal order by all"
    ).fetchall()
    return [
        row
        for row in found
        if row[2] not in KEYS and not row[2].endswith("_id") and row[2] != "input_batches"
    ]


@pytest.fixture(scope="module", params=range(0, len(CORPUS), 5))
def attacked(request: pytest.FixtureRequest, report: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of a release in which every free text holds half of the attacks."""
    attacks = CORPUS[request.param : request.param + 5]
    folder = tmp_path_factory.mktemp("attacked")
    warehouse = build(folder / "warehouse.duckdb")
    with duckdb.connect(str(warehouse)) as connection:
        for statement in (STORIES, *VOICES):
            connection.execute(statement)
        texts = _texts(connection)
        assert len(texts) > 40
        every = " ".join(attacks).replace("'", "''")
        for schema, table, column in texts:
            connection.execute(f"update {schema}.{table} set {column} = '{table}.{column} {every}'")
            connection.execute(f"comment on column {schema}.{table}.{column} is '{every}'")
        connection.execute("update agenda.periods set name = name || period_id")
    quotes = {"ready": tuple(Quote(attack, attack) for attack in attacks)}
    shutil.copytree(report / "assets", folder / "report" / "assets")
    taken_back = tuple(Withdrawn(attack, date(2026, 9, 1), attack) for attack in attacks)
    handed = Handed(changes=tuple(attacks), quotes=quotes, withdrawn=taken_back)
    (folder / "report" / learned.JSON).write_text(json.dumps(_summary(attacks)))
    (folder / "report" / learned.TEXT).write_text("")
    render(warehouse, folder / "report", release_id="r1", handed=handed)
    render_explanations(folder, folder / "report", release_id="r1")
    return pages_of(folder / "report")


def _summary(attacks: Sequence[str]) -> dict[str, object]:
    """A learning summary whose sentences are attacks, as if a model had worded them."""
    sentences = [
        {
            "heading": "improved",
            "text": f"lesson.text {attack}",
            "sure": attack,
            "facts": [attack],
            "by_machine": True,
        }
        for attack in attacks
    ]
    place = {"metric_id": attacks[0], "sub_program_id": "all"}
    facts = {attack: {"cells": [f"metric_values:{attack}"], "place": place} for attack in attacks}
    return {"headings": {"improved": "What improved"}, "sentences": sentences, "facts": facts}


def test_no_attack_becomes_more_than_text(attacked: Site) -> None:
    wrong = {address: found for address, page in attacked.items() if (found := reaches_outside(parse(page)))}
    assert wrong == {}
    assert not [
        page
        for page in attacked.values()
        if "1337" in parse(page).one("main").text.replace("{{ 7 * 191 }}", "")
    ]


def test_the_attacks_stand_on_the_pages_as_text(attacked: Site) -> None:
    """A test that would not notice if the texts were never shown is no test."""
    everything = " ".join(parse(page).text for page in attacked.values()).lower()
    for place in (
        "initiative.name", "initiative.vision", "initiative.backbone_name", "partners.name", "sub_programs.name",
        "sub_programs.description", "metrics.name", "metrics.definition", "metrics.source", "areas.name",
        "groups.group_type_name", "groups.group_value_name", "periods.name", "activities.name",
        "activities.description", "outputs.name", "outcomes.name", "theory_links.assumption", "theory_links.evidence",
        "commitments.what", "funding.funder", "feed_status.message", "rejections.fix", "outcome_stories.text",
        "metric_versions.definition", "theme_shares.theme", "quotes.text", "lesson.text",
    ):  # fmt: skip
        assert f"{place} " in everything, place
