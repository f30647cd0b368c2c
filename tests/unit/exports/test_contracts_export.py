"""The contracts that a release was made under lie beside its tables."""

from __future__ import annotations

from pathlib import Path

from open_data_contract_standard.model import OpenDataContractStandard

from pipelines.exports import write_contracts
from pipelines.initiative import load_initiative
from pipelines.scaffold import scaffold


def test_every_record_type_that_is_brought_has_its_contract_in_force(tmp_path: Path) -> None:
    scaffold(tmp_path / "town")
    initiative = load_initiative(tmp_path / "town")
    paths = write_contracts(tmp_path / "release", initiative)
    brought = {feed.record_type for _, feed in initiative.feeds}
    assert {path.name.split(".")[0] for path in paths} == brought
    for path in paths:
        document = OpenDataContractStandard.from_file(str(path))
        assert initiative.name in str(document.id)
    again = {path.name: path.read_bytes() for path in write_contracts(tmp_path / "again", initiative)}
    assert again == {path.name: path.read_bytes() for path in paths}
