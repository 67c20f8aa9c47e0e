"""Say in a sentence what a thing without a name joins: who took part in what, how somebody voted, who held a post."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from coalition.names import Names
from coalition.namespaces import CG, PREFIXES, TYPE
from coalition.output.values import in_words
from coalition.rdf.store import Store, Term

JOINED: Mapping[str, tuple[str, str, str]] = {
    "Participation": ("participant", "took part in", "event"),
    "Absence": ("participant", "did not take part in", "event"),
    "Membership": ("member", "is a member of", "organization"),
    "Tenure": ("officeholder", "holds or held the post", "post"),
}
"""What the classes of things that join two others say: the property of the one, the verb, and that of the other."""

VOTED: Mapping[str, str] = {
    "InFavour": "voted for",
    "Opposed": "voted against",
    "Abstained": "abstained on",
    "NotVoting": "did not vote on",
}
"""What the choices of ballots say, between the voter and what is voted on."""

VOTE_ON = "Vote on "
"""How the names of votes begin, before what is voted on."""


def sentence(thing: str, store: Store, names: Names) -> str:
    """Return what a thing says as a sentence; "" where it says more, or joins nothing."""
    return next(iter(sentences(thing, store, names)), "")


def sentences(thing: str, store: Store, names: Names) -> list[str]:
    """Return what a thing says as a sentence, and of a ballot, also with the motion in the place of the vote on it."""
    said: dict[str, set[Term]] = {}
    for quad in store.quads(ox.NamedNode(thing)):
        said.setdefault(_last(quad.predicate), set()).add(quad.object)
    kinds = {_last(kind) for kind in said.pop(TYPE, ())}
    if any(len(own) > 1 for own in said.values()):
        return []
    values = {name: in_words(min(own, key=str), names) for name, own in said.items()}
    for one, verb, other in (JOINED[kind] for kind in sorted(kinds & JOINED.keys())):
        if {*values} == {one, other}:
            return [f"{values[one]} {verb} {values[other]}"]
    verb = VOTED.get(_last(min(said.get("choice", ()), key=str, default=None)), "")
    if "Ballot" not in kinds or {*values} != {"voter", "ballotIn", "choice"} or not verb:
        return []
    (vote,) = said["ballotIn"]
    voted_on = {quad.object for quad in store.quads(vote, ox.NamedNode(CG + "voteOn"))}
    motions = sorted(in_words(motion, names) for motion in voted_on)
    return [f"{values['voter']} {verb} {what}" for what in (values["ballotIn"].removeprefix(VOTE_ON), *motions)]


def _last(node: object) -> str:
    """Return the local name of a word of ours or of ORG; of anything else, its IRI."""
    iri = node.value if isinstance(node, ox.NamedNode) else ""
    return iri.removeprefix(CG).removeprefix(PREFIXES["org"])
