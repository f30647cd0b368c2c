"""What changed since the release before: new periods, revised figures, definitions, partners and measures.

Both releases are read as published; nothing that either of them hides can be told from here.
"""

from __future__ import annotations

from collections import defaultdict

from pipelines.report import wording
from pipelines.report.released import Released
from pipelines.report.rows import ALL, Cell, CellKey, Metric

MOST_REVISED = 6


def changes(before: Released, now: Released) -> tuple[str, ...]:
    """Plain sentences, the most important first; none when nothing that is read changed."""
    found = [*_new_periods(before, now), *_definitions(before, now), *_revised(before, now)]
    return (*found, *_came_and_went(before, now), *_targets(before, now))


def _new_periods(before: Released, now: Released) -> list[str]:
    known = {cell.period_id for cell in before.cells}
    new = {cell.period_id for cell in now.cells if cell.is_published} - known
    names = [p.name for p in now.periods if p.period_id in new]
    return [f"Figures for {wording.listed(names)} are new."] if names else []


def _definitions(before: Released, now: Released) -> list[str]:
    found: list[str] = []
    for metric in now.metrics:
        old = before.metric_by_id.get(metric.metric_id)
        if old is None:
            found.append(f"New measure: {wording.lower_first(metric.name)}.")
        elif old.metric_version != metric.metric_version:
            text = f"{metric.name} follows version {metric.metric_version} of its definition"
            found.append(f"{text}, before that version {old.metric_version}.")
    gone = [m.name for m in before.metrics if m.metric_id not in now.metric_by_id]
    return found + [f"No longer measured: {wording.lower_first(name)}." for name in gone]


def _revised(before: Released, now: Released) -> list[str]:
    """Figures of the whole initiative and of sub-programs that both releases publish, but not with the same text."""
    found: list[str] = []
    others: dict[str, int] = defaultdict(int)
    for cell in now.cells:
        old = before.by_key.get(cell.key)
        metric = now.metric_by_id.get(cell.metric_id)
        if metric is None or old is None or not _is_revised(metric, old, cell):
            continue
        if _is_headline(cell.key):
            found.append(_revision(now, metric, old, cell))
        else:
            others[cell.metric_id] += 1
    left = sum(others.values()) + max(0, len(found) - MOST_REVISED)
    rest = [f"{wording.plural(left, 'other figure')} changed with late or mended rows."] if left else []
    return found[:MOST_REVISED] + rest


def _is_revised(metric: Metric, old: Cell, new: Cell) -> bool:
    both = old.is_published and new.is_published and old.metric_version == new.metric_version
    return both and wording.figure(metric, old) != wording.figure(metric, new)


def _is_headline(key: CellKey) -> bool:
    return key.partner_id == key.area_id == key.group_type == ALL


def _revision(now: Released, metric: Metric, old: Cell, new: Cell) -> str:
    period = now.period_by_id[new.period_id].name if new.period_id in now.period_by_id else new.period_id
    scope = "" if new.sub_program_id == ALL else f" ({now.sub_program_names.get(new.sub_program_id, '')})"
    figures = f"{wording.figure(metric, new)}, before {wording.figure(metric, old)}"
    return f"{metric.name}{scope} for {period} is now {figures}."


def _came_and_went(before: Released, now: Released) -> list[str]:
    came = [each.name for each in now.partners if each.partner_id not in before.partner_names]
    went = [each.name for each in before.partners if each.partner_id not in now.partner_names]
    found = [f"{wording.listed(came)} joined."] if came else []
    return found + ([f"{wording.listed(went)} left."] if went else [])


def _targets(before: Released, now: Released) -> list[str]:
    old = {(t.metric_id, t.sub_program_id, t.target_period_id): t.target_value for t in before.targets}
    found: list[str] = []
    for target in now.targets:
        key = (target.metric_id, target.sub_program_id, target.target_period_id)
        metric = now.metric_by_id.get(target.metric_id)
        if metric is None or old.get(key) == target.target_value:
            continue
        period = now.period_by_id.get(target.target_period_id)
        value = wording.goal(metric, target.target_value)
        when = f" by {period.name}" if period else ""
        verb = "moved to" if key in old else "set at"
        found.append(f"Target for {wording.lower_first(metric.name)} {verb} {value}{when}.")
    return found
