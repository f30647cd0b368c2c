"""Which cells of one question and period are hidden, so that no small count of people can be worked out.

A cell is a theme in a sub-program, or in all of them: the people who speak of it, and with them those who do not. What
readers know: people of a sub-program (the same beside every theme), and that the sub-programs add up to the whole.
Themes are not added: somebody may speak of two. Not here: reading, writing, earlier releases (voices.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

ALL = "all"
# What is left when the sub-programs that are shown are taken from the whole.
_REST = ""
Cell = tuple[str, str]


@dataclass(frozen=True)
class Block:
    """One question in one period: the people who answered by sub-program ('all' among them), and who spoke of a theme
    by theme and sub-program."""

    people: Mapping[str, int]
    people_with: Mapping[Cell, int]


@dataclass(frozen=True)
class _Part:
    """A sub-program, or the rest, of one theme: people who speak of it, and all."""

    speak: int
    people: int

    def is_small(self, smallest: int) -> bool:
        return 0 < self.speak < smallest or 0 < self.people - self.speak < smallest

    @property
    def least(self) -> int:
        """The fewest that readers may think of: that somebody speaks of it they may know."""
        return min(1, self.speak)

    @property
    def most(self) -> int:
        """The most that readers may think of: that somebody does not they may know."""
        return self.people - min(1, self.people - self.speak)


def hidden_cells(block: Block, smallest: int, closed: Collection[Cell] = ()) -> set[Cell]:
    """The cells to hide, `closed` among them.

    Each count from 1 to `smallest` - 1, of people who speak of a theme, of those who do not and of those who answered,
    could as well be 1 or `smallest`, for readers who subtract what is shown from the whole.
    """
    small_groups = _small_groups(block, smallest)
    if small_groups is None:
        return {*block.people_with}
    found: set[Cell] = set()
    for theme in dict.fromkeys(theme for theme, _ in block.people_with):
        found |= set(_hidden_of_theme(block, theme, small_groups, smallest, closed))
    return found


def _groups(block: Block) -> list[str]:
    """The sub-programs, that with the fewest people first."""
    return sorted((name for name in block.people if name != ALL), key=lambda name: (block.people[name], name))


def _small_groups(block: Block, smallest: int) -> set[str] | None:
    """The sub-programs of which nothing is shown; None where nothing at all is."""
    groups = _groups(block)
    found = {name for name in groups if block.people[name] < smallest}
    if block.people[ALL] < smallest:
        return None
    for name in groups:
        if not found or _is_safe(block, groups, found, smallest):
            return found
        found.add(name)
    # Where only the whole is shown, a part is safe if there are two.
    return found if not found or _is_safe(block, groups, found, smallest) else None


def _is_safe(block: Block, groups: list[str], hidden: set[str], smallest: int) -> bool:
    """Whether each hidden group may have 1 or `smallest` people, of those that are left over."""
    left = block.people[ALL] - sum(block.people[name] for name in groups if name not in hidden)
    # Somebody in two sub-programs makes the parts larger than the whole; the smaller number decides.
    left = min(left, sum(block.people[name] for name in hidden))
    return len(hidden) > 1 and left >= smallest + len(hidden) - 1


def _hidden_of_theme(
    block: Block, theme: str, small_groups: set[str], smallest: int, closed: Collection[Cell]
) -> Iterator[Cell]:
    whole = _Part(block.people_with[theme, ALL], block.people[ALL])
    groups = [name for name in _groups(block) if name not in small_groups]
    parts = {name: _Part(block.people_with.get((theme, name), 0), block.people[name]) for name in groups}
    everything = [(theme, name) for name in block.people if (theme, name) in block.people_with]
    hidden = {name for name in groups if parts[name].is_small(smallest) or (theme, name) in closed}
    if small_groups:
        left = whole.people - sum(part.people for part in parts.values())
        speak = whole.speak - sum(part.speak for part in parts.values())
        # Where people are in two sub-programs, what is left can be out of bounds.
        parts[_REST] = _Part(min(max(speak, 0), max(left, 0)), max(left, 0))
        hidden.add(_REST)
    for name in groups:
        if _tells_nothing(whole, parts, hidden, smallest):
            break
        hidden.add(name)
    if (
        whole.is_small(smallest)
        or (theme, ALL) in closed
        or not _tells_nothing(whole, parts, hidden, smallest)
    ):
        yield from everything
        return
    yield from ((theme, name) for name in (*small_groups, *(hidden - {_REST})))


def _tells_nothing(whole: _Part, parts: Mapping[str, _Part], hidden: set[str], smallest: int) -> bool:
    """Whether each small count among the hidden parts could be 1 and could be `smallest`, whatever is shown."""
    left = whole.speak - sum(part.speak for name, part in parts.items() if name not in hidden)
    for name in hidden:
        part = parts[name]
        others = [parts[other] for other in hidden if other != name]
        least = max(part.least, left - sum(other.most for other in others))
        most = min(part.most, left - sum(other.least for other in others))
        if 0 < part.speak < smallest and not (least <= 1 and most >= smallest):
            return False
        silent = part.people - part.speak
        if 0 < silent < smallest and not (part.people - most <= 1 and part.people - least >= smallest):
            return False
    return True
