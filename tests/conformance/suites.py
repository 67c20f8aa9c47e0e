"""Read the W3C's SPARQL suites: what each test asks, of which data, and what it expects.

The suites are the folder `sparql` of https://github.com/w3c/rdf-tests. The environment variable W3C names the folder
that holds it.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from coalition.namespaces import TYPE
from coalition.rdf.store import Term, as_quad

PUBLISHED = "https://w3c.github.io/rdf-tests/sparql/"
"""Where the W3C publishes the suites: relative IRIs in queries, data and results are resolved against it."""

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"

KINDS = {
    "QueryEvaluationTest": "answer",
    "CSVResultFormatTest": "answer",
    "PositiveSyntaxTest": "syntax",
    "PositiveSyntaxTest11": "syntax",
    "NegativeSyntaxTest": "fault",
    "NegativeSyntaxTest11": "fault",
}
"""What the W3C's classes of tests ask of a query: the right answer, that it parses, or that it does not.

Tests of updates are left out, as nothing here can change a graph.
"""

FROM = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>]+)>", re.IGNORECASE)
"""A dataset clause, where the IRI is also the name of a file of data."""

CALL = re.compile(r"\bSERVICE\b", re.IGNORECASE)

TRIPLE = ox.Literal("a triple term")

Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Hold a table of terms; `ordered` tells whether the order of the rows counts."""

    columns: tuple[str, ...]
    rows: list[Row]
    ordered: bool = False


Result = bool | Rows | list[ox.Triple]


@dataclass(frozen=True, slots=True)
class Case:
    """Hold a test of a suite.

    Attributes
    ----------
    suite:
        The folder of the suite: sparql10, sparql11 or sparql12.
    name:
        The folder below that of the suite, and the name of the test there.
    kind:
        One of the values of KINDS.
    query:
        The file of the query.
    data:
        The files that are loaded, each with the name of the graph that its triples go to; "" for the default graph.
    result:
        The file of the expected result, or None.
    """

    suite: str
    name: str
    kind: str
    query: Path
    data: tuple[tuple[Path, str], ...]
    result: Path | None

    @property
    def text(self) -> str:
        """The query, with its base."""
        return f"BASE <{_iri(self.query)}> {self.query.read_text(encoding='utf-8')}"

    @property
    def calls(self) -> bool:
        """Whether the query would send a request to another machine."""
        return bool(CALL.search(self.text))

    @property
    def quads(self) -> list[ox.Quad]:
        """The data."""
        return [
            as_quad(quad.triple, ox.NamedNode(graph)) if graph else quad
            for path, graph in self.data
            for quad in _read(path)
        ]

    @property
    def expected(self) -> Result | None:
        """The expected result; None where the test has none."""
        return _expected(self.result) if self.result else None


def folder() -> Path | None:
    """Return the folder of the suites, or None where they are not on this machine."""
    named = os.environ.get("W3C")
    return (Path(named) / "sparql").resolve(strict=True) if named else None


def cases(folder: Path) -> Iterator[Case]:
    """Yield the tests of all suites, sorted by suite, folder and name."""
    return (case for case in _tests(folder) if isinstance(case, Case))


def left_out(folder: Path) -> dict[str, int]:
    """Return the number of tests that `cases` leaves out, by their class."""
    return dict(sorted(Counter(case for case in _tests(folder) if isinstance(case, str)).items()))


def _tests(folder: Path) -> Iterator[Case | str]:
    """Yield the tests of all suites; of those that are left out, their class."""
    for manifest in sorted(folder.glob("sparql1*/*/manifest.ttl")):
        found = ox.Dataset(_read(manifest))
        tests = (quad for quad in found if quad.predicate.value == TYPE and isinstance(quad.object, ox.NamedNode))
        for quad in sorted(tests, key=str):
            name = quad.object.value.rpartition("#")[2]
            case = _case(manifest, found, quad.subject, KINDS[name]) if name in KINDS else None
            if case and case.query.suffix == ".rq":  # a few tests of updates have the class of a test of queries
                yield case
            elif name != "Manifest":
                yield name


