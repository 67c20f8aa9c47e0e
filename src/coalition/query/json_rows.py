"""Write rows as SPARQL results in JSON, as the engine does, where it has not put them in order itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import IO, Any

import pyoxigraph as ox

from coalition.namespaces import XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

TOGETHER = 1000
"""How many rows are written at once."""


def term_json(term: Term) -> dict[str, Any]:
    """Return a term as SPARQL results in JSON hold it, those of SPARQL 1.2 included."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return {"type": "triple", "value": {name: term_json(part) for name, part in parts}}
    plain = {"type": "literal", "value": term.value}
    if term.language:
        direction = {"its:dir": str(term.direction)} if term.direction else {}
        return {**plain, "xml:lang": term.language, **direction}
    return plain if term.datatype.value == XSD + "string" else {**plain, "datatype": term.datatype.value}


def write(columns: Sequence[str], rows: Iterable[Iterable[Term | None]], output: IO[bytes]) -> None:
    """Write rows, the cells of each in the order of the columns."""
    keys = [f"{_text(column)}:" for column in columns]
    known: dict[Term, str] = {}

    def form(term: Term) -> str:
        found = known.get(term)
        if found is None:
            found = known[term] = json.dumps(term_json(term), ensure_ascii=False, separators=(",", ":"))
        return found

    output.write(f'{{"head":{{"vars":[{",".join(map(_text, columns))}]}},"results":{{"bindings":['.encode())
    waiting, comma = list[str](), ""
    for row in rows:
        cells = [key + form(term) for key, term in zip(keys, row, strict=True) if term is not None]
        waiting.append(f"{comma}{{{','.join(cells)}}}")
        comma = ","
        if len(waiting) == TOGETHER:
            output.write("".join(waiting).encode())
            waiting.clear()
    output.write(f"{''.join(waiting)}]}}}}".encode())


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
