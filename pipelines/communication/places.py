"""Where each kind of delivery stands: in the partner's own folder of the outbox, or in the current release."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

# By what and form; below the partner's folder.
_OUTBOX: Mapping[tuple[str, str], str] = {
    ("kit", "xlsx"): "kit/*.xlsx",
    ("fix_list", "xlsx"): "fix_list_*.xlsx",
    ("scorecard", "html"): "scorecard.html",
}
# By what and form; below the folder of the release.
_RELEASE: Mapping[tuple[str, str], str] = {
    ("report", "html"): "report/**/*.html",
    ("report", "pdf"): "documents/report.pdf",
    ("learning_summary", "json"): "report/learning_summary.json",
    ("learning_summary", "txt"): "report/learning_summary.txt",
    ("digest", "html"): "documents/digest/*.html",
    ("digest", "eml"): "documents/digest/*.eml",
    ("digest", "txt"): "documents/digest/*.txt",
    ("workbook", "xlsx"): "workbook.xlsx",
    ("board", "xlsx"): "board.xlsx",
    ("open_data", "json"): "datapackage.json",
}


def files(what: str, form: str, *, partner_folder: Path | None, release: Path | None) -> list[Path]:
    """The files of one delivery, in a fixed order; none where it was not made."""
    pattern, folder = _OUTBOX.get((what, form)), partner_folder
    if pattern is None:
        pattern, folder = _RELEASE[what, form], release
    if folder is None or not folder.is_dir():
        return []
    return sorted(path for path in folder.glob(pattern) if path.is_file())


def fingerprint(paths: Sequence[Path]) -> str:
    """The hash of the names and contents of files; the same files give the same hash."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
