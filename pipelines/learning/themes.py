"""Reads the shares of themes that a release publishes, as the learning summary takes them: the latest, the one before.

Not here: facts and sentences of them (voices.py), and which shares may be published (pipelines/release/voices.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.learning.facts import ThemeShare
from pipelines.learning.released import Released, opened

# A step is told only where both shares were found in the same way.
_SHARES = """
select now.*, before.share as share_before,
  case when before.share is not null then before.period_id end as period_before,
  count(distinct now.question_id) over (partition by true) as questions
from voices.theme_shares as now
join agenda.periods as periods on periods.period_id = now.period_id
left join voices.theme_shares as before on before.period_id = periods.previous_period_id
  and before.question_id = now.question_id and before.theme_id = now.theme_id
  and before.sub_program_id = now.sub_program_id and before.status = 'published'
  and before.codebook = now.codebook and before.method = now.method
where now.status = 'published'
qualify dense_rank() over (partition by now.question_id order by periods.ends_on desc) = 1
order by now.question_id, now.position, now.sub_program_id <> 'all', now.sub_program_id
"""


def released_themes(warehouse: Path) -> list[ThemeShare]:
    """The published shares of each question's latest period; none where the release has no open answers.

    Raises FileNotFoundError where there is no release.
    """
    with opened(warehouse) as released:
        return [_share(row) for row in released.rows(_SHARES)] if _has_shares(released) else []


def _has_shares(released: Released) -> bool:
    found = "select 1 from duckdb_tables() where schema_name = 'voices' and table_name = 'theme_shares'"
    return bool(released.rows(found))


def _share(row: Mapping[str, Any]) -> ThemeShare:
    # Beside a second question a theme alone would not say what was asked.
    several = row["questions"] > 1
    asked = row["question_id"].replace("_", " ")
    return ThemeShare(
        theme_id=f"{row['question_id']}.{row['theme_id']}" if several else row["theme_id"],
        theme=f"{row['theme']} ({asked})" if several else row["theme"],
        sub_program_id=row["sub_program_id"],
        period_id=row["period_id"],
        people=row["people_with"],
        answers=row["people"],
        margin=row["margin"],
        share_before=row["share_before"],
        period_before=row["period_before"],
    )
