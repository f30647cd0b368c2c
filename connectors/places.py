"""Where files arrive: the folder of the initiative, or a place that the network leads to.

Finds the files of a pattern and brings their bytes. What is in them is the business of the connector.
"""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors.failures import PermanentFailure
from connectors.pull import Original, PullContext

MAX_FILE_BYTES = 200 * 1024 * 1024


class Folder(BaseModel):
    """Files on this machine, from the folder of the initiative."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["folder"] = Field(default="folder", description="A folder of this machine.")

    def fetch(self, pattern: str, context: PullContext) -> list[Original]:
        """Return the bytes of every file that a path or glob means; lock and hidden files are left out."""
        base_dir = context.base_dir
        is_file = (base_dir / pattern).is_file()
        found = [pattern] if is_file else glob.glob(pattern, root_dir=base_dir, recursive=True)
        names = sorted(name for name in found if _is_data_file(base_dir / name))
        if not names:
            raise PermanentFailure(
                "no_file",
                f"No file matches {pattern!r}. Put the file there, or correct the path of the feed.",
            )
        return [_read(base_dir, name) for name in names]


Place = Annotated[Folder, Field(discriminator="type")]


def _is_data_file(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(("~$", "."))


def _read(base_dir: Path, name: str) -> Original:
    path = base_dir / name
    label = Path(os.path.relpath(path, base_dir)).as_posix()
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PermanentFailure(
                "too_large", f"{label} is larger than 200 MB. Split it into several files."
            )
        return Original(label, path.read_bytes())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PermanentFailure(
            "unreadable_file", f"{label} could not be read ({reason}). Check its permissions."
        ) from None
