"""All SQL of the report: reads the released DuckDB file, read-only, into `Released`.

Nothing is computed here. A figure that is not published is read as NULL, whatever the file holds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import duckdb

from pipelines.report import rows
from pipelines.report.beside import read_beside
from pipelines.report.released import Released

Row = TypeVar("Row")

INITIATIVE = """
select name, vision, population_description, population_size, backbone_name, is_sample, as_of, smallest_count
from agenda.initiative
"""
PARTNERS = "select partner_id, name, sector, about from agenda.partners order by name, partner_id"
SUB_PROGRAMS = """
select sub_program_id, name, description from agenda.sub_programs order by position, sub_program_id
"""
AREAS = "select area_id, name, level, parent_id, population from agenda.areas order by position, area_id"
GROUPS = """
select group_type, group_type_name, group_value, group_value_name, is_reference, coalesce(is_band, false) as is_band
from agenda.groups
order by min(position) over (partition by group_type), group_type, position, group_value
"""
PERIODS = """
select period_id, period_type, name, starts_on, ends_on, due_on, previous_period_id
from agenda.periods order by starts_on, period_id
"""
METRICS = """
select metric_id, metric_version, name, definition, metric_type, counted, unit, direction, accountability,
  source, is_custom, cast(parameters as varchar) as parameters
from agenda.metrics order by position, metric_id
"""
TARGETS = """
select metric_id, sub_program_id, baseline_period_id, target_period_id, target_value
from agenda.targets order by metric_id, sub_program_id, target_period_id
"""
# The page breaks a figure down one way at a time, or by partner and sub-program; the rest stays in the file.
CELLS = """
select metric_id, period_id, sub_program_id, partner_id, area_id, group_type, group_value, status,
  case when status = 'published' then cast(numerator as double) end as numerator,
  case when status = 'published' then cast(denominator as double) end as denominator,
  case when status = 'published' then value end as value,
  case when status = 'published' then lower end as lower,
  case when status = 'published' then upper end as upper,
  case when status = 'published' then people end as people,
  partners_reported, partners_due, metric_version,
  baseline,
  case when status = 'published' then progress end as progress
from metrics.metric_values
where (area_id = 'all' and group_type = 'all')
  or (partner_id = 'all' and (area_id = 'all' or group_type = 'all'))
order by all
"""
REPORTING = """
select partner_id, sub_program_id, period_id, due, reported from data_quality.reporting
order by partner_id, sub_program_id, period_id
"""
FEEDS = """
select partner_id, feed_id, record_type, status, message, coalesce(is_stale, false) as is_stale,
  coalesce(is_late, false) as is_late, rows_received, rows_accepted, rows_quarantined
from data_quality.feed_status order by partner_id, feed_id
"""
REJECTIONS = """
select partner_id, feed_id, rule_id, column_name, fix, rows from data_quality.rejections
where rows > 0 order by rows desc, partner_id, feed_id, rule_id, column_name
"""
DISAGREEMENTS = """
select partner_id, metric_id, period_id, sub_program_id, area_id, group_type, group_value,
  compared, part_kind,
  cast(published_numerator as double) as published_numerator,
  cast(published_denominator as double) as published_denominator,
  cast(computed_numerator as double) as computed_numerator,
  cast(computed_denominator as double) as computed_denominator,
  published_rate, computed_rate, coalesce(figures_withheld, 0) as figures_withheld
from data_quality.published_disagreements
order by metric_id, period_id desc, partner_id, sub_program_id, area_id, group_type, group_value,
  compared, part_kind, part_label
"""
OUTCOMES = "select outcome_id, name, description, level from agenda.outcomes order by position, outcome_id"
ACTIVITIES = "select activity_id, name, description from agenda.activities order by name, activity_id"
OUTPUTS = "select output_id, name, metric_id from agenda.outputs order by all"
THEORY_LINKS = "select from_id, to_id, assumption, evidence from agenda.theory_links order by from_id, to_id"
COMMITMENTS = """
select partner_id, commitment_id, activity_id, what, due_on, status
from agenda.commitments order by due_on nulls last, partner_id, commitment_id
"""
FUNDING = """
select funder, kind, partner_id, sub_program_id, cast(amount as double) as amount, currency,
  starts_on, ends_on
