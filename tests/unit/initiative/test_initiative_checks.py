"""What `common-measure check` says: file, line, what is wrong and the fix."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.initiative import InitiativeError, Problem, load_initiative
from pipelines.scaffold import scaffold


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scaffold(tmp_path / "town")
    return tmp_path / "town"


def _change(path: Path, old: str, new: str) -> int:
    """Replace one text in a file; returns the line on which it stands."""
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


def _problems(folder: Path) -> list[Problem]:
    with pytest.raises(InitiativeError) as caught:
        load_initiative(folder)
    return caught.value.problems


def test_a_folder_needs_neither_metrics_of_its_own_nor_money(folder: Path) -> None:
    (folder / "metrics.yaml").unlink()
    (folder / "funding.yaml").unlink()
    assert load_initiative(folder).name == "town"


def test_the_scaffold_has_no_problem(folder: Path) -> None:
    assert load_initiative(folder).name == "town"


def test_paper_and_address_are_the_agendas(folder: Path) -> None:
    plain = load_initiative(folder).agenda.publication
    assert (plain.paper, plain.address) == ("letter", None)
    publication = "publication: {paper: a4, address: https://results.example.org:8443/town}"
    _change(folder / "agenda.yaml", "  smallest_count: 11", f"  smallest_count: 11\n{publication}")
    told = load_initiative(folder).agenda.publication
    assert (told.paper, told.address) == ("a4", "https://results.example.org:8443/town/")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("agenda.yaml", "vision:", "visoin:", "there is no such key here"),
        ("agenda.yaml", "smallest_count: 11", "smallest_count: 2", "greater than or equal to 5"),
        ("agenda.yaml", "quarter, parent: town}\n  - {id: s", "quarter, parent: twon}\n  - {id: s", "there is no area 'twon'"),
        ("agenda.yaml", "id: town, name: Our town, level: town", "id: town, name: Our town, level: town, parent: north", "a part of itself"),
        ("agenda.yaml", "- id: gender", "- id: gendre", "no group column in the enrolment contract 'gendre'"),
        ("agenda.yaml", "  smallest_count: 11", "  smallest_count: 11\npublication: {paper: legal}", "'letter' or 'a4'"),
        ("agenda.yaml", "  smallest_count: 11", "  smallest_count: 11\npublication: {address: results.example.org}", "begins with https:// or http://"),
        ("agenda.yaml", "  smallest_count: 11", "  smallest_count: 11\npublication: {address: 'https://'}", "the name of a server"),
        ("agenda.yaml", "  smallest_count: 11", "  smallest_count: 11\npublication: {address: 'javascript:alert(1)'}", "begins with https:// or http://"),
        ("agenda.yaml", "  smallest_count: 11", "  smallest_count: 11\npublication: {address: 'https://me:secret@example.org/'}", "leave name and password out"),
        ("agenda.yaml", "  smallest_count: 11", "  smallest_count: 11\npublication: {address: 'https://example.org/?a=1'}", "no space, quotation mark"),
        ("theory_of_change.yaml", "metrics: [retention_rate]", "metrics: [retention]", "no metric in the catalogue 'retention'"),
        ("theory_of_change.yaml", "to: stays_connected", "to: stays", "no activity, output or outcome 'stays'"),
        ("sub_programs.yaml", "[enrolment, service]", "[enrolment, servise]", "no record type 'servise'"),
        ("sub_programs.yaml", "retention_rate]", "graduation_rate]", "needs outcome, which 'after_school' does not collect"),
        ("sub_programs.yaml", "retention_rate]", "retention]", "no metric in the catalogue 'retention'"),
        ("metrics.yaml", "value: 85 %", "value: 85", "a rate lies between 0 % and 100 %"),
        ("metrics.yaml", "period: 2027-28", "period: 2024-25", "not later than its baseline"),
        ("funding.yaml", "partner: first_partner", "partner: second_partner", "no partner 'second_partner'"),
        ("funding.yaml", "ends: 2026-06-30", "ends: 2024-06-30", "ends before it starts"),
        ("partners/first_partner.yaml", "sector: nonprofit", "sector: charity", "'nonprofit', 'business' or 'government'"),
        ("partners/first_partner.yaml", "activity: homework_clubs", "activity: clubs", "no activity 'clubs'"),
        ("partners/first_partner.yaml", "expires: 2028-06-30", "expires: 2024-06-30", "expires before it was signed"),
        ("partners/first_partner.yaml", 'options: {path: "files/children*.csv"}', "options: {file: x.csv}", "option 'path'"),
        ("partners/first_partner.yaml", "        gender: Gender\n", "        colour: Gender\n", "no column in the contract 'enrolment' 'colour'"),
        ("partners/first_partner.yaml", "North side: north", "North side: nord", "'area' would become ['nord']"),
        ("partners/first_partner.yaml", "        hours: {column: Minutes, divide_by: 60}\n", "", "requires 'hours'"),
        ("partners/first_partner.yaml", "    identity: {local_id: Child no.}\n", "", "'identity' is missing"),
        ("partners/first_partner.yaml", "  - id: sessions", "  - id: children", "stands here twice"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_file_and_words(
    folder: Path, file: str, old: str, new: str, says: str
) -> None:
    _change(folder / file, old, new)
    told = [problem for problem in _problems(folder) if says in problem.what]
    assert told, [problem.what for problem in _problems(folder)]
    assert told[0].file == file
    assert told[0].line > 0
    assert told[0].fix.endswith(".")


def test_the_line_is_the_line_of_the_mistake(folder: Path) -> None:
    line = _change(folder / "metrics.yaml", "value: 85 %", "value: 850")
    assert [(problem.file, problem.line) for problem in _problems(folder)] == [("metrics.yaml", line)]


def test_broken_yaml_is_told_with_its_line(folder: Path) -> None:
    line = _change(folder / "agenda.yaml", "population:\n", "population: [\n")
    (problem,) = _problems(folder)
    assert "this is not YAML" in problem.what
    assert problem.line >= line


def test_every_problem_is_told_at_once(folder: Path) -> None:
    _change(folder / "funding.yaml", "partner: first_partner", "partner: nobody")
    _change(folder / "metrics.yaml", "value: 85 %", "value: 85")
    assert {problem.file for problem in _problems(folder)} == {"funding.yaml", "metrics.yaml"}


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "agenda.yaml").unlink()
    assert ("agenda.yaml", "this file is missing") in {
        (problem.file, problem.what) for problem in _problems(folder)
    }


def test_the_command_prints_the_problems_and_fails(folder: Path) -> None:
    line = _change(folder / "funding.yaml", "partner: first_partner", "partner: nobody")
    result = CliRunner().invoke(main, ["check", str(folder)])
    assert result.exit_code == 1
    assert f"funding.yaml:{line}: there is no partner 'nobody'" in result.output
    assert "fix: Use one of: first_partner." in result.output


def test_the_command_is_content_with_the_scaffold(folder: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(folder)])
    assert result.exit_code == 0
    assert "no problems. 1 partner, 2 feeds, 1 sub-program, 3 metrics." in result.output


def test_new_refuses_a_folder_with_something_in_it(folder: Path) -> None:
    result = CliRunner().invoke(main, ["new", str(folder)])
    assert result.exit_code == 1
    assert "is not empty" in result.output
