"""Test that each violation of a shape is one line that names the thing and the remedy."""

from __future__ import annotations

import contextlib
import contextvars
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins import sparql as rdflib_sparql

from coalition import limits
from coalition.build.check import check
from coalition.build.dataset import Ontology
from coalition.checks.shapes import _confined, _graph, _shapes, places, violations
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.errors import GraphError, RDFSyntaxError
from coalition.namespaces import CG, HOME, RDF, SKOS, XSD
from coalition.texts.source import Texts

SHAPES = Root.published().shape_files()
WORDS = Ontology.from_inputs(Root.published().read()).triples
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix cg: <https://w3id.org/coalition-graph/ontology#> .\n"


def nowhere(focus: str, path: str, value: str) -> str:
    return ""


def quad(subject: str, verb: str, thing: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(HOME + subject), ox.NamedNode(verb), ox.NamedNode(thing))


STATES = [
    quad(f"actor/{name}", RDF + "type", CG + kind) for name in ("zenda", "hentzau") for kind in ("State", "Actor")
]


SH = "http://www.w3.org/ns/shacl#"


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    """Return the path of the file of shapes that a test writes."""
    return tmp_path / "shapes.ttl"


def test_each_violation_is_one_line_that_names_thing_shape_property_and_remedy() -> None:
    found = [str(fault) for fault in violations(iter(STATES), WORDS, SHAPES, nowhere)]
    assert found == sorted(found)
    assert (
        "actor:zenda: actor:zenda does not fit the shape State-isoCode in cg:isoCode; give the state exactly one "
        "cg:isoCode in the register: the three capital letters of ISO 3166-1 alpha-3"
    ) in found
    assert all(len(line.splitlines()) == 1 for line in found)


def test_shapes_are_read_once_and_stay_as_they_are(shapes: Path) -> None:
    before = _shapes(SHAPES), len(_shapes(SHAPES))
    first = list(map(str, violations(iter(STATES), WORDS, SHAPES, nowhere)))
    assert list(map(str, violations(iter(STATES), WORDS, SHAPES, nowhere))) == first
    assert (_shapes(SHAPES), len(_shapes(SHAPES))) == before
    for number in (1, 2):  # of a file that was changed, the new ones
        classes = ", ".join(f"<x:{each}>" for each in range(number))
        shapes.write_text(f"<x:s> a <{SH}NodeShape> ; <{SH}targetClass> {classes} .", encoding="utf-8")
        assert len(_shapes([shapes])) == number + 1


def test_a_violation_names_the_value_that_is_wrong() -> None:
    code = ox.Quad(ox.NamedNode(HOME + "actor/zenda"), ox.NamedNode(CG + "isoCode"), ox.Literal("Z\nZ"))
    found = [str(fault) for fault in violations(iter([*STATES, code]), WORDS, SHAPES, nowhere)]
    assert any("State-isoCode in cg:isoCode (Z Z); " in line for line in found)


def test_what_fits_has_no_violation() -> None:
    label = ox.Quad(ox.NamedNode(HOME + "place/zenda"), ox.NamedNode(SKOS + "prefLabel"), ox.Literal("Zenda"))
    assert (
        list(violations(iter([quad("place/zenda", RDF + "type", CG + "Place"), label]), WORDS, SHAPES, nowhere)) == []
    )


def test_a_shape_without_a_name_is_not_called_by_a_random_one(shapes: Path) -> None:
    shapes.write_text(
        f"{PREFIXES}[] a sh:NodeShape ; sh:targetClass cg:State ; sh:property [ sh:path cg:isoCode ; sh:minCount 1 ] .",
        encoding="utf-8",
    )
    first, second = violations(iter(STATES), WORDS, [shapes], nowhere)
    assert str(first).startswith("actor:hentzau: actor:hentzau does not fit a shape in cg:isoCode; ")
    assert str(second).startswith("actor:zenda: actor:zenda does not fit a shape in cg:isoCode; ")


ORDER = """
import sys
from pathlib import Path
from typing import Any
import pyoxigraph as ox
from coalition.build.dataset import Ontology
from coalition.build.dataset import Ontology
from coalition.checks.shapes import violations
from coalition.corpus.root import Root
from coalition.corpus.root import Root
words = Ontology.from_inputs(Root.published().read()).triples
quads = list(ox.parse(path=sys.argv[1], format=ox.RdfFormat.N_QUADS))
for fault in violations(iter(quads), words, [Path(sys.argv[2])], lambda *_: ''):
    print(fault)
"""


