"""Answers as programs read them: the W3C's result formats, and JSON and CSV that carry the evidence along."""

from __future__ import annotations

import csv
import json
from typing import IO, TYPE_CHECKING, Any, TextIO

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.namespaces import XSD
from coalition.rdf.store import Triples

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coalition.network.ranking import Ranking
    from coalition.network.robustness import Robustness
    from coalition.provenance.evidence import Evidence
    from coalition.query.answer import Answer
    from coalition.query.description import Description, Line
    from coalition.rdf.store import Answer as Answered
    from coalition.rdf.store import Rows, Term

RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
"""The W3C's formats for results: they carry whole IRIs."""

CITED = ("passage", "source", "source_label", "title", "publisher", "issued", "start", "end", "stance")
MORE = ("attributed_to", "reported_by", "cites", "state", "words", "facts")
BASIS = ("rules", "grounds", "notes")


def stream(found: Answered, format: str, output: IO[bytes]) -> None:
    """The answer to a query in one of RESULTS, row by row.

    Raises
    ------
    SelectionError
        When the answer is a graph, or a truth value in a format for rows.
    """
    if isinstance(found, Triples):
        raise SelectionError(
            f"CONSTRUCT and DESCRIBE give a graph, not {format}", remedy="choose turtle, ntriples or jsonld"
        )
    if isinstance(found, ox.QueryBoolean) and format in ("csv", "tsv"):
        output.write(f"{str(bool(found)).lower()}\n".encode())
        return
    results(found, format, output)


def results(solutions: Rows | ox.QueryBoolean, format: str, output: IO[bytes]) -> None:
    """Write results in one of RESULTS, row by row as they are found."""
    solutions.serialize(output, format=RESULTS[format])
    if format in ("json", "xml"):
        output.write(b"\n")


def answer_json(found: Answer, output: TextIO) -> None:
    """SPARQL results in JSON with one more member, `evidence`: a list with an object for each binding."""
    bindings = [{c: _json(t) for c, t in zip(found.columns, row, strict=True) if t is not None} for row in found.terms]
    whole = {
        "head": {"vars": list(found.columns)},
        "results": {"bindings": bindings},
        "evidence": [evidence.as_data() for evidence in found.evidence],
    }
    data_json(whole, output)


def answer_csv(found: Answer, output: TextIO, delimiter: str) -> None:
    """A line for each row and passage: the number of the row, its columns, the passage, and what else it rests on.

    A row without a passage has one line. Several values of one field are separated by ` | `.
    """
    writer = csv.writer(output, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
    writer.writerow(["row", *found.columns, *CITED, *MORE, *BASIS])
    for number, (row, evidence) in enumerate(zip(found.terms, found.evidence, strict=True), 1):
        cells = [number, *(_plain(term) for term in row)]
        basis = evidence.as_data()
        for cited in evidence.passages or [None]:
            data: dict[str, Any] = cited.as_data() if cited else {}
            writer.writerow(
                [
                    *cells,
                    *(_joined(data.get(key, "")) for key in (*CITED, *MORE)),
                    *(_joined(basis[key]) for key in BASIS),
                ]
            )


def truth_json(holds: bool, evidence: list[Evidence], output: TextIO) -> None:
    """The answer to an ASK query in SPARQL's JSON, with its evidence."""
    data_json({"head": {}, "boolean": holds, "evidence": [found.as_data() for found in evidence]}, output)


def description_json(known: Description, output: TextIO) -> None:
    """All that is known of a thing as a JSON object, each line with its evidence."""
    whole = {
        "iri": known.iri,
        "label": known.label,
        "classes": known.classes,
        "aliases": known.aliases,
        "lines": _lines(known.lines),
        "mentions": [{"iri": m.iri, "title": m.title, "lines": _lines(m.lines)} for m in known.mentions],
    }
    data_json(whole, output)


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [{"relation": line.relation, "text": line.text, "evidence": line.evidence.as_data()} for line in lines]


def _json(term: Term) -> dict[str, str]:
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


def _joined(value: object) -> str:
    return " | ".join(str(part) for part in value) if isinstance(value, list) else str(value)


def data_json(whole: dict[str, Any], output: TextIO) -> None:
    """A documented object as JSON."""
    json.dump(whole, output, ensure_ascii=False, indent=2)
    output.write("\n")


def ranking_json(found: Ranking | Robustness, output: TextIO, top: int | None = None) -> None:
    """A ranking as the documented object, as far as rank `top`."""
    whole = found.to_json()
    data_json(whole | {"ranking": [row for row in whole["ranking"] if top is None or row["rank"] <= top]}, output)


def ranking_csv(found: Ranking, output: TextIO, top: int | None = None) -> None:
    """A ranking as CSV, as far as rank `top`, each score with every digit that it has."""
    writer = csv.writer(output)
    writer.writerow(["rank", "actor", "label", "kind", "score"])
    rows = [row for row in found.rows if top is None or row.rank <= top]
    writer.writerows([row.rank, row.actor, row.label, row.kind, repr(row.score)] for row in rows)


def robustness_csv(found: Robustness, output: TextIO, top: int | None = None) -> None:
    """A ranking as CSV with the range of each rank, as far as rank `top`; names of sources are joined by ` | `."""
    writer = csv.writer(output)
    columns = ("rank", "actor", "label", "kind", "score", "best_rank", "worst_rank", "rests_on", "absent_without")
    writer.writerow(columns)
    rows = (row.as_data() for row in found.rows if top is None or row.place.rank <= top)
    writer.writerows([_joined(row[column]) for column in columns] for row in rows)
