"""The list of connectors, and the one function that runs them.

A new connector is a module with a Connector in it, and a line here.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from connectors.failures import PermanentFailure
from connectors.policy import HttpPolicy
from connectors.pull import Connector, Earlier, Original, Pull, PullContext
from connectors.services.airtable import AIRTABLE
from connectors.services.dhis2 import DHIS2
from connectors.services.google_forms import GOOGLE_FORMS
from connectors.services.google_sheets import GOOGLE_SHEETS
from connectors.services.kobo import KOBO
from connectors.services.nocodb import NOCODB
from connectors.services.odk import ODK
from connectors.services.rest import REST
from connectors.services.salesforce import SALESFORCE
from connectors.services.socrata import SOCRATA
from connectors.services.surveymonkey import SURVEYMONKEY
from connectors.services.threesixty import THREESIXTY
from connectors.texts.delimited import CSV
from connectors.workbooks.excel import EXCEL

_ALL = (
    EXCEL,
    CSV,
    KOBO,
    ODK,
    REST,
    AIRTABLE,
    DHIS2,
    GOOGLE_FORMS,
    GOOGLE_SHEETS,
    NOCODB,
    SALESFORCE,
    SOCRATA,
    SURVEYMONKEY,
    THREESIXTY,
)

CONNECTORS: dict[str, Connector] = {one.name: one for one in _ALL}

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
