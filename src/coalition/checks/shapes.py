"""Validate a graph against the SHACL shapes of the ontology, with pySHACL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from coalition.checks.likeness import Eye, Kinds, around, name_of
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.resolution import Resolution
from coalition.errors import GraphError
from coalition.limits import PATIENCE, Budget
from coalition.namespaces import TYPE, shorten
from coalition.rdf import turtle
from coalition.rdf.silence import silence
from coalition.schema import shapes_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coalition.columns.table import Columns

Place = Callable[[str, str, str], str]
"""Returns `file:line:column` of the statement with a subject, a property and a value; the last two may be empty."""


def violations(
    quads: Iterable[ox.Quad], words: Iterable[ox.Triple], shapes: Sequence[Path], place: Place
) -> Iterator[GraphError]:
    """Yield a fault for each result of validation, with the message of its shape as the remedy.

    Parameters
    ----------
    quads:
        The data, validated as one graph.
    words:
        The ontology, which gives the classes of the values that it defines, such as cg:Asserts.
    shapes:
        The files of the shapes, in Turtle.
    place:
        What finds the statement that a result is about; see `places`.

    Raises
    ------
    RDFSyntaxError, GraphError
        When the shapes cannot be read or applied.
    """
    for result in _results(_report(chain((quad.triple for quad in quads), words), shapes)):
        yield _fault(result, place)


def violations_at_size(
    columns: Columns,
    words: Sequence[ox.Triple],
    shapes: Sequence[Path],
    places: Callable[[Collection[str]], Place],
    things: NDArray[np.int64] | None = None,
    sound: set[int] | None = None,
) -> Iterator[GraphError]:
    """Yield what `violations` yields for all that columns hold, the ontology among it, in memory that hardly grows.

    Things that the shapes cannot tell apart are sorted into kinds. One of each kind is validated, and all things of the
    kinds that do not conform. Where the shapes look at more than can be sorted by, everything is validated at once.
    `places` returns what finds the statements that results about some things, given by their IRIs, are about. Where
    `things` are given, as numbers of terms, the others are known to conform; so are all things of the kinds that are
    `sound`, to which those are added that are found to be.
    """
    eye = Eye.of(_shapes(shapes), words)
    with Budget(_named(shapes), PATIENCE):  # an expression may backtrack for ever
        kinds = None
        if eye:
            kinds = Kinds.of(columns, eye) if things is None else Kinds.among(columns, eye, things)
    if kinds is None:
        results = _results(_report((quad.triple for quad in columns.quads(slice(None))), shapes))
    else:
        new = kinds.without(sound or ())
        results = _validated(new, new.samples(), words, shapes) if len(new.things) else []
        if results:
            results = _validated(new, new.like({result.focus for result in results}), words, shapes)
        elif sound is not None:
            sound.update(new.kinds.tolist())
    place = places({result.focus for result in results}) if results else None
    if place:
        yield from (_fault(result, place) for result in results)


def _validated(
    kinds: Kinds, things: NDArray[np.int64], words: Sequence[ox.Triple], shapes: Sequence[Path]
) -> list[Result]:
    """Return the results about some things, which are all that they are for the whole graph."""
    known = {name_of(term) for term in kinds.columns.terms.terms(things.tolist())}
    report = _report(chain(words, around(kinds.columns, kinds.eye, things)), shapes)
    return [result for result in _results(report) if result.focus in known]


def results_about(
    things: Collection[str], triples: Iterable[ox.Triple], words: Iterable[ox.Triple], shapes: Sequence[Path]
) -> list[Result]:
    """Return the results about some things, given by their IRIs, of which `triples` must hold all that shapes look at.

    Raises
    ------
    RDFSyntaxError, GraphError
        When the shapes cannot be read or applied.
    """
    return [result for result in _results(_report(chain(triples, words), shapes)) if result.focus in things]


class Result(NamedTuple):
    """Hold a result of validation, as far as it is reported; what it lacks is ""."""

    focus: str
    what: str
    message: str
    path: str
    value: str


def _results(report: Any) -> list[Result]:
    """Return the results of a report, sorted, since pySHACL reports in no fixed order."""
    from rdflib import BNode
    from rdflib.namespace import RDF, SH

    results = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        properties = sorted(report.predicate_objects(result))
        # A blank node has a random name, which must not be printed.
        values = {str(word).rpartition("#")[2]: node for word, node in properties if not isinstance(node, BNode)}
        focus, path, value = (str(values.get(word, "")) for word in ("focusNode", "resultPath", "value"))
        message = str(values.get("resultMessage", ""))
        results.append(Result(focus, _description(focus, values), message, path, value))
    return sorted(results)


def _fault(result: Result, place: Place) -> GraphError:
    focus, what, message, path, value = result
    # The message is a sentence, and follows a semicolon here. A first word in capitals, such as IRI, stays so.
    lower = message[:1] if message[1:2].isupper() else message[:1].lower()
    remedy = f"{lower}{message[1:]}".removesuffix(".")
    return GraphError(what, where=place(focus, path, value) or shorten(focus) or focus, remedy=remedy)


def places(files: FactFiles, decisions: Resolution | None = None) -> Place:
    """Return a function that finds the statement of `files` that a result of validation is about.

    The register's decisions on identity are applied, as they are to what is validated. Where no statement has the
    value, it is the first whose value differs from the first; where a thing lacks the property, one about the thing.
    The `decisions` are given where they may stand in other files.
    """
    resolution = decisions.among(files.quads()) if decisions else Resolution.from_quads(files.quads())
    about: dict[str, list[tuple[FactFile, ox.Quad, ox.Quad]]] = defaultdict(list)
    for file in files.files:
        for quad, resolved in zip(file.quads, resolution.apply(file.quads), strict=True):
            about[resolved.subject.value].append((file, quad, resolved))  # type: ignore[union-attr]

    def at(focus: str, path: str, value: str) -> str:
        stated = [each for each in about.get(focus, ()) if each[2].predicate.value == path]
        first = [each for each in stated if not isinstance(o := each[2].object, ox.Triple) and o.value == value]
        first += [each for each in stated if each[2].object != stated[0][2].object] + stated
        first += [each for each in about.get(focus, ()) if each[2].predicate.value == TYPE] + about.get(focus, [])
        return first[0][0].at(first[0][1]) if first else ""

    return at


def _shapes(paths: Sequence[Path]) -> Any:
    """Return the shapes in some files as an rdflib graph, which nobody changes."""
    return _converted(tuple(shapes_in(paths)))


def _named(paths: Sequence[Path]) -> str:
    """Return the names of some files, for messages."""
    return ", ".join(map(str, paths))


def _report(data: Iterable[ox.Triple], paths: Sequence[Path]) -> Any:
    """Return pySHACL's report on `data` as an rdflib graph; the shapes stand in the files at `paths`."""
    import pyshacl

    graph, shapes = _graph(data), _shapes(paths)
    try:
        with silence(), _confined(), Budget(_named(paths), PATIENCE):
            _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
        if isinstance(report, Exception):  # pySHACL returns some of its errors in the place of a report
            raise report
    except Exception as fault:  # what a bad shape raises depends on its parts: pySHACL's errors, pyparsing's or re's
        remedy = "correct the shape"
        raise GraphError(f"the shapes cannot be applied ({fault})", where=_named(paths), remedy=remedy) from fault
    return report


