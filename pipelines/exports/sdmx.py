"""The metric values as SDMX-CSV 2.0 (sdmx.org, SDMX 3.0): one dataflow, one row per observation.

Dimensions are codes of the agenda; a period is written as its first day and its length, for a school year is no year of
SDMX. A hidden figure has no OBS_VALUE, OBS_STATUS Q (missing, suppressed) and CONF_STATUS C: why it was hidden, because
it is small or because it gives away another, is not told. No structure message is written.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.exports.csv_files import copy
from pipelines.exports.plain_text import csv_text
from pipelines.exports.released import open_release

NAME = "standards/sdmx/metric_values.csv.gz"
DATAFLOW = "COMMON_MEASURE:METRIC_VALUES(1.0.0)"

_QUERY = f"""
SELECT 'dataflow' AS "STRUCTURE", '{DATAFLOW}' AS "STRUCTURE_ID", 'I' AS "ACTION",
  CASE cells.period_type WHEN 'quarter' THEN 'Q' WHEN 'month' THEN 'M' WHEN 'week' THEN 'W' ELSE 'A' END AS "FREQ",
  metric_id AS "METRIC", partner_id AS "PARTNER", sub_program_id AS "SUB_PROGRAM", {csv_text("area_id")} AS "AREA",
  group_type AS "GROUP_TYPE", {csv_text("group_value")} AS "GROUP_VALUE",
  strftime(period_starts_on, '%Y-%m-%d') || '/' || CASE cells.period_type
    WHEN 'quarter' THEN 'P3M' WHEN 'month' THEN 'P1M' WHEN 'week' THEN 'P7D' ELSE 'P1Y' END AS "TIME_PERIOD",
  value AS "OBS_VALUE",
  CASE status WHEN 'published' THEN CASE WHEN value IS NULL THEN 'O' ELSE 'A' END
    WHEN 'suppressed' THEN 'Q' ELSE 'O' END AS "OBS_STATUS",
  CASE status WHEN 'suppressed' THEN 'C' ELSE 'F' END AS "CONF_STATUS",
  {csv_text("metrics.unit")} AS "UNIT_MEASURE", lower AS "LOWER_BOUND", upper AS "UPPER_BOUND",
  numerator AS "NUMERATOR", denominator AS "DENOMINATOR", cells.metric_version AS "METRIC_VERSION",
  period_id AS "PERIOD"
FROM metrics.metric_values AS cells JOIN agenda.metrics AS metrics USING (metric_id)
ORDER BY ALL
"""


def write_sdmx(folder: Path) -> Path:
    """Write `standards/sdmx/metric_values.csv.gz` into a release's folder and return its path.

    Shares stay between 0 and 1, as everywhere in a release. Raises FileNotFoundError without a warehouse.
    """
    path = folder / NAME
    with open_release(folder) as connection:
        copy(connection, _QUERY, path)
    return path
