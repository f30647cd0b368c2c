"""Writes an initiative around the public food lists of Pittsburgh's agencies, into a temporary folder.

The files stay where they are (`../shared/data/food_pittsburgh`); the folder gets copies that go with the test.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "food_pittsburgh"
FOOD_BANK = "2019-10-10 PGH Food Bank Site Addresses.xlsx"
MARKETS_2017 = "Allegheny_County_Farmers_Markets_Locations_2017.xlsx"
MARKETS_2019 = "2019_farmers-markets.csv"
WIC = "Allegheny_County_WIC_Vendor_Locations.xlsx"
GREEN_GROCER = "GPCFB - Green Grocer.xlsx"
SNAP = "PA.xlsx"
MEMBERS = "PFPC Member Datasets.xlsx"
COVID = "covid19_food_access.csv"

# Rows that hold something, counted by hand in each file.
ROWS = {
    ("food_bank", "agencies"): 784,
    ("food_bank", "green_grocer"): 17,
    ("county", "markets_2017"): 54,
    ("county", "markets_2019"): 92,
    ("county", "wic_vendors"): 99,
    ("snap", "retailers"): 10_101,
    ("just_harvest", "fresh_corners"): 11,
    ("just_harvest", "fresh_access"): 22,
    ("covid_desk", "grab_and_go"): 186,
}


def require_source() -> None:
    """Skip the test where the public files are not at hand."""
    if not SOURCE.is_dir():
        pytest.skip("the public files of ../shared/data/food_pittsburgh are not here")


def write_initiative(folder: Path) -> Path:
    """Write the initiative folder and return it."""
    (folder / "partners").mkdir(parents=True)
    (folder / "files").mkdir()
    for name in (FOOD_BANK, MARKETS_2017, MARKETS_2019, WIC, GREEN_GROCER, SNAP, MEMBERS, COVID):
        shutil.copyfile(SOURCE / name, folder / "files" / name)
    documents: dict[str, Any] = {
        "agenda.yaml": _AGENDA,
        "sub_programs.yaml": {
            "sub_programs": [
                {
                    "id": "food",
                    "name": "Food",
                    "record_types": ["site", "service"],
                    "metrics": ["people_served"],
                }
            ]
        },
        **{f"partners/{name}.yaml": _partner(name, feeds) for name, feeds in _FEEDS.items()},
    }
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document, indent=1))
    return folder


_AGENDA = {
    "initiative": "pittsburgh_food",
    "name": "Food in Pittsburgh",
    "vision": "Food is near everybody.",
    "population": {"description": "Everybody in Allegheny County"},
    "backbone": {"name": "Test suite"},
    "calendar": {"first_year": 2019, "as_of": "2020-06-30"},
}


def _feed(feed: str, options: dict[str, Any], kind: str | dict[str, Any], **columns: Any) -> dict[str, Any]:
    connector = "csv" if str(options["path"]).endswith(".csv") else "excel"
    site_type = {"constant": kind} if isinstance(kind, str) else kind
    return {
        "id": feed,
        "record_type": "site",
        "sub_program": "food",
        "connector": connector,
        "options": {**options, "path": f"files/{options['path']}"},
        "mapping": {"columns": {"site_type": site_type, **columns}},
    }


def _code(column: str) -> dict[str, str]:
    return {"column": column, "read_as": "code"}


_FEEDS: dict[str, list[dict[str, Any]]] = {
    "food_bank": [
        _feed(
            "agencies", {"path": FOOD_BANK}, "food_pantry",
            site_id="AgencyRef", site_name="AgencyName", street="Addr1", city="City", postcode=_code("Zip"),
            latitude="Google Lat", longitude="Google Long", accepts="GroupTypeOne",
        ),
        _feed(
            "green_grocer", {"path": GREEN_GROCER}, "farmers_market",
            site_name="name", street="address", city="city", postcode=_code("zip_code"), open_hours="Date/Time",
        ),
    ],
    "county": [
        _feed(
            "markets_2017", {"path": MARKETS_2017}, "farmers_market",
            site_name="Name", street="Address", city="City", postcode=_code("Zip"), latitude="Y", longitude="X",
            open_hours="Day_Time",
        ),
        _feed(
            "markets_2019", {"path": MARKETS_2019}, "farmers_market",
            site_name="Name", street="Street_Address", city="City", postcode="Zip", latitude="Latitude",
            longitude="Longitude", open_hours="Day_Time",
        ),
        # Their X and Y are feet of the state's own grid, not degrees.
        _feed(
            "wic_vendors", {"path": WIC}, "wic_vendor",
            site_name="Name", street="Address", city="Municipa_1", postcode=_code("ZipCodes"),
        ),
    ],
    "snap": [
        _feed(
            "retailers", {"path": SNAP}, "snap_retailer",
            site_name="STORE_NAME", street="ADDRESS", city="CITY", postcode=_code("ZIP5"), latitude="latitude",
            longitude="longitude",
        ),
    ],
    "just_harvest": [
        _feed(
            "fresh_corners", {"path": MEMBERS, "sheet": "Just Harvest - Fresh Corners"}, "snap_retailer",
            site_name="Corner Store", street="Address", city="City", postcode=_code("Zip"),
        ),
        _feed(
            "fresh_access", {"path": MEMBERS, "sheet": "Just Harvest - Fresh Access Mar"}, "farmers_market",
            site_name="Market", street="address", city="city", postcode=_code("zip_code"), open_hours="Date/Time",
        ),
    ],
    "covid_desk": [
        _feed(
            "grab_and_go", {"path": COVID}, "grab_and_go",
            site_name="SITE_name", street="SITE_address1", city="SITE_city", postcode="SITE_zip", latitude="Y",
            longitude="X", open_hours="Time",
        ),
    ],
}  # fmt: skip


def _partner(name: str, feeds: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "partner": name,
        "name": name.replace("_", " "),
        "sector": "nonprofit",
        "sub_programs": ["food"],
        "feeds": feeds,
    }
