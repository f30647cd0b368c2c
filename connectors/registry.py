"""The list of connectors, and the one function that runs them.

A new connector is a module with a Connector in it, and a line here.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from connectors.delimited import CSV
from connectors.excel import EXCEL
from connectors.failures import PermanentFailure
from connectors.http import HttpPolicy
from connectors.kobo import KOBO
from connectors.pull import Connector, Earlier, Original, Pull, PullContext
from connectors.rest import REST

CONNECTORS: dict[str, Connector] = {one.name: one for one in (EXCEL, CSV, KOBO, REST)}

_DEFAULT_POLICY = HttpPolicy()


def find_connector(name: str) -> Connector:
    """Return a connector by its name; PermanentFailure `unknown_connector` with the names there are."""
    if name not in CONNECTORS:
        raise PermanentFailure(
            "unknown_connector",
            f"There is no connector {name!r}. Use one of {', '.join(sorted(CONNECTORS))}.",
        )
    return CONNECTORS[name]


def pull(
    connector: str,
    options: BaseModel,
    *,
    base_dir: Path,
    policy: HttpPolicy = _DEFAULT_POLICY,
    earlier: Earlier | None = None,
    originals: list[Original] | None = None,
) -> Pull:
    """Run a connector with options of its own kind; what the rest is for, PullContext says.

    Raises PermanentFailure or TransientFailure, and TypeError for the options of another connector.
    """
    found = find_connector(connector)
    if not isinstance(options, found.Options):
        raise TypeError(f"connector {connector} takes {found.Options.__name__}, not {type(options).__name__}")
    return found.read(options, PullContext(base_dir, policy, earlier, originals))
