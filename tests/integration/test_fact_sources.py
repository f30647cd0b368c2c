"""What a fact's columns are made of, derived from the compiled SQL of the models and held against their YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope
from tables_before_dbt import tables_before_dbt
from warehouse_fixture import build, run_dbt

from expectations.contract import PERSON_COLUMNS
from expectations.enforcement import accepted_columns
from pipelines.kits.fields import REPORTING
from pipelines.kits.metric_columns import ANY, ContractColumn, fact_sources
from pipelines.paths import DBT_PROJECT

pytestmark = pytest.mark.slow

FACTS = sorted(
    path.stem.removeprefix("fct_") for path in (DBT_PROJECT / "models" / "marts").glob("fct_*.yml")
)
# Where a row came from, and what every fact shares: the person, the place and the sub-program.
SHARED = {
    *("partner_id", "feed_id", "batch_id", "row_number", "record_type"),
    *("sub_program_id", "area_id", "person_key"),
}
Found = set[ContractColumn]
_SELECTED = ("--select", "staging", "intermediate", "marts")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, exp.Expr]:
    """The compiled models, stars expanded, with one word for each table: `accepted__service`, `fct_service`."""
    folder = tmp_path_factory.mktemp("compile")
    build(folder / "warehouse.duckdb")
    done = run_dbt("compile", *_SELECTED, warehouse=folder / "warehouse.duckdb", folder=folder, metrics=[])
    assert done.returncode == 0, done.stdout[-3000:]
    nodes = json.loads((folder / "target" / "manifest.json").read_text())["nodes"].values()
    code = {
        n["name"]: n["compiled_code"]
        for n in nodes
        if n["resource_type"] == "model" and n.get("compiled_code")
    }
    schema = _schema()
    parsed: dict[str, exp.Expr] = {}
    wanted = [name for name in code if name.startswith(("stg_", "dim_"))]
    wanted += [
        "int_person",
        "int_person_area",
        "int_feed_period",
        *(f"fct_{fact}" for fact in FACTS if fact not in _LATE),
    ]
    for name in [*wanted, *(f"fct_{fact}" for fact in _LATE)]:
        tree = sqlglot.parse_one(_words(code[name]), dialect="duckdb")
        parsed[name] = qualify(tree, schema=schema, dialect="duckdb", quote_identifiers=False)
        schema[name] = dict.fromkeys(parsed[name].named_selects, "text")
    return parsed


# Made of other facts, in an order in which each comes after what it is made of.
_LATE = [
    "participation",
    "graduation",
    "delivery",
    "daily_attendance",
    "stay",
    "service_history",
    "reporting",
]


def _words(code: str) -> str:
    """`"warehouse"."accepted"."service"` as `accepted__service`; a model by its name alone."""
    schemas = "|".join(tables_before_dbt())
    code = re.sub(rf'"[^"]+"\."({schemas})"\."([^"]+)"', r"\1__\2", code)
    return re.sub(r'"[^"]+"\."[^"]+"\."([^"]+)"', r"\1", code)


def _schema() -> dict[str, dict[str, str]]:
    return {
        f"{schema}__{name}": dict.fromkeys(columns, "text")
        for schema, tables in tables_before_dbt().items()
        for name, columns in tables.items()
    }


class Derived:
    """Follows columns through the models back to the contracts."""

    def __init__(self, models: dict[str, exp.Expr]) -> None:
        self.models = models

    def column(self, model: str, name: str) -> Found:
        """The contract columns that a column of a model is made of."""
        root = build_scope(self.models[model])
        assert root is not None
        return self._output(root, name)

    def rows(self, model: str) -> dict[ContractColumn, str]:
        """The contract columns that decide which rows a model has, with the value that they must have, or any."""
        found: dict[ContractColumn, str] = {}
        for scope in self._scopes(model):
            found |= self._rows(scope)
        return found

    def everything(self, model: str) -> Found:
        """Every contract column that a model reads at all."""
        root = build_scope(self.models[model])
        assert root is not None
        places = [(scope, column) for scope in root.traverse() for column in scope.columns]
        return {
            s
            for scope, column in places
            if column.table in scope.sources
            for s in self._origin(scope, column)
        }

    def _scopes(self, model: str) -> Iterator[Scope]:
        root = build_scope(self.models[model])
        assert root is not None
        yield from _parts(root)

    def _output(self, scope: Scope, name: str) -> Found:
        return self._at(scope, scope.expression.named_selects.index(name))

    def _at(self, scope: Scope, position: int) -> Found:
        """The sources of a column by its position: the parts of a union need not share names."""
        if scope.set_operation_scopes:
            return {source for part in scope.set_operation_scopes for source in self._at(part, position)}
        columns = scope.expression.selects[position].find_all(exp.Column)
        return {source for column in columns for source in self._origin(scope, column)}

    def _origin(self, scope: Scope, column: exp.Column) -> Found:
        """Where a column comes from; a table that a join brings in comes with the columns that it is joined by."""
        source = scope.sources[column.table]
        if isinstance(source, Scope):
            found = self._output(source, column.name)
        elif source.name.startswith("accepted__"):
            kind = source.name.removeprefix("accepted__")
            known = {name for name, _ in accepted_columns(kind)} - {"row_number", *PERSON_COLUMNS}
            found = {ContractColumn(kind, column.name)} if column.name in known else set()
        elif source.name in self.models:
            found = self.column(source.name, column.name)
        else:
            found = set()
        for join in scope.expression.args.get("joins") or []:
            if join.alias_or_name == column.table and join.args.get("on") is not None and not found:
                others = [c for c in join.args["on"].find_all(exp.Column) if c.table != column.table]
                found = {s for other in others for s in self._origin(scope, other)}
        return found

    def _rows(self, scope: Scope) -> dict[ContractColumn, str]:
        found: dict[ContractColumn, str] = {}
        for source in (scope.sources[table] for table in scope.selected_sources):
            if isinstance(source, Scope):
                found |= self.rows_of(source)
            elif source.name in self.models:
                found |= self.rows(source.name)
        tests = [scope.expression.args["where"].this] if scope.expression.args.get("where") else []
        joins = scope.expression.args.get("joins") or []
        tests += [join.args["on"] for join in joins if join.side != "LEFT" and join.args.get("on")]
        for test in tests:
            for part in test.flatten() if isinstance(test, exp.And) else [test]:
                value = part.expression.name if _is_value(part) else ANY
                for column in part.find_all(exp.Column):
                    found |= dict.fromkeys(self._origin(scope, column), value)
        return found

    def rows_of(self, scope: Scope) -> dict[ContractColumn, str]:
        return {source: value for part in _parts(scope) for source, value in self._rows(part).items()}


def _parts(scope: Scope) -> Iterator[Scope]:
    """The selects that a union is made of; a union of three is a union of two and one."""
    if not scope.set_operation_scopes:
        yield scope
    for part in scope.set_operation_scopes:
        yield from _parts(part)


def _is_value(part: exp.Expr) -> bool:
    return isinstance(part, exp.EQ) and isinstance(part.expression, exp.Literal) and part.expression.is_string


@pytest.mark.parametrize("fact", FACTS)
def test_columns_of_a_fact_are_made_of_what_its_yaml_says(models: dict[str, exp.Expr], fact: str) -> None:
    derived, stated = Derived(models), fact_sources(fact)
    for name in models[f"fct_{fact}"].named_selects:
        if name not in SHARED:
            assert set(stated.columns[name]) == derived.column(f"fct_{fact}", name), name


# Reports are due by the agenda, whatever rows came: those are joined from the left.
@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact != "reporting"])
def test_rows_of_a_fact_depend_on_what_its_yaml_says(models: dict[str, exp.Expr], fact: str) -> None:
    found = {
        c: v for c, v in Derived(models).rows(f"fct_{fact}").items() if c.name not in ("area", "sub_program")
    }
    assert dict(fact_sources(fact).rows) == found


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact not in ("participation", "reporting")])
def test_every_fact_takes_its_sub_program_from_the_contract(models: dict[str, exp.Expr], fact: str) -> None:
    if "sub_program_id" in models[f"fct_{fact}"].named_selects:
        names = {column.name for column in Derived(models).column(f"fct_{fact}", "sub_program_id")}
        assert names == {"sub_program"}


def test_what_lateness_is_told_by_is_what_its_model_reads(models: dict[str, exp.Expr]) -> None:
    read = {c for c in Derived(models).everything("int_feed_period") if c.name != "sub_program"}
    assert read == {ContractColumn(kind, name) for kind, names in REPORTING.items() for name in names}
