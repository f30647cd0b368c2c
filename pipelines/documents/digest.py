"""The e-mail digest of a release: what is new, the headline figures with their trend, the way to the report.

What the digest says belongs here. How the message is put together is in mail.py, sending it in delivery.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import jinja2

from pipelines.documents.changes import Before, changes
from pipelines.documents.document import MARKS
from pipelines.documents.mail import draft
from pipelines.documents.measures import Headline, headlines, latest_text, target_text, trend
from pipelines.documents.names import file_name
from pipelines.documents.source import Source
from pipelines.documents.typesetting import TEMPLATES
from pipelines.report import wording
from pipelines.report.figures import Figure
from pipelines.report.sentences import name_of

# A digest that is longer is not read; the report has the rest.
MOST_CHANGES = 12
MOST_MEASURES = 12


class AddressError(ValueError):
    """The address of the report is not one that a reader can open."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: its name, its newest figure with its period, its trend, its target and how it stands."""

    name: str
    number: str
    trend: str
    target: str
    standing: str
    key: str


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything the message says; both its parts are made from this."""

    initiative: str
    period: str
    subject: str
    title: str
    opening: str
    is_first: bool
    unread: str
    new: tuple[str, ...]
    more_new: int
    headlines: tuple[Headline, ...]
    lines: tuple[Line, ...]
    more_lines: int
    report: str | None
    foot: tuple[str, ...]


def write_digest(
    source: Source, folder: Path, *, before: Before | None = None, report_address: str | None = None
) -> Path:
    """Write `digest.html`, `digest.txt` and `digest.eml` and return the path of the last, a draft without addresses.

    `before` comes from `read_before`; None means that this is the first release. `report_address` is where the report
    is on the web (http or https); without it the digest names the release. The same releases and address give the same
    bytes. Raises AddressError.
    """
    told = compose(source, before=before, report_address=report_address)
    html, text = render(told)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "digest.html").write_text(html, encoding="utf-8", newline="\n")
    (folder / "digest.txt").write_text(text, encoding="utf-8", newline="\n")
    path = folder / "digest.eml"
    path.write_bytes(
        draft(told.subject, html=html, text=text, boundary=file_name("release", source.release_id))
    )
    return path


def write_what_changed(source: Source, path: Path, *, before: Before | None = None) -> Path:
    """Write the changes that the digest tells as plain text for the feed, a line each; returns the path."""
    told = compose(source, before=before)
    if told.is_first:
        lines = ["The first release."]
    elif told.unread:
        lines = [f"Release {told.unread}, the one before, cannot be compared with this one."]
    else:
        lines = [*told.new] or ["No figure has changed."]
        lines += [f"And {told.more_new} more."] if told.more_new else []
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return path


def compose(source: Source, *, before: Before | None = None, report_address: str | None = None) -> Digest:
    """What the digest of a release says. Raises AddressError."""
    earlier = before.source if before else None
    found = [change.text for change in changes(earlier, source)] if earlier else []
    figures = source.story.with_target or tuple(figure for figure in source.figures if figure.latest)
    initiative = source.released.initiative
    return Digest(
        initiative=initiative.name,
        period=source.period,
        subject=" ".join(each for each in (f"{initiative.name}:", "new results for", source.period) if each)
        if source.period
        else f"{initiative.name}: new results",
        title=source.headline,
        opening=source.opening,
        is_first=before is None,
        unread=before.release_id if before and before.source is None else "",
        new=tuple(found[:MOST_CHANGES]),
        more_new=max(0, len(found) - MOST_CHANGES),
        headlines=tuple(headlines(source)),
        lines=tuple(_line(figure) for figure in figures[:MOST_MEASURES]),
        more_lines=max(0, len(figures) - MOST_MEASURES),
        report=_checked(report_address),
        foot=_foot(source),
    )


def render(digest: Digest) -> tuple[str, str]:
    """The digest as HTML, with inline styles and nothing loaded from elsewhere, and the same as plain text."""
    html = _environment(escapes=True).get_template("digest.html.j2").render(digest=digest)
    text = _environment(escapes=False).get_template("digest.txt.j2").render(digest=digest)
    return html, text


def _line(figure: Figure) -> Line:
    period = f" in {figure.latest.period.name}" if figure.latest else ""
    return Line(
        name=name_of(figure),
        number=f"{latest_text(figure)}{period}",
        trend=trend(figure),
        target=f"target {target_text(figure)}" if figure.goal else "",
        standing=f"{figure.standing.glyph} {figure.standing.word}" if figure.goal else "",
        key=figure.standing.key,
    )


def _foot(source: Source) -> tuple[str, ...]:
    initiative = source.released.initiative
    lines = [f"Release {source.release_id}, data as of {wording.day(initiative.as_of)}.", MARKS]
    if initiative.backbone_name:
        lines.append(f"Sent for {initiative.backbone_name}.")
    if initiative.is_sample:
        lines.append("Generated sample data: nobody in it is real.")
    return tuple(lines)


def _checked(address: str | None) -> str | None:
    if address is None:
        return None
    parts = urlsplit(address)
    clean = address.isprintable() and not any(each.isspace() or each in "<>\"'" for each in address)
    if parts.scheme not in ("http", "https") or not parts.hostname or not clean:
        raise AddressError("The address of the report must begin with http:// or https:// and hold no space.")
    return address


def _environment(*, escapes: bool) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=escapes,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
