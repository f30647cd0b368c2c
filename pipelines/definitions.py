"""The code locations: one for each folder in `initiatives/`, named after it, and `defs` with all of them.

`workspace.yaml` loads `pipelines.definitions` once an initiative, with the folder's name as the attribute;
`dg dev` loads `defs`. Nothing is read before an attribute is asked for.
"""

from __future__ import annotations

from functools import cache

import dagster as dg

from pipelines.build import build_defs
from pipelines.paths import INITIATIVES


def __dir__() -> list[str]:
    """What `dg dev` finds when it looks for definitions here."""
    return ["defs"]


@cache
def __getattr__(name: str) -> dg.Definitions:
    if name == "defs":
        folders = sorted(path.parent for path in INITIATIVES.glob("*/agenda.yaml"))
        return dg.Definitions.merge(*(build_defs(folder) for folder in folders))
    if not name.startswith("_") and (INITIATIVES / name / "agenda.yaml").is_file():
        return build_defs(INITIATIVES / name)
    raise AttributeError(f"there is no initiative '{name}' in {INITIATIVES.name}/")
