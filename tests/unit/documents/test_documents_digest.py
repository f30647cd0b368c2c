"""The digest: both parts say the same, what is new is found, nothing hidden is told, headers cannot be written into."""

from __future__ import annotations

import email
import html
import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from pathlib import Path

import duckdb
import pytest
from attacks import ATTACK, ATTACKS, type_into
from made_manifest import as_release

from pipelines.documents import (
    Before,
    Source,
    read_before,
    read_source,
    release_before,
    write_digest,
    write_what_changed,
)
from pipelines.documents.changes import changes
from pipelines.documents.digest import AddressError

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))
from html_tree import parse

Changed = Callable[..., Source]
ADDRESS = "https://results.example.org/2026/"
WHOLE = "partner_id = 'all' and area_id = 'all' and group_type = 'all'"


def parts(folder: Path) -> tuple[EmailMessage, str, str]:
    """The message with its plain text and its HTML."""
    message = email.message_from_bytes((folder / "digest.eml").read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert rich is not None
    return message, *(part.get_content().replace("\r\n", "\n") for part in (plain, rich))


def spoken(text: str) -> list[str]:
    """The words of a text without lines, bullets and rules."""
    return re.findall(r"[\w%\[\]…–:/.,&<>#$*=\\]*\w[\w%\])]*", text)


def as_before(source: Source) -> Before:
    return Before(source.release_id, source)


@pytest.fixture(scope="module")
def earlier(source: Source) -> Before:
    """The release before: one measure lower, one partner fewer, another standing."""
    partners = source.released.partners[1:]
    cells = tuple(
        replace(cell, value=0.4, lower=0.4, upper=0.4, progress=-0.5)
        if cell.metric_id == "kindergarten_readiness" and cell.period_id == "2025-26" and cell.value
        else cell
        for cell in source.released.cells
        if not (cell.metric_id == "graduation_rate" and cell.period_id == "2025-26")
    )
    return as_before(Source(replace(source.released, partners=partners, cells=cells), "2026-06-15-00000000"))


def test_both_parts_say_the_same_words(source: Source, earlier: Before, tmp_path: Path) -> None:
    write_digest(source, tmp_path, before=earlier, report_address=ADDRESS)
    _, plain, rich = parts(tmp_path)
    body = re.sub(r"<head>.*</head>", "", rich, flags=re.DOTALL)
    shown = html.unescape(re.sub(r"<[^>]+>", "", body))
    assert spoken(shown) == spoken(plain)
    assert len(spoken(plain)) > 100
    assert plain == (tmp_path / "digest.txt").read_text(encoding="utf-8")
    assert rich == (tmp_path / "digest.html").read_text(encoding="utf-8")


def test_it_loads_nothing_and_links_to_the_report_alone(source: Source, tmp_path: Path) -> None:
    write_digest(source, tmp_path, report_address=ADDRESS)
    _, plain, rich = parts(tmp_path)
    tree = parse(rich)
    assert not tree.all("script", "img", "link", "style", "iframe", "object", "form", "svg")
    assert "url(" not in rich
    assert [node.attributes["href"] for node in tree.all("a")] == [ADDRESS]
    assert tree.one("html").attributes["lang"] == "en"
    assert plain.count(ADDRESS) == 1


def test_it_tells_the_headline_figures_with_their_trend(source: Source, tmp_path: Path) -> None:
    write_digest(source, tmp_path)
    _, plain, _ = parts(tmp_path)
    assert source.headline in plain
    assert "This is the first release." in plain
    assert re.search(
        r"Ready for kindergarten: 60\.2% in 2025-26, up from 52\.0% in 2024-25\n  ✓ Target met · ", plain
    )
    assert "http" not in plain


def test_it_tells_what_is_new(source: Source, earlier: Before, tmp_path: Path) -> None:
    write_digest(source, tmp_path, before=earlier)
    _, plain, _ = parts(tmp_path)
    new = plain.split("What is new")[1].split("Measures\n")[0]
    partner = source.released.partners[0].name
    assert "- Ready for kindergarten: 60.2% for 2025-26, 40.0% before.\n" in new
    assert "- Ready for kindergarten: now target met, before behind.\n" in new
    assert f"- New partner: {partner}.\n" in new
    assert re.search(r"- Graduated on time: 86\.0% in 2025-26, after 84\.5% in 2024-25\.\n", new)


def test_the_same_release_has_nothing_new(source: Source, tmp_path: Path) -> None:
    write_digest(source, tmp_path, before=as_before(source))
    _, plain, _ = parts(tmp_path)
    assert "No figure, measure or partner has changed since the last release." in plain


def test_a_figure_that_is_hidden_now_is_not_told_from_the_release_before(
    source: Source, changed: Changed
) -> None:
    newer = changed(
        "update metrics.metric_values set status = 'suppressed' where metric_id = 'graduation_rate' "
        "and sub_program_id = 'college_access' and period_id = '2024-25'"
    )
    (told,) = [each.text for each in changes(source, newer) if each.kind == "revised"]
    assert told == "Graduated on time: the figure for 2024-25 is no longer published."


def test_a_definition_and_a_measure_that_changed_are_told(source: Source, changed: Changed) -> None:
    newer = changed(
        "update agenda.metrics set metric_version = 2 where metric_id = 'graduation_rate'",
        "delete from agenda.sub_program_metrics where metric_id = 'retention_rate'",
    )
    told = [each.text for each in changes(source, newer)]
    assert "Graduated on time is now measured by version 2 of its definition." in told
    assert "No longer measured: Stayed in the program." in told
    assert any(each.startswith("New measure: Stayed in the program") for each in
               (each.text for each in changes(newer, source)))  # fmt: skip


def test_what_is_hidden_leaves_no_trace(source: Source, changed: Changed, tmp_path: Path) -> None:
    leaked = changed(
        "update metrics.metric_values set numerator = 7.00, denominator = 9.00, value = 0.777, lower = 0.7, "
        "upper = 0.8, people = 9, progress = 0.5 where status <> 'published'"
    )
    assert write_digest(leaked, tmp_path / "a", before=as_before(source)).read_bytes() == (
        write_digest(source, tmp_path / "b", before=as_before(source)).read_bytes()
    )


def test_the_same_release_gives_the_same_bytes(source: Source, earlier: Before, tmp_path: Path) -> None:
    first = write_digest(source, tmp_path / "a", before=earlier, report_address=ADDRESS)
    second = write_digest(source, tmp_path / "b", before=earlier, report_address=ADDRESS)
    assert first.read_bytes() == second.read_bytes()


def test_a_name_can_begin_no_header(changed: Changed, tmp_path: Path) -> None:
    source = changed(
        "update agenda.initiative set name = 'Harbour' || chr(13) || chr(10) || 'Bcc: all@example.org' || chr(13) "
        "|| chr(10) || chr(13) || chr(10) || '<script>x</script>'"
    )
    write_digest(source, tmp_path)
    message, _, _ = parts(tmp_path)
    assert sorted(message.keys()) == ["Content-Type", "MIME-Version", "Subject", "X-Unsent"]
    assert message["Subject"] == "Harbour Bcc: all@example.org <script>x</script>: new results for 2025-26"


def test_text_of_partners_stays_text(changed: Changed, earlier: Before, tmp_path: Path) -> None:
    places = ("agenda.initiative.name", "agenda.initiative.backbone_name", "agenda.metrics.name", "agenda.partners.name",
              "agenda.sub_programs.name", "agenda.periods.name")  # fmt: skip
    source = changed(*(type_into(place, ATTACK) for place in places))
    write_digest(source, tmp_path, before=earlier)
    message, plain, rich = parts(tmp_path)
    assert not parse(rich).all("script", "img", "b")
    shown = html.unescape(re.sub(r"<[^>]+>", "", rich))
    for attack in ATTACKS:
        assert attack in plain
        assert attack in shown
    assert ATTACK[:200] in message["Subject"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://example.org",
        "https://",
        "https://a b.org",
        'https://a.org/"onclick=x',
        "//a.org",
        "https://a.org/\r\nBcc: x@example.org",
    ],
)
def test_an_address_that_is_none_is_refused(source: Source, tmp_path: Path, address: str) -> None:
    with pytest.raises(AddressError):
        write_digest(source, tmp_path, report_address=address)


