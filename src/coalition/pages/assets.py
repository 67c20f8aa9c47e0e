"""Find the files that pages load: styles, scripts and pictures, under names that change with what they hold."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from coalition import files
from coalition.errors import StoreError

FOLDER = Path(__file__).with_name("assets")
"""What `make web` has built from `web/`."""

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = json.loads(files.read(FOLDER / "names.json", StoreError))
    return found


def address(name: str) -> str:
    """Return the path under which the service has a file, such as `main.css`."""
    return f"/assets/{_names()[name]}"


@cache
def content(name: str) -> tuple[bytes, str] | None:
    """Return the bytes and the media type of a file by its name with the digest; None where there is none."""
    if name not in _names().values():
        return None
    path = FOLDER / name
    return files.read(path, StoreError), TYPES[path.suffix]
