"""Whether a partner answered its fix list, from the history of its rejected rows.

answered: everything that ever stood there was corrected. partly: some was. not_yet: nothing was. nothing_asked: it
never had an entry. `sent_again` counts entries that are still there although a newer batch came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

_HISTORY = """
select partner_id,
  (count(*) filter (is_open))::int as open,
  (count(*) filter (closed_by = 'partner'))::int as corrected,
  (count(*) filter (is_open and batches > 1))::int as sent_again,
  coalesce(sum(rows_at_last) filter (is_open), 0)::bigint as rows_open
from data_quality.rejection_history group by partner_id order by partner_id
"""


@dataclass(frozen=True)
class Answer:
    """How a partner's fix list stands: entries that are open, corrected, and open although newer data came."""

    open: int = 0
    corrected: int = 0
    sent_again: int = 0
    rows_open: int = 0

    @property
    def state(self) -> str:
        """nothing_asked, answered, partly or not_yet."""
        if not self.open:
            return "answered" if self.corrected else "nothing_asked"
        return "partly" if self.corrected else "not_yet"


def answers(connection: duckdb.DuckDBPyConnection, partners: Iterable[str]) -> dict[str, Answer]:
    """The answer of each partner, from a warehouse with `data_quality.rejection_history`."""
    known = {partner: Answer(*counts) for partner, *counts in connection.execute(_HISTORY).fetchall()}
    return {partner: known.get(partner, Answer()) for partner in partners}
