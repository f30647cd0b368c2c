"""Gets the whole of a source from what changed since the last pull.

Which records changed is asked by the connector. Here: where the last pull stopped, how its records and
the changes become one whole, and where the next pull may start.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from connectors.failures import PermanentFailure
from connectors.pull import Earlier
from connectors.web.records import Record, read_json_lines

_Key = tuple[int, Any]
# How far the cursor stays behind the clock.
_LAG = timedelta(hours=1)
_LATEST_ZONE = timezone(timedelta(hours=-12))
_DATE_LENGTH = len("2026-11-01")
_YEAR_2001 = 1_000_000_000


@dataclass(frozen=True)
class Bookmark:
    """What a cursor says: the newest stamp that was surely read, and the day of the last whole reading."""

    since: str
    whole: date

    def text(self) -> str:
        """Return the cursor for the manifest."""
        return json.dumps({"since": self.since, "whole": self.whole.isoformat()})


@dataclass(frozen=True)
class Source:
    """How a source tells its records apart and dates them.

    `stamp` is the time or number of a record's last change; `stamp_name` names it in messages.
    `is_deleted` knows a record that stands only for a deletion; None where the source tells of none.
    """

    label: str
    id: Callable[[Record], Any]
    stamp: Callable[[Record], Any]
    stamp_name: str
    is_deleted: Callable[[Record], bool] | None = None


@dataclass(frozen=True)
class Whole:
    """All records of a source, ordered by id, the cursor for the next pull, and what was noted."""

    records: list[Record]
    cursor: str | None
    notes: list[str]


def bookmark_of(earlier: Earlier | None, whole_every_days: int) -> Bookmark | None:
    """Return where to start asking for changes, or None where the whole must be read."""
    if earlier is None:
        return None
    try:
        found = json.loads(earlier.cursor)
        bookmark = Bookmark(found["since"], date.fromisoformat(found["whole"]))
    except (ValueError, TypeError, KeyError):
        return None
    return bookmark if (_today() - bookmark.whole).days < whole_every_days else None


def whole_of(
    source: Source, pages: list[list[Record]], earlier: Earlier | None, bookmark: Bookmark | None
) -> Whole:
    """Join what came with what was there before.

    Without a bookmark `pages` are the whole of the source, and `earlier` serves only to say what the
    pulls before had missed. PermanentFailure `no_id` or `no_stamp` if a record lacks one of them.
    """
    before = _by_id(source, _records_of(earlier))
    came = _by_id(source, [record for page in pages for record in page])
    live = {key: record for key, record in came.items() if not _deleted(source, record)}
    joined = {**{key: record for key, record in before.items() if key not in came}, **live}
    records = joined if bookmark else live
    since = _newest([*([bookmark.since] if bookmark else []), *_settled(source, pages)], source)
    whole_day = bookmark.whole if bookmark else _today()
    return Whole(
        [records[key] for key in sorted(records)],
        Bookmark(since, whole_day).text() if since else None,
        _notes_on_changes(source, bookmark, before, came, live)
        if bookmark
        else _notes_on_whole(source, earlier, before, live),
    )


def _records_of(earlier: Earlier | None) -> list[Record]:
    return [
        record
        for original in (earlier.originals if earlier else [])
        for record in read_json_lines(original.content)
    ]


def _deleted(source: Source, record: Record) -> bool:
    return source.is_deleted is not None and source.is_deleted(record)


def _by_id(source: Source, records: Iterable[Record]) -> dict[_Key, Record]:
    """Return the records by a key that sorts numbers before texts. Of two states the later stays."""
    found = {}
    for record in records:
        key = source.id(record)
        if key is None or isinstance(key, (bool, list, dict)) or key == "":
            raise PermanentFailure(
                "no_id", f"{source.label} has a record without an id. Correct id, or leave out incremental."
            )
        found[(0, key) if isinstance(key, (int, float)) else (1, str(key))] = record
    return found


def _settled(source: Source, pages: list[list[Record]]) -> list[str]:
    """Return the stamps up to which nothing can have been missed.

    While the later of several pages are read, a record of an earlier page may change and get a stamp
    below the newest one seen; a slow transaction may even show a stamp of minutes ago. So the cursor
    stays behind the clock. Plain numbers say nothing of the clock: there, of several pages, only the
    first is older than all that changed meanwhile.
    """
    stamps = [[_stamp(source, record) for record in page] for page in pages]
    first = len(stamps[0]) if stamps else 0
    flat = [(stamp, _moment(stamp, source)) for page in stamps for stamp in page]
    now = datetime.now(UTC)
    return [
        stamp
        for place, (stamp, moment) in enumerate(flat)
        if (moment <= now - _LAG if isinstance(moment, datetime) else len(stamps) == 1 or place < first)
    ]


def _stamp(source: Source, record: Record) -> str:
    stamp = source.stamp(record)
    if stamp is None or isinstance(stamp, (bool, list, dict)) or stamp == "":
        raise _no_stamp(source)
    return str(stamp)


def _newest(stamps: list[str], source: Source) -> str | None:
    try:
        # Of two stamps that say the same moment, one has digits that are not compared.
        return max(stamps, key=lambda stamp: (_moment(stamp, source), stamp), default=None)
    except TypeError:
        raise _no_stamp(source) from None


def _moment(stamp: str, source: Source) -> datetime | Decimal:
    """Return what orders stamps: a plain number, or a time from ISO 8601 or from seconds since 1970.

    A time without a zone may be that of a place twelve hours behind UTC, and a date may mean its evening:
    both are taken as late as they can be.
    """
    text = stamp.strip()
    try:
        if text.replace(".", "", 1).isdecimal():
            return _number(Decimal(text))
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _no_stamp(source) from None
    if len(text) <= _DATE_LENGTH:
        moment += timedelta(days=1)
    return moment if moment.tzinfo else moment.replace(tzinfo=_LATEST_ZONE)


def _number(number: Decimal) -> datetime | Decimal:
    """Read a number as seconds, milliseconds or microseconds since 1970 where it is of that size."""
    for unit in (1, 1_000, 1_000_000):
        if _YEAR_2001 <= number / unit < _YEAR_2001 * 10:
            return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(number * 1_000_000 / unit))
    return number


def _no_stamp(source: Source) -> PermanentFailure:
    return PermanentFailure(
        "no_stamp",
        f"{source.stamp_name} of {source.label} is not in every record a number, or in every record an ISO "
        "8601 time. Name another field, or leave out incremental.",
    )


def _notes_on_changes(
    source: Source,
    bookmark: Bookmark,
    before: dict[_Key, Record],
    came: dict[_Key, Record],
    live: dict[_Key, Record],
) -> list[str]:
    new = len(live.keys() - before.keys())
    changed = sum(live[key] != before[key] for key in live.keys() & before.keys())
    deleted = len(before.keys() & (came.keys() - live.keys()))
    notes = [f"changes since {bookmark.since}: {new} new, {changed} changed, {deleted} deleted."]
    if source.is_deleted is None:
        notes.append(f"deletions were last looked for on {bookmark.whole}, when all was read.")
    return notes


def _notes_on_whole(
    source: Source, earlier: Earlier | None, before: dict[_Key, Record], live: dict[_Key, Record]
) -> list[str]:
    """Say what the pulls since the last whole reading did not see."""
    if earlier is None or (bookmark := bookmark_of(earlier, whole_every_days=1_000_000)) is None:
        return []
    limit = _moment(bookmark.since, source)
    gone = len(before.keys() - live.keys())
    unseen = sum(
        record != before.get(key) and _is_before(_moment(_stamp(source, record), source), limit)
        for key, record in live.items()
    )
    return [f"all was read: {gone} were deleted and {unseen} had changed unseen since the last time."]


def _is_before(first: datetime | Decimal, second: datetime | Decimal) -> bool:
    if isinstance(first, datetime) and isinstance(second, datetime):
        return first < second
    return isinstance(first, Decimal) and isinstance(second, Decimal) and first < second


def _today() -> date:
    return datetime.now(UTC).date()
