"""Find where the words of a row of a list stand together in a text, or tell why no place can be told."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from coalition.errors import ParameterError
from coalition.texts.quotation import Quotable
from coalition.texts.sentences import sentences

SHOWN = 5
"""How many of the places of some words are told."""

Span = tuple[int, int]


class Places:
    """Find words in a text, between two bounds."""

    def __init__(self, text: str, language: str, after: str = "", before: str = "") -> None:
        """Take a text, the code of its language, and words after and before which rows stand; "" for no bound.

        Raises
        ------
        ParameterError
            When the text does not have these words, or has them several times.
        """
        self.text = text
        self.sentences = sentences(text, language)
        self.low, self.high = 0, len(text)
        if after:
            self.low = self._bound("after", after)[1]
        if before:
            self.high = self._bound("before", before)[0]

    def of(self, sought: Sequence[str], *, whole: bool) -> Span | str:
        """Return the place at which some words stand together in a sentence or line, or why there is no such place.

        Parameters
        ----------
        sought:
            The words of each cell.
        whole:
            Whether the place is the whole sentence or line; else it goes from the first of the words to the last.
        """
        if not sought:
            return "the row has no words to look for"
        places = [self._places(words) for words in sought]
        for words, found in zip(sought, places, strict=True):
            if not found:
                return self._missing(words)
        standing = []
        for start, end in self.sentences:
            inside = [[span for span in found if start <= span[0] and span[1] <= end] for found in places]
            if all(inside):
                standing.append(((start, end), inside))
        if not standing:
            told = ", ".join(f"“{words}” at {_several(found)}" for words, found in zip(sought, places, strict=True))
            return f"its words do not stand together in a sentence or line: {told}"
        if len(standing) > 1:
            offsets = _several([min(min(spans) for spans in inside) for _, inside in standing])
            return (
                f"its words stand at {len(standing)} places, {offsets}; say after or before which words the list stands"
            )
        ((span, inside),) = standing
        if whole:
            return span
        if any(len(spans) > 1 for spans in inside):
            return f"its words stand several times in the sentence or line from {span[0]} to {span[1]}"
        return min(spans[0][0] for spans in inside), max(spans[0][1] for spans in inside)

    @cached_property
    def _quotable(self) -> Quotable:
        return Quotable(self.text)

    @cached_property
    def _in_small_letters(self) -> Quotable:
        return Quotable(_small(self.text))

    def _places(self, words: str) -> list[Span]:
        """Return the places of words between the bounds: as they are read, or else in any case."""
        for quotable, sought in ((self._quotable, words), (self._in_small_letters, _small(words))):
            found = [span for span in quotable.find(sought) if self.low <= span[0] and span[1] <= self.high]
            if found:
                return found
        return []

    def _bound(self, side: str, words: str) -> Span:
        found = self._places(words)
        if len(found) != 1:
            what = f"the text has “{words}” {len(found)} times there"
            raise ParameterError(what, where=side, remedy="give words that it has once, such as those of a heading")
        return found[0]

    def _missing(self, words: str) -> str:
        if found := self._quotable.find(words):
            return f"the text has “{words}” only elsewhere, at {_several(found)}"
        like = self._quotable.difference(words)
        near = f"; at {like.start} it has “{' '.join(like.text.split())}”, not “{like.quoted}”" if like else ""
        return f"the text does not have “{words}”{near}"


def _small(text: str) -> str:
    """Return a text in small letters, of which each has the place of its capital."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _several(places: Sequence[Span]) -> str:
    first = ", ".join(str(start) for start, _ in places[:SHOWN])
    return f"{first} and {len(places) - SHOWN} places more" if len(places) > SHOWN else first
