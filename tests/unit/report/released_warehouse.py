"""A released warehouse of realistic size for the tests of the report: seeded, the same on every run.

Figures are made, not counted from rows: the report only reads them. Nobody in it is real.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from made_beside import BESIDE
from made_initiative import AREAS, GROUPS, METRICS, PARTNERS, SUB_PROGRAMS, YEARS, Made

from pipelines.initiative.agenda_tables import SCHEMAS

TABLES = Path(__file__).with_name("released_tables.sql")


def build(path: Path) -> Path:
    """Write the warehouse to `path` and return it."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES.read_text(encoding="utf-8"))
        _agenda(connection)
        _theory(connection)
        _data_quality(connection)
        _insert(connection, "metrics.metric_values", list(_values(random.Random(20260831))))
        for table, rows in BESIDE.items():
            _insert(connection, table, rows)
        _complete_agenda(connection)
    return path


def build_empty(path: Path) -> Path:
    """A release of an initiative that has nothing yet but its name."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES.read_text(encoding="utf-8"))
        row = ("new", "New initiative", None, None, None, None, False, date(2026, 8, 31), 11)
        _insert(connection, "agenda.initiative", [row])
        _complete_agenda(connection)
    return path


def _complete_agenda(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the columns of the agenda that the report does not read."""
    tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'agenda'")
    for (table,) in tables.fetchall():
        for column, kind in SCHEMAS[table].items():
            connection.execute(f"alter table agenda.{table} add column if not exists {column} {kind}")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    connection.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)


def _year(name: str) -> tuple[date, date]:
    first = int(name[:4])
    return date(first, 7, 1), date(first + 1, 6, 30)


def _agenda(connection: duckdb.DuckDBPyConnection) -> None:
    vision = (
        "Every child in Harbour County is ready for school, thrives in it, and goes on to college or work."
    )
    row = (
        "harbour",
        "Harbour County Cradle to Career",
        vision,
        "Children and young people",
        21400,
        "Harbour Together",
        True,
        date(2026, 9, 15),
        11,
    )
    _insert(connection, "agenda.initiative", [row])
    partners = [(key, each[0], each[1], None, None, None) for key, each in PARTNERS.items()]
    _insert(connection, "agenda.partners", partners)
    pairs = [(key, sub_program) for key, each in PARTNERS.items() for sub_program in each[2]]
    _insert(connection, "agenda.partner_sub_programs", pairs)
    about = "Standard metrics of the {} sub-program, reported by all its partners."
    rows = [(key, name, about.format(name.lower()), i) for i, (key, name) in enumerate(SUB_PROGRAMS.items())]
    _insert(connection, "agenda.sub_programs", rows)
    areas = [(key, *each, 5000, i) for i, (key, each) in enumerate(AREAS.items())]
    _insert(connection, "agenda.areas", areas)
    _insert(connection, "agenda.groups", list(_groups()))
    _insert(connection, "agenda.periods", list(_periods()))
    _metrics(connection)


def _groups() -> Iterator[tuple[Any, ...]]:
    position = 0
    for (kind, kind_name), values in GROUPS.items():
        for value, name in values.items():
            yield kind, kind_name, value, name, False, position
            position += 1


def _periods() -> Iterator[tuple[Any, ...]]:
    for i, name in enumerate((*YEARS, "2026-27", "2027-28")):
        start, end = _year(name)
        before = f"{start.year - 1}-{start.year % 100:02d}"
        due = date(end.year, 8, 1)
        yield name, "school_year", name, start, end, start, end, due, before, i
        for quarter, (begin, finish) in enumerate(((7, 9), (10, 12), (1, 3), (4, 6)), 1):
            year = start.year if begin > 6 else end.year
            first, last = date(year, begin, 1), date(year, finish, 30 if finish in (6, 9) else 31)
            key = f"{name}-Q{quarter}"
            yield key, "quarter", key, first, last, first, last, last, None, i * 4 + quarter


