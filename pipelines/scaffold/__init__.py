"""`common-measure new`: a small initiative that runs at once and is meant to be changed.

The YAML stands in `template/`; the rows are generated here, seeded, and say so.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipelines.sample.names import FIRST_NAMES, LAST_NAMES

_TEMPLATE = Path(__file__).parent / "template"
_SCHEMAS = Path(__file__).parent.parent / "initiative" / "schemas"
_CHILDREN, _SESSIONS = 90, 24


class ScaffoldError(Exception):
    """The folder cannot be made; the message says why and what to do."""


def scaffold(folder: Path) -> list[Path]:
    """Make the folder; returns the files that were written.

    Raises ScaffoldError when the folder has something in it, or when its name makes no short name.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ScaffoldError(f"{folder} is not empty; choose a new folder")
    name = re.sub(r"[^a-z0-9]+", "_", folder.resolve().name.lower()).strip("_")
    if not name or not name[0].isalpha():
        raise ScaffoldError(
            f"'{folder.name}' makes no short name; begin the name of the folder with a letter"
        )
    texts = Environment(
        loader=FileSystemLoader(_TEMPLATE), undefined=StrictUndefined, keep_trailing_newline=True
    )
    written = []
    for source in sorted(_TEMPLATE.rglob("*.yaml")):
        relative = source.relative_to(_TEMPLATE)
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(texts.get_template(relative.as_posix()).render(initiative=name), encoding="utf-8")
        written.append(target)
    written += [_copy_schema(folder, schema) for schema in sorted(_SCHEMAS.glob("*.json"))]
    return [*written, *_rows(folder / "files")]


def _copy_schema(folder: Path, schema: Path) -> Path:
    target = folder / "schemas" / schema.name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(schema.read_bytes())
    return target


def _rows(folder: Path) -> list[Path]:
    """A list of made-up children and the sessions they came to."""
    chance = random.Random("common-measure new")
    folder.mkdir(parents=True, exist_ok=True)
    enrolment, sessions = [], []
    for number in range(1, _CHILDREN + 1):
        born = date(2014, 1, 1) + timedelta(days=chance.randrange(1500))
        area, gender = chance.choice(["North side", "South side"]), chance.choice(["girl", "boy"])
        name = (chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES))
        left = "" if chance.random() < 0.75 else "03/15/2026"
        enrolment.append([number, *name, born.isoformat(), area, gender, "09/02/2025", left])
        for week in sorted(chance.sample(range(36), _SESSIONS)):
            day = date(2025, 9, 3) + timedelta(weeks=week)
            sessions.append([number, f"{day:%m/%d/%Y}", "Homework club", chance.choice([60, 90, 120])])
    people = ["Child no.", "First name", "Last name", "Birth date", "Lives in", "Gender", "Start", "End"]
    return [
        _write(folder / "children (generated sample).csv", people, enrolment),
        _write(
            folder / "sessions (generated sample).csv", ["Child no.", "Day", "Activity", "Minutes"], sessions
        ),
    ]


def _write(path: Path, header: list[str], rows: Iterable[list[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path
