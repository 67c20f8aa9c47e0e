"""Find the label to show for a thing, and the thing that a typed name means."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from coalition import queries
from coalition.dates import PartialDate
from coalition.errors import ParameterError
from coalition.namespaces import (
    CG,
    DCTERMS,
    ONTOLOGY,
    ORG,
    OWL,
    PREFIXES,
    RDFS,
    SKOS,
    THING_PREFIXES,
    TYPE,
    Namespaces,
    expand,
    local_name,
    shorten,
    used,
    word_iri,
    word_name,
)
from coalition.rdf.store import Store, Term
from coalition.texts.words import fold, plain, split

if TYPE_CHECKING:
    from coalition.columns.table import Columns

LABELS = tuple(ox.NamedNode(iri) for iri in (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title"))
"""The properties that give a label, in order of preference."""

ALIAS, HIDDEN = ox.NamedNode(SKOS + "altLabel"), ox.NamedNode(SKOS + "hiddenLabel")
"""The properties that give other names. A hidden name may belong to several things: it is looked up last, and never
shown."""

LABELLED = (
    *("Actor", "Event", "Commitment", "Plan", "PlanPoint", "Position", "Aim", "Post"),
    *("Source", "Place", "Item", "Series", "Condition", "AgendaItem", "Motion", "Vote", "Decision", "StateOfAffairs"),
)
"""The classes that a typed name is looked up in when any class will do, in this order."""

BEARERS = ("Actor", "Person", "State", "Organisation", "Collective", "Post", "Place")
"""The classes of what has a name of its own. The names of other things tell of these: Starmer's statement."""

ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)

LONGEST = 200
"""The length, in code points, up to which a typed name is compared with others, or repeated in a message.

The time for comparing two names grows with the product of their lengths.
"""

FEW_LABELS = 1_000
"""How many labels are looked up one by one before all are read at once: as many as take a quarter of what it takes to
import what reads them."""

FEW = 3
"""How many typed names are looked for one by one, before the names of all things are read."""

TYPE_NODE = ox.NamedNode(TYPE)
CLASS, ONTOLOGY_NODE = ox.NamedNode(OWL + "Class"), ox.NamedNode(ONTOLOGY)
HOLDS, ISO_CODE = ox.NamedNode(ORG + "holds"), ox.NamedNode(CG + "isoCode")
IDENTIFIED = ox.NamedNode(CG + "identifiedWith")

COURTESY = ("mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady")
"""Titles that say nothing of a post, as `plain` gives them."""

PLACED = ("Meeting", "Event")
"""The classes of what a place stands for: first the meetings there, as in "after London", then other events."""

NO_NAME = r"[%^|<>{}\[\]\\~=+*#$@]"
"""A sign that does not stand in names; it comes from a query, a template or a mistake."""


def best_label(labels: Iterable[ox.Literal]) -> str:
    """Return the label to show, or "" where `labels` is empty.

    A label without a language comes first, then an English one, then the first by language and text.
    """
    candidates = list(labels)
    return min(candidates, key=_preference).value if candidates else ""


def _preference(label: ox.Literal) -> tuple[bool, bool, str, str]:
    return label.language is not None, label.language != "en", label.language or "", label.value