def test_the_release_before_is_the_one_published_last(tmp_path: Path) -> None:
    for name, moment in (("b", "2026-01-01"), ("a", "2026-03-01"), ("c", "2026-02-01")):
        (tmp_path / name).mkdir()
        as_release(tmp_path / name, name, f"{moment}T00:00:00+00:00")
    (tmp_path / "current").symlink_to("a")
    (tmp_path / ".building-d").mkdir()
    assert release_before(tmp_path / "a") == tmp_path / "c"
    assert release_before(tmp_path / "current") == tmp_path / "c"
    assert release_before(tmp_path / "b") is None
    assert release_before(tmp_path / ".building-d") == tmp_path / "a"


def test_a_release_that_was_withdrawn_is_not_what_was_before(tmp_path: Path) -> None:
    for name, moment in (("a", "2026-01-01"), ("b", "2026-02-01"), ("c", "2026-03-01")):
        (tmp_path / name).mkdir()
        as_release(tmp_path / name, name, f"{moment}T00:00:00+00:00")
    record = json.dumps({"release": "b", "withdrawn_on": "2026-02-02", "reason": "Counted twice."})
    (tmp_path / "b" / "withdrawn.json").write_text(record)
    assert release_before(tmp_path / "c") == tmp_path / "a"
    assert release_before(tmp_path / "b") == tmp_path / "a"


