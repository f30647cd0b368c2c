"""`common-measure connect`: from a partner's file or API to a feed that a person reviews."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

if TYPE_CHECKING:
    from pipelines.connect.model import Question
    from pipelines.connect.request import Request, Written
    from pipelines.connect.session import Session


@click.command()
@click.argument("source", metavar="FILE_OR_URL")
@click.option(
    "--partner", required=True, metavar="NAME", help="Name of the partner, one that is there or a new one."
)
@click.option(
    "--record-type", required=True, metavar="TYPE", help="What a row is, for example enrolment or service."
)
@click.option("--sub-program", metavar="ID", help="The sub-program that all rows belong to, if it is one.")
@click.option(
    "--initiative",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The initiative whose words and values count, and where the partner's file goes.",
)
@click.option("--feed", metavar="ID", help="Name of the feed. Default: the record type.")
@click.option(
    "--sector", type=click.Choice(["nonprofit", "business", "government"]), help="Of a new partner."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead; - prints the YAML."
)
@click.option("--yes", is_flag=True, help="Write without asking, also over what is there.")
@click.option(
    "--answer", "given", multiple=True, metavar="KEY=VALUE", help="Answer a question; may be repeated."
)
@click.option("--rows", default=1000, show_default=True, help="Records of an API to read for the sample.")
@click.option("--bearer-env", metavar="ENV", help="Environment variable with a bearer token.")
@click.option("--api-key", metavar="HEADER=ENV", help="Header and environment variable with a key.")
@click.option("--basic-env", metavar="ENV:ENV", help="Environment variables with user name and password.")
def connect(**options: Any) -> None:
    """Propose a feed and its mapping from a real sample, try it, and write the partner's YAML for review."""
    from connectors import FeedFailure
    from pipelines.connect.answers import Answers
    from pipelines.connect.model import ConnectError
    from pipelines.connect.session import Session
    from pipelines.initiative import InitiativeError

    # With --out - the YAML alone goes to standard output.
    console = Console(stderr=str(options["out"]) == "-")
    try:
        session = Session(_request(options), Answers(options["given"]))
        _connect(console, session, assume_yes=options["yes"])
    except (ConnectError, FeedFailure) as error:
        raise click.ClickException(str(error)) from None
    except InitiativeError as error:
        raise click.ClickException(f"Mend the initiative first.\n{error}") from None


def _request(options: dict[str, Any]) -> Request:
    from pipelines.connect.request import Request

    return Request(
        source=options["source"],
        partner=options["partner"],
        record_type=options["record_type"],
        sub_program=options["sub_program"],
        initiative=options["initiative"],
        feed=options["feed"],
        sector=options["sector"],
        out=options["out"],
        auth=_auth(options),
        rows=options["rows"],
        may_replace=options["yes"],
    )


def _auth(options: dict[str, Any]) -> dict[str, Any] | None:
    """The credentials by the names of their variables; never their values."""
    if options["bearer_env"]:
        return {"type": "bearer", "token_env": _variable(options["bearer_env"], "--bearer-env")}
    if options["api_key"]:
        header, equals, variable = options["api_key"].partition("=")
        if not equals:
            raise click.BadParameter(
                "write HEADER=ENV, for example X-API-Key=PARTNER_KEY", param_hint="--api-key"
            )
        return {"type": "api_key", "header": header, "key_env": _variable(variable, "--api-key")}
    if options["basic_env"]:
        user, colon, password = options["basic_env"].partition(":")
        if not colon:
            raise click.BadParameter("write USER_ENV:PASSWORD_ENV", param_hint="--basic-env")
        user, password = (_variable(name, "--basic-env") for name in (user, password))
        return {"type": "basic", "username_env": user, "password_env": password}
    return None


def _variable(name: str, option: str) -> str:
    """The name of a variable that is set. What was given is not repeated: it may be the secret itself."""
    if name in os.environ:
        return name
    raise click.BadParameter(
        "give the name of an environment variable that is set, not the secret itself", param_hint=option
    )


def _connect(console: Console, session: Session, *, assume_yes: bool) -> None:
    from pipelines.connect.questions import settle
    from pipelines.connect.request import as_draft
    from pipelines.connect.show import show_open, show_proposal, show_trial

    is_asking = sys.stdin.isatty() and not assume_yes
    proposal = settle(session, _ask if is_asking else lambda question: None)
    unused = session.answers.unused()
    if unused:
        keys = ", ".join(dict.fromkeys(question.key for question in proposal.questions)) or "none"
        raise click.ClickException(f"Nothing asks for --answer {', '.join(unused)}. Open questions: {keys}.")
    show_proposal(console, proposal)
    written = session.write(proposal)
    console.print(
        "\nTrying the rows against the contract; loading the checks takes some seconds ...", style="dim"
    )
    trial = session.trial(proposal, written)
    if trial is not None:
        show_trial(console, proposal, trial)
    show_open(console, proposal)
    if trial is not None and not trial.accepted and session.may_be_draft and not written.is_draft:
        console.print("\nNo row would be accepted, so this is kept as a draft.", style="red")
        written = as_draft(written)
    _store(console, written, session.request.initiative, is_asking=is_asking, assume_yes=assume_yes)
    for advice in proposal.sample.advice:
        console.print(advice, highlight=False, markup=False)


def _ask(question: Question) -> str | None:
    """Ask one question at the terminal; an empty answer leaves it open."""
    click.echo(f"\n{question.text}")
    for number, choice in enumerate(question.choices, 1):
        click.echo(f"  {number}. {choice.answer}{f'  {choice.words}' if choice.words else ''}")
    said = str(click.prompt("Number or answer (empty: decide later)", default="", show_default=False)).strip()
    if said.isdigit() and 1 <= int(said) <= len(question.choices):
        return question.choices[int(said) - 1].answer
    return said or None


def _store(
    console: Console, written: Written, folder: Path | None, *, is_asking: bool, assume_yes: bool
) -> None:
    """Write the file. What does not load is written beside it, as a draft that no run reads."""
    if str(written.path) == "-":
        click.echo(written.text, nl=False)
        return
    path = written.path
    if written.problems:
        console.print("\nThe initiative would not load with this feed yet:", style="red")
    for problem in written.problems:
        console.print(f"  {problem}", highlight=False, markup=False)
    if path.exists() and not (written.keeps or assume_yes or _may_write(path, is_asking)):
        raise click.ClickException(
            f"{path} is there. Give --yes to write over it, or --out FILE to write elsewhere."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written.text, encoding="utf-8")
    console.print(f"\nwrote {path}", highlight=False, markup=False)
    if written.is_draft:
        text = (
            f"It is a draft, which no run reads. Settle what is to decide and name it {path.stem}, or run the"
        )
        console.print(f"{text} command again with the answers.", highlight=False, markup=False)
    elif folder is not None:
        console.print(f"Read it, then run: common-measure check {folder}", highlight=False, markup=False)


def _may_write(path: Path, is_asking: bool) -> bool:
    return is_asking and click.confirm(f"{path} is there. Write over it?")
