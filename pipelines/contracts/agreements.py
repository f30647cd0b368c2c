"""A partner's data-sharing agreement, enforced: when it holds, and which columns and identities it shares.

Here: what follows from the agreement for one feed. Not here: dropping columns (connectors/landing).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from connectors import IdentityColumns, Limits, PermanentFailure
from expectations.mapping import Mapping
from pipelines.initiative.vocabulary import feed_mapping

if TYPE_CHECKING:
    from pipelines.initiative.models.partner import Agreement, Feed, Partner


@dataclass(frozen=True)
class Shared:
    """What may be landed of a feed, and what may not."""

    mapping: Mapping
    identity: IdentityColumns
    limits: Limits


def require_agreement(partner: Partner, day: date) -> None:
    """Raise PermanentFailure where the partner's agreement does not hold on a day; without one, nothing is raised."""
    agreement = partner.agreement
    file = f"partners/{partner.partner}.yaml"
    if agreement is None:
        return
    if day < agreement.signed:
        raise PermanentFailure(
            "agreement_not_signed",
            f"The data-sharing agreement of {partner.name} begins on {agreement.signed}. Nothing is pulled before. "
            f"Correct 'signed' in {file} if that is wrong.",
        )
    if day > agreement.expires:
        raise PermanentFailure("agreement_expired", _expired(partner, agreement, day, file))


def _expired(partner: Partner, agreement: Agreement, day: date, file: str) -> str:
    what = f"The data-sharing agreement of {partner.name} ended on {agreement.expires}. Nothing was pulled."
    if is_retention_over(partner, day):
        what += f" What it shared could be kept until {agreement.retain_until}: it is not used any more; delete it."
    return f"{what} Renew the agreement and give the new date in {file}."


def is_retention_over(partner: Partner, day: date) -> bool:
    """Whether what the partner shared may no longer be used."""
    agreement = partner.agreement
    return agreement is not None and agreement.retain_until is not None and day > agreement.retain_until


def shared(partner: Partner, feed: Feed) -> Shared:
    """The mapping and the identity of a feed, without what the agreement leaves out."""
    mapping, identity = feed_mapping(feed), feed.identity or IdentityColumns()
    agreement = partner.agreement
    if agreement is None:
        return Shared(mapping, identity, Limits())
    kept = shared_columns(partner, feed)
    agreed = mapping if kept is None else _without(mapping, kept)
    known = identity if agreement.tokens else IdentityColumns(local_id=identity.local_id)
    names = [name for name in identity.names() if name not in known.names()]
    dropped = [name for name in mapping.partner_columns if name not in agreed.partner_columns]
    is_limited = kept is not None or not agreement.tokens
    withheld = tuple(dict.fromkeys([*dropped, *names]))
    limits = Limits(withheld, only_agreed=is_limited, keeps_names=agreement.names_reach_backbone)
    return Shared(agreed, known, limits)


def shared_columns(partner: Partner, feed: Feed) -> list[str] | None:
    """The contract's columns that the agreement shares of a feed; None for all of them."""
    shares = partner.agreement.shares if partner.agreement else None
    if shares is None:
        return None
    columns = shares.get(feed.record_type, [])
    return None if columns == "all" else list(columns)


def _without(mapping: Mapping, kept: Collection[str]) -> Mapping:
    """The mapping without the columns that are not shared. `sub_program` is no answer of a person and stays."""
    names = {*kept, "sub_program"}
    rows = [
        rule.model_copy(
            update={
                "set": {name: value for name, value in rule.set.items() if name in names},
                "set_from": {name: column for name, column in rule.set_from.items() if name in names},
            }
        )
        for rule in mapping.rows
    ]
    # The first rule that fits a row is used, so an empty one still keeps the rules after it away.
    while rows and not rows[-1].set and not rows[-1].set_from:
        rows.pop()
    columns = {name: entry for name, entry in mapping.columns.items() if name in names}
    return mapping.model_copy(update={"columns": columns, "rows": rows})
