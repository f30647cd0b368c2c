"""Salesforce: a token, a SOQL query over several answers, parents' fields, and changes with deletions."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from loopback import Asked, Reply, StartServer
from pydantic import ValidationError
from services import Rows

from connectors import CONNECTORS, Earlier, FeedFailure, HttpPolicy, Pull, pull


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SF_ID", "consumer")
    monkeypatch.setenv("SF_SECRET", "sesame")


def record(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "attributes": {"type": "Contact", "url": f"/services/data/v61.0/sobjects/Contact/003{number}"},
        "Id": f"003{number}",
        "SystemModstamp": f"2024-09-{number:02}T08:00:00.000+0000",
        "IsDeleted": False,
        "Program__c": f"P{number}",
        "Account": {"attributes": {"type": "Account"}, "Name": f"A{number}"},
        **fields,
    }


class Organisation:
    """Answers as an organisation does: tokens, query and queryAll, answers of two records."""

    def __init__(self, table: Rows, expire_after: int = 1000) -> None:
        self.table, self.tokens, self.served, self.expire_after = table, 0, 0, expire_after
        self.queries: dict[str, Rows] = {}

    def answer(self, asked: Asked) -> Reply:
        if asked.method == "POST":
            if asked.path != "/services/oauth2/token" or asked.form.get("client_secret") != "sesame":
                return Reply({"error": "invalid_client"}, 400)
            self.tokens += 1
            return Reply({"access_token": f"token-{self.tokens}", "instance_url": "https://ignored.invalid"})
        self.served += 1
        if (
            self.served == self.expire_after
            or asked.headers["Authorization"] != f"Bearer token-{self.tokens}"
        ):
            return Reply([{"errorCode": "INVALID_SESSION_ID", "message": "Session expired"}], 401)
        if "q" not in asked.query:
            return self._page(asked.path)
        soql = asked.query["q"]
        found = [one for one in self.table if "queryAll" in asked.path or not one["IsDeleted"]]
        if "Active__c = true" in soql:
            found = [one for one in found if one["Active__c"]]
        if since := re.search(r"SystemModstamp >= (\S+)", soql):
            found = [
                one
                for one in found
                if datetime.fromisoformat(one["SystemModstamp"]) >= datetime.fromisoformat(since[1])
            ]
        if "COUNT()" in soql:
            return Reply({"totalSize": len(found), "done": True, "records": []})
        key = f"/services/data/v61.0/query/01g{len(self.queries)}"
        self.queries[key] = sorted(found, key=lambda one: one["SystemModstamp"])
        return self._page(f"{key}-0")

    def _page(self, path: str) -> Reply:
        key, _, start = path.rpartition("-")
        found, first = self.queries[key], int(start)
        body = {"totalSize": len(found), "done": first + 2 >= len(found), "records": found[first : first + 2]}
        return Reply(body if body["done"] else {**body, "nextRecordsUrl": f"{key}-{first + 2}"})


def read(url: str, policy: HttpPolicy, earlier: Pull | None = None, **options: Any) -> Pull:
    spec = CONNECTORS["salesforce"].Options(
        **{
            "url": url,
            "object": "Contact",
            "fields": ["Program__c", "Account.Name"],
            "client_id_env": "SF_ID",
            "client_secret_env": "SF_SECRET",
            **options,
        }
    )
    before = Earlier(earlier.originals, str(earlier.cursor)) if earlier else None
    return pull("salesforce", spec, base_dir=Path(), policy=policy, earlier=before)


def test_records_of_several_answers(serve: StartServer, quick: HttpPolicy) -> None:
    house = Organisation([record(1), record(2), record(3, Account=None), record(4, IsDeleted=True)])
    server = serve(house.answer)
    got = read(server.url, quick, where="Program__c != null")
    assert got.rows.to_dict("list") == {
        "Id": ["0031", "0032", "0033"],
        "Program__c": ["P1", "P2", "P3"],
        "Account.Name": ["A1", "A2", None],
        "SystemModstamp": [f"2024-09-0{number}T08:00:00.000+0000" for number in (1, 2, 3)],
    }
    assert server.asked[1].query["q"] == (
        "SELECT Id, SystemModstamp, IsDeleted, Program__c, Account.Name FROM Contact "
        "WHERE (Program__c != null) ORDER BY SystemModstamp, Id"
    )
    assert got.row_refs[0] == "Contact 0031"
    assert got.row_links is not None
    assert got.row_links[0] == f"{server.url}/lightning/r/Contact/0031/view"


def test_an_expired_token_is_renewed_between_answers(serve: StartServer, quick: HttpPolicy) -> None:
    house = Organisation([record(number) for number in range(1, 6)], expire_after=2)
    got = read(serve(house.answer).url, quick)
    assert len(got.rows) == 5
    assert house.tokens == 2


def test_changes_and_deletions_give_the_whole(serve: StartServer, quick: HttpPolicy) -> None:
    table = [record(number) for number in range(1, 6)]
    house = Organisation(table)
    server = serve(house.answer)
    first = read(server.url, quick, incremental=True)
    table[0] |= {"Program__c": "new", "SystemModstamp": "2024-10-01T08:00:00.000+0000"}
    table[1] |= {"IsDeleted": True, "SystemModstamp": "2024-10-02T08:00:00.000+0000"}
    server.asked.clear()
    second = read(server.url, quick, first, incremental=True)
    assert second.rows["Program__c"].tolist() == ["new", "P3", "P4", "P5"]
    assert server.asked[1].path.endswith("/queryAll")
    assert "SystemModstamp >= 2024-09-05T08:00:00.000Z" in server.asked[1].query["q"]
    assert any("0 new, 1 changed, 1 deleted" in note for note in second.notes)
    assert second.content_sha256 == read(server.url, quick).content_sha256


def test_a_record_that_was_purged_is_seen_by_the_count(serve: StartServer, quick: HttpPolicy) -> None:
    table = [record(number) for number in range(1, 4)]
    house = Organisation(table)
    server = serve(house.answer)
    first = read(server.url, quick, incremental=True)
    del table[1]
    assert read(server.url, quick, first, incremental=True).rows["Id"].tolist() == ["0031", "0033"]


def test_a_record_that_left_the_condition_is_seen_by_the_count(serve: StartServer, quick: HttpPolicy) -> None:
    table = [record(number, Active__c=True) for number in range(1, 4)]
    server = serve(Organisation(table).answer)
    options = {"incremental": True, "where": "Active__c = true"}
    first = read(server.url, quick, **options)
    table[1] |= {"Active__c": False, "SystemModstamp": "2024-10-01T08:00:00.000+0000"}
    server.asked.clear()
    second = read(server.url, quick, first, **options)
    assert second.rows["Id"].tolist() == ["0031", "0033"]
    queries = [asked.query["q"] for asked in server.asked if "q" in asked.query]
    assert all("Active__c = true" in query for query in queries)


def test_wrong_credentials_are_named(
    serve: StartServer, quick: HttpPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SF_SECRET", "open-says-me")
    with pytest.raises(FeedFailure) as caught:
        read(serve(Organisation([]).answer).url, quick)
    assert (caught.value.reason, caught.value.permanent) == ("not_authorised", True)
    assert "open-says-me" not in str(caught.value)


def test_fields_are_names_and_nothing_else() -> None:
    with pytest.raises(ValidationError, match="API name"):
        CONNECTORS["salesforce"].Options(
            url="https://example.my.salesforce.com",
            object="Contact",
            fields=["Name FROM User--"],
            client_id_env="A",
            client_secret_env="B",
        )
