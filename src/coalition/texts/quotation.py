"""Find quoted words in a text as its readers would, or tell where the text says something else."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property

from coalition.texts.reading import CITATION, QUOTES, Reading, Span, Token
from coalition.texts.words import DASHES, has_word, plain

OMISSION = re.compile(r"\[\s*(?:…|\.\s?\.\s?\.)\s*\]|\(\s*(?:…|\.\s?\.\s?\.)\s*\)|…|\.{3,}|\.\s\.\s\.")
"""What stands for words that are left out."""

INSERTION = re.compile(rf"(?!{CITATION})\[[^\[\]]{{1,100}}\]")
"""What an editor wrote into a quotation, in place of some words of the text or of none."""

LONGEST_REPLACED = 100
"""The number of code points of the text that an insertion may stand for; an omission may stand for any number."""

ALTERED = re.compile(r"\[(\w)\](?=\w)")
"""A first letter whose case an editor changed, as in [T]he."""

ESCAPE = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\U(000[0-9a-f]{5})")
"""What is printed in place of a control or invisible character."""

COMPARED = 300
"""The number of words and signs of a quotation that are compared with the text, to find where it says something else.

The time for it grows with the product of both.
"""

LIKE = 0.4
"""The share of its words and signs that a quotation must have in common with a place that is told as the nearest."""

DASH = re.escape(DASHES)

SHOWN = 60
"""The length, in code points, up to which words are shown in a difference."""


Phrase = tuple[str, int | None]
"""A part of a quotation, and the largest distance from the one before it, or None where any will do."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold where a text says something else than a quotation, where they first differ.

    Attributes
    ----------
    start:
        The offset of the differing words in the text.
    text:
        The words of the text there; "" where it says nothing like the quotation.
    quoted:
        What the quotation has in their place.
    """

    start: int
    text: str
    quoted: str


@dataclass
class Quotable:
    """Find quotations in a text."""

    text: str
    _found: dict[str, list[Span]] = field(default_factory=dict)

    @cached_property
    def reading(self) -> Reading:
        """The reading of the text."""
        return Reading.of(self.text)

    def find(self, words: str) -> list[Span]:
        """Return the start and end of each place that has the quoted words, in the order of the text.

        Words are compared as `coalition.texts.reading` says. Quotation marks around all of them, and escapes of
        invisible characters, as they are printed with evidence, need not be in the text. Where the text does not have
        the words as they are, `…` and brackets stand for whatever is between the words beside them.
        """
        forms = _forms(words, self.text)
        for form in forms:
            if spans := self._places(form):
                return spans
        for form in forms:
            phrases = _phrases(form)
            spans, count = self._joined(phrases)
            if count == len(phrases) and spans:
                return spans
        return []

    def difference(self, words: str) -> Difference | None:
        """Return where the text first differs from quoted words that it does not have; None where nothing is like them.

        Where … or brackets divide the words, the first phrase that is not found is compared; if all are, the first one
        that does not follow the one before.
        """
        phrases = _phrases(min(_forms(words, self.text), key=len))
        for phrase, _ in phrases:
            if not self._places(phrase):
                return self._nearest(phrase)
        spans, count = self._joined(phrases)
        if not phrases or count == len(phrases):
            return None
        start = spans[0][1]
        return Difference(start, self.text[start : start + SHOWN], phrases[count][0])

    def _places(self, words: str) -> list[Span]:
        if words not in self._found:
            read = Reading.of(words)
            if read.letters:
                spans = [*self.reading.find(read)] or [*self._with_dashes(words)]
            else:  # a citation mark, or the like
                spans = [match.span() for match in re.finditer(re.escape(words), self.text)] if words else []
            self._found[words] = spans
        return self._found[words]

    def _with_dashes(self, words: str) -> Iterator[Span]:
        """Yield the places of words with a dash before or after them that stands between two words of the text."""
        core = words.strip(f"{DASHES} ")
        before, _, after = words.partition(core) if core else ("", "", "")
        for start, end in self.reading.find(Reading.of(core)) if before or after else ():
            left = re.search(rf"[{DASH}]+\s*\Z", self.text[max(start - 10, 0) : start]) if before else None
            right = re.match(rf"\s*[{DASH}]+", self.text[end : end + 10]) if after else None
            if bool(left) == bool(before) and bool(right) == bool(after):
                yield start - len(left[0] if left else ""), end + len(right[0] if right else "")

    def _joined(self, phrases: list[Phrase]) -> tuple[list[Span], int]:
        """Return the places that have phrases one after another, the next one of each, and the number of phrases."""
        found = self._places(phrases[0][0]) if phrases else []
        for count, (phrase, most) in enumerate(phrases[1:], 1):
            spans, joined = self._places(phrase), []
            for start, end in found:
                place = bisect_left(spans, (end, 0))
                if place < len(spans) and (most is None or spans[place][0] <= end + most):
                    joined.append((start, spans[place][1]))
            if not joined:
                return found, count
            found = joined
        return found, len(phrases)

    def _nearest(self, words: str) -> Difference | None:
        """Return the first difference from the place that has most of the quoted words together."""
        read = Reading.of(words)
        tokens, ours = (each.tokens(with_marks=bool(read.marks)) for each in (read, self.reading))
        ours_plain = [plain(token) for token, _, _ in ours]
        for first in range(0, len(tokens), COMPARED):
            quoted = tokens[first : first + COMPARED]
            there, alike = self._like(quoted, ours, ours_plain)
            if not there:
                return None
            for kind, one, one_end, other, other_end in alike.get_opcodes():
                if kind == "insert" and one in (0, len(quoted)):
                    continue  # what the text has before and after
                if kind == "replace" and one == 0:
                    other = max(other, other_end - one_end)
                elif kind == "replace" and one_end == len(quoted):
                    other_end = min(other_end, other + one_end - one)
                if kind != "equal":
                    return self._shown(words, quoted, there, (one, one_end), (other, other_end))
                for step in range(one_end - one):
                    if quoted[one + step][0] != there[other + step][0]:
                        places = (one + step, one + step + 1), (other + step, other + step + 1)
                        return self._shown(words, quoted, there, *places)
                # The words are there, but begin or end within a longer word or number.
                for step in (0, one_end - one - 1):
                    edge = (one + step, one + step + 1), (other + step, other + step + 1)
                    shown = self._shown(words, quoted, there, *edge)
                    if shown.text != shown.quoted:
                        return shown
        return None

    def _like(
        self, quoted: list[Token], ours: list[Token], ours_plain: list[str]
    ) -> tuple[list[Token], SequenceMatcher[str]]:
        """Return the words and signs of the text where most of the quoted ones stand together, and how they match.

        There are none where the text has nothing like them.
        """
        plainly = [plain(token) for token, _, _ in quoted]
        anchor = SequenceMatcher(None, plainly, ours_plain).find_longest_match()
        at, place = anchor.a, anchor.b
        if not anchor.size:
            longest = max(plainly, key=len)
            likely = {token for token in ours_plain if len(token) <= SHOWN}
            similar = get_close_matches(longest, sorted(likely), 1) if len(longest) <= SHOWN else []
            if not similar:
                return [], SequenceMatcher()
            at, place = plainly.index(longest), ours_plain.index(similar[0])
        spare = 3 + len(quoted) // 4  # the text may have more words than the quotation
        begin, end = max(place - at - spare, 0), place - at + len(quoted) + spare
        there = ours_plain[begin:end]
        there[place - begin] = plainly[at]
        alike = SequenceMatcher(None, plainly, there, False)
        common = sum(block.size for block in alike.get_matching_blocks())
        return ours[begin:end] if common >= LIKE * len(quoted) else [], alike

    def _shown(self, words: str, quoted: list[Token], there: list[Token], one: Span, other: Span) -> Difference:
        """Return a difference between the quoted tokens `one` and those of the text, `other`, both given by place.

        Where only one side has any, those beside them come, too.
        """
        if one[0] == one[1] or other[0] == other[1]:
            one, other = ((max(first - 1, 0), last + 1) for first, last in (one, other))
        start, end = there[other[0]][1], there[: other[1]][-1][2]
        return Difference(
            start, _whole(self.text, start, end), _whole(words, quoted[one[0]][1], quoted[: one[1]][-1][2])
        )


def _whole(text: str, start: int, end: int) -> str:
    """Return a part of a text, with what is joined to it without a space, in one line; its beginning, if it is long."""
    start -= len(re.findall(r"\S*\Z", text[max(start - 20, 0) : start])[0])
    end += len(re.findall(r"\A\S*", text[end : end + 20])[0])
    part = " ".join(text[start:end].split())
    return part if len(part) <= SHOWN else f"{part[:SHOWN]} …"


def _forms(words: str, text: str) -> list[str]:
    """Return quoted words in each form in which a text may have them, the likeliest first."""
    form = words.strip()
    forms = [form]
    if (inner := _unquoted(form)) != form:
        # Evidence is printed in quotation marks. Those of a text of its own are copied as they are.
        forms = [form, inner] if form in text else [inner, form]
    for changed in (_unescaped, _unaltered):
        forms += [other for other in map(changed, forms) if other not in forms]
    return forms


def _unescaped(words: str) -> str:
    return ESCAPE.sub(lambda match: chr(int(match[1] or match[2] or match[3], 16)), words)


def _unquoted(words: str) -> str:
    quoted = len(words) > 2 and words[0] in QUOTES and words[-1] in QUOTES
    return words[1:-1].strip() if quoted else words


def _unaltered(words: str) -> str:
    return ALTERED.sub(lambda match: match[1].swapcase(), words)


def _phrases(words: str) -> list[Phrase]:
    """Return the phrases that … and brackets divide quoted words into. What has no word is no phrase."""
    found: list[Phrase] = []
    end = 0
    most: int | None = LONGEST_REPLACED
    for gap in re.finditer(rf"(?P<omitted>{OMISSION.pattern})|{INSERTION.pattern}|\Z", words):
        if has_word(words[end : gap.start()]):
            found.append((words[end : gap.start()].strip(), most))
            most = LONGEST_REPLACED
        most, end = None if gap["omitted"] else most, gap.end()
    return found