def test_what_changed_is_told_to_the_feed_as_plain_lines(
    source: Source, earlier: Before, changed: Changed, tmp_path: Path
) -> None:
    def told(newer: Source, before: Before | None) -> str:
        return write_what_changed(newer, tmp_path / "what_changed.txt", before=before).read_text("utf-8")

    partner = source.released.partners[0].name
    lines = told(source, earlier).splitlines()
    assert "Ready for kindergarten: 60.2% for 2025-26, 40.0% before." in lines
    assert f"New partner: {partner}." in lines
    assert told(source, None) == "The first release.\n"
    assert told(source, as_before(source)) == "No figure has changed.\n"
    assert told(source, Before("r0", None)).startswith("Release r0, the one before, cannot be compared")
    attacked = changed(
        f"update agenda.partners set name = 'One' || chr(10) || 'two' where partner_id = '{source.released.partners[0].partner_id}'"
    )
    assert "New partner: One two." in told(attacked, earlier).splitlines()


def test_a_release_without_figures_still_gives_a_digest(empty: Source, tmp_path: Path) -> None:
    write_digest(empty, tmp_path)
    _, plain, _ = parts(tmp_path)
    assert "No figures have been published" in plain


def test_reading_again_gives_the_same(release: Path, source: Source) -> None:
    assert changes(source, read_source(release)) == []


def test_a_release_of_an_older_version_is_not_called_the_first(
    source: Source, release: Path, tmp_path: Path
) -> None:
    for name, month in (("old", "01"), ("new", "02")):
        shutil.copytree(release, tmp_path / name)
        as_release(tmp_path / name, name, f"2026-{month}-01T00:00:00+00:00")
    with duckdb.connect(str(tmp_path / "old" / "warehouse.duckdb")) as connection:
        connection.execute("alter table agenda.groups drop column is_band")
    before = read_before(tmp_path / "new")
    assert before == Before("old", None)
    assert read_before(tmp_path / "old") is None
    write_digest(source, tmp_path, before=before)
    _, plain, _ = parts(tmp_path)
    assert "The release before, old, was made by an older version" in plain
    assert "first release" not in plain
