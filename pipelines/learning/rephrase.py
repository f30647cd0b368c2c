"""Rewording by a language model behind an OpenAI-compatible endpoint: off unless its address is set.

Sent: template sentences and the figures of their facts, which are all published. What comes back is checked
(checker.py); a sentence that fails keeps its template. How sure a sentence is, is never sent and never reworded.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import requests

from pipelines.learning import vocabulary
from pipelines.learning.checker import problems
from pipelines.learning.facts import Fact
from pipelines.learning.sentences import Sentence
from pipelines.learning.summary import Summary

URL_VARIABLE = "COMMON_MEASURE_LLM_URL"
MODEL_VARIABLE = "COMMON_MEASURE_LLM_MODEL"
KEY_VARIABLE = "COMMON_MEASURE_LLM_KEY"
_MOST_BYTES = 200_000
_TASK = (
    "You reword one sentence of a public report so that it reads more easily. Keep every number with its unit, every "
    "name and every period exactly as written, and beside each other as they are. Say nothing new. Never say why "
    "something happened. No number words, no adverbs of degree. Answer with JSON only: "
    '{"text": "the sentence", "facts": ["the ids of the facts, unchanged"]}. '
    f"Use only words of the sentence and these: {' '.join(sorted(vocabulary.NEUTRAL))}."
)


@dataclass(frozen=True)
class Endpoint:
    """Where a model answers. `seconds` is the time for one sentence, `seconds_in_all` for the summary."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    seconds: float = 30.0
    seconds_in_all: float = 300.0


@dataclass(frozen=True)
class Rephrased:
    """The summary with the sentences that passed, marked; why others did not, by the first fact of each."""

    summary: Summary
    model: str
    refused: Mapping[str, tuple[str, ...]]

    @property
    def reworded(self) -> int:
        """How many sentences a machine worded."""
        return sum(sentence.by_machine for sentence in self.summary.sentences)


class _NoAnswerError(Exception):
    """The endpoint did not answer in time or as agreed; the text says how, and nothing of the address or key."""


def endpoint_from_environment() -> Endpoint | None:
    """The endpoint that the environment names, or None. Raises ValueError where an address has no model beside it."""
    url = os.environ.get(URL_VARIABLE, "").strip()
    if not url:
        return None
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"{URL_VARIABLE} is no web address; it looks like https://host/v1")
    model = os.environ.get(MODEL_VARIABLE, "").strip()
    if not model:
        raise ValueError(f"{URL_VARIABLE} is set; set {MODEL_VARIABLE} to the name of the model too")
    return Endpoint(url.rstrip("/"), model, os.environ.get(KEY_VARIABLE) or None)


def rephrased(summary: Summary, endpoint: Endpoint) -> Rephrased:
    """Each sentence in the model's words where they pass the check. Never raises for what the endpoint does.

    An endpoint that fails once is asked no more, and no answer is waited for beyond the time in all.
    """
    end = time.monotonic() + endpoint.seconds_in_all
    done: list[Sentence] = []
    refused: dict[str, tuple[str, ...]] = {}
    failure: str | None = None
    for sentence in summary.sentences:
        reasons: tuple[str, ...] = (failure,) if failure else ()
        if not failure:
            try:
                answer = _ask(endpoint, sentence, summary.facts, end)
                text, cited = answer.get("text"), answer.get("facts")
                reasons = tuple(problems(sentence, text, cited, summary.facts))
                if not reasons:
                    done.append(replace(sentence, text=str(text).strip(), by_machine=True))
                    continue
            except _NoAnswerError as error:
                failure = str(error)
                reasons = (failure,)
        done.append(sentence)
        refused[sentence.facts[0]] = reasons
    return Rephrased(replace(summary, sentences=tuple(done)), endpoint.model, refused)


def _ask(endpoint: Endpoint, sentence: Sentence, facts: Mapping[str, Fact], end: float) -> dict[str, Any]:
    """The model's answer for one sentence; an answer that is no JSON object counts as an empty one."""
    until = min(end, time.monotonic() + endpoint.seconds)
    if until <= time.monotonic():
        raise _NoAnswerError("no time left")
    try:
        body = json.loads(_post(endpoint, _request(endpoint, sentence, facts), until))
        content = body["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise _NoAnswerError("the endpoint does not answer as agreed") from None
    try:
        answer = json.loads(content)
    except (ValueError, TypeError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _request(endpoint: Endpoint, sentence: Sentence, facts: Mapping[str, Fact]) -> dict[str, Any]:
    sent = {
        "sentence": sentence.text,
        "facts": [
            {
                "id": name,
                "names": facts[name].names,
                "figures": [{"text": one.text, "of": one.label} for one in facts[name].figures],
            }
            for name in sentence.facts
        ],
    }
    return {
        "model": endpoint.model,
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [
            {"role": "system", "content": _TASK},
            {"role": "user", "content": json.dumps(sent, ensure_ascii=False)},
        ],
    }


def _post(endpoint: Endpoint, body: dict[str, Any], until: float) -> bytes:
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    try:
        with requests.post(
            f"{endpoint.url}/chat/completions",
            json=body,
            headers=headers,
            timeout=max(0.1, until - time.monotonic()),
            stream=True,
            allow_redirects=False,
        ) as response:
            if response.status_code != 200:
                raise _NoAnswerError(f"the endpoint answered with HTTP {response.status_code}")
            return b"".join(_chunks(response, until))
    except requests.RequestException as error:
        # The text of such an error holds the address.
        raise _NoAnswerError(f"no answer: {type(error).__name__}") from None


def _chunks(response: requests.Response, until: float) -> Iterator[bytes]:
    """The body within the time and a size; a server that sends a byte now and then would never time out."""
    size = 0
    for chunk in response.iter_content(256):
        size += len(chunk)
        if time.monotonic() > until or size > _MOST_BYTES:
            raise _NoAnswerError("the answer took too long or was too long")
        yield chunk
