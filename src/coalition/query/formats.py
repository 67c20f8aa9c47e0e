"""Write the answer to a query, for people and programs, in the formats that the command line offers."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.output import CITATIONS
from coalition.output.data import as_json, write_json
from coalition.output.terminal import as_data
from coalition.rdf.store import Rows, Triples, as_quad

if TYPE_CHECKING:
    from coalition.output.about import About
    from coalition.output.citations import Citation
    from coalition.provenance.evidence import Evidence
    from coalition.query.answer import Answer, Passing
    from coalition.query.gathering import Gathered
    from coalition.rdf.store import Result, Term

PEOPLE = ("table", "markdown")
"""The formats for people to read: they show labels in place of IRIs."""

RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
"""The formats that the W3C defines for results of SELECT and ASK: they hold full IRIs."""

SORTED = ("csv", "json")
"""Those of which rows may be put in order here, which is faster than what the engine is asked for."""

IN_MEMORY, CHUNK = 1 << 24, 1 << 16
"""How many bytes of XML are kept in memory until all are checked, before a file is used; how many are read at once."""

GRAPHS = ("turtle", "ntriples", "jsonld")
"""The formats for the graph that a CONSTRUCT or DESCRIBE query returns."""


def stream(result: Result, format: str, output: IO[bytes], about: About | None = None, *, plain: bool = False) -> None:
    """Write the result of a query in one of RESULTS, without evidence; each row as soon as it is found.

    The engine writes all but some CSV, and the JSON of rows that it has not put in order. Its CSV loses a row whose
    only cell is empty, which readers take for an empty line, and it does not quote an IRI or a triple term with a comma
    in it: `plain` says that there is none.
    XML is written when all rows are found, since it cannot hold every character. In JSON, `about` becomes a member
    that says what the result was made from.

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
    by_engine = plain and isinstance(result, Rows) and len(result.variables) > 1 and not result.sought.order
    if isinstance(result, Rows) and format == "csv" and not by_engine:
        heads = [variable.value for variable in result.variables]
        _write_lines(heads, result, codecs.getwriter("utf-8")(output), format)
        return
    if format == "json":
        described = _Described(output, about) if about else output
        if isinstance(result, Rows) and result.sought.order:
            from coalition.query import json_rows

            rows = iter(result)  # which puts them in order, before anything is written
            json_rows.write([variable.value for variable in result.variables], rows, described)
        else:
            result.serialize(described, format=RESULTS[format])
        output.write(b"\n")
    else:
        result.serialize(output, format=RESULTS[format])


class _Described(io.BytesIO):
    """Pass an object in JSON on, with one more member before its first."""

    def __init__(self, output: IO[bytes], about: About) -> None:
        super().__init__()
        self.output = output
        self.head = b'{"about":' + as_json(about.to_dict(), indent=None).strip().encode() + b","

    def write(self, part: Any, /) -> int:
        """Write a part of the object."""
        content = bytes(part)
        self.output.write(self.head + content[1:] if self.head and content else content)
        self.head = b"" if content else self.head
        return len(content)


def _write_xml(result: Rows | ox.QueryBoolean, output: IO[bytes]) -> None:
    import tempfile

    from coalition.rdf.xml import fit

    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as whole:
        result.serialize(whole, format=RESULTS["xml"])
        for copy in (False, True):  # the first pass only looks for what XML cannot hold
            whole.seek(0)
            text = codecs.getreader("utf-8")(whole)
            while part := fit(text.read(CHUNK)):
                if copy:
                    output.write(part.encode())
    output.write(b"\n")


def pass_on(rows: Passing, output: TextIO, format: str, *, iris: bool = False) -> None:
    """Write the rows of a SELECT query for people, in one of PEOPLE, each as soon as it is found.

    Parameters
    ----------
    iris:
        Whether full IRIs are shown in place of labels.
    """
    from coalition.output.table import markdown, table

    if not rows.columns:
        number = sum(1 for _ in rows.texts())
        output.write(f"({number} {'row' if number == 1 else 'rows'} without columns)\n")
    elif format == "table":
        table(rows.columns, rows.texts(iris=iris), output, right=rows.numeric)
    else:
        markdown(rows.columns, rows.texts(iris=iris), output)


def write(
    result: Answer | Gathered | bool | list[ox.Triple],
    output: TextIO,
    format: str | None,
    *,
    evidence: Callable[[], list[Evidence]] | None = None,
    cite: Callable[[list[Evidence]], dict[str, Citation]] | None = None,
    iris: bool = False,
    labels: bool = False,
    about: About | None = None,
) -> None:
    """Write what `Graph.query` returned.

    Parameters
    ----------
    result:
        The answer to a SELECT query, whose rows may be gathered for people; the truth of an ASK query; or the graph of
        a CONSTRUCT or DESCRIBE query.
    output:
        What it is written to.
    format:
        One of PEOPLE, RESULTS, GRAPHS or CITATIONS. None chooses Turtle for a graph, and else a table.
    evidence:
        A function that returns the evidence of the result. Where it is None, no evidence is written. Only the result
        of an ASK query calls it; the rows of a SELECT query know their evidence.
    cite:
        A function that returns the citations of evidence, for the forms of citations; see `citations.cite`.
    iris:
        Whether tables show full IRIs in place of labels.
    labels:
        Whether CSV and TSV have a column more for the labels of each column with IRIs.
    about:
        What the result was made from, for JSON.

    Raises
    ------
    SelectionError
        When the format does not fit the form of the query.
    """
    if format in CITATIONS and not isinstance(result, list):
        from coalition.query.cited import write_citations

        write_citations(result, output, format, evidence, cite, iris)
        return
    if isinstance(result, bool):
        _write_truth(result, output, format or "table", evidence, about)
    elif isinstance(result, list):
        _write_graph(result, output, format or "turtle", why=evidence is not None)
    elif format in (None, *PEOPLE):
        _write_for_people(result, output, format or "table", why=evidence is not None, iris=iris)
    else:
        # Rows are gathered for people only.
        _write_rows(cast("Answer", result), output, format, why=evidence is not None, labels=labels, about=about)