from agenda.funding order by starts_on nulls last, funding_id
"""
PARTNER_SUB_PROGRAMS = "select partner_id, sub_program_id from agenda.partner_sub_programs order by all"
SUB_PROGRAM_METRICS = """
select sub_program_id, metric_id from agenda.sub_program_metrics order by sub_program_id, position, metric_id
"""
SUB_PROGRAM_OUTCOMES = "select sub_program_id, outcome_id from agenda.sub_program_outcomes order by all"
# Gaps of the whole population and of each sub-program; those of single partners and areas stay in the file.
EQUITY_GAPS = """
select metric_id, sub_program_id, period_id, group_type, group_value, reference_group,
  case when status = 'published' then rate end as rate,
  case when status = 'published' then reference_rate end as reference_rate,
  case when status = 'published' then cast(denominator as double) end as denominator,
  case when status = 'published' then gap end as gap,
  case when status = 'published' then gap_lower end as gap_lower,
  case when status = 'published' then gap_upper end as gap_upper,
  case when status = 'published' then people_to_close end as people_to_close
from metrics.equity_gaps where partner_id = 'all' and area_id = 'all'
order by metric_id, sub_program_id, period_id, group_type, group_value
"""
FORECASTS = """
select metric_id, metric_version, sub_program_id, period_id, made_on, method, points, forecast,
  forecast_lower as lower, forecast_upper as upper
from metrics.forecasts where status = 'published' and forecast is not null
order by metric_id, sub_program_id, period_id, made_on
"""
VERSIONS = """
select metric_id, metric_version, definition, is_in_force, since, until
from agenda.metric_versions order by metric_id, metric_version
"""
STORIES = """
select outcome_id, kind, text, partner_id, due_on, status, commitment_id
from agenda.outcome_stories order by outcome_id, position
"""
TABLES = """
select schema_name, table_name, comment as about, estimated_size as row_count
from duckdb_tables() where not internal order by schema_name, table_name
"""
COLUMNS = """
select schema_name, table_name, column_name, data_type, comment as about
from duckdb_columns() where not internal order by schema_name, table_name, column_index
"""
OUTCOME_METRICS = "select outcome_id, metric_id from agenda.outcome_metrics order by all"


def read(warehouse: Path) -> Released:
    """Read a released warehouse. Raises FileNotFoundError, or duckdb.Error when it lacks a table."""
    if not warehouse.is_file():
        raise FileNotFoundError(f"There is no released warehouse at {warehouse}. Release first, then render.")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return Released(
            initiative=_rows(connection, INITIATIVE, rows.Initiative)[0],
            partners=_rows(connection, PARTNERS, rows.Partner),
            sub_programs=_rows(connection, SUB_PROGRAMS, rows.SubProgram),
            partner_sub_programs=frozenset(_pairs(connection, PARTNER_SUB_PROGRAMS)),
            areas=_rows(connection, AREAS, rows.Area),
            groups=_rows(connection, GROUPS, rows.Group),
            periods=_rows(connection, PERIODS, rows.Period),
            metrics=_rows(connection, METRICS, rows.Metric),
            sub_program_metrics=_pairs(connection, SUB_PROGRAM_METRICS),
            targets=_rows(connection, TARGETS, rows.Target),
            cells=_rows(connection, CELLS, rows.Cell),
            reporting=_rows(connection, REPORTING, rows.Reporting),
            feeds=_rows(connection, FEEDS, rows.FeedStatus),
            rejections=_rows(connection, REJECTIONS, rows.Rejection),
            disagreements=_rows(connection, DISAGREEMENTS, rows.Disagreement),
            outcomes=_rows(connection, OUTCOMES, rows.Outcome),
            outcome_metrics=_pairs(connection, OUTCOME_METRICS),
            activities=_rows(connection, ACTIVITIES, rows.Activity),
            outputs=_rows(connection, OUTPUTS, rows.Output),
            theory_links=_rows(connection, THEORY_LINKS, rows.TheoryLink),
            commitments=_rows(connection, COMMITMENTS, rows.Commitment),
            funding=_rows(connection, FUNDING, rows.Funding),
            sub_program_outcomes=_pairs(connection, SUB_PROGRAM_OUTCOMES),
            equity_gaps=_rows(connection, EQUITY_GAPS, rows.EquityGap),
            forecasts=_rows(connection, FORECASTS, rows.Forecast),
            versions=_rows(connection, VERSIONS, rows.MetricVersion),
            stories=_stories(connection),
            tables=_rows(connection, TABLES, rows.Table),
            columns=_rows(connection, COLUMNS, rows.Column),
            beside=read_beside(connection),
        )


def _stories(connection: duckdb.DuckDBPyConnection) -> tuple[rows.StoryLine, ...]:
    """The stories behind the curves; none where the agenda has no such table."""
    found = connection.execute(
        "select 1 from duckdb_tables() where schema_name = 'agenda' and table_name = 'outcome_stories'"
    ).fetchall()
    return _rows(connection, STORIES, rows.StoryLine) if found else ()


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, kind: type[Row]) -> tuple[Row, ...]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in cursor.fetchall())


def _pairs(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[tuple[Any, Any], ...]:
    return tuple((first, second) for first, second in connection.execute(sql).fetchall())
