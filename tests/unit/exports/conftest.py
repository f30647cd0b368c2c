"""One made release for the tests of the exports, and one full of text that would like to be a formula or markup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from injections import CORPUS
from made_release import make_release


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("made") / "release")


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """A release on which some SQL was run."""
    return lambda *statements: make_release(tmp_path / "changed", *statements)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in which every piece of the corpus is a partner's name and text, and names the other things too."""
    folder = tmp_path_factory.mktemp("made") / "hostile"
    statements = []
    for number, text in enumerate(CORPUS):
        quoted = _literal(text)
        statements.append(
            "insert into agenda.partners(partner_id, name, sector, about) "
            f"values ('hostile_{number:02d}', {quoted}, 'nonprofit', {quoted})"
        )
    first = _literal(CORPUS[0])
    statements += [
        f"update agenda.metrics set name = {first}, definition = {first}, unit = case unit when 'percent' then unit else {first} end",
        f"update agenda.sub_programs set name = {first}, description = {first}",
        f"update agenda.outcomes set name = {_literal(CORPUS[14])}, description = {first}",
        f"update agenda.areas set name = {first}, level = {first}",
        f"update agenda.periods set name = {first} || name",
        f"update agenda.initiative set name = {first}, backbone_name = {_literal(CORPUS[14])}, vision = {first}",
        f"update data_quality.feed_status set message = {first}, feed_id = {first} || feed_id",
    ]
    return make_release(folder, *statements)


def _literal(text: str) -> str:
    pieces = "".join(
        f"' || chr({ord(c)}) || '" if ord(c) < 32 or c in "'\x7f\ufffe\uffff" else c for c in text
    )
    return f"('{pieces}')"
