"""Write files of facts in canonical form, which is sorted, so that a diff shows changed facts only."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from coalition import files
from coalition.corpus.fact_files import FactFile, FactFiles, anonymous
from coalition.corpus.root import Root
from coalition.errors import GraphError, LiteralError, RDFSyntaxError
from coalition.rdf import turtle
from coalition.rdf.literals import fault_of, is_lost


def format_files(root: Root, *, write: bool) -> list[Path]:
    """Return the files of facts that are not in canonical form; with `write`, rewrite them in it.

    Raises
    ------
    RDFSyntaxError, LiteralError
        When a file does not parse, or where `canonical` raises it. Nothing is written then.
    """
    formatted = [(file, canonical(file).encode()) for file in FactFiles.load(root).files]
    changed = {file.path: content for file, content in formatted if file.content != content}
    if write:
        for path, content in changed.items():
            put(path, content)
    return list(changed)


def canonical(file: FactFile) -> str:
    """Return the canonical text of a file.

    For TriG, that is the comments at its top, the prefixes and the sorted blocks; for N-Quads, the comments and the
    sorted lines. Each literal has the form in which the store gives it back.

    Raises
    ------
    RDFSyntaxError, LiteralError
        When the file holds a blank node, a comment between its statements, or a number that its datatype cannot hold.
    """
    for fault in anonymous(file):
        raise fault
    head, quads = _head(file), [_restated(quad, file) for quad in file.quads]
    if file.path.suffix == ".nq":
        return head + "".join(f"{line} .\n" for line in sorted({str(quad) for quad in quads}))
    return turtle.trig(quads, head)


def _restated(quad: ox.Quad, file: FactFile) -> ox.Quad:
    """Return a statement with its value in the form in which the store gives it back."""
    stored = file.restated.get(quad.object)  # type: ignore[arg-type]  # other terms than literals are not found
    if stored is None:
        return quad
    if is_lost(quad.object, stored):  # type: ignore[arg-type]
        what, remedy = fault_of(quad.object, stored)  # type: ignore[arg-type]
        raise LiteralError(what, where=file.at(quad), remedy=remedy)
    return ox.Quad(quad.subject, quad.predicate, stored, quad.graph_name)


def _head(file: FactFile) -> str:
    """Return the comments at the top of a file, a line each."""
    # Lines that are empty or hold only a comment; a carriage return alone ends a line in Turtle, too.
    top = re.match(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$))*", file.text)
    count = sum(line.lstrip().startswith("#") for line in re.split(r"\r\n?|\n", top.group() if top else ""))
    comments = list(file.positions.comments())
    for _, position in comments[count:]:
        raise RDFSyntaxError(
            "a comment between statements would be lost",
            where=f"{file.path}:{position}",
            remedy="move it to the top of the file, or write it as a skos:note",
        )
    return "".join(f"{comment}\n" for comment, _ in comments)


def put(path: Path, content: bytes) -> None:
    """Write a file of facts or a text, whole or not at all.

    Raises
    ------
    GraphError
        When the file cannot be written.
    """
    try:
        files.write(path, content)
    except OSError as error:
        what = f"the file cannot be written ({error.strerror})"
        raise GraphError(what, where=str(path), remedy="free some disk space, or change its permissions") from None
