"""Who is one person and who is not: slips, short names, twins, siblings, households, contradictions."""

from __future__ import annotations

import random

import pytest
from people_town import Joined, Town

ANA = {"first_name": "Katherine", "last_name": "Quintanilla", "birth_date": "2012-03-07"}
HOME = {"phone": "901-555-0134", "street_address": "12 North Oak Street", "postcode": "38103"}


def joined(*rows: dict[str, str]) -> Joined:
    """Each row at a partner of its own, without a number."""
    town = Town()
    for at, row in enumerate(rows):
        town.add(f"partner_{at}", f"n{at}", **row)
    return town.join()


@pytest.mark.parametrize(
    "change",
    [
        {"first_name": "KATHERINE "},
        {"first_name": "Katie"},
        {"first_name": "Catherine"},
        {"first_name": "Katherine Maria"},
        {"first_name": "Kathrine"},
        {"first_name": "Katehrine"},
        {"last_name": "Quintanila"},
        {"last_name": "Quintanilla-Reyes"},
        {"last_name": "Quintanilla Jr."},
        {"first_name": "Quintanilla", "last_name": "Katherine"},
        {"birth_date": "2012-07-03", **HOME},
        {"birth_date": "2012-03-08", **HOME},
        {"birth_date": "2013-03-07", **HOME},
        {"last_name": "Brown", **HOME},
    ],
)
def test_one_person_written_in_two_ways(change: dict[str, str]) -> None:
    assert joined({**ANA, **HOME}, {**ANA, **change}).count == 1


@pytest.mark.parametrize(
    "change",
    [
        {"first_name": "Gabriel"},
        {"birth_date": "2014-11-20"},
        {"first_name": "Kevin", **HOME},
        {"last_name": "Brown"},
        {"birth_date": "2012-03-08"},
    ],
)
def test_two_people(change: dict[str, str]) -> None:
    assert joined({**ANA, **HOME}, {**ANA, **change}).count == 2


def test_without_a_birth_date_a_name_and_a_contact_are_enough_and_a_name_alone_is_not() -> None:
    nameless = {name: text for name, text in ANA.items() if name != "birth_date"}
    assert joined({**ANA, **HOME}, {**nameless, "phone": "(901) 555 0134"}).count == 1
    assert joined({**ANA, **HOME}, {**nameless, "phone": "901-555-0999"}).count == 2


def test_levels_lie_within_one_another() -> None:
    found = joined(
        ANA | HOME, ANA | {"first_name": "Katie"}, ANA | {"first_name": "Kathrin"},
        {"first_name": "Kim", "last_name": "Quintanilla", "birth_date": "2012-03-07", **HOME},
    )  # fmt: skip
    default, strict, loose = (found.people(level) for level in range(3))
    assert strict == [[0, 1], [2], [3]]
    assert default == [[0, 1, 2], [3]]
    assert loose == [[0, 1, 2, 3]]


def test_siblings_and_twins_are_different_people_of_one_household() -> None:
    found = joined(
        {**ANA, **HOME},
        {**ANA, **HOME, "first_name": "Gabriel"},
        {**ANA, **HOME, "first_name": "Sofia", "birth_date": "2015-01-30"},
        {**ANA, "first_name": "Gabriel"},
    )
    assert found.people() == [[0], [1, 3], [2]]
    assert len({keys[3] for keys in found.keys}) == 1


def test_twins_with_like_names_at_one_partner_stay_two_and_somebody_looks() -> None:
    """Gabriel and Gabriela are one letter apart: elsewhere a slip, here two numbers of one partner say twins."""
    town = Town()
    town.add("school", "1", **{**ANA, **HOME, "first_name": "Gabriel"})
    town.add("school", "2", **{**ANA, **HOME, "first_name": "Gabriela"})
    town.add("club", "9", **{**ANA, "first_name": "Gabriela"})
    found = town.join()
    assert found.people() == [[0], [1, 2]]
    assert ("two_numbers_at_one_partner", "club,school", 2, 2) in found.review


def test_one_partner_that_registered_somebody_twice_alike_has_one_person() -> None:
    town = Town()
    town.add("school", "1", **ANA)
    town.add("school", "2", **ANA)
    found = town.join()
    assert (found.count, found.review) == (1, [])


