"""Who lives together: people with one partner's household number, or at one address, in common.

Here: the table `households` from `person_keys`. Not here: who is one person (joining.py): twins are two of a household.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.people.clusters import connected
from pipelines.people.rules import MOST_AT_ONE_ADDRESS, SHOWS

# The smallest person at each address and number stands for it; a crowd at one address is no household.
_TOGETHER = """
WITH found AS (
    SELECT DISTINCT people.person, tokens.block, tokens.token
    FROM tokens JOIN people USING (node) WHERE tokens.block IN {blocks}
),
places AS (
    SELECT block, token, min(person) AS first FROM found
    GROUP BY block, token HAVING block <> 'address' OR count(*) <= {most}
)
SELECT DISTINCT places.first AS a, found.person AS b
FROM found JOIN places ON found.block = places.block AND found.token = places.token
WHERE found.person <> places.first
"""


def write_households(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    """Make `households` (person, household) from `people` (node, person) and `tokens`."""
    found = connection.execute(_TOGETHER.format(blocks=SHOWS["home"], most=MOST_AT_ONE_ADDRESS)).fetchnumpy()
    a, b = (np.asarray(found[name], dtype=np.int32) for name in ("a", "b"))
    household = connected(count, np.vstack([a, b, np.zeros(len(a), dtype=np.int32)]))
    table = pa.table({"person": np.arange(count, dtype=np.int32), "household": household})
    connection.register("households_found", table)
    connection.execute("CREATE TABLE households AS SELECT person, household FROM households_found")
    connection.unregister("households_found")
