"""Compare what two curators read in the same texts: Krippendorff's alpha for each kind of fact, and what differs.

Krippendorff, K.: Content Analysis. An Introduction to Its Methodology. 4th ed., Sage 2019, chapter 12. The units are
the sentences of the texts, the coders are two graphs, the values are nominal: whether a coder states a fact of a kind
there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from coalition.corpus.root import Root
from coalition.curation.coder import OTHER, Coder, Fact, Said, Unit
from coalition.errors import ParameterError, SelectionError
from coalition.namespaces import local_name
from coalition.texts.source import Texts

ANY = "any fact"
"""The row for facts of all kinds together."""

INSTALL = 'run pip install "coalition-graph[agreement]"'


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
    alike:
        In how many of these, they state the same but for free words, and for names of what they both state there.
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
    alike: int
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
        counts = {name: getattr(self, name) for name in ("units", "one", "other", "both", "same", "alike")}
        return {"kind": self.label, **counts, "alpha": self.alpha, "why": self.why}


@dataclass(frozen=True)
class Different:
    """Hold what, of one kind, only the one and only the other coder states in a sentence that both have read.

    `alike` tells that it differs only in free words, and in names of what both state.
    """

    source: str
    start: int
    end: int
    words: str
    kind: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    alike: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data, for JSON."""
        names = ("source", "start", "end", "words", "kind", "alike")
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
        mine = Coder(one, source)
    with other.namespaces.used():
        theirs = Coder(other)
    shared = [digest for digest in mine.texts if digest in theirs.texts]
    if not shared:
        what = f"{other.graph.parent} has no text of {source or 'this graph'}"
        raise ParameterError(what, remedy="name a graph in which the same text is a source, byte for byte")
    units: list[Unit] = []
    for digest in shared:
        with one.namespaces.used():
            own = list(mine.units(digest, texts))
        with other.namespaces.used():
            theirs.read(digest, own)
        units += own
    names = tuple((local_name(mine.texts[digest]), local_name(theirs.texts[digest])) for digest in shared)
    return Compared(names, len(units), tuple(_kinds(units)), tuple(_differences(units)))


def _kinds(units: Sequence[Unit]) -> Iterator[Kind]:
    """Yield how far two coders agree, for any fact and then for each kind, sorted by label."""
    read = _read(units)
    names = _names(read)
    yield _kind(ANY, [(_joined(one), _joined(other)) for one, other in read], names)
    for label in sorted({kind for pair in read for said in pair for kind in said}):
        yield _kind(label, [(one.get(label, set()), other.get(label, set())) for one, other in read], names)


def _read(units: Iterable[Unit]) -> list[tuple[Said, Said]]:
    """Return what each coder states in the sentences that both have read."""
    return [(one, other) for one, other in (unit.said for unit in units) if one is not None and other is not None]


def _names(read: Sequence[tuple[Said, Said]]) -> dict[str, str]:
    """Return what the first calls the things of the other: those that alone are of their kind in a sentence of both.

    What both call the same keeps its name.
    """
    known = {fact.thing for one, _ in read for facts in one.values() for fact in facts}
    found: dict[str, str] = {}
    for one, other in read:
        for kind in one.keys() & other.keys() - {OTHER}:
            first, second = ({fact.thing for fact in said[kind]} for said in (one, other))
            if len(first) == len(second) == 1 and not second <= known:
                found.setdefault(*second, *first)
    return found


def _joined(said: Said) -> set[Fact]:
    kinds = ((kind, fact) for kind, facts in said.items() for fact in facts)
    return {replace(fact, words=f"{kind}: {fact.words}", fields=(("", (kind,)), *fact.fields)) for kind, fact in kinds}


def _kind(label: str, read: Sequence[tuple[set[Fact], set[Fact]]], names: Mapping[str, str]) -> Kind:
    both = [(facts, others) for facts, others in read if facts and others]
    same = sum(_words(facts) == _words(others) for facts, others in both)
    alike = sum(_bare(facts, {}) == _bare(others, names) for facts, others in both)
    one, other = ([int(bool(pair[place])) for pair in read] for place in (0, 1))
    return Kind(label, len(read), sum(one), sum(other), len(both), same, alike, alpha(one, other))


def _words(facts: Iterable[Fact]) -> set[str]:
    return {fact.words for fact in facts}


def _bare(facts: Iterable[Fact], names: Mapping[str, str]) -> list[str]:
    return sorted(fact.bare(names) for fact in facts)


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


def _differences(units: Sequence[Unit]) -> Iterator[Different]:
    names = _names(_read(units))
    for unit in units:
        one, other = unit.said
        if one is None or other is None:
            continue
        for kind in sorted({*one, *other}):
            facts, others = (said.get(kind, set()) for said in (one, other))
            first, second = _words(facts), _words(others)
            if first != second:
                only = tuple(sorted(first - second)), tuple(sorted(second - first))
                alike = _bare(facts, {}) == _bare(others, names)
                yield Different(unit.source, unit.start, unit.end, unit.words, kind, *only, alike)
