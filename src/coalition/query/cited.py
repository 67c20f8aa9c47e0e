"""Write the answer to a query with its passages: below each row, in columns, in JSON, or as citations."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

import pyoxigraph as ox

from coalition.output.data import joined, write_json
from coalition.output.passages import grounds, missing, shared
from coalition.output.table import fitted, in_markdown
from coalition.output.terminal import one_line
from coalition.provenance.evidence import Evidence

if TYPE_CHECKING:
    from coalition.output.about import About
    from coalition.output.citations import Citation
    from coalition.query.answer import Answer
    from coalition.query.gathering import Gathered
    from coalition.rdf.store import Term

PASSAGE_COLUMNS = (
    *("passage", "source", "source_label", "title", "publisher", "issued", "start", "end", "stance"),
    *("attributed_to", "reported_by", "cites", "reading", "noted", "context", "state", "words", "facts"),
)
"""The columns of a CSV or TSV file with evidence that describe a passage: keys of `Cited.to_dict`."""

IRI_COLUMNS = ("passage", "source")
"""Those of them that hold IRIs."""

OTHER_COLUMNS = ("rules", "grounds", "notes")
"""The columns for what a row rests on besides passages: attributes of `Evidence`."""

MOST = 20
"""How many passages people see below a row; formats for machines hold all."""

WHY = "why."
"""What the names of all columns of evidence begin with.

No variable of SPARQL has a dot in its name, so that no column of a query can have the name of one of these.
"""


def write_citations(
    result: Answer | Gathered | bool,
    output: TextIO,
    form: str,
    evidence: Callable[[], list[Evidence]] | None,
    cite: Callable[[list[Evidence]], dict[str, Citation]] | None,
    iris: bool,
) -> None:
    """Write an answer in one of `coalition.output.CITATIONS`.

    Raises
    ------
    TypeError
        When the functions that return evidence and citations are not given.
    """
    if cite is None or evidence is None:
        raise TypeError("citations need the functions evidence and cite")
    if isinstance(result, bool):
        found, texts = evidence(), [str(result).lower()]
    else:
        found, texts = result.evidence, list(_rows_in_words(result, iris))
    if not found:
        found = [Evidence()] * len(texts)
    from coalition.output.cited import write_cited

    write_cited(zip(texts, found, strict=True), cite(found), form, output)
    missing(found, output if form == "footnotes" else io.StringIO())


def write_rows(answer: Answer | Gathered, output: TextIO, format: str, iris: bool) -> None:
    """Write each row as a line, and under it a line for each passage and for whatever else it rests on."""
    head, bullet, written = ("{}. ", "   - ", in_markdown) if format == "markdown" else ("{}  ", "   · ", one_line)
    found: list[Evidence] = []
    for number, (row, evidence) in enumerate(zip(_rows_in_words(answer, iris), answer.traced(MOST), strict=True), 1):
        output.write(fitted(head.format(number) + written(row), 3, output))
        output.writelines(grounds(evidence, bullet, output, written, MOST))
        output.write("\n")
        found.append(evidence)
    if not len(answer):
        output.write("(no rows)\n")
    shared(found, output)
    missing(found, output)


def write_truth(evidence: list[Evidence], output: TextIO, format: str, *, holds: bool) -> None:
    """Write what the truth of an ASK query rests on."""
    for each in evidence:
        output.writelines(grounds(each, "   · ", output, in_markdown if format == "markdown" else one_line, MOST))
    shared(evidence, output)
    missing(evidence, output)
    if not holds:
        output.write("   · no facts match the query, so there is no passage to cite\n")


def write_answer_json(answer: Answer, output: TextIO, about: About | None) -> None:
    """Write SPARQL results in JSON with one more member, `evidence`: a list with an object for each row."""
    write_json(as_results(answer, why=True), output, about)


def as_results(answer: Answer, *, why: bool) -> dict[str, Any]:
    """Return SPARQL results as JSON has them, with `why` also the evidence of each row."""
    from coalition.query.json_rows import term_json

    bindings = [
        {c: term_json(t) for c, t in zip(answer.columns, row, strict=True) if t is not None} for row in answer.terms
    ]
    found = {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}
    return {**found, "evidence": [evidence.to_dict() for evidence in answer.evidence]} if why else found


def heads(columns: Iterable[str]) -> list[str]:
    """Return the heads of the columns of `with_evidence`."""
    return [f"{WHY}row", *columns, *(WHY + key for key in (*PASSAGE_COLUMNS, *OTHER_COLUMNS))]


def with_evidence(rows: list[tuple[Term | None, ...]], all_evidence: list[Evidence]) -> Iterator[list[Term | None]]:
    """Yield a line for each row and passage, or one line for a row without passages.

    The columns are the number of the row, the columns of the answer, those that describe the passage, and those for
    what else the row rests on. Several values of one column are separated by ` | `.
    """
    for number, (row, evidence) in enumerate(zip(rows, all_evidence, strict=True), 1):
        others = [_term(list(getattr(evidence, key))) for key in OTHER_COLUMNS]
        for cited in evidence.passages or [None]:
            passage: dict[str, Any] = cited.to_dict() if cited else {}
            passage["context"] = [each["passage"] for each in passage.get("context", ())]
            described = [_term(passage.get(key, ""), iri=key in IRI_COLUMNS) for key in PASSAGE_COLUMNS]
            yield [ox.Literal(number), *row, *described, *others]


def _term(value: object, *, iri: bool = False) -> Term | None:
    """Return a value of a column of evidence as a term; None for an empty one."""
    if isinstance(value, int):
        return ox.Literal(value)
    text = joined(value)
    if not text:
        return None
    return ox.NamedNode(text) if iri else ox.Literal(text)


def _rows_in_words(answer: Answer | Gathered, iris: bool) -> Iterator[str]:
    for cells in answer.texts(iris=iris):
        pairs = zip(answer.columns, cells, strict=True)
        yield " · ".join(f"{column}: {cell}" for column, cell in pairs if cell) or "(no values)"
