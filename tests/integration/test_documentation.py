"""What the README and the docs promise is tried: the query, the feed, the mapping, the commands, the links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from runs import PROJECT, Run

from connectors import CONNECTORS
from expectations.mapping import Mapping
from pipelines.initiative.models.partner import Partner
from pipelines.initiative.models.publication import Publication
from pipelines.warehouse import connect

PAGES = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


def test_the_partner_of_the_readme_is_a_partner() -> None:
    (block,) = _blocks(PROJECT / "README.md", "yaml")
    partner = Partner.model_validate(YAML(typ="safe").load(block))
    (feed,) = partner.feeds
    CONNECTORS[feed.connector].Options.model_validate(feed.options)


def test_the_list_of_connectors_is_whole() -> None:
    text = (PROJECT / "docs" / "connectors" / "README.md").read_text()
    assert all(f"({name}.md)" in text for name in CONNECTORS)


def test_the_examples_of_the_initiative_folder_are_what_they_say() -> None:
    models = {"mapping": Mapping, "publication": Publication}
    found: dict[str, object] = {}
    for block in _blocks(PROJECT / "docs" / "initiative-folder.md", "yaml"):
        found.update(YAML(typ="safe").load(block))
    assert {*found} == {*models}
    for name, model in models.items():
        model.model_validate(found[name])


@pytest.mark.slow
def test_the_analysts_query_of_the_readme_answers(sample_run: Run) -> None:
    (query,) = _blocks(PROJECT / "README.md", "sql")
    with connect(sample_run.release / "warehouse.duckdb", read_only=True) as released:
        rows = released.execute(query).fetchall()
    assert [row[0] for row in rows] == ["2023-24", "2024-25", "2025-26"]
    assert all(0 < row[3] < 100 for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    _blocks(PROJECT / "docs" / "analysts.md", "sql"),
    ids=lambda query: query.split("FROM ")[-1].split()[0],
)
def test_every_query_of_the_docs_answers(sample_run: Run, query: str) -> None:
    with connect(sample_run.release / "warehouse.duckdb", read_only=True) as released:
        assert released.execute(query).fetchall()


@pytest.mark.slow
def test_the_analysts_python_of_the_readme_runs(sample_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = _blocks(PROJECT / "README.md", "python")
    # The README's path begins with the default data folder.
    monkeypatch.chdir(sample_run.home.parent)
    assert sample_run.home.name == "data"
    names: dict[str, object] = {}
    exec(code, names)
    assert len(names["published"]) > 1000  # type: ignore[arg-type]
