"""Addresses on the web are put together from the one that the agenda gives."""

from __future__ import annotations

import json
from pathlib import Path

from rdflib import Graph, URIRef

from pipelines.exports import write_cids
from pipelines.exports.addresses import report_address, things_address

ADDRESS = "https://results.example.org/town/"


def test_a_release_keeps_its_address_and_a_thing_its_name() -> None:
    assert report_address(ADDRESS, "2026-06-30-1f") == f"{ADDRESS}2026-06-30-1f/report/index.html"
    assert things_address(ADDRESS) == f"{ADDRESS}current/standards/cids.jsonld#"
    assert report_address(None, "2026-06-30-1f") is None
    assert things_address(None) is None


def test_every_thing_of_the_linked_data_is_named_by_it(release: Path) -> None:
    path = write_cids(release, base=things_address(ADDRESS))
    names = [node["@id"] for node in json.loads(path.read_text(encoding="utf-8"))["@graph"]]
    assert names
    assert all(name.startswith(f"{ADDRESS}current/standards/cids.jsonld#") for name in names)
    subjects = set(Graph().parse(path, format="json-ld").subjects())
    assert {URIRef(name) for name in names} == subjects