def _write_for_people(answer: Answer | Gathered, output: TextIO, format: str, *, why: bool, iris: bool) -> None:
    from coalition.output.table import markdown, table

    if not answer.columns and not why:
        output.write(f"({len(answer)} {'row' if len(answer) == 1 else 'rows'} without columns)\n")
    elif why:
        from coalition.query.cited import write_rows

        write_rows(answer, output, format, iris)
    elif format == "table":
        table(answer.columns, answer.texts(iris=iris), output, right=answer.numeric)
    else:
        markdown(answer.columns, answer.texts(iris=iris), output)


def _write_rows(answer: Answer, output: TextIO, format: str, *, why: bool, labels: bool, about: About | None) -> None:
    from coalition.query.cited import heads, with_evidence, write_answer_json

    if format == "json":
        write_answer_json(answer, output, about)
    elif format in ("csv", "tsv"):
        columns, rows = answer.labelled() if labels else (answer.columns, answer.terms)
        if format == "tsv":
            columns = tuple(f"?{column}" for column in columns)
        lines = with_evidence(rows, answer.evidence) if why else map(list, rows)
        _write_lines(heads(columns) if why else list(columns), lines, as_data(output), format)
    elif format == "xml":
        raise SelectionError("results in XML cannot hold evidence", remedy="choose json, csv or tsv with --why")
    else:
        what = f"SELECT returns rows, which cannot be written as {format}"
        raise SelectionError(what, remedy="write the query with CONSTRUCT, or choose another format")


def _write_lines(
    heads: list[str], lines: Iterable[Iterable[Term | None]], output: TextIO | codecs.StreamWriter, format: str
) -> None:
    if format == "csv":
        import csv

        writer = csv.writer(output)
        writer.writerow(heads)
        # Nearly all cells are of these two types, and a call for each would take as long as reading it.
        simple = (ox.NamedNode, ox.Literal)
        writer.writerows([c.value if isinstance(c, simple) else _csv_cell(c) for c in line] for line in lines)
    else:
        output.write("\t".join(heads) + "\n")
        output.writelines("\t".join(map(_tsv_cell, line)) + "\n" for line in lines)


def _write_truth(
    holds: bool, output: TextIO, format: str, evidence: Callable[[], list[Evidence]] | None, about: About | None
) -> None:
    if format not in (*PEOPLE, "json"):
        what = f"ASK returns true or false, which cannot be written as {format}{' with evidence' if evidence else ''}"
        raise SelectionError(what, remedy="choose table, markdown or json")
    all_evidence = evidence() if evidence else []
    if format == "json":
        found = {"head": {}, "boolean": holds, "evidence": [each.to_dict() for each in all_evidence]}
        write_json(found, output, about)
        return
    output.write(f"{str(holds).lower()}\n")
    if evidence:
        from coalition.query.cited import write_truth

        write_truth(all_evidence, output, format, holds=holds)


def _write_graph(triples: list[ox.Triple], output: TextIO, format: str, *, why: bool) -> None:
    if format not in GRAPHS:
        raise _not_for_graphs(format)
    if why:
        remedy = "to get the passages of each triple, run coalition export --query '...' --provenance"
        raise SelectionError("--why works only with SELECT and ASK", remedy=remedy)
    from coalition.rdf import turtle

    buffer = io.BytesIO()
    turtle.write((as_quad(triple) for triple in triples), format, buffer)
    as_data(output).write(buffer.getvalue().decode())


def _not_for_graphs(format: str) -> SelectionError:
    what = f"CONSTRUCT and DESCRIBE return a graph, which cannot be written as {format}"
    return SelectionError(what, remedy=f"choose one of {', '.join(GRAPHS)}")


def _csv_cell(term: Term | None) -> str:
    """Return the IRI or the value of a term, as the W3C's CSV results hold it; "" for None.

    The W3C says nothing of triple terms yet; they are written as in TSV.
    """
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else _tsv_cell(term)


def _tsv_cell(term: Term | None) -> str:
    """Return a term in Turtle without prefixes, as the W3C's TSV results hold it; "" for None."""
    if term is None:
        return ""
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(map(_tsv_cell, term))} )>>"
    from coalition.rdf import turtle

    plain = turtle.PLAIN.get(term.datatype.value) if isinstance(term, ox.Literal) else None
    return term.value if plain and plain.fullmatch(term.value) else str(term)
