"""Jobs for the tests of the sandbox, in a module of their own because another process imports them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from connectors.failures import PermanentFailure


def give_back(value: Any) -> Any:
    return value


def process_id() -> int:
    return os.getpid()


def environment() -> list[str]:
    return sorted(os.environ)


def take_memory() -> int:
    taken = []
    while True:
        taken.append(bytes(10 * 1024 * 1024))


def take_memory_at_once() -> int:
    return len(bytearray(3 * 1024**3))


def turn_forever() -> None:
    while True:
        pass


def wait_forever() -> None:
    time.sleep(1000)


def abort() -> None:
    os.abort()


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def refuse() -> None:
    raise PermanentFailure("no_table", "a.xlsx: there is none.")


def fail_with_a_value() -> None:
    raise KeyError("Quintanilla")


def answer_with_code() -> Any:
    return subprocess.call


def write_a_file(path: str) -> None:
    Path(path).write_text("x" * 100_000)


def wait_a_while() -> str:
    """Use hardly any processor time for more than a second, as on a busy machine."""
    time.sleep(1.2)
    return "read"
