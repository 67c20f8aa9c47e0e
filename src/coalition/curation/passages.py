"""Open, cut, divide and join passages: what a curator does before saying what each states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import readable
from coalition.corpus.root import Root
from coalition.curation.editing import REGISTER_NODE, Edit, editing
from coalition.curation.forms import AMOUNT, HOLDS, NAMED, NAMED_BY, TENURE, Form, Forms
from coalition.curation.judgement import (
    ATTRIBUTED,
    CITES,
    CONTEXT,
    DIRECTNESS,
    DISAGREEMENT,
    DISAGREES,
    DRAFTED,
    READING,
    REPORTED,
    STANCE,
    proposed_stance,
)
from coalition.curation.readings import Statement, Told, find_passage
from coalition.curation.sources import file_of
from coalition.drafting import draft
from coalition.errors import ParameterError
from coalition.namespaces import CG, TYPE, local_name, word_iri, word_name
from coalition.rdf.store import Term
from coalition.texts.passage import Passage
from coalition.texts.source import Texts


@dataclass(frozen=True)
class Opened:
    """Hold what a passage states, as it would be filled in; what no form takes is `kept` as it is."""

    statements: tuple[Statement, ...]
    told: Told
    kept: tuple[ox.Quad, ...]


def opened(files: FactFiles, forms: Forms, iri: str) -> Opened:
    """Return what a passage states; of a drafted one, what it proposes to state, if anything.

    A draft may also tell the name of a new thing, and in a note the stance; see `proposed`. A sum that it only
    mentions is not proposed.
    """
    about = files.about[iri]

    def values(word: str) -> tuple[str, ...]:
        return tuple(quad.object.value for quad in about.get(word, ()))  # type: ignore[union-attr]

    own = [quad for quad in files.quads() if quad.graph_name == ox.NamedNode(iri)]
    stance, names = next(iter(values(STANCE)), "").removeprefix(CG), dict[str, str]()
    if stance == DRAFTED:
        stance = next(filter(None, map(proposed_stance, own)), "Asserts")
        names = {quad.subject.value: quad.object.value for quad in own if quad.predicate.value == NAMED}  # type: ignore[union-attr]
        own = _proposed(own, iri)
    how = Told(
        stance,
        values(ATTRIBUTED),
        values(REPORTED),
        values(CITES),
        values(CONTEXT),
        next(iter(values(READING)), ""),
        next(map(word_name, values(DIRECTNESS)), ""),
        values(DISAGREES),
        next(iter(values(DISAGREEMENT)), ""),
    )
    kinds: dict[str, str] = {}
    for quad in files.quads():
        kind = word_name(quad.object.value) if quad.predicate.value == TYPE else ""  # type: ignore[union-attr]
        if kind in forms.forms:
            kinds.setdefault(quad.subject.value, kind)  # type: ignore[union-attr]
    things: dict[str, dict[str, list[Term]]] = {}
    kept = []
    for quad in own:
        thing = quad.subject.value  # type: ignore[union-attr]
        if kind := kinds.get(thing, ""):
            fields = {each.iri: each.name for each in forms.forms[kind].fields}
            if quad.predicate.value in fields:
                things.setdefault(thing, {}).setdefault(fields[quad.predicate.value], []).append(quad.object)
                continue
            if quad.predicate.value == TYPE and quad.object == ox.NamedNode(word_iri(kind)):
                things.setdefault(thing, {})
                continue
        kept.append(quad)
    named = {quad.subject.value for quad in files.quads() if quad.graph_name == REGISTER_NODE}  # type: ignore[union-attr]
    statements = [
        Statement(forms.forms[kinds[thing]], told, thing, names.get(thing, "") if thing not in named else "")
        for thing, told in things.items()
    ]
    if TENURE in forms.forms:
        held = [quad for quad in kept if quad.predicate.value == HOLDS]
        kept = [quad for quad in kept if quad not in held]
        statements += _tenures(held, forms.forms[TENURE], statements)
    return Opened(tuple(statements), how, tuple(kept))


def _tenures(held: Iterable[ox.Quad], form: Form, statements: Iterable[Statement]) -> list[Statement]:
    """Return who holds which post as tenures without a time, but for those that the other statements tell."""
    told = {quad.triple for each in statements if each.form == form for quad in each.quads()}
    pairs: list[dict[str, Sequence[Term]]] = [dict(zip(NAMED_BY[TENURE], ([quad.subject], [quad.object]), strict=True))
             for quad in held if quad.triple not in told]  # fmt: skip
    return [Statement(form, values, form.iri(values, "", ())) for values in pairs]


def _proposed(own: Iterable[ox.Quad], passage: str) -> list[ox.Quad]:
    """Return what a draft proposes to state: what it says, but for what it says of itself, names, and lone sums."""
    said = [quad for quad in own if quad.subject.value != passage and quad.predicate.value != NAMED]  # type: ignore[union-attr]
    referred = {quad.object for quad in said if quad.predicate.value != TYPE}
    sums = {quad.subject for quad in said if quad.predicate.value == TYPE and quad.object == ox.NamedNode(CG + AMOUNT)}
    return [quad for quad in said if quad.subject not in sums or quad.subject in referred]


def cut(root: Root, texts: Texts, source: str, start: int, end: int) -> str:
    """Draft a passage from one offset of the text of a source to another; return its IRI.

    Raises
    ------
    ParameterError
        When the text does not have these offsets, or there is a passage with them.
    """
    with editing(root) as edit:
        iri = _draft(edit, texts, source, start, end)
        edit.write()
    return iri


def split(root: Root, texts: Texts, passage: str, at: int) -> tuple[str, str]:
    """Divide a drafted passage in two at an offset of the text; return the IRIs of both, of which the first stays.

    What each mentions is found anew.

    Raises
    ------
    ParameterError
        When there is no such drafted passage, or one of the two would have no words.
    """
    with editing(root) as edit:
        old = _drafted(edit, passage)
        _, text = readable(edit.files, texts, old.source)
        first = text[old.start : at].rstrip()
        rest = text[at : old.end]
        start = at + len(rest) - len(rest.lstrip())
        if not (old.start < at < old.end and first.strip() and rest.strip()):
            raise ParameterError("one of the two would have no words", remedy="put the cursor between two words")
        _remove(edit, old)
        one = _draft(edit, texts, old.source, old.start, old.start + len(first), old.iri)
        other = _draft(edit, texts, old.source, start, old.end)
        edit.write()
    return one, other


def join(root: Root, texts: Texts, passage: str) -> str:
    """Join a drafted passage with the drafted one that follows in the text; return its IRI, which stays.

    Raises
    ------
    ParameterError
        When one of the two is not drafted, or none follows.
    """
    with editing(root) as edit:
        one = _drafted(edit, passage)
        following = _following(edit.files, one)
        if following is None:
            raise ParameterError("no drafted passage follows", where=one.name, remedy="join it with the one before")
        for each in (one, following):
            _remove(edit, each)
        iri = _draft(edit, texts, one.source, one.start, following.end, one.iri)
        edit.write()
    return iri


def slices(files: FactFiles, source: str) -> list[Passage]:
    """Return the passages of a source and its parts without facts, in the order of the text."""
    return sorted((slice_of(files, iri) for iri in files.slices(source)), key=lambda each: (each.start, each.end))


def slice_of(files: FactFiles, iri: str) -> Passage:
    """Return a passage with the local name of its stance; a part without facts has none."""
    return replace(files.passage(iri), stance=files.one(iri, STANCE).removeprefix(CG))


def _following(files: FactFiles, passage: Passage) -> Passage | None:
    after = [each for each in slices(files, passage.source) if each.start >= passage.end]
    return after[0] if after and after[0].stance == DRAFTED else None


def _drafted(edit: Edit, typed: str) -> Passage:
    iri = find_passage(edit.files, typed)
    if iri not in edit.files.drafted():
        raise ParameterError(f"{local_name(iri)} is more than a draft", remedy="its words stay as they are")
    return edit.files.passage(iri)


def _remove(edit: Edit, passage: Passage) -> None:
    edit.removed.update(quad for quad in edit.files.quads() if quad.graph_name == ox.NamedNode(passage.iri))
    edit.removed.update(quad for quads in edit.files.about[passage.iri].values() for quad in quads)


def _draft(edit: Edit, texts: Texts, name: str, start: int, end: int, iri: str = "") -> str:
    """Add the header of a drafted passage to a change; return its IRI, which may be given."""
    source, text = readable(edit.files, texts, name)
    if not (0 <= start < end <= len(text) and text[start:end].strip()):
        raise ParameterError("these offsets have no words", remedy="mark some words of the text")
    if any((each.start, each.end) == (start, end) for each in slices(edit.files, source.iri) if each.iri != iri):
        what = f"there is a passage from {start} to {end}"
        raise ParameterError(what, remedy="open that one")
    quads = draft.passage(edit.files, texts, name, start, end)
    made: str = quads[0].subject.value  # type: ignore[union-attr]
    edit.add(file_of(edit.files, source.iri), (_renamed(quad, made, iri or made) for quad in quads))
    return iri or made


def _renamed(quad: ox.Quad, old: str, new: str) -> ox.Quad:
    """Return a statement in which a passage has another IRI, as subject and as graph."""
    before, after = ox.NamedNode(old), ox.NamedNode(new)
    subject, graph = (after if node == before else node for node in (quad.subject, quad.graph_name))
    return ox.Quad(subject, quad.predicate, quad.object, graph)  # type: ignore[arg-type]
