"""Puts a feed into the YAML of a partner, a new one or one that is there, without touching another line of it.

Text in, text out. Whether the initiative loads with it is tried in `shadow`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from pipelines.connect.model import ConnectError, Question
from pipelines.connect.paper import comment_lines, entry_lines, question_lines
from pipelines.initiative.source import Source

SECTORS = ("nonprofit", "business", "government")


@dataclass(frozen=True)
class NewPartner:
    """What a new partner's file says before its feeds."""

    partner: str
    name: str
    sector: str | None
    sub_programs: Sequence[str]
    source: str
    schema: str | None = None


def identifier_of(name: str) -> str:
    """A short name of small letters, digits and underscores; ConnectError where none is left."""
    made = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not re.match(r"[a-z]", made):
        raise ConnectError(f"'{name}' makes no short name; begin it with a letter.")
    return made


def new_file(partner: NewPartner, feed: Sequence[str], questions: Sequence[Question]) -> str:
    """The file of a new partner with one feed."""
    lines = [f"# yaml-language-server: $schema={partner.schema}"] if partner.schema else []
    lines += comment_lines(
        [
            f"Proposed by `common-measure connect` from {partner.source}. Read every line: 'assumed' says what was "
            "concluded from the sample, 'to decide' what the sample leaves open."
        ],
        0,
    )
    lines += [*entry_lines("partner", partner.partner, 0), *entry_lines("name", partner.name, 0)]
    waiting = {question.column: question for question in questions}
    if partner.sector:
        lines += entry_lines("sector", partner.sector, 0)
    else:
        lines += question_lines(waiting["sector"], 0)
    if partner.sub_programs:
        lines += entry_lines("sub_programs", list(partner.sub_programs), 0)
    else:
        lines += [*question_lines(waiting["sub_programs"], 0), "sub_programs: []"]
    return "\n".join([*lines, "", "feeds:", *feed, ""])


def is_partner(text: str, partner: str) -> bool:
    """Whether a text is the file of that partner."""
    try:
        return bool(_tree(text).get("partner") == partner)
    except YAMLError:
        return False


def feed_indent(text: str | None) -> int:
    """Where the dashes of the feeds stand in a file."""
    feeds = _feeds(_tree(text)) if text is not None else None
    return feeds.lc.item(0)[1] - 2 if feeds else 2


def with_feed(text: str, name: str, feed: Sequence[str], *, replace: bool) -> str:
    """The file with the feed added, or put in the place of the one of the same id.

    Raises ConnectError where there is one and `replace` is not given.
    """
    tree = _tree(text)
    lines = text.splitlines()
    feeds = _feeds(tree)
    if feeds is None:
        return _first_feed(tree, lines, feed)
    ids = [item.get("id") for item in feeds]
    end = _end_of_feeds(tree, lines)
    if name not in ids:
        return _joined([*lines[:end], "", *feed, *lines[end:]])
    if not replace:
        raise ConnectError(
            f"The partner has a feed '{name}' already. Give --feed another name, or --yes to replace it."
        )
    position = ids.index(name)
    start = feeds.lc.item(position)[0]
    after = feeds.lc.item(position + 1)[0] if position + 1 < len(feeds) else end
    return _joined([*lines[:start], *feed, *_tail(lines[start:after]), *lines[after:]])


def _tree(text: str) -> CommentedMap:
    tree = YAML(typ="rt").load(text)
    return tree if isinstance(tree, CommentedMap) else CommentedMap()


def _feeds(tree: CommentedMap) -> CommentedSeq | None:
    feeds = tree.get("feeds")
    return feeds if isinstance(feeds, CommentedSeq) and feeds else None


def _first_feed(tree: CommentedMap, lines: list[str], feed: Sequence[str]) -> str:
    """The file of a partner without feeds: the key is added, or its empty value filled."""
    if "feeds" not in tree:
        return _joined([*_trimmed(lines), "", "feeds:", *feed])
    at = Source("", tree).line(("feeds",)) - 1
    return _joined([*lines[:at], "feeds:", *feed, *lines[at + 1 :]])


def _end_of_feeds(tree: CommentedMap, lines: list[str]) -> int:
    """The line after the last feed: that of the next key of the file, or its end."""
    source = Source("", tree)
    start = source.line(("feeds",))
    later = [line for key in tree if (line := source.line((key,))) > start]
    end = min(later) - 1 if later else len(lines)
    return end - len(_tail(lines[:end]))


def _tail(lines: Sequence[str]) -> list[str]:
    """The blank lines and comments at the end, which belong to what comes next."""
    count = 0
    for line in reversed(lines):
        if line.strip() and not re.match(r" {0,2}#", line):
            break
        count += 1
    return list(lines[len(lines) - count :])


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(_trimmed(list(lines))) + "\n"
