"""Whether a reworded sentence still says what its facts say, and nothing else. Strict: in doubt it is refused.

Here: the check alone, without any model. What is refused falls back to its template (rephrase.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pipelines.learning import vocabulary as words
from pipelines.learning.facts import Fact
from pipelines.learning.sentences import Sentence

_NUMBER = re.compile(r"(?:(?<![\w.,])[A-Z]{3} )?(?<![\w.,])\d[\d,]*(?:\.\d+)?(?:\s?%| points?\b)?")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CLAUSE = re.compile(r"[.;:?!](?=\s|$)|[()]")
_ODD = re.compile(r"[<>{}\[\]|\\`*#@_=~^]|//|[\x00-\x1f\x7f]")
_STAND_IN = "□"
_ROOM = 60


def problems(sentence: Sentence, text: object, cited: object, facts: Mapping[str, Fact]) -> list[str]:
    """Why a rewording must not be used; an empty list means that it may.

    `sentence` is the template sentence, `text` and `cited` what came back. A rewording keeps every fact, number, name,
    standing and negation, and uses no word but those of the template, of its names and of the neutral list.
    """
    if not isinstance(text, str) or not text.strip():
        return ["no text"]
    if not isinstance(cited, list) or not all(isinstance(one, str) for one in cited):
        return ["no list of facts"]
    found: list[str] = []
    if set(cited) != set(sentence.facts):
        strange = sorted(set(cited) - set(sentence.facts))
        found.append(f"unknown facts: {', '.join(strange)}" if strange else "a fact was left out")
    own = [facts[fact_id] for fact_id in sentence.facts]
    if (
        _ODD.search(text)
        or len(text) > len(sentence.text) + _ROOM
        or text.count("?") != sentence.text.count("?")
    ):
        found.append("not a plain sentence of about the same length")
    names = _names(own, sentence.text)
    found += [f"a name was changed or left out: {name}" for name in names if not _contains(text, name)]
    found += _numbers(sentence.text, text, names, own)
    found += _wording(sentence.text, text, names, own)
    found += _labels(sentence.text, text, names, own)
    return list(dict.fromkeys(found))


def _names(facts: Iterable[Fact], template: str) -> list[str]:
    """The names in the template, the longest first, so that no name hides inside another."""
    found = {name for fact in facts for name in fact.names if name in template}
    return sorted(found, key=lambda name: (-len(name), name))


def _contains(text: str, name: str) -> bool:
    return name in text or name[:1].lower() + name[1:] in text


def _without_names(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, _STAND_IN).replace(name[:1].lower() + name[1:], _STAND_IN)
    return text


def _tokens(text: str) -> list[str]:
    """The numbers of a text with their unit: '18.8%', '34 points', 'USD 669', '1,204'."""
    return [re.sub(r" points?$", " points", token.replace(" %", "%")) for token in _NUMBER.findall(text)]


def _numbers(template: str, text: str, names: Sequence[str], facts: Iterable[Fact]) -> list[str]:
    """Every number is printed by a cited fact, and every number of the template is there."""
    printed = {token for fact in facts for figure in fact.figures for token in _tokens(figure.text)}
    wanted, given = set(_tokens(_without_names(template, names))), set(_tokens(_without_names(text, names)))
    strange = sorted((given - printed) | (given - wanted))
    missing = sorted(wanted - given)
    return [f"a number that no fact has: {one}" for one in strange] + [
        f"a number was left out: {one}" for one in missing
    ]


def _wording(template: str, text: str, names: Sequence[str], facts: Sequence[Fact]) -> list[str]:
    own = _found(_without_names(template, names))
    given = _found(_without_names(text, names))
    new = [word for word in given if word not in own]
    lowered = text.lower()
    found = [f"says why: {word}" for word in new if word in words.CAUSAL]
    found += [
        f"says why: {one}" for one in words.CAUSAL_PHRASES if one in lowered and one not in template.lower()
    ]
    found += [f"a number in words: {word}" for word in new if set(word.split("-")) & words.NUMBER_WORDS]
    found += [f"a quantity that no fact has: {word}" for word in new if word in words.QUANTITY]
    for kind in (words.NEGATIONS, words.STANDING):
        if sorted(word for word in given if word in kind) != sorted(word for word in own if word in kind):
            found.append("what was said or denied of a figure changed")
    allowed = _directions(own, facts)
    found += [
        f"the wrong direction or verdict: {word}" for word in new if word in _DIRECTED and word not in allowed
    ]
    known = words.NEUTRAL | _DIRECTED | words.STANDING | words.NEGATIONS
    found += [f"a word of its own: {word}" for word in new if word not in known]
    return found


_DIRECTED = words.UP | words.DOWN | words.BETTER | words.WORSE


def _found(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _directions(own: Sequence[str], facts: Sequence[Fact]) -> frozenset[str]:
    """The words of direction and verdict that the facts bear out."""
    allowed: frozenset[str] = frozenset()
    for kind in (words.UP, words.DOWN):
        if set(own) & kind:
            allowed |= kind
    # With two directions in one sentence nothing tells which one a new word would speak of.
    if allowed == words.UP | words.DOWN:
        allowed = frozenset()
    standings = {fact.standing for fact in facts if fact.kind == "change"}
    if standings == {"better"}:
        allowed |= words.BETTER
    if standings == {"worse"}:
        allowed |= words.WORSE
    return allowed


def _labels(template: str, text: str, names: Sequence[str], facts: Sequence[Fact]) -> list[str]:
    """A number stands with its own period or group; numbers without one keep the order of the template."""
    labels: dict[str, set[str]] = {}
    for figure in (figure for fact in facts for figure in fact.figures):
        if figure.label in names:
            for token in _tokens(figure.text):
                labels.setdefault(token, set()).add(figure.label)
    found, loose = [], []
    for clause in _CLAUSE.split(text):
        places = [(name, match.span()) for name in names for match in re.finditer(re.escape(name), clause)]
        places = [(name, span) for name, span in places if any(name in own for own in labels.values())]
        for token, span in _spots(clause, names):
            near = _follows(clause[span[1] :], places) or _nearest(span, places)
            if token in labels and near and not near & labels[token]:
                found.append(f"a number beside the wrong name: {token}")
            if not near or token not in labels:
                loose.append(token)
    order = _tokens(_without_names(template, names))
    given = [token for token in _tokens(_without_names(text, names)) if token in order]
    rows = [[token for token in loose if token in order]]
    # Two figures of one period, as a figure and its target, tell apart by their order alone.
    known = sorted(set().union(*labels.values()))
    rows += [[token for token in given if name in labels.get(token, ())] for name in known]
    if any(_ranks(row, order) != sorted(_ranks(row, order)) for row in rows):
        found.append("numbers changed places")
    return found


def _ranks(tokens: Sequence[str], order: Sequence[str]) -> list[int]:
    return [order.index(token) for token in tokens]


def _spots(clause: str, names: Sequence[str]) -> list[tuple[str, tuple[int, int]]]:
    """Numbers outside names, with where they stand."""
    masked = clause
    for name in names:
        masked = masked.replace(name, _STAND_IN * len(name))
    return [(_tokens(match.group())[0], match.span()) for match in _NUMBER.finditer(masked)]


def _follows(rest: str, places: Sequence[tuple[str, tuple[int, int]]]) -> set[str]:
    """The name that a number leads to, as in '150 people in 2024-25'; it counts before any nearer one."""
    begin = re.match(r"(?: [a-z]+){0,2} (?:in|for) [“\"]?", rest)
    return {name for name, _ in places if begin and rest[begin.end() :].startswith(name)}


def _nearest(span: tuple[int, int], places: Sequence[tuple[str, tuple[int, int]]]) -> set[str]:
    """The names nearest to a number; several when they are equally near."""
    gaps = [(max(start - span[1], span[0] - end), name) for name, (start, end) in places]
    least = min((gap for gap, _ in gaps), default=0)
    return {name for gap, name in gaps if gap == least}
