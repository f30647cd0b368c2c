"""The tables of the schema `agenda`: what the initiative folder says, as rows that dbt and analysts read.

Here: columns, types, rows. Not here: writing them to a database (pipelines/warehouse.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from pipelines.catalogue import Metric, resolve
from pipelines.initiative.burden import BURDEN_SCHEMAS, asked_fields, feed_funders, field_uses
from pipelines.initiative.claims import CLAIM_SCHEMAS, claims
from pipelines.initiative.communication_tables import COMMUNICATION_SCHEMAS, communication_plan
from pipelines.initiative.drift import (
    DRIFT_SCHEMAS,
    definition_partners,
    definitions,
    mapping_words,
    mappings,
)
from pipelines.initiative.expected_reports import expected_reports, feed_metrics
from pipelines.initiative.funding_tables import FUNDING_SCHEMAS, costs, counterfactuals, funding
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.agenda import parts_of
from pipelines.initiative.periods import reporting_periods, school_year_of
from pipelines.initiative.story_tables import STORY_SCHEMAS, outcome_stories
from pipelines.initiative.theory_tables import THEORY_SCHEMAS, THEORY_TABLES
from pipelines.initiative.versions import VERSION_SCHEMAS, metric_versions

Rows = list[dict[str, Any]]

# Table: its columns and their SQL types.
SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "initiative": {
        "initiative_id": "VARCHAR", "name": "VARCHAR", "vision": "VARCHAR", "population_description": "VARCHAR",
        "population_size": "BIGINT", "backbone_name": "VARCHAR", "is_sample": "BOOLEAN", "as_of": "DATE",
        "smallest_count": "INTEGER", "licence": "VARCHAR",
    },
    "partners": {
        "partner_id": "VARCHAR", "name": "VARCHAR", "sector": "VARCHAR", "about": "VARCHAR",
        "agreement_purpose": "VARCHAR", "agreement_expires_on": "DATE", "totals_only": "BOOLEAN",
    },
    "partner_sub_programs": {"partner_id": "VARCHAR", "sub_program_id": "VARCHAR"},
    "sub_programs": {
        "sub_program_id": "VARCHAR", "name": "VARCHAR", "description": "VARCHAR", "position": "INTEGER",
    },
    "areas": {
        "area_id": "VARCHAR", "name": "VARCHAR", "level": "VARCHAR", "parent_id": "VARCHAR",
        "population": "BIGINT", "position": "INTEGER",
    },
    "area_ancestors": {"area_id": "VARCHAR", "ancestor_id": "VARCHAR"},
    "groups": {
        "group_type": "VARCHAR", "group_type_name": "VARCHAR", "group_value": "VARCHAR",
        "group_value_name": "VARCHAR", "is_reference": "BOOLEAN", "is_overlapping": "BOOLEAN",
        "contains": "VARCHAR", "is_band": "BOOLEAN", "position": "INTEGER",
    },
    "group_parts": {"group_type": "VARCHAR", "group_value": "VARCHAR", "part_value": "VARCHAR"},
    "periods": {
        "period_id": "VARCHAR", "period_type": "VARCHAR", "name": "VARCHAR", "starts_on": "DATE",
        "ends_on": "DATE", "start_count_on": "DATE", "end_count_on": "DATE", "due_on": "DATE",
        "previous_period_id": "VARCHAR", "position": "INTEGER",
    },
    "metrics": {
        "metric_id": "VARCHAR", "metric_version": "INTEGER", "name": "VARCHAR", "definition": "VARCHAR",
        "metric_type": "VARCHAR", "counted": "VARCHAR", "unit": "VARCHAR", "direction": "VARCHAR",
        "accountability": "VARCHAR", "record_type": "VARCHAR", "source": "VARCHAR", "is_custom": "BOOLEAN",
        "parameters": "VARCHAR", "fact": "VARCHAR", "counted_per": "VARCHAR", "split_by": "VARCHAR",
        "never_pooled": "VARCHAR", "bands": "VARCHAR", "position": "INTEGER",
    },
    "sub_program_metrics": {"sub_program_id": "VARCHAR", "metric_id": "VARCHAR", "position": "INTEGER"},
    "targets": {
        "metric_id": "VARCHAR", "sub_program_id": "VARCHAR", "baseline_period_id": "VARCHAR",
        "baseline_value": "DOUBLE", "target_period_id": "VARCHAR", "target_value": "DOUBLE", "source": "VARCHAR",
    },
    "feeds": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "record_type": "VARCHAR", "sub_program_id": "VARCHAR",
        "connector": "VARCHAR", "cadence": "VARCHAR",
    },
    "feed_metrics": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "sub_program_id": "VARCHAR", "metric_id": "VARCHAR",
    },
    "expected_reports": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "record_type": "VARCHAR", "period_id": "VARCHAR",
        "due_on": "DATE",
    },
    **THEORY_SCHEMAS,
    **CLAIM_SCHEMAS,
    **FUNDING_SCHEMAS,
    **BURDEN_SCHEMAS,
    **DRIFT_SCHEMAS,
    **VERSION_SCHEMAS,
    **COMMUNICATION_SCHEMAS,
    **STORY_SCHEMAS,
}  # fmt: skip


def agenda_tables(initiative: Initiative) -> dict[str, Rows]:
    """The rows of every table of SCHEMAS."""
    makers: dict[str, Callable[[Initiative], Rows]] = {
        "initiative": _initiative, "partners": _partners, "partner_sub_programs": _partner_sub_programs,
        "sub_programs": _sub_programs, "areas": _areas, "area_ancestors": _area_ancestors, "groups": _groups,
        "group_parts": _group_parts,
        "periods": _periods, "metrics": _metrics, "metric_versions": metric_versions,
        "sub_program_metrics": _sub_program_metrics,
        "targets": _targets, "feeds": _feeds,
        "feed_metrics": feed_metrics, "expected_reports": expected_reports, "claims": claims,
        "funding": funding, "costs": costs, "counterfactuals": counterfactuals,
        "asked_fields": asked_fields, "field_uses": field_uses, "feed_funders": feed_funders,
        "definitions": definitions, "definition_partners": definition_partners,
        "mappings": mappings, "mapping_words": mapping_words,
        "communication_plan": communication_plan, "outcome_stories": outcome_stories,
        **THEORY_TABLES,
    }  # fmt: skip
    return {table: make(initiative) for table, make in makers.items()}


def _initiative(initiative: Initiative) -> Rows:
    agenda = initiative.agenda
    return [
        {
            "initiative_id": agenda.initiative,
            "name": agenda.name,
            "vision": agenda.vision,
            "population_description": agenda.population.description,
            "population_size": agenda.population.size,
            "backbone_name": agenda.backbone.name,
            "is_sample": agenda.sample,
            "as_of": initiative.as_of,
            "smallest_count": agenda.privacy.smallest_count,
            "licence": agenda.licence,
        }
    ]


def _partners(initiative: Initiative) -> Rows:
    return [
        {
            "partner_id": partner.partner,
            "name": partner.name,
            "sector": partner.sector,
            "about": partner.about,
            "agreement_purpose": partner.agreement.purpose if partner.agreement else None,
            "agreement_expires_on": partner.agreement.expires if partner.agreement else None,
            "totals_only": partner.totals_only,
        }
        for partner in initiative.partners
    ]


def _partner_sub_programs(initiative: Initiative) -> Rows:
    return [
        {"partner_id": partner.partner, "sub_program_id": sub_program}
        for partner in initiative.partners
        for sub_program in partner.sub_programs
    ]


def _sub_programs(initiative: Initiative) -> Rows:
    return [
        {"sub_program_id": sub.id, "name": sub.name, "description": sub.description, "position": position}
        for position, sub in enumerate(initiative.sub_programs, 1)
    ]


def _areas(initiative: Initiative) -> Rows:
    return [
        {
            "area_id": area.id,
            "name": area.name,
            "level": area.level,
            "parent_id": area.parent,
            "population": area.population,
            "position": position,
        }
        for position, area in enumerate(initiative.agenda.areas, 1)
    ]


def _area_ancestors(initiative: Initiative) -> Rows:
    parents = {area.id: area.parent for area in initiative.agenda.areas}
    rows = []
    for area in parents:
        ancestor: str | None = area
        while ancestor is not None:
            rows.append({"area_id": area, "ancestor_id": ancestor})
            ancestor = parents[ancestor]
    return rows


def _groups(initiative: Initiative) -> Rows:
    """The agenda's groups, and the bands of the selected metrics after them."""
    rows = [
        {
            "group_type": group.id,
            "group_type_name": group.name,
            "group_value": value.id,
            "group_value_name": value.name,
            "is_reference": value.reference,
            "is_overlapping": group.overlapping,
            "contains": ",".join(value.contains) or None,
            "is_band": False,
        }
        for group in initiative.agenda.groups
        for value in group.values
    ]
    known = {row["group_type"] for row in rows}
    bands = {name: band for metric in initiative.selected_metrics for name, band in metric.bands.items()}
    rows += [
        {
            "group_type": name,
            "group_type_name": band.name,
            "group_value": value,
            "group_value_name": told.name,
            "is_reference": False,
            "is_overlapping": False,
            "contains": None,
            "is_band": True,
        }
        for name, band in bands.items()
        if name not in known
        for value, told in band.values.items()
    ]
    return [{**row, "position": position} for position, row in enumerate(rows, 1)]


