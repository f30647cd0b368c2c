"""The command `common-measure`: the list of its commands. Each stands in a module of its own."""

from __future__ import annotations

import click

from pipelines.cli.audit import audit
from pipelines.cli.check import check
from pipelines.cli.connect import connect
from pipelines.cli.contracts import contracts
from pipelines.cli.explain import explain
from pipelines.cli.fix_lists import fix_lists
from pipelines.cli.kits import kits
from pipelines.cli.look import look
from pipelines.cli.new import new
from pipelines.cli.quotes import quotes
from pipelines.cli.run import run
from pipelines.cli.scenario import scenario
from pipelines.cli.themes import themes
from pipelines.cli.tokenise import linking_key_command, tokenise
from pipelines.cli.withdraw import withdraw


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Shared measurement for collective impact: from partners' data to a published release."""


for _command in (
    run, audit, check, connect, contracts, explain, fix_lists, kits, look, new, quotes, scenario, themes, tokenise,
    withdraw,
    linking_key_command,
):  # fmt: skip
    main.add_command(_command)
