"""Return to sender: each partner's rejected rows as a workbook in its own layout, with the fix in words.

A library; no dagster in here.
"""

from pipelines.fix_lists.writing import Written, sweep_outbox, write_fix_lists

__all__ = ["Written", "sweep_outbox", "write_fix_lists"]
