"""The scorecard as one page of HTML: no script, nothing from outside, made to be printed.

Words and look. All text is escaped by the template engine; what stands on the page is decided in scorecard.py.
"""

from __future__ import annotations

from pathlib import Path

import jinja2

from pipelines.report import wording
from pipelines.scorecards.results import ENOUGH_PEOPLE, FEWEST_PEERS, Result
from pipelines.scorecards.scorecard import Scorecard

_HERE = Path(__file__).parent
# Of the strip that shows the range, in its own units.
_LEFT, _RIGHT = 6.0, 114.0


def scorecard_page(card: Scorecard) -> str:
    """The page; the same scorecard gives the same text."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals |= {
        "day": wording.day,
        "plural": wording.plural,
        "hours": _hours,
        "strip": _strip,
        "better": _better,
        "fewest_peers": FEWEST_PEERS,
        "enough_people": ENOUGH_PEOPLE,
    }
    # The style is this room's own file and holds no text of anybody.
    style = (_HERE / "scorecard.css").read_text(encoding="utf-8")
    return environment.get_template("scorecard.html.jinja").render(card=card, style=style)


def _hours(minutes: float) -> str:
    """Minutes as a person says them: '55 minutes', '9.9 hours'."""
    return f"{minutes:.0f} minutes" if minutes < 90 else f"{minutes / 60:.1f} hours"


def _better(direction: str) -> str:
    return {"increase": "higher is better", "decrease": "lower is better"}.get(direction, "")


def _strip(result: Result) -> dict[str, float] | None:
    """Where the range of the peers and the own figure stand on a strip; both are published figures."""
    peers = result.peers
    if peers is None or result.value is None:
        return None
    low, high = min(peers.low, result.value), max(peers.high, result.value)
    if high == low:
        return None

    def at(value: float) -> float:
        return round(_LEFT + (value - low) / (high - low) * (_RIGHT - _LEFT), 1)

    return {"low": at(peers.low), "width": round(at(peers.high) - at(peers.low), 1), "own": at(result.value)}
