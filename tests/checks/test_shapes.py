"""Test that each violation of a shape is one line that names the thing and the remedy."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from coalition.build.dataset import Ontology
from coalition.checks.shapes import _graph, violations
from coalition.corpus.root import Root
from coalition.errors import GraphError, RDFSyntaxError
from coalition.namespaces import CG, HOME, RDF, SKOS, XSD

SHAPES = Root.published().ontology / "shapes.ttl"
WORDS = Ontology.from_inputs(Root.published().read()).triples
PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix cg: <https://w3id.org/coalition-graph/ontology#> .\n"


def quad(subject: str, verb: str, thing: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(HOME + subject), ox.NamedNode(verb), ox.NamedNode(thing))


STATES = [
    quad(f"actor/{name}", RDF + "type", CG + kind) for name in ("zenda", "hentzau") for kind in ("State", "Actor")
]


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    """Return the path of the file of shapes that a test writes."""
    return tmp_path / "shapes.ttl"


def test_each_violation_is_one_line_that_names_thing_shape_property_and_remedy() -> None:
    found = [str(fault) for fault in violations(iter(STATES), WORDS, SHAPES)]
    assert found == sorted(found)
    assert (
        "actor:zenda: does not fit the shape State-isoCode in cg:isoCode; Give the state exactly one cg:isoCode in the "
        "register: the three capital letters of ISO 3166-1 alpha-3."
    ) in found
    assert all(len(line.splitlines()) == 1 for line in found)


def test_a_violation_names_the_value_that_is_wrong() -> None:
    code = ox.Quad(ox.NamedNode(HOME + "actor/zenda"), ox.NamedNode(CG + "isoCode"), ox.Literal("Z\nZ"))
    found = [str(fault) for fault in violations(iter([*STATES, code]), WORDS, SHAPES)]
    assert any("State-isoCode in cg:isoCode (Z Z); " in line for line in found)


def test_what_fits_has_no_violation() -> None:
    label = ox.Quad(ox.NamedNode(HOME + "place/zenda"), ox.NamedNode(SKOS + "prefLabel"), ox.Literal("Zenda"))
    assert list(violations(iter([quad("place/zenda", RDF + "type", CG + "Place"), label]), WORDS, SHAPES)) == []


def test_a_shape_without_a_name_is_not_called_by_a_random_one(shapes: Path) -> None:
    shapes.write_text(
        f"{PREFIXES}[] a sh:NodeShape ; sh:targetClass cg:State ; sh:property [ sh:path cg:isoCode ; sh:minCount 1 ] .",
        encoding="utf-8",
    )
    first, second = violations(iter(STATES), WORDS, shapes)
    assert str(first).startswith("actor:hentzau: does not fit a shape in cg:isoCode; ")
    assert str(second).startswith("actor:zenda: does not fit a shape in cg:isoCode; ")


ORDER = """
import sys
from pathlib import Path
import pyoxigraph as ox
from coalition.build.dataset import Ontology
from coalition.build.dataset import Ontology
from coalition.checks.shapes import violations
from coalition.corpus.root import Root
from coalition.corpus.root import Root
words = Ontology.from_inputs(Root.published().read()).triples
quads = list(ox.parse(path=sys.argv[1], format=ox.RdfFormat.N_QUADS))
for fault in violations(iter(quads), words, Path(sys.argv[2])):
    print(fault)
"""


def test_violations_come_in_the_same_order_whatever_the_hash_seed(tmp_path: Path) -> None:
    codes = [
        ox.Quad(ox.NamedNode(HOME + "actor/zenda"), ox.NamedNode(CG + "isoCode"), ox.Literal(f"Z{n}")) for n in range(6)
    ]
    data = tmp_path / "data.nq"
    data.write_text("".join(f"{quad} .\n" for quad in [*STATES, *codes]), encoding="utf-8")
    command = [sys.executable, "-c", ORDER, str(data), str(SHAPES)]
    said = {
        subprocess.run(command, capture_output=True, check=True, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1
    assert said.pop().count(b"\n") > 6


def test_shapes_that_cannot_be_read_are_refused_at_their_place(shapes: Path) -> None:
    shapes.write_text("\n  nonsense", encoding="utf-8")
    with pytest.raises(RDFSyntaxError) as caught:
        list(violations(iter(STATES), WORDS, shapes))
    assert caught.value.where == f"{shapes}:2:3"


def test_shapes_that_are_missing_are_told_of(shapes: Path) -> None:
    with pytest.raises(GraphError, match=r"shapes\.ttl: the file cannot be read \(No such file or directory\); put"):
        list(violations(iter(STATES), WORDS, shapes))


@pytest.mark.parametrize(
    "shape",
    ["sh:property [ sh:minCount 1 ]", "sh:minCount 1", 'sh:pattern "("', 'sh:sparql [ sh:select "SELECT ?" ]'],
    ids=["no path", "count without path", "bad pattern", "bad query"],
)
def test_shapes_that_cannot_be_applied_are_told_of_in_one_line(shapes: Path, shape: str) -> None:
    shapes.write_text(f"{PREFIXES}cg:Bad a sh:NodeShape ; sh:targetClass cg:State ; {shape} .", encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        list(violations(iter(STATES), WORDS, shapes))
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
