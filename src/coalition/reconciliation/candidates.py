"""Find the things that a name may mean, and say how well each fits and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any

import pyoxigraph as ox

from coalition.errors import SelectionError
from coalition.graph import Graph
from coalition.names import ALIAS, ARTICLE, HIDDEN, ISO_CODE, LABELLED, LONGEST
from coalition.namespaces import CG
from coalition.rdf.store import Term
from coalition.reconciliation.identifiers import thing_id, thing_iri
from coalition.reconciliation.requests import Condition, Wanted
from coalition.reconciliation.vocabulary import Entry, Vocabulary
from coalition.texts.words import fold, plain, split

FOUND = 50
"""How many things with some of the words are looked at."""

WORDS = 8
"""How many words of a name are looked for."""

EXACT, ALIKE, FORM = 100.0, 95.0, 90.0
"""The scores of a name, of a name without its accents, and of another form of one, such as a code or a title."""

ALL, ALL_SPAN, LIKE_SPAN = 50.0, 40.0, 85.0
"""A name with all words scores the first, and the second times its likeness; any name the third times the square of
its likeness, so that a slip of the pen costs little, and a name of which half is another one much."""

SHARE = 0.3
"""The part of the score that conditions on properties make up where there is a name, too."""

STATES = {CG + "Actor", CG + "State"}
"""The types as which a name may mean a state."""

IN_OTHER_FORMS = {
    "Actor": {CG + "Actor", CG + "State", CG + "Person"},
    "Event": {CG + "Event", CG + "Meeting"},
}
"""The classes whose things have other forms of names, each with the types as which those can be meant."""

NEAR = 40.0
"""How like a name must be, from 0 to 100, that has only some of the words."""

FEATURES = {
    "identifier": "what was typed is its identifier",
    "name_exact": "a name of it is equal, without regard to case",
    "name_without_accents": "a name of it is equal without accents",
    "name_other_form": "it is meant in another form: by a code, a title with a name, a date, a place or a hidden name",
    "all_words": "a name of it has all the words",
    "name_likeness": "the likeness of the nearest name, from 0 to 100",
    "type_match": "it has the type that is asked for",
}
"""What explains a score, in words."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Hold what one typed name may mean.

    Attributes
    ----------
    typed:
        The name.
    identified:
        The thing with this identifier, if there is one.
    equal, alike, forms:
        The things with this name, with it without accents, and with another form of it.
    near:
        Further things with words of it in a name.
    """

    typed: str
    identified: frozenset[str]
    equal: frozenset[str]
    alike: frozenset[str]
    forms: frozenset[str]
    near: frozenset[str]

    def sure(self, iri: str, allowed: Collection[str]) -> bool:
        """Tell whether a thing has the name exactly, and nothing else of `allowed` has it in any form."""
        if self.identified:
            return iri in self.identified
        return iri in self.equal and (self.equal | self.alike | self.forms) & set(allowed) == {iri}


@dataclass(frozen=True, slots=True)
class Matcher:
    """Find candidates in a graph."""

    graph: Graph
    vocabulary: Vocabulary

    def candidates(self, wanted: Wanted) -> list[dict[str, Any]]:
        """Return the candidates for a query, the best first."""
        asked = [self.vocabulary.type(id) for id in wanted.types]
        types = [type for type in asked if type]
        if wanted.types and (not types or (wanted.strict == "all" and None in asked)) and wanted.strict != "should":
            return []
        meant = [self._meant(name, types if wanted.strict != "should" else []) for name in wanted.names]
        named = [iri for id in wanted.ids if (iri := self.identified(id))]
        found = dict.fromkeys([*named, *(iri for each in meant for iri in self._all(each))])
        if not wanted.names and not wanted.ids:
            found = dict.fromkeys(iri for each in wanted.conditions for iri in self._having(each))
        own = {iri: self.vocabulary.types_of(iri) for iri in found}
        fitting = {iri: (not wanted.types or _fits(own[iri], types, wanted.strict)) for iri in own if own[iri]}
        allowed = [iri for iri in fitting if fitting[iri] or wanted.strict == "should"]
        exact = [iri for iri in allowed if fitting[iri]]
        scored = []
        for iri in allowed:
            features = self._features(iri, meant, named)
            if not _is_near(features) and wanted.names:
                continue
            if wanted.types:
                features["type_match"] = fitting[iri]
            holding = [self._holds(iri, each) for each in wanted.conditions]
            if any(each.required and not holds for each, holds in zip(wanted.conditions, holding, strict=True)):
                continue
            score = _score(features, holding, bool(wanted.names or wanted.ids))
            names_fit = all(each.sure(iri, exact) and self._only(iri, each, types) for each in meant)
            match = bool(meant or named) and names_fit and fitting[iri] and all(holding)
            match = match and (not wanted.ids or [iri] == list(dict.fromkeys(named)))
            scored.append((score, iri, features, holding, match))
        scored.sort(key=lambda each: (-each[0], self.graph.names.label(each[1]).casefold(), each[1]))
        return [
            self._written(iri, score, features, list(zip(wanted.conditions, holding, strict=True)), match)
            for score, iri, features, holding, match in scored[: wanted.limit]
        ]

    def names(self, iri: str) -> list[str]:
        """Return the names of a thing that may be shown: its label first, then its aliases in order."""
        quads = self.graph.store.quads(ox.NamedNode(iri), ALIAS, None, ox.DefaultGraph())
        aliases = sorted({quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)})
        return list(dict.fromkeys([self.graph.names.label(iri), *aliases]))

    def description(self, iri: str) -> str:
        """Return what a thing is, and what else it is called."""
        types = self.vocabulary.types_of(iri)
        others = self.names(iri)[1:4]
        return "; ".join([*(type.name for type in types[:1]), *([f"also {', '.join(others)}"] if others else [])])

    def _meant(self, typed: str, types: list[Entry]) -> Meant:
        names = self.graph.names
        if not fold(typed):
            return Meant(typed, *[frozenset[str]()] * 5)
        kinds = [type.iri.removeprefix(CG) for type in types] or list(LABELLED)
        equal, alike = names._named(typed)
        asked = {type.iri for type in types} or {CG + "Actor", CG + "Event"}
        others = [kind for kind, own in IN_OTHER_FORMS.items() if asked & own]
        forms = {thing for thing, name in names._read_names(HIDDEN) if plain(name) == plain(typed)}
        for form in {typed, ARTICLE.sub("", typed)}:
            for find, among in ((names.resolve, kinds), (names.elsewhere, others)):
                forms.update(thing for kind in among for thing in find(form, kind))
        identified = self.identified(typed)
        near = self._near(typed, [type.kind for type in types or self.vocabulary.types.values()])
        parts = (frozenset([identified] if identified else []), frozenset(equal), frozenset(alike - equal))
        return Meant(typed, *parts, frozenset(forms - equal - alike), frozenset(near))

    def _near(self, typed: str, kinds: list[str]) -> Iterator[str]:
        """Yield the things that have the words of a name: all of them, or else some, mended where mistyped."""
        words = split(plain(typed[:LONGEST]))[:WORDS]
        if not words or not kinds:
            return
        yield from (each.iri for each in self.graph.suggestions(" ".join(words), kinds=kinds, limit=FOUND))
        with suppress(SelectionError):  # a word may be too long for the index, which then has none like it
            hits = self.graph.search(" OR ".join(f'"{word}"' for word in words), kinds=kinds, limit=FOUND)
            yield from (hit.iri for hit in hits if hit.found_in in ("name", "alias", "title"))

    def identified(self, typed: str) -> str | None:
        """Return the thing whose identifier was typed."""
        iri = thing_iri(typed)
        return iri if iri and self.graph.names.given(iri) and self.vocabulary.types_of(iri) else None

    def _all(self, meant: Meant) -> Iterable[str]:
        return sorted(meant.identified | meant.equal | meant.alike | meant.forms | meant.near)

    def _only(self, iri: str, meant: Meant, types: list[Entry]) -> bool:
        """Tell whether a name is not also that of a state which is not in the graph, where states are asked for."""
        if types and not STATES & {type.iri for type in types}:
            return True
        from coalition.countries import codes

        own = {quad.object.value for quad in self.graph.store.quads(ox.NamedNode(iri), ISO_CODE)}  # type: ignore[union-attr]
        return len(meant.typed) > LONGEST or bool(meant.identified) or codes(meant.typed, ()) <= own

    def _features(self, iri: str, meant: list[Meant], named: list[str]) -> dict[str, bool | float]:
        """Return what explains how well a thing fits names; of several names, the one that fits best."""
        best: dict[str, bool | float] = {"identifier": iri in named}
        shown = [plain(name) for name in self.names(iri)]
        for each in meant:
            typed = plain(each.typed[:LONGEST])
            words = set(split(typed))
            features: dict[str, bool | float] = {
                "identifier": iri in named or iri in each.identified,
                "name_exact": iri in each.equal,
                "name_without_accents": iri in each.equal | each.alike,
                "name_other_form": iri in each.forms,
                "all_words": bool(words) and any(words <= set(split(name)) for name in shown),
                "name_likeness": round(100 * max(SequenceMatcher(None, typed, name).ratio() for name in shown), 2),
            }
            best = max(best, features, key=_name_score)
        return best

    def _holds(self, iri: str, condition: Condition) -> bool:
        """Tell whether accepted facts give a thing the values that a condition asks for."""
        property = self.vocabulary.property(condition.property)
        if property is None or not condition.comparable:
            return False
        values = self._values(iri, property)
        fitting = [any(self._equal(value, wanted) for value in values) for wanted in condition.values]
        if condition.quantifier == "all":
            return all(fitting)
        return any(fitting) == (condition.quantifier == "any")

    def _having(self, condition: Condition) -> list[str]:
        """Return the things that a condition asks for."""
        property = self.vocabulary.property(condition.property)
        if property is None or condition.quantifier == "none":
            return []
        quads = self.graph.store.quads(None, ox.NamedNode(property.iri), None, ox.DefaultGraph())
        found = {
            quad.subject.value
            for quad in quads
            if isinstance(quad.subject, ox.NamedNode)
            and any(self._equal(quad.object, each) for each in condition.values)
        }
        return sorted(iri for iri in found if self._holds(iri, condition))

    def _values(self, iri: str, property: Entry) -> list[Term]:
        quads = self.graph.store.quads(ox.NamedNode(iri), ox.NamedNode(property.iri), None, ox.DefaultGraph())
        return [quad.object for quad in quads]

    def _equal(self, value: Term, wanted: str) -> bool:
        """Tell whether a value is the thing, name, number or text that is wanted."""
        if isinstance(value, ox.NamedNode):
            return value.value == thing_iri(wanted) or fold(wanted) in map(fold, self.names(value.value))
        if not isinstance(value, ox.Literal):
            return False
        if fold(value.value) == fold(wanted):
            return True
        with suppress(InvalidOperation):
            return Decimal(value.value) == Decimal(wanted)
        return False

    def _written(
        self,
        iri: str,
        score: float,
        features: dict[str, bool | float],
        conditions: list[tuple[Condition, bool]],
        match: bool,
    ) -> dict[str, Any]:
        """Return a candidate as the specification has it."""
        told = [{"id": id, "name": FEATURES[id], "value": value} for id, value in features.items()]
        for number, (condition, holds) in enumerate(conditions, 1):
            name = f"accepted facts fit the condition on {condition.property}"
            told.append({"id": f"condition_{number}", "name": name, "value": holds})
        return {
            "id": thing_id(iri),
            "name": self.graph.names.label(iri),
            "description": self.description(iri),
            "score": score,
            "match": match,
            "type": [type.to_dict() for type in self.vocabulary.types_of(iri)],
            "features": told,
        }


def _fits(own: list[Entry], types: list[Entry], strict: str) -> bool:
    """Tell whether a thing has any, or all, of the types that are asked for."""
    return (all if strict == "all" else any)(type in own for type in types)


def _score(features: dict[str, bool | float], holding: list[bool], named: bool) -> float:
    """Return a score from 0 to 100."""
    share = 100 * sum(holding) / len(holding) if holding else 0.0
    name = _name_score(features)
    score = share if not named else name * (1 - SHARE) + share * SHARE if holding else name
    return round(score if features.get("type_match", True) else 0.8 * score, 2)


def _is_near(features: dict[str, bool | float]) -> bool:
    """Tell whether a name fits well enough to be a candidate at all."""
    return any(value is True for value in features.values()) or features.get("name_likeness", 0.0) >= NEAR


def _name_score(features: dict[str, bool | float]) -> float:
    """Return the score of a name by what was found of it."""
    for feature, score in {
        "identifier": EXACT,
        "name_exact": EXACT,
        "name_without_accents": ALIKE,
        "name_other_form": FORM,
    }.items():
        if features.get(feature):
            return score
    likeness = features.get("name_likeness", 0.0) / 100
    whole = ALL + ALL_SPAN * likeness if features.get("all_words") else 0.0
    return max(whole, LIKE_SPAN * likeness**2)
