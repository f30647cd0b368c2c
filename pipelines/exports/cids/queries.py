"""All SQL of the capsule: published headline figures, and what the agenda says of them. Nothing else is read."""

from __future__ import annotations

INDICATORS = """
select distinct cells.metric_id, cells.sub_program_id, metrics.name, metrics.definition, metrics.unit,
  metrics.source, metrics.position, coalesce(sub_programs.position, 0) as place, sub_programs.name as sub_program
from metrics.metric_values as cells
join agenda.metrics as metrics using (metric_id)
left join agenda.sub_programs as sub_programs using (sub_program_id)
where partner_id = 'all' and area_id = 'all' and group_type = 'all' and status = 'published' and value is not null
order by metrics.position, metric_id, place, sub_program_id
"""
REPORTS = """
select metric_id, sub_program_id, period_id, periods.name as period, period_starts_on, period_ends_on, value
from metrics.metric_values join agenda.periods as periods using (period_id)
where partner_id = 'all' and area_id = 'all' and group_type = 'all' and status = 'published' and value is not null
order by metric_id, sub_program_id, period_starts_on, period_id
"""
TARGETS = """
select targets.metric_id, targets.sub_program_id, target_period_id, periods.name as period, target_value, source,
  coalesce(starts.starts_on, initiative.as_of) as starts_on, periods.ends_on,
  (select any_value(baseline) from metrics.metric_values as cells
    where cells.metric_id = targets.metric_id and cells.sub_program_id = targets.sub_program_id
      and partner_id = 'all' and area_id = 'all' and group_type = 'all') as baseline
from agenda.targets as targets cross join agenda.initiative as initiative
join agenda.periods as periods on periods.period_id = target_period_id
left join agenda.periods as starts on starts.period_id = baseline_period_id
order by targets.metric_id, targets.sub_program_id, target_period_id
"""