def test_father_and_son_of_one_name_stay_two_though_a_row_without_birth_date_fits_both() -> None:
    father = {"first_name": "Robert", "last_name": "Quesnel", **HOME}
    found = joined({**father, "birth_date": "1970-05-20"}, {**father, "birth_date": "2001-11-14"}, father)
    assert found.count == 2
    assert [row[0] for row in found.review] == ["birth_dates_differ"]


def test_one_number_joins_two_ways_of_writing_and_not_two_people() -> None:
    town = Town()
    town.add("club", "7", **ANA)
    town.add("club", "7", **{**ANA, "last_name": "Quintanila"})
    town.add("club", "8", **ANA | {"first_name": "Amadou", "birth_date": "2011-01-01"})
    town.add("club", "8", **ANA | {"first_name": "Zoe", "birth_date": "2013-09-09"})
    found = town.join()
    assert found.people(1) == [[0, 1], [2], [3]]
    assert found.review == [("one_number_two_people", "club", 2, 2)]


def test_a_number_alone_borrows_its_partner_s_person_and_is_nobody_elsewhere() -> None:
    town = Town()
    town.add("club", "7", **ANA)
    town.add("club", "7")
    town.add("school", "7")
    found = town.join()
    assert found.people() == [[0, 1], [2]]
    assert found.keys[2][0].startswith("local:")


def test_a_crowd_that_shares_a_token_is_not_joined_by_it() -> None:
    """Thirty-one people with a made-up birth date and one telephone number: the number says nothing."""
    chance = random.Random(3)
    shared = {"first_name": "Ana", "phone": "901-555-0100", "birth_date": "2000-01-01"}
    rows = [{**shared, "last_name": "".join(chance.sample("bcdfgklmnprstv", 7))} for _ in range(31)]
    assert joined(*rows[:30]).count < 10
    assert joined(*rows).count == 31


def test_more_than_eight_ways_of_writing_are_looked_at_and_not_joined_by_their_weakest_block() -> None:
    last = "Quintavermos"
    ways = [last[:at] + last[at + 1 :] for at in range(10)]
    found = joined(*({**ANA, "last_name": way} for way in ways))
    assert max(map(len, found.people())) <= 8
    assert "many_records" in {row[0] for row in found.review}


def test_households_by_number_and_address_and_no_household_of_a_crowd() -> None:
    town = Town()
    town.add("club", "1", **{**ANA, "first_name": "Ana"}, household_id="H1")
    town.add("club", "2", first_name="Luis", last_name="Reyes", birth_date="1980-02-02", household_id="H1")
    town.add("school", "3", first_name="Eva", last_name="Stone", birth_date="1981-02-02", household_id="H1")
    town.add("school", "4", first_name="Omar", last_name="Wick", birth_date="1984-02-02")
    for at in range(13):
        born = f"19{60 + at}-04-05"
        town.add("shelter", f"s{at}", first_name="Jo", last_name="A" + "bcdefghijklmn"[at] * 4, birth_date=born,
                 street_address="1 Main Street", postcode="38104")  # fmt: skip
    keys = [keys[3] for keys in town.join().keys]
    assert keys[0] == keys[1] is not None
    assert keys[2] not in (keys[0], None)
    assert keys[3] is None
    assert len(set(keys[4:])) == 13


def test_the_result_does_not_depend_on_the_order_and_keys_stay_when_rows_are_added() -> None:
    rows = [
        {**ANA, **HOME}, {**ANA, "first_name": "Katie"}, {**ANA, "last_name": "Quintanila"},
        {**ANA, "first_name": "Gabriel"}, {**ANA, **HOME, "last_name": "Brown"},
    ]  # fmt: skip
    first = joined(*rows)
    order = list(range(len(rows)))
    random.Random(2).shuffle(order)
    town = Town()
    for at in order:
        town.add(f"partner_{at}", f"n{at}", **rows[at])
    shuffled = town.join()
    assert [shuffled.keys[order.index(at)] for at in range(len(rows))] == first.keys
    town.add("another", "x", first_name="Zoe", last_name="Wick", birth_date="2009-09-09")
    assert town.join().keys[: len(rows)] == shuffled.keys


def test_nobody_gives_no_people() -> None:
    assert Town().join() == Joined([], [])
