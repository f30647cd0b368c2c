"""Runs the reading of a file in a process of its own, within a limit of memory and of time.

Files come from outside, and a small one can ask for more than a machine has. Here: starting, reusing and
ending the processes. What they run stands in `sandbox_worker`; what is read, with the formats.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.failures import PermanentFailure

_MEGABYTE = 1024 * 1024
_USUAL_FILE = 10 * _MEGABYTE
_BYTES_FOR_A_BYTE = 40
_HEADER = struct.Struct("!Q")
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ")
# A process that reads one file needs few modules: neither the facade of the package, which loads every
# connector, nor pandas, which the modules that it does need mention in passing.
_START = """
import importlib.util, sys, types
sys.path[:0] = {path!r}
package = types.ModuleType("connectors")
package.__path__ = [{folder!r}]
sys.modules["connectors"] = package
found = importlib.util.find_spec("pandas")
found.loader = importlib.util.LazyLoader(found.loader)
sys.modules["pandas"] = importlib.util.module_from_spec(found)
found.loader.exec_module(sys.modules["pandas"])
from connectors.reading.sandbox_worker import serve
serve({descriptor})
"""


# On a busy machine a process gets a share of the time that passes; one that only waits is not let wait for ever.
_BUSY = 5


@dataclass(frozen=True)
class Limits:
    """How much one reading may take: bytes of memory above an idle process, and seconds of processor time."""

    memory: int = 850 * _MEGABYTE
    seconds: float = 30.0


def limits_for(size: int) -> Limits:
    """The limits for a file of `size` bytes: what `Limits` says, and more for large files.

    A cell of a few bytes takes some sixty as a text of Python, and is handed over once.
    """
    usual = Limits()
    memory = usual.memory + _BYTES_FOR_A_BYTE * max(0, size - _USUAL_FILE)
    return Limits(memory, usual.seconds * max(1.0, size / (4 * _USUAL_FILE)))


def run(file: str, function: Callable[..., Any], *arguments: Any, limits: Limits | None = None) -> Any:
    """Call a function of a module in another process and return its result.

    `file` is what messages call the file. The result is made of plain values and of classes of
    `connectors`. Raises what the function raises as FeedFailure, and PermanentFailure `too_large`,
    `too_slow` or `unreadable_file` where it does not come to its end.
    """
    return _POOL.run(file, (function.__module__, function.__qualname__, arguments), limits or Limits())


class _Worker:
    """One process that reads files, one after the other."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        code = _START.format(
            path=[entry or os.getcwd() for entry in sys.path],
            folder=str(Path(__file__).parents[1]),
            descriptor=theirs.fileno(),
        )
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", code],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # No secret of this process is in reach of what reads a stranger's file.
                env={name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ},
            )

    def ask(self, job: Any, limits: Limits) -> tuple[str, Any, bool]:
        """Return the kind of the answer, the answer, and whether it is the last; TimeoutError, EOFError."""
        deadline = time.monotonic() + _BUSY * limits.seconds
        self._send(pickle.dumps((job, limits.memory, limits.seconds), protocol=5), deadline)
        (size,) = _HEADER.unpack(self._receive(_HEADER.size, deadline))
        try:
            kind, answer, last = _PlainUnpickler(io.BytesIO(self._receive(size, deadline))).load()
        except pickle.UnpicklingError as error:
            return "error", str(error), True
        return kind, answer, last

    def end(self) -> int:
        """Kill the process, wait for it and return its exit code, negative for a signal."""
        self._socket.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            # A process that died by itself tells why, if it is not killed first.
            return self._process.wait(0.2)
        self._process.kill()
        return self._process.wait()

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        self._process.kill()
        self._socket.close()
        self._process.wait()

    def _send(self, message: bytes, deadline: float) -> None:
        self._socket.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            self._socket.sendall(_HEADER.pack(len(message)))
            self._socket.sendall(message)
        except (BrokenPipeError, ConnectionResetError):
            raise EOFError from None

    def _receive(self, size: int, deadline: float) -> bytearray:
        buffer = bytearray(size)
        view, filled = memoryview(buffer), 0
        while filled < size:
            self._socket.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                count = self._socket.recv_into(view[filled:])
            except ConnectionResetError:
                count = 0
            if not count:
                raise EOFError
            filled += count
        return buffer


class _PlainUnpickler(pickle.Unpickler):
    """Reads plain values and the classes of `connectors`, so that an answer cannot name other code to run."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class of this package only."""
        if module.startswith("connectors.") and "." not in name:
            found = getattr(sys.modules.get(module) or __import__(module, fromlist=[name]), name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError("an answer of another kind")


class _Pool:
    """Idle workers, and as many at work at once as there are processors."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._places = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))

    def run(self, file: str, job: Any, limits: Limits) -> Any:
        """Have a worker do the job; see `run`."""
        with self._places:
            worker = self._take()
            try:
                kind, answer, last = worker.ask(job, limits)
            except BaseException as error:
                if isinstance(error, EOFError):
                    raise _ended(file, worker.end(), limits) from None
                worker.kill()
                if isinstance(error, TimeoutError):
                    raise _too_slow(file, limits) from None
                raise
            if last:
                worker.kill()
            else:
                self._give_back(worker)
        return _result(file, kind, answer, limits)

    def close(self) -> None:
        """End the idle workers."""
        with self._lock:
            workers, self._idle = self._idle, []
        for worker in workers:
            worker.kill()

    def _take(self) -> _Worker:
        with self._lock:
            return self._idle.pop() if self._idle else _Worker()

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            self._idle.append(worker)


def _result(file: str, kind: str, answer: Any, limits: Limits) -> Any:
    match kind:
        case "value":
            return answer
        case "failure":
            raise PermanentFailure(*answer)
        case "memory":
            raise _too_large(file, limits)
    raise PermanentFailure(
        "unreadable_file", f"{file} could not be read ({answer}). Save it again as .xlsx or CSV UTF-8."
    )


def _ended(file: str, code: int, limits: Limits) -> PermanentFailure:
    """Say why a worker died: the libraries below Python abort where they get no memory."""
    if code == -signal.SIGXCPU:
        return _too_slow(file, limits)
    if code in (-signal.SIGABRT, -signal.SIGKILL):
        return _too_large(file, limits)
    return PermanentFailure(
        "unreadable_file",
        f"{file} is damaged: it brought its reader down. Save it again as .xlsx or CSV UTF-8.",
    )


def _too_large(file: str, limits: Limits) -> PermanentFailure:
    return PermanentFailure(
        "too_large",
        f"{file} takes more than {limits.memory // _MEGABYTE} MB of memory to read. "
        "Delete empty formatted rows and columns, or split it.",
    )


def _too_slow(file: str, limits: Limits) -> PermanentFailure:
    return PermanentFailure(
        "too_slow",
        f"{file} takes more than {limits.seconds:.0f} seconds of processor time to read. Split it into several files.",
    )


_POOL = _Pool()
atexit.register(lambda: _POOL.close())


def _forget_workers() -> None:
    """Leave a parent's workers to the parent: two processes must not talk to the same worker."""
    global _POOL
    _POOL = _Pool()


os.register_at_fork(after_in_child=_forget_workers)
