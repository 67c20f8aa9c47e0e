"""What a file of facts must be before it is stored: RDF, in our words, each fact in a passage of a source.

`consistency` looks at what files say together, `drift` at the texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles, anonymous
from coalition.errors import GraphError, LiteralError, ProvenanceError, VocabularyError
from coalition.namespaces import CG, ONTOLOGY, PREFIXES, QUOTED, RECORD, REGISTER, TYPE, shorten
from coalition.schema import Schema
from coalition.texts.passage import Passage

RECORDED = {CG + "Source", CG + "Passage", CG + "FactlessSlice"}
MENTIONS = (CG + "mentions", CG + "mentionsDate")
"""What a draft says of itself; a passage that takes a stance states facts instead."""

HEADER = (QUOTED, CG + "start", CG + "end", CG + "digest")


def faults(record: FactFiles, words: Schema) -> Iterator[GraphError]:
    """Everything that is wrong in each of the files of facts, in the order of the files."""
    nameless = [fault for file in record.files for fault in anonymous(file)]
    if nameless:
        yield from nameless
        return
    wrong = set()
    for file in record.files:
        for quad in file.quads:
            fault = misuse(quad, words) or _place_fault(quad, record)
            if fault:
                kind, what, remedy = fault
                wrong.add(quad.subject)
                yield kind(what, where=file.at(quad), remedy=remedy)
    for name in sorted({*record.names("Passage"), *record.names("FactlessSlice")}):
        if ox.NamedNode(name) not in wrong:
            yield from _header_faults(name, record)


Misuse = tuple[type[GraphError], str, str]
"""The kind of a fault, what is wrong, and the remedy."""


def misuse(said: ox.Quad | ox.Triple, words: Schema) -> Misuse | None:
    """What is wrong with the words and values of a statement; None where nothing is."""
    used, thing = said.predicate.value, said.object
    if used.startswith(CG) and used not in words.properties:
        return _unknown(used, "property", words)
    if isinstance(thing, ox.NamedNode):
        if thing.value.startswith(CG) and thing.value not in (words.classes if used == TYPE else words.terms):
            return _unknown(thing.value, "class" if used == TYPE else "term", words)
        if used in words.ranges:
            return LiteralError, f"{shorten(used) or used} takes a literal, not an IRI", "write the value in quotes"
    elif isinstance(thing, ox.Literal):
        if used in words.links:
            what = f"{shorten(used) or used} takes an IRI, not a literal"
            return LiteralError, what, "name the thing that is meant by its IRI"
        fault = words.fault_of(used, thing)
        if fault:
            remedy = "write the value as the source has it, in the form of its datatype"
            return LiteralError, f"{fault} ({shorten(used) or used})", remedy
    subject = said.subject.value  # type: ignore[union-attr]
    return _unknown(subject, "term", words) if subject.startswith(CG) and subject not in words.terms else None


def _unknown(iri: str, what: str, words: Schema) -> Misuse:
    near = words.nearest(iri)
    remedy = f"did you mean {near}?" if near else "use a word that ontology/ defines"
    if iri in words.terms:
        remedy = f"use a word that ontology/ defines as a {what}"
    return VocabularyError, f"the ontology has no {what} {shorten(iri) or iri}", remedy


def _place_fault(quad: ox.Quad, record: FactFiles) -> tuple[type[GraphError], str, str] | None:
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


def _mention_fault(quad: ox.Quad, record: FactFiles) -> tuple[type[GraphError], str, str] | None:
    subject = quad.subject.value  # type: ignore[union-attr]
    if quad.graph_name == quad.subject and record.one(subject, CG + "stance") == CG + "Drafted":
        return None
    short, word = shorten(subject) or subject, shorten(quad.predicate.value)
    if quad.graph_name != quad.subject:
        return ProvenanceError, f"{word} stands outside the graph of {short}", "move it into that graph"
    what = f"{short} still says {word}, as only a drafted passage does"
    remedy = "put what the passage states in its place, or set the stance back to cg:Drafted"
    return ProvenanceError, what, remedy


def _header_faults(name: str, record: FactFiles) -> Iterator[GraphError]:
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
        yield LiteralError(what, where=record.at(name, CG + "digest"), remedy=remedy)
    if passage and name not in record.stated:
        remedy = "state its facts in its graph, or record it as a cg:FactlessSlice"
        yield ProvenanceError(f"{short} states nothing", where=record.at(name, TYPE), remedy=remedy)


def _stretch_faults(slice_: Passage, record: FactFiles) -> Iterator[GraphError]:
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
