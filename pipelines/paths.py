"""Where things stand: the project's own folders and the folder that an initiative's data goes to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DBT_PROJECT = PROJECT_ROOT / "dbt_project"
INITIATIVES = PROJECT_ROOT / "initiatives"
HOME_VARIABLE = "COMMON_MEASURE_HOME"


def home() -> Path:
    """The data folder: COMMON_MEASURE_HOME, else `data` in the folder where the program was started."""
    return Path(os.environ.get(HOME_VARIABLE) or "data").expanduser().resolve()


@dataclass(frozen=True)
class DataFolder:
    """The folders of one initiative below the data folder. Nothing is created by asking."""

    root: Path

    @classmethod
    def of(cls, initiative: str) -> DataFolder:
        """The data folder of an initiative, from the environment of this moment."""
        return cls(home() / initiative)

    @property
    def landing(self) -> Path:
        """Immutable batches as they were pulled, identity already turned into tokens."""
        return self.root / "landing"

    @property
    def enforced(self) -> Path:
        """Accepted rows, quarantine and rule results of each batch."""
        return self.root / "enforced"

    @property
    def feeds(self) -> Path:
        """One small file per feed: how the last pull ended and which batch is in force."""
        return self.root / "feeds"

    @property
    def warehouse(self) -> Path:
        """The pipeline's own DuckDB file. Analysts never open it; they open a release."""
        return self.root / "warehouse.duckdb"

    @property
    def dbt_target(self) -> Path:
        """dbt's artifacts of the last build."""
        return self.root / "dbt"

    @property
    def forecasts(self) -> Path:
        """The ledger of forecasts. It can't be made anew: what was expected then is not known now."""
        return self.root / "forecasts.jsonl"

    @property
    def deliveries(self) -> Path:
        """The ledger of deliveries: what was made for whom, and since when it is the same."""
        return self.root / "deliveries.jsonl"

    @property
    def digests_sent(self) -> Path:
        """The ledger of digests that were sent: which release to how many, readers as hashes."""
        return self.root / "digests_sent.jsonl"

    @property
    def releases(self) -> Path:
        """One immutable folder per release, and the link `current`."""
        return self.root / "releases"

    @property
    def ledger(self) -> Path:
        """What each release showed and hid of every cell, with the true figures. It can't be made anew either."""
        return self.root / "ledger"

    @property
    def outbox(self) -> Path:
        """What goes to partners, a folder each. Outside `root`: a fix list holds the partner's own rows in clear."""
        return home() / "outbox" / self.root.name

    @property
    def readers(self) -> Path:
        """The addresses that the digest goes to, one a line. Outside `root`: they belong to people."""
        return home() / "readers" / f"{self.root.name}.txt"

    @property
    def key_file(self) -> Path:
        """The key that tokens are made with, unless the environment holds it."""
        return home() / "keys" / f"{self.root.name}.key"
