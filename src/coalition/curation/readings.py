"""Accept what a passage states, or that it states no fact: the drafted passage becomes one of the graph."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation.editing import REGISTER_NODE, Edit, editing, stated
from coalition.curation.forms import HOLDS, NAMED, NAMED_BY, REGISTERED, TENURE, Form, Forms, chosen
from coalition.curation.judgement import (
    ATTRIBUTED,
    CITES,
    CONTEXT,
    CURATED_BY,
    DIRECTNESS,
    DISAGREEMENT,
    DISAGREES,
    OUTCOME,
    READING,
    REPORTED,
    STANCE,
    TELLING,
    WEIGHING,
    judged,
)
from coalition.errors import ParameterError
from coalition.namespaces import CG, PREFIXES, TYPE, expand, shorten, word_iri
from coalition.rdf.store import Term

REASON = CG + "reason"


@dataclass(frozen=True)
class Statement:
    """Hold what a passage states of one thing.

    Attributes
    ----------
    form:
        The form that was filled in.
    values:
        The values of its fields, by their names.
    iri:
        The thing, which may be a new one; "" for a new one whose IRI is to be made.
    name:
        The name that the register is to give to it; "" where it has one, or needs none.
    """

    form: Form
    values: Mapping[str, Sequence[Term]]
    iri: str = ""
    name: str = ""

    def facts(self) -> dict[str, list[object]]:
        """Return what is stated of the thing: the values of properties, by their IRIs."""
        fields = {self.form.field(name).iri: list[object](nodes) for name, nodes in self.values.items()}
        return {TYPE: [ox.NamedNode(word_iri(self.form.kind))], **fields}

    def quads(self, graph: ox.NamedNode | None = None) -> list[ox.Quad]:
        """Return what is stated of the thing as statements of a graph, or of the default graph.

        Of a tenure without a time, that is that its person holds the post; with one, both, unless there is an end.
        """
        own = stated(self.iri, self.facts(), graph)
        if self.form.kind != TENURE:
            return own
        given = {name for name, nodes in self.values.items() if nodes}
        pair = [self.values.get(name, ()) for name in NAMED_BY[TENURE]]
        holds = [quad for person in pair[0] for quad in stated(person.value, {HOLDS: pair[1]}, graph)]  # type: ignore[union-attr]
        if "endDate" in given:
            return own
        return [*own, *holds] if given - {*NAMED_BY[TENURE]} else holds

    def entry(self) -> list[ox.Quad]:
        """Return what the register is given of the thing, if it is given a name."""
        known = {self.form.field(name).iri: self.values.get(name, ()) for name in REGISTERED.get(self.form.kind, ())}
        name = ox.Literal(" ".join(self.name.split()))
        return stated(self.iri, {NAMED: [name], **known}, REGISTER_NODE) if self.name else []


def count(statements: Iterable[Statement]) -> int:
    """Return how many values statements give, as the log of the desk counts them."""
    return sum(len(nodes) for each in statements for nodes in each.values.values())


@dataclass(frozen=True)
class Told:
    """Hold how a passage tells what it states: the local name of its stance, and the IRIs of those it leads to.

    `reading` says why the facts are the curators' reading of open words; "" where the words say them plainly.
    `directness` is the local name of how directly the words support the facts; "" where that is not recorded.
    `disagrees_with` has passages that cannot be true together with this one, and `disagreement` says in what.
    """

    stance: str = "Asserts"
    attributed_to: tuple[str, ...] = ()
    reported_by: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    reading: str = ""
    directness: str = ""
    disagrees_with: tuple[str, ...] = ()
    disagreement: str = ""


@dataclass(frozen=True)
class Accepted:
    """Hold what was written: the file, and the IRIs of the things that the passage states something of."""

    path: Path
    things: tuple[str, ...] = field(default=())


def accept(
    root: Root,
    passage: str,
    statements: Sequence[Statement],
    told: Told | None = None,
    kept: Iterable[ox.Quad] = (),
    check: Callable[[Edit, Collection[str]], None] | None = None,
    by: str = "",
) -> Accepted:
    """Let a passage state what was filled in, in the place of what it stated or mentioned; return what was written.

    Parameters
    ----------
    kept:
        What the passage states beside that, such as a fact for which there is no form.
    check:
        Raises an error where the change, with the things that the passage states something of, is wrong otherwise.
    by:
        The name of the curator; see `judgement.judged`.

    Raises
    ------
    ParameterError
        When there is no such passage, nothing is stated, or a field that is needed is empty.
    GraphError
        When the files would be wrong; nothing is written then.
    """
    if not statements:
        raise ParameterError("nothing is stated", remedy="fill in a form, or say that the passage states no fact")
    with editing(root) as edit:
        iri = find_passage(edit.files, passage)
        path = start_again(edit, iri)
        taken = {quad.subject.value for quad in edit.files.accepted() if isinstance(quad.subject, ox.NamedNode)}
        edit.add(path, kept)
        things = []
        for each in statements:
            _refuse_lacking(each, each.iri in taken)
            thing = each.iri or each.form.iri(each.values, each.name, taken)
            taken.add(thing)
            things.append(thing)
            made = replace(each, iri=thing)
            edit.add(path, made.quads(ox.NamedNode(iri)))
            if entry := made.entry():
                edit.add(edit.register_file, entry)
        edit.add(path, head_of(iri, told or Told()))
        edit.add(path, stated(iri, judged(edit.files, iri, chain(*edit.added.values()), by)))
        if check:
            check(edit, things)
        edit.write()
    return Accepted(path, tuple(things))


def _refuse_lacking(statement: Statement, known: bool) -> None:
    if not known and (lacking := statement.form.lacking(statement.values)):
        names = ", ".join(each.label for each in lacking)
        raise ParameterError(f"the {statement.form.label} lacks: {names}", where=lacking[0].label, remedy="fill it in")
    if statement.form.named and not statement.name and not known:
        raise ParameterError(f"the {statement.form.label} has no name", where="name", remedy="name it for the register")


def find_passage(files: FactFiles, typed: str) -> str:
    """Return the IRI of the passage with a short name or an IRI.

    Raises
    ------
    ParameterError
        When there is none.
    """
    for iri in (expand(typed) or "", PREFIXES["passage"] + typed):
        if CG + "Passage" in files.typed.get(iri, ()):
            return iri
    raise ParameterError(f"there is no passage {typed}", remedy="coalition draft SOURCE --write drafts them")


def find_slice(files: FactFiles, typed: str) -> str:
    """Return the IRI of the passage, or of the part without facts, with a short name or an IRI.

    Raises
    ------
    ParameterError
        When there is none.
    """
    for iri in (expand(typed) or "", PREFIXES["slice"] + typed):
        if CG + "FactlessSlice" in files.typed.get(iri, ()):
            return iri
    return find_passage(files, typed)


def start_again(edit: Edit, iri: str) -> Path:
    """Take out what a passage states or mentions, and how it tells that; return the file of its header."""
    about = edit.files.about[iri]
    path = next(file.path for file in edit.files.files if about[TYPE][0] in file.stated)
    edit.removed.update(quad for quad in edit.files.quads() if quad.graph_name == ox.NamedNode(iri))
    for word in (STANCE, *TELLING, *WEIGHING, CURATED_BY, OUTCOME):
        edit.removed.update(about.get(word, ()))
    return path


def head_of(iri: str, told: Told) -> list[ox.Quad]:
    """Return how a passage tells what it states, as statements of its header."""

    def nodes(iris: Iterable[str]) -> list[object]:
        return [ox.NamedNode(each) for each in iris]

    return stated(
        iri,
        {
            STANCE: nodes((CG + told.stance,)),
            ATTRIBUTED: nodes(told.attributed_to),
            REPORTED: nodes(told.reported_by),
            CITES: nodes(told.cites),
            CONTEXT: nodes(told.context),
            READING: [ox.Literal(told.reading)] if told.reading else [],
            DIRECTNESS: nodes([word_iri(told.directness)] if told.directness else []),
            DISAGREES: nodes(told.disagrees_with),
            DISAGREEMENT: [ox.Literal(told.disagreement)] if told.disagreement else [],
        },
    )


def no_fact(root: Root, passage: str, reason: str, by: str = "") -> str:
    """Record that the words of a drafted passage state no fact, and why; return the IRI of the slice.

    Parameters
    ----------
    reason:
        One of the list of reasons, by its local name or label.
    by:
        The name of the curator; see `judgement.judged`.

    Raises
    ------
    ParameterError
        When there is no such passage or reason, or the passage states facts already.
    """
    reasons = Forms.from_root(root).choices("Reason")
    found = chosen(reason, reasons)
    if not found:
        raise ParameterError(f"there is no reason {reason}", remedy=f"name one of {', '.join(reasons.values())}")
    with editing(root) as edit:
        iri = find_passage(edit.files, passage)
        if iri not in edit.files.drafted():
            what = f"{shorten(iri) or iri} is more than a draft"
            raise ParameterError(what, remedy="correct it in its file")
        about = edit.files.about[iri]
        path = start_again(edit, iri)
        slice_ = PREFIXES["slice"] + iri.rsplit("/", 1)[-1]
        left = (TYPE, STANCE, *TELLING, *WEIGHING)
        kept = {word: [quad.object for quad in quads] for word, quads in about.items() if word not in left}
        edit.removed.update(quad for quads in about.values() for quad in quads)
        kind = ox.NamedNode(CG + "FactlessSlice")
        facts: dict[str, list[object]] = {TYPE: [kind], REASON: [ox.NamedNode(CG + found)], **kept}  # type: ignore[dict-item]
        edit.add(path, stated(slice_, {**facts, **judged(edit.files, iri, (), by)}))
        edit.write()
    return slice_
