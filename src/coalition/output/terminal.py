r"""Make visible what a terminal would obey, or not show: control characters and the like.

A label, a title or a file name may hold a character that moves the cursor, changes colours or the clipboard (ESC, BEL,
BS ...), that reverses the order of what follows (U+202E), or that takes no room (U+200B), so that what is read is not
what is there. What people read is therefore written through `Screen`, which prints such a character as an escape:
`\x1b`, `\u202e`.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""The categories of Unicode that are made visible: controls (C0, DEL, C1), format characters (directions, zero widths,
byte order marks, tags), surrogates, which no encoding holds, and the separators of lines and paragraphs."""

NEEDED = {
    *"\n\t",  # what our own lines are made of; `one_line` takes them out of data
    "\u00ad",  # a soft hyphen stands in many texts, and is shown as a hyphen or not at all
    *"\u200c\u200d",  # the non-joiner and the joiner are part of Persian and Indic spelling, and of emoji
    *map(chr, (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)),  # signs that are seen
}
"""The characters of these categories that are written as they are. The last ones are those with the property
Prepended_Concatenation_Mark: signs of Arabic, Syriac and Kaithi that enclose or precede a number."""


def escape(character: str) -> str:
    """Return the escape that people see in place of a character."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str, escape: Callable[[str], str] = escape) -> str:
    """Return a text with an escape in place of each character that a terminal would obey, or not show."""
    # Most texts have only letters, digits, signs and spaces; a line break is the usual exception.
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    return "".join(escape(c) if _unseen(c) else c for c in text)


def _unseen(character: str) -> bool:
    # The two code points that are no characters would make XML, such as a picture in SVG, ill-formed.
    return (unicodedata.category(character) in UNSEEN and character not in NEEDED) or character in "\ufffe\uffff"


def one_line(text: str) -> str:
    """Return a text as `visible` does, in one line: each line break and tab becomes a space."""
    return text if text.isprintable() else visible(re.sub(r"\r\n|[\n\r\t]", " ", text))


class Screen:
    """Write for people: what is written to this stream is made visible first.

    Attributes
    ----------
    data:
        The stream beneath, which takes data for programs as they are.
    """

    def __init__(self, data: TextIO) -> None:
        self.data = data

    def write(self, text: str) -> int:
        """Write a text, made visible."""
        return self.data.write(visible(text))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts, made visible."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.data, name)


def as_data(output: TextIO) -> TextIO:
    """Return the stream to which data for programs are written: the one beneath a `Screen`."""
    return output.data if isinstance(output, Screen) else output


@contextmanager
def screened() -> Iterator[None]:
    """Make visible whatever is written to standard output and standard error, messages of libraries included.

    What writes for programs asks for the stream beneath with `as_data`.
    """
    given = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = map(_screen, given)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = given


def _screen(stream: TextIO) -> TextIO:
    """Return the screen before a stream; a closed stream, which is None, and a screen are returned as they are."""
    return cast(TextIO, Screen(stream)) if stream and not isinstance(stream, Screen) else stream
