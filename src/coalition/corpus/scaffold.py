"""Laying out a graph of one's own: a folder with a register, one worked example, and the next steps."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from coalition.errors import GraphError
from coalition.files import staged

EXAMPLE = Path(__file__).parents[1] / "example"
"""What is laid out: `graph/`, `sources/` and a README."""


def lay_out(folder: Path) -> Path:
    """Lay out a graph in `folder`, which must be new or empty; its full path.

    It is built beside its target and renamed into it, so it is there whole or not at all.

    Raises
    ------
    GraphError
        When the folder is not empty, or is the one that one is in, or cannot be written.
    """
    target = folder.absolute()
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise GraphError("this is no folder", where=str(folder), remedy="name one that is not there yet")
    if target.is_dir() and any(target.iterdir()):
        raise GraphError("the folder is not empty", where=str(folder), remedy="name one that is not there yet")
    if target.resolve() == Path.cwd():
        raise GraphError("you are in this folder", where=str(folder), remedy="name one that is not there yet")
    if not target.parent.is_dir():
        remedy = "make it first"
        raise GraphError("there is no such folder to lay it out in", where=str(target.parent), remedy=remedy)
    try:
        with staged(target) as draft:
            for path in sorted(EXAMPLE.rglob("*")):
                if path.is_file():
                    copy = draft / path.relative_to(EXAMPLE)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copy)
    except OSError as fault:
        remedy = "make room or mend the permissions, or name another folder"
        raise GraphError(f"cannot be written ({fault.strerror})", where=str(folder), remedy=remedy) from None
    return target


def next_steps(folder: str) -> Iterator[str]:
    """What to do with a graph that was laid out in `folder`, a line each."""
    own = f"coalition --root {folder}"
    yield f"{folder}: a graph of your own, with one worked example; words, rules and questions are the published ones"
    yield "Next:"
    yield f"  {own} check"
    yield f'  {own} ask who-took-part --event "Ostvik meeting" --why'
    yield f"  {own} source add YOUR-TEXT.txt --title TITLE --issued 2025-03-02 --name NAME"
    yield f"  {own} draft NAME >> {folder}/graph/NAME.trig && {own} format"
