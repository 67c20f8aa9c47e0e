"""Results as JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TextIO


def write_json(whole: Mapping[str, Any], output: TextIO) -> None:
    """Write a documented object as JSON."""
    json.dump(whole, output, ensure_ascii=False, indent=2)
    output.write("\n")


def joined(value: object) -> str:
    """Return a value as one field of CSV: the parts of a list are separated by ` | `."""
    return " | ".join(str(part) for part in value) if isinstance(value, list) else str(value)
