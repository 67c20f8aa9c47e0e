"""Write results as JSON, and fields of CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
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


def write_json_list(
    name: str, items: Iterable[str], content: Mapping[str, Any], output: TextIO, about: About | None = None
) -> None:
    """Write what `write_json` does of an object that has a list before the members of `content`, item by item.

    The items are given as `as_json` returns them.
    """
    output = as_data(output)
    head = as_json({"about": about.to_dict()}).removesuffix("\n}\n") + "," if about else "{"
    output.write(f'{head}\n  "{name}": [')
    end = "]"
    for item in items:
        output.write(("," if end != "]" else "") + f"\n{item.rstrip()}".replace("\n", "\n    "))
        end = "\n  ]"
    output.write(end + ("," + as_json(content).removeprefix("{") if content else "\n}\n"))


def as_json(content: Mapping[str, Any], *, sort_keys: bool = False, indent: int | None = 2) -> str:
    """Return an object as indented JSON, or with None as one line, with a line break at the end."""
    text = json.dumps(content, ensure_ascii=False, indent=indent, sort_keys=sort_keys)
    # JSON has escapes for what a terminal would obey, and for half of a surrogate pair, which UTF-8 cannot hold.
    return visible(text, lambda character: json.dumps(character)[1:-1]) + "\n"


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], output: TextIO) -> None:
    """Write rows as CSV, below the names of the columns, which are the keys of the rows; see `joined`."""
    import csv  # which the answers to most queries do without

    writer = csv.writer(as_data(output))
    writer.writerow(columns)
    writer.writerows([joined(row[column]) for column in columns] for row in rows)


def joined(value: object) -> str:
    """Return a value as one field of CSV: the parts of a list are separated by ` | `, and None is empty."""
    if isinstance(value, list):
        return " | ".join(str(part) for part in value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
