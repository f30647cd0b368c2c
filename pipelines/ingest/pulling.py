"""Pulls feeds side by side, lands what they bring, enforces the contract, and decides what is in force.

One feed's failure is that feed's state and nothing else's. Not here: what the warehouse makes of it (in_force.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from connectors import (
    CONNECTORS,
    Batch,
    Earlier,
    FeedFailure,
    land,
    load_initiative_key,
    pull,
    read_earlier,
)
from expectations.enforcement import Enforced, enforce
from pipelines.contracts.agreements import is_retention_over, require_agreement, shared
from pipelines.ingest.history import add_arrival, read_history
from pipelines.ingest.state import FeedState, Judged, read_state, write_state
from pipelines.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.initiative.vocabulary import feed_contract, feed_grace
from pipelines.kits.returned import recognised
from pipelines.paths import DataFolder
from pipelines.progress import progress

# Pulls wait for servers most of the time; parsing happens one at a time in any case.
PULLS_AT_ONCE = 32


@dataclass(frozen=True)
class FeedOutcome:
    """What one run made of one feed. `batch` and `verdict` are those of this run's pull, if one came."""

    state: FeedState
    is_new: bool = False
    batch: Batch | None = None
    verdict: Enforced | None = None


def ingest(
    initiative: Initiative, data: DataFolder, feeds: Sequence[tuple[Partner, Feed]]
) -> Iterator[FeedOutcome]:
    """Pull the feeds side by side and yield each outcome as soon as it is known."""
    key = load_initiative_key(data.key_file, initiative.name)
    with ThreadPoolExecutor(max_workers=PULLS_AT_ONCE, thread_name_prefix="pull") as pool:
        waiting = {
            pool.submit(_pull_and_land, initiative, data, partner, feed, key): (partner, feed)
            for partner, feed in feeds
        }
        for done, future in enumerate(as_completed(waiting), 1):
            partner, feed = waiting[future]
            progress.debug("feeds: %d of %d", done, len(waiting))
            try:
                batch, is_new = future.result()
                outcome = _judged(initiative, data, partner, feed, batch, is_new)
            except FeedFailure as failure:
                outcome = _failed(initiative, data, partner, feed, failure.reason, str(failure))
            except Exception as error:
                # Whatever a partner's file provokes must not hold up the others. The text of an unknown error may
                # quote a cell, so only its type is kept.
                what = f"Something unforeseen ({type(error).__name__}) stopped the reading. Check the file or the form."
                outcome = _failed(initiative, data, partner, feed, "unexpected", what)
            outcome = _recorded(data, outcome)
            write_state(data, outcome.state)
            _tell(outcome)
            yield outcome


def _recorded(data: DataFolder, outcome: FeedOutcome) -> FeedOutcome:
    """Add what came to the feed's history; where nothing came, the history stays as it is."""
    state = outcome.state
    if outcome.batch is None or outcome.verdict is None:
        arrivals = len(read_history(data, state.partner, state.feed))
    else:
        arrivals = add_arrival(data, state, outcome.batch, outcome.verdict)
    return replace(outcome, state=replace(state, arrivals=arrivals))


def _pull_and_land(
    initiative: Initiative, data: DataFolder, partner: Partner, feed: Feed, key: bytes
) -> tuple[Batch, bool]:
    require_agreement(partner, initiative.as_of)
    agreed = shared(partner, feed)
    options = CONNECTORS[feed.connector].Options.model_validate(feed.options)
    earlier = _earlier(data, partner, feed, options.model_dump(mode="json"), key)
    pulled = pull(feed.connector, options, base_dir=initiative.folder, earlier=earlier)
    if feed.kit:
        pulled = recognised(pulled, initiative, partner, feed)
    return land(
        pulled,
        root=data.landing,
        partner=partner.partner,
        feed=feed.id,
        connector=feed.connector,
        options=options.model_dump(mode="json"),
        columns=agreed.mapping.partner_columns,
        identity=agreed.identity,
        key=key,
        pulled_at=datetime.now(UTC),
        limits=agreed.limits,
        answers=feed.answers,
    )


