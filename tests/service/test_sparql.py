"""Test that the SPARQL protocol is answered as the W3C defines it: its own tests, against a real server."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.collection import Collection
from serving import Got, Server, serving

from coalition.build.manifest import Origin
from coalition.build.snapshot import Progress, Snapshots
from coalition.graph import Graph

HT, CNT = rdflib.Namespace("http://www.w3.org/2011/http#"), rdflib.Namespace("http://www.w3.org/2011/content#")
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
DATA = "http://kasei.us/2009/09/sparql/data/"

UPDATES = {
    "update_dataset_default_graph", "update_dataset_default_graphs", "update_dataset_named_graphs",
    "update_dataset_full", "update_post_form", "update_post_direct", "update_base_uri",
}  # fmt: skip
"""The tests of updates, which are refused here."""

THINGS = "SELECT ?who ?name { ?who a cg:Person ; skos:prefLabel ?name } ORDER BY ?name LIMIT 3"


class _Quads:
    """Write some quads as the store of a snapshot."""

    def __init__(self, quads: list[ox.Quad]) -> None:
        self.quads = quads

    def write(self, store: Path, columns: Path, progress: Progress, /) -> dict[str, int]:
        engine = ox.Store(str(store))
        engine.extend(self.quads)
        engine.flush()
        (columns / "terms.utf8").touch()
        return {"facts": len(self.quads)}


@pytest.fixture(scope="module")
def manifest() -> rdflib.Graph:
    """Return the manifest of the W3C's tests, or skip."""
    folder = os.environ.get("W3C")
    if not folder:
        pytest.skip("the W3C's suites are not found; pass their folder with make test W3C=DIR")
    return rdflib.Graph().parse(Path(folder, "protocol", "manifest.ttl"))


