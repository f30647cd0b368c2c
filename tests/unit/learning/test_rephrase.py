"""Rewording by a language model: a real small HTTP server plays a well-behaved, a lying, a slow and a broken model."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pipelines.learning import (
    Endpoint,
    Sentence,
    Summary,
    as_json,
    endpoint_from_environment,
    rephrased,
    vocabulary,
)
from pipelines.learning.checker import problems

ABSENCE = (
    "Chronic absence (After school) fell from 28.0% in 2024-25 to 20.0% in 2025-26; in 2023-24 it was 30.0%."
)
Answer = Callable[[dict[str, Any]], Any]


def _first(summary: Summary) -> Sentence:
    return summary.under("improved")[0]


def _refused(summary: Summary, text: object, facts: object = None) -> list[str]:
    sentence = _first(summary)
    return problems(sentence, text, list(sentence.facts) if facts is None else facts, summary.facts)


@pytest.mark.parametrize(
    "text",
    [
        ABSENCE,
        "Chronic absence (After school) improved: it was 30.0% in 2023-24, 28.0% in 2024-25 and 20.0% in 2025-26.",
        "Chronic absence (After school) stood at 20.0% in 2025-26, lower than 28.0% in 2024-25 and 30.0% in 2023-24.",
    ],
)
def test_a_faithful_rewording_passes(summary: Summary, text: str) -> None:
    assert _refused(summary, text) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (ABSENCE.replace("20.0%", "19.0%"), "a number that no fact has: 19.0%"),
        (ABSENCE.replace("20.0%", "20%"), "a number that no fact has: 20%"),
        (ABSENCE.replace("20.0%", "20.0 points"), "a number that no fact has"),
        (ABSENCE.replace("20.0%", "seventy-four percent"), "a number in words: seventy-four"),
        (ABSENCE.replace("; in 2023-24 it was 30.0%", ""), "a number was left out: 30.0%"),
        (
            ABSENCE.replace("20.0%", "X").replace("28.0%", "20.0%").replace("X", "28.0%"),
            "beside the wrong name",
        ),
        (ABSENCE.replace("fell", "rose"), "the wrong direction or verdict: rose"),
        (ABSENCE.replace("fell", "worsened"), "the wrong direction or verdict: worsened"),
        (ABSENCE.replace("fell", "did not fall"), "what was said or denied"),
        ("Because of the mentors c" + ABSENCE[1:], "says why: because"),
        (ABSENCE[:-1] + ", thanks to the partners.", "says why: thanks to"),
        (ABSENCE[:-1] + ", which led to change.", "says why: led"),
        ("Most people see it: c" + ABSENCE[1:], "a quantity that no fact has: most"),
        (ABSENCE.replace("fell", "fell significantly"), "a quantity that no fact has: significantly"),
        (ABSENCE.replace("fell", "was halved"), "a number in words: halved"),
        (ABSENCE.replace("After school", "Preschool"), "a name was changed or left out: After school"),
        (
            ABSENCE.replace("Chronic absence", "Absenteeism"),
            "a name was changed or left out: Chronic absence",
        ),
        (ABSENCE[:-1] + " in Springfield.", "a word of its own: springfield"),
        (ABSENCE[:-1] + " and meets its target.", "what was said or denied"),
        (ABSENCE[:-1] + " <b>x</b>.", "not a plain sentence"),
        (ABSENCE[:-1] + " https://example.org.", "not a plain sentence"),
        (ABSENCE.replace(".", "?"), "not a plain sentence"),
        (ABSENCE + " " + ABSENCE, "not a plain sentence"),
        ("", "no text"),
        (None, "no text"),
        (["a"], "no text"),
    ],
)
def test_a_sentence_that_says_anything_else_is_refused(summary: Summary, text: object, why: str) -> None:
    assert any(reason.startswith(why) or why in reason for reason in _refused(summary, text))


@pytest.mark.parametrize(
    ("cited", "why"),
    [
        (["absence/club/2025-26/change"], "a fact was left out"),
        (
            ["absence/club/2025-26/change", "absence/club/2025-26/since/2023-24", "made/up"],
            "unknown facts: made/up",
        ),
        ("absence/club/2025-26/change", "no list of facts"),
        ([1], "no list of facts"),
        (None, "no list of facts"),
    ],
)
def test_the_facts_must_be_those_that_were_sent(summary: Summary, cited: object, why: str) -> None:
    sentence = _first(summary)
    assert why in problems(sentence, ABSENCE, cited, summary.facts)


def test_a_group_keeps_its_own_figure(summary: Summary) -> None:
    gap = next(one for one in summary.under("for_whom") if "/gap/" in one.facts[0])
    swapped = gap.text.replace("“Low income”", "X").replace("“Not low income”", "“Low income”")
    swapped = swapped.replace("X", "“Not low income”")
    assert any(
        "beside the wrong name" in one for one in problems(gap, swapped, list(gap.facts), summary.facts)
    )


def _mutants(summary: Summary, sentence: Sentence) -> Iterator[str]:
    """The sentence with one digit changed, two numbers or a name exchanged, or one word put in."""
    text, facts = sentence.text, [summary.facts[name] for name in sentence.facts]
    for place, letter in enumerate(text):
        if letter.isdigit():
            yield f"{text[:place]}{(int(letter) + 1) % 10}{text[place + 1 :]}"
    figures = {figure.text for fact in facts for figure in fact.figures if figure.text in text}
    # A number inside a longer one is not exchanged: '12' in '1,204'.
    apart = [one for one in figures if not any(one in other for other in figures - {one})]
    for one, other in itertools.combinations(sorted(apart), 2):
        yield text.replace(one, "\0").replace(other, one).replace("\0", other)
    names = {name for fact in facts for name in fact.names if name in text}
    for name in names:
        yield text.replace(name, "Somebody Else")
    words = text.split(" ")
    for word in sorted(
        vocabulary.CAUSAL | vocabulary.NUMBER_WORDS | vocabulary.QUANTITY | vocabulary.NEGATIONS
    ):
        if word not in text.lower().split():
            yield " ".join([*words[:2], word, *words[2:]])


def test_no_single_change_of_any_sentence_passes(summary: Summary) -> None:
    tried, passed = 0, []
    for sentence in summary.sentences:
        for text in _mutants(summary, sentence):
            if text != sentence.text:
                tried += 1
                passed += [text] if not problems(sentence, text, list(sentence.facts), summary.facts) else []
    assert tried > 3000
    assert passed == []


@contextmanager
def _model(answer: Answer) -> Iterator[tuple[Endpoint, list[dict[str, Any]]]]:
    """A server that speaks the protocol and answers each request for a sentence as told."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"path": self.path, "key": self.headers.get("Authorization"), "body": body})
            sent = json.loads(body["messages"][1]["content"])
            found = answer(sent)
            if isinstance(found, bytes):
                raw = found
            else:
                content = found if isinstance(found, str) else json.dumps(found)
                raw = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            # Who asked may have given up waiting.
            with suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        host, port = server.server_address[:2]
        yield (
            Endpoint(f"http://{host!s}:{port}/v1", "small", "a-key", seconds=1.0, seconds_in_all=20.0),
            asked,
        )
    finally:
        server.shutdown()
        server.server_close()


