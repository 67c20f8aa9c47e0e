"""Parse the files of facts, and index what they say about sources and passages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from weakref import WeakValueDictionary

import pyoxigraph as ox

from coalition import files
from coalition.corpus.root import Root
from coalition.errors import GraphError, RDFSyntaxError
from coalition.namespaces import CG, HOME, PREFIXES, QUOTED, THING_PREFIXES, TYPE, Namespaces, used, word_iri
from coalition.rdf.formats import by_suffix
from coalition.rdf.literals import restated
from coalition.rdf.parser import parse
from coalition.rdf.positions import Positions
from coalition.texts.passage import Passage
from coalition.texts.source import Source

PREFIX = re.compile(rb"^[ \t]*@?prefix[ \t]+([a-z]+):[ \t]*<([^>\n]*)>", re.IGNORECASE | re.MULTILINE)
"""How a file of TriG declares a prefix; what stands so in a literal of several lines is taken for it, too."""


def parsed(path: Path, content: bytes) -> Iterator[ox.Quad]:
    """Yield the statements in the bytes of the file of facts at `path`, which need not declare the standard prefixes.

    Raises
    ------
    RDFSyntaxError
        When they are not TriG or N-Quads in UTF-8; the error gives the position.
    """
    if used().base != HOME and path.suffix == ".trig":
        _check_prefixes(path, content)
    return parse(content, by_suffix(path.suffix), str(path), PREFIXES)


def _check_prefixes(path: Path, content: bytes) -> None:
    """Check that the prefixes of things stand for what the base of the graph has them stand for."""
    for found in PREFIX.finditer(content):
        prefix, namespace = (part.decode("utf-8", "replace") for part in found.groups())
        if prefix in THING_PREFIXES and namespace != PREFIXES[prefix]:
            what = f"{prefix}: stands for <{namespace}> here, but the base of the graph is {used().base}"
            where = f"{path}:{content.count(10, 0, found.start(1)) + 1}"
            remedy = "leave the declaration out, or correct it, or the base in coalition.toml"
            raise RDFSyntaxError(what, where=where, remedy=remedy)


@dataclass(frozen=True)
class FactFile:
    """Hold a file of facts: its path, bytes, text, and statements."""

    path: Path
    content: bytes
    text: str
    quads: list[ox.Quad]

    @classmethod
    def parse(cls, path: Path, content: bytes) -> FactFile:
        """Parse the bytes of the file at `path`; see `parsed`. What somebody still holds is not parsed again.

        Raises
        ------
        RDFSyntaxError
            When they are not TriG or N-Quads in UTF-8; the error gives the position.
        """
        key = used(), path, content
        found = _PARSED.get(key)
        if found is None:
            quads = list(parsed(path, content))
            found = _PARSED[key] = cls(path, content, files.decode(content, str(path), RDFSyntaxError), quads)
        return found

    @cached_property
    def positions(self) -> Positions:
        """The positions of the statements of this file."""
        return Positions(self.text, PREFIXES)

    @cached_property
    def stated(self) -> frozenset[ox.Quad]:
        """The statements, to look one up."""
        return frozenset(self.quads)

    @cached_property
    def restated(self) -> dict[ox.Literal, ox.Literal]:
        """The literals of this file that the store would change, each with what it would make of it."""
        return restated(quad.object for quad in self.quads)

    def at(self, quad: ox.Quad) -> str:
        """Return `file:line:column` of a statement of this file."""
        return f"{self.path}:{self.positions.find(quad)}"


_PARSED: WeakValueDictionary[tuple[Namespaces, Path, bytes], FactFile] = WeakValueDictionary()
"""The files that somebody holds, by the namespaces of the graph, their path and their bytes."""


@dataclass(slots=True)
class FactFiles:
    """Index the files of facts of a root.

    Attributes
    ----------
    files:
        The parsed files.
    about:
        The statements of the default graph, by subject and property. They record sources and slices.
    typed:
        The classes of each subject in the default graph.
    stated:
        The named graphs that are not empty.
    """

    files: list[FactFile] = field(default_factory=list)
    about: dict[str, dict[str, list[ox.Quad]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    typed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stated: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, root: Root) -> FactFiles:
        """Read and parse the files of facts of `root`.

        Raises
        ------
        GraphError
            Where `Root.read_facts` or `FactFile.parse` raises it.
        """
        return cls.parse(root.read_facts())

    @classmethod
    def parse(cls, contents: Mapping[Path, bytes]) -> FactFiles:
        """Parse files of facts, given by their paths and bytes."""
        return cls.from_files(FactFile.parse(path, content) for path, content in contents.items())

    @classmethod
    def from_files(cls, files: Iterable[FactFile]) -> FactFiles:
        """Index files that have been parsed."""
        indexed = cls()
        for file in files:
            indexed.files.append(file)
            for quad in file.quads:
                if not isinstance(quad.graph_name, ox.DefaultGraph):
                    indexed.stated.add(quad.graph_name.value)
                    continue
                if not isinstance(quad.subject, ox.NamedNode):  # `anonymous` reports it
                    continue
                subject = quad.subject.value
                indexed.about[subject][quad.predicate.value].append(quad)
                if quad.predicate.value == TYPE:
                    indexed.typed[subject].add(quad.object.value)  # type: ignore[union-attr]
        return indexed

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the statements of all files."""
        for file in self.files:
            yield from file.quads

    def one(self, thing: str, word: str) -> str:
        """Return the only value of the property `word` of a thing, or "" where it has none or several."""
        quads = self.about[thing][word]
        if len(quads) == 1:
            return _value(quads[0].object)
        values = {_value(quad.object) for quad in quads}
        return values.pop() if len(values) == 1 else ""

    def names(self, kind: str) -> list[str]:
        """Return the IRIs of the things of our class `kind`, sorted."""
        return sorted(thing for thing, kinds in self.typed.items() if word_iri(kind) in kinds)

    def drafted(self) -> set[str]:
        """Return the IRIs of the passages that are only drafted: no curator has accepted them yet."""
        return {name for name in self.names("Passage") if self.one(name, CG + "stance") == CG + "Drafted"}

    def accepted(self) -> Iterator[ox.Quad]:
        """Yield the statements of all files but those of passages that are only drafted."""
        drafted = self.drafted()
        yield from (quad for quad in self.quads() if _value(quad.graph_name) not in drafted)

    def slices(self, source: str) -> Iterator[str]:
        """Yield the IRIs of the passages of a source, and of its parts without facts."""
        for kind in ("Passage", "FactlessSlice"):
            yield from (iri for iri in self.names(kind) if self.one(iri, QUOTED) == source)

    def source(self, iri: str) -> Source:
        """Return what is recorded about the text of a source."""
        return Source(
            iri,
            file_name=self.one(iri, CG + "fileName"),
            text_digest=self.one(iri, CG + "textDigest"),
            text_length=whole(self.one(iri, CG + "textLength") or "0"),
        )

    def passage(self, iri: str) -> Passage:
        """Return the slice with an IRI; a part that its header lacks is "" or -1."""
        start, end = (whole(self.one(iri, word)) for word in (CG + "start", CG + "end"))
        return Passage(iri, self.one(iri, QUOTED), start, end, self.one(iri, CG + "digest"))

    def at(self, name: str, word: str) -> str:
        """Return `file:line:column` of the property `word` of a thing.

        Of several values, it is the position of the first that differs from the first. Where the thing does not have
        the property, it is the position of another statement about the thing.
        """
        quads = self.about[name][word] or next(iter(self.about[name].values()))
        quad = next((other for other in quads if other.object != quads[0].object), quads[0])
        return next(file.at(quad) for file in self.files if quad in file.stated)


def anonymous(file: FactFile) -> Iterator[GraphError]:
    """Yield a fault for each statement with a blank node or a triple term."""
    if not any(mark in file.text for mark in ("_:", "[", "(", "<<")):  # as in most files
        return
    for quad in file.quads:
        nodes = (quad.subject, quad.object, quad.graph_name)
        if any(isinstance(node, ox.BlankNode | ox.Triple) for node in nodes):
            what = "this is a blank node or a triple term, for which no passage can be cited"
            yield RDFSyntaxError(what, where=file.at(quad), remedy="give the thing an IRI")


def _value(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else ""


def whole(number: str) -> int:
    """Return the value of a whole number, or -1, which is no offset or length, for anything else.

    Numbers of more than 18 digits, which no text reaches, count as 10 to the power of 18 or its negative.
    """
    if len(number) <= 18 and number.isascii() and number.isdecimal():
        return int(number)
    parts = re.fullmatch(r"([+-]?)0*([0-9]+)", number)
    if not parts:
        return -1
    size = int(parts[2]) if len(parts[2]) <= 18 else 10**18  # Python refuses to convert thousands of digits
    return -size if parts[1] == "-" else size