def test_violations_come_in_the_same_order_whatever_the_hash_seed(tmp_path: Path) -> None:
    codes = [
        ox.Quad(ox.NamedNode(HOME + "actor/zenda"), ox.NamedNode(CG + "isoCode"), ox.Literal(f"Z{n}")) for n in range(6)
    ]
    data = tmp_path / "data.nq"
    data.write_text("".join(f"{quad} .\n" for quad in [*STATES, *codes]), encoding="utf-8")
    command = [sys.executable, "-c", ORDER, str(data), *map(str, SHAPES)]
    said = {
        subprocess.run(command, capture_output=True, check=True, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1
    assert said.pop().count(b"\n") > 6


def test_shapes_that_cannot_be_read_are_refused_at_their_place(shapes: Path) -> None:
    shapes.write_text("\n  nonsense", encoding="utf-8")
    with pytest.raises(RDFSyntaxError) as caught:
        list(violations(iter(STATES), WORDS, [shapes], nowhere))
    assert caught.value.where == f"{shapes}:2:3"


def test_shapes_that_are_missing_are_told_of(shapes: Path) -> None:
    with pytest.raises(GraphError, match=r"shapes\.ttl: the file cannot be read \(No such file or directory\); put"):
        list(violations(iter(STATES), WORDS, [shapes], nowhere))


@pytest.mark.parametrize(
    "shape",
    ["sh:property [ sh:minCount 1 ]", "sh:minCount 1", 'sh:pattern "("', 'sh:sparql [ sh:select "SELECT ?" ]'],
    ids=["no path", "count without path", "bad pattern", "bad query"],
)
def test_shapes_that_cannot_be_applied_are_told_of_in_one_line(shapes: Path, shape: str) -> None:
    shapes.write_text(f"{PREFIXES}cg:Bad a sh:NodeShape ; sh:targetClass cg:State ; {shape} .", encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        list(violations(iter(STATES), WORDS, [shapes], nowhere))
    assert str(caught.value).startswith(f"{shapes}: the shapes cannot be applied (")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("form", "datatype"),
    [
        ("1" * 5000, "integer"),
        ("soon", "integer"),
        (f"P{'1' * 5000}Y", "duration"),
        ("2025-02-30", "date"),
        ("x", "date"),
    ],
)
def test_rdflib_says_nothing_about_a_value_that_it_cannot_convert(
    form: str, datatype: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    value = ox.Literal(form, datatype=ox.NamedNode(XSD + datatype))
    graph = _graph([ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:b"), value)])
    assert [str(thing) for thing in graph.objects()] == [form]
    assert (caplog.text, capfd.readouterr().err) == ("", "")


def test_a_triple_term_is_refused() -> None:
    inner = ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.NamedNode("x:c"))
    message = "<<( <x:a> <x:b> <x:c> )>>: SHACL shapes cannot be applied to a triple term; give what it states an IRI"
    with pytest.raises(GraphError, match=f"^{re.escape(message)}$"):
        _graph([ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:b"), inner)])


FILE = """@prefix cg: <https://w3id.org/coalition-graph/ontology#> .
@prefix actor: <https://w3id.org/coalition-graph/actor/> .
@prefix passage: <https://w3id.org/coalition-graph/passage/> .
@prefix graph: <https://w3id.org/coalition-graph/graph/> .

passage:one {
    actor:zenda a cg:State ;
        cg:isoCode "ZEN", "zen" .
    actor:old a cg:State .
}
graph:register { actor:old cg:identifiedWith actor:strelsau . actor:strelsau a cg:State . }
"""


@pytest.mark.parametrize(
    ("focus", "path", "value", "at"),
    [
        ("actor/zenda", CG + "isoCode", "zen", "8:27"),
        ("actor/zenda", CG + "isoCode", "ZEN", "8:20"),
        ("actor/zenda", CG + "isoCode", "", "8:27"),  # too many: the second
        ("actor/zenda", CG + "host", "", "7:19"),  # too few: the class of the thing
        ("actor/zenda", "", "", "7:19"),
        ("actor/strelsau", CG + "isoCode", "", "9:17"),  # of the actor that is identified with it
        ("actor/nobody", CG + "isoCode", "", ""),
    ],
)
def test_a_result_stands_at_the_statement_that_it_is_about(focus: str, path: str, value: str, at: str) -> None:
    files = FactFiles.parse({Path("x.trig"): FILE.encode()})
    assert places(files)(HOME + focus, path, value) == (f"x.trig:{at}" if at else "")


def test_check_names_the_file_and_line_of_what_does_not_fit(folder: Path) -> None:
    found = check(Root.open(folder).read(), Texts(folder / "sources"), SHAPES).faults
    assert found
    assert all(re.match(rf"{folder}/graph/\w+\.trig:\d+:\d+: \w+:[\w-]+ does not fit", str(fault)) for fault in found)


def test_an_ill_typed_literal_brings_no_words_of_a_library(tmp_path: Path) -> None:
    data = tmp_path / "data.nq"
    date = f'<{HOME}event/x> <{CG}date> "soon"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
    data.write_text(date + "".join(f"{quad} .\n" for quad in STATES), encoding="utf-8")
    warn = ("-W", "default::UserWarning", "-W", "ignore::DeprecationWarning")
    done = subprocess.run(
        [sys.executable, *warn, "-c", ORDER, str(data), *map(str, SHAPES)],
        capture_output=True,
        check=True,
    )
    assert done.stderr == b"" and b"does not fit" in done.stdout


FETCHES = {
    "SERVICE": "SELECT * WHERE { SERVICE <%s> { ?s ?p ?o } }",
    "SERVICE in a subquery": "SELECT * WHERE { { SELECT ?o { service <%s> { ?s ?p ?o } } } }",
    "FROM": "SELECT * FROM <%s> WHERE { ?s ?p ?o }",
    "FROM NAMED": "SELECT * FROM NAMED <%s> WHERE { GRAPH ?g { ?s ?q ?r } }",
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib uses names there that it has deprecated
@pytest.mark.parametrize("query", FETCHES.values(), ids=FETCHES)
def test_no_query_that_rdflib_evaluates_for_a_shape_fetches_anything(query: str) -> None:
    # pySHACL refuses most of these itself, by a regular expression.
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as listener, _confined():
        listener.settimeout(60)

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    calls.append(1)
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()
        with contextlib.suppress(ValueError):
            list(rdflib.Dataset().query(query % f"http://127.0.0.1:{listener.getsockname()[1]}/"))
    assert calls == []


def test_a_shape_with_service_cannot_be_applied(shapes: Path) -> None:
    shapes.write_text(
        f"{PREFIXES}<x:S> a sh:NodeShape ; sh:targetClass cg:State ; "
        'sh:sparql [ sh:select "SELECT $this WHERE { SERVICE <http://127.0.0.1:1/> { $this ?p ?o } }" ] .',
        encoding="utf-8",
    )
    with pytest.raises(GraphError, match=r"the shapes cannot be applied \(.*SERVICE"):
        list(violations(iter(STATES), WORDS, [shapes], nowhere))


def test_rdflib_is_left_as_it_was() -> None:
    list(violations(iter(STATES), WORDS, SHAPES, nowhere))
    assert (rdflib_sparql.SPARQL_LOAD_GRAPHS, rdflib_sparql.CUSTOM_EVALS) == (True, {})


MINCOUNT = '<x:S> a sh:NodeShape ; sh:targetClass cg:State ; sh:property [ sh:path cg:isoCode ; sh:minCount "x" ] .'


def test_what_pyshacl_says_itself_reaches_nobody(shapes: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shapes.write_text(PREFIXES + MINCOUNT, encoding="utf-8")
    with pytest.raises(GraphError, match="the shapes cannot be applied"):
        list(violations(iter(STATES), WORDS, [shapes], nowhere))
    assert capfd.readouterr() == ("", "")


def test_the_shapes_may_take_ten_times_as_long_as_a_query(monkeypatch: pytest.MonkeyPatch) -> None:
    import pyshacl

    meter, told = limits.Meter(seconds=40), []
    validate = pyshacl.validate

    def watched(*data: Any, **settings: Any) -> Any:
        told.append(meter.told())
        return validate(*data, **settings)

    def run() -> None:
        limits.start(meter)
        list(violations(iter(STATES), WORDS, SHAPES, nowhere))

    monkeypatch.setattr(pyshacl, "validate", watched)
    before = signal.getsignal(limits.SPENT)
    try:
        contextvars.copy_context().run(run)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(limits.SPENT, before)
    assert told == [(str(SHAPES[0]), 400.0)]


def test_a_violation_in_full(shapes: Path) -> None:
    shapes.write_text(
        f"{PREFIXES}<x:shapes/Code> a sh:NodeShape ; sh:targetClass cg:State ;\n"
        '  sh:property [ sh:path cg:isoCode ; sh:maxLength 2 ; sh:message "IRI codes have two letters." ] ;\n'
        '  sh:message "A state has something." ; sh:nodeKind sh:Literal .',
        encoding="utf-8",
    )
    state = ox.NamedNode(HOME + "actor/zenda")
    asked = []

    def place(*parts: str) -> str:
        asked.append(parts)
        return "x.trig:1:2" if parts[1] else ""

    data = [
        ox.Quad(state, ox.NamedNode(RDF + "type"), ox.NamedNode(CG + "State")),
        ox.Quad(state, ox.NamedNode(CG + "isoCode"), ox.Literal("ZEN")),
    ]
    told = sorted(str(fault) for fault in violations(data, (), [shapes], place))
    assert told == [
        "actor:zenda: actor:zenda does not fit the shape Code; a state has something",
        "x.trig:1:2: actor:zenda does not fit a shape in cg:isoCode (ZEN); IRI codes have two letters",
    ]
    assert sorted(asked) == [(state.value, "", state.value), (state.value, CG + "isoCode", "ZEN")]
