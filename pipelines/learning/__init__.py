"""The learning summary of a release: what improved, for whom, where not, what surprised, what nobody can say yet.

Made from computed facts only. Here: facts, the sentences made of them, and the check of a sentence that a language
model reworded. Not here: drawing them on a page, reading open answers (they come in as shares of themes), and quotes.
"""

from __future__ import annotations

from pipelines.learning.facts import Fact, Figure, Sureness, ThemeShare
from pipelines.learning.rephrase import Endpoint, Rephrased, endpoint_from_environment, rephrased
from pipelines.learning.summary import HEADINGS, Sentence, Summary, as_json, as_text, summarise
from pipelines.learning.themes import released_themes

__all__ = [
    "HEADINGS",
    "Endpoint",
    "Fact",
    "Figure",
    "Rephrased",
    "Sentence",
    "Summary",
    "Sureness",
    "ThemeShare",
    "as_json",
    "as_text",
    "endpoint_from_environment",
    "released_themes",
    "rephrased",
    "summarise",
]
