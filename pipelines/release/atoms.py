"""What a cell tells of people, taken apart into figures that are protected one by one, and put together again.

A rate of people is two counts: those counted, and those not in it. A distinct count has its range beside it. A sum is
an amount and the people behind it. Here: taking apart and putting together. Not here: what is hidden (protection.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_ADDS = frozenset({"count", "stock"})
_GROWS = frozenset({"count", "distinct"})


@dataclass(frozen=True)
class Atom:
    """One figure of every cell of a metric, nan where nobody gave it.

    `counts_people`: it may be 0 or large, nothing between. `adds`: partners' figures make up the whole. `grows`: a year
    has at least as much as each of its quarters, and no more than all of them.
    """

    values: Floats
    counts_people: bool
    adds: bool
    grows: bool


def atoms_of(cells: pd.DataFrame, kind: str, counted: str) -> dict[str, Atom]:
    """The figures of one metric's cells by name. `kind` is its type, `counted` people or amount."""
    numerator, denominator, people, lower, upper = (
        cells[name].to_numpy(dtype=float) for name in ("numerator", "denominator", "people", "lower", "upper")
    )
    adds, grows = kind in _ADDS, kind in _GROWS
    if counted != "people":
        found = {
            "people": Atom(people, True, False, True),
            "numerator": Atom(numerator, False, adds, grows),
            "denominator": Atom(denominator, False, False, False),
        }
    elif kind == "rate":
        found = {
            "numerator": Atom(numerator, True, adds, grows),
            "rest": Atom(denominator - numerator, True, adds, grows),
        }
    else:
        found = {"numerator": Atom(numerator, True, adds, grows)}
        if kind == "distinct":
            for name, limit in (("lower", lower), ("upper", upper)):
                if not np.array_equal(limit, numerator, equal_nan=True):
                    found[name] = Atom(limit, True, False, True)
    return {name: atom for name, atom in found.items() if not np.isnan(atom.values).all()}


def with_atoms(cells: pd.DataFrame, shown: Mapping[str, Floats], kind: str, counted: str) -> pd.DataFrame:
    """The figures that follow from what is shown of each atom, for cells that do not show this day's figures.

    Columns numerator, denominator, people, lower, upper and value, one row per cell of `cells`.
    """
    figures = cells[["numerator", "denominator", "people", "lower", "upper", "value"]].astype(float)
    figures["numerator"] = shown["numerator"] if "numerator" in shown else figures["numerator"]
    if "rest" in shown:
        figures["denominator"] = shown["numerator"] + shown["rest"]
    elif "denominator" in shown:
        figures["denominator"] = shown["denominator"]
    if counted == "people":
        figures["people"] = figures["denominator"] if kind == "rate" else figures["numerator"]
    else:
        figures["people"] = shown.get("people", figures["people"])
    if kind == "rate":
        figures["value"] = figures["numerator"] / figures["denominator"].where(figures["denominator"] != 0)
        figures["lower"] = figures["upper"] = figures["value"]
        return figures
    figures["value"] = figures["numerator"]
    if kind == "distinct":
        figures["lower"] = np.fmin(shown.get("lower", figures["numerator"]), figures["numerator"])
        figures["upper"] = np.fmax(shown.get("upper", figures["numerator"]), figures["numerator"])
    return figures
