"""Reads a PDF back: its words with single spaces, its pages, its structure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pypdf import PdfReader


def pages(path: Path) -> list[str]:
    """The text of each page on one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def words(path: Path) -> str:
    """The text of the whole document on one line."""
    return " ".join(pages(path))


def without_spaces(text: str) -> str:
    """A text without spaces and hyphens, so that it is found wherever lines end.

    A divided word ends in a soft hyphen. It has the glyph of the hyphen, so that readers of PDF take one for the other.
    """
    return "".join(text.replace("\u00ad", "").replace("-", "").split())


def structure(path: Path) -> list[tuple[str, str | None]]:
    """Tag and alternative text of every element of the structure tree, in reading order."""
    with pikepdf.open(path) as pdf:
        return list(_walk(pdf.Root.StructTreeRoot.K))


def _walk(node: Any) -> Iterator[tuple[str, str | None]]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _walk(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S), str(node.Alt) if "/Alt" in node else None
        if "/K" in node:
            yield from _walk(node.K)
