"""Show a thing as a small page for the preview of a client."""

from __future__ import annotations

from html import escape

import pyoxigraph as ox

from coalition.graph import Graph
from coalition.output.table import plural
from coalition.output.values import in_words
from coalition.reconciliation.vocabulary import Vocabulary

MOST = 8
"""How many facts are shown."""

WIDTH, HEIGHT = 480, 240
"""The size of the page in pixels."""


def preview(graph: Graph, vocabulary: Vocabulary, iri: str, description: str) -> str:
    """Return a page of HTML, without scripts and styles, on a thing and its first accepted facts.

    It tells on how many passages each fact rests.
    """
    words, tracer = vocabulary.properties, graph._tracer
    quads = graph.store.quads(ox.NamedNode(iri), None, None, ox.DefaultGraph())
    told = {
        (words[q.predicate.value].name, in_words(q.object, graph.names), q.triple)
        for q in quads
        if q.predicate.value in words
    }
    facts = sorted(told, key=lambda fact: (fact[:2], str(fact[2])))
    shown = facts[:MOST]
    tracer.look_up(triple for *_, triple in shown)
    label = escape(graph.names.label(iri))
    lines = [
        f"<dt>{escape(word)}</dt><dd>{escape(value)}{_support(len(tracer.triple(triple).passages))}</dd>"
        for word, value, triple in shown
    ]
    listed = f"<dl>{''.join(lines)}</dl>" if lines else ""
    rest = f"<p>and {plural(len(facts) - MOST, 'fact')} more</p>" if len(facts) > MOST else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{label}</title></head><body>'
        f"<h1>{label}</h1><p>{escape(description)}</p>{listed}{rest}</body></html>\n"
    )


def _support(passages: int) -> str:
    return f" ({plural(passages, 'passage')})" if passages else ""
