"""The file tool as one download: a zip that Python runs, made of this room alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

_ROOM = Path(__file__).parent
_EPOCH = (1980, 1, 1, 0, 0, 0)
_START = "from connectors.tokens.file_tool import main\nraise SystemExit(main())\n"


def write_tool(path: Path) -> None:
    """Write the tool; `python3 FILE --help` runs it. The same code gives the same bytes."""
    modules = {f"connectors/tokens/{module.name}": module.read_text("utf-8") for module in _ROOM.glob("*.py")}
    modules |= {"connectors/__init__.py": '"""The tokens of Common Measure."""\n', "__main__.py": _START}
    with path.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(modules):
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, modules[name])
