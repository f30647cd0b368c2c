"""What every model of the initiative folder shares: strictness, identifiers, dates, shares.

Not here: anything about one of the files.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_IDENTIFIER = re.compile(r"^[a-z][a-z0-9_]*$")
_MONTH_DAY = re.compile(r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")


class Strict(BaseModel):
    """A model that refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid")


def _identifier(value: str) -> str:
    if not _IDENTIFIER.match(value):
        raise ValueError("use small letters, digits and underscores, beginning with a letter")
    if value == "all":
        raise ValueError("'all' is kept for the whole; choose another name")
    return value


def _month_day(value: str) -> str:
    if not _MONTH_DAY.match(value):
        raise ValueError('write month-day in quotation marks, for example "07-01"')
    return value


def _share(value: Any) -> Any:
    """A share is written as 18 % or as 0.18; both are kept as 0.18."""
    if isinstance(value, str) and value.strip().endswith("%"):
        return float(value.strip().removesuffix("%").strip()) / 100
    return value


Identifier = Annotated[str, AfterValidator(_identifier)]
MonthDay = Annotated[str, AfterValidator(_month_day)]
Amount = Annotated[
    float,
    BeforeValidator(_share, json_schema_input_type=float | str),
    Field(description='A number; a rate as "18 %" or as 0.18.'),
]
