"""Show a thing as a small page for the preview of a client."""

from __future__ import annotations

from html import escape

import pyoxigraph as ox

from coalition.graph import Graph
from coalition.output.table import plural
from coalition.output.values import in_words
from coalition.reconciliation.vocabulary import NAMING, Vocabulary

MOST = 8
"""How many facts are shown."""

WIDTH, HEIGHT = 480, 240
"""The size of the page in pixels."""


def preview(graph: Graph, vocabulary: Vocabulary, iri: str, description: str) -> str:
    """Return a page of HTML, without scripts and styles, on a thing and its first accepted facts.

    It tells how many passages state each fact.
    """
    names, store = graph.names, graph.store
    facts: dict[tuple[str, str], set[str]] = {}
    for quad in store.quads(ox.NamedNode(iri), None, None, ox.DefaultGraph()):
        if quad.predicate.value not in NAMING:
            graphs = {each.graph_name for each in store.quads(quad.subject, quad.predicate, quad.object)}
            passages = {each.value for each in graphs if isinstance(each, ox.NamedNode)}
            key = names.label(quad.predicate.value), in_words(quad.object, names)
            facts.setdefault(key, set()).update(each for each in passages if graph._record.is_accepted(each))
    label = escape(names.label(iri))
    lines = [
        f"<dt>{escape(word)}</dt><dd>{escape(value)}{_support(len(passages))}</dd>"
        for (word, value), passages in sorted(facts.items())[:MOST]
    ]
    more = len(facts) - len(lines)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{label}</title></head><body>'
        f"<h1>{label}</h1><p>{escape(description)}</p>"
        f"{'<dl>' + ''.join(lines) + '</dl>' if lines else ''}"
        f"{f'<p>and {plural(more, 'fact')} more</p>' if more > 0 else ''}"
        "</body></html>\n"
    )


def _support(passages: int) -> str:
    return f" ({plural(passages, 'passage')})" if passages else ""
