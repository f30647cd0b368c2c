"""The tables of the food bank, the pantries, the kitchens of faith communities and the farm stands.

Here: columns and words as each of them writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipelines.sample.relief.clients import Client, clients
from pipelines.sample.relief.handouts import Handout, handouts
from pipelines.sample.relief.households import Person
from pipelines.sample.relief.places import Place, listed
from pipelines.sample.relief.supplies import Count, counts
from pipelines.sample.relief.typos import written
from pipelines.sample.relief.voices import Voice, of_households
from pipelines.sample.relief.volunteers import Shift, shifts
from pipelines.sample.sheets import YES_NO, Sheet, number, sheet
from pipelines.sample.writers import Csv, Ods, Row, Xlsx

BANK, NORTH, RIVER, HILLTOP, ORLA, CRESCENT, STANDS = (
    "regional_food_bank", "north_side_pantry", "river_pantry", "hilltop_pantry", "saint_orla_kitchen", "crescent_table",
    "farm_stands",
)  # fmt: skip
# Nothing came from the hilltop after this day.
_HILLTOP_STOPS = date(2021, 2, 20)


def sheets() -> list[Sheet]:
    """All tables of these partners."""
    store = Xlsx(("Regional Food Bank", "Warehouse, every Monday"), sheet="Stock")
    people = Xlsx(("Hilltop Pantry", "People who registered"), sheet="People")
    visits = Xlsx(("Hilltop Pantry", "Boxes"), sheet="Boxes")
    until = [handout for handout in handouts(HILLTOP) if handout.day <= _HILLTOP_STOPS]
    agencies = listed(BANK, frozenset({"food_pantry", "grab_and_go", "snap_retailer"}), 0.75)
    return [
        sheet(BANK, "store", ".xlsx", store, counts(BANK, weekly=True), _stock),
        sheet(BANK, "agencies", ".csv", Csv(), agencies, _agency),
        sheet(NORTH, "families", ".csv", Csv(), _members(NORTH), _north_person),
        sheet(NORTH, "visits", ".csv", Csv(), handouts(NORTH), _north_visit),
        sheet(RIVER, "households", ".ods", Ods(), _members(RIVER), _river_person),
        sheet(RIVER, "boxes", ".ods", Ods(), handouts(RIVER), _river_box),
        sheet(RIVER, "voices", ".ods", Ods(), of_households(RIVER), _river_voice),
        sheet(HILLTOP, "people", ".xlsx", people, _members(HILLTOP, _HILLTOP_STOPS), _hilltop_person),
        sheet(HILLTOP, "boxes", ".xlsx", visits, until, _hilltop_box),
        sheet(ORLA, "suppers", ".csv", Csv(), handouts(ORLA), _supper),
        sheet(ORLA, "cooks", ".csv", Csv(), shifts(ORLA), _cook),
        sheet(CRESCENT, "parcels", ".csv", Csv(delimiter="\t"), handouts(CRESCENT), _parcel),
        sheet(STANDS, "stands", ".csv", Csv(), listed(STANDS, frozenset({"farmers_market"}), 1.0), _stand),
    ]


def _members(partner: str, until: date | None = None) -> Iterator[tuple[Client, Person]]:
    """Everybody in the households of a partner, each with the household's stay."""
    for client in clients(partner):
        if until is None or client.first_day <= until:
            yield from ((client, person) for person in client.household.people)


def _stock(count: Count) -> Row:
    return {
        "Monday": count.day,
        "Article": count.item,
        "Group": {"groceries": "Food", "hygiene": "Hygiene"}[count.category],
        "Depot": "4103",
        "Unit": count.unit,
        "On the shelf": count.on_hand,
        "Received": count.received,
        "Shipped": count.issued,
        "Ordered by agencies": count.requested,
        "Days out of stock": count.days_out,
        "Counted": count.day,
    }


def _agency(place: Place) -> Row:
    return {
        "AgencyRef": f"LV{place.number:04d}",
        "Network": "Food",
        "AgencyName": place.name,
        "Addr1": place.street,
        "City": place.city,
        "Zip": place.postcode,
        "Lat": place.latitude,
        "Long": place.longitude,
        "GroupType": {
            "food_pantry": "Packaged Food", "grab_and_go": "Prepared Meals", "snap_retailer": "Shop Through",
        }[place.kind],
        "Hours": place.hours,
    }  # fmt: skip


