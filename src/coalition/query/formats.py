"""Write the answer to a query, for people and programs, in the formats that the command line offers."""

from __future__ import annotations

import codecs
import csv
import io
import tempfile
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any, TextIO

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.namespaces import XSD
from coalition.output.data import joined, write_json
from coalition.output.passages import grounds, missing
from coalition.output.table import fitted, in_markdown, markdown, table
from coalition.output.terminal import as_data, one_line
from coalition.rdf import turtle
from coalition.rdf.store import Triples, as_quad
from coalition.rdf.xml import fit

if TYPE_CHECKING:
    from coalition.provenance.evidence import Evidence
    from coalition.query.answer import Answer
    from coalition.rdf.store import Result, Rows, Term

PEOPLE = ("table", "markdown")
"""The formats for people to read: they show labels in place of IRIs."""

RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
"""The formats that the W3C defines for results of SELECT and ASK: they hold full IRIs."""

IN_MEMORY, CHUNK = 1 << 24, 1 << 16
"""How many bytes of XML are kept in memory until all are checked, before a file is used; how many are read at once."""

GRAPHS = ("turtle", "ntriples", "jsonld")
"""The formats for the graph that a CONSTRUCT or DESCRIBE query returns."""

PASSAGE_COLUMNS = (
    *("passage", "source", "source_label", "title", "publisher", "issued", "start", "end", "stance"),
    *("attributed_to", "reported_by", "cites", "state", "words", "facts"),
)
"""The columns of a CSV or TSV file with evidence that describe a passage: keys of `Cited.to_dict`."""

OTHER_COLUMNS = ("rules", "grounds", "notes")
"""The columns for what a row rests on besides passages: keys of `Evidence.to_dict`."""


def stream(result: Result, format: str, output: IO[bytes]) -> None:
    """Write the result of a query in one of RESULTS, without evidence; each row as soon as it is found.

    XML is written when all rows are found, since it cannot hold every character.

    Raises
    ------
    SelectionError
        When the result is a graph, or XML cannot hold it. Nothing is written then.
    StoreError
        When the store is damaged.
    """
    if isinstance(result, Triples):
        raise _not_for_graphs(format)
    if isinstance(result, ox.QueryBoolean) and format in ("csv", "tsv"):
        output.write(f"{str(bool(result)).lower()}\n".encode())
        return
    if format == "xml":
        _write_xml(result, output)
        return
    result.serialize(output, format=RESULTS[format])
    if format == "json":
        output.write(b"\n")


def _write_xml(result: Rows | ox.QueryBoolean, output: IO[bytes]) -> None:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as whole:
        result.serialize(whole, format=RESULTS["xml"])
        for copy in (False, True):  # the first pass only looks for what XML cannot hold
            whole.seek(0)
            text = codecs.getreader("utf-8")(whole)
            while part := fit(text.read(CHUNK)):
                if copy:
                    output.write(part.encode())
    output.write(b"\n")


