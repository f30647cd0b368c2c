"""Merging of places: what is the same, what is doubtful, what stays apart, and the evidence that is kept."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.sites.listing import Listing
from pipelines.sites.tables import site_tables
from pipelines.sites.words import house_and_street, name_words, short_postcode


def _listing(partner: str, row: int, name: str, street: str | None = None, **more: Any) -> Listing:
    known = {
        "site_id": None, "city": "Brindleton", "postcode": "41901", "latitude": None, "longitude": None,
        "site_type": "food_pantry", "area_id": None,
    }  # fmt: skip
    return Listing(partner, "sites", "batch", row, site_name=name, street=street, **{**known, **more})


def _places(*listings: Listing) -> int:
    return len(site_tables(listings)["sites"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1100 Chartiers Avenue", "1100 Chartiers Ave."),
        ("320 Sixth Avenue", "320 6th Ave"),
        ("12 North Quay Road, Suite 4", "12 N. Quay Rd"),
        ("419 Saint Orla Lane", "419 St. Orla Ln #2"),
    ],
)
def test_two_spellings_of_an_address_are_one(one: str, other: str) -> None:
    assert house_and_street(one) == house_and_street(other)


def test_names_lose_what_does_not_tell_places_apart() -> None:
    assert name_words("The Carl’s Café, Inc.") == name_words("CARLS CAFE")
    assert short_postcode("15210-1234") == "15210"
    assert short_postcode("n/a") == ""


def test_one_address_and_alike_names_are_one_place() -> None:
    one = _listing("library", 1, "Quayside Branch Library", "12 North Quay Road")
    other = _listing("bank", 1, "QUAYSIDE BRANCH LIBRARY of Brindleton", "12 N. Quay Rd", postcode="")
    assert _places(one, other) == 1


def test_one_name_close_by_is_one_place_where_one_has_no_house_number() -> None:
    one = _listing("stands", 1, "Rookery Farmers Market", "Weir Boulevard", latitude=40.25, longitude=-40.3)
    other = _listing("bank", 1, "Rookery Farmers Market", None, latitude=40.2505, longitude=-40.3003)
    assert _places(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("Bell Yard Pantry", "7 Mill Lane"), ("Ferry Green School", "7 Mill Ln"), "same_address_other_name"),
        (("Bell Yard Pantry", "7 Mill Lane"), ("Bell Yard Pantry", None), "same_name_in_postcode"),
    ],
)
def test_a_doubtful_pair_stays_apart_and_is_shown(
    one: tuple[str, str | None], other: tuple[str, str | None], reason: str
) -> None:
    tables = site_tables([_listing("bank", 1, *one), _listing("county", 1, *other)])
    assert len(tables["sites"]) == 2
    assert [row["reason"] for row in tables["sites_to_review"]] == [reason]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Branches of a chain, at one address by mistake of one list, or in one postcode.
        (_listing("snap", 1, "Fresh 8007", "7 Mill Lane"), _listing("wic", 1, "Fresh 8013", "7 Mill Lane")),
        (_listing("snap", 1, "Fresh", "7 Mill Lane"), _listing("wic", 1, "Fresh", "90 Mill Lane")),
        # An agency knows its own places apart.
        (_listing("bank", 1, "Fresh", "7 Mill Lane"), _listing("bank", 2, "Fresh", "Mill Lane Mall")),
        # One address by name, kilometres apart on the map.
        (
            _listing("bank", 1, "Fresh", "7 Mill Lane", latitude=40.2, longitude=-40.3),
            _listing("wic", 1, "Fresh", "7 Mill Lane", latitude=40.3, longitude=-40.3),
        ),
    ],
)
def test_places_that_only_look_alike_stay_apart(one: Listing, other: Listing) -> None:
    assert _places(one, other) == 2


def test_evidence_leads_from_every_listing_to_its_place() -> None:
    listings = [
        _listing("bank", 1, "Stonegate School", "5 Second Street"),
        _listing("bank", 2, "Halfway Pantry", "6 Second Street"),
        _listing("county", 9, "Stonegate School", "5 2nd St."),
        _listing("schools", 4, "STONEGATE SCHOOL", "5 Second St"),
    ]
    tables = site_tables(listings)
    evidence = tables["site_evidence"]
    assert [row["rule"] for row in evidence].count("listed_once") == 1
    assert [row["rule"] for row in evidence].count("first_of_several") == 1
    assert [row["rule"] for row in evidence].count("same_address_and_name") == 2
    (school,) = (row for row in tables["sites"] if row["listings"] == 3)
    assert school["partner_ids"] == "bank,county,schools"
    assert school["site_name"] == "Stonegate School"
    assert {row["site_key"] for row in evidence if row["site_name"].casefold() == "stonegate school"} == {
        school["site_key"]
    }


def test_a_key_stays_when_rows_move_and_other_lists_come() -> None:
    one = _listing("bank", 1, "Halfway Pantry", "6 Second Street")
    moved = _listing("bank", 7, "Halfway Pantry", "6 Second Street")
    more = _listing("county", 1, "Halfway Pantry", "6 Second St.")
    assert site_tables([one])["sites"][0]["site_key"] == site_tables([moved, more])["sites"][0]["site_key"]
