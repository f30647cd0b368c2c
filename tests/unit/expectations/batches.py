"""Landed batches as the connectors write them, made by hand for tests of the contracts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from expectations.contract import Contract
from expectations.enforcement import Enforced, enforce
from expectations.mapping import Mapping

AS_OF = date(2026, 6, 30)


def land(folder: Path, rows: list[dict[str, str | None]], columns: Iterable[str] = ()) -> Path:
    """Write rows.parquet; every row gets a number, a reference and a person token unless it brings its own.

    `columns` are there even if no row has them, as in a batch without rows.
    """
    tokens = {"person_token": "token", "local_token": None, "identity_problem": None}
    filled = [{**tokens, **row} for row in rows]
    names = list(dict.fromkeys([*tokens, *columns, *(name for row in filled for name in row)]))
    frame = pd.DataFrame(filled, columns=names, dtype=object)
    frame.insert(0, "row_number", pd.Series(range(1, len(rows) + 1), dtype="int64"))
    frame.insert(1, "row_ref", [f"line {number + 1}" for number in frame["row_number"]])
    path = folder / "rows.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(path)
    return path


def judge(
    folder: Path, rows: list[dict[str, str | None]], contract: Contract, columns: dict[str, object]
) -> Enforced:
    """Land the rows and enforce the contract on them."""
    mapping = Mapping.model_validate({"columns": columns})
    path = land(folder / "landed", rows, [] if rows else mapping.partner_columns)
    return enforce(
        path, contract=contract, mapping=mapping, folder=folder / "enforced", batch_id="b1", as_of=AS_OF
    )


def broken(verdict: Enforced) -> dict[str, int]:
    """Rule id and number of violations of every rule that was broken."""
    return {result.rule_id: result.violations for result in verdict.results if result.outcome == "violated"}


def unanswered(verdict: Enforced) -> set[str]:
    """Ids of the rules that could not be evaluated."""
    return {result.rule_id for result in verdict.results if result.outcome == "not_evaluable"}