def write(
    result: Answer | bool | list[ox.Triple],
    output: TextIO,
    format: str | None,
    *,
    evidence: Callable[[], list[Evidence]] | None = None,
    iris: bool = False,
) -> None:
    """Write what `Graph.query` returned.

    Parameters
    ----------
    result:
        The answer to a SELECT query, the truth of an ASK query, or the graph of a CONSTRUCT or DESCRIBE query.
    output:
        What it is written to.
    format:
        One of PEOPLE, RESULTS or GRAPHS. None chooses Turtle for a graph, and else a table.
    evidence:
        A function that returns the evidence of the result. Where it is None, no evidence is written. Only the result
        of an ASK query calls it; the rows of a SELECT query know their evidence.
    iris:
        Whether tables show full IRIs in place of labels.

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
            _write_rows_with_evidence(answer, output, format, iris)
        elif format == "table":
            table(answer.columns, answer.texts(iris=iris), output, right=answer.numeric)
        else:
            markdown(answer.columns, answer.texts(iris=iris), output)
    elif format == "json":
        _write_answer_json(answer, output)
    elif format in ("csv", "tsv"):
        _write_answer_csv(answer, output, "," if format == "csv" else "\t")
    elif format == "xml":
        raise SelectionError("results in XML cannot hold evidence", remedy="choose json, csv or tsv with --why")
    else:
        what = f"SELECT returns rows, which cannot be written as {format}"
        raise SelectionError(what, remedy="write the query with CONSTRUCT, or choose another format")


def _write_truth(holds: bool, output: TextIO, format: str, evidence: Callable[[], list[Evidence]] | None) -> None:
    if format not in (*PEOPLE, "json"):
        what = f"ASK returns true or false, which cannot be written as {format}{' with evidence' if evidence else ''}"
        raise SelectionError(what, remedy="choose table, markdown or json")
    all_evidence = evidence() if evidence else []
    if format == "json":
        write_json({"head": {}, "boolean": holds, "evidence": [each.to_dict() for each in all_evidence]}, output)
        return
    output.write(f"{str(holds).lower()}\n")
    if evidence:
        for each in all_evidence:
            output.writelines(grounds(each, "   · ", output, in_markdown if format == "markdown" else one_line))
        missing(all_evidence, output)
        if not holds:
            output.write("   · no facts match the query, so there is no passage to cite\n")


def _write_graph(triples: list[ox.Triple], output: TextIO, format: str, *, why: bool) -> None:
    if format not in GRAPHS:
        raise _not_for_graphs(format)
    if why:
        remedy = "to get the passages of each triple, run coalition export --query '...' --provenance"
        raise SelectionError("--why works only with SELECT and ASK", remedy=remedy)
    buffer = io.BytesIO()
    turtle.write((as_quad(triple) for triple in triples), format, buffer)
    as_data(output).write(buffer.getvalue().decode())


def _not_for_graphs(format: str) -> SelectionError:
    what = f"CONSTRUCT and DESCRIBE return a graph, which cannot be written as {format}"
    return SelectionError(what, remedy=f"choose one of {', '.join(GRAPHS)}")


def _write_rows_with_evidence(answer: Answer, output: TextIO, format: str, iris: bool) -> None:
    """Write each row as a line, and under it a line for each passage and for whatever else it rests on."""
    head, bullet, written = ("{}. ", "   - ", in_markdown) if format == "markdown" else ("{}  ", "   · ", one_line)
    for number, (cells, evidence) in enumerate(zip(answer.texts(iris=iris), answer.evidence, strict=True), 1):
        row = " · ".join(f"{column}: {cell}" for column, cell in zip(answer.columns, cells, strict=True) if cell)
        output.write(fitted(head.format(number) + written(row), 3, output))
        output.writelines(grounds(evidence, bullet, output, written))
        output.write("\n")
    if not answer.terms:
        output.write("(no rows)\n")
    missing(answer.evidence, output)


def _write_answer_json(answer: Answer, output: TextIO) -> None:
    """Write SPARQL results in JSON with one more member, `evidence`: a list with an object for each row."""
    bindings = [
        {c: _term_json(t) for c, t in zip(answer.columns, row, strict=True) if t is not None} for row in answer.terms
    ]
    document = {
        "head": {"vars": list(answer.columns)},
        "results": {"bindings": bindings},
        "evidence": [evidence.to_dict() for evidence in answer.evidence],
    }
    write_json(document, output)


def _write_answer_csv(answer: Answer, output: TextIO, delimiter: str) -> None:
    """Write a line for each row and passage, or one line for a row without passages.

    The columns are the number of the row, the columns of the answer, those that describe the passage, and those for
    what else the row rests on. Several values of one column are separated by ` | `.
    """
    writer = csv.writer(as_data(output), delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
    writer.writerow(["row", *answer.columns, *PASSAGE_COLUMNS, *OTHER_COLUMNS])
    for number, (row, evidence) in enumerate(zip(answer.terms, answer.evidence, strict=True), 1):
        cells = [number, *(_plain(term) for term in row)]
        whole_evidence = evidence.to_dict()
        for cited in evidence.passages or [None]:
            passage: dict[str, Any] = cited.to_dict() if cited else {}
            writer.writerow(
                [
                    *cells,
                    *(joined(passage.get(key, "")) for key in PASSAGE_COLUMNS),
                    *(joined(whole_evidence[key]) for key in OTHER_COLUMNS),
                ]
            )


def _term_json(term: Term) -> dict[str, str]:
    """Return a term as SPARQL results in JSON hold it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        plain = {"type": "literal", "value": term.value}
        if term.language:
            return plain | {"xml:lang": term.language}
        return plain if term.datatype.value == XSD + "string" else plain | {"datatype": term.datatype.value}
    return {"type": "bnode", "value": str(term).removeprefix("_:")}


def _plain(term: Term | None) -> str:
    """Return the IRI or the value of a term, as the W3C's CSV results hold it; "" for None."""
    return "" if term is None else term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
