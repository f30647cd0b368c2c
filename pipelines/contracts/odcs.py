"""Contracts as documents of the Open Data Contract Standard, for any tool that reads it.

Here: the document of a version, or of a version as one initiative uses it: with the agenda's values and what its
sub-programs tightened. Not here: what a contract says (expectations).
"""

from __future__ import annotations

from pathlib import Path

from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    EnumValue,
    OpenDataContractStandard,
    SchemaProperty,
)

from expectations.contract import Column, Rule, document_path, load_contract
from pipelines.initiative import Initiative
from pipelines.initiative.vocabulary import shared_contract


def document(record_type: str, version: int, initiative: Initiative | None = None) -> str:
    """The YAML text of one version of a contract, as released or as the initiative uses it."""
    released = OpenDataContractStandard.from_file(str(document_path(record_type, version)))
    contract = load_contract(record_type, version)
    if initiative is not None:
        contract = shared_contract(initiative, record_type, version)
        released.id = f"common-measure.{initiative.name}.{record_type}"
        released.name = f"{released.name} in {initiative.agenda.name}"
    (table,) = released.schema_ or []
    for item in table.properties or []:
        _fill(item, contract.column(str(item.name)))
    known = {str(entry.id): entry for entry in table.quality or []}
    table.quality = [_rule(rule, known.get(rule.rule_id)) for rule in contract.conditions]
    return str(released.to_yaml())


def export(folder: Path, record_type: str, version: int, initiative: Initiative | None = None) -> Path:
    """Write `folder/<record_type>.v<version>.odcs.yaml` and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record_type}.v{version}.odcs.yaml"
    path.write_text(document(record_type, version, initiative), encoding="utf-8")
    return path


def _fill(item: SchemaProperty, column: Column) -> None:
    labels = {str(entry.value): entry for entry in item.enum or []}
    item.enum = [labels.get(value, EnumValue(value=value)) for value in column.allowed] or None
    item.required = column.required or None
    limits = {"minimum": column.minimum, "maximum": column.maximum}
    given = {name: value for name, value in limits.items() if value is not None}
    item.logicalTypeOptions = {**(item.logicalTypeOptions or {}), **given} or None
    kept = [entry for entry in item.customProperties or [] if entry.property not in ("fix", "severity")]
    told = [("fix", column.fix)] if column.fix else []
    told += [("severity", "warning")] if column.severity == "warning" else []
    item.customProperties = [
        *kept,
        *(CustomProperty(property=name, value=value) for name, value in told),
    ] or None


def _rule(rule: Rule, released: DataQuality | None) -> DataQuality:
    """A rule as released, with its severity of today; other tools know no day of judgement, so it becomes today."""
    query = rule.query.replace("{as_of}", "CURRENT_DATE")
    made = {"id": rule.rule_id.replace(".", "-"), "type": "custom", "engine": "greatExpectations"}
    entry = released or DataQuality.model_validate(made)
    entry.severity = rule.severity
    entry.description = rule.description
    entry.implementation = {
        "type": "unexpected_rows_expectation",
        "kwargs": {"unexpected_rows_query": query},
    }
    entry.customProperties = [CustomProperty(property="fix", value=rule.fix)]
    return entry
