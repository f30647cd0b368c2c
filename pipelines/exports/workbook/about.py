"""The sheets that explain: read me, contents, measures, partners, data quality, dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from pipelines.exports.licences import licence_of
from pipelines.exports.released import Table, about, records
from pipelines.exports.table_schema import field_type
from pipelines.exports.workbook.sheet import MARKS, Column, Figure, Sheet, Value

_MEASURES = """
select metric_id, metrics.name, definition, metric_type, counted, unit, direction, accountability, metric_version,
  chosen.sub_programs, source
from agenda.metrics as metrics
left join (
  select metric_id, string_agg(name, ', ' order by sub_programs.position, sub_program_id) as sub_programs
  from agenda.sub_program_metrics join agenda.sub_programs as sub_programs using (sub_program_id) group by metric_id
) as chosen using (metric_id)
order by metrics.position, metric_id
"""
_PARTNERS = """
select partners.partner_id, partners.name, sector, about, takes_part.sub_programs, reports.due, reports.reported
from agenda.partners as partners
left join (
  select partner_id, string_agg(name, ', ' order by position, sub_program_id) as sub_programs
  from agenda.partner_sub_programs join agenda.sub_programs using (sub_program_id) group by partner_id
) as takes_part using (partner_id)
left join (
  select partner_id, sum(due) as due, sum(reported) as reported from data_quality.reporting group by partner_id
) as reports using (partner_id)
order by partners.name, partners.partner_id
"""
_QUALITY = """
select coalesce(partners.name, feeds.partner_id) as partner, feeds.feed_id, feeds.record_type, feeds.status,
  feeds.is_late, feeds.is_stale, feeds.periods_due, feeds.periods_reported, feeds.rows_received, feeds.rows_accepted,
  feeds.rows_quarantined
from data_quality.feed_status as feeds left join agenda.partners as partners using (partner_id)
order by partner, feeds.partner_id, feeds.feed_id
"""
_DIRECTIONS = {"increase": "more is better", "decrease": "less is better", "none": "neither"}


def read_me(connection: duckdb.DuckDBPyConnection, release_id: str) -> Sheet:
    """What the workbook is, from whom, as of when, and what its marks mean."""
    told = about(connection)
    licence = licence_of(told)
    smallest = told["smallest_count"]
    rights = f"{licence.title} ({licence.path})" if licence else "No licence is stated; ask the backbone."
    rows: list[tuple[str, str]] = [
        ("Initiative", told["name"]),
        ("What it is for", told["vision"] or ""),
        ("Backbone", told["backbone_name"] or ""),
        ("Results as of", told["as_of"].isoformat()),
        ("Release", release_id),
        ("Licence", rights),
        (
            "Protection",
            f"Counts of 1 to {smallest - 1} people are hidden, and so is what would give them away.",
        ),
        *((f"Mark {mark}", meaning) for mark, meaning in MARKS.items()),
        ("Rates", "A rate is the sum of numerators over the sum of denominators. Never average rates."),
        ("Adding up", "Never add people of several partners, groups or periods: one person may be in each."),
        ("More", "The release also holds a database, Parquet and CSV files with every breakdown."),
    ]
    if told["is_sample"]:
        rows.insert(0, ("Sample", "The organisations, places and figures in this workbook are made up."))
    columns = [Column("About", "What is said."), Column("In words", "What it is.", wide=True)]
    return Sheet("Read me", "What this workbook is and how to read it.", columns, rows)


def contents(sheets: Sequence[Sheet]) -> Sheet:
    """The list of sheets, each linked."""
    columns = [
        Column("Sheet", "The name of the sheet."),
        Column("What it holds", "In a sentence.", wide=True),
        Column("Rows", "Rows below the header."),
    ]
    rows: list[list[Value | Figure]] = [[sheet.name, sheet.holds, len(sheet.rows)] for sheet in sheets]
    return Sheet(
        "Contents",
        "The sheets of this workbook.",
        columns,
        rows,
        {sheet.name: sheet.name for sheet in sheets},
    )


def measures(connection: duckdb.DuckDBPyConnection) -> Sheet:
    """The definition of every measure."""
    columns = [
        Column("Metric id", "The short name of the measure."),
        Column("Measure", "Its name."),
        Column("Definition", "What it says, in plain words.", wide=True),
        Column(
            "Type", "count, stock, distinct, rate or population: decides how figures may be put together."
        ),
        Column("Counts", "people or an amount."),
        Column("Unit", "What a value is in."),
        Column("Direction", "Which way is better."),
        Column(
            "Answers", "The question of Results-Based Accountability: how much, how well, who is better off."
        ),
        Column("Version", "The version of the definition."),
        Column("Sub-programs", "Who selected it.", wide=True),
        Column("Source", "Where the definition comes from.", wide=True),
    ]
    rows = [[_word(name, value) for name, value in row.items()] for row in records(connection, _MEASURES)]
    return Sheet("Measures", "The definition of each measure.", columns, rows)


def partners(connection: duckdb.DuckDBPyConnection) -> Sheet:
    """Who takes part, and how many of the reports due have come."""
    columns = [
        Column("Partner id", "The short name of the partner."),
        Column("Partner", "Its name."),
        Column("Sector", "nonprofit, business or government."),
        Column("About", "What it does.", wide=True),
        Column("Sub-programs", "Where it takes part.", wide=True),
        Column("Reports due", "Reports due so far, each sub-program and period counted."),
        Column("Reports that came", "Of these, how many came."),
    ]
    return Sheet("Partners", "The partners and their reports.", columns, _rows(connection, _PARTNERS))


def data_quality(connection: duckdb.DuckDBPyConnection) -> Sheet:
    """How each feed stands: on time, and how many rows were accepted."""
    columns = [
        Column("Partner", "Who delivers."),
        Column("Feed", "The source of data."),
        Column("Record type", "What its rows are."),
        Column("Status", "ok, failed (the pull did not succeed) or held (the batch is not in force)."),
        Column("Late", "Whether the report that was due last has not come."),
        Column("Stale", "Whether an earlier batch is still in force."),
        Column("Periods due", "Periods for which a report is due."),
        Column("Periods reported", "Of these, how many are covered."),
        Column("Rows received", "Rows in the latest batch."),
        Column("Rows accepted", "Rows that met the contract."),
        Column("Rows rejected", "Rows that broke a rule and were given back."),
    ]
    return Sheet("Data quality", "How each partner's data stands.", columns, _rows(connection, _QUALITY))


def dictionary(sheets: Sequence[Sheet], released: Sequence[Table]) -> Sheet:
    """What every column means, of this workbook and of the released tables."""
    columns = [
        Column("Where", "A sheet of this workbook, or a table of the released database."),
        Column("Column", "The name of the column."),
        Column("Type", "How its values are written."),
        Column("Meaning", "What it says.", wide=True),
    ]
    rows = [[sheet.name, column.heading, "", column.meaning] for sheet in sheets for column in sheet.columns]
    rows += [
        [table.full_name, column.name, field_type(column), column.comment or ""]
        for table in released
        for column in table.columns
    ]
    return Sheet("Dictionary", "What every column means, here and in the database.", columns, rows)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[list[Any]]:
    return [list(row.values()) for row in records(connection, sql)]


def _word(name: str, value: Any) -> Any:
    if name == "direction":
        return _DIRECTIONS.get(value, value)
    return value.replace("_", " ") if name == "accountability" and value else value
