"""Checks of the data-sharing agreements: dates in order, columns that exist, enough shared for each feed to work."""

from __future__ import annotations

from collections.abc import Iterator

from expectations.contract import ContractError, contract_versions, load_contract, record_types
from pipelines.initiative.checks import dangling, with_files
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Agreement, Feed, Partner
from pipelines.initiative.problems import Problem
from pipelines.initiative.vocabulary import feed_contract


def agreement_problems(initiative: Initiative) -> Iterator[Problem]:
    """Every problem of every partner's agreement."""
    for partner, file in with_files(initiative):
        yield from _totals_only(initiative, file, partner)
        if partner.agreement is None:
            continue
        yield from _dates(initiative, file, partner.agreement)
        yield from _names(initiative, file, partner.agreement)
        yield from _columns(initiative, file, partner.agreement)
        for index, feed in enumerate(partner.feeds):
            yield from _feed(initiative, file, partner, feed, index)


def _dates(initiative: Initiative, file: str, agreement: Agreement) -> Iterator[Problem]:
    if agreement.retain_until is not None and agreement.retain_until < agreement.expires:
        what = "what is shared may be kept for a shorter time than the agreement runs"
        yield initiative.sources[file].problem(("agreement", "retain_until"), what, "Check both dates.")


def _names(initiative: Initiative, file: str, agreement: Agreement) -> Iterator[Problem]:
    if agreement.names_reach_backbone and not agreement.tokens:
        what = "the agreement lets names reach the backbone, but allows no tokens of them"
        where = ("agreement", "names_reach_backbone")
        yield initiative.sources[file].problem(where, what, "Allow tokens too, or keep names away.")


def _totals_only(initiative: Initiative, file: str, partner: Partner) -> Iterator[Problem]:
    """A partner that may only send totals never delivers rows about single people, not even by mistake."""
    if not partner.totals_only:
        return
    for index, feed in enumerate(partner.feeds):
        if feed.record_type in record_types() and load_contract(feed.record_type).has_people:
            what = f"the partner may send totals only, and the feed '{feed.id}' is about single people"
            fix = "Take the feed out, or deliver 'total' in its place."
            yield initiative.sources[file].problem(("feeds", index, "record_type"), what, fix)


def _columns(initiative: Initiative, file: str, agreement: Agreement) -> Iterator[Problem]:
    for record_type, columns in (agreement.shares or {}).items():
        where = ("agreement", "shares", record_type)
        unknown = list(dangling(initiative, file, where, record_type, record_types(), "record type"))
        yield from unknown
        if unknown or columns == "all":
            continue
        contracts = [load_contract(record_type, number) for number in contract_versions(record_type)]
        known = dict.fromkeys(column.name for one in contracts for column in one.value_columns)
        for position, name in enumerate(columns):
            kind = f"column in the contract '{record_type}'"
            yield from dangling(initiative, file, (*where, position), name, known, kind)


def _feed(initiative: Initiative, file: str, partner: Partner, feed: Feed, index: int) -> Iterator[Problem]:
    """A feed that the agreement leaves without what its contract requires would only fill the quarantine."""
    source, agreement = initiative.sources[file], partner.agreement
    assert agreement is not None
    shares = agreement.shares
    if shares is not None and feed.record_type not in shares:
        what = f"the agreement does not share '{feed.record_type}', which the feed '{feed.id}' delivers"
        fix = "Add it to 'shares' once it is agreed, or take the feed out."
        yield source.problem(("feeds", index, "record_type"), what, fix)
        return
    try:
        contract = feed_contract(initiative, partner, feed)
    except ContractError:
        return
    columns = shares[feed.record_type] if shares else "all"
    needed = [
        column.name for column in contract.value_columns if column.required and column.name != "sub_program"
    ]
    missing = [name for name in needed if columns != "all" and name not in columns]
    if missing:
        what = f"the agreement leaves out {missing}, which the contract '{feed.record_type}' requires"
        where = ("agreement", "shares", feed.record_type)
        yield source.problem(where, what, "Share them, or take the feed out.")
    if (
        contract.has_people
        and not agreement.tokens
        and (feed.identity is None or feed.identity.local_id is None)
    ):
        what = f"the agreement allows no tokens of names, and the feed '{feed.id}' gives no number of its own"
        yield source.problem(("agreement", "tokens"), what, "Name the partner's own number as 'local_id'.")
