"""Compare what two curators read in the same texts: Krippendorff's alpha for each kind of fact, and what differs.

Krippendorff, K.: Content Analysis. An Introduction to Its Methodology. 4th ed., Sage 2019, chapter 12. The units are
the sentences of the texts, the coders are two graphs, the values are nominal: whether a coder states a fact of a kind
there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import readable
from coalition.corpus.root import Root
from coalition.curation.forms import Forms
from coalition.curation.judgement import DRAFTED
from coalition.curation.passages import opened, slices
from coalition.curation.sheet import Part, Sheet
from coalition.curation.things import Things
from coalition.errors import ParameterError, SelectionError
from coalition.namespaces import DCTERMS, PREFIXES, expand, local_name
from coalition.rdf import turtle
from coalition.texts.passage import Passage
from coalition.texts.sentences import sentences
from coalition.texts.source import Texts

ANY, OTHER = "any fact", "fact without a form"
"""The row for facts of all kinds together, and the kind of what no form takes."""

INSTALL = 'run pip install "coalition-graph[agreement]"'

Said = dict[str, set[str]]
"""What a passage states, in words, by the labels of the kinds."""


@dataclass(frozen=True)
class Kind:
    """Hold how far two coders agree on where facts of a kind are stated.

    Attributes
    ----------
    label:
        The label of the kind.
    units:
        The number of sentences that both have read.
    one, other, both:
        In how many of them the first states such a fact, the second, and both.
    same:
        In how many of those in which both do, they state the same.
    alpha:
        Krippendorff's alpha, 1 where they always agree, 0 where they agree as often as by chance; None where it is
        not defined.
    """

    label: str
    units: int
    one: int
    other: int
    both: int
    same: int
    alpha: float | None

    @property
    def why(self) -> str:
        """Why alpha is not defined; "" where it is."""
        if self.alpha is not None:
            return ""
        if not self.units:
            return "no sentence was read in both"
        return "it is stated in every sentence" if self.one else "it is stated in no sentence"

    def to_dict(self) -> dict[str, Any]:
        """Return the kind as plain data, for JSON."""
        counts = {name: getattr(self, name) for name in ("units", "one", "other", "both", "same")}
        return {"kind": self.label, **counts, "alpha": self.alpha, "why": self.why}


@dataclass(frozen=True)
class Different:
    """Hold what, of one kind, only the one and only the other coder states in a sentence that both have read."""

    source: str
    start: int
    end: int
    words: str
    kind: str
    one: tuple[str, ...]
    other: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data, for JSON."""
        names = ("source", "start", "end", "words", "kind")
        return {**{name: getattr(self, name) for name in names}, "one": list(self.one), "other": list(self.other)}


