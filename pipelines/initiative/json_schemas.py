"""JSON Schemas of the initiative folder, so that editors complete and check while typing.

`python -m pipelines.initiative.json_schemas` writes them; a test holds the shipped files to the models.
"""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.initiative.loading import FILES
from pipelines.initiative.models.partner import Partner
from pipelines.initiative.models.scenarios import Scenario

SCHEMAS_FOLDER = Path(__file__).parent / "schemas"


def schemas() -> dict[str, str]:
    """File name and JSON text of every schema."""
    models = {Path(name).stem: model for name, model in FILES.items()} | {
        "partner": Partner,
        "scenario": Scenario,
    }
    return {
        f"{name}.schema.json": json.dumps(model.model_json_schema(by_alias=True), indent=2) + "\n"
        for name, model in models.items()
    }


def write_schemas(folder: Path = SCHEMAS_FOLDER) -> None:
    """Write all schemas into a folder."""
    folder.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text)


if __name__ == "__main__":
    write_schemas()
