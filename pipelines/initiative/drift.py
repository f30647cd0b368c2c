"""What partners mean by the same words: their own definitions of metrics, and their ways of filling a column.

Here: tables of the schema `agenda` and the dbt variable `definitions`. Not here: the headlines (dbt_project).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from connectors import IdentityColumns
from expectations.mapping import ColumnMapping
from pipelines.catalogue import Metric, MetricError, resolve
from pipelines.initiative.checks import dangling, with_files
from pipelines.initiative.expected_reports import feed_metrics
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Partner
from pipelines.initiative.problems import Problem
from pipelines.initiative.source import Location
from pipelines.initiative.vocabulary import feed_mapping

Rows = list[dict[str, Any]]
Parameters = dict[str, int | float | str]

AGREED = "agreed"
DRIFT_SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "definitions": {
        "metric_id": "VARCHAR", "definition_id": "VARCHAR", "is_agreed": "BOOLEAN", "parameters": "VARCHAR",
        "definition": "VARCHAR", "position": "INTEGER",
    },
    "definition_partners": {
        "metric_id": "VARCHAR", "definition_id": "VARCHAR", "sub_program_id": "VARCHAR", "partner_id": "VARCHAR",
    },
    "mappings": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "record_type": "VARCHAR", "column_name": "VARCHAR",
        "partner_columns": "VARCHAR", "reading": "VARCHAR", "words": "INTEGER",
    },
    "mapping_words": {
        "partner_id": "VARCHAR", "feed_id": "VARCHAR", "record_type": "VARCHAR", "column_name": "VARCHAR",
        "value": "VARCHAR", "word": "VARCHAR",
    },
}  # fmt: skip


def own_definitions(initiative: Initiative, metric: Metric) -> dict[str, Parameters]:
    """The definitions of a metric in use, by id; the agreed one first, those that say the same as it left out."""
    agreed = initiative.parameters(metric)
    found = {AGREED: agreed}
    for partner in initiative.partners:
        own = agreed | partner.definitions.get(metric.id, {})
        if own != agreed:
            found[_definition_id(own)] = own
    return found


def definition_entries(initiative: Initiative) -> list[dict[str, Any]]:
    """The dbt variable `definitions`: every definition but the agreed, as an entry like those of `metrics`.

    Where a metric has several versions, each is a definition too, under which all periods are counted again.
    """
    return [
        {"definition_id": name, "metric": resolve(metric, _sub_programs(initiative, metric), parameters)}
        for selected in initiative.selected_metrics
        for name, metric, parameters in _definitions_of(initiative, selected)
        if name != AGREED and not metric.is_totals_only
    ]


def _definitions_of(initiative: Initiative, selected: Metric) -> Iterator[tuple[str, Metric, Parameters]]:
    """Each definition of a metric in use, and each of its versions where there are several."""
    for name, parameters in own_definitions(initiative, selected).items():
        yield name, selected, parameters
    versions = initiative.versions[selected.id]
    for metric in versions if len(versions) > 1 else ():
        yield f"version_{metric.version}", metric, initiative.parameters(metric)


def definition_problems(initiative: Initiative) -> Iterator[Problem]:
    """Definitions of partners that name no metric of their sub-programs, or no parameter of it."""
    for partner, file in with_files(initiative):
        selected = {
            name for sub in initiative.sub_programs if sub.id in partner.sub_programs for name in sub.metrics
        }
        for name, parameters in partner.definitions.items():
            where: Location = ("definitions", name)
            kind = "metric that a sub-program of the partner selected"
            yield from dangling(initiative, file, where, name, sorted(selected), kind)
            if name not in selected or name not in initiative.catalogue:
                continue
            try:
                resolve(initiative.catalogue[name], [], parameters)
            except MetricError as error:
                fix = "Use a parameter that the metric has."
                yield initiative.sources[file].problem(where, str(error), fix)
            usual = initiative.catalogue[name].parameters
            for key in (key for key in parameters if key in usual):
                if isinstance(parameters[key], str) != isinstance(usual[key], str):
                    what = f"'{key}' of '{name}' is of another kind than agreed, which is {usual[key]!r}"
                    yield initiative.sources[file].problem(
                        (*where, key), what, "Give a value of the same kind."
                    )


def definitions(initiative: Initiative) -> Rows:
    """One row per metric and definition in use, versions among them, in words."""
    return [
        {
            "metric_id": metric.id,
            "definition_id": name,
            "is_agreed": name == AGREED,
            "parameters": json.dumps(parameters, sort_keys=True),
            "definition": metric.definition.format(**parameters).strip(),
            "position": position,
        }
        for selected in initiative.selected_metrics
        for position, (name, metric, parameters) in enumerate(_definitions_of(initiative, selected), 1)
    ]


def definition_partners(initiative: Initiative) -> Rows:
    """Which partner goes by which definition: those that report for the metric, and those that stated their own."""
    partners = {partner.partner: partner for partner in initiative.partners}
    reporting = [
        (row["metric_id"], row["sub_program_id"], row["partner_id"]) for row in feed_metrics(initiative)
    ]
    stating = [
        (name, sub.id, partner.partner)
        for partner in initiative.partners
        for name in partner.definitions
        for sub in initiative.sub_programs
        if sub.id in partner.sub_programs and name in sub.metrics
    ]
    return [
        {
            "metric_id": metric,
            "definition_id": _used_by(initiative, partners[partner], initiative.catalogue[metric]),
            "sub_program_id": sub_program,
            "partner_id": partner,
        }
        for metric, sub_program, partner in dict.fromkeys([*reporting, *stating])
    ]


def mappings(initiative: Initiative) -> Rows:
    """One row per feed and column that it fills: with which columns of the partner, and how their text is read."""
    rows = []
    for partner, feed in initiative.feeds:
        shared = {"partner_id": partner.partner, "feed_id": feed.id, "record_type": feed.record_type}
        for name, entry in feed_mapping(feed).columns.items():
            columns = ", ".join(entry.partner_columns)
            told = {"partner_columns": columns, "reading": reading(entry), "words": len(entry.values)}
            rows.append({**shared, "column_name": name, **told})
        identity = feed.identity or IdentityColumns()
        for name in ("first_name", "last_name", "full_name", "birth_date", "local_id"):
            if column := getattr(identity, name):
                dates = identity.birth_date_format if name == "birth_date" else None
                told = {"partner_columns": column, "reading": _dates([dates] if dates else []), "words": 0}
                rows.append({**shared, "column_name": name, **told})
    return rows


def mapping_words(initiative: Initiative) -> Rows:
    """One row per feed, column and word of the partner that becomes a value of the contract."""
    return [
        {
            "partner_id": partner.partner,
            "feed_id": feed.id,
            "record_type": feed.record_type,
            "column_name": name,
            "value": value,
            "word": word.strip().lower(),
        }
        for partner, feed in initiative.feeds
        for name, entry in feed_mapping(feed).columns.items()
        for word, value in entry.values.items()
    ]


def reading(entry: ColumnMapping) -> str:
    """How the text of a column is read, in words that are the same wherever it is read the same way."""
    if entry.constant is not None:
        return f"always '{entry.constant}'"
    told = [_dates(entry.formats)] if entry.formats else []
    told += [f"read as {entry.read_as}"] if entry.read_as else []
    told += ["one column less another"] if entry.minus else []
    told += [f"divided by {entry.divide_by:g}"] if entry.divide_by else []
    told += ["by a list of words"] if entry.values else []
    told += [f"otherwise '{entry.otherwise}'"] if entry.otherwise is not None else []
    told += ["marks are no figure"] if entry.marks else []
    return ", ".join(told) or "as it stands"


def _dates(formats: list[str]) -> str:
    return f"dates as {' or '.join(formats)}" if formats else "as it stands"


def _definition_id(parameters: Parameters) -> str:
    return hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()[:8]


def _sub_programs(initiative: Initiative, metric: Metric) -> list[str]:
    return [sub.id for sub in initiative.sub_programs if metric.id in sub.metrics]


def _used_by(initiative: Initiative, partner: Partner, metric: Metric) -> str:
    agreed = initiative.parameters(metric)
    own = agreed | partner.definitions.get(metric.id, {})
    return AGREED if own == agreed else _definition_id(own)