@dataclass(eq=False)
class Spelled:
    """Hold all names of all things, in the forms in which they are looked up; each form is made once, when needed.

    Attributes
    ----------
    read:
        Returns what has a property as an accepted fact, as pairs of a thing and a name.
    """

    read: Callable[[ox.NamedNode], Iterable[tuple[str, str]]]

    @classmethod
    def from_columns(cls, columns: Callable[[], Columns]) -> Spelled:
        """Return the names that columns hold, without the store that they belong to."""
        return cls(lambda word: ((thing, text.value) for thing, text in _in(columns(), word, accepted=True)))  # type: ignore[union-attr]

    def read_all(self) -> None:
        """Make all forms at once, so that processes that are copied from this one share them."""
        _ = self.names, self.folded, self.alike, self.last_parts

    @property
    def is_read(self) -> bool:
        """Whether the names were read."""
        return "names" in self.__dict__

    @property
    def is_cut(self) -> bool:
        """Whether the last parts of the IRIs were read."""
        return "last_parts" in self.__dict__

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """The names of each thing: labels first, then aliases."""
        names: dict[str, list[str]] = {}
        for word in (*LABELS, ALIAS):
            for thing, name in self.read(word):
                names.setdefault(thing, []).append(name)
        return names

    @cached_property
    def folded(self) -> dict[str, set[str]]:
        """The things that have each folded name."""
        folded: dict[str, set[str]] = {}
        for thing, names in self.names.items():
            for name in names:
                folded.setdefault(fold(name), set()).add(thing)
        return folded

    @cached_property
    def alike(self) -> dict[str, set[str]]:
        """The things that have each name, folded and without accents."""
        alike: dict[str, set[str]] = {}
        for name, things in self.folded.items():
            alike.setdefault(plain(name), set()).update(things)
        return alike

    @cached_property
    def last_parts(self) -> dict[str, set[str]]:
        """The named things by the folded last part of their IRIs."""
        parts: dict[str, set[str]] = {}
        for thing in self.names:
            parts.setdefault(fold(local_name(thing)), set()).add(thing)
        return parts


