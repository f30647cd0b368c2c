"""communication.yaml: what each partner, the funders, the public and the backbone get, how often, and in which form.

Not here: making what is delivered, and what was delivered (pipelines/communication).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from pipelines.initiative.models.base import Identifier, Strict

What = Literal[
    "scorecard", "fix_list", "kit", "report", "learning_summary", "digest", "workbook", "board", "open_data"
]
When = Literal["every_run", "weekly", "monthly", "quarterly", "yearly"]
Form = Literal["html", "pdf", "xlsx", "eml", "json", "txt"]
AUDIENCES = ("partners", "funders", "public", "backbone")
# What speaks of one partner goes to that partner alone.
FOR_ITS_PARTNER = frozenset({"scorecard", "fix_list", "kit"})
FORMS: Mapping[str, frozenset[str]] = {
    "scorecard": frozenset({"html"}),
    "fix_list": frozenset({"xlsx"}),
    "kit": frozenset({"xlsx"}),
    "report": frozenset({"html", "pdf"}),
    "learning_summary": frozenset({"json", "txt"}),
    "digest": frozenset({"html", "eml", "txt"}),
    "workbook": frozenset({"xlsx"}),
    "board": frozenset({"xlsx"}),
    "open_data": frozenset({"json"}),
}


class Delivery(Strict):
    """One line of the plan."""

    id: Identifier
    what: What
    to: list[Identifier] = Field(
        min_length=1,
        description="partners (each of them), funders, public or backbone; or single partners by their id.",
    )
    when: When = Field("every_run", description="Counted from the run; a month begins with its first run.")
    form: list[Form] = Field(min_length=1)

    @model_validator(mode="after")
    def _parts_agree(self) -> Delivery:
        strange = [form for form in self.form if form not in FORMS[self.what]]
        if strange:
            there = ", ".join(sorted(FORMS[self.what]))
            raise ValueError(f"there is no {self.what} as {', '.join(strange)}; it comes as {there}")
        wrong = [name for name in self.to if name in AUDIENCES and name != "partners"]
        if self.what in FOR_ITS_PARTNER and wrong:
            raise ValueError(
                f"a {self.what} speaks of one partner and goes to that partner alone, not to {', '.join(wrong)}"
            )
        return self


def _usual() -> list[Delivery]:
    return [
        Delivery(id="kits", what="kit", to=["partners"], when="every_run", form=["xlsx"]),
        Delivery(id="fix_lists", what="fix_list", to=["partners"], when="every_run", form=["xlsx"]),
        Delivery(id="scorecards", what="scorecard", to=["partners"], when="every_run", form=["html"]),
        Delivery(id="report", what="report", to=["public"], when="every_run", form=["html"]),
    ]


class Communication(Strict):
    """The plan. Without the file, partners get kits, fix lists and scorecards, and the public gets the report."""

    deliveries: list[Delivery] = Field(default_factory=_usual)
    board: list[Identifier] = Field(
        default_factory=list,
        description="Measures of what partners have and need (stock, shifts to fill), none of which counts people. "
        "Each release then holds a board with the newest figure of every partner.",
    )

    @model_validator(mode="after")
    def _board_has_measures(self) -> Communication:
        if not self.board and any(line.what == "board" for line in self.deliveries):
            raise ValueError("a board is to be delivered; name the measures on it under board")
        return self
