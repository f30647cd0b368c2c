"""Which cells a release holds at all: every table, page and export is made of these and no others.

Here: the family of views that is published. Fewer breakdowns at once leave fewer small cells, and a family that can be
checked whole. Not here: which of these cells are shown (protection.py).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

_BREAKDOWNS = ("partner_id", "sub_program_id", "area_id", "group_type")
_YEARS = frozenset({"school_year", "calendar_year"})
# One partner's people by one thing more; everybody's by sub-program, area and group at once, though of years alone.
_MOST, _MOST_OF_YEAR, _MOST_OF_WEEK = 2, 3, 1


def in_family(cells: pd.DataFrame, bands: frozenset[str]) -> np.ndarray:
    """Whether each cell is published, as one truth value a row: by how many things it is broken down at once.

    A cell of one partner: by at most one thing more. Of all partners: by sub-program, area and group in a year; by two
    of them in a shorter period, and where the group is a class of a band. Of one week: by one thing. `cells` has the
    columns of metrics.metric_values, `bands` are the types of group that class the people of a rate.
    """
    broken_down = np.sum([(cells[name] != "all").to_numpy() for name in _BREAKDOWNS], axis=0)
    of_partner = (cells["partner_id"] != "all").to_numpy()
    of_week = (cells["period_type"] == "week").to_numpy()
    of_band = cells["group_type"].isin(bands).to_numpy()
    of_year = cells["period_type"].isin(_YEARS).to_numpy()
    most = np.where(of_year & ~of_partner & ~of_band, _MOST_OF_YEAR, np.where(of_week, _MOST_OF_WEEK, _MOST))
    return np.asarray(broken_down <= most)
