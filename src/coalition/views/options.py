"""What people ask to see, in their words, as a view."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from coalition.dates import read_bound
from coalition.errors import ParameterError
from coalition.names import TYPE, Names, fold
from coalition.namespaces import CG, DCTERMS, PROV, RECORD, expand
from coalition.query.questions import resolve
from coalition.rdf.store import Store
from coalition.views.view import View, issued


def select(
    store: Store,
    names: Names,
    known_by: str | None,
    on: str | None,
    stances: Iterable[str],
    sources: Iterable[str],
    families: int | None,
) -> View:
    """The view that is asked for by dates, by labels, short names or IRIs, and by a number of families.

    Raises
    ------
    SelectionError, ParameterError
        When one of them is none; the nearest are suggested.
    """
    if families is not None and families < 1:
        raise ParameterError(f"{families} is no number of families", where="--families", remedy="give 1 or more")
    chosen = frozenset(_document(store, names, name) for name in sources)
    return View(
        None if known_by is None else read_bound(known_by, "--known-by"),
        None if on is None else read_bound(on, "--on"),
        frozenset(_stance(store, names, name) for name in stances),
        chosen or None,
        families or 1,
    )


def documents(store: Store) -> dict[str, str]:
    """The IRIs of the documents that passages are quoted from, sorted, each with its date of issue in words."""
    quoted = store.quads(None, ox.NamedNode(PROV + "wasQuotedFrom"), None, ox.NamedNode(RECORD))
    return {iri: _dated(_about(store, iri)) for iri in sorted({quad.object.value for quad in quoted})}  # type: ignore[union-attr]


def _dated(about: Mapping[str, list[str]]) -> str:
    date = issued(about)
    if date is None:
        return "no date of issue"
    return f"issued {date}" if str(date) in about.get(DCTERMS + "issued", ()) else f"issued {date}, as inferred"


def _about(store: Store, iri: str) -> dict[str, list[str]]:
    about: dict[str, list[str]] = {}
    for quad in store.quads(ox.NamedNode(iri), None, None, ox.NamedNode(RECORD)):
        about.setdefault(quad.predicate.value, []).append(quad.object.value)  # type: ignore[union-attr]
    return about


def _stance(store: Store, names: Names, typed: str) -> str:
    known = {
        fold(names.label(quad.subject.value)): quad.subject.value  # type: ignore[union-attr]
        for quad in store.quads(None, TYPE, ox.NamedNode(CG + "Stance"))
    }
    iri = expand(typed)
    found = iri if iri in known.values() else known.get(fold(typed))
    if found is None:
        near = difflib.get_close_matches(fold(typed), known, n=1)
        remedy = f"{f'did you mean {near[0]}? ' if near else ''}choose one of {', '.join(sorted(known))}"
        raise ParameterError(f"there is no stance {typed}", where="--stance", remedy=remedy)
    return found


def _document(store: Store, names: Names, typed: str) -> str:
    found = resolve(typed, ("Source",), names, "--source")
    quoted = ox.NamedNode(PROV + "wasQuotedFrom")
    if not any(store.quads(None, quoted, ox.NamedNode(found), ox.NamedNode(RECORD))):
        remedy = f"name one of {', '.join(sorted(map(names.label, documents(store)))[:10])}"
        raise ParameterError(f"no passage is quoted from {names.label(found)}", where="--source", remedy=remedy)
    return found
