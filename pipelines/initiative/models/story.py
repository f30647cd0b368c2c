"""story.yaml: for each outcome the story behind its curve, what works, and the next steps with their owners.

What people say about the figures, in the words that the partners agreed on. Figures themselves are never written here.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from pipelines.initiative.models.base import Identifier, Strict


class NextStep(Strict):
    """One step: either told here, or a commitment of the plan of action, which knows what, when and how far it is."""

    what: str | None = Field(None, description="What will be done, in a sentence.")
    owner: Identifier | None = Field(None, description="The partner that does it; without one, the backbone.")
    by: date | None = Field(None, description="The day by which it is done.")
    status: Literal["planned", "under_way", "done", "dropped"] | None = None
    commitment: Identifier | None = Field(None, description="The id of a commitment of the owner.")

    @model_validator(mode="after")
    def _told_once(self) -> NextStep:
        if self.commitment is None:
            if self.what is None:
                raise ValueError("say 'what' will be done, or name a 'commitment' of the owner")
        elif self.owner is None:
            raise ValueError("say whose commitment it is with 'owner'")
        elif self.what or self.by or self.status:
            raise ValueError("'what', 'by' and 'status' stand with the commitment; take them out here")
        return self


class OutcomeStory(Strict):
    """What is behind one outcome's curve, and how it is to be turned."""

    outcome: Identifier = Field(description="An outcome of the theory of change.")
    story: list[str] = Field(default_factory=list, description="What is behind the curve, a paragraph each.")
    what_works: list[str] = Field(default_factory=list, description="What is known to help, one each.")
    next_steps: list[NextStep] = Field(default_factory=list)


class Stories(Strict):
    """The stories behind the curves; outcomes without one need not be listed."""

    stories: list[OutcomeStory] = Field(default_factory=list)
