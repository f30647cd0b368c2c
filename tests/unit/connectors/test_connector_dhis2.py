"""DHIS2: one row for each data value, names for ids, and changes with deletions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from pydantic import ValidationError
from services import Rows

from connectors import (
    CONNECTORS,
    Earlier,
    FeedFailure,
    HttpPolicy,
    IdentityColumns,
    Pull,
    land,
    pull,
    read_earlier,
)

NAMES = {
    "dataElements": {"f7n9E0hX8qk": "Children who came"},
    "organisationUnits": {f"Oou{number:08}": f"Site {number}" for number in range(300)},
    "categoryOptionCombos": {"bRowv6yZOF2": "Girls"},
}


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DHIS2_TOKEN", "sesame")


def value(number: int, **more: Any) -> dict[str, Any]:
    return {
        "dataElement": "f7n9E0hX8qk",
        "period": "202409",
        "orgUnit": f"Oou{number:08}",
        "categoryOptionCombo": "bRowv6yZOF2",
        "attributeOptionCombo": "HllvX50cXC0",
        "value": str(number),
        "storedBy": "jane.roe",
        "created": "2024-09-01T08:00:00.000+0000",
        "lastUpdated": "2024-09-10T08:00:00.000+0000",
        "followup": False,
        **more,
    }


def service(values: Rows) -> Any:
    """Answer as dataValueSets and the metadata API do; without a value there is no key at all."""

    def answer(asked: Asked) -> Reply:
        collection = asked.path.rpartition("/")[2].removesuffix(".json")
        if collection in NAMES:
            ids = asked.query["filter"].removeprefix("id:in:[").removesuffix("]").split(",")
            known = NAMES[collection]
            return Reply(
                {collection: [{"id": one, "displayName": known[one]} for one in ids if one in known]}
            )
        found = [one for one in values if one["lastUpdated"] >= asked.query.get("lastUpdated", "")]
        if asked.query.get("includeDeleted") != "true":
            found = [one for one in found if not one.get("deleted")]
        return Reply({"dataSet": asked.query["dataSet"], "dataValues": found} if found else {})

    return answer


def read(url: str, policy: HttpPolicy, earlier: Pull | Earlier | None = None, **options: Any) -> Pull:
    spec = CONNECTORS["dhis2"].Options(
        **{
            "url": url + "/hmis",
            "data_set": "pBOMPrpg1QX",
            "org_unit": "DiszpKrYNg8",
            "periods": ["202409", "202410"],
            "auth": {"type": "token", "token_env": "DHIS2_TOKEN"},
            **options,
        }
    )
    before = Earlier(earlier.originals, str(earlier.cursor)) if isinstance(earlier, Pull) else earlier
    return pull("dhis2", spec, base_dir=Path(), policy=policy, earlier=before)


def test_values_get_names(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(service([value(1), value(2), value(900)]))
    got = read(server.url, quick)
    assert got.rows["value"].tolist() == ["1", "2", "900"]
    assert got.rows["orgUnit name"].tolist() == ["Site 1", "Site 2", None]
    assert got.rows["dataElement name"].tolist() == ["Children who came"] * 3
    assert got.rows["categoryOptionCombo name"].tolist() == ["Girls"] * 3
    assert "jane.roe" not in got.rows.to_numpy()
    assert got.row_refs[0] == "data value f7n9E0hX8qk/202409/Oou00000001/bRowv6yZOF2/HllvX50cXC0"
    assert any("1 organisationUnits have no name" in note for note in got.notes)
    assert server.asked[0].path == "/hmis/api/dataValueSets.json"
    assert server.asked[0].headers["Authorization"] == "ApiToken sesame"
    assert server.asked[0].query["children"] == "true"


def test_names_are_asked_for_in_portions(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(service([value(number) for number in range(250)]))
    got = read(server.url, quick)
    assert got.rows["orgUnit name"].tolist() == [f"Site {number}" for number in range(250)]
    assert sum(asked.path.endswith("organisationUnits.json") for asked in server.asked) == 3


def test_a_set_without_values(serve: StartServer, quick: HttpPolicy) -> None:
    assert len(read(serve(service([])).url, quick).rows) == 0


def test_changes_and_deletions_give_the_whole(serve: StartServer, quick: HttpPolicy) -> None:
    values = [value(number) for number in range(1, 5)]
    server = serve(service(values))
    first = read(server.url, quick, incremental=True)
    values[0] |= {"value": "10", "lastUpdated": "2024-10-01T08:00:00.000+0000"}
    values[1] |= {"deleted": True, "lastUpdated": "2024-10-02T08:00:00.000+0000"}
    server.asked.clear()
    second = read(server.url, quick, first, incremental=True)
    assert second.rows["value"].tolist() == ["10", "3", "4"]
    assert server.asked[0].query["lastUpdated"] == "2024-09-09"
    assert server.asked[0].query["includeDeleted"] == "true"
    assert second.content_sha256 == read(server.url, quick).content_sha256


def test_a_unit_with_another_name_is_another_batch(
    serve: StartServer, quick: HttpPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(service([value(1)]))
    first = read(server.url, quick)
    monkeypatch.setitem(NAMES["organisationUnits"], "Oou00000001", "New name")
    assert read(server.url, quick).content_sha256 != first.content_sha256


def test_dates_in_place_of_periods(serve: StartServer, quick: HttpPolicy) -> None:
    server = serve(service([value(1)]))
    read(server.url, quick, periods=[], start_date="2024-09-01", end_date="2025-06-30", children=False)
    asked = server.asked[0].query
    assert (asked["startDate"], asked["endDate"], asked["children"]) == ("2024-09-01", "2025-06-30", "false")
    assert "period" not in asked


@pytest.mark.parametrize(
    "options", [{"periods": []}, {"start_date": "2024-09-01"}, {"periods": ["2024&x=1"]}]
)
def test_the_time_is_stated_once(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read("http://127.0.0.1:9", HttpPolicy(), **options)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply({"httpStatus": "Unauthorized"}, 401), "not_authorised"),
        (Reply({"httpStatus": "Conflict"}, 409), "http_status"),
        (Reply([1]), "unexpected_page"),
        (Reply("<html>DHIS2 login</html>"), "not_json"),
    ],
)
def test_refusals_are_named(serve: StartServer, quick: HttpPolicy, reply: Reply, reason: str) -> None:
    with pytest.raises(FeedFailure) as caught:
        read(serve(lambda asked: reply).url, quick)
    assert (caught.value.reason, caught.value.permanent) == (reason, True)
    assert "sesame" not in str(caught.value)


def test_a_landed_batch_is_what_the_next_pull_starts_from(
    serve: StartServer, quick: HttpPolicy, tmp_path: Path
) -> None:
    values = [value(number) for number in range(1, 4)]
    server = serve(service(values))
    key, options = bytes(range(32)), {"data_set": "pBOMPrpg1QX"}
    batch, _ = land(
        read(server.url, quick, incremental=True),
        root=tmp_path,
        partner="health",
        feed="totals",
        connector="dhis2",
        options=options,
        columns=["value", "orgUnit name"],
        identity=IdentityColumns(),
        key=key,
        pulled_at=datetime(2026, 1, 5, 2, 0, tzinfo=UTC),
    )
    values[2]["value"], values[2]["lastUpdated"] = "30", "2024-10-01T08:00:00.000+0000"
    del values[0]
    earlier = read_earlier(batch, "dhis2", options, key)
    assert earlier is not None
    got = read(server.url, quick, earlier, incremental=True)
    # The server has forgotten the first value without a word; what is kept is what it had said.
    assert got.rows["value"].tolist() == ["1", "2", "30"]
