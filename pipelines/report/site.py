"""Writes the site of one release: every page, the style sheet and the typefaces, all below one folder.

Only assembly belongs here; which pages there are is in pages/, what stands on them in templates/.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from pipelines.report import changes, fonts, learned
from pipelines.report.drawn import Drawn
from pipelines.report.handed import Handed
from pipelines.report.pages import areas, data, methods, outcomes, partners, start, sub_programs
from pipelines.report.pages import learned as learned_page
from pipelines.report.pages.facts import Facts
from pipelines.report.pages.page import OPTIONAL, PARTS, Page
from pipelines.report.pictures import Pictures
from pipelines.report.queries import read
from pipelines.report.released import Released
from pipelines.report.reuse import Earlier, Ledger, code, fingerprint
from pipelines.report.templating import HERE, environment, names_of

ASSETS = "assets"


@dataclass(frozen=True, slots=True)
class Built:
    """What was written: all pages, and how many of them were made anew; charts drawn and found."""

    pages: tuple[str, ...]
    made: int
    drawn: int
    found: int


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds the facts of every page of one release."""

    engine: jinja2.Environment
    around: Mapping[str, Any]
    names: str

    @classmethod
    def of(cls, released: Released, release_id: str, pictures: Pictures, parts: Mapping[str, Any]) -> Shell:
        """The shell of a release whose navigation has these parts."""
        engine = environment(released)
        engine.globals |= Drawn(pictures).words()
        around = {"site": released.initiative, "release_id": release_id, "parts": parts}
        return cls(engine, around, fingerprint([code(), names_of(released)]))

    def body(self, page: Page) -> str:
        """The main part of a page."""
        template = self.engine.get_template(page.template)
        return template.render(root=page.root, **page.facts).strip()

    def whole(self, page: Page, body: str) -> str:
        """The page with its header, way back and footer."""
        template = self.engine.get_template("shell.html.j2")
        return template.render(root=page.root, page=page, body=Markup(body), **self.around)


def build(
    warehouse: Path,
    folder: Path,
    *,
    release_id: str,
    earlier: Path | None,
    handed: Handed,
    pictures: Path | None,
) -> Built:
    """Write the site of a released warehouse into `folder`; see `pipelines.report.page.render`."""
    released = read(warehouse)
    facts = Facts(released, handed, learned.read(folder, released))
    return write(
        all_pages(facts, _changes(released, earlier, handed)), released, folder, release_id, earlier, pictures
    )


def all_pages(facts: Facts, changed: tuple[str, ...] | None) -> list[Page]:
    """Every page but the explanations of figures."""
    return [
        *start.pages(facts, changed),
        *learned_page.pages(facts),
        *outcomes.pages(facts),
        *sub_programs.pages(facts),
        *partners.pages(facts),
        *areas.pages(facts),
        *methods.pages(facts),
        *data.pages(facts),
    ]


def write(
    pages: Sequence[Page],
    released: Released,
    folder: Path,
    release_id: str,
    earlier: Path | None,
    pictures: Path | None,
) -> Built:
    """Write pages; one whose facts are those of the earlier release keeps its main part and is not made anew."""
    before = Earlier(earlier / "report" if earlier else None)
    drawn, ledger = Pictures(pictures), Ledger()
    shell = Shell.of(released, release_id, drawn, _parts(pages, folder))
    made = 0
    for page in pages:
        facts = fingerprint([shell.names, page.template, page.root, page.facts])
        body = before.body(page.path, facts)
        if body is None:
            body, made = shell.body(page), made + 1
        ledger.add(page.path, facts, body)
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shell.whole(page, body), encoding="utf-8", newline="\n")
    write_assets(folder / ASSETS, earlier)
    ledger.write(folder)
    return Built(tuple(page.path for page in pages), made, drawn.drawn, drawn.found)


def _parts(pages: Sequence[Page], folder: Path) -> dict[str, tuple[str, str]]:
    """The parts of the navigation; pages of explanations are written after the others, so the folder is asked too."""
    has = any(page.part == OPTIONAL for page in pages) or (folder / PARTS[OPTIONAL][1]).is_file()
    return {key: part for key, part in PARTS.items() if has or key != OPTIONAL}


def write_assets(folder: Path, earlier: Path | None) -> None:
    """The style sheet and the typefaces; cutting these takes seconds, so an earlier release's are taken over."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(HERE / "style.css", folder / "report.css")
    before = earlier / "report" / ASSETS if earlier else None
    if before is not None and all((before / name).is_file() for name in fonts.FACES):
        for path in sorted(before.glob("*.woff2")) + sorted(before.glob("*-licence.txt")):
            shutil.copyfile(path, folder / path.name)
    elif not all((folder / name).is_file() for name in fonts.FACES):
        fonts.write_fonts(folder)


def _changes(released: Released, earlier: Path | None, handed: Handed) -> tuple[str, ...] | None:
    """What was handed in, else what the earlier release's warehouse tells; None for a first release."""
    if handed.changes is not None:
        return handed.changes
    before = earlier / "warehouse.duckdb" if earlier else None
    if before is None or not before.is_file():
        return None
    return changes.changes(read(before), released)