def _facts(sent: dict[str, Any]) -> list[str]:
    return [fact["id"] for fact in sent["facts"]]


def test_a_well_behaved_model_is_heard_and_marked(summary: Summary) -> None:
    def answer(sent: dict[str, Any]) -> dict[str, Any]:
        text = (
            ABSENCE
            if "20.0% in 2025-26, down" in sent["sentence"] and "it was 30.0%" in sent["sentence"]
            else ""
        )
        return {"text": text or sent["sentence"], "facts": _facts(sent)}

    with _model(answer) as (endpoint, asked):
        done = rephrased(summary, endpoint)
    assert done.refused == {}
    assert done.reworded == len(summary.sentences) == len(asked)
    first = _first(done.summary)
    assert (first.text, first.by_machine) == (ABSENCE, True)
    assert [one.sure for one in done.summary.sentences] == [one.sure for one in summary.sentences]
    assert json.loads(as_json(done.summary))["sentences"][0]["by_machine"] is True
    assert {one["path"] for one in asked} == {"/v1/chat/completions"}
    assert {one["key"] for one in asked} == {"Bearer a-key"}


def test_only_sentences_and_their_printed_figures_are_sent(summary: Summary) -> None:
    with _model(lambda sent: {"text": sent["sentence"], "facts": _facts(sent)}) as (endpoint, asked):
        rephrased(summary, endpoint)
    for one in asked:
        sent = json.loads(one["body"]["messages"][1]["content"])
        assert set(sent) == {"sentence", "facts"}
        assert all(set(fact) == {"id", "names", "figures"} for fact in sent["facts"])


