"""The tables of mutual aid, elder and family services, the volunteer centre and the community fund.

Here: columns and words as each of them writes them.
"""

from __future__ import annotations

from datetime import timedelta

from pipelines.sample.relief.clients import Client, clients
from pipelines.sample.relief.households import Person
from pipelines.sample.relief.money import Award, awards
from pipelines.sample.relief.requests import Request, requests
from pipelines.sample.relief.supplies import Capacity, Count, counts, shift_capacity
from pipelines.sample.relief.typos import written
from pipelines.sample.relief.voices import Voice, of_households, of_volunteers
from pipelines.sample.relief.volunteers import Shift, first_shifts, shifts
from pipelines.sample.sheets import Y_N, YES_NO, Sheet, answers, number, sheet
from pipelines.sample.writers import Answers, Csv, Row, Xlsx

EAST, HILLSIDE, ELDER, BUNDLES, CENTRE, ROOTS, FUND = (
    "eastside_mutual_aid", "hillside_neighbours", "elder_line", "little_bundles", "volunteer_centre", "new_roots",
    "community_fund",
)  # fmt: skip
_SPANISH = {
    "hygiene": "Higiene", "household_goods": "Cosas de la casa", "baby_supplies": "Cosas de bebé",
    "met": "entregado", "partly_met": "entregado en parte", "unmet": "no fue posible", "open": "abierto",
    "cancelled": "ya no hace falta", "black": "negra", "hispanic": "latina", "white": "blanca", "asian": "asiática",
    "multiracial": "varias", "another": "otra", "female": "mujer", "male": "hombre", "nonbinary": "otro",
}  # fmt: skip


def sheets() -> list[Sheet]:
    """All tables of these partners."""
    helpers = Xlsx(("Hillside Neighbours", "Who drove and packed"), sheet="Helpers")
    packs = Xlsx(("Little Bundles", "Requests for nappies and wipes"), sheet="Requests")
    needs = answers(CENTRE, "shifts", Answers("page_number", "/volunteers/v2/shifts"), shifts(CENTRE), _shift)
    return [
        answers(EAST, "asks", Answers("kobo", "aEastsideAsks2020xxxxx"), requests(EAST), _ask),
        answers(EAST, "shifts", Answers("kobo", "aEastsideShifts2020xxx"), shifts(EAST), _east_shift),
        answers(EAST, "voices", Answers("kobo", "aEastsideVoices2020xxx"), _east_voices(), _east_voice),
        answers(
            HILLSIDE, "asks", Answers("next_url", "/hillside/v1/asks"), requests(HILLSIDE), _hillside_ask
        ),
        sheet(HILLSIDE, "helpers", ".xlsx", helpers, shifts(HILLSIDE), _helper),
        sheet(ELDER, "clients", ".csv", Csv(), clients(ELDER), _elder),
        sheet(ELDER, "orders", ".csv", Csv(), requests(ELDER), _elder_order),
        sheet(BUNDLES, "requests", ".xlsx", packs, requests(BUNDLES), _bundle),
        sheet(BUNDLES, "shelf", ".csv", Csv(), counts(BUNDLES), _nappies),
        sheet(CENTRE, "people", ".csv", Csv(delimiter=";"), first_shifts(), _volunteer),
        needs,
        sheet(CENTRE, "voices", ".csv", Csv(delimiter=";"), of_volunteers(CENTRE), _centre_voice),
        sheet(CENTRE, "needs", ".csv", Csv(), shift_capacity(CENTRE), _need),
        sheet(ROOTS, "members", ".csv", Csv(), _members(), _member),
        sheet(ROOTS, "requests", ".csv", Csv(), requests(ROOTS), _peticion),
        sheet(FUND, "grants", ".csv", Csv(), awards(FUND, 40, ("grant", "in_kind")), _grant),
    ]


def _members() -> list[tuple[Client, Person]]:
    return [(client, person) for client in clients(ROOTS) for person in client.household.people]


