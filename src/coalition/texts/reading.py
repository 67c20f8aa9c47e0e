"""Read a text as its words are quoted: without what typesetting, copying and printing change.

A *reading* of a text is its letters, digits and signs, with the place of each in it, and the kind of gap before each.
Two readings agree if a reader would say that they have the same words. These do not count:

- white space of any kind and amount, and whether there is any beside a sign that is no letter or digit;
- kinds of quotation marks and apostrophes, and of dashes; how many dashes make one;
- composition (NFC, NFD), ligatures, full width, `…` for three full stops;
- invisible characters: soft hyphens, zero-width characters, directions, controls;
- a hyphen at a line end, which may be part of the word or not;
- citation marks: `[12]`, superscripts, and digits glued to a word. Either side may lack one that the other has.

Letters, capitals, accents, digits and other signs count.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import NamedTuple

from coalition.texts.words import APOSTROPHES, DASHES, DOUBLE_QUOTES, UNSEEN, letter_pattern, marks

CLOSE, SPACE, DASH, BROKEN, EITHER, INSIDE = ". -H?+"
"""The kinds of gap before a letter: none that counts; white space between two letters or digits; a dash between two
letters; a hyphen and a line end between two letters; white space or none; none, within what is one character in the
text."""

AGREEING = {CLOSE: ".+H?", INSIDE: ".+H?", SPACE: " ?", DASH: "-H", BROKEN: "-H.+", EITHER: ". ?+"}
"""For each kind of gap in the words that are sought, the kinds that agree with it in the text."""

PRIMES = "\u2032\u2033"
QUOTES = (set(APOSTROPHES) | set(DOUBLE_QUOTES)) - set(PRIMES)

CITATION = (
    r"\[(?:\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*|(?i:note|nb|n|fn)\.?\s?\d{1,3}|[a-z](?=\](?![a-z]))"
    r"|[a-z][a-z ]{0,40}(?: needed|\?))\]"
)
"""A citation mark in square brackets, as in Wikipedia: `[12]`, `[3, 4]`, `[note 1]`, `[a]`, `[citation needed]`."""

HYPHENS = "-\u2010\u2011"

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹†‡"

FLATTENED = {"<compat>", "<wide>", "<narrow>", "<initial>", "<medial>", "<final>", "<isolated>", "<font>", "<vertical>"}
"""The kinds of compatibility form that are other shapes of the same letters; not superscripts, fractions, circles."""

Span = tuple[int, int]
Token = tuple[str, int, int]
"""A word, number or sign as it is read, with its start and end in the text."""


class Mark(NamedTuple):
    """Hold a citation mark: what it says, where it is, and whether it is only known by its place, glued to a word."""

    says: str
    start: int
    end: int
    glued: bool


@dataclass(slots=True)
class Reading:
    """Hold the reading of a text; `of` makes one.

    Attributes
    ----------
    text:
        The text.
    letters:
        Its letters, digits and signs; a ligature gives several.
    gaps:
        The kind of gap before each of them.
    starts, ends:
        The offsets in the text of the character that each of them comes from.
    marks:
        The citation marks before each of them, by its place; those at the end have the place after the last.
    """

    text: str
    letters: str = ""
    gaps: str = ""
    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    marks: dict[int, list[Mark]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Reading:
        """Return the reading of a text."""
        return _Reader(text).reading()

    def find(self, words: Reading) -> Iterator[Span]:
        """Yield the start and end, in this text, of each place that agrees with `words`, in their order.

        A place begins and ends where a word or number does: “willing” is not found in “unwilling”, nor 6 in 1.6. Places
        may overlap.
        """
        length = len(words.letters)
        if not length:
            return
        pattern = "".join(f"[{AGREEING[gap]}]{{{len([*run])}}}" for gap, run in groupby(words.gaps[1:]))
        agreeing = re.compile(pattern)
        place = self.letters.find(words.letters)
        while place >= 0:
            end = place + length
            if not self._is_boundary(place):
                # The next boundary is near, unless the text is one long word.
                place = next(filter(self._is_boundary, range(place + 1, len(self.letters))), len(self.letters)) - 1
            elif (
                agreeing.match(self.gaps, place + 1)
                and self._is_boundary(end)
                and all(self._has(words.marks[at], place + at) for at in words.marks)
            ):
                before = self.marks.get(place, []) if words.marks.get(0) else []
                after = self.marks.get(end, []) if words.marks.get(length) else []
                start = before[0].start if before else self.starts[place]
                yield start, after[-1].end if after else self.ends[end - 1]
            place = self.letters.find(words.letters, place + 1)

    def _has(self, marks: list[Mark], place: int) -> bool:
        """Tell whether citation marks may be taken for those at a place: both are the same, or none is there."""
        mine = self.marks.get(place, [])
        if not mine:
            return not any(mark.glued for mark in marks)
        return [mark.says for mark in marks] == [mark.says for mark in mine]

    def _is_boundary(self, place: int) -> bool:
        """Tell whether words may begin or end before the letter at a place."""
        if not 0 < place < len(self.letters):
            return True
        gap, before, after = self.gaps[place], self.letters[place - 1], self.letters[place]
        if gap == INSIDE:
            return False
        if gap not in (CLOSE, BROKEN) or place in self.marks:
            return True
        if before.isalpha() and after.isalpha():
            # A capital after a small letter begins a word of its own in texts that lost the space between two. Scripts
            # without capitals join words without a space.
            return not (after.islower() or (before.isupper() and after.isupper()))
        if self.ends[place - 1] != self.starts[place]:
            return True
        if before.isdecimal() and after.isdecimal():
            return False
        # 1.6 and 1,200 are one number each.
        around = self.text[max(self.starts[place] - 2, 0) : self.starts[place] + 2]
        return not (re.fullmatch(r"[0-9][.,][0-9].?", around) or re.fullmatch(r".?[0-9][.,][0-9]", around))

    def tokens(self, with_marks: bool) -> list[Token]:
        """Return the words, numbers and signs, each with its start and end; with the citation marks, if asked."""
        found: list[Token] = []
        first = 0  # the place at which the last word begins
        for place, (letter, gap) in enumerate(zip(self.letters, self.gaps, strict=True)):
            here = self.marks.get(place, ()) if with_marks else ()
            in_word = place > 0 and _in_word(self.letters[place - 1] + letter) and gap in (CLOSE, BROKEN)
            if place > 0 and (here or not (in_word or gap == INSIDE)):
                found.append(self._token(first, place))
                first = place
            found += [(f"[{mark.says}]", mark.start, mark.end) for mark in here]
            if gap == DASH:
                found.append(("-", self.ends[place - 1], self.starts[place]))
        if self.letters:
            found.append(self._token(first, len(self.letters)))
        if with_marks:
            found += [(f"[{mark.says}]", mark.start, mark.end) for mark in self.marks.get(len(self.letters), ())]
        return found

    def _token(self, first: int, last: int) -> Token:
        return self.letters[first:last], self.starts[first], self.ends[last - 1]


@cache
def _token() -> re.Pattern[str]:
    mark, dash, unseen = marks(), re.escape(DASHES), UNSEEN.replace("\u0640", "")
    return re.compile(
        rf"(?P<word>[A-Za-z]+(?![{mark}]))"
        rf"|(?P<soft>\u00ad(?=[\s\u200b]))"
        rf"|(?P<space>[\s\u200b]++)"
        rf"|(?P<unseen>[{unseen}\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]++)"
        rf"|(?P<cited>{CITATION})"
        rf"|(?P<raised>(?<![\d{SUPERSCRIPTS}])(?<=\S)[{SUPERSCRIPTS}]+)"
        rf"|(?P<glued>(?<=[^\W\d_])[0-9]{{1,3}}(?![\w{mark}]|[.,][0-9])|(?<=[.,;:!?…\"'”’»)\]])[0-9]{{1,3}}(?=\s|\Z))"
        rf"|(?P<number>[0-9]+)"
        rf"|(?P<dashes>[{dash}]++)"
        rf"|(?P<quote>''|``|,,)"
        rf"|(?P<sign>{letter_pattern()})"
    )


class _Reader:
    """Make the reading of a text."""

    def __init__(self, text: str) -> None:
        self.read = Reading(text)
        self.letters: list[str] = []
        self.gaps: list[str] = []
        # What lies between the last letter and the next: a dash, with its start and whether white space is before it,
        # and white space after it.
        self.dash = ""
        self.dash_start = 0
        self.dash_spaced = False
        self.space = ""

    def reading(self) -> Reading:
        for match in _token().finditer(self.read.text):
            raw, start, kind = match[0], match.start(), match.lastgroup
            match kind:
                case "word" | "number":
                    self._add(raw, start)
                case "space":
                    self.space += raw
                case "unseen":
                    pass
                case "dashes" | "soft":
                    self._end_dash()
                    self.dash, self.dash_start, self.dash_spaced, self.space = raw, start, bool(self.space), ""
                case "cited" | "raised":
                    self._mark(re.sub(r"[\[\]\s]", "", unicodedata.normalize("NFKC", raw)).lower(), start, match.end())
                case "glued":
                    if self._after_a_word():
                        self._mark(raw, start, match.end(), glued=True)
                    else:
                        self._add(raw, start)
                case _:
                    self._sign(raw, start, kind)
        self._end_dash()
        self.read.letters, self.read.gaps = "".join(self.letters), "".join(self.gaps)
        return self.read

    def _add(self, run: str, start: int) -> None:
        """Add letters that are each a character of the text."""
        count = len(run)
        self._begin(run[0])
        self.letters += run
        self.gaps += CLOSE * (count - 1)
        self.read.starts.extend(range(start, start + count))
        self.read.ends.extend(range(start + 1, start + count + 1))

    def _sign(self, raw: str, start: int, kind: str | None) -> None:
        """Add one character of the text."""
        shown = '"' if kind == "quote" or raw in QUOTES else _shown(raw)
        self._begin(shown[0])
        self.letters += shown
        self.gaps += INSIDE * (len(shown) - 1)
        self.read.starts.extend([start] * len(shown))
        self.read.ends.extend([start + len(raw)] * len(shown))

    def _begin(self, letter: str) -> None:
        """Add the gap before a letter."""
        before = self.letters[-1] if self.letters else ""
        gap = CLOSE
        if self.dash and before and _in_word(before + letter) and not re.search(r"\d", before + letter):
            broken = self.dash == "\u00ad" or (
                self.dash in HYPHENS and not self.dash_spaced and len(f"{self.space}x".splitlines()) > 1
            )
            gap = BROKEN if broken else DASH
        elif self.dash:
            self._end_dash()
        elif before and _in_word(before + letter):
            if self.space:
                unspaced = not self.space.strip("\u200b") or (_unspaced(before) and _unspaced(letter))
                gap = EITHER if unspaced else SPACE
            elif len(self.letters) in self.read.marks:
                gap = EITHER
        self.gaps.append(gap)
        self.dash = self.space = ""

    def _end_dash(self) -> None:
        """Add a dash that does not stand between two letters as a sign."""
        if self.dash and self.dash != "\u00ad":
            self.letters.append("-")
            self.gaps.append(CLOSE)
            self.read.starts.append(self.dash_start)
            self.read.ends.append(self.dash_start + len(self.dash))
        self.dash = ""

    def _mark(self, says: str, start: int, end: int, glued: bool = False) -> None:
        self._end_dash()
        self.read.marks.setdefault(len(self.letters), []).append(Mark(says, start, end, glued))

    def _after_a_word(self) -> bool:
        """Tell whether a word of small letters is last, also before a sign: a number is not glued to G or F."""
        tail = "".join(self.letters[-5:])
        return re.search(r"[^\W\d_]{3}[^\w]{0,2}$", tail) is not None and tail.islower()


def _in_word(letters: str) -> bool:
    """Tell whether letters are all such as words and numbers are made of."""
    return letters.isalnum() or all(c.isalnum() or c == "_" or unicodedata.category(c)[0] == "M" for c in letters)


def _unspaced(letter: str) -> bool:
    """Tell whether a letter is of a script that is written without spaces, so that a line end is none."""
    wide = unicodedata.east_asian_width(letter) in "WF" and not "\uac00" <= letter <= "\ud7a3"
    return wide or "\u0e00" <= letter <= "\u0eff" or "\u1000" <= letter <= "\u109f" or "\u1780" <= letter <= "\u17ff"


def _shown(raw: str) -> str:
    """Return a character, with its marks, in its usual form."""
    if raw == "…":
        return "..."
    if raw.isascii():
        return raw
    return unicodedata.normalize("NFC", "".join(map(_flattened, unicodedata.normalize("NFC", raw))))


def _flattened(letter: str) -> str:
    kind = unicodedata.decomposition(letter).partition(" ")[0]
    flat = kind in FLATTENED and (letter.isalnum() or kind in ("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", letter) if flat else letter
