"""Find what stands above a line of a text: the titles, and the points of lists that it is indented under."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from coalition.texts.sentences import LINE

TITLE = re.compile(r"(#{1,6})[ \t]")
"""The beginning of a title of Markdown."""

POINT = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
"""The beginning of a point of a list."""

SPEAKER = re.compile(r"[ \t]*(?:(?:[-*+•]|\d{1,3}[.)])[ \t]+)?(?P<name>[^:\n]{1,40}):[ \t]")
"""The beginning of a line on which somebody speaks: a name, and a colon."""

TAB = 4
"""How many blanks a tabulator is worth."""


@dataclass(frozen=True, slots=True)
class Line:
    """Hold a line: its offsets, those of the lines above it, outermost first, and how far it is indented."""

    start: int
    end: int
    above: tuple[int, ...]
    indent: int


class Outline:
    """Tell what stands above each line of a text."""

    def __init__(self, text: str) -> None:
        """Take the text."""
        self.text = text
        self._lines: list[Line] = []
        titles, points = list[tuple[int, int]](), list[tuple[int, int]]()
        for match in LINE.finditer(text):
            words, start = match[0], match.start()
            if not words.strip():
                continue
            depth = len(title[1]) if (title := TITLE.match(words)) else 7
            indent = len(words.expandtabs(TAB)) - len(words.expandtabs(TAB).lstrip())
            titles = [each for each in titles if each[0] < depth]
            points = [each for each in points if each[0] < indent] if depth == 7 else []
            above = tuple(at for _, at in (*titles, *points))
            self._lines.append(Line(start, match.end(), above, indent))
            if title:
                titles.append((depth, start))
            elif POINT.match(words):
                points.append((indent, start))
        self.has_order = any(line.above for line in self._lines)
        """Whether any line stands under another."""
        self._starts = [line.start for line in self._lines]

    def line(self, at: int) -> Line:
        """Return the line with an offset, or the last one before it."""
        if not self._lines:
            return Line(0, 0, (), 0)
        return self._lines[max(0, bisect_right(self._starts, at) - 1)]

    def speaker(self, at: int) -> str:
        """Return the name before the colon with which the line of an offset begins; "" where there is none."""
        line = self.line(at)
        found = SPEAKER.match(self.text[line.start : line.end])
        return found["name"].strip() if found else ""
