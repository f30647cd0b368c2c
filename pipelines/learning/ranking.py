"""Which sentences are shown, and in which order: the written rule.

The rule. A metric of one sub-program comes once. It improved when it moved the right way, is not behind its target, is
not contradicted by the partners that reported throughout, and its change is more than chance since the period before
or since the first one, or it keeps pace with its target; an amount has no interval and must move by TELLING or more.
Otherwise it did not, or not clearly. What improved: first the metrics that show whether people are better off, then how
well the work is done, then how much of it; within these the surer change, then the larger one. Where it did not: worse
beyond chance, behind the target, worse, as before, better but not clearly. Gaps: those that put a group behind beyond
chance, one a metric, at most two for a way of grouping. Ties go by the id. At most MOST sentences stand under a heading
(one more under "for whom", one of each kind under limits and questions), and no metric twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pipelines.learning import sentences
from pipelines.learning.facts import Fact
from pipelines.learning.limit_sentences import limit
from pipelines.learning.questions import question
from pipelines.learning.released import Row
from pipelines.learning.sentences import IMPROVED, NOT_IMPROVED, Sentence
from pipelines.learning.surprises import MOVED_BY_HALF

MOST = 3
TELLING = 0.05
MANY = 50
_MATTERS = ("better_off", "how_well", "how_much")
_LIMITS = ("reports", "old_data", "drift", "range", "hidden", "totals_only", "rows")
_SURPRISES = ("forecast", "turn", "without", "cost")
_Key = tuple[int | float | str, ...]


def chosen(facts: dict[str, Fact], metrics: dict[str, Row]) -> list[Sentence]:
    """The sentences of a summary, heading after heading; none where there is nothing to say."""
    kinds: dict[str, list[Fact]] = {}
    for fact in facts.values():
        kinds.setdefault(fact.kind.partition("/")[0], []).append(fact)
    whole = [fact for fact in kinds.get("change", []) if _is_whole(fact)]
    return [
        *_moved(IMPROVED, whole, facts, metrics),
        *_for_whom(kinds, metrics),
        *_moved(NOT_IMPROVED, whole, facts, metrics),
        *_surprises(kinds),
        *(
            sentences.voice(fact)
            for fact in _first(kinds.get("theme", []), lambda fact: (-fact.sureness.size,))
        ),
        *_limits(kinds),
        *_questions(kinds, metrics),
    ]


def _is_whole(fact: Fact) -> bool:
    return fact.place == fact.place._replace(group_type="all", group_value="all", area_id="all")


def _first(facts: Iterable[Fact], key: object, most: int = MOST) -> list[Fact]:
    assert callable(key)
    return list(islice(_once(sorted(facts, key=lambda fact: (*key(fact), fact.fact_id))), most))


def _once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """One fact a metric, the first; facts of no metric all pass."""
    seen: set[str] = set()
    for fact in facts:
        metric_id = fact.place.metric_id
        if metric_id in ("all", "feedback") or metric_id not in seen:
            seen.add(metric_id)
            yield fact


def _moved(
    heading: str, changes: list[Fact], facts: dict[str, Fact], metrics: dict[str, Row]
) -> Iterator[Sentence]:
    def since(change: Fact) -> Fact | None:
        prefix = change.place.fact_id("since/")
        return next((fact for name, fact in facts.items() if name.startswith(prefix)), None)

    def target(change: Fact) -> Fact | None:
        return facts.get(change.place.fact_id("target"))

    def belongs(change: Fact) -> bool:
        improved = _improved(change, since(change), target(change))
        return improved if heading == IMPROVED else not improved and change.standing != "moved"

    def key(change: Fact) -> _Key:
        matters, size = _matters(change, metrics), -change.sureness.size
        if heading == IMPROVED:
            return matters, _certainty(change, since(change)), size
        return _setback(change, target(change)), matters, size

    for change in _first([fact for fact in changes if belongs(fact)], key):
        yield sentences.moved(heading, change, since(change), target(change))


def _improved(change: Fact, since: Fact | None, target: Fact | None) -> bool:
    if change.standing != "better" or change.sureness.line == "disagrees":
        return False
    if target is not None:
        return target.standing != "behind"
    if change.sureness.chance is None:
        return change.sureness.size >= TELLING
    return _certainty(change, since) < 2


def _setback(change: Fact, target: Fact | None) -> int:
    if change.standing == "worse" and change.sureness.chance == "beyond":
        return 0
    if target is not None and target.standing == "behind":
        return 1
    return {"worse": 2, "same": 3}.get(change.standing, 4)


def _matters(fact: Fact, metrics: dict[str, Row]) -> int:
    kind = metrics[fact.place.metric_id]["accountability"]
    return _MATTERS.index(kind) if kind in _MATTERS else len(_MATTERS)


def _certainty(change: Fact, since: Fact | None) -> int:
    if change.sureness.chance == "beyond":
        return 0
    return 1 if since is not None and since.sureness.chance == "beyond" else 2


def _for_whom(kinds: dict[str, list[Fact]], metrics: dict[str, Row]) -> Iterator[Sentence]:
    """Groups and areas that moved beyond chance, then the gaps."""
    clear = [fact for fact in kinds.get("change", []) if not _is_whole(fact) and _is_clear(fact)]
    groups = _first(clear, lambda fact: (_matters(fact, metrics), -fact.sureness.size))
    found = [sentences.group_moved(fact) for fact in groups]
    found += [sentences.gap(fact) for fact in _gaps(kinds, metrics)]
    yield from found[: MOST + 1]


def _is_clear(change: Fact) -> bool:
    """More than chance; a count of people has no interval: by half or more, and MANY people."""
    if change.sureness.chance is None:
        is_many = change.unit == "people" and change.figure("now").value >= MANY
        return is_many and change.standing in ("better", "worse") and change.sureness.size >= MOVED_BY_HALF
    return change.sureness.chance == "beyond"


def _gaps(kinds: dict[str, list[Fact]], metrics: dict[str, Row]) -> list[Fact]:
    """Groups that are behind beyond chance, at most one for each metric and each way of grouping."""
    behind = [f for f in kinds.get("gap", []) if f.standing == "behind" and f.sureness.chance == "beyond"]
    ranked = sorted(behind, key=lambda f: (_matters(f, metrics), -f.sureness.size, f.fact_id))
    shown: list[Fact] = []
    for fact in _once(ranked):
        if len(shown) < MOST and sum(f.place.group_type == fact.place.group_type for f in shown) < MOST - 1:
            shown.append(fact)
    return shown


def _surprises(kinds: dict[str, list[Fact]]) -> Iterator[Sentence]:
    found = [fact for kind in _SURPRISES for fact in kinds.get(kind, []) if kind != "cost"]
    costs = [fact for fact in kinds.get("cost", []) if (fact.sureness.people or 0) >= MANY]
    found += sorted(costs, key=lambda fact: (-fact.sureness.size, fact.fact_id))[:1]
    for fact in _first(found, lambda fact: (_SURPRISES.index(fact.kind), -fact.sureness.size)):
        yield sentences.surprise(fact)


def _limits(kinds: dict[str, list[Fact]]) -> Iterator[Sentence]:
    """One sentence for each kind of limit: the largest of its kind."""
    for kind in _LIMITS:
        facts = sorted(
            kinds.get(kind, []),
            key=lambda fact: (-fact.sureness.size, -_share_hidden(fact), fact.fact_id),
        )
        if facts:
            yield limit(facts[0])


def _share_hidden(fact: Fact) -> float:
    return fact.figure("hidden").value / fact.figure("figures").value if fact.has("hidden") else 0.0


def _questions(kinds: dict[str, list[Fact]], metrics: dict[str, Row]) -> Iterator[Sentence]:
    """One question for each kind of fact that raises one."""

    def worst(kind: str, *standings: str) -> Iterator[Fact]:
        facts = [f for f in kinds.get(kind, []) if not standings or f.standing in standings]
        ranked = sorted(facts, key=lambda f: (_matters_or_none(f, metrics), -_weight(f), f.fact_id))
        return islice(ranked, 1)

    yield from map(question, worst("target", "behind"))
    yield from map(question, _gaps(kinds, metrics)[:1])
    for kind in ("forecast", "turn", "drift", "reports", "late"):
        yield from map(question, worst(kind))


def _matters_or_none(fact: Fact, metrics: dict[str, Row]) -> int:
    return _matters(fact, metrics) if fact.place.metric_id in metrics else 0


def _weight(fact: Fact) -> float:
    """How far a target is away beside the whole way to it; for other facts their own size."""
    if fact.kind != "target":
        return fact.sureness.size
    now, start, goal = (fact.figure(name).value for name in ("now", "baseline", "target"))
    return abs(goal - now) / abs(goal - start) if goal != start else 0.0
