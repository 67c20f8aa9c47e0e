"""Turn what users type to restrict a graph, such as dates and names of documents, into a view."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from coalition.dates import parse_bound
from coalition.errors import ParameterError, suggestion
from coalition.names import TYPE_NODE, Names, resolve
from coalition.namespaces import CG, DCTERMS, expand
from coalition.provenance.record import Record
from coalition.texts.words import fold
from coalition.views.view import View


def parse_view(
    record: Record,
    names: Names,
    known_by: str | None,
    on: str | None,
    stances: Iterable[str],
    sources: Iterable[str],
    families: int | None,
    readings: bool = True,
) -> View:
    """Return the view that the options ask for; None, or no values, means no restriction.

    Parameters
    ----------
    record, names:
        The record and the names of the whole graph.
    known_by, on:
        A day, a month or a year, such as 2025-03-02, 2025-03 or 2025.
    stances:
        Labels or IRIs of stances.
    sources:
        Labels, short names or IRIs of documents.
    families:
        The number of independent families that must support a fact.
    readings:
        Whether to keep what is the curators' reading of open words.

    Raises
    ------
    SelectionError
        When a date is not valid or has no year.
    ParameterError
        When a stance or a document does not exist (the error suggests similar names), when no passage is quoted from a
        document, or when `families` is less than 1.
    """
    if families is not None and families < 1:
        raise ParameterError(
            f"{families} is not a valid number of families", where="--families", remedy="give 1 or more"
        )
    documents = frozenset(_document(record, names, name) for name in sources)
    return View(
        None if known_by is None else parse_bound(known_by, "--known-by"),
        None if on is None else parse_bound(on, "--on"),
        frozenset(_stance(names, name) for name in stances),
        documents or None,
        families or 1,
        readings,
    )


def dates_of_issue(record: Record) -> dict[str, str]:
    """Return the date of issue, in words, of each document that is quoted, by the document's IRI."""
    return {iri: _date_of_issue(iri, record) for iri in sorted(record.documents)}


def _date_of_issue(source: str, record: Record) -> str:
    date = record.issued(source)
    if date is None:
        return "no date of issue"
    written = str(date) in record.values(source, DCTERMS + "issued")
    return f"issued {date}" if written else f"issued {date}, as inferred"


def _stance(names: Names, typed: str) -> str:
    """Return the IRI of the stance that a label, a prefixed name or an IRI names."""
    stances = {
        fold(names.label(quad.subject.value)): quad.subject.value  # type: ignore[union-attr]
        for quad in names.store.quads(None, TYPE_NODE, ox.NamedNode(CG + "Stance"))
    }
    iri = expand(typed)
    stance = iri if iri in stances.values() else stances.get(fold(typed))
    if stance is None:
        remedy = f"{suggestion(fold(typed), stances)}choose one of {', '.join(sorted(stances))}"
        raise ParameterError(f"there is no stance {typed}", where="--stance", remedy=remedy)
    return stance


def _document(record: Record, names: Names, typed: str) -> str:
    """Return the IRI of the document that a label, a short name or an IRI names."""
    source = resolve(typed, ("Source",), names, "--source")
    if source not in record.documents:
        remedy = f"name one of {', '.join(sorted(map(names.label, record.documents))[:10])}"
        raise ParameterError(f"no passage is quoted from {names.label(source)}", where="--source", remedy=remedy)
    return source
