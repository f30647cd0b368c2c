"""The bar charts: numbers that meet no other text, bar or line, whatever the figures are."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from html_tree import Node, parse

from pipelines.report import svg
from pipelines.report.bars import bars
from pipelines.report.drawing import text_width
from pipelines.report.figures import NO_TARGET, Figure, Goal, Point
from pipelines.report.rows import Cell, Metric, Period

METRIC = Metric(
    "people_served", 1, "People", "People.", "distinct", "people", "people", "increase", "how_much", None, False, None
)  # fmt: skip
RANGES = [
    (1074, 1138),
    (1127, 1198),
    (1103, 1181),
    (980, 1020),
    (1300, 1390),
    (1210, 1275),
    (400, 520),
    (1190, 1260),
]
HEIGHT = 16


def period(index: int) -> Period:
    year = 2018 + index
    start, end = date(year, 7, 1), date(year + 1, 6, 30)
    return Period(f"y{index}", "school_year", f"{year}-{(year + 1) % 100:02d}", start, end, end, None)


def point(index: int, ends: tuple[float, float] | None) -> Point:
    low, high = ends or (None, None)
    value = low if low == high else None
    place = ("people_served", f"y{index}", "all", "all", "all", "all", "all")
    status = "published" if ends else "suppressed"
    cell = Cell(*place, status, None, None, value, low, high, None, 1, 1, 1, None, None)
    return Point(period(index), cell, True)


def figure(ranges: list[tuple[float, float] | None], target: float | None, baseline: float | None) -> Figure:
    points = tuple(point(index, ends) for index, ends in enumerate(ranges))
    goal = Goal(baseline, period(0), target, period(9), None, None) if target else None
    return Figure(1, METRIC, "all", "All", True, points, goal, NO_TARGET)


def drawn(of: Figure) -> Node:
    return parse(svg.inline(bars(of), svg_id="c", title="t", description="d"))


def moved(node: Node) -> tuple[float, float]:
    """The shift of one element."""
    inside = node.attributes.get("transform", "translate(0,0)").partition("(")[2].partition(")")[0]
    x, y = inside.split(",")
    return float(x), float(y)


def texts(node: Node, at: tuple[float, float] = (0.0, 0.0)) -> list[tuple[str, float, float, float, float]]:
    """Each line of text with the box around it."""
    x, y = (start + step for start, step in zip(at, moved(node), strict=True))
    if node.tag != "text":
        return [found for child in node.children if isinstance(child, Node) for found in texts(child, (x, y))]
    lines = node.all("tspan") or [node]
    weight = int(node.attributes.get("font-weight", "400"))
    found = []
    for row, line in enumerate(lines):
        width = text_width(line.text, weight)
        left = {"middle": x - width / 2, "end": x - width}.get(node.attributes.get("text-anchor", ""), x)
        top = y + (row - 1) * HEIGHT + 4
        found.append((line.text, left, top, left + width, top + HEIGHT))
    return found


CASES = [
    pytest.param(count, target, baseline, id=f"{count}-{target}-{baseline}")
    for count in (1, 2, 3, 4, 8, 14)
    for target, baseline in ((None, None), (1250, None), (1250, 1106), (1130, 1100), (5000, 3410))
]


@pytest.mark.parametrize(("count", "target", "baseline"), CASES)
@pytest.mark.parametrize("is_exact", [True, False])
def test_no_text_of_a_bar_chart_meets_another(
    count: int, target: float | None, baseline: float | None, is_exact: bool
) -> None:
    several = (RANGES * 2)[:count]
    ranges: list[tuple[float, float] | None] = [(low, low if is_exact else high) for low, high in several]
    if count > 4:
        ranges[2] = None
    found = texts(drawn(figure(ranges, target, baseline)))
    for (one, left, top, right, bottom), (other, left2, top2, right2, bottom2) in combinations(found, 2):
        apart = right <= left2 or right2 <= left or bottom <= top2 + 1 or bottom2 <= top + 1
        assert apart, f"{one} meets {other}"
    assert all(left >= -1 for _, left, _, _, _ in found)


def test_of_many_bars_the_first_and_the_latest_have_their_number() -> None:
    shown = [text for text, *_ in texts(drawn(figure(list(RANGES), None, None)))]
    assert {"1,074–", "1,138"} <= set(shown) or "1,074–1,138" in shown
    assert "1,190–1,260" in shown
    assert not [text for text in shown if text.startswith(("1,127", "1,103", "980", "1,300", "1,210", "400"))]


def test_three_ranges_beside_a_target_all_have_their_number() -> None:
    shown = "".join(text for text, *_ in texts(drawn(figure(list(RANGES[:3]), 1250, None))))
    assert all(number in shown for number in ("1,074–1,138", "1,127–1,198", "1,103–1,181", "Target 1,250"))