def _east_voices() -> list[Voice]:
    return sorted(of_households(EAST), key=lambda voice: voice.day)


def _ask(request: Request) -> Row:
    name = written(request.person, EAST)
    return {
        "who/first_name": name.first,
        "who/last_name": name.last,
        "who/birth_date": name.birth,
        "where/tract": request.person.area,
        "ask/day": request.day,
        "ask/what": request.category,
        "ask/how_many": request.quantity,
        "ask/people": request.household_size,
        "done/state": request.status,
        "done/how_many": request.delivered,
        "done/day": request.delivered_on,
    }


def _east_shift(shift: Shift) -> Row:
    name = written(shift.volunteer, EAST)
    return {
        "helper/first_name": name.first,
        "helper/last_name": name.last,
        "helper/birth_date": name.birth,
        "shift/day": shift.day,
        "shift/tract": shift.area,
        "shift/role": {"delivery": "rode", "phone": "called"}[shift.role],
        "shift/planned": shift.offered,
        "shift/hours": shift.given,
        "shift/came": YES_NO[shift.given is not None].lower(),
    }


def _east_voice(voice: Voice) -> Row:
    name = written(voice.person, EAST)
    return {
        "who/first_name": name.first,
        "who/last_name": name.last,
        "who/birth_date": name.birth,
        "where/tract": voice.person.area,
        "talk/day": voice.day,
        "talk/what_should_change": voice.text,
        "talk/may_print": None if voice.may_quote is None else YES_NO[voice.may_quote].lower(),
        "talk/how_was_it": voice.rating,
    }


def _hillside_ask(request: Request) -> Row:
    name = written(request.person, HILLSIDE)
    return {
        "id": f"h{request.person.number}-{request.day:%y%m%d}",
        "neighbour.name": f"{name.first} {name.last}",
        "neighbour.born": name.birth,
        "neighbour.tract": request.person.area,
        "asked_on": request.day,
        "thing": {"groceries": "food", "baby_supplies": "nappies"}[request.category],
        "count": request.quantity,
        "result": request.status,
        "brought": request.delivered,
        "brought_on": request.delivered_on,
        "household": request.household_size,
    }


def _helper(shift: Shift) -> Row:
    name = written(shift.volunteer, HILLSIDE)
    return {
        "Name": name.last_first,
        "Born": f"{name.birth:%m/%d/%Y}",
        "Tract": shift.area,
        "Date": shift.day,
        "Job": {"delivery": "Driving", "packing": "Packing"}[shift.role],
        "Hours planned": shift.offered,
        "Hours": shift.given,
        "There": Y_N[shift.given is not None],
    }


def _elder(client: Client) -> Row:
    person = client.household.head
    name = written(person, ELDER)
    return {
        "Client": number("E", person),
        "First name": name.first,
        "Last name": name.last,
        "Birth date": f"{name.birth:%m/%d/%Y}",
        "Tract": person.area,
        "Start": f"{client.first_day:%m/%d/%Y}",
        "End": f"{client.last_day:%m/%d/%Y}",
        "Race": person.race_ethnicity[:2].upper(),
        "Gender": person.gender[0].upper(),
        "Mobility": Y_N[person.disability],
    }


def _elder_order(request: Request) -> Row:
    return {
        "Client": number("E", request.person),
        "Tract": request.person.area,
        "Ordered": f"{request.day:%m/%d/%Y}",
        "Bags": request.quantity,
        "Bags brought": request.delivered,
        "Brought": f"{request.delivered_on:%m/%d/%Y}" if request.delivered_on else None,
        "Status": request.status.replace("_", " "),
        "By": {"phone": "Phone", "outreach": "We called"}[request.channel],
    }


def _bundle(request: Request) -> Row:
    name = written(request.person, BUNDLES)
    return {
        "Parent": name.last_first,
        "Parent born": name.birth,
        "Tract": int(request.person.area),
        "Asked": request.day,
        "Packs asked": request.quantity,
        "Packs given": request.delivered,
        "Given": request.delivered_on,
        "Status": {"met": "Given", "partly_met": "Some", "unmet": "None left", "open": "Waiting"}.get(
            request.status, "Called off"
        ),
        "People": request.household_size,
        "Came by": {"online": "Web", "walk_in": "Door"}[request.channel],
    }


