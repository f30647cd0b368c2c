"""Takes a text file out of the gzip, bzip2 or zip that it came in, within bounds.

Also refuses what is no text file at all, by its first bytes. Reading the text is done elsewhere.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import IO, cast

from connectors.failures import PermanentFailure
from connectors.pull import Original

MAX_UNPACKED_BYTES = 200 * 1024 * 1024

_STREAMS = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz"}
_ZIP = b"PK\x03\x04"
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError)

_OTHER_KINDS = (
    (b"%PDF", "a PDF file. Ask for the table itself, as a workbook or as csv"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Read it with the connector excel"),
    (b"PAR1", "a Parquet file. Ask for csv"),
    (b"<!doctype html", "a web page, perhaps a login page. Ask for the file itself"),
    (b"<html", "a web page, perhaps a login page. Ask for the file itself"),
    (b"<?xml", "an XML file. Ask for csv"),
    (b"{\\rtf", "a rich-text document. Ask for csv"),
    (b'{"', "JSON. Ask for csv, or connect the service that it came from"),
    (b'[{"', "JSON. Ask for csv, or connect the service that it came from"),
)


def unpack_text(original: Original) -> tuple[bytes, list[str]]:
    """Return the bytes of the text file and a note if it came packed.

    At most 200 MB are unpacked. PermanentFailure `unreadable_file` for a damaged or locked archive,
    for one of several files, and for files that are something else; `too_large` beyond the bound.
    """
    content, notes = original.content, []
    for mark, kind in _STREAMS.items():
        if content.startswith(mark):
            content = _unpack(original, partial(_open_stream, kind, original.content))
            notes = [f"{original.name}: unpacked ({kind})."]
    if content.startswith(_ZIP):
        content, inner = _unzip(original)
        notes = [f"{original.name}: {inner} was taken out of the zip."]
    _refuse_other_kinds(content, original.name)
    return content, notes


def _open_stream(kind: str, packed: bytes) -> IO[bytes]:
    source = io.BytesIO(packed)
    if kind == "gzip":
        return cast("IO[bytes]", gzip.open(source))
    return bz2.open(source) if kind == "bzip2" else lzma.open(source)


def _unpack(original: Original, opener: Callable[[], IO[bytes]]) -> bytes:
    try:
        with opener() as stream:
            content = stream.read(MAX_UNPACKED_BYTES + 1)
    except _BROKEN:
        raise PermanentFailure(
            "unreadable_file", f"{original.name} is damaged and cannot be unpacked. Send it again."
        ) from None
    if len(content) > MAX_UNPACKED_BYTES:
        raise PermanentFailure(
            "too_large", f"{original.name} holds more than 200 MB. Split it into several files."
        )
    return content


def _unzip(original: Original) -> tuple[bytes, str]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(original.content))
    except _BROKEN:
        raise PermanentFailure(
            "unreadable_file", f"{original.name} is a damaged zip. Send it again."
        ) from None
    names = archive.namelist()
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise PermanentFailure(
            "unreadable_file", f"{original.name} is a workbook or document. Read it with the connector excel."
        )
    files = [one for one in archive.infolist() if _is_data_file(one)]
    if len(files) != 1:
        count = f"{len(files)} files" if files else "no file"
        raise PermanentFailure(
            "unreadable_file",
            f"{original.name} is a zip with {count}. Put each table into a file of its own.",
        )
    if files[0].flag_bits & 1:
        raise PermanentFailure(
            "unreadable_file", f"{original.name} is locked with a password. Send it without one."
        )
    return _unpack(original, lambda: archive.open(files[0])), files[0].filename


def _is_data_file(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.split("/")
    return not entry.is_dir() and parts[0] != "__MACOSX" and not parts[-1].startswith(".")


def _refuse_other_kinds(content: bytes, name: str) -> None:
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, kind in _OTHER_KINDS:
        if start.startswith(mark.lower()):
            raise PermanentFailure("unreadable_file", f"{name} is {kind}.")
