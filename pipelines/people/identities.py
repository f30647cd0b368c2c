"""Gathers rows into identities: what is written in one way everywhere, or has one partner's number, is one.

Here: SQL over the relations `seen` and `blocks` of a database in memory. Not here: which identities are one person
(joining.py).
"""

from __future__ import annotations

from typing import Literal

import duckdb

from pipelines.people.rules import MOST_WITH_ONE_TOKEN, SHOWS, Lack

# A row with only the local id borrows the first person token that its partner ties to the id, as int_person does.
_IDENTITIES = """
CREATE TABLE records AS
WITH tied AS (
    SELECT partner_id, local_token, min(person_token) AS person_token
    FROM seen WHERE local_token IS NOT NULL AND person_token IS NOT NULL GROUP BY ALL
),
named AS (
    SELECT seen.partner_id, seen.local_token, seen.person_token,
        coalesce(seen.person_token, tied.person_token, 'local:' || seen.local_token) AS identity
    FROM (SELECT DISTINCT partner_id, local_token, person_token FROM seen
          WHERE local_token IS NOT NULL OR person_token IS NOT NULL) AS seen
    LEFT JOIN tied USING (partner_id, local_token)
)
SELECT *, CAST(dense_rank() OVER (ORDER BY identity) - 1 AS INTEGER) AS node FROM named;

CREATE TABLE numbers AS
SELECT DISTINCT node, partner_id, local_token FROM records WHERE local_token IS NOT NULL;
"""


def _shown(what: Lack | Literal["home"]) -> str:
    return f"bool_or(block IN {SHOWS[what]}) AS {what}"


_TOKENS = f"""
CREATE TEMP TABLE found AS
SELECT DISTINCT records.node, blocks.block, blocks.token
FROM blocks JOIN records ON blocks.partner_id = records.partner_id
    AND blocks.local_token IS NOT DISTINCT FROM records.local_token
    AND blocks.person_token IS NOT DISTINCT FROM records.person_token;

CREATE TABLE nodes AS
SELECT records.node, any_value(records.identity) AS identity,
    any_value(records.identity) NOT LIKE 'local:%' AS has_token,
    bool_or(coalesce(shown.birth_date, false)) OR has_token AS has_birth_date,
    bool_or(coalesce(shown.names, false)) OR has_token AS has_names,
    bool_or(coalesce(shown.home, false)) AS has_home
FROM records LEFT JOIN (
    SELECT node, {_shown("birth_date")}, {_shown("names")}, {_shown("home")} FROM found GROUP BY node
) AS shown ON shown.node = records.node
GROUP BY records.node;

CREATE TABLE tokens AS
WITH common AS (SELECT block, token, count(*) AS nodes FROM found GROUP BY ALL HAVING count(*) > 1)
SELECT found.node, found.block, found.token, common.nodes
FROM found JOIN common ON found.block = common.block AND found.token = common.token;
DROP TABLE found;

CREATE VIEW telling AS SELECT node, block, token FROM tokens WHERE nodes <= {MOST_WITH_ONE_TOKEN};
"""


def gather(connection: duckdb.DuckDBPyConnection) -> int:
    """Make the tables `records`, `nodes`, `numbers`, `tokens` and the view `telling`; returns the number of identities.

    `seen` has partner_id, local_token and person_token of the rows in force, `blocks` the same with block and token.
    """
    connection.execute(_IDENTITIES)
    connection.execute(_TOKENS)
    return int(connection.execute("SELECT count(*) FROM nodes").fetchall()[0][0])
