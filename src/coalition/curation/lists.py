"""Let the rows of a list become passages: find the words of each in a text, and state what a mapping says of it.

Nothing is guessed. A row whose words are not in the text, or at several places, or that names what the graph does not
have, is told with its line. What a row states already is not stated again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import header, readable
from coalition.corpus.root import Root
from coalition.curation.actors import KINDS, NewActor, write_new
from coalition.curation.cells import Cells
from coalition.curation.editing import REGISTER_NODE, Edit, editing, stated
from coalition.curation.forms import NAMED, PAIRED, VALUED, Forms
from coalition.curation.judgement import DRAFTED, NOTE, judged, proposed
from coalition.curation.mapping import SENTENCE, RowMapping
from coalition.curation.passages import opened
from coalition.curation.places import Places, Span
from coalition.curation.readings import Statement, Told, head_of, start_again
from coalition.curation.rows import Row
from coalition.curation.sheet import Reader, Sheet
from coalition.curation.sources import file_of
from coalition.curation.things import Things
from coalition.curation.validation import Shapes
from coalition.drafting.mentions import Expressions
from coalition.errors import ParameterError, shortened
from coalition.namespaces import CG, DCTERMS, shorten
from coalition.rdf import turtle
from coalition.rdf.store import Term
from coalition.texts.source import Texts
from coalition.texts.words import fold

IDENTIFIED = (*PAIRED, *VALUED)
"""The classes of things that what they join, or their values, make what they are: the same thing is meant again."""


@dataclass(frozen=True)
class Listed:
    """Hold a list with its rows, and what to do with it.

    Attributes
    ----------
    where:
        The file, or what to call what was pasted.
    rows:
        Its rows.
    mapping:
        What they state.
    source:
        The source, by its short name or IRI, in whose text they stand.
    after, before:
        Words of the text after and before which they stand; "" where they may stand anywhere.
    accept:
        Whether the passages are accepted at once; else they are drafts that propose what the rows state.
    """

    where: str
    rows: Sequence[Row]
    mapping: RowMapping
    source: str
    after: str = ""
    before: str = ""
    accept: bool = False


@dataclass(frozen=True)
class FoundRow:
    """Hold a row that was found: its line, its place in the text, what is stated, and the passage that states it.

    `there` says that the passage states or proposes it already.
    """

    line: int
    start: int
    end: int
    words: str
    statements: tuple[Statement, ...]
    told: Told
    passage: str = ""
    there: bool = False

    def turtle(self) -> str:
        """Return what the row states, in Turtle without prefixes."""
        node = ox.NamedNode(self.passage)
        quads = [quad for each in self.statements for quad in each.quads(node)]
        lines = turtle.trig(quads).splitlines()
        return "\n".join(line.strip() for line in lines if line.startswith("    "))

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data, for JSON."""
        return {
            "line": self.line,
            "passage": self.passage,
            "start": self.start,
            "end": self.end,
            "words": self.words,
            "there": self.there,
            "states": self.turtle(),
        }


@dataclass(frozen=True, order=True)
class RefusedRow:
    """Hold a row that was not found, or cannot be stated: its line, and why."""

    line: int
    why: str


