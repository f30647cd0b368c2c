"""Made-up answers of a small town: everybody says one thing of three, in a few ways."""

from __future__ import annotations

from pipelines.initiative.models.voices import Codebook, Label, Theme
from pipelines.voices import Answer, text_hash

WAITING = (
    "We had to wait for hours before anybody came to the door.",
    "the waiting list is far too long and nobody tells you anything",
    "I waited three weeks for a place in the reading group.",
    "Waiting in the cold for the food box was hard with two small children.",
)
KINDNESS = (
    "Everybody was friendly to us and the children were happy there.",
    "the helpers were kind and never made me feel small about it",
    "They were very patient with my questions and really kind.",
    "Such friendly people, they listen to what you need and help.",
)
FOOD = (
    "The boxes had fresh bread and fruit, which we could not buy.",
    "more vegetables please and not so many tins in the food box",
    "The meals were hot and tasted good, my children ate it all.",
    "we would like rice and beans in the boxes more than bread",
)
_ENDS = (
    "",
    " That is all.",
    " Thanks for asking.",
    " I would come again.",
    " It was the same last year.",
    " We talk about it at home.",
)


def said(theme: tuple[str, ...], prefix: str, rating: float | None = None) -> list[Answer]:
    """Each of the sentences with each of the ends, by as many people, who all may be quoted."""
    texts = [sentence + end for end in _ENDS for sentence in theme]
    return [
        Answer(text, f"{prefix}{at}", may_quote=True, group="parents", rating=rating)
        for at, text in enumerate(texts)
    ]


def town() -> list[Answer]:
    """72 answers of 72 people."""
    return said(WAITING, "w", 1) + said(KINDNESS, "k", 5) + said(FOOD, "f", 4)


def codebook(**others: object) -> Codebook:
    """Two themes by words; nothing about food."""
    themes = [
        Theme(id="waiting", name="Waiting", definition="Time spent waiting.", include=["wait*"], exclude=["can't wait"]),
        Theme(id="kindness", name="Kindness", definition="How people were met.", include=["kind", "friendly"]),
    ]  # fmt: skip
    return Codebook(themes=themes, **others)  # type: ignore[arg-type]


def label(text: str, *themes: str) -> Label:
    """What a person says an answer is about."""
    return Label(sha256=text_hash(text), themes=list(themes))
