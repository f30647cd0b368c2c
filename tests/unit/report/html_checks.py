"""What a good page has, as functions that name what is wrong; for tests of the report's pages."""

from __future__ import annotations

import re
from itertools import pairwise

from html_tree import Node

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LOADS = ("script", "img", "iframe", "object", "embed", "source", "image", "use", "video", "audio", "form")
OUTSIDE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def wrong_headings(tree: Node) -> list[str]:
    """One h1 that comes first, and no level left out on the way down."""
    levels = [int(node.tag[1]) for node in tree.walk() if node.tag in HEADINGS]
    found = [] if levels.count(1) == 1 and levels[0] == 1 else [f"h1: {levels[:5]}"]
    return found + [f"h{after} after h{before}" for before, after in pairwise(levels) if after > before + 1]


def wrong_ids(tree: Node) -> list[str]:
    """Ids that stand twice."""
    ids = [node.attributes["id"] for node in tree.walk() if "id" in node.attributes]
    return sorted({each for each in ids if ids.count(each) > 1})


def wrong_tables(tree: Node) -> list[str]:
    """Tables without a caption, headers without a scope, tables that can't be scrolled by keyboard."""
    found: list[str] = []
    regions = tree.all("div", role="region", tabindex="0")
    tables = tree.all("table")
    names = [region.attributes.get("aria-label", "") for region in regions]
    if len(regions) != len(tables) or len(set(names)) != len(names) or "" in names:
        found.append(f"{len(tables)} tables in regions {names}")
    for table in tables:
        if not table.one("caption").text:
            found.append("no caption")
        found += ["no scope" for cell in table.all("th") if "scope" not in cell.attributes]
    return found


def wrong_pictures(tree: Node) -> list[str]:
    """Charts outside a figure, without title, description or table."""
    figures = tree.all("figure")
    inside = [svg for figure in figures for svg in figure.all("svg")]
    found = [] if len(inside) == len(tree.all("svg")) else ["a chart outside of a figure"]
    found += ["no table" for figure in figures if figure.all("svg") and not figure.all("table")]
    for svg in inside:
        ids = [svg.one("title").attributes["id"], svg.one("desc").attributes["id"]]
        named = svg.attributes["aria-labelledby"].split() == ids and svg.attributes["role"] == "img"
        if not (named and svg.one("title").text and svg.one("desc").text):
            found.append(svg.attributes.get("aria-labelledby", "unnamed chart"))
    return found


def reaches_outside(tree: Node) -> list[str]:
    """Everything that a browser would fetch or run from elsewhere, or run at all."""
    found = [node.tag for node in tree.all(*LOADS)]
    for node in tree.walk():
        found += [f"{node.tag} {name}" for name in node.attributes if name.startswith("on")]
        for name in ("href", "src", "xlink:href", "action"):
            address = node.attributes.get(name, "")
            if OUTSIDE.match(address) and address != "data:,":
                found.append(f"{node.tag} {name}={address}")
    return found
