"""What is wrong in an initiative folder, said so that a data manager can mend it: file, line, what, fix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    what: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}\n    fix: {self.fix}"


class InitiativeError(Exception):
    """The initiative folder cannot be used; `problems` says why, all at once."""

    def __init__(self, folder: Path, problems: Sequence[Problem]) -> None:
        self.folder = folder
        self.problems = sorted(set(problems))
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__("\n".join([f"{folder.name}: {count}", *map(str, self.problems)]))
