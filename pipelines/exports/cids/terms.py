"""The names of the Common Impact Data Standard that the capsule uses, as a JSON-LD context of its own.

Full names, because the published context of 3.2 lacks some of them (hasTarget, dateCreated), and a processor drops what
its context lacks without a word.
"""

from __future__ import annotations

from datetime import date
from typing import Any

Node = dict[str, Any]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PREFIXES = {
    "cids": "https://ontology.commonapproach.org/cids#",
    "i72": "http://ontology.eil.utoronto.ca/ISO21972/iso21972#",
    "org": "http://ontology.eil.utoronto.ca/tove/organization#",
    "prov": "http://www.w3.org/ns/prov#",
    "sch": "http://schema.org/",
    "xsd": _XSD,
}
_LINKS = (
    "cids:forOrganization", "cids:forTheme", "cids:forOutcome", "cids:forIndicator", "cids:hasOutcome",
    "cids:hasIndicator", "cids:hasIndicatorReport", "cids:hasBaseline", "cids:hasTarget", "cids:definedBy", "i72:value",
)  # fmt: skip
_MOMENTS = ("prov:startedAtTime", "prov:endedAtTime", "sch:dateCreated")


def context() -> Node:
    """The `@context`: prefixes, which terms are links, and which are moments."""
    links: Node = {name: {"@type": "@id"} for name in _LINKS}
    moments: Node = {name: {"@type": "xsd:dateTime"} for name in _MOMENTS}
    return _PREFIXES | links | moments


def moment(day: date, *, at_end: bool = False) -> str:
    """A day as the moment at which it begins, or at which it ends."""
    return f"{day.isoformat()}T{'23:59:59' if at_end else '00:00:00'}"
