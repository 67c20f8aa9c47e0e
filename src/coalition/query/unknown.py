"""Tell which of the words and things that a query names do not exist, with the nearest that do."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from coalition.namespaces import HOME, ONTOLOGY, PREFIXES, TYPE, XSD, shorten, used
from coalition.rdf import sparql
from coalition.rdf.store import Store

NO_WORD = "the ontology has no word"


def unknown(text: str, store: Store, *, foreign: bool = False) -> Iterator[str]:
    """Yield a line about each of our words and things in a query that the store does not have, with the nearest.

    With `foreign`, also about the words and things of others; a datatype, or a function that is called, is none.
    """
    words = used().words
    start = sparql.pattern_start(text)
    for iri, offset in dict(sparql.iris(text, PREFIXES)).items():
        ours = iri.startswith((HOME, used().base, *words))
        if offset > start and (ours or foreign) and not iri.startswith(XSD) and not _stands(iri, store):
            name = shorten(iri) or f"<{iri}>"
            near = _nearest(iri, store)
            what = NO_WORD if iri.startswith(words) else "the graph holds nothing about"
            yield f"{what} {name}{f': did you mean {near}?' if near else ''}"


def _stands(iri: str, store: Store) -> bool:
    node = ox.NamedNode(iri)
    patterns = ((node, None, None, None), (None, node, None, None), (None, None, node, None), (None, None, None, node))
    return any(True for pattern in patterns for _ in store.quads(*pattern))


def _nearest(iri: str, store: Store) -> str:
    """Return the word or thing of the store, in the same namespace, that is spelled most like `iri`."""
    import difflib

    local = iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
    space = iri.removesuffix(local)
    graph = ox.NamedNode(ONTOLOGY) if space in used().words else None
    quads = store.quads(None, ox.NamedNode(TYPE), None, graph)
    known = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    names = {each.removeprefix(space): each for each in sorted(known) if each.startswith(space)}
    near = difflib.get_close_matches(local, names, n=1) or [
        name for name in names if len(local) > 2 and local.lower() in name.lower()
    ]
    return (shorten(names[near[0]]) or names[near[0]]) if near else ""
