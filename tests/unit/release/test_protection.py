"""Small counts are hidden, with what would give them away; no attack on what is shown finds them."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_cells import (
    DIMENSIONS,
    LEAVES,
    Person,
    as_read,
    cells_of,
    verdict_on,
)

from pipelines.audit import audit
from pipelines.release.ledger import Ledger
from pipelines.release.losses import as_markdown

PARTNERS = ("club_a", "club_b", "school_a")


def _people(seed: int, size: int, ready: float = 0.5) -> list[Person]:
    dice = random.Random(seed)
    return [
        Person(
            dice.choice(LEAVES), dice.choice(("girl", "boy")), dice.random() < ready,
            tuple((partner, float(dice.randint(1, 9))) for partner in dice.sample(PARTNERS, dice.choice((1, 1, 1, 2)))),
        )
        for _ in range(size)
    ]  # fmt: skip


def _shown(cells: pd.DataFrame) -> dict[tuple[str, ...], str]:
    keys = cells[["metric_id", *DIMENSIONS[:-1]]].itertuples(index=False, name=None)
    return dict(zip(keys, cells["status"], strict=True))


def _cell(metric: str = "served", **place: str) -> tuple[str, ...]:
    group_type = place.get("group_type", "all")
    return (
        metric, place.get("partner_id", "all"), place.get("sub_program_id", "all"), place.get("area_id", "all"), group_type,
        place.get("group_value", "all"),
    )  # fmt: skip


def _in(area: str, count: int, gender: str = "girl", *, is_ready: bool = True) -> list[Person]:
    return [Person(area, gender, is_ready, (("club_a", 2.0),))] * count


@pytest.mark.parametrize(("count", "status"), [(1, "suppressed"), (10, "suppressed"), (11, "published")])
def test_counts_from_1_to_10_are_hidden(count: int, status: str) -> None:
    verdict = verdict_on(cells_of(_in("n1", count), ["served"]))
    assert _shown(verdict.cells)[_cell()] == status


def test_a_hidden_area_cannot_be_got_from_the_area_around_it() -> None:
    people = [*_in("n1", 4), *_in("n2", 40), *_in("s1", 60), *_in("s2", 55)]
    shown = _shown(verdict_on(cells_of(people, ["served"])).cells)
    assert [shown[_cell(area_id=area)] for area in ("n1", "n2", "s1", "s2", "all")] == [
        "suppressed", "suppressed", "published", "published", "published",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ready", "others", "status"),
    [(50, 50, "published"), (5, 95, "suppressed"), (95, 5, "suppressed"), (0, 100, "suppressed"), (100, 0, "suppressed")],
)  # fmt: skip
def test_an_outcome_is_two_counts_and_never_of_all_or_none(ready: int, others: int, status: str) -> None:
    people = [*_in("n1", ready), *_in("n1", others, is_ready=False)]
    assert _shown(verdict_on(cells_of(people, ["ready"])).cells)[_cell("ready")] == status


def test_hours_are_hidden_where_few_people_are_behind_them() -> None:
    people = [*_in("n1", 4), *_in("n2", 40), *_in("s1", 60)]
    shown = _shown(verdict_on(cells_of(people, ["hours"])).cells)
    assert shown[_cell("hours", area_id="n1")] == "suppressed"
    assert shown[_cell("hours", area_id="s1")] == "published"


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(20, 400),
    st.sampled_from((3, 5, 11)),
    st.sampled_from((0.1, 0.5, 0.9)),
)
def test_no_attack_finds_what_is_hidden(seed: int, size: int, smallest: int, ready: float) -> None:
    cells = cells_of(_people(seed, size, ready))
    verdict = verdict_on(cells, smallest=smallest)
    found = audit(as_read(verdict.cells, smallest=smallest))
    assert found.weaknesses == ()
    people = cells["people"].to_numpy()
    few = (people > 0) & (people < smallest)
    assert (verdict.cells["status"].to_numpy()[few] == "suppressed").all()
    assert verdict.cells.loc[verdict.cells["status"] == "suppressed", "numerator"].isna().all()


def test_hiding_small_cells_alone_is_found() -> None:
    cells = cells_of(_people(1, 90))
    verdict = verdict_on(cells)
    few = (cells["people"] < 11).to_numpy()
    bare = cells.assign(status=np.where(few, "suppressed", "published"))
    assert audit(as_read(bare)).weaknesses
    assert (verdict.cells["status"] == "suppressed").sum() > few.sum()


def test_one_more_total_is_found() -> None:
    people = [*_in("n1", 4), *_in("n2", 40), *_in("s1", 60)]
    cells = cells_of(people, ["served"])
    shown = verdict_on(cells).cells
    leak = shown.assign(**{name: cells[name] for name in ("numerator", "people", "lower", "upper")})
    leak.loc[leak["area_id"] == "n2", "status"] = "published"
    found = audit(as_read(leak))
    assert any("n1" in weakness.cell for weakness in found.weaknesses)
    assert all("known to be 4" in weakness.kind for weakness in found.weaknesses if "n1" in weakness.cell)


def test_one_corrected_row_between_two_releases_is_found() -> None:
    before, after = _people(2, 300), [*_people(2, 300), *_in("s1", 1)]
    old, new = (
        as_read(verdict_on(cells_of(people)).cells, name) for people, name in ((before, "a"), (after, "b"))
    )
    assert not audit(old).weaknesses
    found = audit(new, [old]).weaknesses
    assert any("1 more or fewer than in release a" in weakness.kind for weakness in found)


def _published(ledger: Ledger, name: str, people: list[Person]) -> pd.DataFrame:
    cells = cells_of(people)
    verdict = verdict_on(cells, ledger.past(cells, without=name))
    ledger.write(name, verdict.entries)
    ledger.keep(name)
    return verdict.cells


def test_a_few_more_people_are_not_seen_from_release_to_release(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    first = _published(ledger, "a", _people(3, 500))
    second = _published(ledger, "b", [*_people(3, 500), *_in("s1", 3)])
    third = _published(ledger, "c", [*_people(3, 500), *_in("s1", 40)])
    whole = [cells.loc[_row_of(cells, "served"), "numerator"] for cells in (first, second, third)]
    assert whole == [500, 500, 540]
    assert not second.loc[_row_of(second, "served"), "is_fresh"]
    known = [as_read(cells, name) for cells, name in ((first, "a"), (second, "b"), (third, "c"))]
    assert not audit(known[1], known[:1]).weaknesses
    assert not audit(known[2], known[:2]).weaknesses


def _row_of(cells: pd.DataFrame, metric: str) -> int:
    whole = (cells[["partner_id", "sub_program_id", "area_id", "group_type"]] == "all").all(axis=1)
    (row,) = np.flatnonzero(whole & (cells["metric_id"] == metric))
    return int(row)


def test_what_was_hidden_is_shown_only_once_it_and_what_hid_with_it_have_changed(tmp_path: Path) -> None:
    ledger, place = Ledger(tmp_path), _cell(area_id="n1")
    far = [*_in("s1", 60), *_in("s2", 60)]
    shown = [
        _shown(_published(ledger, name, [*far, *_in("n1", few), *_in("n2", many)]))[place]
        for name, few, many in (("a", 8, 40), ("b", 12, 40), ("c", 30, 40), ("d", 55, 80))
    ]
    # In c the neighbour is the same as in a and would give away how few there were then.
    assert shown == ["suppressed", "suppressed", "suppressed", "published"]


def test_the_same_release_again_shows_the_same(tmp_path: Path) -> None:
    ledger, people = Ledger(tmp_path), _people(4, 300)
    first, again = (_published(ledger, name, people) for name in ("a", "b"))
    pd.testing.assert_frame_equal(first, again)


def test_what_is_lost_stands_beside_the_usual_practice() -> None:
    people = [*_in("n1", 40), *_in("n2", 25), *_in("s1", 6, "boy")]
    verdict = verdict_on(cells_of(people, ["served"]))
    (lost,) = verdict.losses
    assert lost.hidden_cells == (verdict.cells["status"] == "suppressed").sum()
    assert 0 < lost.usual_cells <= lost.hidden_cells < lost.cells
    assert 0 < lost.usual_people <= lost.hidden_people < lost.people
    *_, whole, served = as_markdown(verdict.losses).splitlines()
    assert whole.replace("all", "served") == served
    assert served.startswith(f"| served | {lost.cells} | {lost.hidden_cells / lost.cells:.0%} |")


def test_a_metric_of_which_nobody_gave_a_figure_stays_beside_the_others() -> None:
    cells = cells_of(_people(3, 60), ["served", "hours"])
    figures = ["numerator", "denominator", "people", "lower", "upper", "value"]
    cells.loc[cells["metric_id"] == "hours", figures] = np.nan
    verdict = verdict_on(cells)
    of_hours = (cells["metric_id"] == "hours").to_numpy()
    assert {*verdict.cells["status"][of_hours]} == {"not_published"}
    assert "published" in {*verdict.cells["status"][~of_hours]}
    assert {*verdict.entries["metric_id"]} == {"served"}
