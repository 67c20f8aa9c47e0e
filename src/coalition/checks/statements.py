"""What a file of facts must be before it is stored: RDF, in our words, each fact in a passage of a source.

`soundness` looks at what files say together, `drift` at the texts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from coalition.errors import (
    GraphError,
    ProvenanceError,
    SyntaxFault,
    ValueFault,
    VocabularyError,
)
from coalition.namespaces import CG, ONTOLOGY, PREFIXES, PROV, RDF, RECORD, REGISTER, shorten
from coalition.rdf.positions import Places, syntax_fault
from coalition.schema import Vocabulary
from coalition.texts.passage import Passage
from coalition.texts.source import Source

TYPE = RDF + "type"
QUOTED = PROV + "wasQuotedFrom"
RECORDED = {CG + "Source", CG + "Passage", CG + "FactlessSlice"}
MENTIONS = (CG + "mentions", CG + "mentionsDate")
"""What a draft says of itself; a passage that takes a stance states facts instead."""

HEADER = (QUOTED, CG + "start", CG + "end", CG + "digest")
PARSERS = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}


@dataclass(frozen=True)
class Document:
    """A file of facts as it was parsed."""

    path: Path
    text: str
    quads: list[ox.Quad]

    @classmethod
    def read(cls, path: Path) -> Document:
        """Parse the file at `path`.

        Raises
        ------
        SyntaxFault
            With the position, when it is not TriG or N-Quads in UTF-8.
        """
        try:
            text = path.read_bytes().decode("utf-8")
            return cls(path, text, list(ox.parse(text.encode(), format=PARSERS[path.suffix])))
        except UnicodeDecodeError as fault:
            raise SyntaxFault(f"byte {fault.start} is not UTF-8", where=str(path), remedy="store it as UTF-8") from None
        except OSError as fault:
            raise GraphError(
                f"cannot be read ({fault.strerror})", where=str(path), remedy="mend its permissions"
            ) from None
        except SyntaxError as fault:
            raise syntax_fault(path, fault) from None

    @cached_property
    def places(self) -> Places:
        """Where the statements of this file stand."""
        return Places(self.text)

    def at(self, quad: ox.Quad) -> str:
        """`file:line:column` of a statement of this file."""
        return f"{self.path}:{self.places.of(quad)}"


@dataclass(slots=True)
class Record:
    """What the record says of each source and slice: predicate to objects, and classes; and which graphs there are."""

    documents: list[Document] = field(default_factory=list)
    about: dict[str, dict[str, list[ox.Quad]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    typed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stated: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Record:
        record = cls()
        for document in documents:
            record.documents.append(document)
            for quad in document.quads:
                if not isinstance(quad.graph_name, ox.DefaultGraph):
                    record.stated.add(quad.graph_name.value)
                    continue
                if not isinstance(quad.subject, ox.NamedNode):  # a fault, which says more than the record could
                    continue
                subject = quad.subject.value
                record.about[subject][quad.predicate.value].append(quad)
                if quad.predicate.value == TYPE:
                    record.typed[subject].add(quad.object.value)  # type: ignore[union-attr]
        return record

    def one(self, thing: str, word: str) -> str:
        """The only value of a property; empty where there is none or several."""
        values = {_value(quad.object) for quad in self.about[thing][word]}
        return values.pop() if len(values) == 1 else ""

    def names(self, kind: str) -> list[str]:
        """The things of a class of ours, sorted."""
        return sorted(thing for thing, kinds in self.typed.items() if CG + kind in kinds)

    def drafted(self) -> set[str]:
        """The passages that are only drafted: no curator has accepted what the tool proposed."""
        return {name for name in self.names("Passage") if self.one(name, CG + "stance") == CG + "Drafted"}

    def source(self, iri: str) -> Source:
        """The source of that IRI, as recorded."""
        return Source(
            iri,
            file_name=self.one(iri, CG + "fileName"),
            text_digest=self.one(iri, CG + "textDigest"),
            text_length=whole(self.one(iri, CG + "textLength") or "0"),
        )

    def passage(self, iri: str) -> Passage:
        """The slice of that IRI; its header must be whole."""
        start, end = (whole(self.one(iri, word)) for word in (CG + "start", CG + "end"))
        return Passage(iri, self.one(iri, QUOTED), start, end, self.one(iri, CG + "digest"))

    def at(self, name: str, word: str) -> str:
        """Where the record says `word` of a thing, or contradicts itself; its first place where it says nothing."""
        quads = self.about[name][word] or next(iter(self.about[name].values()))
        quad = next((other for other in quads if other.object != quads[0].object), quads[0])
        return next(document.at(quad) for document in self.documents if quad in document.quads)


def faults(record: Record, words: Vocabulary) -> Iterator[GraphError]:
    """Everything that is wrong in each of the documents that `record` is of, in the order of the files."""
    nameless = [fault for document in record.documents for fault in anonymous(document)]
    if nameless:
        yield from nameless
        return
    wrong = set()
    for document in record.documents:
        for quad in document.quads:
            fault = misuse(quad, words) or _place_fault(quad, record)
            if fault:
                kind, what, remedy = fault
                wrong.add(quad.subject)
                yield kind(what, where=document.at(quad), remedy=remedy)
    for name in sorted({*record.names("Passage"), *record.names("FactlessSlice")}):
        if ox.NamedNode(name) not in wrong:
            yield from _header_faults(name, record)


def anonymous(document: Document) -> Iterator[GraphError]:
    """A fault for each statement with a node that has no IRI."""
    for quad in document.quads:
        nodes = (quad.subject, quad.object, quad.graph_name)
        if any(isinstance(node, ox.BlankNode | ox.Triple) for node in nodes):
            what = "a blank node or a triple term, which no passage can be cited for"
            yield SyntaxFault(what, where=document.at(quad), remedy="give the thing an IRI")


Misuse = tuple[type[GraphError], str, str]
"""The kind of a fault, what is wrong, and the remedy."""


def misuse(said: ox.Quad | ox.Triple, words: Vocabulary) -> Misuse | None:
    """What is wrong with the words and values of a statement; None where nothing is."""
    used, thing = said.predicate.value, said.object
    if used.startswith(CG) and used not in words.properties:
        return _unknown(used, "property", words)
    if isinstance(thing, ox.NamedNode):
        if thing.value.startswith(CG) and thing.value not in (words.classes if used == TYPE else words.terms):
            return _unknown(thing.value, "class" if used == TYPE else "term", words)
        if used in words.ranges:
            return ValueFault, f"{shorten(used) or used} takes a literal, not an IRI", "write the value in quotes"
    elif isinstance(thing, ox.Literal):
        if used in words.links:
            what = f"{shorten(used) or used} takes an IRI, not a literal"
            return ValueFault, what, "name the thing that is meant by its IRI"
        fault = words.fault_of(used, thing)
        if fault:
            remedy = "write the value as the source has it, in the form of its datatype"
            return ValueFault, f"{fault} ({shorten(used) or used})", remedy
    subject = said.subject.value  # type: ignore[union-attr]
    return _unknown(subject, "term", words) if subject.startswith(CG) and subject not in words.terms else None


def _unknown(iri: str, what: str, words: Vocabulary) -> Misuse:
    near = words.nearest(iri)
    remedy = f"did you mean {near}?" if near else "use a word that ontology/coalition.ttl defines"
    if iri in words.terms:
        remedy = f"use a word that ontology/coalition.ttl defines as a {what}"
    return VocabularyError, f"the ontology has no {what} {shorten(iri) or iri}", remedy


def _place_fault(quad: ox.Quad, record: Record) -> tuple[type[GraphError], str, str] | None:
    if quad.predicate.value in MENTIONS:
        return _mention_fault(quad, record)
    if isinstance(quad.graph_name, ox.DefaultGraph):
        subject = quad.subject.value  # type: ignore[union-attr]
        if record.typed[subject].isdisjoint(RECORDED):
            what = f"a fact about {shorten(subject) or subject} stands outside a passage"
            return ProvenanceError, what, "move it into the graph of the passage that states it, or into the register"
        return None
    graph = quad.graph_name.value
    if graph in (RECORD, ONTOLOGY) or graph.startswith(PREFIXES["rule"]):
        what = f"the graph {shorten(graph) or graph} is made by the build"
        return ProvenanceError, what, "move the fact into the graph of the passage that states it"
    if graph == REGISTER or CG + "Passage" in record.typed[graph]:
        return None
    return (
        ProvenanceError,
        f"the graph {shorten(graph) or graph} has no header that says which passage of which source it is",
        'print one with coalition cite SOURCE "words"',
    )


def _mention_fault(quad: ox.Quad, record: Record) -> tuple[type[GraphError], str, str] | None:
    subject = quad.subject.value  # type: ignore[union-attr]
    if quad.graph_name == quad.subject and record.one(subject, CG + "stance") == CG + "Drafted":
        return None
    short, word = shorten(subject) or subject, shorten(quad.predicate.value)
    if quad.graph_name != quad.subject:
        return ProvenanceError, f"{word} stands outside the graph of {short}", "move it into that graph"
    what = f"{short} still says {word}, as only a drafted passage does"
    remedy = "put what the passage states in its place, or set the stance back to cg:Drafted"
    return ProvenanceError, what, remedy


def _header_faults(name: str, record: Record) -> Iterator[GraphError]:
    short = shorten(name) or name
    passage = CG + "Passage" in record.typed[name]
    for word in (*HEADER, *((CG + "stance",) if passage else (CG + "reason",))):
        if not record.one(name, word):
            what, place = f"{short} has no single {shorten(word)}", word if record.about[name][word] else TYPE
            remedy = 'print the header with coalition cite SOURCE "words"'
            yield ProvenanceError(what, where=record.at(name, place), remedy=remedy)
            return
    slice_, source = record.passage(name), record.one(name, QUOTED)
    if CG + "Source" not in record.typed[source]:
        what = f"{short} is quoted from {shorten(source) or source}, which is not recorded as a source"
        yield ProvenanceError(what, where=record.at(name, QUOTED), remedy="record the source, or mend its name")
    else:
        yield from _stretch_faults(slice_, record)
    if not re.fullmatch(r"[0-9a-f]{64}", slice_.digest):
        what = f"the digest of {short} is no SHA-256 in lower-case hexadecimal"
        remedy = "print the header with coalition cite"
        yield ValueFault(what, where=record.at(name, CG + "digest"), remedy=remedy)
    if passage and name not in record.stated:
        remedy = "state its facts in its graph, or record it as a cg:FactlessSlice"
        yield ProvenanceError(f"{short} states nothing", where=record.at(name, TYPE), remedy=remedy)


def _stretch_faults(slice_: Passage, record: Record) -> Iterator[GraphError]:
    short, length, word = shorten(slice_.iri) or slice_.iri, record.source(slice_.source).text_length, "end"
    if slice_.start < 0:
        what, word = f"{short} starts at {slice_.start}, before the text", "start"
    elif slice_.start >= slice_.end:
        what = f"{short} runs from {slice_.start} to {slice_.end}, which is no stretch of the text"
    elif slice_.end > length > 0:
        what = f"{short} ends at {slice_.end}, beyond the {length} code points of its text"
    else:
        return
    remedy = "mend the offsets, or print the header with coalition cite"
    yield ProvenanceError(what, where=record.at(slice_.iri, CG + word), remedy=remedy)


def _value(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else ""


def whole(number: str) -> int:
    """A whole number that is an offset or a length; -1, which is neither, for anything else."""
    return int(number) if re.fullmatch(r"[+-]?[0-9]{1,18}", number) else -1
