"""The release in the Common Impact Data Standard 3.2 (commonapproach.org, CC BY-SA 4.0), as JSON-LD.

Basic tier whole: organisations, themes (sub-programs), outcomes, indicators and their reports. Of the Essential tier
what a release knows: baselines, targets, who defined an indicator, identifiers, dates. Only published figures go in; a
hidden one is not there at all. docs/open-data.md says where this deviates.
"""

from __future__ import annotations

from pipelines.exports.cids.writing import write_cids

__all__ = ["write_cids"]
