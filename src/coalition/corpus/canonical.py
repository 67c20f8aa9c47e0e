"""The canonical form of files of facts: sorted, so that a diff is a change of facts."""

from __future__ import annotations

import re
from pathlib import Path

from coalition import files
from coalition.corpus.fact_files import FactFile, FactFiles, anonymous
from coalition.corpus.root import Root
from coalition.errors import GraphError, RDFSyntaxError
from coalition.rdf import turtle


def format_files(root: Root, *, write: bool) -> list[Path]:
    """The files of facts that are not in canonical form; with `write`, they are put into it.

    Raises
    ------
    RDFSyntaxError
        When a file does not parse, or holds a comment that would be lost, or a blank node: nothing is written then.
    """
    wanted = [(file, canonical(file).encode()) for file in FactFiles.load(root).files]
    changed = {file.path: content for file, content in wanted if file.content != content}
    if write:
        for path, content in changed.items():
            put(path, content)
    return list(changed)


def canonical(file: FactFile) -> str:
    """The canonical text of a file: its comments at the top, prefixes, sorted blocks; sorted lines for N-Quads."""
    for fault in anonymous(file):
        raise fault
    head = _head(file)
    if file.path.suffix == ".nq":
        return head + "".join(f"{line} .\n" for line in sorted({str(quad) for quad in file.quads}))
    return turtle.trig(file.quads, head)


def _head(file: FactFile) -> str:
    """The comments at the top of a file, a line each."""
    top = re.match(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$))*", file.text)
    count = sum(line.lstrip().startswith("#") for line in re.split(r"\r\n?|\n", top.group() if top else ""))
    comments = list(file.positions.comments())
    for _, position in comments[count:]:
        raise RDFSyntaxError(
            "a comment between statements would be lost",
            where=f"{file.path}:{position}",
            remedy="move it to the top of the file, or into a skos:note",
        )
    return "".join(f"{comment}\n" for comment, _ in comments)


def put(path: Path, content: bytes) -> None:
    """Write a file of facts, or of a text, whole or not at all.

    Raises
    ------
    GraphError
        When it cannot be written.
    """
    try:
        files.write(path, content)
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise GraphError(what, where=str(path), remedy="mend its permissions") from None
