"""Write results as JSON, and fields of CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TextIO

from coalition.output.terminal import as_data, visible

if TYPE_CHECKING:
    from coalition.output.about import About


def write_json(content: Mapping[str, Any], output: TextIO, about: About | None = None) -> None:
    """Write an object as indented JSON, with a line break at the end.

    Its first member is `about`, where it is given. It precedes the others because some readers of the W3C's results
    allow no member after the rows.
    """
    as_data(output).write(as_json({"about": about.to_dict(), **content} if about else content))


def as_json(content: Mapping[str, Any], *, sort_keys: bool = False, indent: int | None = 2) -> str:
    """Return an object as indented JSON, or with None as one line, with a line break at the end."""
    text = json.dumps(content, ensure_ascii=False, indent=indent, sort_keys=sort_keys)
    # JSON has escapes for what a terminal would obey, and for half of a surrogate pair, which UTF-8 cannot hold.
    return visible(text, lambda character: json.dumps(character)[1:-1]) + "\n"


def joined(value: object) -> str:
    """Return a value as one field of CSV; the parts of a list are separated by ` | `."""
    return " | ".join(str(part) for part in value) if isinstance(value, list) else str(value)
