"""Fill the pages of the ontology: each word with what it means, how often it is used, and what must hold of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from coalition.errors import NotFoundError, shortened
from coalition.namespaces import shorten, used, word_iri
from coalition.pages.page import Asked, Page
from coalition.query.vocabulary import KINDS, Word


def fill(asked: Asked) -> Mapping[str, Any]:
    """Return what the list of words, or the page of one of them, shows."""
    if asked.part:
        return _word(asked, asked.part)
    words = _own(asked.whole.words())
    sections = [(KINDS[kind], list(each)) for kind, each in groupby(words, lambda word: word.kind)]
    return {"title": asked.catalogue.gettext("Words of this graph"), "sections": sections}


def _own(words: Iterable[Word]) -> list[Word]:
    """Return the words of our own namespace, which have pages."""
    return [word for word in words if word.iri.startswith(used().words)]


def _word(asked: Asked, name: str) -> Mapping[str, Any]:
    known = asked.whole._vocabulary
    word = known.by_iri.get(word_iri(name))
    if word is None:
        what = f"the ontology has no word {shortened(name, 100)}"
        raise NotFoundError(what, remedy="choose one from the list of words")
    meaning = known.explain(word, asked.reader.columns)
    return {
        "template": "word.html",
        "title": word.label,
        "short": shorten(word.iri) or word.iri,
        "definition": word.definition,
        "example": meaning.example,
        "note": meaning.note,
        "relations": [
            (relation, [asked.writer.piece(node) for node in nodes]) for relation, nodes in meaning.relations
        ],
        "narrower": _own(meaning.narrower),
        "properties": _own(meaning.properties),
        "used": meaning.used,
        "things": [asked.writer.ref(thing) for thing in meaning.things],
        "rules": meaning.rules,
    }


WORDS = Page("words.html", fill)