@dataclass
class FoundList:
    """Hold what became of the rows of a list.

    Attributes
    ----------
    listed:
        The list.
    rows:
        The rows that were found, in the order of the list.
    refused:
        The others, with the reasons.
    actors:
        The actors that rows name and the register lacks, each once.
    added:
        The statements that are added.
    """

    listed: Listed
    rows: list[FoundRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    actors: list[NewActor] = field(default_factory=list)
    added: list[ox.Quad] = field(default_factory=list)

    @property
    def new(self) -> list[FoundRow]:
        """The rows that state what is not there yet."""
        return [row for row in self.rows if not row.there]

    def trig(self) -> str:
        """Return the statements that are added, as canonical TriG."""
        return turtle.trig(self.added)

    def write_actors(self, output: TextIO) -> None:
        """Write the actors that the register lacks as a table (CSV), which `coalition actor add --table` reads."""
        write_new(self.actors, output)

    def summary(self) -> Iterator[str]:
        """Yield lines that say how many rows were found, and which were not."""
        what, passages = "accepted" if self.listed.accept else "drafted", {row.passage for row in self.new}
        there = len(self.rows) - len(self.new)
        yield (
            f"rows {what}: {len(self.new)}, in passages: {len(passages)}; there already: {there}; "
            f"not taken: {len(self.refused)}"
        )
        if self.actors:
            yield f"actors that the register lacks: {len(self.actors)}; --actors prints them as a table"
        for each in self.refused:
            yield " ".join(f"Error: {self.listed.where}:{each.line}: {shortened(each.why)}".split())

    def to_dict(self) -> dict[str, Any]:
        """Return what became of the rows as plain data, for JSON."""
        return {
            "list": self.listed.where,
            "mapping": self.listed.mapping.where,
            "rows": [row.to_dict() for row in self.rows],
            "new_actors": [{"name": each.name, "kind": each.kind} for each in self.actors],
            "refused": [{"line": each.line, "why": each.why} for each in self.refused],
        }


def find(root: Root, texts: Texts, listed: Listed) -> FoundList:
    """Return what would become of the rows of a list; nothing is written.

    Raises
    ------
    ParameterError, SourceError
        When there is no such source, its text is missing or was changed, or it does not have the words that bound the
        rows, or has them several times.
    """
    return _found(Edit(root, FactFiles.load(root)), texts, listed)


def write(root: Root, texts: Texts, listed: Listed) -> tuple[FoundList, list[Path]]:
    """Write the passages of the rows that are found, all or none; return what became of the rows, and the files.

    Raises
    ------
    ParameterError, SourceError
        Where `find` raises them.
    GraphError
        When a file would be wrong; nothing is written then.
    """
    with editing(root) as edit:
        found = _found(edit, texts, listed)
        return found, edit.write() if found.new else []


def _found(edit: Edit, texts: Texts, listed: Listed) -> FoundList:
    """Find the rows of a list, and add what they state to a change."""
    forms = Forms.from_root(edit.root)
    found, finder = FoundList(listed), _Finder(edit.files, texts, listed, forms)
    for row in listed.rows:
        place = row.fault or finder.place(row)
        read = None if isinstance(place, str) else finder.read(row, place)
        if isinstance(read, FoundRow):
            found.rows.append(read)
        else:
            found.refused.append(RefusedRow(row.line, str(read or place)))
    found.actors = list(finder.actors.values())
    shapes = Shapes(edit.root, forms)
    while wrong := finder.lost(found.rows) or _wrong(edit, finder, found.rows, shapes):
        found.refused += wrong
        lines = {each.line for each in wrong}
        found.rows = [row for row in found.rows if row.line not in lines]
    found.refused.sort()
    _add(edit, finder, found.rows, accept=listed.accept)
    found.added = [quad for quads in edit.added.values() for quad in quads]
    return found


def _wrong(edit: Edit, finder: _Finder, rows: Sequence[FoundRow], shapes: Shapes) -> list[RefusedRow]:
    """Return the rows that would not fit the shapes, if all were accepted."""
    tried = Edit(edit.root, edit.files)
    _add(tried, finder, rows, accept=True)
    things = {each.iri for row in rows if not row.there for each in row.statements}
    wrong: dict[str, list[str]] = defaultdict(list)
    for each in shapes.wrong(tried.new(), things) if things else ():
        wrong[each.thing].append(f"{each.what}; {each.remedy}" if each.remedy else each.what)
    told = ((row.line, [why for each in row.statements for why in wrong.get(each.iri, ())]) for row in rows)
    return [RefusedRow(line, "; ".join(dict.fromkeys(why))) for line, why in told if why]


def _add(edit: Edit, finder: _Finder, rows: Iterable[FoundRow], *, accept: bool) -> None:
    """Add to a change what rows state: a header for each passage that is new, and the statements."""
    by_passage: dict[str, list[FoundRow]] = defaultdict(list)
    for row in rows:
        if not row.there:
            by_passage[row.passage].append(row)
    path = file_of(edit.files, finder.source.iri)
    for iri, own in by_passage.items():
        known, node = finder.stances.get(iri, ""), ox.NamedNode(iri)
        stance = own[0].told.stance if accept else DRAFTED
        if known == DRAFTED and accept:
            start_again(edit, iri)
        if not known:
            span = own[0].start, own[0].end
            new = header(edit.files, finder.source, finder.text, *span, stance)
            edit.add(path, (ox.Quad(node, quad.predicate, quad.object) for quad in new))
        if not known or (known == DRAFTED and accept):
            about = head_of(iri, replace(own[0].told, stance=stance))
            edit.add(path, (quad for quad in about if known or quad.predicate.value != CG + "stance"))
        if not accept:
            notes = [ox.Literal(f"From {finder.where}:{row.line}.") for row in own]
            if own[0].told.stance != "Asserts":
                notes.append(proposed(own[0].told.stance))
            edit.add(path, stated(iri, {NOTE: notes}, node))
        for each in (each for row in own for each in row.statements):
            edit.add(path, each.quads(node))
            if each.name and accept:
                edit.add(edit.register_file, each.entry())
            elif each.name:
                edit.add(path, stated(each.iri, {NAMED: [ox.Literal(each.name)]}, node))
        if known == DRAFTED and accept:
            named = {each.iri for row in own for each in row.statements if each.name}
            edit.add(path, stated(iri, judged(edit.files, iri, _of(edit, node, named))))
    edit.added = {path: list(dict.fromkeys(quads)) for path, quads in edit.added.items()}


def _of(edit: Edit, passage: ox.NamedNode, named: Collection[str]) -> Iterator[ox.Quad]:
    """Yield what a change adds to a passage and its header, and to the register of some things."""
    for quad in (quad for quads in edit.added.values() for quad in quads):
        in_register = quad.graph_name == REGISTER_NODE and quad.subject.value in named  # type: ignore[union-attr]
        if in_register or passage in (quad.graph_name, quad.subject):
            yield quad


class _Finder:
    """Find the words of rows in a text, and read what they state."""

    def __init__(self, files: FactFiles, texts: Texts, listed: Listed, forms: Forms) -> None:
        self.files, self.listed, self.forms = files, listed, forms
        self.where = re.split(r"[/\\]", listed.where)[-1]
        self.source, self.text = readable(files, texts, listed.source)
        language = files.one(self.source.iri, DCTERMS + "language") or "en"
        self.cells = Cells(listed.mapping, forms, Expressions.for_language(language))
        self.places = Places(self.text, language.partition("-")[0], listed.after, listed.before)
        self.things = Things(files, forms, in_full=True)
        self.reader = Reader(forms, self.things, files, anew=False)
        self.actors: dict[str, NewActor] = {}
        own = [files.passage(iri) for iri in files.slices(self.source.iri)]
        self.passages = {(each.start, each.end): each.iri for each in own}
        self.stances = {each.iri: files.one(each.iri, CG + "stance").removeprefix(CG) for each in own}
        self.graphs: dict[str, set[ox.Triple]] = defaultdict(set)
        self.names: dict[str, str] = {}
        for quad in files.quads():
            if isinstance(quad.graph_name, ox.NamedNode):
                self.graphs[quad.graph_name.value].add(quad.triple)
                if quad.predicate.value == NAMED:
                    self.names[quad.subject.value] = quad.object.value  # type: ignore[union-attr]
        self.stated = {triple.subject.value for graph in self.graphs.values() for triple in graph}  # type: ignore[union-attr]

    def place(self, row: Row) -> Span | str:
        """Return the place of a row, or why there is none."""
        mapping = self.listed.mapping
        sought = [words for template in mapping.words if (words := row.filled(template))]
        return self.places.of(sought, whole=mapping.passage == SENTENCE)

    def read(self, row: Row, place: Span) -> FoundRow | str:
        """Return what a row states at a place, or why it states nothing."""
        mapping = self.listed.mapping
        try:
            sheet = self.cells.sheet(row)
        except ParameterError as fault:
            return str(fault)
        sheet.stance = mapping.stance
        sheet.told = {"context": [name for template in mapping.context if (name := row.filled(template))]}
        named = [bool(part.thing or part.name) for part in sheet.parts]
        read = self.reader.read(sheet)
        if faults := {key: told for key, told in read.faults.items() if told}:
            self._lacking(sheet, faults)
            return "; ".join(dict.fromkeys(text for told in faults.values() for text in told))
        iri = self._passage(place)
        if refused := self._refusal(iri, place, mapping.stance):
            return refused
        known = {
            each.iri for each, at in zip(read.statements, read.numbers, strict=True) if named[at] and not each.name
        }
        statements = self._settled(read.statements, iri, known)
        triples = {quad.triple for each in statements for quad in each.quads()}
        there = triples <= self.graphs[iri] and not (self.listed.accept and self.stances.get(iri) == DRAFTED)
        if not there and not self.listed.accept and self.stances.get(iri, DRAFTED) != DRAFTED:
            return f"{shorten(iri) or iri} is accepted already, without this; accept the list to add it"
        self.stated |= {each.iri for each in statements}
        self.names |= {each.iri: each.name for each in statements if each.name}
        words = self.text[slice(*place)]
        return FoundRow(row.line, *place, words, tuple(statements), read.told, iri, there)

    def _passage(self, place: Span) -> str:
        """Return the IRI of the passage at a place, which may be a new one."""
        if place not in self.passages:
            new = header(self.files, self.source, self.text, *place, DRAFTED)
            iri: str = new[0].subject.value  # type: ignore[union-attr]
            for quad in new:  # so that another passage that begins here gets another name
                self.files.about[iri][quad.predicate.value] = [quad]
            self.passages[place] = iri
        return self.passages[place]

    def _refusal(self, iri: str, place: Span, stance: str) -> str:
        """Return why a passage cannot state what a row states, or ""."""
        known = self.stances.get(iri)
        name = shorten(iri) or iri
        if known == "":
            return f"{name} says that these words state no fact"
        if known not in (None, DRAFTED, stance):
            return f"{name} tells what it states otherwise, as {known}; state this by hand"
        return ""

    def lost(self, rows: Iterable[FoundRow]) -> list[RefusedRow]:
        """Return the rows with which a draft would be accepted that proposes more than they state."""
        triples: dict[str, set[ox.Triple]] = defaultdict(set)
        rows = [row for row in rows if self.listed.accept and self.stances.get(row.passage) == DRAFTED]
        for row in rows:
            triples[row.passage] |= {quad.triple for each in row.statements for quad in each.quads()}
        more = set()
        for iri, own in triples.items():
            proposes = opened(self.files, self.forms, iri)
            quads = [*proposes.kept, *(quad for each in proposes.statements for quad in each.quads())]
            if not {quad.triple for quad in quads} <= own:
                more.add(iri)
        why = "{} is a draft that proposes more than the list; accept it first"
        return [RefusedRow(row.line, why.format(shorten(row.passage))) for row in rows if row.passage in more]

    def _settled(self, statements: Sequence[Statement], passage: str, known: Collection[str]) -> list[Statement]:
        """Return statements whose new things, which are not known by name, have IRIs that no other thing has."""
        renamed: dict[str, str] = {}
        for each in statements:
            if each.form.kind not in IDENTIFIED and each.iri not in known:
                stem, number, iri = each.iri, 1, each.iri
                while iri in self.stated and not self._is_meant(replace(each, iri=iri), passage):
                    number += 1
                    iri = f"{stem}-{number}"
                renamed[stem] = iri
        return [
            replace(
                each,
                iri=renamed.get(each.iri, each.iri),
                values={name: [_renamed(node, renamed) for node in nodes] for name, nodes in each.values.items()},
            )
            for each in statements
        ]

    def _is_meant(self, statement: Statement, passage: str) -> bool:
        """Tell whether a thing with the IRI of a statement is the one that it is about."""
        if statement.form.named or statement.name:
            return not statement.name or fold(self.names.get(statement.iri, "")) == fold(statement.name)
        own = {quad.triple for quad in statement.quads()}
        return own <= self.graphs[passage]

    def _lacking(self, sheet: Sheet, faults: Mapping[str, Sequence[str]]) -> None:
        """Take note of the actors that a sheet names and the register lacks."""
        for number, part in enumerate(sheet.parts):
            for each in self.forms.forms[part.kind].fields:
                is_actor = each.takes == "thing" and (each.kind == "Actor" or each.kind in KINDS)
                for typed in part.values.get(each.name, ()) if is_actor else ():
                    if f"{number}.f.{each.name}" in faults and not self.things.names.resolve(typed, each.kind):
                        kind = each.kind if each.kind in KINDS else ""
                        self.actors.setdefault(fold(typed), NewActor(typed, kind))


def _renamed(node: Term, renamed: Mapping[str, str]) -> Term:
    return ox.NamedNode(renamed.get(node.value, node.value)) if isinstance(node, ox.NamedNode) else node
