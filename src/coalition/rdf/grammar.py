r"""Name the characters that SPARQL and Turtle allow in names.

The productions of both grammars are the same: https://www.w3.org/TR/sparql11-query/#rPN_CHARS_BASE. Python's `\w` is
narrower: it lacks the middle dot, combining marks, joiners and undertie, which names may contain.
"""

from __future__ import annotations

BASE = (
    "A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F"
    "\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\U00010000-\\U000EFFFF"
)
"""The letters that begin a prefix (PN_CHARS_BASE), as the inside of a character class."""

FIRST = BASE + "_0-9"
"""What a variable, the label of a blank node or a local name begins with (PN_CHARS_U and digits)."""

LATER = FIRST + "\\u00B7\\u0300-\\u036F\\u203F-\\u2040"
"""What a variable goes on with; prefixes, labels of blank nodes and local names may contain `-` and `.` as well."""
