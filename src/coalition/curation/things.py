"""Find the thing that a curator names, among those that the files name or state something of."""

from __future__ import annotations

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.curation.forms import Forms
from coalition.errors import ParameterError
from coalition.names import LABELLED, Names, resolve
from coalition.namespaces import CG, TYPE, expand, shorten
from coalition.rdf.store import Store, Term

ANY = LABELLED
"""The classes that a name is looked up in where a field takes a thing of any class."""


class Things:
    """Look up things in files of facts, without a snapshot; drafted passages tell of none."""

    def __init__(self, files: FactFiles, forms: Forms) -> None:
        """Take the files, and the forms, which know which class is narrower than which."""
        drafted = files.drafted()
        quads = []
        for quad in files.quads():
            if quad.graph_name.value in drafted if isinstance(quad.graph_name, ox.NamedNode) else False:
                continue
            kinds = forms.wider(quad.object.value) if quad.predicate.value == TYPE else ()  # type: ignore[union-attr]
            values: list[Term] = [ox.NamedNode(kind) for kind in kinds] or [quad.object]
            quads += [ox.Quad(quad.subject, quad.predicate, value) for value in values]
        self._store = Store.in_memory(quads)
        self.names = Names(self._store)

    def find(self, typed: str, kind: str) -> str:
        """Return the IRI of the thing of a class, by its local name, or of any class, that a typed name means.

        Raises
        ------
        ParameterError
            When it means none, or several; the nearest names are suggested.
        """
        iri = expand(typed)
        if iri and any(self._store.quads(ox.NamedNode(iri))):
            node = ox.NamedNode(iri)
            if not kind or any(self._store.quads(node, ox.NamedNode(TYPE), ox.NamedNode(CG + kind))):
                return iri
            raise ParameterError(f"{shorten(iri) or iri} is no {kind.lower()}", remedy="name another thing")
        return resolve(typed, (kind,) if kind else ANY, self.names)