def _case(manifest: Path, found: ox.Dataset, test: Term, kind: str) -> Case:
    def path(term: Term) -> Path:
        return manifest.parents[2] / _text(term).removeprefix(PUBLISHED)

    (action,) = _values(found, test, MF + "action")
    (query,) = _values(found, action, QT + "query") or [action]
    data = [(path(term), "") for term in _values(found, action, QT + "data")]
    data += [(path(term), _text(term)) for term in _values(found, action, QT + "graphData")]
    if kind == "answer":
        named = set(FROM.findall(path(query).read_text(encoding="utf-8")))
        files = [path(query).parent / name for name in named]
        data += [(file, _iri(file)) for file in files if file.is_file()]
    results = _values(found, test, MF + "result")
    return Case(
        manifest.parts[-3],
        f"{manifest.parts[-2]}/{_text(test).rpartition('#')[2]}",
        kind,
        path(query),
        tuple(sorted(data)),
        path(results[0]) if results else None,
    )


def _iri(path: Path) -> str:
    return PUBLISHED + "/".join(path.parts[-3:])


def _text(term: Term) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


def _values(found: ox.Dataset, subject: Term, word: str) -> list[Term]:
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)
    return [quad.object for quad in found.quads_for_subject(subject) if quad.predicate.value == word]


@cache
def _read(path: Path) -> list[ox.Quad]:
    format = ox.RdfFormat.from_extension(path.suffix[1:])
    # Blank nodes of one file are not those of another.
    return list(ox.parse(path=str(path), format=format, base_iri=_iri(path), rename_blank_nodes=True))


def plain(term: Term | None) -> Term | None:
    """Return what CSV tells of a term: its text, a blank node, that it is a triple term; None of an empty text."""
    if isinstance(term, ox.Triple):
        return TRIPLE
    return _of_csv(term.value) if isinstance(term, ox.NamedNode | ox.Literal) else term


def read_csv(text: str) -> Rows:
    """Return what CSV tells of a table, as `plain` returns it."""
    columns, *rows = csv.reader(io.StringIO(text, newline=""))
    return Rows(tuple(columns), [tuple(map(_of_csv, row)) for row in rows])


def _of_csv(text: str) -> Term | None:
    if text.startswith("<<("):
        return TRIPLE
    if re.fullmatch(r"_:\w+", text):
        return ox.BlankNode(text[2:])
    return ox.Literal(text) if text else None


def _expected(path: Path) -> Result:
    if path.suffix == ".csv":
        return read_csv(path.read_text(encoding="utf-8"))
    if path.suffix in (".srx", ".srj", ".tsv"):
        read = ox.parse_query_results(path=str(path), format=ox.QueryResultsFormat.from_extension(path.suffix[1:]))
        if isinstance(read, ox.QueryBoolean):
            return bool(read)
        return Rows(tuple(variable.value for variable in read.variables), [tuple(row) for row in read])
    found = ox.Dataset(_read(path))
    whole = [quad.subject for quad in found if quad.object == ox.NamedNode(RS + "ResultSet")]
    return _result_set(found, whole[0]) if whole else [quad.triple for quad in found]


def _result_set(found: ox.Dataset, whole: Term) -> Result:
    """Read a result that is written in the vocabulary of result sets."""
    if truth := _values(found, whole, RS + "boolean"):
        return _text(truth[0]) == "true"
    columns = tuple(sorted(map(_text, _values(found, whole, RS + "resultVariable"))))
    rows = []
    for solution in _values(found, whole, RS + "solution"):
        bindings = _values(found, solution, RS + "binding")
        cells = {
            _text(name): value
            for binding in bindings
            for name in _values(found, binding, RS + "variable")
            for value in _values(found, binding, RS + "value")
        }
        index = [int(_text(number)) for number in _values(found, solution, RS + "index")]
        rows.append((index, tuple(map(cells.get, columns))))
    ordered = any(index for index, _ in rows)
    return Rows(columns, [row for _, row in sorted(rows, key=lambda row: row[0])], ordered)
