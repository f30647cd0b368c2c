"""The time that the sample covers: week by week from March 2020 to July 2021, and how hard each week was.

Here: days and two waves of need. Not here: what happened in them.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import exp

FIRST_DAY = date(2020, 3, 16)
LAST_DAY = date(2021, 7, 31)
WEEKS = tuple(FIRST_DAY + timedelta(weeks=number) for number in range((LAST_DAY - FIRST_DAY).days // 7 + 1))
# The last days of the months from March 2020 to July 2021.
MONTH_ENDS = tuple(date(2020 + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in range(3, 20))
# The weeks with most new need: April 2020 and the turn of the year.
_WAVES = ((4, 3.0), (42, 5.0))


def need(week: int) -> float:
    """How much new need a week brings; the quietest weeks have about a fifth of the worst."""
    return 0.2 + sum(exp(-(((week - middle) / width) ** 2) / 2) for middle, width in _WAVES)


def week_of(day: date) -> int:
    """The number of the week that a day lies in, counted from the first."""
    return (day - FIRST_DAY).days // 7
