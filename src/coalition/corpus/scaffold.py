"""Create a graph of one's own: a folder with a register and one worked example."""

from __future__ import annotations

import os
import shlex
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from coalition.errors import GraphError
from coalition.files import fault_of_folder, staged

EXAMPLE = Path(__file__).parents[1] / "example"
"""The folder that is copied: `graph/`, `sources/` and a README."""


def lay_out(folder: Path) -> Path:
    """Create a graph in `folder`, which must be new or empty, and return its full path.

    The graph is written to a hidden folder and renamed, so it is created whole or not at all.

    Raises
    ------
    GraphError
        When the folder is not empty, is the current folder, or cannot be written.
    """
    target = folder.absolute()
    remedy = "name a folder that does not exist yet"
    if any(unicodedata.category(character) == "Cc" for character in target.name):  # commands print it
        raise GraphError("the name has control characters", where=str(folder), remedy="name the folder without them")
    try:
        fault = fault_of_folder(target)
        if target.is_symlink() or (fault and os.path.lexists(target)):
            raise GraphError(fault or "this is a link", where=str(folder), remedy=remedy)
        if not fault and any(target.iterdir()):
            raise GraphError("the folder is not empty", where=str(folder), remedy=remedy)
        if target.resolve() == Path.cwd():  # it could not be renamed
            raise GraphError("this is the current folder", where=str(folder), remedy=remedy)
        fault = fault_of_folder(target.parent)
        if fault:
            raise GraphError(fault, where=str(target.parent), remedy="create it first, or name another")
        with staged(target) as draft:
            for path in sorted(EXAMPLE.rglob("*")):
                if path.is_file():
                    copy = draft / path.relative_to(EXAMPLE)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copy)
    except OSError as error:
        what = f"the folder cannot be written ({error.strerror})"
        remedy = "free some disk space, change the permissions, or name another folder"
        raise GraphError(what, where=str(folder), remedy=remedy) from None
    return target


def next_steps(folder: str) -> Iterator[str]:
    """Yield the lines that say what to do next with a graph that was created in `folder`."""
    own = f"coalition --root {shlex.quote(folder)}"
    yield f"created {folder}: a graph of your own with one worked example; it uses the published ontology and questions"
    yield "Next:"
    yield f"  {own} check"
    yield f'  {own} ask who-took-part --event "Ostvik meeting" --why'
    yield f"  {own} source add YOUR-TEXT.pdf --name NAME"
    yield f"  {own} draft NAME --write"
