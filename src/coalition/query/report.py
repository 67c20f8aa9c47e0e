"""Answers and descriptions as people and programs read them: tables, Markdown, CSV, JSON, XML, RDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any, TextIO

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.namespaces import XSD
from coalition.output.data import joined, write_json
from coalition.output.passages import grounds, missing, sources
from coalition.output.table import fitted, markdown, table
from coalition.rdf import turtle
from coalition.rdf.store import Triples, as_quad

if TYPE_CHECKING:
    from coalition.provenance.evidence import Evidence
    from coalition.query.answer import Answer
    from coalition.query.description import Description, Line
    from coalition.rdf.store import Result, Term

PEOPLE = ("table", "markdown")
RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
"""The W3C's formats for results: they carry whole IRIs."""

GRAPHS = ("turtle", "ntriples", "jsonld")
"""The formats for the graph of a CONSTRUCT or DESCRIBE query."""

CITED = ("passage", "source", "source_label", "title", "publisher", "issued", "start", "end", "stance")
MORE = ("attributed_to", "reported_by", "cites", "state", "words", "facts")
BASIS = ("rules", "grounds", "notes")


def stream(result: Result, format: str, output: IO[bytes]) -> None:
    """Write the result of a query in one of RESULTS, without evidence, row by row as rows are found.

    Raises
    ------
    SelectionError
        When the result is a graph.
    """
    if isinstance(result, Triples):
        what = f"CONSTRUCT and DESCRIBE give a graph, not {format}"
        raise SelectionError(what, remedy=f"choose one of {', '.join(GRAPHS)}")
    if isinstance(result, ox.QueryBoolean) and format in ("csv", "tsv"):
        output.write(f"{str(bool(result)).lower()}\n".encode())
        return
    result.serialize(output, format=RESULTS[format])
    if format in ("json", "xml"):
        output.write(b"\n")


def write(
    result: Answer | bool | list[ox.Triple],
    output: TextIO,
    format: str | None,
    *,
    evidence: Callable[[], list[Evidence]] | None = None,
    iris: bool = False,
) -> None:
    """Write what `Graph.query` gave.

    Parameters
    ----------
    format:
        One of PEOPLE, RESULTS or GRAPHS; where None, a table, or Turtle for a graph.
    evidence:
        What gives the evidence of the rows; no evidence is written where None.
    iris:
        Write whole IRIs in place of labels in a table.

    Raises
    ------
    SelectionError
        When the format does not fit the form of the query.
    """
    if isinstance(result, bool):
        _write_truth(result, output, format or "table", evidence)
    elif isinstance(result, list):
        _write_graph(result, output, format or "turtle", why=evidence is not None)
    else:
        _write_rows(result, output, format or "table", why=evidence is not None, iris=iris)


def _write_rows(answer: Answer, output: TextIO, format: str, *, why: bool, iris: bool) -> None:
    if format in PEOPLE:
        if why:
            _reasons(answer, output, format, iris)
        elif format == "table":
            table(answer.columns, answer.texts(iris=iris), output, right=answer.numeric)
        else:
            markdown(answer.columns, answer.texts(iris=iris), output)
    elif format == "json":
        _write_answer_json(answer, output)
    elif format in ("csv", "tsv"):
        _write_answer_csv(answer, output, "," if format == "csv" else "\t")
    elif format == "xml":
        raise SelectionError("results in XML have no place for evidence", remedy="choose json or csv with --why")
    else:
        raise SelectionError(f"SELECT gives rows, not {format}", remedy="ask with CONSTRUCT, or choose another format")


def _write_truth(holds: bool, output: TextIO, format: str, evidence: Callable[[], list[Evidence]] | None) -> None:
    if format not in (*PEOPLE, "json"):
        what = f"ASK gives true or false, not {format}{' with evidence' if evidence else ''}"
        raise SelectionError(what, remedy="choose table, markdown or json")
    found = evidence() if evidence else []
    if format == "json":
        write_json({"head": {}, "boolean": holds, "evidence": [each.to_dict() for each in found]}, output)
        return
    output.write(f"{str(holds).lower()}\n")
    if evidence:
        for each in found:
            output.writelines(grounds(each, "   · ", output))
        missing(found, output)
        if not holds:
            output.write("   · nothing that was asked for is there: an absence has no passage\n")


def _write_graph(triples: list[ox.Triple], output: TextIO, format: str, *, why: bool) -> None:
    if format not in GRAPHS:
        what = f"CONSTRUCT and DESCRIBE give a graph, not {format}"
        raise SelectionError(what, remedy=f"choose one of {', '.join(GRAPHS)}")
    if why:
        remedy = "coalition export --query '...' --provenance gives the passages of each triple"
        raise SelectionError("--why is for rows", remedy=remedy)
    buffer = io.BytesIO()
    turtle.write((as_quad(triple) for triple in triples), format, buffer)
    output.write(buffer.getvalue().decode())