@dataclass(frozen=True)
class Compared:
    """Hold how two readings of some texts compare.

    Attributes
    ----------
    sources:
        The names of the texts in both graphs.
    sentences:
        The number of their sentences.
    kinds:
        The kinds of facts, of which the first is any fact.
    differences:
        What differs, in the order of the texts.
    """

    sources: tuple[tuple[str, str], ...]
    sentences: int
    kinds: tuple[Kind, ...]
    differences: tuple[Different, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data, for JSON."""
        return {
            "sources": [{"one": one, "other": other} for one, other in self.sources],
            "sentences": self.sentences,
            "kinds": [each.to_dict() for each in self.kinds],
            "differences": [each.to_dict() for each in self.differences],
        }


@dataclass
class _Unit:
    """Hold a sentence, and what each coder states there; None where the coder has not read it."""

    source: str
    start: int
    end: int
    words: str
    said: list[Said | None] = field(default_factory=list)


def compare(one: Root, texts: Texts, other: Root, source: str = "") -> Compared:
    """Compare the readings of one text, or of all texts that both graphs have, by their digests.

    Parameters
    ----------
    one, other:
        The two graphs, whose namespaces need not be the same.
    texts:
        The texts of the first one.
    source:
        The name of the text in the first graph; "" for all that both have.

    Raises
    ------
    ParameterError, SourceError
        When there is no such source, its text is missing or was changed, or the other graph does not have the text.
    SelectionError
        When the library krippendorff is not installed.
    """
    with one.namespaces.used():
        mine = _Coder(one, source)
    with other.namespaces.used():
        theirs = _Coder(other)
    shared = [digest for digest in mine.texts if digest in theirs.texts]
    if not shared:
        what = f"{other.graph.parent} has no text of {source or 'this graph'}"
        raise ParameterError(what, remedy="name a graph in which the same text is a source, byte for byte")
    units: list[_Unit] = []
    for digest in shared:
        with one.namespaces.used():
            own = list(mine.units(digest, texts))
        with other.namespaces.used():
            theirs.read(digest, own)
        units += own
    names = tuple((local_name(mine.texts[digest]), local_name(theirs.texts[digest])) for digest in shared)
    return Compared(names, len(units), tuple(_kinds(units)), tuple(_differences(units)))


class _Coder:
    """Read what one graph states of its texts, in words, while its namespaces are used."""

    def __init__(self, root: Root, source: str = "") -> None:
        self.forms, self.files = Forms.from_root(root), FactFiles.load(root)
        self.things = Things(self.files, self.forms)
        wanted = expand(source) or PREFIXES["source"] + source
        sources = [self.files.source(iri) for iri in self.files.names("Source")]
        self.texts = {
            each.text_digest: each.iri for each in sources if each.text_digest and (not source or each.iri == wanted)
        }
        if source and not self.texts:
            known = ", ".join(each.name for each in sources if each.text_digest)
            raise ParameterError(f"there is no source {source} with a text", remedy=f"name one of {known}")

    def units(self, digest: str, texts: Texts) -> Iterator[_Unit]:
        """Yield the sentences of a text, with what this graph states there."""
        source, text = readable(self.files, texts, self.texts[digest])
        language = self.files.one(source.iri, DCTERMS + "language") or "en"
        spans = sentences(text, language.partition("-")[0])
        units = [_Unit(source.name, start, end, text[start:end]) for start, end in spans]
        self.read(digest, units)
        yield from units

    def read(self, digest: str, units: Iterable[_Unit]) -> None:
        """Add to sentences of a text what this graph states there; drafts are not read yet."""
        passages = [each for each in slices(self.files, self.texts[digest]) if each.stance != DRAFTED]
        said = {each.iri: self._said(each) for each in passages}
        for unit in units:
            there = [each for each in passages if each.start < unit.end and unit.start < each.end]
            found: Said = defaultdict(set)
            for each in there:
                for kind, facts in said[each.iri].items():
                    found[kind] |= facts
            unit.said.append(dict(found) if there else None)

    def _said(self, passage: Passage) -> Said:
        """Return what a passage states, thing by thing; a part without facts states nothing."""
        if not passage.stance:
            return {}
        found = opened(self.files, self.forms, passage.iri)
        how = "" if passage.stance == "Asserts" else f" ({self.forms.choices('Stance')[passage.stance]})"
        said: Said = defaultdict(set)
        for part in Sheet.shown(found, self.things).parts:
            form = self.forms.forms[part.kind]
            said[form.label].add(f"{self._shown(part)}{how}")
        said[OTHER] |= {f"{_told(quad)}{how}" for quad in found.kept}
        return {kind: facts for kind, facts in said.items() if facts}

    def _shown(self, part: Part) -> str:
        """Return what is stated of a thing in words: its name, if it has one, and its fields."""
        form = self.forms.forms[part.kind]
        fields = sorted((form.field(name).label, sorted(values)) for name, values in part.values.items())
        told = [f"{label} {', '.join(values)}" for label, values in fields]
        return "; ".join([*([part.thing or part.name] if form.named else ()), *told]) or form.label


def _told(quad: ox.Quad) -> str:
    return turtle.fact(quad.triple)


def _kinds(units: Sequence[_Unit]) -> Iterator[Kind]:
    """Yield how far two coders agree, for any fact and then for each kind, sorted by label."""
    read = [(one, other) for one, other in (unit.said for unit in units) if one is not None and other is not None]
    yield _kind(ANY, [(_joined(one), _joined(other)) for one, other in read])
    for label in sorted({kind for pair in read for said in pair for kind in said}):
        yield _kind(label, [(one.get(label, set()), other.get(label, set())) for one, other in read])


def _joined(said: Mapping[str, set[str]]) -> set[str]:
    return {f"{kind}: {fact}" for kind, facts in said.items() for fact in facts}


def _kind(label: str, read: Sequence[tuple[set[str], set[str]]]) -> Kind:
    both = [one == other for one, other in read if one and other]
    one, other = ([int(bool(pair[place])) for pair in read] for place in (0, 1))
    return Kind(label, len(read), sum(one), sum(other), len(both), sum(both), alpha(one, other))


def alpha(one: Sequence[int], other: Sequence[int]) -> float | None:
    """Return Krippendorff's alpha of the nominal values that two coders give to the same units, without missing ones.

    It is 1 - D_o / D_e: the observed disagreement by the one expected by chance. None where there are no units, or all
    values are the same, so that no disagreement is expected.

    Raises
    ------
    SelectionError
        When the library krippendorff is not installed.
    """
    try:
        import krippendorff
    except ImportError:
        raise SelectionError("the library krippendorff is not installed", remedy=INSTALL) from None
    if len({*one, *other}) < 2:
        return None
    return float(krippendorff.alpha([list(one), list(other)], level_of_measurement="nominal"))


def _differences(units: Iterable[_Unit]) -> Iterator[Different]:
    for unit in units:
        one, other = unit.said
        if one is None or other is None:
            continue
        for kind in sorted({*one, *other}):
            first, second = one.get(kind, set()), other.get(kind, set())
            if first != second:
                only = tuple(sorted(first - second)), tuple(sorted(second - first))
                yield Different(unit.source, unit.start, unit.end, unit.words, kind, *only)
