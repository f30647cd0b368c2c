"""A filled kit on its way back: the mapping, the identity and the place of its table follow from the kit itself.

Columns are recognised by their names. A file or form made from an older kit is told in a note of the pull.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from connectors import CONNECTORS, IdentityColumns, Original, Pull
from expectations.contract import ContractError
from expectations.mapping import Mapping
from pipelines.catalogue import MetricError
from pipelines.initiative.initiative import Initiative
from pipelines.initiative.models.partner import Feed, Partner
from pipelines.kits.fields import LOCAL_ID, NAMES
from pipelines.kits.kit import KitSheet, kit_for
from pipelines.kits.questions import Question
from pipelines.kits.template import sheet_name
from pipelines.kits.wording import Wording, wordings
from pipelines.kits.xlsform import VERSION_QUESTION

_PERSON = (*NAMES, LOCAL_ID)
# Where the formats of spreadsheets keep the properties of a document, and how much of them is read.
_PROPERTIES = ("docProps/custom.xml", "meta.xml")
_LARGEST = 1_000_000


def with_kits(initiative: Initiative) -> Initiative:
    """The initiative with the feeds of kits completed. What cannot be completed is left for the checks to tell."""
    partners = tuple(
        partner.model_copy(
            update={"feeds": [_completed(initiative, partner, feed) for feed in partner.feeds]}
        )
        for partner in initiative.partners
    )
    return replace(initiative, partners=partners)


def _completed(initiative: Initiative, partner: Partner, feed: Feed) -> Feed:
    if not feed.kit:
        return feed
    try:
        sheet = kit_sheet(initiative, partner, feed)
        words = wordings(initiative)
    except (KeyError, MetricError, ContractError):
        return feed
    if sheet is None:
        return feed
    names = _column_names(sheet, words[0], is_file(feed))
    identity = {name: names[name] for name in _PERSON if name in names}
    update = {
        "mapping": _mapping(sheet, names, words, is_file(feed)),
        "identity": IdentityColumns.model_validate(identity) if identity else None,
        "options": {**_place(sheet, feed), **feed.options},
    }
    return feed.model_copy(update=update)


def kit_sheet(initiative: Initiative, partner: Partner, feed: Feed) -> KitSheet | None:
    """The sheet of the partner's kit that the feed brings back; None where the kit does not ask for it."""
    sheets = kit_for(initiative, partner).sheets
    return next((sheet for sheet in sheets if sheet.record_type == feed.record_type), None)


def is_file(feed: Feed) -> bool:
    """Whether a feed brings back spreadsheets, which have headings, and not a form, which has names."""
    options = CONNECTORS[feed.connector].Options.model_fields
    return "path" in options or "sheet" in options


def _column_names(sheet: KitSheet, words: Wording, in_file: bool) -> dict[str, str]:
    return {
        question.name: words.header(sheet.record_type, question.name) if in_file else question.name
        for question in sheet.questions
    }


def _mapping(sheet: KitSheet, names: Map[str, str], words: Sequence[Wording], in_file: bool) -> Mapping:
    columns: dict[str, dict[str, Any]] = {
        name: {"constant": value} for name, value in sheet.constants.items()
    }
    for question in sheet.questions:
        if question.name in _PERSON:
            continue
        columns[question.name] = {"column": names[question.name]}
        if question.kind == "month":
            columns[question.name]["read_as"] = "month"
        if in_file and (values := _values(question, words)):
            columns[question.name]["values"] = values
    return Mapping.model_validate({"columns": columns})


def _values(question: Question, words: Sequence[Wording]) -> dict[str, str]:
    """What stands in a cell, in any of the languages, and the value that it means."""
    values: dict[str, str] = {}
    for wording in words:
        labels = {value: wording.word(value) for value in ("yes", "no")} if question.kind == "yes_no" else {}
        for value, label in (labels or wording.labels(question)).items():
            values.setdefault(label, value)
    return values


def _place(sheet: KitSheet, feed: Feed) -> dict[str, Any]:
    """Where the table stands in a template, as far as the connector can be told."""
    known = CONNECTORS[feed.connector].Options.model_fields
    place = {"sheet": sheet_name(sheet), "header_row": 1, "stop_at": []}
    return {name: value for name, value in place.items() if name in known}


def recognised(pulled: Pull, initiative: Initiative, partner: Partner, feed: Feed) -> Pull:
    """The pull of a kit: the helper questions of the form are ours, and older versions are told in a note."""
    sheet = kit_sheet(initiative, partner, feed)
    if not feed.kit or sheet is None:
        return pulled
    helpers = {VERSION_QUESTION, *(question.after for question in sheet.questions if question.after)}
    older = sorted(_versions(pulled, sheet) - {sheet.fingerprint})
    note = (
        f"{pulled.source}: filled in on an older kit ({', '.join(older)}; now {sheet.fingerprint}). "
        "Send the partner the kit of today."
    )
    return replace(
        pulled,
        server_columns=pulled.server_columns | helpers,
        notes=[*pulled.notes, *([note] if older else [])],
    )


def _versions(pulled: Pull, sheet: KitSheet) -> set[str]:
    """The fingerprints that files and answers carry; none where a tool left them out."""
    found = {version for original in pulled.originals for version in _marks(original, sheet.record_type)}
    if VERSION_QUESTION in pulled.rows.columns:
        found |= {str(version) for version in pulled.rows[VERSION_QUESTION].dropna().unique()}
    # Whatever else stands there was not written by a kit, and is not repeated in a note.
    return {version for version in found if re.fullmatch("[0-9a-f]{16}", version)}


def _marks(original: Original, record_type: str) -> list[str]:
    if not original.content.startswith(b"PK"):
        return []
    mark = re.compile(rf"kit:{record_type}:([0-9a-f]{{16}})".encode())
    try:
        with zipfile.ZipFile(io.BytesIO(original.content)) as archive:
            parts = [
                info
                for info in archive.infolist()
                if info.filename in _PROPERTIES and info.file_size < _LARGEST
            ]
            return [match.decode() for part in parts for match in mark.findall(archive.read(part))]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return []
