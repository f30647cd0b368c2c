"""Which rows break a rule, as SQL, and the one scan that finds the rows of all broken rules.

Great Expectations says how often a rule is broken (gx_engine.py); what is selected here must agree with it. Not here:
what becomes of a row (enforcement.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import sqlglot
from sqlglot import exp

from expectations.mapping_sql import literal
from expectations.rules import Column, Rule

_PLAIN = "SELECT row_number FROM {batch} WHERE "


def violation(rule: Rule, columns: Mapping[str, Column]) -> str | None:
    """The condition under which a row by itself breaks the rule, or None where it takes other rows to tell."""
    if rule.query:
        return rule.query.removeprefix(_PLAIN) if _looks_at_one_row(rule.query) else None
    (name,) = rule.columns
    if rule.kind == "required":
        # An unreadable date is there: the type rule names it, and it is not also called missing.
        return f"{columns[name].text} IS NULL"
    if rule.kind == "allowed":
        return f"{name} NOT IN ({', '.join(literal(value) for value in rule.allowed)})"
    bounds = [("<", rule.minimum), (">", rule.maximum)]
    return " OR ".join(
        f"{name} {sign} CAST({bound!r} AS DOUBLE)" for sign, bound in bounds if bound is not None
    )


@cache
def _looks_at_one_row(query: str) -> bool:
    """Whether the query is a plain filter: no subquery, no window, nothing but a WHERE."""
    if not query.startswith(_PLAIN):
        return False
    text = query.replace("{batch}", "batch").replace("{as_of}", "CURRENT_DATE")
    tree = sqlglot.parse_one(text, dialect="duckdb")
    shaping = {name for name, part in tree.args.items() if part} - {"expressions", "from", "from_", "where"}
    return not shaping and len(list(tree.find_all(exp.Select, exp.Window))) == 1


def failing_rows(rules: Mapping[str, str], tables: Mapping[str, str]) -> str:
    """The SELECT of (row_number, ids): every row that breaks one of the rules, with all that it breaks.

    `rules` holds the conditions of rules that one row breaks by itself, `tables` the tables of row numbers of the
    others, both by id. The conditions are tried in one scan of the table `batch`.
    """
    parts = []
    if rules:
        named = ", ".join(f"CASE WHEN {test} THEN {literal(name)} END" for name, test in rules.items())
        parts.append(
            f"SELECT row_number, list_filter([{named}], lambda id: id IS NOT NULL) AS ids FROM batch "
            f"WHERE {_either(list(rules.values()))}"
        )
    parts += [f"SELECT DISTINCT row_number, [{literal(name)}] AS ids FROM {t}" for name, t in tables.items()]
    if not parts:
        return "SELECT row_number, CAST([] AS VARCHAR[]) AS ids FROM batch WHERE false"
    together = " UNION ALL ".join(parts)
    return f"SELECT row_number, list_sort(flatten(list(ids))) AS ids FROM ({together}) GROUP BY row_number"


def _either(tests: Sequence[str]) -> str:
    return " OR ".join(f"({test})" for test in tests)
