"""What people ask to see, in their words, as a view."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from coalition.dates import parse_bound
from coalition.errors import ParameterError, suggestion
from coalition.names import TYPE_NODE, Names, fold, resolve
from coalition.namespaces import CG, DCTERMS, expand
from coalition.provenance.record import Record
from coalition.views.view import View


def parse_view(
    record: Record,
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
    chosen = frozenset(_document(record, names, name) for name in sources)
    return View(
        None if known_by is None else parse_bound(known_by, "--known-by"),
        None if on is None else parse_bound(on, "--on"),
        frozenset(_stance(names, name) for name in stances),
        chosen or None,
        families or 1,
    )


def dates_of_issue(record: Record) -> dict[str, str]:
    """Return the IRIs of the documents that passages are quoted from, each with its date of issue in words."""
    return {iri: _date_of_issue(iri, record) for iri in sorted(record.documents)}


def _date_of_issue(source: str, record: Record) -> str:
    date = record.issued(source)
    if date is None:
        return "no date of issue"
    written = str(date) in record.values(source, DCTERMS + "issued")
    return f"issued {date}" if written else f"issued {date}, as inferred"


def _stance(names: Names, typed: str) -> str:
    known = {
        fold(names.label(quad.subject.value)): quad.subject.value  # type: ignore[union-attr]
        for quad in names.store.quads(None, TYPE_NODE, ox.NamedNode(CG + "Stance"))
    }
    iri = expand(typed)
    found = iri if iri in known.values() else known.get(fold(typed))
    if found is None:
        remedy = f"{suggestion(fold(typed), known)}choose one of {', '.join(sorted(known))}"
        raise ParameterError(f"there is no stance {typed}", where="--stance", remedy=remedy)
    return found


def _document(record: Record, names: Names, typed: str) -> str:
    source = resolve(typed, ("Source",), names, "--source")
    if source not in record.documents:
        remedy = f"name one of {', '.join(sorted(map(names.label, record.documents))[:10])}"
        raise ParameterError(f"no passage is quoted from {names.label(source)}", where="--source", remedy=remedy)
    return source
