"""The tables of business partners: grocers, restaurants, freight, bank, pharmacy, mask makers, a ride company.

Here: columns and words as each of them writes them.
"""

from __future__ import annotations

from datetime import date

from pipelines.sample.relief.handouts import Handout, handouts
from pipelines.sample.relief.money import Award, awards
from pipelines.sample.relief.places import Place, listed
from pipelines.sample.relief.requests import Request, requests
from pipelines.sample.relief.supplies import Capacity, Count, counts, weekly_capacity
from pipelines.sample.relief.typos import written
from pipelines.sample.sheets import Sheet, answers, number, sheet
from pipelines.sample.writers import Answers, Csv, Ods, Row, Xlsx

GROCER, CORNER, KITCHENS, FREIGHT, BANK, PHARMACY, MASKS, RIDES = (
    "valley_fresh", "corner_markets", "kitchen_collective", "kestrel_freight", "first_meadow_bank", "elm_pharmacy",
    "threadworks", "wheelhouse_rides",
)  # fmt: skip
_STAGES = {
    "met": "delivered", "partly_met": "part delivered", "unmet": "refused", "open": "new", "cancelled": "cancelled",
}  # fmt: skip


def sheets() -> list[Sheet]:
    """All tables of the business partners."""
    stores, shops = frozenset({"snap_retailer"}), frozenset({"snap_retailer", "farmers_market"})
    meals = Xlsx(("Kitchen Collective", "Meals to the door"), sheet="Meals", total="Order / Meals")
    pallets = Xlsx(("Kestrel Freight", "Warehouse on the last day of the month"), sheet="Pallets")
    return [
        sheet(GROCER, "boxes", ".csv", Csv(), weekly_capacity(GROCER, 420), _boxes),
        sheet(GROCER, "stores", ".csv", Csv(), listed(GROCER, stores, 0.8), _store),
        sheet(CORNER, "shelves", ".ods", Ods(), counts(CORNER), _shelf),
        sheet(CORNER, "shops", ".ods", Ods(), listed(CORNER, shops, 0.6), _shop),
        sheet(KITCHENS, "meals", ".xlsx", meals, handouts(KITCHENS), _meal),
        sheet(KITCHENS, "kitchen", ".csv", Csv(delimiter="\t"), weekly_capacity(KITCHENS, 900), _kitchen),
        sheet(FREIGHT, "pallets", ".xlsx", pallets, counts(FREIGHT), _pallet),
        sheet(BANK, "loans", ".csv", Csv(), awards(BANK, 60, ("loan",)), _loan),
        answers(PHARMACY, "orders", Answers("page_number", "/elm/v1/orders"), requests(PHARMACY), _order),
        sheet(MASKS, "masks", ".csv", Csv(delimiter=";"), counts(MASKS), _mask),
        answers(RIDES, "rides", Answers("down", "/wheelhouse/v1/rides"), handouts(RIDES)[:5], _ride),
    ]


def _boxes(capacity: Capacity) -> Row:
    return {
        "Week of": f"{capacity.day:%m/%d/%Y}",
        "Boxes asked": capacity.needed,
        "Boxes packed": capacity.offered,
        "Boxes fetched": capacity.filled,
    }


def _store(place: Place) -> Row:
    return {
        "Store": f"VF-{place.number}",
        "Store name": place.name,
        "Street": place.street,
        "City": place.city,
        "Zip code": place.postcode,
        "Latitude": place.latitude,
        "Longitude": place.longitude,
    }


def _shelf(count: Count) -> Row:
    return {
        "Last day": count.day,
        "What": count.item,
        "Bags": count.on_hand,
        "Came in": count.received,
        "Went out": count.issued,
    }


def _shop(place: Place) -> Row:
    return {
        "Shop": place.name,
        "Where": f"{place.street}",
        "Town": place.city,
        "Postcode": place.postcode,
        "Card": {"snap_retailer": "SNAP", "farmers_market": "Market tokens"}[place.kind],
    }


def _meal(handout: Handout) -> Row:
    name = written(handout.person, KITCHENS)
    return {
        "Guest / Name": f"{name.first} {name.last}",
        "Guest / Born": name.birth,
        "Guest / Tract": handout.person.area,
        "Order / Day": handout.day,
        "Order / Dish": handout.what,
        "Order / Meals": handout.quantity,
    }


def _kitchen(capacity: Capacity) -> Row:
    return {
        "Monday": capacity.day,
        "Kind": "Meals",
        "Orders": capacity.needed,
        "Could cook": capacity.offered,
        "Cooked": capacity.filled,
        "Volunteer hours": None,
    }


def _pallet(count: Count) -> Row:
    goods = {"groceries": "Food", "household_goods": "Household", "cleaning": "Cleaning"}
    return {
        "Goods / Code": count.item,
        "Goods / Kind": goods[count.category],
        "Pallets / Date": count.day,
        "Pallets / There": count.on_hand,
        "Pallets / In": count.received,
        "Pallets / Out": count.issued,
        "Pallets / Ordered": count.requested,
    }


def _loan(award: Award) -> Row:
    ends = date(award.awarded.year + award.months // 12, award.awarded.month, min(award.awarded.day, 28))
    return {
        "Loan": f"FM{award.number:05d}",
        "Borrower": award.recipient,
        "Principal": award.amount,
        "Closed on": f"{award.awarded:%m/%d/%Y}",
        "Matures": f"{ends:%m/%d/%Y}",
        "Rate": award.interest,
        "Our usual rate": award.market,
    }


def _order(request: Request) -> Row:
    name = written(request.person, PHARMACY)
    return {
        "id": f"o{request.person.number}-{request.day:%y%m%d}",
        "patient.id": number("EP", request.person),
        "patient.first": name.first,
        "patient.last": name.last,
        "patient.born": name.birth,
        "patient.tract": request.person.area,
        "ordered": request.day,
        "packs": request.quantity,
        "stage": _STAGES[request.status],
        "handed_over.day": request.delivered_on,
        "handed_over.packs": request.delivered,
        "by": {"phone": "call", "online": "app"}[request.channel],
    }


def _mask(count: Count) -> Row:
    return {
        "Date": f"{count.day:%Y%m%d}",
        "Sewn": count.received,
        "Given": count.issued,
        "Wanted": count.requested,
        "Rest": count.on_hand,
    }


def _ride(handout: Handout) -> Row:
    name = written(handout.person, RIDES)
    return {"first": name.first, "last": name.last, "born": name.birth, "day": handout.day, "boxes": 1}