@pytest.fixture(scope="module")
def w3c(manifest: rdflib.Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the data of the W3C's tests: three graphs, in a snapshot that has the name of the one of an empty root."""
    folder = tmp_path_factory.mktemp("w3c")
    (folder / "root" / "graph").mkdir(parents=True)
    (folder / "root" / "graph" / "empty.trig").write_text("")
    store = folder / "store"
    digest = Graph.open(folder / "root", store=store).snapshot.digest
    quads = []
    for number in (1, 2, 3):
        name = ox.NamedNode(f"{DATA}data{number}.rdf")
        for quad in ox.parse(path=str(Path(os.environ["W3C"], "protocol", f"data{number}.nt"))):
            quads.append(ox.Quad(quad.subject, quad.predicate, quad.object, name))
    (store / digest).rename(folder / "real")
    Snapshots(store).write(digest, _Quads(quads), Origin(str(folder / "root")))
    with serving(store, root=folder / "root") as started:
        yield started


def send(server: Server, manifest: rdflib.Graph, request: rdflib.term.Node) -> Got:
    """Send a request of the manifest."""
    headers = {}
    if listed := manifest.value(request, HT.headers):
        for each in Collection(manifest, listed):
            headers[str(manifest.value(each, HT.fieldName))] = str(manifest.value(each, HT.fieldValue))
    body = None
    if content := manifest.value(request, HT.body):
        encoding = str(manifest.value(content, CNT.characterEncoding))
        body = str(manifest.value(content, CNT.chars)).encode(encoding)
    method = str(manifest.value(request, HT.methodName))
    path = str(manifest.value(request, HT.absolutePath))
    return server.ask(path, method, body, **{name.replace("-", "_"): value for name, value in headers.items()})


def outcome(manifest: rdflib.Graph, request: rdflib.term.Node, got: Got) -> None:
    """Check an answer against what the manifest expects."""
    expected = manifest.value(request, HT.resp)
    classes = {str(each)[-3] for each in manifest.objects(expected, MF.expectedStatus)}
    assert str(got.status)[0] in classes, (got.status, got.text)
    truth, form = manifest.value(expected, MF.expectedBoolean), manifest.value(expected, MF.expectedFormat)
    if truth is not None:
        assert str(got.json()["boolean"]).lower() == str(truth)
    if form is not None:
        fits = {
            "boolean": ("application/sparql-results+json",),
            "tabular": ("application/sparql-results+json",),
            "RDF": ("text/turtle",),
        }[str(form)]
        assert got.headers["content-type"].partition(";")[0] in fits


NAMES = [
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
]


def test_the_tests_below_and_those_of_updates_are_all_that_the_w3c_has(manifest: rdflib.Graph) -> None:
    base = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/manifest#"
    told = {str(each).removeprefix(base) for each in manifest.subjects(rdflib.RDF.type, MF.ProtocolTest)}
    assert told == {*NAMES, *UPDATES}
    assert (len(NAMES), len(UPDATES)) == (27, 7)


@pytest.mark.parametrize("name", NAMES)
def test_a_request_of_the_w3c_gets_the_answer_that_it_expects(manifest: rdflib.Graph, w3c: Server, name: str) -> None:
    base = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/manifest#"
    action = manifest.value(rdflib.URIRef(base + name), MF.action)
    requests = list(Collection(manifest, manifest.value(action, HT.requests)))  # type: ignore[arg-type]
    assert requests
    for request in requests:
        outcome(manifest, request, send(w3c, manifest, request))


@pytest.mark.parametrize("name", sorted(UPDATES))
def test_each_update_of_the_w3c_is_refused_with_a_line_that_says_how_facts_change(
    manifest: rdflib.Graph, w3c: Server, name: str
) -> None:
    base = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/manifest#"
    action = manifest.value(rdflib.URIRef(base + name), MF.action)
    first = next(iter(Collection(manifest, manifest.value(action, HT.requests))))  # type: ignore[arg-type]
    got = send(w3c, manifest, first)
    assert got.status == 403
    assert "change the files in graph/" in got.json()["detail"]


@pytest.mark.parametrize("method", ["GET", "POST form", "POST direct", "QUERY"])
def test_a_query_gets_the_same_answer_however_it_is_sent(server: Server, method: str) -> None:
    if method == "GET":
        got = server.ask(f"/sparql?query={quote(THINGS)}")
    elif method == "POST form":
        form = "application/x-www-form-urlencoded"
        got = server.ask("/sparql", "POST", urlencode({"query": THINGS}).encode(), content_type=form)
    else:
        got = server.ask("/sparql", method.split()[0], THINGS.encode(), content_type="application/sparql-query")
    assert got.status == 200
    names = [row["name"]["value"] for row in got.json()["results"]["bindings"]]
    assert names == sorted(names) and len(names) == 3


def test_head_has_the_header_fields_of_get_and_no_body(server: Server) -> None:
    path = f"/sparql?query={quote(THINGS)}"
    get, head = server.ask(path), server.ask(path, "HEAD")
    assert head.status == 200 and head.body == b""
    for name in ("content-type", "content-length", "etag", "link"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.3, text/tab-separated-values;q=0.9", "text/tab-separated-values"),
        ("text/*;q=0.1, application/json", "application/json"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("text/markdown", "text/markdown"),
        ("application/x-bibtex", "application/x-bibtex"),
        ("application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_rows_are_written_in_the_format_that_is_accepted_most(server: Server, accept: str, type_: str) -> None:
    got = server.query(THINGS, accept=accept)
    assert got.status == 200
    assert got.headers["content-type"].partition(";")[0] == type_
    assert "Accept" in got.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_a_graph_is_written_in_each_syntax_of_rdf(server: Server, accept: str, format_: ox.RdfFormat) -> None:
    got = server.query("CONSTRUCT WHERE { actor:keir-starmer ?p ?o }", accept=accept)
    assert got.headers["content-type"].partition(";")[0] == accept
    assert len(list(ox.parse(got.body, format_))) > 3


def test_a_format_can_be_named_in_the_address(server: Server) -> None:
    path = f"/sparql?query={quote(THINGS)}&format="
    rows = list(csv.reader(io.StringIO(server.ask(path + "csv", accept="application/json").text)))
    assert rows[0] == ["who", "name"] and len(rows) == 4
    root = ElementTree.fromstring(server.ask(path + "xml").text)
    assert root.tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    wrong = server.ask(path + "excel")
    assert wrong.status == 400 and "choose one of json" in wrong.json()["detail"]


def test_what_no_format_fits_is_told(server: Server) -> None:
    got = server.query(THINGS, accept="image/png")
    assert got.status == 406
    assert got.headers["content-type"] == "application/problem+json"
    assert "accept one of application/sparql-results+json" in got.json()["detail"]


def test_evidence_comes_with_each_row(server: Server) -> None:
    text = "SELECT ?event { actor:keir-starmer cg:tookPartIn ?event }"
    found = server.ask(f"/sparql?why=1&query={quote(text)}").json()
    assert found["about"]["snapshot"] == server.digest
    rows = found["results"]["bindings"]
    assert len(rows) == 10
    assert all(row_evidence["passages"] for row_evidence in found["evidence"])
    truth = server.ask(f"/sparql?why=1&query={quote('ASK { actor:keir-starmer cg:tookPartIn ?event }')}").json()
    assert truth["boolean"] is True and truth["evidence"]


def test_a_view_restricts_what_is_asked(server: Server) -> None:
    path = f"/sparql?query={quote('SELECT (COUNT(*) AS ?n) { ?who cg:tookPartIn ?event }')}&format=csv"
    assert server.ask(path).text.split()[1] == "146"
    assert server.ask(path + "&families=2").text.split()[1] == "17"
    assert server.ask(path + "&source=s004&source=s003").status == 200
    wrong = server.ask(path + "&source=nobody")
    assert wrong.status == 400 and "nobody" in wrong.json()["detail"]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("/sparql?query=ASK%20%7B%7D&why=perhaps", "why"),
        ("/sparql?query=ASK%20%7B%7D&known_by=2025&known_by=2024", "known_by"),
        ("/sparql?query=ASK%20%7B%7D&families=x", "families"),
        ("/sparql?query=%FF", "UTF-8"),
        ("/sparql?query=", "empty"),
        ("/sparql?default-graph-uri=urn:x", "no query"),
        ("/sparql?query=ASK%20%7B%7D&default-graph-uri=not%20an%20iri", "IRI"),
        ("/sparql?query=ASK%20%7B%7D&on=soon", "soon"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(server: Server, path: str, what: str) -> None:
    got = server.ask(path)
    assert got.status == 400
    assert got.headers["content-type"] == "application/problem+json"
    detail = got.json()["detail"]
    assert what in detail and "\n" not in detail


def test_the_permalink_of_an_answer_gives_the_same_bytes(server: Server) -> None:
    for got in (server.ask(f"/sparql?query={quote(THINGS)}"), server.query(THINGS)):
        link = got.headers["link"]
        assert link.endswith('; rel="permalink"') and server.digest in link
        again = server.ask(link[1 : link.index(">")])
        assert again.body == got.body
        assert "immutable" in again.headers["cache-control"]
    gone = server.ask(f"/sparql?query={quote(THINGS)}&snapshot={hashlib.sha256(b'').hexdigest()}")
    assert gone.status == 410 and "is not kept here" in gone.json()["detail"]


def test_an_answer_that_a_client_has_is_not_sent_again(server: Server) -> None:
    path = f"/sparql?query={quote(THINGS)}"
    tag = server.ask(path).headers["etag"]
    same = server.ask(path, if_none_match=f'"other", W/{tag}')
    assert (same.status, same.body) == (304, b"")
    assert same.headers["etag"] == tag
    assert server.ask(path, if_none_match='"other"').status == 200
    assert server.ask(path, accept="text/csv").headers["etag"] != tag


def test_pages_of_every_origin_may_ask(server: Server) -> None:
    got = server.ask("/sparql", "OPTIONS", origin="https://example.org", access_control_request_method="POST")
    assert got.status == 204
    assert "POST" in got.headers["access-control-allow-methods"]
    assert server.query("ASK {}", origin="https://example.org").headers["access-control-allow-origin"] == "*"


def test_json_without_evidence_is_what_the_w3c_defines_and_nothing_more(server: Server) -> None:
    assert set(json.loads(server.query(THINGS).text)) == {"head", "results"}
