"""contracts.yaml: which version of which contract is in force, who agreed to it, and how long the old one stays."""

from __future__ import annotations

from datetime import date

from pydantic import Field, model_validator

from pipelines.initiative.models.base import Identifier, Strict


class ContractVersion(Strict):
    """One version of one contract that the initiative agreed to. Version 1 is in force until another one is."""

    record_type: Identifier
    version: int = Field(ge=2)
    agreed_by: str = Field(description="Who agreed: a body or a role, not a person.")
    agreed_on: date
    in_force_from: date = Field(alias="from", description="The first day on which batches are judged by it.")
    grace_until: date | None = Field(
        None, description="The last day on which rows that only meet the version before are accepted too."
    )
    effect_on_history: str = Field(
        description="What it means for rows that came before, in words, for example that they stay as they are."
    )

    @model_validator(mode="after")
    def _in_order(self) -> ContractVersion:
        if self.in_force_from < self.agreed_on:
            raise ValueError(
                "a version cannot be in force before it was agreed: check 'from' and 'agreed_on'"
            )
        if self.grace_until is not None and self.grace_until < self.in_force_from:
            raise ValueError("the grace period ends before the version is in force: check 'grace_until'")
        return self


class Contracts(Strict):
    """The versions in use, in the order in which they came into force."""

    versions: list[ContractVersion] = Field(default_factory=list)
