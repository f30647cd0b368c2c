"""The shipped JSON Schemas are those of the models, and accept what the models accept."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from pipelines.initiative.json_schemas import SCHEMAS_FOLDER, schemas
from pipelines.scaffold import scaffold


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_shipped_schema_is_that_of_the_model(name: str) -> None:
    assert (SCHEMAS_FOLDER / name).read_text() == schemas()[name], "run `make schemas`"


def test_the_scaffold_fits_its_schemas(tmp_path: Path) -> None:
    scaffold(tmp_path / "town")
    checked = 0
    for path in sorted((tmp_path / "town").rglob("*.yaml")):
        schema = SCHEMAS_FOLDER / f"{'partner' if path.parent.name == 'partners' else path.stem}.schema.json"
        document = json.loads(json.dumps(YAML(typ="safe").load(path), default=str))
        jsonschema.validate(document, json.loads(schema.read_text()))
        checked += 1
    assert checked == 6
