"""A release as a Data Package: valid, complete, the same bytes, and a test for leaks."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest
from injections import CORPUS, FORMULAS
from made_release import RELEASE, SHUFFLED, make_release

from pipelines.exports import write_data_package
from pipelines.exports.table_schema import SmallCountError

STARTERS = tuple("=+-@＝＋－＠")


@pytest.fixture(scope="module")
def descriptor(release: Path) -> dict[str, Any]:
    path = write_data_package(release, release_id=RELEASE)
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def _resource(descriptor: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (resource for resource in descriptor["resources"] if resource["name"] == name)
    return found  # type: ignore[no-any-return]


def _field(descriptor: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    fields = _resource(descriptor, table)["schema"]["fields"]
    (found,) = (field for field in fields if field["name"] == name)
    return found  # type: ignore[no-any-return]


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    path = folder / "csv" / f"{table.replace('.', '/')}.csv"
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_frictionless_finds_it_valid(release: Path, descriptor: dict[str, Any]) -> None:
    report = frictionless.validate(str(release / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    assert report.stats["tasks"] == len(descriptor["resources"])


def test_every_table_of_the_release_is_in_it_with_every_column(
    release: Path, descriptor: dict[str, Any]
) -> None:
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() where not internal"
        ).fetchall()
    told = {
        (resource["name"], field["name"])
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
    }
    assert told == set(columns)


def test_csv_holds_what_parquet_holds(release: Path, descriptor: dict[str, Any]) -> None:
    for resource in descriptor["resources"]:
        rows = duckdb.execute(f"select count(*) from '{release / resource['parquet']['path']}'").fetchone()
        assert (len(_rows(release, resource["name"])),) == rows


def test_the_hashes_are_those_of_the_files(release: Path, descriptor: dict[str, Any]) -> None:
    for resource in descriptor["resources"]:
        for told in (resource, resource["parquet"]):
            content = (release / told["path"]).read_bytes()
            assert told["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
            assert told["bytes"] == len(content)


def test_a_hidden_figure_is_empty_and_says_why(release: Path, descriptor: dict[str, Any]) -> None:
    hidden = [row for row in _rows(release, "metrics.metric_values") if row["status"] == "suppressed"]
    assert hidden
    assert {row[name] for row in hidden for name in ("value", "numerator", "people", "lower")} == {""}
    status = _field(descriptor, "metrics.metric_values", "status")
    assert status["constraints"]["enum"] == ["published", "suppressed", "not_published"]
    assert status["categories"] == status["constraints"]["enum"]


def test_keys_and_references_are_those_that_dbt_tests(descriptor: dict[str, Any]) -> None:
    cells = _resource(descriptor, "metrics.metric_values")["schema"]
    place = ["metric_id", "partner_id", "sub_program_id", "area_id", "group_type", "group_value", "period_id"]
    assert cells["primaryKey"] == place
    references = {each["fields"][0]: each["reference"] for each in cells["foreignKeys"]}
    assert references["metric_id"] == {"resource": "marts.dim_metric", "fields": ["metric_id"]}
    # 'all' is no partner, so a partner is no reference.
    assert "partner_id" not in references


def test_words_licence_publisher_and_sources_are_told(descriptor: dict[str, Any]) -> None:
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert descriptor["contributors"] == [{"title": "Harbour Together", "roles": ["publisher"]}]
    assert len(descriptor["sources"]) > 5
    assert descriptor["version"] == RELEASE
    assert _resource(descriptor, "metrics.metric_values")["description"].startswith("Every cell")
    assert _field(descriptor, "metrics.metric_values", "people")["description"].startswith("Distinct people")


def test_without_a_licence_none_is_claimed(changed: Callable[..., Path]) -> None:
    folder = changed("update agenda.initiative set licence = null")
    assert "licenses" not in json.loads(write_data_package(folder, release_id=RELEASE).read_text())


def test_counts_of_people_have_a_minimum_that_a_zero_does_not_break(changed: Callable[..., Path]) -> None:
    folder = changed("delete from metrics.metric_values where people = 0")
    path = write_data_package(folder, release_id=RELEASE)
    people = _field(json.loads(path.read_text()), "metrics.metric_values", "people")
    assert people["constraints"]["minimum"] == 11
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("update metrics.metric_values set people = 0 where status = 'published'")
    people = _field(
        json.loads(write_data_package(folder, release_id=RELEASE).read_text()),
        "metrics.metric_values",
        "people",
    )
    assert people["constraints"]["minimum"] == 0


def test_validation_finds_a_small_count_that_somebody_put_in_later(changed: Callable[..., Path]) -> None:
    folder = changed("delete from metrics.metric_values where people = 0")
    path = write_data_package(folder, release_id=RELEASE)
    resource = _resource(json.loads(path.read_text()), "metrics.metric_values")
    for integrity in ("hash", "bytes"):
        del resource[integrity]
    cells = folder / resource["path"]
    rows = _rows(folder, "metrics.metric_values")
    next(row for row in rows if row["people"])["people"] = "7"
    with cells.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    del resource["schema"]["foreignKeys"]
    report = frictionless.Resource(resource, basepath=str(folder)).validate()
    assert [error[0] for error in report.flatten(["fieldName"])] == ["people"]


def test_a_small_count_in_the_release_stops_the_export(changed: Callable[..., Path]) -> None:
    folder = changed(
        "update metrics.metric_values set people = 7 where rowid = "
        "(select min(rowid) from metrics.metric_values where people > 0)"
    )
    with pytest.raises(SmallCountError, match=r"metrics\.metric_values\.people: 1 counts") as raised:
        write_data_package(folder, release_id=RELEASE)
    assert "7" not in str(raised.value)


def test_the_same_release_gives_the_same_bytes(release: Path, tmp_path: Path) -> None:
    def digest(folder: Path) -> dict[str, str]:
        write_data_package(folder, release_id=RELEASE)
        files = [folder / "datapackage.json", *sorted((folder / "csv").rglob("*.csv"))]
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        }

    assert digest(make_release(tmp_path / "again", SHUFFLED)) == digest(release)


def test_text_of_partners_is_never_a_formula(hostile: Path) -> None:
    write_data_package(hostile, release_id=RELEASE)
    for path in sorted((hostile / "csv").rglob("*.csv")):
        rows = _rows(hostile, ".".join(path.with_suffix("").parts[-2:]))
        numbers = _number_columns(hostile, path)
        for row in rows:
            for name, text in row.items():
                if name in numbers:
                    continue
                for piece in text.replace(";", "\n").replace("|", "\n").replace("\t", "\n").split("\n"):
                    assert not piece.strip(" \u00a0\u202e\ufeff").startswith(STARTERS), (path.name, name)
                assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in text)


def _number_columns(folder: Path, path: Path) -> set[str]:
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select column_name from duckdb_columns() where schema_name = ? and table_name = ? and data_type <> 'VARCHAR'",
            [path.parent.name, path.stem],
        ).fetchall()
    return {name for (name,) in found}


def test_other_text_stays_as_it_is_and_parquet_holds_it_untouched(hostile: Path) -> None:
    write_data_package(hostile, release_id=RELEASE)
    names = {row["partner_id"]: row["name"] for row in _rows(hostile, "agenda.partners")}
    for number, text in enumerate(CORPUS):
        written = names[f"hostile_{number:02d}"]
        if text in FORMULAS:
            assert "'" in written
        elif text.isprintable():
            assert written == text
    untouched = duckdb.execute(f"select name from '{hostile / 'parquet/agenda/partners.parquet'}'").fetchall()
    assert {*CORPUS} <= {name for (name,) in untouched}


def test_the_hostile_package_is_valid_too(hostile: Path) -> None:
    path = write_data_package(hostile, release_id=RELEASE)
    wanted = {"agenda.partners", "agenda.metrics", "agenda.areas"}
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"] = [each for each in descriptor["resources"] if each["name"] in wanted]
    for resource in descriptor["resources"]:
        resource["schema"].pop("foreignKeys", None)
    report = frictionless.Package(descriptor, basepath=str(hostile)).validate()
    assert report.valid, report.flatten(["name", "type", "message"])[:5]


def test_a_large_table_is_packed_without_a_clock_in_it(changed: Callable[..., Path]) -> None:
    folder = changed("create table metrics.many as select range as number from range(100001)")
    path = write_data_package(folder, release_id=RELEASE)
    resource = _resource(json.loads(path.read_text()), "metrics.many")
    packed = (folder / resource["path"]).read_bytes()
    assert resource["compression"] == "gz"
    assert packed[4:8] == b"\0\0\0\0"
    assert gzip.decompress(packed).count(b"\n") == 100_002


def test_without_a_warehouse_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="release first"):
        write_data_package(tmp_path, release_id=RELEASE)
