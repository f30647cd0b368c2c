"""A small tree of an HTML page, for tests that ask what stands where. Not a general parser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})


@dataclass
class Node:
    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def all(self, *tags: str, **attributes: str) -> list[Node]:
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [n for n in self.walk() if n.tag in tags and wanted.items() <= n.attributes.items()]

    def one(self, *tags: str, **attributes: str) -> Node:
        (node,) = self.all(*tags, **attributes)
        return node

    @property
    def text(self) -> str:
        return " ".join("".join(self._parts()).split())

    def _parts(self) -> Iterator[str]:
        """The texts inside; only what is kept on one line is no word of its own."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield child.text if child.attributes.get("class") == "nowrap" else f" {child.text} "


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("document", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(page: str) -> Node:
    """The tree of a page; fails when tags are not properly nested."""
    builder = _Builder()
    builder.feed(page)
    builder.close()
    assert len(builder.open) == 1, "unclosed tags"
    return builder.root
