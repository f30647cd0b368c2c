"""An initiative as it would be with one more file, without writing into it.

Links everything else from a folder that is gone afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.initiative import Initiative, InitiativeError, load_initiative
from pipelines.initiative.problems import Problem

_PARTNERS = "partners"
_STUB = "partner: {id}\nname: {id}\nsector: nonprofit\nsub_programs: {subs}\nfeeds: []\n"


@contextmanager
def shadow(folder: Path, name: str, text: str) -> Iterator[Path]:
    """The folder with `partners/<name>` holding `text`."""
    with TemporaryDirectory() as temporary:
        copy = Path(temporary) / folder.resolve().name
        (copy / _PARTNERS).mkdir(parents=True)
        for path in folder.resolve().iterdir():
            if path.name != _PARTNERS:
                (copy / path.name).symlink_to(path)
        for path in (folder / _PARTNERS).glob("*.yaml"):
            if path.name != name:
                (copy / _PARTNERS / path.name).symlink_to(path.resolve())
        (copy / _PARTNERS / name).write_text(text, encoding="utf-8")
        yield copy


def loaded_with(folder: Path, name: str, text: str) -> Initiative | list[Problem]:
    """The initiative with the file, or what would be wrong in it."""
    with shadow(folder, name, text) as copy:
        try:
            return load_initiative(copy)
        except InitiativeError as error:
            return error.problems


def initiative_of(folder: Path) -> Initiative:
    """The initiative of a folder, also of one that has no partner yet; raises InitiativeError."""
    try:
        return load_initiative(folder)
    except InitiativeError as error:
        if [problem.file for problem in error.problems] != [_PARTNERS]:
            raise
    from ruamel.yaml import YAML

    tree = YAML(typ="safe").load((folder / "sub_programs.yaml").read_text(encoding="utf-8"))
    subs = [entry["id"] for entry in tree["sub_programs"]]
    with shadow(folder, "nobody_yet.yaml", _STUB.format(id="nobody_yet", subs=subs)) as copy:
        return load_initiative(copy)
