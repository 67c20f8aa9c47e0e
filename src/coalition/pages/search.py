"""Fill the page of a search, and that of a claim to verify."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from coalition.operations.parameters import Parameter
from coalition.pages.catalogue import N_
from coalition.pages.page import OF_COMMANDS, Asked, Page
from coalition.pages.words import LOOKS

if TYPE_CHECKING:
    from coalition.search.search import Hit
    from coalition.verdict.statements import Statement
    from coalition.verdict.verdict import Found

SHOWN = 50
"""How many places are listed."""

BEGINNING = 4
"""From how many letters on a word may be the beginning of another, where no place has all words."""


BY: Mapping[str, str] = {
    "denies": N_("denied by {names}"),
    "asserts": N_("asserted by {names}"),
    "reports": N_("reported by {names}"),
    "predicts": N_("predicted by {names}"),
    "proposes": N_("proposed by {names}"),
}
"""How those are told who tell something in a stance."""

HEADINGS = {
    "exact": N_("Exact matches"),
    "rephrased": N_("Taken for the claim, which says it in another form"),
    "near": N_("Near, but not the claim itself"),
}
"""What stands above the matches of each closeness, as `coalition verify` says it, for translators."""


WORDS = (
    N_("disputed"), N_("denied"), N_("asserted"), N_("only reported"), N_("only predicted"), N_("only proposed"),
)  # fmt: skip
"""How a claim may be told, in a word."""


def search(asked: Asked) -> Mapping[str, Any]:
    """Return what a search has found: places with all the words, or else with most of them."""
    words, kinds = asked.values.get("words", ""), asked.values.get("kinds", ())
    hits: Sequence[Hit] | None = None
    found, partly = None, False
    if words:
        look = partial(asked.graph.search, kinds=kinds, texts=asked.texts != "none")
        hits = found = look(words, limit=SHOWN)
        if not hits and (some := _any_of(words)):
            found = look(some, limit=4 * SHOWN)
            hits = sorted(found, key=lambda hit: -len({hit.snippet[a:b].casefold() for a, b in hit.marks}))[:SHOWN]
            partly = True
    hits = hits and _once(hits)
    return {
        "title": asked.catalogue.gettext("Search"),
        "words": words,
        "hits": hits,
        "total": found.total if found else 0,
        "corrections": found.corrections if found else (),
        "partly": partly,
        "kinds": kinds,
        "pieces": [_pieces(hit.snippet, hit.marks) for hit in hits or ()],
    }


def _once(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits without those at a place that was hit before, over which a reading of the curators stands, too."""
    found: dict[object, Hit] = {}
    for hit in hits:
        found.setdefault((hit.source, hit.start, hit.end) if hit.source else hit.iri, hit)
    return list(found.values())


def _any_of(words: str) -> str:
    """Return a search for any of some words, or beginnings of longer ones; "" where one word was typed, or signs."""
    typed = words.split()
    if len(typed) < 2 or "OR" in typed or any(set('"*') & set(word) or word.startswith("-") for word in typed):
        return ""
    return " OR ".join(f"{word}*" if len(word) >= BEGINNING and word.isalpha() else word for word in typed)


def _pieces(text: str, marks: Any) -> list[tuple[str, bool]]:
    """Return the parts of a text, each with whether it is marked."""
    pieces, at = [], 0
    for start, end in marks:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]


def verify(asked: Asked) -> Mapping[str, Any]:
    """Return the verdict on a claim."""
    from coalition.verdict.report import in_short, told

    claim = asked.values.get("claim", "")
    verdict = asked.graph.verify(claim) if claim else None
    return {
        "title": asked.catalogue.gettext("Verify a claim"),
        "claim": claim,
        "verdict": verdict,
        "in_short": in_short(verdict) if verdict else "",
        "told": [(found, *told(found)) for found in verdict.matches if found.match.exact or found.rephrased]
        if verdict
        else [],
        "by": BY,
        "headings": HEADINGS,
        "looks": LOOKS,
        "introduced": introduced,
        "reasons": [_reason(each) for each in verdict.unsafe] if verdict else [],
        "reason": _reason,
    }


def _reason(text: str) -> str:
    """Return a reason without what one could type for it."""
    return "; ".join(part for part in text.split("; ") if not OF_COMMANDS.search(part))


def introduced(found: Found, told: Statement) -> Iterator[str]:
    """Yield what a statement says, part by part; a content only behind whose it is, and how that actor stands to it."""
    parts = [text for text in (told.holder, told.attitude, told.status) if text]
    is_held = bool({"position", "commitment"} & set(found.kind.split(", ")))
    if found.content and is_held and not told.attitude and not told.status:
        parts = [*parts, found.kind] if parts or told.stance == "denies" else []
    if found.content and (parts or not is_held):
        *before, last = parts or [found.kind]
        parts = [*before, f"{last}: {found.content}"]
    yield from parts
    if told.date:
        yield told.date


SEARCH = Page(
    "search.html",
    search,
    (
        Parameter("words", "text", "What is looked for.", example="missiles"),
        Parameter("kind", "text", "Only this kind.", python="kinds", many=True),
    ),
)
VERIFY = Page("verify.html", verify, (Parameter("claim", "text", "A claim in plain words.", example="China joins"),))
