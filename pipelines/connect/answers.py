"""What a person said to the questions: by `--answer` or at the terminal, by the key of the question.

Not here: the questions, which each step asks about its own part.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.connect.model import ConnectError

LEAVE_OUT = ("-", "none")


class Answers:
    """Answers by key. A key is a column of the contract, or a column with what is asked of it: `hours.unit`."""

    def __init__(self, given: Iterable[str] = ()) -> None:
        self._values: dict[str, str] = {}
        self._used: set[str] = set()
        for text in given:
            key, equals, value = (
                text.rpartition("=") if ":" in text.partition("=")[0] else text.partition("=")
            )
            if not equals or not key.strip():
                raise ConnectError(f"--answer {text!r} is not of the form column=value.")
            self.add(key, value)

    def add(self, key: str, value: str) -> None:
        """Keep an answer; a later one to the same key wins."""
        self._values[_key(key)] = value.strip()

    def get(self, key: str) -> str | None:
        """The answer to a question, None where nobody has given one."""
        self._used.add(_key(key))
        return self._values.get(_key(key))

    def leaves_out(self, key: str) -> bool:
        """Whether a person said that nothing is to be written for this key."""
        return (self.get(key) or "").lower() in LEAVE_OUT

    def unused(self) -> list[str]:
        """Keys that no question was asked for, so probably misspelled."""
        return sorted(set(self._values) - self._used)


def _key(key: str) -> str:
    return key.strip().casefold()
