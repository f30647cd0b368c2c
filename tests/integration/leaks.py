"""Searches everything below a folder for values of people: files as bytes, and what stands in packed formats."""

from __future__ import annotations

import email
import gzip
import html
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import policy
from pathlib import Path

import duckdb
import pikepdf
from pypdf import PdfReader

_WORD = re.compile(r"[^\W\d_]{4,}")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_TOKEN = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


def words_and_dates(text: str) -> set[str]:
    """Every word of four letters or more and everything that looks like a date, without case."""
    text = text.casefold()
    return {*_WORD.findall(text), *_DATE.findall(text)}


def tokens(text: str) -> set[str]:
    """Everything that has the form of a token: 32 hex digits in a row."""
    return set(_TOKEN.findall(text))


def wanted(values: set[str]) -> set[str]:
    """What to look for: the words and dates of the values, names of several words taken apart."""
    return {part for value in values for part in words_and_dates(value)}


def tokens_in(warehouse: Path) -> set[str]:
    """Every token and person key in the pipeline's own warehouse; the key of somebody nameless is a row, not a token."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal and (column_name like '%token%' or column_name like '%person_key%')"
        ).fetchall()
        found = {
            str(value)
            for schema, table, column in columns
            for (value,) in connection.execute(
                f'select distinct "{column}" from "{schema}"."{table}"'
            ).fetchall()
        }
    return {value for value in found if _TOKEN.fullmatch(value)}


def find(folder: Path, parts: set[str], apart: Callable[[str], set[str]] = words_and_dates) -> dict[str, int]:
    """For each file in which one was found, the number of different parts; never the parts themselves."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            hits = {hit for text in texts(path) for hit in apart(text) & parts}
            if hits:
                found[path.relative_to(folder).as_posix()] = len(hits)
    return found


def texts(path: Path) -> Iterator[str]:
    """Every text in a file: its bytes read as text, and what a program that knows its format would show."""
    if path.suffix == ".xlsx":
        yield from _parts(path)
        return
    if path.suffix == ".pdf":
        yield from _pdf(path)
        return
    # Packed pixels and outlines hold no words, and by chance hold every short one. Slides stand in a PDF as well.
    if path.suffix in (".png", ".woff2"):
        return
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    text = content.decode("utf-8", errors="replace")
    yield text
    yield content.decode("utf-16-le", errors="replace")
    if path.suffix in (".html", ".svg", ".xml"):
        yield html.unescape(text)
    elif path.suffix in (".json", ".jsonld", ".ipynb"):
        # Letters outside of ASCII may stand as \u....
        with suppress(ValueError):
            yield json.dumps(json.loads(text), ensure_ascii=False)
    elif path.suffix == ".eml":
        yield from _mail(content)
    elif path.suffix == ".parquet":
        yield from _cells(duckdb.connect(), f"read_parquet('{path}')")
    elif path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
            for schema, table in tables:
                yield from _cells(connection, f'"{schema}"."{table}"')
    elif content.startswith(b"SQLite format 3"):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            yield from database.iterdump()


def _parts(path: Path) -> Iterator[str]:
    """What stands between the tags of every part of a workbook: cells, notes, properties."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield html.unescape(re.sub(r"<[^>]*>", " ", archive.read(name).decode("utf-8", errors="replace")))


def _mail(content: bytes) -> Iterator[str]:
    """The headers and both parts of a message, decoded."""
    message = email.message_from_bytes(content, policy=policy.default)
    yield "\n".join(str(value) for value in message.values())
    for part in message.walk():
        if part.get_content_maintype() == "text":
            yield html.unescape(str(part.get_content()))


def _pdf(path: Path) -> Iterator[str]:
    """The properties, every page with words that were divided put together again, and the alternative texts."""
    reader = PdfReader(path)
    yield "\n".join(str(value) for value in (reader.metadata or {}).values())
    for page in reader.pages:
        text = page.extract_text()
        yield text
        yield re.sub(r"[\u00ad-]\s*\n\s*", "", text)
    with pikepdf.open(path) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Dictionary) and "/Alt" in found:
                yield str(found.Alt)


def _cells(connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[str]:
    """The different texts of every column."""
    columns = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    for name, *_ in columns:
        values = connection.execute(f'SELECT DISTINCT CAST("{name}" AS VARCHAR) FROM {relation}').fetchall()
        yield "\n".join(str(value) for (value,) in values)
