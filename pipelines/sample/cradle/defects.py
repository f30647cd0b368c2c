"""What is broken in the sample on purpose: the feeds that fail as a whole, and how often each rule is broken.

Not here: the defects of single rows (defect_list.py) and putting them into tables (breaking.py).
"""

from __future__ import annotations

from pipelines.sample.breaking import violations
from pipelines.sample.cradle.defect_list import DEFECTS
from pipelines.sample.defect import Feed

# The server of this feed answers 503 to everything, and no earlier batch of it exists.
DOWN_FEED: Feed = ("mentor_line", "calls")
# A required column was renamed here, so no row can be judged and the batch is held.
HELD_FEED: Feed = ("music_project", "lessons")
# Here a column came that no mapping knows; it is reported and nothing else happens.
DRIFTED_FEED: Feed = ("library_system", "visits")
# This partner has delivered nothing for the last school year.
LATE_PARTNER = "workforce_board"


def expected_rejections() -> dict[Feed, dict[str, int]]:
    """Violations of each rule at each feed, warnings included; rules and feeds without any are left out."""
    return violations(DEFECTS)
