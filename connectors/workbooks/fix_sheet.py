"""The name of the sheet that stands first in a fix list, so that a corrected one can be dropped in again.

The name only. Fix lists are written in `pipelines`; the readers of workbooks pass over a sheet of this name.
"""

from __future__ import annotations

FIX_SUMMARY_SHEET = "Fix list (Common Measure)"
