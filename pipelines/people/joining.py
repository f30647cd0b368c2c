"""From blocks to people at three levels: links by the rules, clusters of them, and what somebody should look at.

Here: a database in memory with `seen` and `blocks` in, keys out. Not here: where they come from (person_keys.py).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import duckdb
import numpy as np

from pipelines.people.clusters import Clusters, Known, Links, cluster
from pipelines.people.rules import DIFFERENT_BIRTH_DATES, LEVELS, RULES, Level, Rule

_PAIRS = """
SELECT DISTINCT a.node AS a, b.node AS b FROM telling AS a
JOIN telling AS b ON a.block = b.block AND a.token = b.token AND a.node < b.node
WHERE a.block = '{block}' AND b.block = '{block}'
"""
_ONE_NUMBER = """
SELECT DISTINCT a.node AS a, b.node AS b FROM numbers AS a
JOIN numbers AS b ON a.partner_id = b.partner_id AND a.local_token = b.local_token AND a.node < b.node
"""


@dataclass(frozen=True)
class Joined:
    """The clusters at each level, and all links."""

    clusters: dict[Level, Clusters]
    links: Links


def join(
    connection: duckdb.DuckDBPyConnection, count: int, extra: dict[Level, Links] | None = None
) -> Joined:
    """People at each level over the gathered identities; `extra` are links from elsewhere, made firmer than blocks."""
    links = _links(connection, extra or {})
    known = _known(connection)
    clusters = {}
    for level in LEVELS:
        chosen = links[:, links[2] < last_rank(level)]
        clusters[level] = cluster(count, chosen, known, last_rank("strict"))
    return Joined(clusters, links)


def last_rank(level: Level) -> int:
    """The first rank that is weaker than a level. Each rule is a rank; a level's extra links come before its rules."""
    return 1 + max(_rank(rule) for rule in RULES if rule.level == level)


def _rank(rule: Rule) -> int:
    return RULES.index(rule) + LEVELS.index(rule.level) + 1


def _links(connection: duckdb.DuckDBPyConnection, extra: dict[Level, Links]) -> Links:
    for block in sorted({name for rule in RULES for name in (rule.block, rule.also) if name}):
        connection.execute(f"CREATE TABLE pairs_{block} AS {_PAIRS.format(block=block)}")
    found = [_with_rank(connection, _rule_pairs(rule), _rank(rule)) for rule in RULES]
    for level, links in extra.items():
        first = min(_rank(rule) for rule in RULES if rule.level == level)
        found.append(np.vstack([links[:2], np.full(links.shape[1], first - 1)]).astype(np.int32))
    linked = np.hstack(found)
    return np.hstack([linked, _same_number(connection, linked)])


def _rule_pairs(rule: Rule) -> str:
    pairs = f"SELECT a, b FROM pairs_{rule.block}"
    if rule.also:
        pairs = f"{pairs} INTERSECT SELECT a, b FROM pairs_{rule.also}"
    if rule.where_one_lacks:
        has = f"has_{rule.where_one_lacks}"
        pairs = (
            f"SELECT a, b FROM ({pairs}) AS found JOIN nodes AS x ON x.node = a JOIN nodes AS y ON y.node = b "
            f"WHERE NOT (x.{has} AND y.{has})"
        )
    return pairs


def _with_rank(connection: duckdb.DuckDBPyConnection, pairs: str, rank: int) -> Links:
    found = connection.execute(pairs).fetchnumpy()
    a, b = (np.asarray(found[name], dtype=np.int32) for name in ("a", "b"))
    return np.vstack([a, b, np.full(len(a), rank, dtype=np.int32)])


def _same_number(connection: duckdb.DuckDBPyConnection, linked: Links) -> Links:
    """Two ways of writing a person under one number of one partner: firm, if anything else joins them as well."""
    pairs = _with_rank(connection, _ONE_NUMBER, 0)
    if not pairs.size:
        return pairs
    known = set(zip(linked[0].tolist(), linked[1].tolist(), strict=True))
    kept = [pair in known for pair in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)]
    return pairs[:, np.array(kept)]


def _known(connection: duckdb.DuckDBPyConnection) -> Known:
    numbers: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = connection.execute("SELECT node, partner_id, local_token FROM numbers").fetchall()
    for node, partner, number in rows:
        numbers[node][partner].add(number)
    block, evidence = DIFFERENT_BIRTH_DATES
    apart = connection.execute(
        f"SELECT a, b FROM (SELECT a, b FROM pairs_{block} EXCEPT SELECT a, b FROM pairs_{evidence}) AS found "
        "JOIN nodes AS x ON x.node = a JOIN nodes AS y ON y.node = b WHERE x.has_birth_date AND y.has_birth_date"
    ).fetchall()
    frozen = {
        node: {partner: frozenset(found) for partner, found in by_partner.items()}
        for node, by_partner in numbers.items()
    }
    return Known(frozen, frozenset(apart))