def _nappies(count: Count) -> Row:
    return {
        "Date": count.day,
        "Size": count.item,
        "Packs": count.on_hand,
        "Donated": count.received,
        "Given": count.issued,
        "Asked": count.requested,
        "Empty days": count.days_out,
    }


def _shift(shift: Shift) -> Row:
    name = written(shift.volunteer, CENTRE)
    return {
        "id": f"v{shift.volunteer.number}-{shift.day:%y%m%d}",
        "volunteer.id": number("V", shift.volunteer),
        "volunteer.given_name": name.first,
        "volunteer.family_name": name.last,
        "volunteer.born": name.birth,
        "program": "neighbours",
        "site.tract": shift.area,
        "date": shift.day,
        "role": {"packing": "PACK", "delivery": "DRIVE", "phone": "CALL", "site_host": "HOST"}[shift.role],
        "hours.planned": shift.offered,
        "hours.worked": shift.given,
        "showed_up": str(shift.given is not None).lower(),
    }


def _volunteer(shift: Shift) -> Row:
    person = shift.volunteer
    name = written(person, CENTRE)
    return {
        "No": number("V", person),
        "Volunteer": name.last_first,
        "Born": name.birth,
        "Tract": person.area,
        "Joined": f"{shift.day:%Y%m%d}",
        "Race": person.race_ethnicity.capitalize(),
        "Gender": person.gender.capitalize(),
        "Needs an interpreter": YES_NO[person.english_learner],
        "Disability": YES_NO[person.disability],
    }


def _centre_voice(voice: Voice) -> Row:
    return {
        "No": number("V", voice.person),
        "Answered on": f"{voice.day:%Y%m%d}",
        "What should change?": voice.text,
        "Quote": None if voice.may_quote is None else Y_N[voice.may_quote],
        "Content (1 = very)": voice.rating,
    }


def _need(capacity: Capacity) -> Row:
    return {
        "Week": f"{capacity.day:%Y%m%d}",
        "Program": "Neighbours",
        "Tract": capacity.area,
        "Shifts needed": capacity.needed,
        "Shifts posted": capacity.offered,
        "Shifts worked": capacity.filled,
        "Hours needed": capacity.needed * 3,
        "Hours worked": capacity.filled * 3,
        "Looked at": f"{capacity.day + timedelta(days=7):%Y%m%d}",
    }


def _member(member: tuple[Client, Person]) -> Row:
    client, person = member
    name = written(person, ROOTS)
    return {
        "Número": number("NR", person),
        "Nombre": name.first,
        "Apellido": name.last,
        "Nacimiento": f"{name.birth:%d.%m.%Y}",
        "Zona": person.area,
        "Desde": f"{client.first_day:%d.%m.%Y}",
        "Hasta": f"{client.last_day:%d.%m.%Y}",
        "Origen": _SPANISH[person.race_ethnicity],
        "Género": _SPANISH[person.gender],
        "Inglés": "no" if person.english_learner else "sí",
    }


def _peticion(request: Request) -> Row:
    return {
        "Número": number("NR", request.person),
        "Zona": request.person.area,
        "Fecha": f"{request.day:%d.%m.%Y}",
        "Cosa": _SPANISH[request.category],
        "Cantidad": request.quantity,
        "Personas": request.household_size,
        "Estado": _SPANISH[request.status],
        "Entregado": request.delivered,
        "Fecha de entrega": f"{request.delivered_on:%d.%m.%Y}" if request.delivered_on else None,
    }


def _grant(award: Award) -> Row:
    return {
        "Grant no.": f"CF-{award.number:03d}",
        "To": award.recipient,
        "How": {"grant": "Money", "in_kind": "Goods"}[award.kind],
        "Dollars": award.amount,
        "On": award.awarded,
    }
