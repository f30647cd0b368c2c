"""How well themes are found, what it costs, and what the quote gate lets through.

Themes against the labels of trained people on held-back comments of the NHS: words proposed from the labels, the
trained model, and a plain TF-IDF baseline. The gate on made-up quotes (none may pass) and on the real comments.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from made_quotes import made_bare_surnames, made_quotes
from nhs_feedback import FEEDBACK, Comments, comments, taught_and_held_back
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

from pipelines.initiative.models.voices import Codebook, Label, Theme
from pipelines.voices import Answer, Gate, code, propose_words, text_hash, theme_shares

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(not FEEDBACK.is_file(), reason="the comments are not beside this clone"),
]
KNOWN_WORDS = ["NHS", "GP", "A&E", "111", "999"]
MADE = 8000
SEEDS = (11, 12, 13, 14, 15)


def _codebook(taught: Comments, labels: Comments | None) -> Codebook:
    words = propose_words(taught.texts, taught.belongs)
    ids = [f"theme_{number}" for number in range(len(taught.themes))]
    themes = [
        Theme(id=name, name=title, definition=title, include=include)
        for name, title, include in zip(ids, taught.themes, words, strict=True)
    ]
    given: dict[str, set[str]] = {}
    for text, row in zip(labels.texts, labels.belongs, strict=True) if labels else ():
        given.setdefault(text_hash(text), set()).update(
            name for name, is_in in zip(ids, row, strict=True) if is_in
        )
    return Codebook(
        themes=themes, labels=[Label(sha256=one, themes=sorted(names)) for one, names in given.items()]
    )


def _answers(several: Sequence[Comments]) -> list[Answer]:
    return [
        Answer(text, person) for part in several for text, person in zip(part.texts, part.people, strict=True)
    ]


def _found(codebook: Codebook, held: Comments, taught: Comments | None) -> NDArray[np.bool_]:
    """The themes of the held-back comments, coded among those that are labelled."""
    before = len(taught.texts) if taught else 0
    coding = code(_answers([taught, held] if taught else [held]), codebook)
    ids = [theme.id for theme in codebook.themes]
    return np.array([[name in coded.themes for name in ids] for coded in coding.answers[before:]])


def _score(name: str, held: Comments, found: NDArray[np.bool_]) -> tuple[float, float]:
    macro, micro = (f1_score(held.belongs, found, average=how, zero_division=0) for how in ("macro", "micro"))
    off = np.abs(found.mean(axis=0) - held.belongs.mean(axis=0))
    root = float(np.sqrt((off**2).mean()))
    print(
        f"{name:42s} macro F1 {macro:.3f}  micro F1 {micro:.3f}  share off by {off.mean():.3f} (root {root:.3f})"
    )
    return macro, micro


def _few_labels(taught: Comments, each: int) -> Comments:
    chosen = np.zeros(len(taught.texts), dtype=bool)
    order = np.random.default_rng(0).permutation(len(taught.texts))
    for column in taught.belongs.T:
        chosen[[at for at in order if column[at]][:each]] = True
    return taught.part(chosen)


def test_themes_against_the_labels_of_people() -> None:
    taught, held = taught_and_held_back()
    print(
        f"\n{len(taught.texts):,} to learn from, {len(held.texts):,} held back, {len(taught.themes)} themes"
    )
    plain = TfidfVectorizer(min_df=2, sublinear_tf=True)
    seen, unseen = plain.fit_transform(taught.texts), plain.transform(held.texts)
    baseline = np.column_stack(
        [LogisticRegression().fit(seen, column).predict(unseen) for column in taught.belongs.T]
    )
    macro, _ = _score("plain TF-IDF, logistic regression", held, baseline)
    words, words_micro = _score(
        "words proposed from the labels", held, _found(_codebook(taught, None), held, None)
    )
    for each in (10, 30):
        few = _few_labels(taught, each)
        name = f"trained, {each} labels a theme ({len(few.texts)} in all)"
        _score(f"words from {len(few.texts)} labels", held, _found(_codebook(few, None), held, None))
        _score(name, held, _found(_codebook(few, few), held, few))
    trained, trained_micro = _score(
        "trained, all labels", held, _found(_codebook(taught, taught), held, taught)
    )
    assert trained > words > macro
    assert trained >= 0.50
    assert trained_micro >= 0.64
    assert words_micro >= 0.50


def test_margins_hold_what_people_found() -> None:
    """The share that people gave lies within the printed margin for nearly all themes and quarters of the comments."""
    taught, held = taught_and_held_back()
    codebook = _codebook(taught, taught)
    coding = code(_answers([taught, held]), codebook)
    groups = [f"quarter {at * 4 // len(held.texts)}" for at in range(len(held.texts))]
    answers = [
        Answer(text, person, group=group)
        for text, person, group in zip(held.texts, held.people, groups, strict=True)
    ]
    held_coding = type(coding)(coding.answers[len(taught.texts) :], coding.methods, coding.errors)
    ids = [theme.id for theme in codebook.themes]
    inside = []
    for share in theme_shares(answers, held_coding):
        chosen = [share.group in ("all", group) for group in groups]
        truth = held.belongs[np.array(chosen), ids.index(share.theme)].mean()
        inside.append(abs(truth - share.share) <= share.margin)
    print(f"\n{np.mean(inside):.1%} of {len(inside)} margins hold the share that people gave")
    assert np.mean(inside) >= 0.9


_COST = """
import resource, sys, time
sys.path.insert(0, {here!r})
from test_themes import _answers, _codebook
from nhs_feedback import taught_and_held_back
from pipelines.voices import Answer, code
taught, held = taught_and_held_back()
book = _codebook(taught, taught if {labels} else None)
answers = _answers([taught])
many = [Answer(f"{{held.texts[at % len(held.texts)]}} {{at}}", f"p{{at}}") for at in range(10_000)]
before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.process_time()
code(answers + many if {labels} else many, book)
print(f"{{time.process_time() - begun:.1f}} {{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}} {{before:.0f}}")
"""


@pytest.mark.parametrize("labels", [False, True])
def test_cost_of_ten_thousand_answers(labels: bool) -> None:
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", _COST.format(here=here, labels=labels)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, peak, before = map(float, done.stdout.split())
    how = "with learning from 2,035 labels and cross-validation" if labels else "by words"
    print(f"\n10,000 answers {how}: {seconds} processor seconds, {peak:.0f} MB at most ({before:.0f} before)")
    assert peak < 1500


def test_no_made_quote_passes_the_gate() -> None:
    """None of the first set; of five times as many, those whose only name is an everyday word are counted."""
    gate = Gate(known_words=KNOWN_WORDS)
    sets = [list(made_quotes(MADE, seed)) for seed in SEEDS]
    leaks = [[one for one in made if gate.passes(one.text)] for made in sets]
    bare = [gate.passes(one.text) for one in made_bare_surnames()]
    print(f"\n{len(leaks[0])} of {MADE:,} made quotes leak, {sum(map(len, leaks))} of {MADE * len(SEEDS):,} in all sets; "
          f"{sum(bare)} of {len(bare)} with bare small surnames")  # fmt: skip
    assert leaks[0] == []
    assert sum(map(len, leaks)) <= MADE * len(SEEDS) / 10_000


def test_most_real_comments_pass_the_gate() -> None:
    gate = Gate(known_words=KNOWN_WORDS)
    texts = [text for text in comments().texts if len(text.strip()) > 2]
    begun = time.process_time()
    reasons = [gate.refusals(text) for text in texts]
    seconds = (time.process_time() - begun) * 10_000 / len(texts)
    inside = [one for one in reasons if "length" not in one]
    share = sum(not one for one in inside) / len(inside)
    whole = sum(not {*one} - {"length"} for one in reasons) / len(reasons)
    print(f"\n{share:.0%} of {len(inside):,} comments of 40 to 240 characters pass, {whole:.0%} of {len(texts):,} but "
          f"for their length; {seconds:.1f} processor seconds for 10,000")  # fmt: skip
    assert share >= 0.65


def test_why_there_is_no_sentiment() -> None:
    """A model of how critical comments are, beside always saying the most frequent: mixed comments are not found."""
    taught, held = (part.part(~np.isnan(part.critical)) for part in taught_and_held_back())
    truth = [np.digitize(part.critical, [2.5, 3.5]) for part in (taught, held)]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    seen = words.fit_transform(taught.texts)
    model = LogisticRegression(C=3, class_weight="balanced", max_iter=2000).fit(seen, truth[0])
    found = model.predict(words.transform(held.texts))
    each = f1_score(truth[1], found, average=None)
    most = np.bincount(truth[1]).max() / len(truth[1])
    print(f"\naccuracy {accuracy_score(truth[1], found):.2f} (most frequent {most:.2f}), macro F1 {each.mean():.2f}, "
          f"F1 positive {each[0]:.2f}, mixed {each[1]:.2f}, critical {each[2]:.2f}")  # fmt: skip
    assert each[1] < 0.5, "mixed comments are found now: think again about offering sentiment"
