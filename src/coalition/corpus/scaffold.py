"""Create a graph of one's own: a folder with a register and one worked example."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from coalition.corpus.canonical import format_files
from coalition.corpus.root import DECLARATION, Root, checked_base
from coalition.errors import GraphError
from coalition.files import fault_of_folder, staged
from coalition.namespaces import HOME, PARTS, THING_PREFIXES

EXAMPLE = Path(__file__).parents[1] / "example"
"""The folder that is copied: `graph/`, `sources/` and a README."""


OWN = """# Words of this graph, besides the published ones: `coalition words` lists both. For example:
#
# own:Ship a owl:Class ;
#     rdfs:subClassOf cg:Item ;
#     rdfs:label "ship"@en ;
#     skos:definition "A vessel for the sea."@en .

@prefix cg: <https://w3id.org/coalition-graph/ontology#> .
@prefix own: <{base}ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
"""The file of a new graph for words of its own."""

DECLARED = """# What the addresses of the things in this graph begin with: actor:ann stands for {base}actor/ann.
# Change it before you enter facts; later, in the files of graph/, too.
base = "{base}"
"""
"""The file in which a new graph declares its base."""


def base_of(folder: Path) -> str:
    """Return the base of a new graph where none is given: an address that nobody has, with the name of its folder."""
    name = unicodedata.normalize("NFKD", folder.absolute().name).encode("ascii", "ignore").decode().lower()
    return f"https://example.org/{re.sub('[^a-z0-9]+', '-', name).strip('-') or 'my-graph'}/"


def lay_out(folder: Path, base: str) -> Path:
    """Create a graph in `folder`, which must be new or empty, and return its full path.

    `base` is what the IRIs of its things begin with.

    The graph is written to a hidden folder and renamed, so it is created whole or not at all.

    Raises
    ------
    GraphError
        When the folder is not empty, is the current folder, or cannot be written; when `base` cannot be one.
    """
    checked_base(base, "--base")
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
            (draft / DECLARATION).write_text(DECLARED.format(base=base), encoding="utf-8")
            (draft / "ontology").mkdir()
            (draft / "ontology" / "own.ttl").write_text(OWN.format(base=base), encoding="utf-8")
            (draft / "queries").mkdir()
            _rebase(draft, base)
    except OSError as error:
        what = f"the folder cannot be written ({error.strerror})"
        remedy = "free some disk space, change the permissions, or name another folder"
        raise GraphError(what, where=str(folder), remedy=remedy) from None
    return target


def _rebase(folder: Path, base: str) -> None:
    """Give the things in the files of a graph the base that it declares."""
    for path in sorted((folder / "graph").iterdir()):
        text = path.read_text(encoding="utf-8")
        for name in set(THING_PREFIXES).difference(PARTS):
            text = text.replace(f"<{HOME}{name}/>", f"<{base}{name}/>")
        path.write_text(text, encoding="utf-8")
    root = Root.open(folder)
    with root.namespaces.used():
        format_files(root, write=True)  # the order of IRIs may be another


def next_steps(folder: str, base: str) -> Iterator[str]:
    """Yield the lines that say what to do next with a graph that was created in `folder`; `base` is its base."""
    own = f"coalition --root {shlex.quote(folder)}"
    yield f"created {folder}: a graph of your own with one worked example; it has the published ontology and questions"
    yield f"Its things have addresses under {base}, as {DECLARATION} says; its own words go into ontology/own.ttl."
    yield "Next:"
    yield f"  {own} check"
    yield f'  {own} ask who-took-part --event "Ostvik meeting" --why'
    yield f"  {own} source add YOUR-TEXT.pdf --name NAME"
    yield f"  {own} draft NAME --write"
