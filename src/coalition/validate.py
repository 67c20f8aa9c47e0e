"""What a file of facts must be before it is stored: RDF, in our words, each fact in a passage of a source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from coalition.errors import (
    CoalitionError,
    DigestMismatch,
    GraphError,
    ProvenanceError,
    SyntaxFault,
    ValueFault,
    VocabularyError,
)
from coalition.locate import locate
from coalition.passage import Passage, State, look_up
from coalition.source import Source, Texts
from coalition.terms import CG, PROV, RDF, REGISTER, shorten
from coalition.vocabulary import Vocabulary

TYPE = RDF + "type"
QUOTED = PROV + "wasQuotedFrom"
RECORDED = {CG + "Source", CG + "Passage", CG + "FactlessSlice"}
HEADER = (QUOTED, CG + "start", CG + "end", CG + "digest")
PARSERS = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}


@dataclass(frozen=True, slots=True)
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
            what = re.sub(r"^Parser error at line \d+ .*?column.*?: |\(line \d+\)$", "", str(fault.msg))
            where = f"{path}:{fault.lineno}:{fault.offset}"
            raise SyntaxFault(what, where=where, remedy="mend the statement at this place") from None

    def at(self, quad: ox.Quad) -> str:
        """`file:line:column` of a statement of this file."""
        return f"{self.path}:{locate(self.text, quad)}"


@dataclass(slots=True)
class Record:
    """What the record says of each source and slice: predicate to objects, and where the thing is typed."""

    about: dict[str, dict[str, list[ox.Quad]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    files: dict[str, Document] = field(default_factory=dict)
    typed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    stated: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Record:
        record = cls()
        for document in documents:
            for quad in document.quads:
                if not isinstance(quad.graph_name, ox.DefaultGraph):
                    record.stated.add(quad.graph_name.value)
                    continue
                subject = quad.subject.value  # type: ignore[union-attr]
                record.about[subject][quad.predicate.value].append(quad)
                record.files.setdefault(subject, document)
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

    def source(self, iri: str) -> Source:
        """The source of that IRI, as recorded."""
        return Source(
            iri,
            file_name=self.one(iri, CG + "fileName"),
            text_digest=self.one(iri, CG + "textDigest"),
            text_length=int(self.one(iri, CG + "textLength") or 0),
        )

    def passage(self, iri: str) -> Passage:
        """The slice of that IRI; its header must be whole."""
        start, end = (int(self.one(iri, word)) for word in (CG + "start", CG + "end"))
        return Passage(iri, self.one(iri, QUOTED), start, end, self.one(iri, CG + "digest"))


def faults(documents: list[Document], words: Vocabulary) -> Iterator[GraphError]:
    """Everything that forbids storing the documents, in the order of the files."""
    anonymous = [fault for document in documents for fault in _anonymous(document)]
    if anonymous:
        yield from anonymous
        return
    record = Record.of(documents)
    for document in documents:
        for quad in document.quads:
            fault = _word_fault(quad, words) or _place_fault(quad, record)
            if fault:
                kind, what, remedy = fault
                yield kind(what, where=document.at(quad), remedy=remedy)
    for name in [*record.names("Passage"), *record.names("FactlessSlice")]:
        yield from _header_faults(name, record)


def slips(documents: list[Document], texts: Texts) -> Iterator[tuple[Passage, State, CoalitionError | None]]:
    """Each slice of the documents with its state in the text at hand, and the fault where that is one."""
    record = Record.of(documents)
    for name in sorted([*record.names("Passage"), *record.names("FactlessSlice")]):
        passage = record.passage(name)
        found = look_up(passage, texts.of(record.source(passage.source)))
        fault: CoalitionError | None = None
        if found.state in (State.DRIFTED, State.MISSING):
            moved = f"they now stand at {found.moved_to}" if found.moved_to is not None else "they stand nowhere in it"
            fault = DigestMismatch(
                f"the words of {passage.name} are not at {passage.start} to {passage.end} of the text: {moved}",
                where=_header_position(name, CG + "digest", record),
                remedy="read the text again and print a new header with coalition cite",
            )
        yield passage, found.state, fault


def _anonymous(document: Document) -> Iterator[GraphError]:
    for quad in document.quads:
        nodes = (quad.subject, quad.object, quad.graph_name)
        if any(isinstance(node, ox.BlankNode | ox.Triple) for node in nodes):
            what = "a blank node or a triple term, which no passage can be cited for"
            yield SyntaxFault(what, where=document.at(quad), remedy="give the thing an IRI")


def _word_fault(quad: ox.Quad, words: Vocabulary) -> tuple[type[GraphError], str, str] | None:
    used = quad.predicate.value
    for iri in (used, quad.object.value if isinstance(quad.object, ox.NamedNode) else ""):
        known = words.properties if iri == used else words.terms
        if iri.startswith(CG) and iri not in known:
            near = words.nearest(iri)
            remedy = f"did you mean {near}?" if near else "use a word that ontology/coalition.ttl defines"
            return (
                VocabularyError,
                f"the ontology has no {'property' if iri == used else 'term'} {shorten(iri) or iri}",
                remedy,
            )
    if isinstance(quad.object, ox.Literal):
        what = words.fault_of(used, quad.object)
        if what:
            return (
                ValueFault,
                f"{what} ({shorten(used) or used})",
                "write the value as the source has it, in the form of its datatype",
            )
    elif used in words.ranges:
        return ValueFault, f"{shorten(used) or used} takes a literal, not an IRI", "write the value in quotes"
    return None


def _place_fault(quad: ox.Quad, record: Record) -> tuple[type[GraphError], str, str] | None:
    if isinstance(quad.graph_name, ox.DefaultGraph):
        subject = quad.subject.value  # type: ignore[union-attr]
        if record.typed[subject].isdisjoint(RECORDED):
            what = f"a fact about {shorten(subject) or subject} stands outside a passage"
            return ProvenanceError, what, "move it into the graph of the passage that states it, or into the register"
        return None
    graph = quad.graph_name.value
    if graph == REGISTER or CG + "Passage" in record.typed[graph]:
        return None
    return (
        ProvenanceError,
        f"the graph {shorten(graph) or graph} has no header that says which passage of which source it is",
        'print one with coalition cite SOURCE "words"',
    )


def _header_faults(name: str, record: Record) -> Iterator[GraphError]:
    short, where = shorten(name) or name, _header_position(name, TYPE, record)
    passage = CG + "Passage" in record.typed[name]
    for word in (*HEADER, *((CG + "stance",) if passage else (CG + "reason",))):
        if not record.one(name, word):
            what = f"{short} has no single {shorten(word)}"
            yield ProvenanceError(what, where=where, remedy='print the header with coalition cite SOURCE "words"')
            return
    slice_, source = record.passage(name), record.one(name, QUOTED)
    if CG + "Source" not in record.typed[source]:
        what = f"{short} is quoted from {shorten(source) or source}, which is not recorded as a source"
        yield ProvenanceError(
            what, where=_header_position(name, QUOTED, record), remedy="record the source, or mend its name"
        )
    elif not 0 <= slice_.start < slice_.end <= (record.source(source).text_length or slice_.end):
        what = f"{short} runs from {slice_.start} to {slice_.end}, which is no stretch of the text"
        yield ProvenanceError(what, where=_header_position(name, CG + "end", record), remedy="mend the offsets")
    if not re.fullmatch(r"[0-9a-f]{64}", slice_.digest):
        what = f"the digest of {short} is no SHA-256 in lower-case hexadecimal"
        yield ValueFault(
            what, where=_header_position(name, CG + "digest", record), remedy="print the header with coalition cite"
        )
    if passage and name not in record.stated:
        what = f"{short} states nothing"
        yield ProvenanceError(
            what, where=where, remedy="state its facts in its graph, or record it as a cg:FactlessSlice"
        )


def _header_position(name: str, word: str, record: Record) -> str:
    quads = record.about[name][word] or next(iter(record.about[name].values()))
    return record.files[name].at(quads[0])


def _value(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else ""
