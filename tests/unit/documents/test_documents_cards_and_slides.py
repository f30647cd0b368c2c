"""Report cards fit one page whatever their texts; slides have their size, their words and no more pages than figures."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import duckdb
import pikepdf
import pypdfium2
import pytest
from attacks import ATTACK, type_into
from made_initiative import SUB_PROGRAMS
from pdf_text import pages, structure, without_spaces, words

from pipelines.documents import Paper, Source, write_report_cards, write_slides

Changed = Callable[..., Source]


@pytest.fixture(scope="module")
def cards(source: Source, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_report_cards(source, tmp_path_factory.mktemp("cards"))


@pytest.fixture(scope="module")
def slides(source: Source, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_slides(source, tmp_path_factory.mktemp("slides"))


def test_there_is_a_card_for_the_whole_and_each_sub_program(cards: list[Path]) -> None:
    assert [path.stem for path in cards] == ["initiative", *SUB_PROGRAMS]


def test_every_card_is_one_tagged_page_with_its_figures(cards: list[Path], release: Path) -> None:
    query = """
      select coalesce(value, lower) from metrics.metric_values where metric_id = 'people_served' and sub_program_id = ?
      and partner_id = 'all' and area_id = 'all' and group_type = 'all' and period_id = '2025-26'
    """
    for path in cards:
        (text,) = pages(path)
        assert release.name in text
        with pikepdf.open(path) as pdf:
            assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert all(alternative for tag, alternative in structure(path) if tag == "/Figure")
        if path.stem != "initiative":
            assert SUB_PROGRAMS[path.stem] in text
            with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
                row = connection.execute(query, [path.stem]).fetchone()
            assert row is not None
            assert f"{row[0]:,.0f}" in text


@pytest.mark.parametrize("paper", list(Paper))
def test_a_card_stays_one_page_and_loses_nothing_when_its_texts_are_long(
    changed: Changed, tmp_path: Path, paper: Paper
) -> None:
    long = "A name that somebody made much longer than any table or title was made for, with thirty words"
    source = changed(
        *(
            f"update {table} set name = name || ' {long}'"
            for table in ("agenda.metrics", "agenda.sub_programs")
        ),
        f"update agenda.sub_programs set description = '{' '.join([long] * 6)}'",
    )
    for path in write_report_cards(source, tmp_path, paper=paper):
        (text,) = pages(path)
        assert source.release_id in text
        _nothing_leaves_the_page(path)


def _nothing_leaves_the_page(path: Path) -> None:
    page = pypdfium2.PdfDocument(path)[0]
    text = page.get_textpage()
    boxes = [text.get_charbox(index) for index in range(text.count_chars())]
    width, height = page.get_size()
    assert boxes
    assert all(left >= -1 and right <= width + 1 and low >= -1 and high <= height + 1
               for left, low, right, high in boxes)  # fmt: skip


def test_slides_are_1920_by_1080_and_there_is_one_for_each_headline_figure(
    slides: list[Path], source: Source
) -> None:
    assert len(slides) == len({path.name for path in slides})
    for path in slides:
        assert struct.unpack(">II", path.read_bytes()[16:24]) == (1920, 1080)
    metrics = {figure.metric.metric_id for figure in source.story.with_target}
    assert metrics <= {path.stem.split("-")[2] for path in slides}


def test_the_text_beside_the_slides_tells_every_one(slides: list[Path], source: Source) -> None:
    told = (slides[0].parent / "alternatives.txt").read_text(encoding="utf-8").strip().split("\n\n")
    assert [each.split("\n")[0] for each in told] == [path.name for path in slides]
    for each in told:
        name, title, alternative, line = each.split("\n")
        assert ": " in title
        assert "2025-26" in alternative, name
        assert source.release_id in line
    hidden = next(each for each in told if "two_or_more" in each or "groups" in each.split("\n")[0])
    assert "%" in hidden


def test_slides_and_deck_say_the_same(slides: list[Path]) -> None:
    deck = pages(slides[0].parent / "slides.pdf")
    told = (slides[0].parent / "alternatives.txt").read_text(encoding="utf-8").strip().split("\n\n")
    assert len(deck) == len(slides)
    for page, each in zip(deck, told, strict=True):
        assert without_spaces(each.split("\n")[1]) in without_spaces(page)


def test_text_of_partners_stays_text_on_slides_and_cards(changed: Changed, tmp_path: Path) -> None:
    places = ("agenda.initiative.name", "agenda.sub_programs.name", "agenda.periods.name")
    source = changed(*(type_into(place, ATTACK) for place in places))
    written = write_slides(source, tmp_path / "slides")
    assert without_spaces(ATTACK) in without_spaces(words(tmp_path / "slides" / "slides.pdf"))
    assert len(pages(tmp_path / "slides" / "slides.pdf")) == len(written)
    for path in write_report_cards(source, tmp_path / "cards"):
        (text,) = pages(path)
        assert without_spaces(ATTACK) in without_spaces(text)


def test_an_id_can_leave_no_folder(changed: Changed, tmp_path: Path) -> None:
    bad = "../../up"
    source = changed(
        *(
            f"update {table} set sub_program_id = '{bad}' where sub_program_id = 'preschool'"
            for table in (
                "agenda.sub_programs",
                "agenda.sub_program_metrics",
                "agenda.targets",
                "metrics.metric_values",
            )
        )
    )
    written = [*write_report_cards(source, tmp_path / "in"), *write_slides(source, tmp_path / "in")]
    assert {path.parent for path in written} == {tmp_path / "in"}
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("changed", "in")] == []


def test_what_is_hidden_leaves_no_trace(
    changed: Changed, cards: list[Path], slides: list[Path], tmp_path: Path
) -> None:
    leaked = changed(
        "update metrics.metric_values set numerator = 7.00, denominator = 9.00, value = 0.777, lower = 0.7, "
        "upper = 0.8, people = 9, progress = 0.5 where status <> 'published'"
    )
    write_report_cards(leaked, tmp_path / "cards")
    write_slides(leaked, tmp_path / "slides")
    for path in [*cards, *slides, slides[0].parent / "alternatives.txt", slides[0].parent / "slides.pdf"]:
        folder = tmp_path / ("cards" if path in cards else "slides")
        assert (folder / path.name).read_bytes() == path.read_bytes()


def test_a_release_without_figures_has_a_card_and_no_slides(empty: Source, tmp_path: Path) -> None:
    (card,) = write_report_cards(empty, tmp_path)
    assert "New initiative" in words(card)
    assert write_slides(empty, tmp_path) == []