def _metrics(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [
        (
            key,
            1,
            m.name,
            m.definition,
            m.metric_type,
            m.counted,
            m.unit,
            m.direction,
            m.accountability,
            m.record_type,
            "Attendance Works" if key == "chronic_absence_rate" else None,
            False,
            json.dumps(m.parameters),
            i,
        )
        for i, (key, m) in enumerate(METRICS.items())
    ]
    _insert(connection, "agenda.metrics", rows)
    selected = [(s, key, i) for i, (key, m) in enumerate(METRICS.items()) for s in m.sub_programs]
    _insert(connection, "agenda.sub_program_metrics", selected)
    targets: list[tuple[Any, ...]] = [
        (key, s, YEARS[0], None, "2027-28", m.target, None)
        for key, m in METRICS.items()
        if m.target is not None
        for s in (m.sub_programs if len(m.sub_programs) > 1 else ("all",))
    ]
    targets.append(("people_served", "all", YEARS[0], None, "2027-28", 5000.0, None))
    _insert(connection, "agenda.targets", targets)


def _theory(connection: duckdb.DuckDBPyConnection) -> None:
    activities = [
        ("tutoring", "Tutoring after school", "Three afternoons a week, by trained tutors."),
        ("home_visits", "Home visits", "Monthly visits to families with children under five."),
        ("aid_nights", "College aid nights", "Help with the aid form at every high school."),
    ]
    _insert(connection, "agenda.activities", activities)
    outcomes = [
        ("ready", "Children start school ready", None, "intermediate", 1),
        ("attend", "Pupils come to school", None, "intermediate", 2),
        ("belong", "Young people feel that they belong", None, "intermediate", 3),
        ("college", "Graduates go on to college or work", None, "long_term", 4),
    ]
    _insert(connection, "agenda.outcomes", outcomes)
    measured = [
        ("ready", "kindergarten_readiness"),
        ("attend", "chronic_absence_rate"),
        ("college", "graduation_rate"),
        ("college", "fafsa_completion"),
    ]
    _insert(connection, "agenda.outcome_metrics", measured)
    outputs = [("hours", "Hours of tutoring", "service_hours"), ("books", "Books given to families", None)]
    _insert(connection, "agenda.outputs", outputs)
    links = [
        ("tutoring", "hours", None, None),
        ("hours", "attend", "Pupils who keep up keep coming.", "Own records, three years"),
        ("home_visits", "ready", "Parents read more with their children.", None),
        ("aid_nights", "college", "Money is the main barrier.", "Survey of 2025"),
        ("ready", "attend", None, None),
        ("attend", "college", None, None),
    ]
    _insert(connection, "agenda.theory_links", links)
    commitments = [
        (
            "college_bridge",
            "c1",
            "aid_nights",
            "Hold an aid night at each of the five high schools",
            date(2026, 3, 1),
            "under_way",
        ),
        (
            "acorn_house",
            "c2",
            "home_visits",
            "Visit 120 families every month",
            date(2026, 12, 31),
            "under_way",
        ),
        ("beacon_club", "c3", "tutoring", "Train 20 volunteer tutors", date(2025, 10, 1), "done"),
    ]
    _insert(connection, "agenda.commitments", commitments)
    funding = [
        (f"f{i}", funder, "grant", None, s, amount, "USD", date(2025, 7, 1), date(2027, 6, 30))
        for i, (funder, s, amount) in enumerate(
            [
                ("Harbour Fund", "preschool", 420000),
                ("County", "after_school", 910000.5),
                ("County", "preschool", 150000),
                ("Example Foundation", "college_access", 275000),
                ("Harbour Fund", None, 180000),
            ]
        )
    ]
    _insert(connection, "agenda.funding", funding)


def _data_quality(connection: duckdb.DuckDBPyConnection) -> None:
    reporting = [
        (partner, s, year, 1, int(not (partner == "parks" and year != YEARS[0]) and (i + y) % 9 != 8))
        for i, (partner, each) in enumerate(PARTNERS.items())
        for y, year in enumerate(YEARS)
        for s in each[2]
    ]
    _insert(connection, "data_quality.reporting", reporting)
    feeds: list[tuple[Any, ...]] = []
    for i, (partner, each) in enumerate(PARTNERS.items()):
        for j, kind in enumerate(("enrolment", "service" if i % 2 else "attendance")):
            failed = partner == "parks" and j == 1
            message = (
                "The server refused the sign-in (401). Renew the access token of the form."
                if failed
                else None
            )
            received = 180 + 37 * i + 400 * j
            bad = (i * 7 + j * 3) % 19
            feeds.append(
                (
                    partner,
                    each[0],
                    f"{kind}_form",
                    kind,
                    "quarter",
                    "failed" if failed else "ok",
                    "not_authorised" if failed else None,
                    message,
                    f"batch{i}{j}",
                    failed,
                    0,
                    0,
                    "2025-26-Q3",
                    4,
                    3,
                    partner == "northgate" and j == 0,
                    received - bad,
                    received,
                    received - bad,
                    bad,
                )
            )
    _insert(connection, "data_quality.feed_status", feeds)
    rejections = [
        (
            "beacon_club",
            "enrolment_form",
            "start_date_is_a_date",
            "start_date",
            "Write dates as 2025-09-01.",
            14,
        ),
        (
            "city_library",
            "enrolment_form",
            "start_date_is_a_date",
            "start_date",
            "Write dates as 2025-09-01.",
            5,
        ),
        (
            "northgate",
            "service_form",
            "hours_in_range",
            "hours",
            "Hours of one service are between 0 and 24.",
            6,
        ),
    ]
    _insert(connection, "data_quality.rejections", rejections)
    wrong = [
        (
            "harbour_schools",
            "graduation_rate",
            "college_access",
            "harbour_east",
            "gender",
            "female",
            YEARS[i % 3],
            "parts",
            "school",
            None,
            88 + i,
            101 + i,
            87 + i,
            101 + i,
            None,
            None,
            3 if i == 0 else int(i == 1),
        )
        for i in range(22)
    ]
    wrong.append(
        (
            "harbour_schools",
            "fafsa_completion",
            "college_access",
            "all",
            "all",
            "all",
            YEARS[2],
            "rate",
            None,
            None,
            512,
            1000,
            None,
            None,
            0.534,
            0.512,
            0,
        )
    )
    _insert(connection, "data_quality.published_disagreements", wrong)


def _values(rng: random.Random) -> Iterator[tuple[Any, ...]]:
    for metric_id, made in METRICS.items():
        for y, year in enumerate(YEARS):
            for place, size, shift in _places(rng, made):
                yield _value(rng, metric_id, made, (y, year), place, size, shift)


def _places(rng: random.Random, made: Made) -> Iterator[tuple[tuple[str, str, str, str, str], int, float]]:
    """Each place of the breakdown with the people there and how far its rate is from the whole."""
    whole = 900 * len(made.sub_programs)
    yield ("all", "all", "all", "all", "all"), whole, 0.0
    for s in made.sub_programs:
        yield ("all", s, "all", "all", "all"), 900 + 130 * len(s), 0.01 * (len(s) - 10)
    for partner, (_, _, mine) in PARTNERS.items():
        taken = [s for s in mine if s in made.sub_programs]
        for s in taken + (["all"] if taken else []):
            yield (partner, s, "all", "all", "all"), 20 + 71 * len(partner) % 400, 0.0
    for i, area in enumerate(AREAS):
        yield ("all", "all", area, "all", "all"), whole if i == 0 else 150 * i, 0.03 * (i - 3) if i else 0.0
    for (kind, _), values in GROUPS.items():
        for i, value in enumerate(values):
            small = value in ("native", "non_binary")
            yield ("all", "all", "all", kind, value), 7 if small else 160 + 90 * i, rng.uniform(-0.12, 0.12)


def _value(
    rng: random.Random,
    metric_id: str,
    made: Made,
    year: tuple[int, str],
    place: tuple[str, ...],
    size: int,
    shift: float,
) -> tuple[Any, ...]:
    y, name = year
    people = round(size * (1 + 0.06 * y))
    status = "suppressed" if people < 11 else "published"
    if metric_id == "kindergarten_readiness" and place[0] == "city_library":
        status = "not_published"
    numbers = _numbers(rng, metric_id, made, people, y, shift) if status == "published" else (None,) * 7
    is_whole = place[0] == place[2] == place[3] == "all"
    has_target = made.target is not None and (place[1] == "all") == (len(made.sub_programs) == 1)
    baseline = target = progress = None
    if is_whole and has_target and made.target is not None:
        baseline, target = round(made.levels[0] + shift, 3), made.target
        progress = (numbers[3] - baseline) / (target - baseline) if numbers[3] is not None else None
    if is_whole and metric_id == "people_served" and place[1] == "all":
        baseline, target = 3410.0, 5000.0
    reported = 1 if place[0] != "all" else 10 - (y == 2)
    due = 1 if place[0] != "all" else 11
    starts, ends = _year(name)
    return (
        metric_id,
        1,
        made.metric_type,
        *place,
        name,
        "school_year",
        starts,
        ends,
        *numbers,
        reported,
        due,
        reported / due,
        0,
        0,
        baseline,
        target,
        progress,
        "batch00,batch01",
        status,
    )


def _numbers(
    rng: random.Random, metric_id: str, made: Made, people: int, y: int, shift: float
) -> tuple[Any, ...]:
    """Numerator, denominator, the one due, value, lower, upper and people of one figure."""
    if metric_id == "people_served":
        unsure = round(people * 0.04) if y == 2 and people > 3000 else 0
        return (
            people,
            None,
            None,
            None if unsure else float(people),
            float(people),
            float(people + unsure),
            people,
        )
    if metric_id == "service_hours":
        hours = people * 12 + rng.randrange(100)
        return hours, None, None, float(hours), float(hours), float(hours), None
    weight = people * 150 if made.counted == "amount" else people
    numerator = round(weight * min(0.99, max(0.01, made.levels[y] + shift)))
    share = numerator / weight
    return numerator, weight, weight, share, share, share, people if made.counted == "people" else None
