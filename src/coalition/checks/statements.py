"""Check each statement of the files of facts: its terms, its values, and the passage that it belongs to.

`consistency` checks what the files say together, `drift` the texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from coalition.checks import characters
from coalition.corpus.fact_files import FactFile, FactFiles, anonymous
from coalition.errors import GraphError, LiteralError, ProvenanceError, VocabularyError
from coalition.namespaces import CG, ONTOLOGY, PREFIXES, QUOTED, RECORD, REGISTER, TYPE, XSD, shorten
from coalition.rdf.literals import fault_of
from coalition.schema import Schema
from coalition.texts.passage import Passage

RECORDED = {CG + "Source", CG + "Passage", CG + "FactlessSlice"}
MENTIONS = (CG + "mentions", CG + "mentionsDate")
"""The properties that only a drafted passage has. An accepted passage states facts instead."""

HEADER = (QUOTED, CG + "start", CG + "end", CG + "digest")
"""The properties that the header of every slice has exactly once."""

StatementFault = tuple[type[GraphError], str, str]
"""The class of an error, what is wrong, and the remedy. The caller adds the position."""


def faults(files: FactFiles, schema: Schema) -> Iterator[GraphError]:
    """Yield each fault within a file of facts, in the order of the files."""
    nameless = [fault for file in files.files for fault in anonymous(file)]
    if nameless:  # the other checks rely on every node having an IRI
        yield from nameless
        return
    wrong = set()
    # A property and its value, which come again and again, are right or wrong whatever the subject. The graph of a
    # passage is right for all that stands in it.
    right, homes = set[tuple[Any, Any]](), set[Any]()
    for file in files.files:
        plain = not characters.suspicious(file.text)
        for quad in file.quads:
            pair, home = (quad.predicate, quad.object), quad.graph_name
            known = plain and pair in right and not quad.subject.value.startswith(CG)  # type: ignore[union-attr]
            fault = None if known else misuse(quad, schema)
            if not fault and plain:
                right.add(pair)
            if home not in homes or quad.predicate.value in MENTIONS:
                fault = fault or _graph_fault(quad, files)
                if not fault and not isinstance(home, ox.DefaultGraph):
                    homes.add(home)
            if fault := fault or _form_fault(quad, file):
                kind, what, remedy = fault
                wrong.add(quad.subject)
                yield kind(what, where=file.at(quad), remedy=remedy)
        for tag, position in file.positions.tags():
            what, remedy = f"the language tag {tag} is stored as {tag.lower()}", "write it so, or run coalition format"
            yield LiteralError(what, where=f"{file.path}:{position}", remedy=remedy)
    for name in sorted({*files.names("Passage"), *files.names("FactlessSlice")}):
        if ox.NamedNode(name) not in wrong:  # one fault in a header would only lead to others
            yield from _header_faults(name, files)


def misuse(statement: ox.Quad | ox.Triple, schema: Schema) -> StatementFault | None:
    """Return what is wrong with the characters, terms or value of a statement, or None where nothing is."""
    if fault := characters.fault(statement):
        return fault
    used, value = statement.predicate.value, statement.object
    if used.startswith(CG) and used not in schema.properties:
        return _unknown_term(used, "property", schema)
    if isinstance(value, ox.NamedNode):
        if value.value.startswith(CG) and value.value not in (schema.classes if used == TYPE else schema.terms):
            return _unknown_term(value.value, "class" if used == TYPE else "term", schema)
        if used in schema.ranges:
            return LiteralError, f"{shorten(used) or used} takes a literal, not an IRI", "write the value in quotes"
    elif isinstance(value, ox.Literal):
        if used in schema.links:
            what = f"{shorten(used) or used} takes an IRI, not a literal"
            return LiteralError, what, "write the IRI of the thing that is meant"
        wrong = schema.fault_of(used, value)
        if wrong:
            remedy = "write the value as the source has it, in the form of its datatype"
            if schema.ranges.get(used) == XSD + "decimal" and value.datatype.value == XSD + "integer":
                remedy = f'write "{value.value}"^^xsd:decimal, since a number without a decimal point is an xsd:integer'
            return LiteralError, f"{wrong} ({shorten(used) or used})", remedy
    subject = statement.subject.value  # type: ignore[union-attr]
    return _unknown_term(subject, "term", schema) if subject.startswith(CG) and subject not in schema.terms else None


def _unknown_term(iri: str, kind: str, schema: Schema) -> StatementFault:
    near = schema.nearest(iri)
    remedy = f"did you mean {near}?" if near else "use a term that ontology/ defines"
    if iri in schema.terms:
        remedy = f"use a term that ontology/ defines as a {kind}"
    return VocabularyError, f"the ontology has no {kind} {shorten(iri) or iri}", remedy


def _graph_fault(quad: ox.Quad, files: FactFiles) -> StatementFault | None:
    """Return what is wrong with the graph that a statement is in, or None where nothing is."""
    if quad.predicate.value in MENTIONS:
        return _mention_fault(quad, files)
    if isinstance(quad.graph_name, ox.DefaultGraph):
        subject = quad.subject.value  # type: ignore[union-attr]
        if files.typed[subject].isdisjoint(RECORDED):
            what = f"a fact about {shorten(subject) or subject} stands outside a passage"
            return ProvenanceError, what, "move it into the graph of the passage that states it, or into the register"
        return None
    graph = quad.graph_name.value
    if graph in (RECORD, ONTOLOGY) or graph.startswith(PREFIXES["rule"]):
        what = f"only the build writes to the graph {shorten(graph) or graph}"
        return ProvenanceError, what, "move the fact into the graph of the passage that states it"
    if graph == REGISTER or CG + "Passage" in files.typed[graph]:
        return None
    return (
        ProvenanceError,
        f"the graph {shorten(graph) or graph} has no header that says which passage of which source it is",
        'print one with coalition cite SOURCE "words"',
    )


def _form_fault(quad: ox.Quad, file: FactFile) -> StatementFault | None:
    """Return what is wrong with the form of a value, which the store would change, or None where nothing is."""
    value = quad.object
    if not isinstance(value, ox.Literal) or value not in file.restated:
        return None
    return LiteralError, *fault_of(value, file.restated[value])


def _mention_fault(quad: ox.Quad, files: FactFiles) -> StatementFault | None:
    subject = quad.subject.value  # type: ignore[union-attr]
    if quad.graph_name == quad.subject and files.one(subject, CG + "stance") == CG + "Drafted":
        return None
    short, word = shorten(subject) or subject, shorten(quad.predicate.value)
    if quad.graph_name != quad.subject:
        return ProvenanceError, f"{word} stands outside the graph of {short}", "move it into that graph"
    what = f"{short} still has {word}, which only a drafted passage may have"
    remedy = "write the facts that the passage states instead, or set its stance back to cg:Drafted"
    return ProvenanceError, what, remedy


def _header_faults(name: str, files: FactFiles) -> Iterator[GraphError]:
    short = shorten(name) or name
    is_passage = CG + "Passage" in files.typed[name]
    for word in (*HEADER, *((CG + "stance",) if is_passage else (CG + "reason",))):
        if not files.one(name, word):
            what, stated = f"{short} does not have exactly one {shorten(word)}", files.about[name][word]
            remedy = 'print the header with coalition cite SOURCE "words"'
            yield ProvenanceError(what, where=files.at(name, word if stated else TYPE), remedy=remedy)
            return
    slice_, source = files.passage(name), files.one(name, QUOTED)
    if CG + "Source" not in files.typed[source]:
        what = f"{short} is quoted from {shorten(source) or source}, which is not recorded as a source"
        yield ProvenanceError(what, where=files.at(name, QUOTED), remedy="record the source, or correct its name")
    else:
        yield from _offset_faults(slice_, files)
    if not re.fullmatch(r"[0-9a-f]{64}", slice_.digest):
        what = f"the digest of {short} is not a SHA-256 in lower-case hexadecimal"
        remedy = "print the header with coalition cite"
        yield LiteralError(what, where=files.at(name, CG + "digest"), remedy=remedy)
    if is_passage and name not in files.stated:
        remedy = "write its facts into its graph, or record it as a cg:FactlessSlice"
        yield ProvenanceError(f"{short} states nothing", where=files.at(name, TYPE), remedy=remedy)


def _offset_faults(slice_: Passage, files: FactFiles) -> Iterator[GraphError]:
    short, length, word = shorten(slice_.iri) or slice_.iri, files.source(slice_.source).text_length, "end"
    start, end = (files.one(slice_.iri, CG + bound) for bound in ("start", "end"))  # as they are written
    if slice_.start < 0:
        what, word = f"{short} starts at {start}, before the text", "start"
    elif slice_.start >= slice_.end:
        what = f"{short} starts at {start}, but ends at {end}"
    elif slice_.end > length > 0:
        what = f"{short} ends at {end}, but its text has only {length} code points"
    else:
        return
    remedy = "correct the offsets, or print the header with coalition cite"
    yield ProvenanceError(what, where=files.at(slice_.iri, CG + word), remedy=remedy)
