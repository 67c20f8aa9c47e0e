"""Find the thing that a curator names, among those that the files name or state something of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.curation.forms import Forms
from coalition.errors import ParameterError
from coalition.names import LABELLED, Names, called, resolve
from coalition.namespaces import CG, PREFIXES, TYPE, expand, shorten, word_iri, word_name
from coalition.rdf.store import Store
from coalition.texts.words import fold

FAR = 3
"""The rank of names that do not hold what was typed."""

ANY = LABELLED
"""The classes that a name is looked up in where a field takes a thing of any class."""


class Things:
    """Look up things in files of facts, without a snapshot; drafted passages tell of none."""

    def __init__(self, files: FactFiles, forms: Forms, *, in_full: bool = False) -> None:
        """Take the files, and the forms, which know which class is narrower than which.

        With `in_full`, a part of a name means nothing.
        """
        self._in_full = in_full
        stated = forms.widened(quad.triple for quad in files.accepted())
        self._store = Store.in_memory(ox.Quad(*triple) for triple in stated)
        self.names = Names(self._store)

    def find(self, typed: str, kind: str) -> str:
        """Return the IRI of the thing of a class, by its local name, or of any class, that a typed name means.

        Raises
        ------
        ParameterError
            When it means none, or several; the nearest names are suggested.
        """
        iri = expand(typed)
        if iri and self.has(iri):
            node = ox.NamedNode(iri)
            if not kind or any(self._store.quads(node, ox.NamedNode(TYPE), ox.NamedNode(word_iri(kind)))):
                return iri
            raise ParameterError(f"{shorten(iri) or iri} is no {called(kind)}", remedy="name another thing")
        kinds = (kind,) if kind else ANY
        if self._in_full and not any(self.names.resolve(typed, each) for each in kinds):
            like = self.shown(resolve(typed, kinds, self.names))
            remedy = f"write the name in full: did you mean {like}?"
            raise ParameterError(f"there is no {called(kind or 'Thing')} called {typed}", remedy=remedy)
        return resolve(typed, kinds, self.names)

    def has(self, iri: str) -> bool:
        """Tell whether the files name a thing or state something of it."""
        return any(self._store.quads(ox.NamedNode(iri)))

    def classes(self, iri: str) -> set[str]:
        """Return the names of the classes of a thing, and of all above them."""
        quads = self._store.quads(ox.NamedNode(iri), ox.NamedNode(TYPE))
        return {word_name(quad.object.value) for quad in quads if isinstance(quad.object, ox.NamedNode)}

    def called(self, name: str, kind: str) -> str:
        """Return the IRI of the only thing of a class with a name; "" where none or several have it."""
        found = self.names.resolve(name, kind)
        return next(iter(found)) if len(found) == 1 else ""

    def post(self, name: str, body: str) -> str:
        """Return the IRI of the only post in a body, by its IRI, with a name; "" where none or several have it.

        The name may be that of the office alone, such as President where the register has President of the League.
        """
        inside = self._store.quads(None, ox.NamedNode(PREFIXES["org"] + "postIn"), ox.NamedNode(body))
        posts = {quad.subject.value for quad in inside if isinstance(quad.subject, ox.NamedNode)}
        bodies = {fold(each) for each in self.names.things("Actor").get(body, ())}
        wanted, named = _office(name, bodies), self.names.things("Post")
        found = [iri for iri in posts if wanted in {_office(each, bodies) for each in named.get(iri, ())}]
        return found[0] if len(found) == 1 else ""

    def shown(self, iri: str) -> str:
        """Return the label of a thing where it means no other, else its prefixed name or IRI."""
        label = self.names.given(iri)
        with suppress(ParameterError):
            if label and self.find(label, "") == iri:
                return label
        return shorten(iri) or iri

    def like(self, typed: str, kind: str, most: int = 8, near: Sequence[str] = ()) -> list[tuple[str, str, str]]:
        """Return things of a class with a name like the typed one: what to type, the name that fits, the IRI.

        What has just this name comes first, then what is `near`, which is all where nothing is typed; then names that
        begin so, those with such a word, those that hold it, and those near it. A thing without a name is found by its
        content.
        """
        wanted = fold(typed)
        found: list[tuple[int, int, str, str, str]] = []
        places = {iri: place for place, iri in enumerate(near)}
        for each in (kind,) if kind else ANY:
            for iri, names in self.names.things(each).items():
                if not wanted and iri not in places:
                    continue
                said = names or self._contents(iri)
                rank, name = min(((_rank(wanted, fold(name)), name) for name in said), default=(FAR, ""))
                if rank < FAR:
                    place = -1 if wanted in map(fold, said) else places.get(iri, len(places))
                    found.append((place, rank, self.shown(iri), name, iri))
        if not found and len(wanted) > 2:
            found = [(0, FAR, self.shown(iri), name, iri) for iri, name in self._near(wanted, kind, most)]
        return [(label, name, iri) for _, _, label, name, iri in sorted(set(found))[:most]]

    def _contents(self, iri: str) -> set[str]:
        """Return the contents of a thing that has no name, such as a motion."""
        found = self._store.quads(ox.NamedNode(iri), ox.NamedNode(CG + "content"))
        return {quad.object.value for quad in found if isinstance(quad.object, ox.Literal)}

    def _near(self, wanted: str, kind: str, most: int) -> list[tuple[str, str]]:
        every = [
            (iri, name)
            for each in ((kind,) if kind else ANY)
            for iri, names in self.names.things(each).items()
            for name in names
        ]
        near = get_close_matches(wanted, [fold(name) for _, name in every], most, 0.7)
        return [pair for pair in every if fold(pair[1]) in near]


def _office(name: str, bodies: Iterable[str]) -> str:
    """Return the name of a post, folded, without that of the body that it is in."""
    folded = fold(name)
    ends = (f" of {article}{body}" for body in bodies for article in ("", "the "))
    return next((folded.removesuffix(end) for end in ends if folded.endswith(end)), folded)


def _rank(typed: str, name: str) -> int:
    if name.startswith(typed):
        return 0
    return 1 if f" {typed}" in name else 2 if typed in name else FAR
