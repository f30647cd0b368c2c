"""What was ever published of each cell, and what was true then: a release must not give away what earlier ones hid.

A folder of Parquet files, one per release, private to the pipeline: it holds true figures of hidden cells. Here:
writing a release down, and what earlier ones say of the cells of a new one. Not here: what follows (protection.py).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from expectations.mapping_sql import literal
from pipelines.release.atoms import Floats
from pipelines.release.sums import DIMENSIONS

KEY = ["metric_id", "metric_version", *DIMENSIONS]
_PENDING = ".pending-"


@dataclass(frozen=True)
class Past:
    """What earlier releases say of the cells of a new one, by atom and cell.

    `shown`: what was shown last, nan where nothing was. `hidden_at`: for cells hidden last time, every true figure with
    which they were hidden, one array per release; nan where a release did not hide the cell.
    """

    shown: Mapping[str, Floats]
    hidden_at: Mapping[str, tuple[Floats, ...]]

    @classmethod
    def none(cls) -> Past:
        """Nothing was published before."""
        return cls({}, {})

    def of(self, rows: np.ndarray) -> Past:
        """The same for some of the cells, by their places."""
        return Past(
            {name: values[rows] for name, values in self.shown.items()},
            {name: tuple(values[rows] for values in found) for name, found in self.hidden_at.items()},
        )


@dataclass(frozen=True)
class Ledger:
    """The ledger of one initiative: a folder."""

    folder: Path

    def write(self, release: str, entries: pd.DataFrame) -> None:
        """Write down a release that is being built: KEY, atom, is_shown, shown and true figure, one row per atom.

        It counts once `keep` was called.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            connection.register("entries", entries)
            connection.execute("SET threads = 1")
            connection.execute(
                f"COPY (SELECT * FROM entries ORDER BY ALL) TO {literal(str(self._pending(release)))} (FORMAT parquet)"
            )

    def keep(self, release: str) -> None:
        """The release is published: from now on later ones are held against it. Nothing to do a second time."""
        if self._pending(release).is_file():
            place = len(self._kept())
            known = [path for path in self._kept() if _release(path) == release]
            os.replace(
                self._pending(release), known[0] if known else self.folder / f"{place:06d}_{release}.parquet"
            )

    def past(self, cells: pd.DataFrame, without: str) -> Past:
        """What earlier releases say of `cells` (columns of KEY), the release `without` left aside."""
        shown: dict[str, Floats] = {}
        hidden: dict[str, list[Floats]] = {}
        index = pd.MultiIndex.from_frame(cells[KEY])
        for path in self._kept():
            if _release(path) == without:
                continue
            entries = pd.read_parquet(path)
            for atom, own in entries.groupby("atom"):
                told = own.set_index(KEY)[["is_shown", "shown", "truth"]].reindex(index)
                is_shown = told["is_shown"].eq(True).to_numpy()
                is_hidden = told["is_shown"].eq(False).to_numpy()
                name = str(atom)
                before = shown.get(name, np.full(len(cells), np.nan))
                shown[name] = np.where(
                    is_shown, told["shown"].to_numpy(dtype=float), np.where(is_hidden, np.nan, before)
                )
                truth = np.where(is_hidden, told["truth"].to_numpy(dtype=float), np.nan)
                hidden.setdefault(name, []).append(truth)
        return Past(shown, {name: tuple(found) for name, found in hidden.items()})

    def _pending(self, release: str) -> Path:
        return self.folder / f"{_PENDING}{release}.parquet"

    def _kept(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("*_*.parquet") if not path.name.startswith("."))


def _release(path: Path) -> str:
    return path.stem.split("_", 1)[1]