def _reasons(found: Answer, output: TextIO, format: str, iris: bool) -> None:
    for number, (cells, evidence) in enumerate(zip(found.texts(iris=iris), found.evidence, strict=True), 1):
        said = " · ".join(f"{column}: {cell}" for column, cell in zip(found.columns, cells, strict=True) if cell)
        head, bullet = (f"{number}. ", "   - ") if format == "markdown" else (f"{number}  ", "   · ")
        output.write(fitted(head + said, 3, output))
        output.writelines(grounds(evidence, bullet, output))
        output.write("\n")
    if not found.terms:
        output.write("(no rows)\n")
    missing(found.evidence, output)


def _write_answer_json(found: Answer, output: TextIO) -> None:
    """SPARQL results in JSON with one more member, `evidence`: a list with an object for each binding."""
    bindings = [
        {c: _term_json(t) for c, t in zip(found.columns, row, strict=True) if t is not None} for row in found.terms
    ]
    whole = {
        "head": {"vars": list(found.columns)},
        "results": {"bindings": bindings},
        "evidence": [evidence.to_dict() for evidence in found.evidence],
    }
    write_json(whole, output)


def _write_answer_csv(found: Answer, output: TextIO, delimiter: str) -> None:
    """A line for each row and passage: the number of the row, its columns, the passage, and what else it rests on.

    A row without a passage has one line. Several values of one field are separated by ` | `.
    """
    writer = csv.writer(output, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
    writer.writerow(["row", *found.columns, *CITED, *MORE, *BASIS])
    for number, (row, evidence) in enumerate(zip(found.terms, found.evidence, strict=True), 1):
        cells = [number, *(_plain(term) for term in row)]
        basis = evidence.to_dict()
        for cited in evidence.passages or [None]:
            data: dict[str, Any] = cited.to_dict() if cited else {}
            writer.writerow(
                [
                    *cells,
                    *(joined(data.get(key, "")) for key in (*CITED, *MORE)),
                    *(joined(basis[key]) for key in BASIS),
                ]
            )


def _term_json(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        plain = {"type": "literal", "value": term.value}
        if term.language:
            return plain | {"xml:lang": term.language}
        return plain if term.datatype.value == XSD + "string" else plain | {"datatype": term.datatype.value}
    return {"type": "bnode", "value": str(term).removeprefix("_:")}


def _plain(term: Term | None) -> str:
    return "" if term is None else term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def write_description(known: Description, output: TextIO) -> None:
    """All that is known of a thing: its names, what is said of it, then each thing that names it; with sources."""
    if not (known.classes or known.lines or known.mentions):
        output.write(f"nothing is said of {known.iri} here\n")
        return
    output.write(f"{known.label}\n{', '.join(known.classes)} · {known.iri}\n")
    if known.aliases:
        output.write(fitted(f"also called {', '.join(known.aliases)}", 4, output))
    for title, lines in (("", known.lines), *((mention.title, mention.lines) for mention in known.mentions)):
        if lines:
            output.write(f"\n{title}\n" if title else "\n")
        for where, said in _by_sources(lines):
            output.write(fitted(f"  {'; '.join(said)}", 4, output) + fitted(f"      {where}", 6, output))


def _by_sources(lines: Iterable[Line]) -> Iterator[tuple[str, list[str]]]:
    """Lines that have the same sources, together; each group under those sources."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        said = groups.setdefault(sources(line.evidence), [])
        said.append(f"{'' if said else _doubt(line.evidence)}{line.relation} {line.text}")
    return iter(groups.items())


def _doubt(evidence: Evidence) -> str:
    """How the passages speak of a fact that none of them asserts."""
    stances = sorted({cited.passage.stance for cited in evidence.passages})
    return f"[{', '.join(stances)}] " if stances and "asserts" not in stances else ""


def write_description_json(known: Description, output: TextIO) -> None:
    """All that is known of a thing as a JSON object, each line with its evidence."""
    whole = {
        "iri": known.iri,
        "label": known.label,
        "classes": known.classes,
        "aliases": known.aliases,
        "lines": _lines(known.lines),
        "mentions": [{"iri": m.iri, "title": m.title, "lines": _lines(m.lines)} for m in known.mentions],
    }
    write_json(whole, output)


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [{"relation": line.relation, "text": line.text, "evidence": line.evidence.to_dict()} for line in lines]