def test_a_lying_model_is_not_believed(summary: Summary) -> None:
    lies = [
        "Seventy-four percent are better off.",
        "Thanks to us everything improved by 99%.",
        "All is well.",
    ]

    def answer(sent: dict[str, Any]) -> dict[str, Any]:
        return {"text": lies[len(sent["sentence"]) % len(lies)], "facts": _facts(sent)}

    with _model(answer) as (endpoint, _):
        done = rephrased(summary, endpoint)
    assert done.summary.sentences == summary.sentences
    assert done.reworded == 0
    assert len(done.refused) >= len({one.facts[0] for one in summary.sentences})


@pytest.mark.parametrize(
    "found",
    ["no JSON at all", "[]", "null", {"text": 5, "facts": 7}, {"answer": "x"}, "[" * 50_000],
    ids=["words", "list", "null", "types", "keys", "deep"],
)
def test_an_answer_that_is_no_answer_keeps_the_template(summary: Summary, found: Any) -> None:
    with _model(lambda _: found) as (endpoint, _):
        done = rephrased(summary, endpoint)
    assert done.summary == summary


@pytest.mark.parametrize("raw", [b"<html>oops", b"", b"{}", b'{"choices": []}', b"x" * 300_000])
def test_a_broken_endpoint_is_asked_once(summary: Summary, raw: bytes) -> None:
    with _model(lambda _: raw) as (endpoint, asked):
        done = rephrased(summary, endpoint)
    assert done.summary == summary
    assert len(asked) == 1
    assert set(done.refused) == {one.facts[0] for one in summary.sentences}


def test_a_slow_model_is_not_waited_for(summary: Summary) -> None:
    def answer(sent: dict[str, Any]) -> dict[str, Any]:
        time.sleep(3)
        return {"text": sent["sentence"], "facts": _facts(sent)}

    with _model(answer) as (endpoint, _):
        began = time.monotonic()
        done = rephrased(summary, endpoint)
    assert time.monotonic() - began < 8
    assert done.summary == summary


def test_the_time_in_all_is_kept(summary: Summary) -> None:
    def answer(sent: dict[str, Any]) -> dict[str, Any]:
        time.sleep(0.3)
        return {"text": sent["sentence"], "facts": _facts(sent)}

    with _model(answer) as (endpoint, asked):
        short = Endpoint(endpoint.url, endpoint.model, endpoint.key, seconds=1.0, seconds_in_all=1.0)
        done = rephrased(summary, short)
    assert 1 <= done.reworded < len(summary.sentences)
    assert len(asked) <= 5


def test_nobody_at_the_address(summary: Summary) -> None:
    done = rephrased(summary, Endpoint("http://127.0.0.1:9", "small", "a-secret"))
    assert done.summary == summary
    assert "127.0.0.1" not in str(done.refused)
    assert "a-secret" not in str(done.refused)


def test_the_environment_names_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "MODEL", "KEY"):
        monkeypatch.delenv(f"COMMON_MEASURE_LLM_{name}", raising=False)
    assert endpoint_from_environment() is None
    monkeypatch.setenv("COMMON_MEASURE_LLM_URL", "http://localhost:11434/v1/")
    with pytest.raises(ValueError, match="COMMON_MEASURE_LLM_MODEL"):
        endpoint_from_environment()
    monkeypatch.setenv("COMMON_MEASURE_LLM_MODEL", "small")
    monkeypatch.setenv("COMMON_MEASURE_LLM_KEY", "a-secret")
    endpoint = endpoint_from_environment()
    assert endpoint is not None
    assert (endpoint.url, endpoint.key) == ("http://localhost:11434/v1", "a-secret")
    assert "a-secret" not in repr(endpoint)
    monkeypatch.setenv("COMMON_MEASURE_LLM_URL", "file:///etc/passwd")
    with pytest.raises(ValueError, match="no web address"):
        endpoint_from_environment()
