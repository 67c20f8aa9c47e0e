"""Say which matches of a claim have which words: an inverted index, in memory or as arrays that are kept."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    from coalition.columns.terms import Terms


@dataclass(frozen=True, slots=True)
class Match:
    """Hold what a claim may mean.

    Attributes
    ----------
    thing:
        The IRI of the thing, or of the subject of the facts.
    facts:
        The triples meant, where it is not the thing as a whole.
    exact:
        Whether it has the name, or fits the pattern; else it only shares words with the claim.
    """

    thing: str
    facts: tuple[ox.Triple, ...] = ()
    exact: bool = True


@dataclass(frozen=True)
class Postings:
    """Hold, for each word, the numbers of the matches that have it.

    Attributes
    ----------
    words:
        Those numbers by word.
    sizes:
        How many words each match has, by its number.
    tells:
        Whether each match is a fact, and no thing as a whole.
    matches:
        Returns the matches with some numbers.
    """

    words: Mapping[str, Collection[int]]
    sizes: Sequence[int]
    tells: Sequence[bool]
    matches: Callable[[Sequence[int]], list[Match]]

    @classmethod
    def from_bags(cls, bags: Mapping[Match, Collection[str]]) -> Postings:
        """Return the postings of matches with their words."""
        matches = list(bags)
        words: dict[str, list[int]] = {}
        for number, bag in enumerate(bags.values()):
            for word in bag:
                words.setdefault(word, []).append(number)
        tells = [bool(match.facts) for match in matches]
        return cls(words, [len(bag) for bag in bags.values()], tells, lambda numbers: [matches[n] for n in numbers])

    def gained(
        self, wanted: Mapping[str, Collection[str]], weight: Mapping[str, float], least: int
    ) -> dict[int, float]:
        """Return what the matches gain that have so many words of a claim: the sum of the weights of those words.

        A word of the claim is had by who has one of the words that it may be spelled as.
        """
        met, gained = Counter[int](), defaultdict[int, float](float)
        for word, spelled in wanted.items():
            for number in set().union(*(self.words[each] for each in spelled)):
                met[number] += 1
                gained[number] += weight[word]
        return {number: gained[number] for number, count in met.items() if count >= least}

    def to_bytes(self, terms: Terms) -> bytes:
        """Return the postings as the content of a file; things and facts are numbers of terms."""
        import numpy as np

        listed = sorted(self.words)
        ends = np.cumsum([len(self.words[word]) for word in listed], dtype=np.int64)
        matches = self.matches(range(len(self.sizes)))
        facts = [match.facts[0] if match.facts else None for match in matches]
        forms = {f"<{match.thing}>" for match in matches}
        forms |= {str(node) for fact in facts if fact for node in (fact.predicate, fact.object)}
        numbers = terms.numbers(forms)
        content = io.BytesIO()
        np.savez(
            content,
            vocabulary=np.frombuffer("\n".join(listed).encode(), dtype=np.uint8),
            ends=ends,
            numbers=np.array([number for word in listed for number in self.words[word]], dtype=np.int32),
            sizes=np.array(self.sizes, dtype=np.int32),
            things=np.array([numbers[f"<{match.thing}>"] for match in matches], dtype=np.int32),
            properties=np.array([numbers[str(fact.predicate)] if fact else -1 for fact in facts], dtype=np.int32),
            values=np.array([numbers[str(fact.object)] if fact else -1 for fact in facts], dtype=np.int32),
        )
        return content.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, terms: Terms) -> Postings:
        """Return the postings that `to_bytes` has written."""
        import numpy as np

        from coalition.columns.rows import unique

        held = np.load(io.BytesIO(content), allow_pickle=False)
        vocabulary = held["vocabulary"].tobytes().decode().split("\n")
        numbers, things, properties, values = (held[n] for n in ("numbers", "things", "properties", "values"))

        def matches(chosen: Sequence[int]) -> list[Match]:
            places = np.array(chosen, dtype=np.int64)
            used = unique(np.concatenate([each[places] for each in (things, properties, values)]))
            nodes: dict[int, Any] = dict(zip(used.tolist(), _nodes(terms, used.tolist()), strict=True))
            rows = zip(things[places].tolist(), properties[places].tolist(), values[places].tolist(), strict=True)
            return [
                Match(
                    nodes[thing].value,
                    (ox.Triple(nodes[thing], nodes[word], nodes[value]),) if word >= 0 else (),
                    exact=False,
                )
                for thing, word, value in rows
            ]

        words = _Words(vocabulary, held["ends"].tolist(), numbers)
        return _Arrays(words, held["sizes"].tolist(), (properties >= 0).tolist(), matches)


class _Arrays(Postings):
    """Add up what matches gain in arrays."""

    def gained(
        self, wanted: Mapping[str, Collection[str]], weight: Mapping[str, float], least: int
    ) -> dict[int, float]:
        """Return what `Postings.gained` returns."""
        import numpy as np

        from coalition.columns.rows import unique

        met, gained = np.zeros(len(self.sizes), dtype=np.int32), np.zeros(len(self.sizes))
        for word, spelled in wanted.items():
            if spelled:
                having = unique(np.concatenate([np.asarray(self.words[each], dtype=np.int32) for each in spelled]))
                met[having] += 1
                gained[having] += weight[word]
        numbers = np.flatnonzero(met >= least)
        return dict(zip(numbers.tolist(), gained[numbers].tolist(), strict=True))


def _nodes(terms: Terms, numbers: Sequence[int]) -> list[Any]:
    """Return the terms with some numbers; None for -1."""
    known = [number for number in numbers if number >= 0]
    return [None] * (len(numbers) - len(known)) + list(terms.terms(known))


class _Words(Mapping[str, Collection[int]]):
    """Look up the numbers of matches by word in arrays."""

    def __init__(self, vocabulary: Sequence[str], ends: Sequence[int], numbers: Any) -> None:
        self._places = {word: place for place, word in enumerate(vocabulary)}
        self._ends, self._numbers = ends, numbers

    def __getitem__(self, word: str) -> Collection[int]:
        place = self._places[word]
        found: Collection[int] = self._numbers[self._ends[place - 1] if place else 0 : self._ends[place]]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
