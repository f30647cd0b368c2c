"""One page of the site: its address, its place in the navigation, its template and its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The navigation: what each part is called and its first page.
PARTS = {
    "start": ("Start", "index.html"),
    "learned": ("Learned", "learned.html"),
    "outcomes": ("Outcomes", "outcomes/index.html"),
    "sub-programs": ("Sub-programs", "sub-programs/index.html"),
    "partners": ("Partners", "partners/index.html"),
    "areas": ("Areas", "areas/index.html"),
    "methods": ("Methods", "methods.html"),
    "data": ("Data", "data.html"),
}

# A part that is left out where a release has nothing for it.
OPTIONAL = "learned"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to write at `path` below the report's folder.

    `facts` is everything that the template shows, in plain values and dataclasses. The page is made anew only when they
    change. `label` names it in the breadcrumbs; None for the first page of a part.
    """

    path: str
    part: str
    title: str
    template: str
    facts: Mapping[str, Any]
    label: str | None = None

    @property
    def root(self) -> str:
        """The way from this page to the report's folder."""
        return "../" * self.path.count("/")

    @property
    def crumbs(self) -> tuple[tuple[str, str | None], ...]:
        """The pages above this one and itself, from the start page; empty for the start page."""
        if self.part == "start":
            return ()
        name, first = PARTS[self.part]
        above: tuple[tuple[str, str | None], ...] = ((PARTS["start"][0], f"{self.root}index.html"),)
        if self.label is None:
            return (*above, (name, None))
        return (*above, (name, f"{self.root}{first}"), (self.label, None))


def file_name(identifier: str) -> str:
    """The file of an outcome, a partner or an area: its id, with other letters than those of ids made safe."""
    safe = "".join(
        letter if letter.isalnum() or letter in "-_" else f"~{ord(letter):x}" for letter in identifier
    )
    # A folder's first page has this name.
    return f"{safe}.html" if safe != "index" else "index_.html"
