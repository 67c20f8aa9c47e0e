"""Find what a claim is about: by its name, by a triple pattern, or by its words.

A thing with the name, and a triple that fits the pattern, are *exact*. What shares most words with the claim is only
*near*. The words of a thing are those of its names, its content and its values; a value that is an actor or another
named thing counts with all its names. Rare words weigh more: the weight of a word is the logarithm of how many things
there are for each that has it (inverse document frequency; Spärck Jones 1972).
"""

from __future__ import annotations

import difflib
import math
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import pyoxigraph as ox

from coalition import queries
from coalition.errors import QueryError
from coalition.names import LABELLED, Names
from coalition.namespaces import CG, ONTOLOGY, PREFIXES, RECORD, TYPE, local_name
from coalition.query.unknown import NO_WORD, unknown
from coalition.rdf import turtle
from coalition.rdf.store import Store, Term, Triples
from coalition.texts.words import plain, split
from coalition.verdict.postings import Match, Postings

MOST_NEAR = 8
"""How many near things are listed."""

LEAST_SHARE = 0.7
"""The share of the weight of a claim's words that a near thing must have; found by trial on claims of three words."""

PATTERN = re.compile(r"[?$]\w|<\S+>|\b[a-z]\w*:[\w-]")
"""What a triple pattern has and a sentence has not: a variable, an IRI or a prefixed name."""

UNTOLD = {ox.NamedNode(name) for name in (RECORD, ONTOLOGY)} | {ox.DefaultGraph()}
"""The graphs that tell nothing of the world themselves."""

MATTER = (
    *("Commitment", "Position", "Event", "Plan", "PlanPoint", "Aim", "Participation", "Absence"),
    *("Motion", "Vote", "Ballot", "Decision", "Membership", "Tenure"),
)
"""The classes of things that a claim may be about as a whole."""

VERBS: Mapping[str, str] = {
    "announcedBy": "announce",
    "beneficiary": "help give",
    "chair": "chair preside",
    "committedBy": "commit give gave pledge promise provide send sent deploy deliver pay paid",
    "convener": "convene call",
    "decidedBy": "decide resolve",
    "holder": "say said think want",
    "host": "host receive",
    "initiator": "start begin began launch initiate",
    "ledBy": "lead led head",
    "memberOf": "join belong member",
    "movedBy": "move propose",
    "officeholder": "hold held",
    "participant": "attend participate join take took part",
    "proposedBy": "propose suggest",
    "secondedBy": "second",
    "tookPartIn": "attend participate join take took part",
    "voter": "vote",
}
"""The verbs with which a claim may say what a property of our ontology says."""

CHOICES = "favour support approve against oppose dissent abstain"
"""The words with which a claim may say how somebody voted: it finds the ballot also where that was otherwise."""

CLOSED_WORDS = """
    a an the of to in on at by for with from and or that this it its is are was were be been has have had do does did
    will would s not no never
    """
"""The words that say nothing of what a claim is about."""

IRREGULAR: dict[str, str] = {"took": "take", "taken": "take", "gave": "give", "given": "give", "sent": "send"}
IRREGULAR |= {"led": "lead", "held": "hold", "met": "meet", "paid": "pay", "said": "say", "began": "begin"}
"""Forms of verbs without an ending, with the form that has one."""

MEMBER = PREFIXES["org"] + "member"
"""What a membership has of its member."""

NEGATIONS = frozenset({"not", "no", "never", "nobody", "none", "nothing"})


def is_pattern(claim: str) -> bool:
    """Tell whether a claim is a triple pattern in the syntax of SPARQL, and no sentence."""
    return PATTERN.search(claim) is not None


def negated(claim: str) -> bool:
    """Tell whether a claim says that something is not so."""
    return not NEGATIONS.isdisjoint(map(plain, split(claim))) or "n't" in plain(claim)


def by_pattern(claim: str, store: Store) -> list[Match]:
    """Return the facts that fit a triple pattern, in whatever stance, by their subjects.

    Raises
    ------
    QueryError
        When the claim is no triple pattern, or has a property that the ontology does not have.
    """
    try:
        found = store.query(f"CONSTRUCT {{ {claim} }} WHERE {{ GRAPH ?graph_of_it {{ {claim} }} }}", name="claim")
    except QueryError:
        remedy = "write subject, property and object, as in actor:france cg:memberOf ?what, or a claim in words"
        raise QueryError("this is no triple pattern", where=claim[:200], remedy=remedy) from None
    assert isinstance(found, Triples)
    facts: dict[str, list[ox.Triple]] = {}
    for fact in sorted(set(found), key=str):
        if isinstance(fact.subject, ox.NamedNode) and not _untold(fact, store):
            facts.setdefault(fact.subject.value, []).append(fact)
    if not facts:
        _refuse_unknown_words(claim, store)
    return [Match(thing, tuple(facts[thing])) for thing in sorted(facts, key=turtle.order)]


def _untold(fact: ox.Triple, store: Store) -> bool:
    return store.graphs_of(fact) <= UNTOLD


def _refuse_unknown_words(claim: str, store: Store) -> None:
    """Raise a QueryError where a claim has a term of our ontology that is none, and say which is nearest."""
    for line in unknown(f"ASK {{ {claim} }}", store):
        if line.startswith(NO_WORD):
            what, _, near = line.partition(": ")
            raise QueryError(what, where="claim", remedy=f"{near} read docs/reference/ontology.md".strip())


def by_name(claim: str, names: Names) -> list[Match]:
    """Return the things that a claim names in full; of the classes, the first that has such things decides."""
    for kind in LABELLED:
        if things := names.resolve(claim, kind):
            return [Match(thing) for thing in things]
    return []


