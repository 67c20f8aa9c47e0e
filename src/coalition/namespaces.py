"""Name the namespaces of the graph, and turn IRIs into prefixed names and back."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from types import MappingProxyType
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Returned = TypeVar("Returned")

HOME = "https://w3id.org/coalition-graph/"
"""What the IRIs of the published graph begin with, and those of the ontology and the graphs of every dataset."""

CG = HOME + "ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
DCTERMS = "http://purl.org/dc/terms/"

TYPE = RDF + "type"
QUOTED = PROV + "wasQuotedFrom"
"""The property that leads from a passage to its source."""

THING_PREFIXES = (
    "absence",
    "actor",
    "affairs",
    "agenda",
    "aim",
    "amount",
    "ballot",
    "commitment",
    "condition",
    "dataset",
    "decision",
    "event",
    "graph",
    "item",
    "meeting",
    "membership",
    "motion",
    "participation",
    "passage",
    "place",
    "plan",
    "point",
    "position",
    "post",
    "quantity",
    "rate",
    "rule",
    "series",
    "slice",
    "source",
    "statement",
    "tenure",
    "vote",
)
"""The kinds of things in our IRIs: each is a folder under the base of a graph, and a prefix of the same name."""

PARTS = ("graph", "rule")
"""The kinds of things whose IRIs do not depend on the base: the graphs of every dataset, of which some hold what rules
derive."""

FOREIGN: Mapping[str, str] = MappingProxyType(
    {
        "cg": CG,
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": DCTERMS,
        "foaf": "http://xmlns.com/foaf/0.1/",
        "oa": "http://www.w3.org/ns/oa#",
        "org": ORG,
        "owl": OWL,
        "prov": PROV,
        "rdf": RDF,
        "rdfs": RDFS,
        "schema": "https://schema.org/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": SKOS,
        "void": "http://rdfs.org/ns/void#",
        "xsd": XSD,
    }
)
"""The standard prefixes of words, which are the same in every graph."""

LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
"""The local names that we write after a prefix: the part of Turtle's PN_LOCAL that needs no escapes."""


class Namespaces:
    """Hold what the prefixes of a graph stand for: the standard ones of words, those of its things, and its own.

    Attributes
    ----------
    base:
        What the IRIs of its things begin with.
    own:
        The prefixes that the graph adds.
    added:
        The namespaces of the words that it adds to the ontology.
    words:
        The namespaces of all words of the ontology: the published one, and those that the graph adds.
    prefixes:
        All prefixes: every query may use them, and every export declares those that it needs.
    """

    def __init__(
        self, base: str = HOME, own: Mapping[str, str] = MappingProxyType({}), spaces: Iterable[str] = ()
    ) -> None:
        """Take the base and the prefixes of a graph, and the namespaces of the words that it adds."""
        self.base, self.own, self.added = base, dict(own), tuple(spaces)
        things = {name: f"{HOME if name in PARTS else base}{name}/" for name in THING_PREFIXES}
        self.words = (CG, *self.added)
        self.prefixes: Mapping[str, str] = MappingProxyType({**FOREIGN, **things, **self.own})
        self._prefix_of = {namespace: prefix for prefix, namespace in self.prefixes.items()}
        self._key = base, tuple(sorted(self.own.items())), self.added
        self._hash = hash(self._key)
        self.shorten = lru_cache(maxsize=1 << 16)(self._shortened)  # what is written out names few things many times

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Namespaces) and self._key == other._key

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[Namespaces], tuple[str, Mapping[str, str], tuple[str, ...]]]:
        return Namespaces, (self.base, self.own, self.added)

    def with_base(self, base: str) -> Namespaces:
        """Return the same with another base."""
        return self if base == self.base else Namespaces(base, self.own, self.added)

    def _shortened(self, iri: str) -> str | None:
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._prefix_of.get(iri[:cut])
        return f"{prefix}:{iri[cut:]}" if prefix and LOCAL.fullmatch(iri, cut) else None

    @contextmanager
    def used(self) -> Iterator[None]:
        """Let prefixes stand for these namespaces within the block, in this thread or task."""
        token = _USED.set(self)
        try:
            yield
        finally:
            _USED.reset(token)

    def use(self) -> None:
        """Let prefixes stand for these namespaces from now on, in this thread or task."""
        _USED.set(self)


STANDARD = Namespaces()
"""The namespaces of the published graph, and of every graph that declares no others."""

_USED: ContextVar[Namespaces] = ContextVar("namespaces", default=STANDARD)


def used() -> Namespaces:
    """Return the namespaces of the graph that is worked with."""
    return _USED.get()


def within(method: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """Make a method work with the `namespaces` of its object; one that yields does so from step to step."""

    @functools.wraps(method)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Returned:
        own: Namespaces = args[0].namespaces  # type: ignore[attr-defined]
        with own.used():
            found = method(*args, **kwargs)
        return _steps(found, own) if inspect.isgenerator(found) else found  # type: ignore[return-value]

    return call


def _steps(items: Iterator[Returned], own: Namespaces) -> Iterator[Returned]:
    while True:
        with own.used():
            try:
                item = next(items)
            except StopIteration:
                return
        yield item


class _Prefixes(Mapping[str, str]):
    """Show the prefixes of the graph that is worked with."""

    def __getitem__(self, prefix: str) -> str:
        return _USED.get().prefixes[prefix]

    def __iter__(self) -> Iterator[str]:
        return iter(_USED.get().prefixes)

    def __len__(self) -> int:
        return len(_USED.get().prefixes)


PREFIXES: Mapping[str, str] = _Prefixes()
"""The prefixes of the graph that is worked with; they are those of the published graph where it declares no others."""

REGISTER = HOME + "graph/register"
"""The graph of the curators' identity decisions: who is who, and under which names."""

RECORD = HOME + "graph/record"
"""The graph of what is recorded about sources, passages and slices without facts."""

ONTOLOGY = HOME + "ontology"
"""The graph of the ontology; it is not part of the default graph."""


def space_of(iri: str) -> str:
    """Return the namespace of a word: its IRI up to the last slash or number sign."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def local_name(iri: str) -> str:
    """Return the part of an IRI after its last slash."""
    return iri.rsplit("/", 1)[-1]


def shorten(iri: str) -> str | None:
    """Return the prefixed name of `iri`, or None.

    None means that no prefix fits, or that the name would need escapes.
    """
    return _USED.get().shorten(iri)


def word_iri(name: str) -> str:
    """Return the IRI of a word: of ours by its local name, or of another by its prefixed name or IRI."""
    return (expand(name) or name) if ":" in name else CG + name


def word_name(iri: str) -> str:
    """Return the name of a word that `word_iri` takes."""
    return iri.removeprefix(CG) if iri.startswith(CG) else shorten(iri) or iri


def expand(name: str, prefixes: Mapping[str, str] = PREFIXES) -> str | None:
    """Return the IRI that `name` stands for, or None.

    `name` is a prefixed name, or an IRI with or without angle brackets.
    """
    name = name.strip()
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        return prefixes[prefix] + local
    # Without "://", a mistyped prefixed name such as `actr:ukraine` would pass for an IRI of the scheme `actr`.
    return name if re.match(r"[a-z][a-z0-9+.-]*://\S+$", name) else None
