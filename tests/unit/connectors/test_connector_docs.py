"""The pages on connectors: every feed in them is complete, and every option that they show exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from connectors import CONNECTORS
from pipelines.initiative.models.partner import Feed

FOLDER = Path(__file__).parents[3] / "docs" / "connectors"
PAGES = sorted(FOLDER.glob("*.md"))


def blocks(page: Path) -> list[dict[str, Any]]:
    """Return the YAML blocks of a page that hold a connector."""
    found = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [YAML(typ="safe").load(text) for text in found if "connector:" in text]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_feeds_of_a_page_are_feeds(page: Path) -> None:
    for block in blocks(page):
        for spec in block.get("feeds", []):
            feed = Feed.model_validate(spec)
            CONNECTORS[feed.connector].Options.model_validate(feed.options)
        if "connector" in block:
            CONNECTORS[block["connector"]].Options.model_validate(block["options"])


@pytest.mark.parametrize("name", CONNECTORS)
def test_a_connector_has_a_page_with_a_complete_feed(name: str) -> None:
    page = FOLDER / f"{name}.md"
    feeds = [feed for block in blocks(page) for feed in block.get("feeds", [])]
    assert name in [feed["connector"] for feed in feeds]