def by_words(claim: str, postings: Postings) -> list[Match]:
    """Return the things and facts that share most words with a claim, the nearest first."""
    words = postings.words
    wanted = {word: _spelled(word, words) for word in _words(claim) - CLOSED_STEMS}
    if not wanted:
        return []
    weight = {
        word: math.log(1 + len(postings.sizes) / max((len(words[each]) for each in spelled), default=1))
        for word, spelled in wanted.items()
    }
    whole = sum(weight.values())
    gained = postings.gained(wanted, weight, len(wanted) // 2 + 1)
    shares = {number: each / whole for number, each in gained.items()}
    near = [number for number, share in shares.items() if share >= LEAST_SHARE]
    if not near:
        # Where nothing says it of the one who is claimed, whoever it is said of is worth knowing.
        verbs = _words(" ".join(VERBS.values())) & wanted.keys() & words.keys()
        telling = set().union(*(words[verb] for verb in verbs))
        near = [number for number in shares if number in telling and postings.tells[number]]
    return _nearest(near, shares, postings)


def _nearest(numbers: Sequence[int], shares: Mapping[int, float], postings: Postings) -> list[Match]:
    """Return the first of some matches by their shares of the claim, by how few words they have, and by their names."""

    def order(number: int) -> tuple[float, int]:
        return -shares[number], postings.sizes[number]

    ordered = sorted(numbers, key=order)
    if len(ordered) > MOST_NEAR:  # only those are looked up that may be among the first
        last = order(ordered[MOST_NEAR - 1])
        ordered = [number for number in ordered if order(number) <= last]
    found = sorted(
        zip(ordered, postings.matches(ordered), strict=True),
        key=lambda each: (*order(each[0]), turtle.order(each[1].thing), str(each[1].facts)),
    )
    return [match for _, match in found[:MOST_NEAR]]


def _stem(word: str) -> str:
    """Return a word without its English ending, so that joins, joined and joining are one."""
    return re.sub(r"(?<=\w{3})(?:ing|ed|es|s|e)$", "", word)


def _words(text: str) -> set[str]:
    return {_stem(word) for word in split(plain(text))}


CLOSED_STEMS = frozenset(map(_stem, CLOSED_WORDS.split()))


def same_words(claim: str, label: str) -> bool:
    """Tell whether a claim has the words of a label in their order, in any form: "Did China join?", "China joins".

    A label that says that something is not so has the words of no claim: a claim may say that it is.
    """
    mine, theirs = ([_stem(IRREGULAR.get(word, word)) for word in split(plain(text))] for text in (claim, label))
    said = [word for word in mine if word not in CLOSED_STEMS]
    return not negated(label) and said == [word for word in theirs if word not in CLOSED_STEMS]


def _spelled(word: str, vocabulary: Collection[str]) -> set[str]:
    """Return the words of a vocabulary that a word of a claim may mean: itself, or those spelled most like it."""
    if word in vocabulary:
        return {word}
    return set(difflib.get_close_matches(word, vocabulary, n=3, cutoff=0.8)) if len(word) > 3 else set()


class Matter:
    """Collect the words of all that a claim may be about."""

    def __init__(self, store: Store, names: Names) -> None:
        self.about: dict[str, set[tuple[str, Term]]] = defaultdict(set)
        self.told: dict[ox.Triple, None] = {}
        for thing, word, value, registered in queries.select(store, "told"):
            if isinstance(thing, ox.NamedNode):
                self.about[thing.value].add((word.value, value))
                if registered.value == "false" and word.value.removeprefix(CG) in VERBS:
                    self.told[ox.Triple(thing, word, value)] = None
        self.kinds = {thing: kind for kind in MATTER for thing in names.things(kind)}
        self.named = {
            thing: _words(" ".join(own)) for kind in LABELLED for thing, own in names.things(kind).items() if own
        }

    @property
    def bags(self) -> dict[Match, set[str]]:
        """The words of each thing, and of each fact that a verb may tell."""
        bags = {Match(thing, exact=False): self._bag(thing) for thing in self.kinds}
        for fact in self.told:
            subject, value = fact.subject, fact.object
            if (
                isinstance(subject, ox.NamedNode)
                and subject.value not in self._whole
                and isinstance(value, ox.NamedNode)
            ):
                words = self._verb(fact.predicate.value) | self._name(subject) | self._name(value)
                bags[Match(subject.value, (fact,), exact=False)] = words
        return bags

    @cached_property
    def _whole(self) -> set[str]:
        """The things that are matched as a whole, so that none of their facts is listed beside them."""
        return {thing for thing, kind in self.kinds.items() if kind != "Event"}

    def _bag(self, thing: str) -> set[str]:
        words = self.named.get(thing, set()) | set()
        for word, value in self.about[thing]:
            if isinstance(value, ox.Literal):
                words |= _words(value.value) if word in (CG + "content", CG + "wording") else set()
            elif isinstance(value, ox.NamedNode) and word != TYPE and self.kinds[thing] != "Event":
                words |= (_words(CHOICES) if word == CG + "choice" else self._name(value)) | self._verb(word)
        return words

    def _verb(self, word: str) -> set[str]:
        name = {MEMBER: "memberOf"}.get(word, word.removeprefix(CG))
        return _words(VERBS.get(name, ""))

    def _name(self, node: Term) -> set[str]:
        if not isinstance(node, ox.NamedNode):
            return set()
        return self.named.get(node.value, set()) | (
            _words(local_name(node.value)) if node.value not in self.named else set()
        )
