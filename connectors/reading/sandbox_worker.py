"""What runs in the processes of the sandbox: takes a job, sets the limits, does it, answers.

Loaded without the rest of the package. Knows nothing of what the jobs read.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import operator
import pickle
import resource
import socket
import struct
from typing import Any

from connectors.failures import FeedFailure

_HEADER = struct.Struct("!Q")
_MEGABYTE = 1024 * 1024
_RETIRE_ABOVE = 300 * _MEGABYTE


def serve(descriptor: int) -> None:
    """Answer jobs until the other side closes the connection."""
    _forbid_files()
    # Answers are trees of lists without cycles; looking for cycles costs more than making them.
    gc.disable()
    with socket.socket(fileno=descriptor) as connection, connection.makefile("rb") as incoming:
        while header := incoming.read(_HEADER.size):
            answer = _answer(incoming.read(*_HEADER.unpack(header)))
            connection.sendall(_HEADER.pack(len(answer)))
            connection.sendall(answer)
            del answer


def _answer(message: bytes) -> bytes:
    """Do one job and pack its outcome: its kind, whether it was the last of this process, and what came of it."""
    last = True
    try:
        (module, name, arguments), memory, seconds = pickle.loads(message)
        _limit(memory, seconds)
        outcome = _call(module, name, arguments)
        last = _memory(1) > _RETIRE_ABOVE
        return pickle.dumps((*outcome, last), protocol=5)
    except MemoryError:
        return pickle.dumps(("memory", None, True))
    except BaseException as error:
        # A panic of Rust code is no Exception.
        return pickle.dumps(("error", type(error).__name__, True))


def _call(module: str, name: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "value", operator.attrgetter(name)(importlib.import_module(module))(*arguments)
    except FeedFailure as failure:
        return "failure", (failure.reason, str(failure))


def _limit(memory: int, seconds: float) -> None:
    # What is reserved already is no memory in use: some libraries reserve hundreds of megabytes.
    _set(resource.RLIMIT_AS, _memory(0) + memory)
    used = resource.getrusage(resource.RUSAGE_SELF)
    # The other side only ends a job that waits, or whose limit no system holds.
    _set(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 2)


def _set(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    # Not every system knows every limit; the other side's clock holds everywhere.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _forbid_files() -> None:
    _set(resource.RLIMIT_FSIZE, 0)
    _set(resource.RLIMIT_CORE, 0)


def _memory(field: int) -> int:
    """Bytes of this process: reserved (field 0) or in use (field 1); 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[field]) * resource.getpagesize()
    except OSError:
        return 0
