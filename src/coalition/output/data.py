"""Write results as JSON, and fields of CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TextIO


def write_json(content: Mapping[str, Any], output: TextIO) -> None:
    """Write an object as indented JSON, with a line break at the end."""
    json.dump(content, output, ensure_ascii=False, indent=2)
    output.write("\n")


def joined(value: object) -> str:
    """Return a value as one field of CSV; the parts of a list are separated by ` | `."""
    return " | ".join(str(part) for part in value) if isinstance(value, list) else str(value)
