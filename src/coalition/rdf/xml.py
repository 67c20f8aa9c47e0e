"""Keep XML well-formed: refuse the characters that it cannot hold."""

from __future__ import annotations

import re

from coalition.errors import SelectionError

UNFIT = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""The characters that XML 1.0 cannot hold, not even as a reference (production 2, Char)."""


def fit(text: str) -> str:
    """Return a document in XML, or a part of it, in which carriage returns are written as references.

    A parser would turn a bare carriage return into a line feed.

    Raises
    ------
    SelectionError
        When the text has a character that XML cannot hold.
    """
    # Python's own writer turns half of a surrogate pair, which no encoding holds, into a reference.
    if unfit := re.search(UNFIT, re.sub("&#([0-9]+);", lambda reference: chr(int(reference[1])), text)):
        before = re.split('[<>"]', unfit.string[: unfit.start()])[-1][-20:]
        after = re.split('[<>"]', unfit.string[unfit.start() :], maxsplit=1)[0][:20]
        what = f"XML cannot hold the control character U+{ord(unfit[0]):04X}, which stands in «{before}{after}»"
        raise SelectionError(what, remedy="choose another format")
    return text.replace("\r", "&#13;")


def is_well_formed(document: str) -> bool:
    """Tell whether a parser of XML reads a document to its end."""
    from xml.etree import ElementTree

    try:
        ElementTree.fromstring(document)
    except ElementTree.ParseError:
        return False
    return True
