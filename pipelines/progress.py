"""What the program says while it works. Steps log to `progress`; whoever runs them decides where it is shown.

INFO and WARNING are lines that stay; DEBUG is what is being done at the moment.
"""

from __future__ import annotations

import logging

from rich.console import Console
from rich.markup import escape
from rich.status import Status

progress = logging.getLogger("common_measure.progress")


class ConsoleProgress(logging.Handler):
    """Shows progress on a terminal: lines that stay, and one line for what is being done now."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.DEBUG)
        self._console = console
        self._status = Status("starting", console=console)

    def __enter__(self) -> ConsoleProgress:
        progress.setLevel(logging.DEBUG)
        progress.propagate = False
        progress.addHandler(self)
        self._status.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._status.stop()
        progress.removeHandler(self)
        progress.setLevel(logging.NOTSET)
        progress.propagate = True

    def emit(self, record: logging.LogRecord) -> None:
        """Print a line, or replace the line of the moment."""
        text = escape(record.getMessage())
        if record.levelno < logging.INFO:
            self._status.update(text)
        elif record.levelno == logging.INFO:
            self._console.print(f"  [green]✓[/green] {text}", highlight=False)
        else:
            self._console.print(f"  [yellow]![/yellow] {text}", highlight=False)