def _earlier(
    data: DataFolder, partner: Partner, feed: Feed, options: dict[str, Any], key: bytes
) -> Earlier | None:
    """What a connector with a cursor starts from: the latest batch, in force or not, for it holds what came."""
    before = read_state(data, partner.partner, feed.id)
    if before is None or before.latest is None:
        return None
    return read_earlier(before.latest.batch(data), feed.connector, options, key)


def _judged(
    initiative: Initiative, data: DataFolder, partner: Partner, feed: Feed, batch: Batch, is_new: bool
) -> FeedOutcome:
    verdict = _enforce(initiative, data, partner, feed, batch)
    judged = _reference(data, batch, verdict)
    state = FeedState(partner.partner, feed.id, feed.record_type, "ok", latest=judged, in_force=judged)
    if verdict.rows_accepted == 0:
        reason, message = _why_held(verdict)
        before = _still_in_force(initiative, data, partner, feed)
        state = replace(state, status="held", reason=reason, message=message, in_force=before)
    return FeedOutcome(state, is_new, batch, verdict)


def _why_held(verdict: Enforced) -> tuple[str, str]:
    if verdict.is_held:
        missing = sorted({name for names in verdict.columns_missing.values() for name in names})
        words = ", ".join(f"'{name}'" for name in missing)
        return "column_missing", f"Not there: {words}. Bring the column back, or change the mapping."
    if verdict.rows_received == 0:
        return "no_rows", "The source has no rows. Check whether the right file or form was sent."
    return "nothing_accepted", "No row met the contract. The rule results say which rules were broken."


def _failed(
    initiative: Initiative, data: DataFolder, partner: Partner, feed: Feed, reason: str, message: str
) -> FeedOutcome:
    before = read_state(data, partner.partner, feed.id)
    return FeedOutcome(
        FeedState(
            partner.partner,
            feed.id,
            feed.record_type,
            "failed",
            reason=reason,
            message=message,
            latest=before.latest if before else None,
            in_force=_still_in_force(initiative, data, partner, feed),
        )
    )


def _still_in_force(initiative: Initiative, data: DataFolder, partner: Partner, feed: Feed) -> Judged | None:
    """The earlier batch, judged anew where the contract or the mapping has changed since.

    Nothing, once the agreement says that what the partner shared may no longer be kept.
    """
    before = read_state(data, partner.partner, feed.id)
    if before is None or before.in_force is None or is_retention_over(partner, initiative.as_of):
        return None
    batch = before.in_force.batch(data)
    verdict = _enforce(initiative, data, partner, feed, batch)
    return _reference(data, batch, verdict) if verdict.rows_accepted else before.in_force


def _enforce(
    initiative: Initiative, data: DataFolder, partner: Partner, feed: Feed, batch: Batch
) -> Enforced:
    # A batch is judged by the day it came, so that its verdict does not change with the calendar.
    day = min(initiative.as_of, date.fromisoformat(str(batch.manifest["pulled_at"])[:10]))
    return enforce(
        batch.rows_path,
        contract=feed_contract(initiative, partner, feed, day),
        mapping=shared(partner, feed).mapping,
        folder=data.enforced / partner.partner / feed.id,
        batch_id=batch.folder.name,
        as_of=day,
        grace=feed_grace(initiative, partner, feed, day),
    )


def _reference(data: DataFolder, batch: Batch, verdict: Enforced) -> Judged:
    def relative(path: Path) -> str:
        return path.relative_to(data.root).as_posix()

    return Judged(batch.batch_id, relative(batch.folder), relative(verdict.folder))


def _tell(outcome: FeedOutcome) -> None:
    state, verdict = outcome.state, outcome.verdict
    feed = f"{state.partner} / {state.feed}"
    if state.status == "failed":
        kept = " Its last accepted batch stays in force." if state.in_force else ""
        progress.warning("%s: %s%s", feed, state.message, kept)
        return
    assert verdict is not None
    counts = f"{verdict.rows_received:,} rows, {verdict.rows_quarantined:,} to quarantine"
    if state.status == "held":
        progress.warning("%s: held back. %s (%s)", feed, state.message, counts)
    else:
        progress.info("%s: %s%s", feed, counts, "" if outcome.is_new else ", nothing new")
