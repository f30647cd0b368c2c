"""Searches everything below a folder for values of people: files as bytes, and what stands in packed formats."""

from __future__ import annotations

import gzip
import html
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

_WORD = re.compile(r"[^\W\d_]{4,}")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


def words_and_dates(text: str) -> set[str]:
    """Every word of four letters or more and everything that looks like a date, without case."""
    text = text.casefold()
    return {*_WORD.findall(text), *_DATE.findall(text)}


def wanted(values: set[str]) -> set[str]:
    """What to look for: the words and dates of the values, names of several words taken apart."""
    return {part for value in values for part in words_and_dates(value)}


def find(folder: Path, parts: set[str]) -> dict[str, int]:
    """For each file in which one was found, the number of different parts; never the parts themselves."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            hits = {hit for text in _texts(path) for hit in words_and_dates(text) & parts}
            if hits:
                found[path.relative_to(folder).as_posix()] = len(hits)
    return found


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".xlsx":
        yield from _parts(path)
        return
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    yield content.decode("utf-8", errors="replace")
    yield content.decode("utf-16-le", errors="replace")
    if path.suffix == ".parquet":
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


def _cells(connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[str]:
    """The different texts of every column."""
    columns = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    for name, *_ in columns:
        values = connection.execute(f'SELECT DISTINCT CAST("{name}" AS VARCHAR) FROM {relation}').fetchall()
        yield "\n".join(str(value) for (value,) in values)
