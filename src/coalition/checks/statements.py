"""Check each statement of the files of facts: its terms, its values, and the passage that it belongs to.

`consistency` checks what the files say together, `drift` the texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from coalition.checks import characters
from coalition.corpus.fact_files import FactFile, FactFiles, anonymous, whole
from coalition.errors import GraphError, LiteralError, ProvenanceError, VocabularyError
from coalition.namespaces import CG, ONTOLOGY, PREFIXES, QUOTED, RECORD, REGISTER, TYPE, XSD, shorten
from coalition.rdf.literals import fault_of
from coalition.schema import Schema
from coalition.texts.passage import Passage

RECORDED = {CG + "Source", CG + "Passage", CG + "FactlessSlice"}
MENTIONS = (CG + "mentions", CG + "mentionsDate")
"""The properties that only a drafted passage has. An accepted passage states facts instead."""

DISAGREES = CG + "disagreesWith"

HEADER = (QUOTED, CG + "start", CG + "end", CG + "digest")
"""The properties that the header of every slice has exactly once."""

CODES = (CG + "currency", CG + "isoCode")
"""The properties whose texts are codes of a list."""

STRING = XSD + "string"

KNOWN = 100_000
"""How many properties with their values are remembered as right."""

StatementFault = tuple[type[GraphError], str, str]
"""The class of an error, what is wrong, and the remedy. The caller adds the position."""


def faults(files: FactFiles, schema: Schema, glance: Glance | None = None) -> Iterator[GraphError]:
    """Yield each fault within a file of facts, in the order of the files.

    Whoever checks files one by one passes the same `glance`, which remembers what is right.
    """
    nameless = [fault for file in files.files for fault in anonymous(file)]
    if nameless:  # the other checks rely on every node having an IRI
        yield from nameless
        return
    glance, wrong = glance or Glance(schema), set()
    homes = set[Any]()  # the graph of a passage is right for all that stands in it
    for file in files.files:
        plain, restated = not characters.suspicious(file.text), bool(file.restated)
        for quad in file.quads:
            home = quad.graph_name
            fault = None if plain and glance.is_right(quad) else misuse(quad, schema)
            if home not in homes or quad.predicate.value in MENTIONS:
                fault = fault or _graph_fault(quad, files)
                if not fault and not isinstance(home, ox.DefaultGraph):
                    homes.add(home)
            if restated and not fault:
                fault = _form_fault(quad, file)
            if fault:
                kind, what, remedy = fault
                wrong.add(quad.subject)
                yield kind(what, where=file.at(quad), remedy=remedy)
        for tag, position in file.positions.tags():
            what, remedy = f"the language tag {tag} is stored as {tag.lower()}", "write it so, or run coalition format"
            yield LiteralError(what, where=f"{file.path}:{position}", remedy=remedy)
    for name in sorted({*files.names("Passage"), *files.names("FactlessSlice")}):
        if (
            not _has_good_header(name, files) and ox.NamedNode(name) not in wrong
        ):  # one fault in a header would only lead to others
            yield from _header_faults(name, files)


class Glance:
    """Tell at a glance that a statement is right, as most are; its file has no character that may be refused."""

    def __init__(self, schema: Schema) -> None:
        """Know the terms of `schema`."""
        self.schema = schema
        self._takes: dict[str, str] = {}
        # A property and its value, which come again and again, are right or wrong whatever the subject.
        self._right = set[tuple[str, str, str]]()

    def is_right(self, quad: ox.Quad) -> bool:
        """Tell whether `misuse` finds nothing; where it does not say so, that may be."""
        subject, value, used = quad.subject, quad.object, quad.predicate.value
        takes = self._takes.get(used) or self._takes.setdefault(used, self._taken(used))
        if not takes or subject.value.startswith(self.schema.spaces):  # type: ignore[union-attr]
            return False
        if isinstance(value, ox.NamedNode):
            text, kind = value.value, ""
            if "IRI" in takes and not text.startswith(self.schema.spaces):
                return True
        elif isinstance(value, ox.Literal):
            text, kind = value.value, value.datatype.value
            if "text" in takes and kind == STRING:
                return True
        else:
            return False
        known = (used, text, kind)
        if known not in self._right:
            if _term_fault(quad, self.schema):
                return False
            if len(self._right) > KNOWN:
                self._right.clear()
            self._right.add(known)
        return True

    def _taken(self, used: str) -> str:
        """Return what a property takes without a closer look: IRIs of no term of ours, any text, both, or "nothing"."""
        ranges = self.schema.ranges.get(used)
        iri = "IRI " if ranges is None else ""
        text = "text" if used not in self.schema.links and used not in CODES and ranges in (None, STRING) else ""
        known = not used.startswith(self.schema.spaces) or used in self.schema.properties
        return f"{iri}{text}" if known and (iri or text) else "nothing"


def misuse(statement: ox.Quad | ox.Triple, schema: Schema) -> StatementFault | None:
    """Return what is wrong with the characters, terms or value of a statement, or None where nothing is."""
    return characters.fault(statement) or _term_fault(statement, schema)


def _term_fault(statement: ox.Quad | ox.Triple, schema: Schema) -> StatementFault | None:
    """Return what is wrong with the terms or the value of a statement, or None where nothing is."""
    used, value = statement.predicate.value, statement.object
    if used.startswith(schema.spaces) and used not in schema.properties:
        return _unknown_term(used, "property", schema)
    if isinstance(value, ox.NamedNode):
        known = schema.classes if used == TYPE else schema.terms
        if value.value.startswith(schema.spaces) and value.value not in known:
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
    if subject.startswith(schema.spaces) and subject not in schema.terms:
        return _unknown_term(subject, "term", schema)
    return None


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
    if quad.predicate.value == DISAGREES and quad.subject == quad.object:
        what = f"{shorten(quad.subject.value) or quad.subject.value} disagrees with itself"  # type: ignore[union-attr]
        return ProvenanceError, what, "name another passage with cg:disagreesWith, or take it out"
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


def _has_good_header(name: str, files: FactFiles) -> bool:
    """Tell at a glance that a header has no fault, as most have none; see `_header_faults`."""
    about, is_passage = files.about[name], CG + "Passage" in files.typed[name]
    given = [about.get(word, []) for word in (*HEADER, CG + ("stance" if is_passage else "reason"))]
    if any(len(quads) != 1 for quads in given):
        return False
    source, start, end, digest, last = (str(getattr(quads[0].object, "value", "")) for quads in given)
    if not (last and CG + "Source" in files.typed.get(source, ()) and re.fullmatch(r"[0-9a-f]{64}", digest)):
        return False
    fits = 0 <= whole(start) < whole(end) <= (whole(files.one(source, CG + "textLength") or "0") or 10**18)
    return fits and (not is_passage or name in files.stated)


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
