"""The YAML in docs/contracts.md is accepted by the models that read it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from expectations.contract import load_contract, record_types
from expectations.tightening import tightened
from pipelines.contracts.overlays import tightening
from pipelines.initiative.models.contracts import Contracts
from pipelines.initiative.models.partner import Agreement
from pipelines.initiative.models.sub_programs import Narrowing

PAGE = Path(__file__).parents[3] / "docs" / "contracts.md"


def _block(name: str) -> Any:
    (text,) = re.findall(rf"```yaml {name}\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    return YAML(typ="safe").load(text)


def test_the_versions_are_versions() -> None:
    (entry,) = Contracts.model_validate(_block("contracts")).versions
    load_contract(entry.record_type, entry.version)


def test_what_a_sub_program_asks_for_fits_the_contracts() -> None:
    entries = [Narrowing.model_validate(entry) for entry in _block("narrow")["narrow"]]
    for entry in entries:
        tightened(load_contract(entry.record_type), tightening(entry))
    assert len(entries) == 5


def test_the_agreement_is_an_agreement() -> None:
    agreement = Agreement.model_validate(_block("agreement")["agreement"])
    known = {column.name for column in load_contract("enrolment").value_columns}
    assert agreement.shares is not None
    assert set(agreement.shares["enrolment"]) <= known


def test_every_record_type_is_in_the_table() -> None:
    assert all(f"| `{name}` |" in PAGE.read_text() for name in record_types())
