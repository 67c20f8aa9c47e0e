"""Write passages as W3C Web Annotations: the words that are meant, by offsets and by quotation, and what they state.

The target is the text of the source. The bodies are what the passage states, as text in Turtle, so that no tool takes
what a passage denies for a fact; the things that it names; and its stance. https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

import pyoxigraph as ox

from coalition.exchange.holdings import Holdings, Stated, named
from coalition.exchange.losses import Losses
from coalition.namespaces import CG, PREFIXES, PROV, SKOS, TYPE, XSD, used
from coalition.output.about import About
from coalition.provenance.record import text
from coalition.rdf import turtle
from coalition.rdf.store import Term

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OWN = {name: PREFIXES[name] for name in ("cg", "prov", "skos")}
TURTLE = "text/turtle"

AROUND = 32
"""How many code points are quoted before and behind the words of a passage, by which they are found again."""

KEPT: Mapping[str, str] = {
    CG + "digest": "cg:digest",
    CG + "page": "cg:page",
    PROV + "wasAttributedTo": "prov:wasAttributedTo",
    CG + "reportedBy": "cg:reportedBy",
    CG + "cites": "cg:cites",
    CG + "context": "cg:context",
    CG + "reading": "cg:reading",
    CG + "directness": "cg:directness",
    CG + "disagreesWith": "cg:disagreesWith",
    CG + "disagreement": "cg:disagreement",
    CG + "givesNoTimeOf": "cg:givesNoTimeOf",
    SKOS + "note": "skos:note",
}
"""What else the record says of a passage, and the members of an annotation that hold it."""

WITHOUT_WORDS = "told by offsets alone, for which the text is needed"


def write(holdings: Holdings, about: About, output: IO[bytes]) -> Losses:
    """Write each passage as an annotation of a collection, and return what that loses."""
    losses = Losses("Web Annotations")
    head = {
        "@context": [CONTEXT, OWN],
        "id": about.dataset.value,
        "type": "AnnotationCollection",
        "label": f"Passages of {about.dataset.value}",
        "first": {"type": "AnnotationPage", "startIndex": 0, "items": []},
    }
    before, _, after = json.dumps(head, ensure_ascii=False, indent=1).partition("[]")
    output.write(before.encode() + b"[")
    end = b"\n"
    for stated in holdings.passages():
        annotation = _annotation(holdings, stated)
        losses.carried += len(stated.triples) + _headers(stated, losses)
        output.write(end + json.dumps(annotation, ensure_ascii=False).encode())
        end = b",\n"
        losses.change("passages", WITHOUT_WORDS, int(len(annotation["target"]["selector"]) == 1))
    output.write(b"\n]" + after.encode() + b"\n")
    holdings.but_passages(losses)
    return losses


def _headers(stated: Stated, losses: Losses) -> int:
    """Return how many facts of the record on a passage are carried; the others are counted as lost."""
    carried = 0
    for word, values in stated.about.items():
        if word in KEPT or word in CARRIED:
            carried += len(values)
        else:
            losses.lose(named(word), "an annotation has no place for it", len(values))
    return carried


CARRIED = {CG + "start", CG + "end", CG + "stance", PROV + "wasQuotedFrom", TYPE}
"""What the record says of a passage and the model of annotations has words for."""


def _annotation(holdings: Holdings, stated: Stated) -> dict[str, Any]:
    passage, base = stated.passage, used().base
    things = dict.fromkeys(
        node.value
        for triple in stated.triples
        for node in (triple.subject, triple.object)
        if isinstance(node, ox.NamedNode) and node.value.startswith(base) and not node.value.startswith(CG)
    )
    facts = turtle.turtle(stated.triples)
    return {
        "id": f"{passage.iri}#annotation",
        "type": "Annotation",
        "motivation": ["describing", "identifying", "classifying"],
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": TURTLE, "value": facts},
            *({"type": "SpecificResource", "purpose": "identifying", "source": thing} for thing in things),
            {"type": "SpecificResource", "purpose": "classifying", "source": passage.stance},
        ],
        "target": {"source": passage.source, "selector": list(_selectors(holdings, stated))},
        **{member: _values(stated, word) for word, member in KEPT.items() if stated.values(word)},
    }


def _selectors(holdings: Holdings, stated: Stated) -> Iterator[dict[str, Any]]:
    passage = stated.passage
    yield {"type": "TextPositionSelector", "start": passage.start, "end": passage.end}
    if place := holdings.quote(passage, AROUND):
        words, before, after = place
        yield {"type": "TextQuoteSelector", "exact": words, "prefix": before, "suffix": after}


def _values(stated: Stated, word: str) -> list[Any]:
    return [_value(node) for node in stated.values(word)]


def _value(node: Term) -> Any:
    if isinstance(node, ox.NamedNode):
        return {"id": node.value}
    is_number = isinstance(node, ox.Literal) and node.datatype.value == XSD + "integer"
    return int(text(node)) if is_number else text(node)
