"""Fill the page of a search, and that of a claim to verify."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coalition.operations.parameters import Parameter
from coalition.pages.page import Asked, Page


def search(asked: Asked) -> Mapping[str, Any]:
    """Return what a search has found."""
    words, kinds = asked.values.get("words", ""), asked.values.get("kinds", ())
    hits = None
    if words:
        hits = asked.graph.search(words, kinds=kinds, limit=50, texts=asked.texts != "none")
    return {
        "title": asked.catalogue.gettext("Search"),
        "words": words,
        "hits": hits,
        "kinds": kinds,
        "pieces": [_pieces(hit.snippet, hit.marks) for hit in hits or ()],
    }


def _pieces(text: str, marks: Any) -> list[tuple[str, bool]]:
    """Return the parts of a text, each with whether it is marked."""
    pieces, at = [], 0
    for start, end in marks:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]


def verify(asked: Asked) -> Mapping[str, Any]:
    """Return the verdict on a claim."""
    from coalition.verdict.report import in_short

    claim = asked.values.get("claim", "")
    verdict = asked.graph.verify(claim) if claim else None
    return {
        "title": asked.catalogue.gettext("Verify a claim"),
        "claim": claim,
        "verdict": verdict,
        "in_short": in_short(verdict) if verdict else "",
    }


SEARCH = Page(
    "search.html",
    search,
    (
        Parameter("words", "text", "What is looked for.", example="missiles"),
        Parameter("kind", "text", "Only this kind.", python="kinds", many=True),
    ),
)
VERIFY = Page("verify.html", verify, (Parameter("claim", "text", "A claim in plain words.", example="China joins"),))
