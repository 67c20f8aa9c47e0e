"""Fill the page on which a query is written in SPARQL, and its answer shown with evidence."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from coalition.audit.conflicts import queries
from coalition.errors import LimitError, QueryError
from coalition.namespaces import PREFIXES, SKOS, shorten, used
from coalition.operations.parameters import Parameter
from coalition.pages.page import Asked, Page
from coalition.pages.questions import SHOWING, table
from coalition.query.answer import Answer
from coalition.rdf import turtle

LONGEST = 40_000
"""How many characters a query may have in an address."""

TRIPLES = 500
"""How many triples of a graph that a query returns are shown."""

FIRST = """SELECT ?event ?participant WHERE {
  ?event a cg:Meeting .
  ?participant cg:tookPartIn ?event .
}
LIMIT 50"""

PLACE = re.compile(r":(\d+):(\d+)$")


def fill(asked: Asked) -> Mapping[str, Any]:
    """Return what the page shows, or with the part `words` what its script completes."""
    if asked.part == "words":
        return {"json": words(asked)}
    text = asked.values.get("query", "").replace("\r\n", "\n")
    conflicts, questions = queries(asked.whole.root.conflict_files()), asked.whole.questions()
    example = asked.values.get("example", "")
    shown = text or (questions[example].text if example in questions else conflicts.get(example, FIRST))
    filled: dict[str, Any] = {
        "title": asked.catalogue.gettext("Ask in SPARQL"),
        "query": shown,
        "answer": None,
        "truth": None,
        "triples": None,
        "fault": None,
        "place": None,
        "plan": "",
        "took": 0.0,
        "questions": questions.values(),
        "kinds": conflicts,
        "status": 200,
    }
    if not text.strip():
        return filled
    try:
        begun = time.perf_counter()
        result = asked.graph.query(text)
        filled["took"] = 1000 * (time.perf_counter() - begun)
        filled["plan"] = plan(text)
        if isinstance(result, Answer):
            return {**filled, **table(asked, result, asked.values)}
        if isinstance(result, bool):
            evidence = asked.graph.evidence(text)
            return filled | {"truth": result, "evidence": evidence[0] if evidence else None}
        lines = [turtle.fact(triple) for triple in result[:TRIPLES]]
        return filled | {"triples": lines, "total": len(result)}
    except (QueryError, LimitError) as fault:
        found = PLACE.search(fault.where or "")
        place = (int(found[1]), int(found[2])) if found else None
        return filled | {"fault": fault, "place": place, "status": 400}


def plan(text: str) -> str:
    """Return how SPARQL reads a query: its algebra, as rdflib translates it; "" where it does not."""
    import contextlib
    import io

    from rdflib.plugins.sparql.algebra import pprintAlgebra, translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    from coalition.rdf.silence import silence

    output = io.StringIO()
    try:
        with silence(), contextlib.redirect_stdout(output):
            pprintAlgebra(translateQuery(parseQuery(text), initNs=PREFIXES))
    except Exception:  # what rdflib does not read, the engine may, and raises errors of many classes
        return ""
    return output.getvalue().strip()


def words(asked: Asked) -> list[dict[str, str]]:
    """Return what the editor completes: prefixes, and the classes and properties of the ontology."""
    schema, names = asked.whole._ontology.schema, asked.whole.names
    found = [{"label": f"{prefix}:", "detail": iri, "type": "namespace"} for prefix, iri in sorted(PREFIXES.items())]
    for iri in sorted(schema.classes | schema.properties):
        if short := shorten(iri):
            kind = "class" if iri in schema.classes else "property"
            found.append({"label": short, "detail": names.given(iri), "type": kind})
    listed = asked.whole.store.quads(None, ox.NamedNode(SKOS + "inScheme"), None)
    found += [
        {"label": shorten(iri) or iri, "detail": names.given(iri), "type": "enum"}
        for iri in sorted({quad.subject.value for quad in listed if isinstance(quad.subject, ox.NamedNode)})
        if iri.startswith(used().words)
    ]
    return found


EDITOR = Page(
    "editor.html",
    fill,
    (
        Parameter("query", "text", "The query.", longest=LONGEST),
        Parameter("example", "text", "The question, or kind of conflicts, whose query is shown."),
        *SHOWING,
    ),
)