@lru_cache(maxsize=4)
def _converted(triples: tuple[ox.Triple, ...]) -> Any:
    return _graph(triples)


def _graph(triples: Iterable[ox.Triple]) -> Any:
    """Return triples as an rdflib graph; its parser would take half a minute for a literal of a megabyte."""
    from rdflib import Graph

    graph = Graph()
    for triple in triples:
        graph.add(tuple(map(node_of, triple)))
    return graph


@lru_cache(maxsize=1 << 15)  # the terms of the ontology come again with each check
def node_of(term: Any) -> Any:
    """Return a term as rdflib has it.

    Raises
    ------
    GraphError
        When it is a triple term, which rdflib does not have.
    """
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Triple):
        what = "SHACL shapes cannot be applied to a triple term"
        raise GraphError(what, where=turtle.term(term), remedy="give what it states an IRI")
    if term.language:
        return Literal(term.value, lang=term.language)
    try:
        with silence():
            return Literal(term.value, datatype=URIRef(term.datatype.value))
    except Exception:  # the value is out of the range of Python's types, which raise errors of many classes
        return Literal(term.value)


@contextmanager
def _confined() -> Iterator[None]:
    """Keep queries in shapes from fetching anything: rdflib would follow SERVICE, and load what FROM names."""
    from rdflib.plugins import sparql

    def refuse(_context: Any, part: Any) -> Any:
        if part.name == "ServiceGraphPattern":
            raise ValueError("SERVICE would send a request to another machine, which is not allowed here")
        raise NotImplementedError  # so rdflib asks to be left to evaluate this part itself

    loads, sparql.SPARQL_LOAD_GRAPHS = sparql.SPARQL_LOAD_GRAPHS, False
    sparql.CUSTOM_EVALS["coalition"] = refuse
    try:
        yield
    finally:
        sparql.SPARQL_LOAD_GRAPHS = loads
        del sparql.CUSTOM_EVALS["coalition"]


def _description(focus: str, values: dict[str, Any]) -> str:
    shape = str(values.get("sourceShape", "")).rsplit("/", 1)[-1]
    path = str(values.get("resultPath", ""))
    value = str(values.get("value", ""))
    in_property = f" in {shorten(path) or path}" if path else ""
    with_value = f" ({shorten(value) or value})" if value and value != focus else ""
    kind = f"the shape {shape}" if shape else "a shape"
    return f"{shorten(focus) or focus} does not fit {kind}{in_property}{with_value}"