def _group_parts(initiative: Initiative) -> Rows:
    """Each group that contains others, beside every group within it, however deep."""
    return [
        {"group_type": group.id, "group_value": value.id, "part_value": part}
        for group in initiative.agenda.groups
        for value in group.values
        for part in sorted(parts_of(group, value.id))
    ]


def _periods(initiative: Initiative) -> Rows:
    """Up to the day of the release, and school years up to the last target, so that pace can be measured."""
    calendar = initiative.agenda.calendar
    periods = reporting_periods(calendar, initiative.as_of)
    known = {period.period_id for period in periods}
    last_target = max((goal.target.period for goal in initiative.metrics.goals), default="")
    horizon = date(min(school_year_of(calendar, initiative.as_of) + 15, 9998), 12, 31)
    future = [
        period
        for period in reporting_periods(calendar, horizon)
        if period.period_type == "school_year"
        and period.period_id not in known
        and period.period_id <= last_target
    ]
    return [
        {**asdict(period), "position": position} for position, period in enumerate([*periods, *future], 1)
    ]


def _metrics(initiative: Initiative) -> Rows:
    return [_metric(initiative, metric, at) for at, metric in enumerate(initiative.selected_metrics, 1)]


def _metric(initiative: Initiative, metric: Metric, position: int) -> dict[str, Any]:
    parameters = initiative.parameters(metric)
    entry = resolve(metric, [], parameters)
    return {
        "metric_id": metric.id,
        "metric_version": metric.version,
        "name": metric.name,
        "definition": metric.definition.format(**parameters).strip(),
        "metric_type": metric.type,
        "counted": metric.counted,
        "unit": metric.unit,
        "direction": metric.direction,
        "accountability": metric.accountability,
        "record_type": ",".join(metric.record_types),
        "source": metric.source,
        "is_custom": metric in initiative.metrics.custom,
        "parameters": json.dumps(parameters, sort_keys=True),
        "fact": metric.fact,
        "counted_per": None if metric.is_totals_only else ",".join(entry.get("per", ["person_key"])),
        "split_by": ",".join(metric.by) or None,
        "never_pooled": ",".join(metric.never_pooled) or None,
        "bands": ",".join(metric.bands) or None,
        "position": position,
    }


def _sub_program_metrics(initiative: Initiative) -> Rows:
    return [
        {"sub_program_id": sub.id, "metric_id": metric, "position": position}
        for sub in initiative.sub_programs
        for position, metric in enumerate(sub.metrics, 1)
    ]


def _targets(initiative: Initiative) -> Rows:
    return [
        {
            "metric_id": goal.metric,
            "sub_program_id": goal.sub_program or "all",
            "baseline_period_id": goal.baseline.period,
            "baseline_value": goal.baseline.value,
            "target_period_id": goal.target.period,
            "target_value": goal.target.value,
            "source": goal.baseline.source,
        }
        for goal in initiative.metrics.goals
    ]


def _feeds(initiative: Initiative) -> Rows:
    return [
        {
            "partner_id": partner.partner,
            "feed_id": feed.id,
            "record_type": feed.record_type,
            "sub_program_id": feed.sub_program,
            "connector": feed.connector,
            "cadence": feed.cadence,
        }
        for partner, feed in initiative.feeds
    ]
