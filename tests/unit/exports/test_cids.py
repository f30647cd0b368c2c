"""A release in the Common Impact Data Standard: it conforms, every link leads somewhere, hidden figures are not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_release import SHUFFLED, make_release
from pyshacl import validate
from rdflib import RDF, BNode, Graph, Namespace, URIRef

from pipelines.exports import write_cids

SHAPES = Path(__file__).with_name("cids_basic_tier.ttl")
CIDS = Namespace("https://ontology.commonapproach.org/cids#")
I72 = Namespace("http://ontology.eil.utoronto.ca/ISO21972/iso21972#")


@pytest.fixture(scope="module")
def path(release: Path) -> Path:
    return write_cids(release)


@pytest.fixture(scope="module")
def graph(path: Path) -> Graph:
    return Graph().parse(path, format="json-ld")


def _conforms(graph: Graph) -> tuple[bool, str]:
    conforms, _, words = validate(graph, shacl_graph=str(SHAPES), shacl_graph_format="turtle")
    return bool(conforms), str(words)


def test_it_conforms_to_the_basic_tier(graph: Graph) -> None:
    conforms, words = _conforms(graph)
    assert conforms, words[:2000]
    kinds = {
        CIDS[name] for name in ("Organization", "Theme", "Outcome", "Indicator", "IndicatorReport", "Target")
    }
    assert kinds <= {*graph.objects(None, RDF.type)}


@pytest.mark.parametrize("dropped", ["unitDescription", "forOrganization", "forIndicator", "hasDescription"])
def test_a_graph_that_lacks_something_does_not_conform(path: Path, dropped: str) -> None:
    graph = Graph().parse(path, format="json-ld")
    graph.remove((None, CIDS[dropped], None))
    assert not _conforms(graph)[0]


def test_the_context_is_in_the_file_and_no_term_is_dropped(path: Path, graph: Graph) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(document["@context"], dict)
    told = {name for node in document["@graph"] for name, value in node.items() if value not in ([], None)}
    names = {name.split(":")[1] for name in told if not name.startswith("@")}
    in_graph = {str(predicate).replace("/", "#").split("#")[-1] for predicate in graph.predicates()}
    assert names <= in_graph


def test_every_link_leads_to_a_node_with_a_name_of_its_own(graph: Graph) -> None:
    assert not [node for node in graph.all_nodes() if isinstance(node, BNode)]
    nodes = {*graph.subjects(RDF.type)}
    links = {target for _, link, target in graph if link != RDF.type and isinstance(target, URIRef)}
    assert links <= nodes


def test_reports_are_the_published_headlines_and_nothing_else(graph: Graph, release: Path) -> None:
    with duckdb.connect(str(release / "warehouse.duckdb"), read_only=True) as connection:
        cells = connection.execute(
            "select metric_id, sub_program_id, period_id, case when metrics.unit = 'percent' then 100 else 1 end * value "
            "from metrics.metric_values join agenda.metrics as metrics using (metric_id) where partner_id = 'all' "
            "and area_id = 'all' and group_type = 'all' and status = 'published' and value is not null"
        ).fetchall()
    wanted = {f"report/{metric}/{sub}/{period}": value for metric, sub, period, value in cells}
    found: dict[str, float] = {}
    for report in graph.subjects(RDF.type, CIDS.IndicatorReport):
        measure = graph.value(report, I72.value)
        found[str(report).split(":")[-1]] = float(str(graph.value(measure, I72.hasNumericalValue)))
    assert found == pytest.approx(wanted)


def test_names_may_be_addresses(tmp_path: Path) -> None:
    folder = make_release(tmp_path / "release")
    path = write_cids(folder, base="https://data.example/harbour/")
    nodes = json.loads(path.read_text(encoding="utf-8"))["@graph"]
    assert {node["@id"][:29] for node in nodes} == {"https://data.example/harbour/"}


def test_text_can_not_end_the_script_it_stands_in(hostile: Path) -> None:
    path = write_cids(hostile)
    assert "<" not in path.read_text(encoding="utf-8")
    names: list[Any] = [
        node.get("org:hasLegalName") for node in json.loads(path.read_text(encoding="utf-8"))["@graph"]
    ]
    assert "<script>alert(1)</script>" in names
    assert _conforms(Graph().parse(path, format="json-ld"))[0]


def test_the_same_release_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    assert write_cids(make_release(tmp_path / "again", SHUFFLED)).read_bytes() == path.read_bytes()
