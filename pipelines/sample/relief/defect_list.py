"""The defects of each feed, as data: rules, how many rows, and what stands in them.

Here: the list. Not here: how it is applied and counted (pipelines/sample/breaking.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.sample.defect import Defect, Feed

DEFECTS: Mapping[Feed, tuple[Defect, ...]] = {}