def _north_person(member: tuple[Client, Person]) -> Row:
    client, person = member
    name = written(person, NORTH)
    return {
        "Family": f"N{client.household.number:04d}",
        "First": name.first,
        "Last": name.last,
        "Birth date": name.birth,
        "Tract": person.area,
        "Since": client.first_day,
        "Until": client.last_day,
        "Race": person.race_ethnicity.capitalize(),
        "Gender": person.gender[0].upper(),
        "Interpreter": YES_NO[person.english_learner],
        "Disability": YES_NO[person.disability],
    }


def _north_visit(handout: Handout) -> Row:
    name = written(handout.person, NORTH)
    return {
        "First": name.first,
        "Last": name.last,
        "Birth date": name.birth,
        "Tract": handout.person.area,
        "Day": handout.day,
        "Got": handout.what,
        "Boxes": handout.quantity,
        "People at home": handout.household_size,
    }


def _river_person(member: tuple[Client, Person]) -> Row:
    client, person = member
    name = written(person, RIVER)
    return {
        "Person": number("R", person),
        "Name": name.last_first,
        "Born": f"{name.birth:%m/%d/%Y}",
        "Lives in": int(person.area),
        "First visit": client.first_day,
        "Last visit": client.last_day,
        "Race or ethnicity": {
            "black": "B",
            "hispanic": "H",
            "white": "W",
            "asian": "A",
            "multiracial": "M",
        }.get(person.race_ethnicity, "O"),
        "Sex": {"female": "f", "male": "m", "nonbinary": "d"}[person.gender],
        "English well": YES_NO[not person.english_learner],
    }


def _river_box(handout: Handout) -> Row:
    return {
        "Person": number("R", handout.person),
        "Lives in": int(handout.person.area),
        "Date": handout.day,
        "Boxes": handout.quantity,
        "Household": handout.household_size,
    }


def _river_voice(voice: Voice) -> Row:
    words = ("Very good", "Good", "So-so", "Poor", "Very poor", "Can't say", "Rather not")
    return {
        "Person": number("R", voice.person),
        "Lives in": int(voice.person.area),
        "Asked on": voice.day,
        "What helped, what should change": voice.text,
        "May be printed": None if voice.may_quote is None else YES_NO[voice.may_quote],
        "How is the pantry": words[voice.rating - 1],
    }


def _hilltop_person(member: tuple[Client, Person]) -> Row:
    client, person = member
    name = written(person, HILLTOP)
    return {
        "Given name": name.first,
        "Family name": name.last,
        "Date of birth": name.birth,
        "Tract": person.area,
        "Joined": client.first_day,
        "Gone": client.last_day if client.last_day <= _HILLTOP_STOPS else None,
        "Race": person.race_ethnicity.upper(),
        "Gender": person.gender,
    }


def _hilltop_box(handout: Handout) -> Row:
    name = written(handout.person, HILLTOP)
    return {
        "Given name": name.first,
        "Family name": name.last,
        "Date of birth": name.birth,
        "Tract": handout.person.area,
        "Box on": handout.day,
        "Number": handout.quantity,
    }


def _supper(handout: Handout) -> Row:
    name = written(handout.person, ORLA)
    return {
        "Guest": f"{name.first} {name.last}",
        "Birthday": f"{name.birth:%d %b %Y}",
        "Area": handout.person.area,
        "Evening": handout.day,
        "Plates": handout.quantity,
    }


def _cook(shift: Shift) -> Row:
    name = written(shift.volunteer, ORLA)
    return {
        "Helper": f"{name.first} {name.last}",
        "Birthday": f"{name.birth:%d %b %Y}",
        "Evening": shift.day,
        "Did": {"packing": "cooked", "site_host": "served"}[shift.role],
        "Signed up for": shift.offered,
        "Stayed": shift.given,
        "Came": YES_NO[shift.given is not None],
    }


def _parcel(handout: Handout) -> Row:
    name = written(handout.person, CRESCENT)
    return {
        "First name": name.first,
        "Surname": name.last,
        "Born": name.birth,
        "Tract": handout.person.area,
        # The mapping knows this column as "Date": the sheet was tidied up, and the feed is held.
        "Parcel day": handout.day,
        "Parcels": handout.quantity,
    }


def _stand(place: Place) -> Row:
    return {
        "Stand": place.name,
        "At": place.street,
        "Town": place.city,
        "Postal code": place.postcode,
        "Y": place.latitude,
        "X": place.longitude,
        "Open": place.hours,
        "Takes": "SNAP and market tokens",
        "First day": date(2020, 5, 2),
        "Last day": None,
    }
