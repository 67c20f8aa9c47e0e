"""List actors of the register that are likely to be the same, each pair with the reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from coalition.curation.actors import RegisteredActor
from coalition.texts.words import plain, split

ALIKE = 88.0
"""From which likeness of spelling on, of 100, two names are taken for one that was written differently."""

SHORTEST = 5
"""Up to how many letters names are so short that a likeness of spelling says nothing."""

MOST = 50
"""How many actors may share a word before it is too common to find likely pairs by."""


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Hold two actors that may be the same, and why; `score` is at most 100."""

    one: RegisteredActor
    other: RegisteredActor
    score: float
    reasons: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the pair as plain data, for JSON."""
        return {
            "one": {"actor": self.one.iri, "name": self.one.name},
            "other": {"actor": self.other.iri, "name": self.other.name},
            "score": round(self.score, 1),
            "reasons": list(self.reasons),
        }


def likely_pairs(actors: Sequence[RegisteredActor], decided: Collection[frozenset[str]]) -> list[LikelyPair]:
    """Return the pairs of actors of one kind that may be the same, the likeliest first.

    Compared are actors that share a word of a name, or an identifier. Spellings are compared by `rapidfuzz`, word by
    word in any order, from 0 to 100. Pairs on which there is a decision are left out.
    """
    found = []
    for one, other in _candidates(actors):
        if frozenset((one.iri, other.iri)) in decided or one.kind != other.kind:
            continue
        reasons = dict(_reasons(one, other))
        if reasons:
            found.append(LikelyPair(one, other, max(reasons.values()), tuple(reasons)))
    return sorted(found, key=lambda pair: (-pair.score, pair.one.iri, pair.other.iri))


def _candidates(actors: Sequence[RegisteredActor]) -> Iterator[tuple[RegisteredActor, RegisteredActor]]:
    blocks: dict[str, dict[str, RegisteredActor]] = defaultdict(dict)
    for actor in actors:
        for name in _names(actor):
            for word in split(plain(name)):
                blocks[word[:4]][actor.iri] = actor  # so that a slip in a later letter does not part them
        for each in actor.identifiers:
            blocks[each][actor.iri] = actor
    seen = set()
    for block in blocks.values():
        if len(block) > MOST:
            continue
        for one, other in combinations(sorted(block.values(), key=lambda actor: actor.iri), 2):
            if (pair := (one.iri, other.iri)) not in seen:
                seen.add(pair)
                yield one, other


def _names(actor: RegisteredActor) -> list[str]:
    return [name for name in (actor.name, *actor.aliases) if name]


def _reasons(one: RegisteredActor, other: RegisteredActor) -> Iterator[tuple[str, float]]:
    """Yield reasons to take two actors for one, each with its weight, of 100."""
    from rapidfuzz import fuzz

    for each in sorted(set(one.identifiers) & set(other.identifiers)):
        yield f"both are {each}", 100.0
    if one.iso_code and one.iso_code == other.iso_code:
        yield f"both have the code {one.iso_code}", 100.0
    # What another register calls by two identifiers, or two codes, is two things.
    if (one.iso_code and other.iso_code) or (one.identifiers and other.identifiers):
        return
    for name in _names(one):
        for second in _names(other):
            first, last = (" ".join(split(plain(each))) for each in (name, second))
            if first == last:
                yield f"{name} and {second} differ in accents or signs alone", 99.0
            elif one.kind == "Person" and (shared := _initials(first, last)):
                yield f"{name} and {second}: {shared}", 90.0
            elif min(len(first), len(last)) > SHORTEST:
                ratio = fuzz.token_sort_ratio(first, last)
                if sorted(first.split()) == sorted(last.split()):
                    yield f"{name} and {second} have the same words in another order", 97.0
                elif ratio >= ALIKE:
                    yield f"{name} and {second} are spelled alike ({ratio:.0f} of 100)", ratio


def _initials(one: str, other: str) -> str:
    """Return in words how two names of persons fit by initials, as `k starmer` and `keir starmer`; or ""."""
    first, second = one.split(), other.split()
    if len(first) < 2 or len(second) < 2 or first[-1] != second[-1] or first == second:
        return ""
    given = zip(first[:-1], second[:-1], strict=False)
    if all(a.startswith(b) or b.startswith(a) for a, b in given) and any(len(part) == 1 for part in (*first, *second)):
        return "the same surname, and initials that fit"
    return ""
