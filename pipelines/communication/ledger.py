"""The ledger of deliveries: a file with a line for each time that something new was made for somebody.

It says names of files' contents by their hash and days, never what stands in them.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """Something was made for somebody on a day. `partner_id` is empty where the receiver is no partner."""

    delivery_id: str
    audience: str
    partner_id: str
    form: str
    made_on: str
    release: str
    files_sha256: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What was delivered to whom."""
        return self.delivery_id, self.audience, self.partner_id, self.form

    @property
    def day(self) -> date:
        """The day that it was made on."""
        return date.fromisoformat(self.made_on)


class DeliveryLedger:
    """The file is only added to, and small: a line for each change, not for each run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def last(self) -> dict[tuple[str, str, str, str], Entry]:
        """The newest entry of each delivery to each receiver; a line that a killed run left half written is skipped."""
        found: dict[tuple[str, str, str, str], Entry] = {}
        if self.path.is_file():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                try:
                    entry = Entry(**json.loads(line))
                except (ValueError, TypeError):
                    continue
                found[entry.key] = entry
        return found

    def add(self, entries: list[Entry]) -> None:
        """Write entries at the end."""
        if not entries:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # A half line of a killed run must not swallow the first new one.
        before = "\n" if self.path.is_file() and not self.path.read_bytes().endswith(b"\n") else ""
        text = "".join(json.dumps(asdict(entry)) + "\n" for entry in entries)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(before + text)
            file.flush()
            os.fsync(file.fileno())
