"""A real browser, the servers that it visits, and the pictures that it takes. Everything started here is stopped here.

Not here: what a page must show.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FloatRect, Locator, Page, Request, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
PICTURES = PROJECT / "docs" / "images"
PICTURES_VARIABLE = "COMMON_MEASURE_PICTURES"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_START_SECONDS, _STOP_SECONDS = 180, 30


@dataclass
class Seen:
    """What happened while a page was open."""

    requests: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """The Chromium of this machine; skips the test where there is none."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


def watch(page: Page) -> Seen:
    """Keep what the page asks for and what goes wrong in it."""
    seen = Seen()

    def failed(request: Request) -> None:
        # Leaving a page aborts what it was still loading.
        if request.failure != "net::ERR_ABORTED":
            seen.failed.append(f"{request.url}: {request.failure}")

    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("requestfailed", failed)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda line: seen.errors.append(line.text) if line.type == "error" else None)
    return seen


def violations(page: Page) -> list[str]:
    """What axe finds wrong on an open page, at every level and by its best practices too, with the first place."""
    # Told not to fetch the style sheet again: a page opened from a disk may not.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{each['id']}: {each['help']} at {each['nodes'][0]['html'][:120]}" for each in found]


def too_wide(page: Page) -> int:
    """How many pixels a page is wider than its window."""
    wide: int = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    return wide


def take_picture(
    page: Page, path: Path, clip: FloatRect | None = None, *, full_page: bool = False, for_docs: bool = False
) -> Path:
    """Save what the window or the whole page shows inside `clip`.

    A picture for the docs goes there too when the variable COMMON_MEASURE_PICTURES is set.
    """
    page.screenshot(path=path, full_page=full_page, clip=clip)
    if for_docs and os.environ.get(PICTURES_VARIABLE):
        PICTURES.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, PICTURES)
    return path


def around(boxes: Locator, margin: float) -> FloatRect:
    """The rectangle of the window that holds every element, with a margin; the elements must be visible."""
    found = [box for element in boxes.all() if (box := element.bounding_box()) is not None]
    left, top = min(box["x"] for box in found), min(box["y"] for box in found)
    right = max(box["x"] + box["width"] for box in found)
    bottom = max(box["y"] + box["height"] for box in found)
    return {
        "x": left - margin,
        "y": top - margin,
        "width": right - left + 2 * margin,
        "height": bottom - top + 2 * margin,
    }


@contextmanager
def serve_dagster(*command: str, log: Path, **environment: str) -> Iterator[str]:
    """Run a Dagster command in the project's root until it serves; gives its address.

    Raises AssertionError with the command's output when it ends early or takes too long.
    """
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)],
            cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_until_it_serves(server, address, log)
        yield address
    finally:
        _stop(server)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_serves(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server ended by itself:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(f"{address}/server_info", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"the server did not answer:\n{log.read_text()}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask first: Dagster then ends its code servers. They share the server's process group."""
    for request in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(server.pid, request)
        except ProcessLookupError:
            return
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    server.wait()