@dataclass
class Names:
    """Look up the names in a store.

    The engine looks for the first names that are typed. The names of all things are read, once, when parts of names or
    more names are looked up. Of a large store, names are read from the columns, which `columns` opens; and so are all
    labels, where a good part of them was asked for one by one.
    """

    store: Store
    columns: Callable[[], Columns] | None = None
    spelled: Spelled | None = None
    """All names, where they are shared; None where they are read when needed."""
    namespaces: Namespaces = field(default_factory=used)
    """What prefixes stand for in the graph that the store holds."""
    _labels: dict[str, str] = field(default_factory=dict)
    _sought: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)
    _all_labels: bool = False

    @cached_property
    def _spelled(self) -> Spelled:
        return self.spelled or Spelled(self._read_names)

    def given(self, iri: str) -> str:
        """Return the label that the store gives to a thing, or "" where it has none."""
        known = len(self._labels)
        if iri not in self._labels and self.columns and known >= FEW_LABELS and known >= self._worthwhile:
            self.read_labels()
        if iri not in self._labels:
            self._labels[iri] = "" if self._all_labels else self._read_label(ox.NamedNode(iri))
        return self._labels[iri]

    @cached_property
    def _worthwhile(self) -> int:
        """The number of labels from which on all of them are read: looking one up takes as long as reading many."""
        assert self.columns
        columns = self.columns()
        return max(FEW_LABELS, sum(len(columns.of(word.value).subject) for word in LABELS) // 20)

    def read_labels(self) -> None:
        """Read the labels of all things at once, where most of them will be asked for."""
        for word in () if self._all_labels else LABELS:
            labels: dict[str, list[ox.Literal]] = {}
            for thing, label in self._stated(word, accepted=False):
                if isinstance(label, ox.Literal):
                    labels.setdefault(thing, []).append(label)
            for iri, own in labels.items():
                self._labels[iri] = self._labels.get(iri) or best_label(own)
        self._all_labels = True

    def read(self, iris: Collection[str]) -> None:
        """Read the labels of some things at once, where they are many and the store is large."""
        if not self.columns or len(iris) < FEW_LABELS or self._all_labels:
            return
        columns, labels = self.columns(), dict.fromkeys(iris, "")
        wanted = columns.chosen(columns.numbers(iris))
        for word in LABELS:
            statements = columns.of(word.value)
            things, values, _ = statements.where(wanted[statements.subject])
            own: dict[str, list[ox.Literal]] = {}
            for thing, label in zip(columns.terms.iris(things), columns.terms.terms(values), strict=True):
                if isinstance(label, ox.Literal):
                    own.setdefault(thing, []).append(label)
            labels |= {thing: labels[thing] or best_label(each) for thing, each in own.items()}
        self._labels |= labels

    def label(self, iri: str) -> str:
        """Return the label of a thing, or its prefixed name or IRI where it has none."""
        return self.given(iri) or self.namespaces.shorten(iri) or f"<{iri}>"

    def text(self, term: Term | None, *, iris: bool = False) -> str:
        """Return a term as people read it: a label, a prefixed name, or the value of a literal.

        None gives "". With `iris`, an IRI is returned as it is.
        """
        if term is None:
            return ""
        if isinstance(term, ox.NamedNode):
            return term.value if iris else self.label(term.value)
        return term.value if isinstance(term, ox.Literal | ox.BlankNode) else str(term)

    def things(self, kind: str) -> dict[str, set[str]]:
        """Return the things of the class `kind` and its subclasses, each with all its names.

        Things that are only named in passages that report or deny are included.
        """
        things = self.store.quads(None, TYPE_NODE, ox.NamedNode(word_iri(kind)))
        return {
            quad.subject.value: set(self._spelled.names.get(quad.subject.value, ()))
            for quad in things
            if isinstance(quad.subject, ox.NamedNode)
        }

    def own_kinds(self) -> list[str]:
        """Return the names of the classes that the graph adds to the ontology, sorted."""
        spaces = used().added
        classes = self.store.quads(None, TYPE_NODE, CLASS, ONTOLOGY_NODE) if spaces else ()
        found = {quad.subject.value for quad in classes if isinstance(quad.subject, ox.NamedNode)}
        return sorted(word_name(iri) for iri in found if iri.startswith(spaces))

    def classes(self, iri: str) -> list[str]:
        """Return the labels of the classes of a thing, sorted."""
        kinds = {quad.object for quad in self.store.quads(ox.NamedNode(iri), TYPE_NODE)}
        return sorted(self.text(kind) for kind in kinds)

    def resolve(self, typed: str, kind: str) -> list[str]:
        """Return the IRIs of the things of the class `kind` that `typed` names.

        `typed` is an IRI, a label, an alias, the last part of an IRI, or a hidden name; or, looked up last, a name that
        was typed without its accents.
        """
        iri = self._taken_for(expand(typed))
        if iri and self._is(iri, kind):
            return [iri]
        for candidates in self._lookups(typed):
            if things := sorted({thing for thing in candidates if self._is(thing, kind)}):
                return things
        return []

    def _lookups(self, typed: str) -> Iterator[Iterable[str]]:
        """Yield the things that a name may mean, those first that it means most likely."""
        wanted = fold(typed)
        slug = wanted.replace(" ", "-")
        equal, alike = self._named(typed)
        yield equal
        yield [*self._called(slug), *(f"{PREFIXES[prefix]}{slug}" for prefix in THING_PREFIXES)]
        yield (thing for thing, name in self._read_names(HIDDEN) if fold(name) == wanted)
        yield alike
        yield (thing for thing, name in self._read_names(HIDDEN) if plain(name) == plain(typed))

    def _named(self, typed: str) -> tuple[set[str], set[str]]:
        """Return the things with a name that is equal to `typed`, and those with one that is alike."""
        wanted, loose = fold(typed), plain(typed)
        if typed not in self._sought and self._reads_all(typed):
            return self._spelled.folded.get(wanted, set()), self._spelled.alike.get(loose, set())
        if typed not in self._sought:
            found = queries.select(self.store, "named", wanted=ox.Literal(loose))
            rows = [(row["thing"].value, row["name"].value) for row in found if isinstance(row["thing"], ox.NamedNode)]
            equal = {thing for thing, name in rows if fold(name) == wanted}
            self._sought[typed] = equal, {thing for thing, name in rows if plain(name) == loose}
        return self._sought[typed]

    def _called(self, slug: str) -> set[str]:
        """Return the things with a name whose IRI ends with `slug`."""
        if self._spelled.is_cut or self._reads_all(slug):
            return self._spelled.last_parts.get(slug, set())
        found = queries.select(self.store, "called", wanted=ox.Literal(slug))
        things = {row["thing"].value for row in found}
        return {thing for thing in things if fold(local_name(thing)) == slug}

    def _reads_all(self, typed: str) -> bool:
        """Tell whether all names are read, or are to be: many queries, or one for a long name, would cost more."""
        return self._spelled.is_read or len(self._sought) >= FEW or len(typed) > LONGEST

    def parts(self, typed: str, kinds: Sequence[str]) -> list[str]:
        """Return the IRIs of the things of which `typed` is equally a part of the name, of whatever class of `kinds`.

        First what has a name of its own is looked in, then what is named after such, and last sources, by their titles.
        Within these, a thing is left out if its name is that of one of an earlier class, or has it in it, whole, as
        President of the Council has Council. "The" at the beginning does not count.
        """
        bare = ARTICLE.sub("", typed.strip())
        bearers = [kind for kind in kinds if kind in BEARERS]
        others = [kind for kind in kinds if kind not in (*BEARERS, "Source")]
        ranks = sorted((each for each in (bearers, others) if each), key=lambda rank: kinds.index(rank[0]))
        for rank in (*ranks, [kind for kind in kinds if kind == "Source"]):
            fitting = self._fitting(bare, rank)
            kept: dict[str, set[str]] = {}
            for kind in rank:
                earlier = {name for names in kept.values() for name in names}
                kept |= {
                    thing: names
                    for thing, names in fitting.items()
                    if thing not in kept and self._is(thing, kind) and not all(_holds(n, earlier) for n in names)
                }
            if kept:
                return list(kept)
        return []

    def _fitting(self, typed: str, kinds: Sequence[str]) -> dict[str, set[str]]:
        """Return the things of `kinds` with the names that have every typed word, sorted by thing.

        Where no name has the words as they were typed, those that have them without accents are returned.
        """
        for names, folded in ((self._spelled.folded, fold(typed)), (self._spelled.alike, plain(typed))):
            # A sign that no name is made of, such as the per cent sign, names nothing.
            wanted = set() if re.search(NO_NAME, folded) else set(split(folded))
            fitting: dict[str, set[str]] = {}
            for name, things in names.items():
                if wanted and wanted <= set(split(name)):
                    for thing in things:
                        fitting.setdefault(thing, set()).add(" ".join(split(name)))
            if found := {t: fitting[t] for t in sorted(fitting) if any(self._is(t, kind) for kind in kinds)}:
                return found
        return {}

    def lacking(self, typed: str, thing: str) -> list[str]:
        """Return the names of states that are not in the store, where a part of the name of `thing` may mean them, too.

        For a state, they are those with all these words in a name; for another thing, those with this whole name.
        """
        from coalition.countries import codes, having, labels

        held = {code: state for state, code in self._read_names(ISO_CODE)}
        if not held or len(typed) > LONGEST:
            return []
        bare = ARTICLE.sub("", typed.strip())
        meant = codes(bare, ()) | (having(split(plain(bare))) if thing in held.values() else set())
        return labels(meant - held.keys())

    def elsewhere(self, typed: str, kind: str) -> list[str]:
        """Return the IRIs of the things of the class `kind` that `typed` names in a form which the store does not have.

        That is a name after "the"; a state by another of its names, with the ISO code of the register; a person by a
        title and a part of the name; an event by its day, month or year, or by its place.
        """
        lookups = (
            self.resolve(ARTICLE.sub("", typed), kind),
            self._states(typed),
            self._titled(typed),
            self._events(typed),
        )
        for candidates in lookups:
            if things := sorted({thing for thing in candidates if self._is(thing, kind)}):
                return things
        return []

    def _states(self, typed: str) -> Iterable[str]:
        """Return the states that a name may mean; none where it also means one that the store does not have."""
        from coalition.countries import codes

        states: dict[str, set[str]] = {}
        for thing, code in self._read_names(ISO_CODE):
            states.setdefault(code, set()).add(thing)
        meant = codes(typed, states) if states and len(typed) <= LONGEST else set()
        return {thing for code in meant for thing in states[code]} if meant <= states.keys() else ()

    def _titled(self, typed: str) -> Iterable[str]:
        """Return the persons that a title with a part of a name means: those who hold such a post, or any after Mr."""
        words = plain(typed).split() if len(typed) <= LONGEST else []
        for cut in range(1, len(words)):
            title, persons = words[:cut], self._with_words(" ".join(words[cut:]))
            if cut == 1 and title[0].rstrip(".") in COURTESY:
                return persons
            posts = {person: [split(post) for post in self._held(person)] for person in persons}
            for fits in (_is_title, _is_of_post):
                if fitting := [person for person in persons if any(fits(title, post) for post in posts[person])]:
                    return fitting
        return ()

    def _with_words(self, words: str) -> list[str]:
        """Return the persons with these words in a name; Starmer's is not Starmer."""
        found = {
            thing for name, things in self._spelled.alike.items() if f" {words} " in f" {name} " for thing in things
        }
        return sorted(thing for thing in found if self._is(thing, "Person"))

    def _held(self, person: str) -> Iterator[str]:
        for quad in self.store.quads(ox.NamedNode(person), HOLDS, None, ox.DefaultGraph()):
            yield from map(plain, self._spelled.names.get(quad.object.value, ()))  # type: ignore[union-attr]

    def _events(self, typed: str) -> Iterable[str]:
        """Return the events of a date; or else the meetings at a place, or the other events there."""
        with suppress(ValueError):
            date = PartialDate.parse(typed.strip()).literal()
            return self._with("date", date, "Event") | self._with("inferredDate", date, "Event")
        places = [ox.NamedNode(place) for place in self.resolve(typed, "Place")]
        there = ({thing for place in places for thing in self._with("place", place, kind)} for kind in PLACED)
        return next(filter(None, there), set())

    def _with(self, word: str, value: Term, kind: str) -> set[str]:
        """Return the things of the class `kind` that have a value."""
        quads = self.store.quads(None, ox.NamedNode(CG + word), value, ox.DefaultGraph())
        things = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        return {thing for thing in things if self._is(thing, kind)}

    def offered(self, kind: str, typed: str) -> list[str]:
        """Return the names of things of the class `kind` that begin with `typed`, for shell completion.

        Accents need not be typed. Where nothing was typed, return the labels of all things of the class.
        """
        things = self.things(kind)
        if not typed:
            return sorted({self.label(iri) for iri in things})
        wanted = plain(typed)
        return sorted({name for names in things.values() for name in names if plain(name).startswith(wanted)})

    def nearest(self, typed: str, kinds: Sequence[str], count: int = 3) -> list[str]:
        """Return up to `count` labels of things of `kinds` that are spelled most like `typed`, nearest first."""
        import difflib

        wanted = plain(typed[:LONGEST])
        spelled = {
            part.replace("-", " "): things for part, things in self._spelled.last_parts.items()
        } | self._spelled.alike
        # Several of these names may belong to one thing, or to things of other classes, so ask for more than `count`.
        # The cutoff is a little below difflib's default of 0.6: a suggestion that does not fit does little harm.
        near = difflib.get_close_matches(wanted, sorted(spelled), n=4 * count, cutoff=0.55)
        near += [name for name in sorted(spelled) if name and wanted and (wanted in name or name in wanted)]
        labels: dict[str, None] = {}
        for thing in dict.fromkeys(thing for name in near for thing in sorted(spelled[name])):
            if any(self._is(thing, kind) for kind in kinds):
                labels[self.label(thing)] = None
            if len(labels) == count:
                break
        return list(labels)

    def _is(self, thing: str, kind: str) -> bool:
        node = _node(thing)
        return node is not None and any(self.store.quads(node, TYPE_NODE, ox.NamedNode(word_iri(kind))))

    def _read_label(self, node: ox.NamedNode) -> str:
        for word in LABELS:
            objects = (quad.object for quad in self.store.quads(node, word))
            if label := best_label(object_ for object_ in objects if isinstance(object_, ox.Literal)):
                return label
        return ""

    def _read_names(self, word: ox.NamedNode) -> Iterator[tuple[str, str]]:
        for thing, name in self._stated(word, accepted=True):
            yield thing, name.value  # type: ignore[union-attr]

    def _stated(self, word: ox.NamedNode, *, accepted: bool) -> Iterable[tuple[str, Term]]:
        """Return the things that have a property, each with its values, in any graph or as an accepted fact."""
        if not self.columns:
            quads = self.store.quads(None, word, None, ox.DefaultGraph() if accepted else None)
            return ((quad.subject.value, quad.object) for quad in quads if isinstance(quad.subject, ox.NamedNode))
        return _in(self.columns(), word, accepted=accepted)

    def _taken_for(self, iri: str | None) -> str | None:
        """Return the thing that the register identifies an IRI with, over any number of steps, or the IRI itself."""
        while iri and (node := _node(iri)):
            decision = next(self.store.quads(node, IDENTIFIED), None)
            if decision is None:
                break
            iri = decision.object.value  # type: ignore[union-attr]
        return iri


def _in(columns: Columns, word: ox.NamedNode, *, accepted: bool) -> Iterable[tuple[str, Term]]:
    """Return the things that columns say have a property, each with its values, in any graph or as an accepted fact."""
    statements = columns.of(word.value)
    statements = statements.where(columns.accepted[statements.graph]) if accepted else statements
    things, values, _ = statements
    return dict.fromkeys(zip(columns.terms.iris(things), columns.terms.terms(values), strict=True))


def _is_title(title: Sequence[str], post: Sequence[str]) -> bool:
    """Tell whether words are what precedes "of" in the name of a post, or one word its initials, such as PM."""
    head = post[: post.index("of")] if "of" in post else post
    return list(title) == head or (len(head) > 1 and list(title) == ["".join(word[0] for word in head)])


def _is_of_post(title: Sequence[str], post: Sequence[str]) -> bool:
    """Tell whether words all stand in the name of a post, as NATO Secretary General in Secretary General of NATO."""
    return set(title) <= set(post)


def _holds(name: str, others: Iterable[str]) -> bool:
    """Tell whether a name is one of others, or has one of them in it, whole."""
    return any(f" {other} " in f" {name} " for other in others)


def _node(iri: str) -> ox.NamedNode | None:
    """Return `iri` as a term, or None where it is not a valid IRI."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def resolve(typed: str, kinds: Sequence[str], names: Names, where: str = "") -> str:
    """Return the IRI of the one thing that `typed` names, in full or by some words of its name.

    Parameters
    ----------
    typed:
        A label, an alias, a prefixed name or an IRI.
    kinds:
        The classes to look in, by their local names. The first that has a thing of this name decides; where `typed` is
        a part of names, they count alike, as `Names.parts` says.
    where:
        The option that the name was given with, for messages.

    Raises
    ------
    ParameterError
        When `typed` names nothing (the nearest names are suggested), or several things, in the store or not.
    """
    if not fold(typed):
        raise ParameterError("the name is empty", where=where, remedy="type a label, an alias or an IRI")
    if kinds is LABELLED:
        kinds = (*kinds, *names.own_kinds())
    for find in (names.resolve, names.elsewhere):
        for kind in kinds:
            if things := find(typed, kind):
                return _the_one(typed, things, names, where)
    if things := names.parts(typed, kinds):
        thing = _the_one(typed, things, names, where)
        if others := names.lacking(typed, thing):
            shown = f"{', '.join(others[:5])}{' ...' if len(others) > 5 else ''}"
            missing = f"{shown}, which {'is' if len(others) == 1 else 'are'} not in the graph"
            remedy = f"type {names.label(thing)} ({shorten(thing) or thing})"
            raise ParameterError(f"{typed} also names {missing}", where=where, remedy=remedy)
        return thing
    near = names.nearest(typed, kinds)
    shown = typed if len(typed) <= LONGEST else f"{typed[:LONGEST]} ..."
    listing = f"list them with coalition query 'SELECT * {{ ?thing a {shorten(word_iri(kinds[0]))} }}'"
    if "Actor" in kinds:
        listing = "list the actors with coalition ask actors"
    hint = f"did you mean {' or '.join(near)}?" if near else listing
    what = called(kinds[0]) if len(kinds) == 1 else "thing"
    raise ParameterError(f"there is no {what} called {shown}", where=where, remedy=hint)


def called(kind: str) -> str:
    """Return what messages call a class: its local name, or its prefixed name where a graph adds it."""
    return kind if ":" in kind else kind.lower()


def _the_one(typed: str, things: Sequence[str], names: Names, where: str) -> str:
    """Return the only one of `things`, or raise a ParameterError that lists them."""
    if len(things) == 1:
        return things[0]
    several = ", ".join(f"{names.label(iri)} ({shorten(iri) or iri})" for iri in things[:5])
    remedy = f"type one of {several}{' ...' if len(things) > 5 else ''}"
    raise ParameterError(f"{typed} names {len(things)} things", where=where, remedy=remedy)
