"""How things are called: labels for people, IRIs for names that people type."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from coalition.namespaces import CG, DCTERMS, RDF, RDFS, SKOS, expand, shorten
from coalition.rdf.store import Store, Term

LABELS = tuple(ox.NamedNode(iri) for iri in (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title"))
LABELLED = (
    *("Actor", "Event", "Commitment", "Plan", "PlanPoint", "Position", "Aim", "Post"),
    *("Source", "Place", "Item", "Series", "Condition"),
)
"""The classes in which a name that someone types is looked for where it may be of any, in this order."""

ALIAS, HIDDEN = ox.NamedNode(SKOS + "altLabel"), ox.NamedNode(SKOS + "hiddenLabel")
"""Another name of a thing, and one that fits several: it is understood where no other name is meant, and not shown."""

TYPE = ox.NamedNode(RDF + "type")


def fold(text: str) -> str:
    """A name without case, accents, and all but single spaces, for comparing what people type."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


@dataclass(slots=True)
class Names:
    """The names in a store."""

    store: Store
    _labels: dict[str, str] = field(default_factory=dict)

    def given(self, iri: str) -> str:
        """The label that a thing is given; empty where it has none."""
        if iri not in self._labels:
            self._labels[iri] = self._find(ox.NamedNode(iri))
        return self._labels[iri]

    def label(self, iri: str) -> str:
        """The label of a thing; its prefixed name, or its IRI, where it has none."""
        return self.given(iri) or shorten(iri) or f"<{iri}>"

    def text(self, term: Term | None, *, iris: bool = False) -> str:
        """A term as people read it: a label, a prefixed name, or the plain value of a literal; empty for None."""
        if term is None:
            return ""
        if isinstance(term, ox.NamedNode):
            return term.value if iris else self.label(term.value)
        return term.value if isinstance(term, ox.Literal | ox.BlankNode) else str(term)

    def _find(self, node: ox.NamedNode) -> str:
        for word in LABELS:
            values = sorted(
                (quad.object for quad in self.store.quads(node, word) if isinstance(quad.object, ox.Literal)),
                key=lambda literal: (literal.language not in (None, "en"), literal.value),
            )
            if values:
                return values[0].value
        return ""

    def things(self, kind: str) -> dict[str, set[str]]:
        """The things of a class of ours, narrower classes included, each with every name it goes by.

        What some passage only reports or denies is there, too.
        """
        names: dict[str, set[str]] = {}
        for quad in self.store.quads(None, TYPE, ox.NamedNode(CG + kind)):
            if isinstance(quad.subject, ox.NamedNode):
                names[quad.subject.value] = set()
        for word in (*LABELS, ALIAS):
            for thing, name in self._given(word):
                if thing in names:
                    names[thing].add(name)
        return names

    def _given(self, word: ox.NamedNode) -> Iterator[tuple[str, str]]:
        for quad in self.store.quads(None, word, None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value, quad.object.value  # type: ignore[union-attr]

    def resolve(self, typed: str, kind: str) -> list[str]:
        """The IRIs of the things of a class that `typed` names: by IRI, prefixed name, label, alias or last part.

        A hidden name, which fits several, is looked at last.
        """
        things = self.things(kind)
        iri = expand(typed)
        if iri in things:
            return [iri]
        if taken := self._taken_for(iri, things):
            return [taken]
        wanted = fold(typed)
        exact = sorted(thing for thing, names in things.items() if wanted in {fold(name) for name in names})
        last = sorted(thing for thing in things if fold(thing.rsplit("/", 1)[-1]) == wanted.replace(" ", "-"))
        hidden = (thing for thing, name in self._given(HIDDEN) if thing in things and fold(name) == wanted)
        return exact or last or sorted(set(hidden))

    def _taken_for(self, iri: str | None, things: Collection[str]) -> str:
        """The thing that the register takes an IRI for, by whatever way; empty where it takes it for none."""
        found = self.store.quads(None, ox.NamedNode(CG + "identifiedWith"))
        ways = {quad.subject.value: quad.object.value for quad in found}  # type: ignore[union-attr]
        while iri in ways:
            iri = ways.pop(iri)
        return iri if iri and iri in things else ""

    def containing(self, typed: str, kind: str) -> list[str]:
        """The IRIs of the things of a class that go by a name with all the words that were typed in it."""
        wanted = set(fold(typed).split())
        return sorted(
            thing
            for thing, names in self.things(kind).items()
            if wanted and any(wanted <= set(fold(name).split()) for name in names)
        )

    def offered(self, kind: str, typed: str) -> list[str]:
        """The names of things of a class that begin like what was typed; where nothing was, the labels of all."""
        things = self.things(kind)
        if not typed:
            return sorted({self.label(iri) for iri in things})
        wanted = fold(typed)
        return sorted({name for names in things.values() for name in names if fold(name).startswith(wanted)})

    def nearest(self, typed: str, kinds: Iterable[str], count: int = 3) -> list[str]:
        """The labels that are spelled most like what was typed, nearest first."""
        spelled: dict[str, str] = {}
        for kind in kinds:
            for iri, names in self.things(kind).items():
                spelled.update({fold(name): self.label(iri) for name in names})
                spelled.setdefault(fold(iri.rsplit("/", 1)[-1].replace("-", " ")), self.label(iri))
        wanted = fold(typed)
        near = difflib.get_close_matches(wanted, sorted(spelled), n=count * 2, cutoff=0.55)
        near += [name for name in sorted(spelled) if wanted in name or name in wanted]
        return list(dict.fromkeys(spelled[name] for name in near if name))[:count]
