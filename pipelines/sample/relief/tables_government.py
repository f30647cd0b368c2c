"""The tables of government partners: county, schools, library, health department, small-business office.

Here: columns and words as each of them writes them.
"""

from __future__ import annotations

from itertools import groupby

from pipelines.sample.relief.handouts import Handout, handouts
from pipelines.sample.relief.money import Award, awards
from pipelines.sample.relief.places import Place, listed
from pipelines.sample.relief.requests import Request, requests
from pipelines.sample.relief.supplies import Count, counts
from pipelines.sample.relief.typos import written
from pipelines.sample.sheets import Sheet, number, sheet
from pipelines.sample.writers import Csv, Row, Xlsx

COUNTY, SCHOOLS, LIBRARY, HEALTH, BUSINESS = (
    "county_emergency", "school_meals", "public_library", "health_department", "small_business_office",
)  # fmt: skip
_LATIN = Csv(delimiter=";", encoding="latin-1")
_NEEDS = {
    "groceries": "FOOD BOX", "hygiene": "HYGIENE KIT", "cleaning": "CLEANING KIT", "household_goods": "HOUSEHOLD ITEM",
}  # fmt: skip
_CLOSED = {
    "met": "DONE",
    "partly_met": "SHORT",
    "unmet": "NOT POSSIBLE",
    "open": "OPEN",
    "cancelled": "WITHDRAWN",
}


def sheets() -> list[Sheet]:
    """All tables of the government partners; the hotline drops one file a week."""
    meals = Xlsx(("Larkspur Valley Schools", "Meals handed out"), sheet="Meals")
    stores = Xlsx(("Health Department", "Kits in store"), sheet="Store")
    funds = Xlsx(("Office of Small Business", "Relief awards"), sheet="Awards")
    places = listed(SCHOOLS, frozenset({"grab_and_go"}), 0.9)
    branches = listed(LIBRARY, frozenset({"grab_and_go", "farmers_market"}), 0.7)
    return [
        *_hotline(),
        sheet(SCHOOLS, "meals", ".xlsx", meals, handouts(SCHOOLS), _meal),
        sheet(SCHOOLS, "sites", ".csv", Csv(), places, _school_site),
        sheet(LIBRARY, "pickups", ".csv", _LATIN, handouts(LIBRARY), _pickup),
        sheet(LIBRARY, "sites", ".csv", _LATIN, branches, _library_site),
        sheet(HEALTH, "store", ".xlsx", stores, counts(HEALTH), _kit),
        sheet(BUSINESS, "awards", ".xlsx", funds, awards(BUSINESS, 70, ("grant", "loan")), _award),
    ]


def _hotline() -> list[Sheet]:
    calls = requests(COUNTY)
    return [
        sheet(COUNTY, "hotline", f"_{year}-w{week:02d}.csv", Csv(), list(group), _call)
        for (year, week), group in groupby(calls, lambda call: call.day.isocalendar()[:2])
    ]


def _call(request: Request) -> Row:
    name = written(request.person, COUNTY)
    return {
        "CALLED": f"{request.day:%m/%d/%Y}",
        "CALLER LAST": name.last,
        "CALLER FIRST": name.first,
        "DOB": f"{name.birth:%m/%d/%Y}",
        "TRACT": request.person.area,
        "NEED": _NEEDS[request.category],
        "QTY": request.quantity,
        "IN HOME": request.household_size,
        "STATE": _CLOSED[request.status],
        "BROUGHT": request.delivered,
        "BROUGHT ON": f"{request.delivered_on:%m/%d/%Y}" if request.delivered_on else None,
    }


def _meal(handout: Handout) -> Row:
    name = written(handout.person, SCHOOLS)
    return {
        "Pupil no.": number("S", handout.person),
        "First name": name.first,
        "Last name": name.last,
        "Born": name.birth,
        "Tract": int(handout.person.area),
        "Day": handout.day,
        "Meals": handout.quantity,
    }


def _school_site(place: Place) -> Row:
    return {
        "School": place.name,
        "Tract": place.area,
        "Address": place.street,
        "City": place.city,
        "ZIP": place.postcode,
        "Lat": place.latitude,
        "Lon": place.longitude,
        "Serving times": place.hours,
    }


def _pickup(handout: Handout) -> Row:
    name = written(handout.person, LIBRARY)
    return {
        "CARD": number("L", handout.person),
        "NAME": name.last_first,
        "BIRTH": f"{name.birth:%d.%m.%Y}",
        "TRACT": handout.person.area,
        "DAY": f"{handout.day:%d.%m.%Y}",
        "TAKEN": handout.what,
        "PIECES": handout.quantity,
        "BAG FEE": "0.10" if handout.quantity > 1 else None,
    }


def _library_site(place: Place) -> Row:
    return {
        "NR": f"B{place.number:03d}",
        "WHERE": place.name,
        "STREET": place.street,
        "TOWN": place.city,
        "CODE": place.postcode,
        "OPEN": place.hours,
        "KIND": {"grab_and_go": "Pick-up shelf", "farmers_market": "Market"}[place.kind],
    }


def _kit(count: Count) -> Row:
    return {
        "Month end": count.day,
        "Item": count.item,
        "Kind": count.category,
        "Unit": count.unit,
        "In": count.received,
        "Out": count.issued,
        "Asked for": count.requested,
        "Left": count.on_hand,
        "Days empty": count.days_out,
    }


def _award(award: Award) -> Row:
    return {
        "Award": f"OSB-{award.number:04d}",
        "Business": award.recipient,
        "Form": {"grant": "Grant", "loan": "Loan"}[award.kind],
        "Amount": award.amount,
        "Awarded": award.awarded,
        "Interest": award.interest,
        "Bank rate": award.market,
    }
