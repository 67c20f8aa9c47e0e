"""Write the identifiers that clients of the Reconciliation API see, and read them."""

from __future__ import annotations

import pyoxigraph as ox

from coalition.namespaces import CG, expand, used, word_name


def thing_id(iri: str) -> str:
    """Return the identifier of a thing: what its IRI adds to the identifier space; a foreign IRI as it is."""
    return iri.removeprefix(used().base)


def thing_iri(id: str) -> str | None:
    """Return the IRI of a thing that an identifier, a prefixed name or an IRI stands for; None where it is none."""
    return _valid(expand(id) or used().base + id.strip())


def word_id(iri: str) -> str:
    """Return the identifier of a class or property: its local name, or its prefixed name where it is not of ours."""
    return word_name(iri)


def word_iri(id: str) -> str | None:
    """Return the IRI of the class or property that an identifier, a prefixed name or an IRI stands for."""
    return _valid(expand(id) or CG + id.strip())


def _valid(iri: str) -> str | None:
    try:
        return ox.NamedNode(iri).value
    except ValueError:
        return None
