"""The real lists of Pittsburgh's food agencies as partners' site feeds: landed, judged, merged, checked by hand.

The pairs below were looked up one by one in the agencies' files.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from enforced_feeds import Results, enforce_feeds
from pittsburgh import ROWS, require_source, write_initiative

from pipelines.initiative import load_initiative
from pipelines.sites.tables import write_sites

pytestmark = pytest.mark.slow

Place = tuple[str, str]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Every list, pulled, landed and enforced."""
    require_source()
    folder = tmp_path_factory.mktemp("pittsburgh")
    return enforce_feeds(load_initiative(write_initiative(folder / "initiative")), folder / "data", ())


@pytest.fixture(scope="module")
def merged(results: Results) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with the rows in force and the merged places."""
    with duckdb.connect() as connection:
        selects = [
            f"SELECT '{partner}' AS partner_id, '{feed}' AS feed_id, 'batch' AS batch_id, * "
            f"FROM '{enforced.accepted_path}'"
            for (partner, feed), (enforced, _) in results.items()
        ]
        connection.execute("CREATE SCHEMA accepted")
        connection.execute(f"CREATE VIEW accepted.site AS {' UNION ALL BY NAME '.join(selects)}")
        write_sites(connection)
        yield connection


def test_every_row_of_every_file_comes_in_and_no_blank_one(results: Results) -> None:
    assert {place: enforced.rows_received for place, (enforced, _) in results.items()} == ROWS
    assert not [place for place, (enforced, _) in results.items() if enforced.is_held]


def test_only_what_cannot_be_a_place_is_rejected(results: Results) -> None:
    rejected = {place: enforced.rows_quarantined for place, (enforced, _) in results.items()}
    # The food bank has a row of totals, words where coordinates stand, zeros in their stead, and numbers twice.
    assert {place: rows for place, rows in rejected.items() if rows} == {
        ("food_bank", "agencies"): 13,
        ("county", "wic_vendors"): 1,
    }


def test_every_listing_is_in_one_place_and_its_evidence_leads_there(
    merged: duckdb.DuckDBPyConnection,
) -> None:
    accepted, evidence, keys, listings = merged.sql(
        "SELECT (SELECT count(*) FROM accepted.site), (SELECT count(*) FROM sites.site_evidence), "
        "(SELECT count(DISTINCT site_key) FROM sites.sites), (SELECT sum(listings) FROM sites.sites)"
    ).fetchall()[0]
    assert accepted == evidence == listings
    assert keys == merged.sql("SELECT count(*) FROM sites.sites").fetchall()[0][0]
    astray = merged.sql(
        "SELECT count(*) FROM sites.site_evidence AS one JOIN sites.site_evidence AS other "
        "ON one.matched_partner_id = other.partner_id AND one.matched_feed_id = other.feed_id "
        "AND one.matched_row_number = other.row_number WHERE one.site_key <> other.site_key"
    ).fetchall()[0][0]
    assert astray == 0
    # A place has as many pieces of evidence as it has listings beside the first.
    assert merged.sql(
        "SELECT count(*) FROM (SELECT site_key, count(*) - 1 AS more, count(matched_row_number) AS shown "
        "FROM sites.site_evidence GROUP BY ALL) WHERE more <> shown"
    ).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("name", "street", "other_name", "other_street"),
    [
        ("Giant Eagle 72", "910 Freeport Rd", "Giant Eagle", "910 Freeport Road"),
        ("GIANT EAGLE #619", "1705 S Braddock Ave", "Giant Eagle", "1705 S. Braddock Avenue"),
        ("COMMUNITY SUPERMARKET", "1710 Pacific Ave", "Community Market", "1710 Pacific Avenue"),
        ("Rojels Foods LLC/ Bethel Park Shop N Save", "5001 Library Road", "Shop N Save", "5001 Library Road"),
        ("MURRAY AVE KOSHER, INC.", "1916 Murray Ave", "Murray Avenue Kosher", "1916 Murray Avenue"),
        ("Bailie Food Mart", "2316 Bailey Ave", "Bailey Food Mart", "2316 Bailie Ave"),
        ("Bloomfield Saturday Market", "5050 Liberty Ave", "Bloomfield Farmer’s Market", "5050 Liberty Avenue"),
        ("Etna Farmer's Market", "437 Butler Street", "Etna Farmer’s Market", "437 Butler Street"),
        ("Mallisee Farm", "Saltsburg Road at Willow Village", "Mallisee Farm", "Saltsburg Road"),
        ("Wal Mart", "2351 Century Drive", "Walmart 2281", "2351 Century Dr"),
        ("Carl's Cafe", "337 5th Ave", "Carl's Café", "337 5th Ave"),
        ("J L Kennedy Meat Stand", "344 N Sheridan Ave", "JL Kennedy", "344 N. Sheridan Avenue"),
    ],
)  # fmt: skip
def test_one_place_in_two_lists(
    merged: duckdb.DuckDBPyConnection, name: str, street: str, other_name: str, other_street: str
) -> None:
    assert _keys(merged, name, street) & _keys(merged, other_name, other_street)


@pytest.mark.parametrize(
    ("name", "street", "other_name", "other_street"),
    [
        # Two branches of one chain, and two supermarkets of one list that share a postcode.
        ("Giant Eagle 63", "4250 Murray Ave", "Giant Eagle 72", "910 Freeport Rd"),
        ("Giant Eagle", "1717 Cochran Road", "Giant Eagle", "Parkway Center Mall"),
        ("Family Dollar 4774", "533 Miller Ave", "Family Dollar Store 12168", "2116 Brownsville Rd"),
        # One house, two organisations: somebody has to look.
        ("Gorkhali Store", "2116 Brownsville Rd.", "Family Dollar Store 12168", "2116 Brownsville Rd"),
        ("Kuhn's", "825 Beaver Grade Road", "Kmart 4445", "825 Beaver Grade Rd"),
        # One name, two houses of one street.
        ("Aspinwall Flea Market", "250 Freeport Road", "Aspinwall Flea Market", "217 Commerical Avenue"),
        ("All Saints Church", "20 Wilson Street", "All Saints Church", "19 Dewey Street"),
    ],
)  # fmt: skip
def test_two_places_that_look_alike(
    merged: duckdb.DuckDBPyConnection, name: str, street: str, other_name: str, other_street: str
) -> None:
    one, other = _keys(merged, name, street), _keys(merged, other_name, other_street)
    assert one
    assert other
    assert not one & other


@pytest.mark.parametrize(
    ("name", "other_name", "reason"),
    [
        ("Spring Hill Green Grocer", "Three Rivers Manor", "same_address_other_name"),
        ("Aspinwall Flea Market", "Aspinwall Flea Market", "same_name_nearby_other_address"),
        ("GAP Park (Millvale)—Green Grocer", "GAP Park", "same_name_in_postcode"),
    ],
)
def test_doubtful_pairs_wait_for_somebody_to_look(
    merged: duckdb.DuckDBPyConnection, name: str, other_name: str, reason: str
) -> None:
    found = merged.execute(
        "SELECT reason FROM sites.sites_to_review WHERE (one_name, other_name) IN ((?, ?), (?, ?))",
        [name, other_name, other_name, name],
    ).fetchall()
    assert {row[0] for row in found} == {reason}


def test_branches_of_a_chain_stay_apart(merged: duckdb.DuckDBPyConnection) -> None:
    wrong = merged.sql(
        "SELECT site_key FROM sites.site_evidence WHERE partner_id = 'snap' "
        "GROUP BY site_key HAVING count(DISTINCT regexp_extract(site_name, '[0-9]+')) FILTER "
        "(WHERE regexp_matches(site_name, '[0-9]')) > 1"
    ).fetchall()
    assert wrong == []


def _keys(merged: duckdb.DuckDBPyConnection, name: str, street: str) -> set[str]:
    found = merged.execute(
        "SELECT site_key FROM sites.site_evidence WHERE trim(site_name) = ? AND trim(street) = ?",
        [name, street],
    ).fetchall()
    return {row[0] for row in found}
