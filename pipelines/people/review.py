"""People about whom the tokens contradict each other: a list for somebody to look at, with no identity in it.

Here: the table `to_review`. Not here: which joins are left out (clusters.py).
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.people.joining import Joined

_REVIEW = """
CREATE TABLE to_review AS
WITH doubted AS (
    SELECT component, reason, node FROM refused_members
    UNION ALL
    SELECT min(node) OVER (PARTITION BY partner_id, local_token), 'one_number_two_people', node
    FROM numbers SEMI JOIN (
        SELECT partner_id, local_token FROM numbers JOIN people USING (node)
        GROUP BY ALL HAVING count(DISTINCT person) > 1
    ) AS shared USING (partner_id, local_token)
)
SELECT
    first.identity AS person_key,
    doubted.reason,
    string_agg(DISTINCT records.partner_id, ',' ORDER BY records.partner_id) AS partners,
    count(DISTINCT records.partner_id) AS partner_count,
    count(DISTINCT doubted.node) AS records,
    count(DISTINCT people.person) AS people
FROM doubted
JOIN nodes AS first ON first.node = doubted.component
JOIN records ON records.node = doubted.node
JOIN people ON people.node = doubted.node
GROUP BY first.identity, doubted.reason
"""


def write_review(connection: duckdb.DuckDBPyConnection, joined: Joined) -> None:
    """Make `to_review` (person_key, reason, partners, partner_count, records, people) at the default level.

    Reasons: two_numbers_at_one_partner, birth_dates_differ, many_records, one_number_two_people.
    """
    clusters = joined.clusters["default"]
    members = [
        (component, reason, node)
        for node, component in clusters.whole.items()
        for reason in sorted(clusters.refused.get(component, ()))
    ]
    columns = list(zip(*members, strict=True)) or [(), (), ()]
    kinds = (pa.int32(), pa.string(), pa.int32())
    table = pa.table(
        [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)],
        names=["component", "reason", "node"],
    )
    connection.register("refused_members", table)
    connection.execute(_REVIEW)
    connection.unregister("refused_members")
