"""Files in a folder of this machine, the initiative's own or a mounted one."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors.failures import PermanentFailure
from connectors.places.arrivals import MAX_FILE_BYTES, is_data_file, no_file, still_arriving, too_large
from connectors.pull import Original, PullContext


class Folder(BaseModel):
    """Files on this machine, from the folder of the initiative."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["folder"] = Field(default="folder", description="A folder of this machine.")

    def fetch(self, pattern: str, context: PullContext) -> list[Original]:
        """Return the bytes of every file that a path or glob means; lock and hidden files are left out."""
        base_dir = context.base_dir
        is_file = (base_dir / pattern).is_file()
        found = [pattern] if is_file else glob.glob(pattern, root_dir=base_dir, recursive=True)
        names = sorted(name for name in found if (base_dir / name).is_file() and is_data_file(name))
        if not names:
            raise no_file(pattern)
        return [_read(base_dir, name) for name in names]


def _read(base_dir: Path, name: str) -> Original:
    path = base_dir / name
    label = Path(os.path.relpath(path, base_dir)).as_posix()
    try:
        before = path.stat()
        if before.st_size > MAX_FILE_BYTES:
            raise too_large(label)
        content = path.read_bytes()
        after = path.stat()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PermanentFailure(
            "unreadable_file", f"{label} could not be read ({reason}). Check its permissions."
        ) from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise still_arriving(label)
    return Original(label, content)
