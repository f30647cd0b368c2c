"""What other steps hand to the report: approved quotes, downloads, what changed, releases that were withdrawn.

Only the shape of it belongs here. Who may be quoted is decided before; nothing is selected or checked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote that passed the gate and that a person approved; `role` says who speaks, never a name."""

    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the release: its path from the release's folder, what it is called and what is in it."""

    path: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A release that was taken back since the one before, with the reason that was given."""

    release: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Handed:
    """`changes` are plain sentences, None to have them worked out from the earlier release.

    `quotes` go by the id of an outcome or of a sub-program.
    """

    changes: tuple[str, ...] | None = None
    quotes: Mapping[str, tuple[Quote, ...]] = field(default_factory=dict)
    downloads: tuple[Download, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()


NOTHING = Handed()
