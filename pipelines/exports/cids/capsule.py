"""The nodes of a release: organisations, themes, outcomes, indicators with their reports, targets and baselines."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import duckdb

from pipelines.exports.cids import queries
from pipelines.exports.cids.terms import Node, moment
from pipelines.exports.plain_text import without_controls
from pipelines.exports.released import about, records


class Capsule:
    """The nodes of one release, each with a name of its own, none of them blank."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, base: str | None) -> None:
        self._connection = connection
        self._about = about(connection)
        self._base = base or f"urn:x-common-measure:{self._about['initiative_id']}:"
        self._whole = self._name("initiative")
        self._indicators = self._read(queries.INDICATORS)

    def nodes(self) -> Iterator[Node]:
        """Every node, in the order of the agenda."""
        yield from self._organisations()
        yield from self._themes()
        yield from self._outcomes()
        yield from self._of_indicators()
        yield from self._reports()
        yield from self._goals()

    def _read(self, sql: str) -> list[Node]:
        return records(self._connection, sql)

    def _name(self, kind: str, *ids: str) -> str:
        return self._base + "/".join([kind, *(quote(each, safe="") for each in ids)])

    def _measure(self, owner: str, value: float, unit: str) -> Node:
        shown = value * 100 if unit == "percent" else value
        return {"@id": f"{owner}/value", "@type": "i72:Measure", "i72:hasNumericalValue": f"{shown:.10g}"}

    def _described(self, text: str) -> Node:
        """The words of a thing under both names that the tiers ask for, and the day of the release."""
        clean = without_controls(text)
        created = moment(self._about["as_of"])
        return {"cids:hasDescription": clean, "sch:description": clean, "sch:dateCreated": created}

    def _organisations(self) -> Iterator[Node]:
        told = self._about
        yield {
            "@id": self._whole,
            "@type": "cids:Organization",
            "org:hasLegalName": without_controls(told["name"]),
            **self._described(told["vision"] or told["name"]),
            "cids:hasOutcome": [self._name("outcome", row["outcome_id"]) for row in self._all_outcomes()],
            "cids:hasIndicator": [self._indicator(row) for row in self._indicators],
        }
        named = (
            [("backbone", told["initiative_id"], told["backbone_name"], None)]
            if told["backbone_name"]
            else []
        )
        partners = self._read("select partner_id, name, about from agenda.partners order by partner_id")
        named += [("partner", row["partner_id"], row["name"], row["about"]) for row in partners]
        for kind, key, name, words in named:
            legal = {"org:hasLegalName": without_controls(name)}
            yield {
                "@id": self._name(kind, key),
                "@type": "cids:Organization",
                **legal,
                **self._described(words or name),
            }

    def _themes(self) -> Iterator[Node]:
        for row in self._read("select * from agenda.sub_programs order by position, sub_program_id"):
            yield {
                "@id": self._name("theme", row["sub_program_id"]),
                "@type": "cids:Theme",
                "org:hasName": without_controls(row["name"]),
                **self._described(row["description"] or row["name"]),
            }

    def _all_outcomes(self) -> list[Node]:
        return self._read("select * from agenda.outcomes order by position, outcome_id")

    def _outcomes(self) -> Iterator[Node]:
        themes = self._pairs(
            "select outcome_id, sub_program_id from agenda.sub_program_outcomes order by all"
        )
        for row in self._all_outcomes():
            key = row["outcome_id"]
            measured = [each for each in self._indicators if key in self._outcomes_of(each["metric_id"])]
            yield {
                "@id": self._name("outcome", key),
                "@type": "cids:Outcome",
                "org:hasName": without_controls(row["name"]),
                **self._described(row["description"] or row["name"]),
                "cids:forOrganization": self._whole,
                "cids:forTheme": [self._name("theme", theme) for theme in themes.get(key, [])],
                "cids:hasIndicator": [self._indicator(each) for each in measured],
            }

    def _of_indicators(self) -> Iterator[Node]:
        reports = self._grouped(queries.REPORTS)
        targets = self._grouped(queries.TARGETS)
        for row in self._indicators:
            key, name = (row["metric_id"], row["sub_program_id"]), self._indicator(row)
            goals = targets.get(key, [])
            based = any(goal["baseline"] is not None for goal in goals)
            yield {
                "@id": name,
                "@type": "cids:Indicator",
                "org:hasName": _titled(row),
                "org:hasIdentifier": "/".join(key),
                **self._described(row["definition"]),
                "cids:unitDescription": row["unit"],
                "cids:forOrganization": self._whole,
                "cids:definedBy": self._whole,
                "cids:forTheme": [] if row["sub_program_id"] == "all" else [self._name("theme", key[1])],
                "cids:forOutcome": [self._name("outcome", each) for each in self._outcomes_of(key[0])],
                "cids:hasIndicatorReport": [self._report(each) for each in reports.get(key, [])],
                "cids:hasTarget": [self._target(each) for each in goals],
                **({"cids:hasBaseline": f"{name}/baseline/value"} if based else {}),
            }

    def _reports(self) -> Iterator[Node]:
        by_key = {(row["metric_id"], row["sub_program_id"]): row for row in self._indicators}
        for row in self._read(queries.REPORTS):
            of = by_key[row["metric_id"], row["sub_program_id"]]
            name = self._report(row)
            title = f"{_titled(of)}, {without_controls(row['period'])}"
            measure = self._measure(name, row["value"], of["unit"])
            yield {
                "@id": name,
                "@type": "cids:IndicatorReport",
                "org:hasName": title,
                **self._described(title),
                "cids:forOrganization": self._whole,
                "cids:forIndicator": self._indicator(row),
                "prov:startedAtTime": moment(row["period_starts_on"]),
                "prov:endedAtTime": moment(row["period_ends_on"], at_end=True),
                "i72:value": measure["@id"],
            }
            yield measure

    def _goals(self) -> Iterator[Node]:
        by_key = {(row["metric_id"], row["sub_program_id"]): row for row in self._indicators}
        seen = set[str]()
        for row in self._read(queries.TARGETS):
            of = by_key.get((row["metric_id"], row["sub_program_id"]))
            if of is None:
                continue
            name = self._target(row)
            title = f"Target for {_titled(of)}, {without_controls(row['period'])}"
            measure = self._measure(name, row["target_value"], of["unit"])
            yield {
                "@id": name,
                "@type": "cids:Target",
                "org:hasName": title,
                **self._described(title),
                "cids:hasComment": without_controls(row["source"] or "Agreed by the initiative."),
                "cids:forIndicator": self._indicator(row),
                "prov:startedAtTime": moment(row["starts_on"]),
                "prov:endedAtTime": moment(row["ends_on"], at_end=True),
                "i72:value": measure["@id"],
            }
            yield measure
            baseline = f"{self._indicator(row)}/baseline"
            if row["baseline"] is not None and baseline not in seen:
                seen.add(baseline)
                yield self._measure(baseline, row["baseline"], of["unit"])

    def _indicator(self, row: Node) -> str:
        return self._name("indicator", row["metric_id"], row["sub_program_id"])

    def _report(self, row: Node) -> str:
        return self._name("report", row["metric_id"], row["sub_program_id"], row["period_id"])

    def _target(self, row: Node) -> str:
        return self._name("target", row["metric_id"], row["sub_program_id"], row["target_period_id"])

    def _outcomes_of(self, metric_id: str) -> list[str]:
        found = self._pairs("select metric_id, outcome_id from agenda.outcome_metrics order by all")
        return found.get(metric_id, [])

    def _pairs(self, sql: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for first, second in (row.values() for row in self._read(sql)):
            found.setdefault(first, []).append(second)
        return found

    def _grouped(self, sql: str) -> dict[tuple[str, str], list[Node]]:
        found: dict[tuple[str, str], list[Node]] = {}
        for row in self._read(sql):
            found.setdefault((row["metric_id"], row["sub_program_id"]), []).append(row)
        return found


def _titled(indicator: Node) -> str:
    where = indicator["sub_program"]
    return without_controls(f"{indicator['name']}, {where}" if where else indicator["name"])
