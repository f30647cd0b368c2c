"""What a contract holds, shown to the person who writes a mapping."""

from __future__ import annotations

from click.testing import CliRunner

from pipelines.cli import main


def test_a_contract_is_shown_with_what_must_be_there() -> None:
    shown = CliRunner().invoke(main, ["contracts", "show", "service"])
    lines = {line[:1] + line[2:].split(" ")[0]: line for line in shown.output.splitlines() if len(line) > 2}
    assert "*service_date" in lines
    assert " service_type" in lines
    assert "first_name" in shown.output
    assert "one_row_per_service" in shown.output


def test_a_contract_that_is_not_there_is_told_with_those_that_are() -> None:
    refused = CliRunner().invoke(main, ["contracts", "show", "servise"])
    assert refused.exit_code == 1
    assert "service" in refused.output
