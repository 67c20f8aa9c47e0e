"""Answers as people and programs read them: tables, Markdown, CSV, JSON, each with its evidence if asked."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any, TextIO

import pyoxigraph as ox

from coalition import turtle
from coalition.answer import Answer
from coalition.description import Description
from coalition.errors import SelectionError
from coalition.evidence import Cited, Evidence
from coalition.passage import State
from coalition.store import Term
from coalition.terms import XSD

if TYPE_CHECKING:
    from coalition.centrality import Ranking
    from coalition.graph import Graph

PEOPLE = ("table", "markdown")
"""The formats for people: they print labels and prefixed names."""

RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
"""The W3C's formats for results: they carry whole IRIs."""

GRAPHS = ("turtle", "ntriples", "jsonld")
"""The formats for the graph that CONSTRUCT and DESCRIBE give."""

CITED = ("passage", "source", "source_label", "title", "publisher", "issued", "start", "end", "stance")
MORE = ("attributed_to", "reported_by", "cites", "state", "words", "facts")
BASIS = ("rules", "grounds", "notes")


def results(solutions: ox.QuerySolutions | ox.QueryBoolean, format: str, output: IO[bytes]) -> None:
    """Write results in one of RESULTS, row by row as they are found."""
    solutions.serialize(output, format=RESULTS[format])
    if format in ("json", "xml"):
        output.write(b"\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO, right: Sequence[int] = ()) -> None:
    """A table for a terminal, or as wide as it needs to be where there is none; `right` columns are set flush right."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, column in enumerate(columns):
        grid.add_column(column, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    Console(file=output, highlight=False, width=None if output.isatty() else 10_000).print(grid)


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO) -> None:
    """A table in GitHub's Markdown, row by row."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"

    output.write(line(columns))
    output.write(line("---" for _ in columns))
    for row in rows:
        output.write(line(row))


def answer(found: Answer, output: TextIO, *, format: str, why: bool, iris: bool) -> None:
    """An answer for people, in one of PEOPLE; with `why`, the evidence under each row."""
    if not why:
        (table if format == "table" else markdown)(found.columns, found.texts(iris=iris), output)
        return
    for number, (cells, evidence) in enumerate(zip(found.texts(iris=iris), found.evidence, strict=True), 1):
        said = [f"{column}: {cell}" for column, cell in zip(found.columns, cells, strict=True) if cell]
        lines = evidence_lines(evidence)
        if format == "markdown":
            output.write(f"{number}. {' · '.join(said)}\n" + "".join(f"   - {line.strip()}\n" for line in lines) + "\n")
        else:
            output.write(f"{number}  {' · '.join(said)}\n" + "".join(f"   {line}\n" for line in lines) + "\n")


def evidence_lines(evidence: Evidence) -> list[str]:
    """The evidence of one row in words: a line for each passage, its words in the line below, then what else it rests on."""
    lines = []
    for cited in evidence.passages:
        lines += [f"· {place(cited)}", f"    {_words(cited)}"]
    lines += [f"· derived by the rule {rule}" for rule in evidence.rules]
    lines += [f"· rests also on {ground}" for ground in evidence.grounds]
    lines += [f"· {note if note.startswith(('cannot', 'it rests')) else f'rests also on {note}'}" for note in evidence.notes]
    return lines or ["· no passage states this"]


def place(cited: Cited) -> str:
    """Where a passage stands and how it speaks: source, publisher, date, offsets, stance, whose words."""
    source, passage = cited.source, cited.passage
    parts = [
        source.label or source.name,
        f"“{source.title}”" if source.title else "",
        source.publisher or "publisher not stated",
        source.issued or "date not stated",
        f"{passage.start}–{passage.end}",
        passage.stance,
        f"words of {', '.join(passage.attributed_to)}" if passage.attributed_to else "",
        f"reported by {', '.join(passage.reported_by)}" if passage.reported_by else "",
        f"cites {', '.join(passage.cites)}" if passage.cites else "",
    ]
    return " · ".join(part for part in parts if part)


def _words(cited: Cited) -> str:
    match cited.finding.state:
        case State.FOUND:
            return "“" + " ".join(cited.finding.words.split()) + "”"
        case State.NO_TEXT:
            return "(the words are not at hand: name the folder of the texts with --sources)"
        case State.DRIFTED:
            return f"(drifted: in the text at hand these words stand at {cited.finding.moved_to})"
        case _:
            return "(missing: the text at hand does not hold these words)"


def answer_json(found: Answer, output: TextIO) -> None:
    """SPARQL results in JSON with one more member, `evidence`: a list with an object for each binding."""
    bindings = [{c: _json(t) for c, t in zip(found.columns, row, strict=True) if t is not None} for row in found.terms]
    whole = {
        "head": {"vars": list(found.columns)},
        "results": {"bindings": bindings},
        "evidence": [evidence.as_data() for evidence in found.evidence],
    }
    json.dump(whole, output, ensure_ascii=False, indent=2)
    output.write("\n")


def answer_csv(found: Answer, output: TextIO, delimiter: str) -> None:
    """One line for each row and passage: the number of the row, its columns, then the passage and what else it rests on.

    A row without a passage has one line. Several values of one field are separated by ` | `.
    """
    writer = csv.writer(output, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
    writer.writerow(["row", *found.columns, *CITED, *MORE, *BASIS])
    for number, (row, evidence) in enumerate(zip(found.terms, found.evidence, strict=True), 1):
        cells = [number, *(_plain(term) for term in row)]
        basis = evidence.as_data()
        for cited in evidence.passages or [None]:
            data: dict[str, Any] = cited.as_data() if cited else {}
            writer.writerow([*cells, *(_joined(data.get(key, "")) for key in (*CITED, *MORE)), *(_joined(basis[key]) for key in BASIS)])


def description(known: Description, output: TextIO) -> None:
    """All that is known of a thing: its names, then a line for each fact with its sources."""
    output.write(f"{known.label}\n{', '.join(known.classes)} · {known.iri}\n")
    if known.aliases:
        output.write(f"also called {', '.join(known.aliases)}\n")
    output.write("\n")
    for line in known.lines:
        output.write(f"{line.relation}: {line.text}\n    {sources(line.evidence)}\n")


def sources(evidence: Evidence) -> str:
    """The evidence of one fact in one line: each source with its places, and the stance where it is not asserted."""
    places: dict[str, list[str]] = {}
    for cited in evidence.passages:
        stance = "" if cited.passage.stance == "asserts" else f" ({cited.passage.stance})"
        places.setdefault(cited.source.label or cited.source.name, []).append(
            f"{cited.passage.start}–{cited.passage.end}{stance}"
        )
    parts = [f"{source}, {', '.join(found)}" for source, found in places.items()]
    parts += [f"by the rule {rule}" for rule in evidence.rules]
    parts += list(evidence.grounds) if not places else []
    return "; ".join(parts) or "no passage states this"


def counts(found: dict[str, int]) -> Iterator[str]:
    """What a snapshot holds, a line each."""
    width = max(len(f"{number:,}") for number in found.values())
    for what, number in found.items():
        yield f"{f'{number:,}' if number else 'none':>{max(width, 4)}}  {what}"


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


def stream(found: object, format: str, output: IO[bytes]) -> None:
    """The answer to a query in one of RESULTS, row by row.

    Raises
    ------
    SelectionError
        When the answer is a graph, or a truth value in a format for rows.
    """
    if isinstance(found, ox.QueryTriples):
        raise SelectionError(f"CONSTRUCT and DESCRIBE give a graph, not {format}", remedy=f"choose one of {', '.join(GRAPHS)}")
    if isinstance(found, ox.QueryBoolean) and format in ("csv", "tsv"):
        output.write(f"{str(bool(found)).lower()}\n".encode())
        return
    assert isinstance(found, ox.QuerySolutions | ox.QueryBoolean)
    results(found, format, output)


def reply(
    graph: Graph, found: Answer | bool | list[ox.Triple], text: str, output: TextIO, format: str | None, *, why: bool, iris: bool
) -> None:
    """The answer to a query of any form, for people, with evidence, or as a graph.

    Raises
    ------
    SelectionError
        When the format does not fit the form of the query.
    """
    if isinstance(found, list):
        _graph(found, format or "turtle", output, why)
    elif isinstance(found, bool):
        _truth(graph, found, text, output, format or "table", why)
    elif format in GRAPHS:
        raise SelectionError(f"SELECT gives rows, not {format}", remedy="ask with CONSTRUCT, or choose another format")
    elif format == "json":
        answer_json(found, output)
    elif format in ("csv", "tsv"):
        answer_csv(found, output, "," if format == "csv" else "\t")
    elif format == "xml":
        raise SelectionError("results in XML have no place for evidence", remedy="choose json or csv with --why")
    else:
        answer(found, output, format=format or "table", why=why, iris=iris)


def _graph(triples: list[ox.Triple], format: str, output: TextIO, why: bool) -> None:
    if format not in GRAPHS:
        raise SelectionError(f"CONSTRUCT and DESCRIBE give a graph, not {format}", remedy=f"choose one of {', '.join(GRAPHS)}")
    if why:
        remedy = "coalition export --query '...' --provenance gives the passages of each triple"
        raise SelectionError("--why is for rows", remedy=remedy)
    buffer = io.BytesIO()
    turtle.write((ox.Quad(*triple) for triple in triples), format, buffer)
    output.write(buffer.getvalue().decode())


def _truth(graph: Graph, holds: bool, text: str, output: TextIO, format: str, why: bool) -> None:
    if format not in (*PEOPLE, "json"):
        raise SelectionError(f"ASK gives true or false, not {format} with evidence", remedy="choose table or json")
    evidence = graph.evidence(text) if why else []
    if format == "json":
        json.dump({"head": {}, "boolean": holds, "evidence": [e.as_data() for e in evidence]}, output, ensure_ascii=False, indent=2)
        output.write("\n")
        return
    output.write(f"{str(holds).lower()}\n")
    if why:
        found = evidence[0] if evidence else Evidence(notes=("it rests on no triple: nothing that was asked for is there",))
        output.writelines(f"   {line}\n" for line in evidence_lines(found))


def description_json(known: Description, output: TextIO) -> None:
    """All that is known of a thing as a JSON object, each line with its evidence."""
    lines = [{"relation": line.relation, "text": line.text, "evidence": line.evidence.as_data()} for line in known.lines]
    whole = {"iri": known.iri, "label": known.label, "classes": known.classes, "aliases": known.aliases, "lines": lines}
    json.dump(whole, output, ensure_ascii=False, indent=2)
    output.write("\n")


def ranking(found: Ranking, output: TextIO, format: str, top: int | None = None) -> None:
    """A ranking: for people with what was measured on what; as CSV; or as the documented JSON object."""
    last = top or len(found.rows)
    rows = [row for row in found.rows if row.rank <= last]
    if format == "json":
        json.dump(found.to_json() | {"ranking": found.to_json()["ranking"][: len(rows)]}, output, ensure_ascii=False, indent=2)
        output.write("\n")
        return
    if format == "csv":
        writer = csv.writer(output)
        writer.writerow(["rank", "actor", "label", "kind", "score"])
        writer.writerows([row.rank, row.actor, row.label, row.kind, repr(row.score)] for row in rows)
        return
    parameters = ", ".join(f"{name} {value}" for name, value in found.parameters.items())
    output.write(f"{found.measure} in the {found.network} network\n{found.network_definition}\n{found.definition}\n{found.source}\n")
    output.write(f"weight: {found.weight or 'none'}{f'; {parameters}' if parameters else ''}\n\n")
    cells = [[str(row.rank), row.label, row.kind, f"{row.score:.6f}"] for row in rows]
    columns = ("rank", "actor", "kind", found.measure)
    if format == "markdown":
        markdown(columns, cells, output)
    else:
        table(columns, cells, output, right=(0, 3))
