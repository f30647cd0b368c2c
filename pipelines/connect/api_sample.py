"""Reads a sample from a JSON API and writes the options of the feed that reads the whole list.

The paging is proved in `paging_trial`. Files behind a link are read in `file_sample`.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from connectors import CONNECTORS, FeedFailure, HttpPolicy, Original, Pull, pull
from connectors.tables.column_types import infer_columns
from connectors.web.http import Answer
from connectors.web.records import flatten, json_lines, records_frame
from pipelines.connect.answers import Answers
from pipelines.connect.api import Address, Api, lists_in, no_list, records_at
from pipelines.connect.model import ConnectError, Sample
from pipelines.connect.paging_trial import Paging, find_paging, next_request

_CONNECTOR = "rest"
_IDS = ("id", "_id", "uuid", "guid", "_uuid", "record_id", "recordid", "key", "rowid")
_RETRIES = 1


def read_api(address: Address, auth: dict[str, Any], answers: Answers, rows: int) -> Sample:
    """The sample of a JSON API: its first `rows` records, or all if there are fewer."""
    api = Api(address, auth)
    first = api.first()
    path, note = _list_path(api, first, answers)
    paging = _paging(api, first, path, answers)
    records = records_at(first.body, path) or []
    options = _options(api, path, paging, records)
    pulled, is_whole = _pulled(api, options, first, path, rows)
    cells = pulled.rows.to_numpy().tolist()
    assumptions = [note] if note else []
    if not is_whole:
        assumptions.append(f"the sample is the first {len(pulled.rows)} records; the feed reads all")
    notes = {"pagination": paging.why} if paging.why else {}
    if "id" in options:
        notes["id"] = f"assumed: '{options['id']}' names a record; it differs in every record of the sample"
    return Sample(
        connector=_CONNECTOR,
        options=options,
        pulled=pulled,
        columns=infer_columns(list(pulled.rows.columns), cells),
        option_notes=notes,
        assumptions=tuple(assumptions),
        questions=(paging.question,) if paging.question else (),
        advice=(f"{api.asked} requests were made to find out how the list pages.",),
    )


def _list_path(api: Api, first: Answer, answers: Answers) -> tuple[str, str | None]:
    """Where the records are; the longest list of objects, if nobody said."""
    lists = lists_in(first.body)
    said = answers.get("records")
    if said is not None:
        if records_at(first.body, said) is None:
            raise ConnectError(
                f"--answer records={said}: no list of records is there. Lists: {', '.join(lists)}."
            )
        return said, None
    if not lists:
        raise no_list(first.body, api.label)
    path, *others = lists
    if not others:
        return path, None
    shown = ", ".join(f"'{name}'" for name in others)
    return path, f"the records are at '{path}', the longest list of the answer; other lists are at {shown}"


def _paging(api: Api, first: Answer, path: str, answers: Answers) -> Paging:
    """The paging that was found, or the answer to the question about it: one of its words, or all its settings as
    `cursor,param=cursor,path=meta.next`."""
    said = answers.get("pagination")
    if said is not None and ("," in said or said == "none"):
        kind, *parts = said.split(",")
        return Paging({"type": kind.strip(), **dict(part.strip().split("=", 1) for part in parts)}, "")
    found = find_paging(api, first, path)
    if said is None or found.question is None:
        return found
    for choice in found.question.choices:
        if choice.answer == said and isinstance(choice.entry, dict):
            return Paging(choice.entry, "")
    raise ConnectError(f"--answer pagination={said} is none of the answers. {found.question}")


def _options(api: Api, path: str, paging: Paging, records: list[dict[str, Any]]) -> dict[str, Any]:
    options: dict[str, Any] = {"url": api.address.url}
    if api.address.params:
        options["params"] = dict(api.address.params)
    if path:
        options["records"] = path
    found = _id_of(records)
    if found:
        options["id"] = found
    if paging.pagination:
        options["pagination"] = paging.pagination
    if api.auth:
        options["auth"] = api.auth
    return options


def _id_of(records: list[dict[str, Any]]) -> str | None:
    """The field that names a record: filled, a text or a number, and different in each."""
    keys = {key.lower(): key for record in records for key in record}
    for name in _IDS:
        key = keys.get(name)
        values = [record.get(key) for record in records] if key else []
        if key and all(isinstance(value, (str, int)) for value in values) and len({*values}) == len(values):
            return key
    return None


def _pulled(api: Api, options: dict[str, Any], first: Answer, path: str, rows: int) -> tuple[Pull, bool]:
    """Run the connector itself if the list is short; of a long one the first pages make the sample."""
    records = records_at(first.body, path) or []
    if "pagination" in options:
        pages = max(2, math.ceil(rows / max(1, len(records))))
        known = CONNECTORS[_CONNECTOR].Options.model_validate({**options, "max_pages": pages})
        try:
            return pull(_CONNECTOR, known, base_dir=Path(), policy=HttpPolicy(retries=_RETRIES)), True
        except FeedFailure as failure:
            if failure.reason != "too_many_pages":
                raise
        records = _head(api, options["pagination"], first, path, rows)
    own = options.get("id")
    refs = [
        f"record {record.get(own, number) if own else number}" for number, record in enumerate(records, 1)
    ]
    original = Original("records.jsonl", json_lines(records))
    frame = records_frame([flatten(record) for record in records])
    return Pull(frame, refs, [original], api.label, [], frozenset([own] if own else [])), False


def _head(api: Api, pagination: dict[str, Any], first: Answer, path: str, rows: int) -> list[dict[str, Any]]:
    """The first `rows` records, page by page."""
    answer, page = first, 1
    records = list(records_at(first.body, path) or [])
    while len(records) < rows:
        answer = api.get(*next_request(api, pagination, answer, len(records), page))
        found = records_at(answer.body, path)
        if not found:
            break
        records += found
        page += 1
    return records[:rows]
