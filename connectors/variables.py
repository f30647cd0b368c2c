"""Environment variables: secrets and `${NAME}` in addresses, read only when a pull runs.

Nothing here keeps a value, and no failure names more than the variable.
"""

from __future__ import annotations

import os
import re
from typing import Annotated

from pydantic import Field

from connectors.failures import PermanentFailure

VariableName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""The name of an environment variable, as an option of a feed gives it."""

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def read_variable(name: str) -> str:
    """Return the value of an environment variable without the blanks and newlines around it."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise PermanentFailure(
            "missing_variable",
            f"The environment variable {name} is not set. Set it where the pull runs.",
        )
    if not value.isprintable():
        raise PermanentFailure(
            "bad_variable",
            f"The environment variable {name} holds a line break or control character. Set it as one line.",
        )
    return value


def expand(text: str) -> str:
    """Put the values of environment variables in place of every `${NAME}`."""
    return _REFERENCE.sub(lambda match: read_variable(match.group(1)), text)


def expand_set(text: str) -> str:
    """Put in the values of those variables that are set, and leave the names of the others."""
    return _REFERENCE.sub(lambda match: os.environ.get(match.group(1), "").strip() or match.group(), text)
