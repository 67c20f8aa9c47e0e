"""Write results as JSON, and fields of CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TextIO

from coalition.output.terminal import as_data, visible


def write_json(content: Mapping[str, Any], output: TextIO) -> None:
    """Write an object as indented JSON, with a line break at the end."""
    as_data(output).write(as_json(content))


def as_json(content: Mapping[str, Any], *, sort_keys: bool = False) -> str:
    """Return an object as indented JSON, with a line break at the end."""
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=sort_keys)
    # JSON has escapes for what a terminal would obey, and for half of a surrogate pair, which UTF-8 cannot hold.
    return visible(text, lambda character: json.dumps(character)[1:-1]) + "\n"


def joined(value: object) -> str:
    """Return a value as one field of CSV; the parts of a list are separated by ` | `."""
    return " | ".join(str(part) for part in value) if isinstance(value, list) else str(value)
