"""A root: the folder with the files that a graph is made of, and the digest that names their state."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coalition.errors import GraphError
from coalition.namespaces import PREFIXES

HERE = Path(__file__).parents[1]
PUBLISHED = HERE / "published"
"""Where a wheel carries `ontology/`, `graph/` and `queries/`; a checkout has them two folders up."""

SUFFIXES = (".trig", ".nq")
"""How the names of files of facts end."""

FOREIGN = (*SUFFIXES, ".ttl", ".turtle", ".nt", ".nquads", ".n3", ".rdf", ".owl", ".xml", ".jsonld", ".json")
"""How the names of files end that hold RDF in some other form; they are refused, not passed over."""


@dataclass(frozen=True)
class Root:
    """The folders of a graph. Whatever a root of one's own lacks but `graph/` is taken from the published one."""

    graph: Path
    ontology: Path
    queries: Path
    sources: Path

    @classmethod
    def published(cls) -> Root:
        """The graph that comes with the package, without the texts: those are looked for in `sources/` beside it."""
        folder = PUBLISHED if PUBLISHED.is_dir() else HERE.parents[1]
        return cls(folder / "graph", folder / "ontology", folder / "queries", folder / "sources")

    @classmethod
    def open(cls, folder: Path | None) -> Root:
        """The root in `folder`; the published one where None is given.

        Raises
        ------
        GraphError
            When `folder` has no `graph/` with a file of facts, or one there with facts that are not read.
        """
        given = cls.published()
        if folder is None:
            return given
        if not folder.is_dir():
            raise GraphError("there is no such folder", where=str(folder), remedy="name a folder that holds graph/")
        root = cls(
            folder / "graph",
            folder / "ontology" if (folder / "ontology").is_dir() else given.ontology,
            folder / "queries" if (folder / "queries").is_dir() else given.queries,
            folder / "sources",
        )
        if not root.graph_files():
            raise GraphError(
                "no facts here", where=str(root.graph), remedy="put files of TriG (.trig) or N-Quads (.nq) there"
            )
        for path in sorted(root.graph.iterdir()):
            if path.suffix.lower() in FOREIGN and path.suffix not in SUFFIXES and not path.name.startswith("."):
                remedy = "convert it to TriG (.trig) or N-Quads (.nq), or take it out of graph/"
                raise GraphError("facts in this format are not read", where=str(path), remedy=remedy)
        return root

    def graph_files(self) -> list[Path]:
        """The files of facts, sorted by name; what editors hide beside them is not theirs."""
        found = (path for suffix in SUFFIXES for path in self.graph.glob(f"*{suffix}"))
        return sorted(path for path in found if not path.name.startswith("."))

    def ontology_files(self) -> list[Path]:
        """Return the files of words, alignments, conflicts and lists, sorted; not the shapes, which state nothing.

        A root of one's own may do without the conflicts and the lists.
        """
        optional = [*self.ontology.glob("conflicts.ttl"), *self.ontology.glob("lists/[!.]*.ttl")]
        return sorted([self.ontology / "alignments.ttl", self.ontology / "coalition.ttl", *optional])

    def rule_files(self) -> list[Path]:
        """The files of rules, sorted by name."""
        return sorted((self.ontology / "rules").glob("*.rq"))

    def read_facts(self) -> dict[Path, bytes]:
        """Read the files of facts.

        Raises
        ------
        GraphError
            When a file cannot be read.
        """
        return _read(self.graph_files())

    def read(self) -> Inputs:
        """Read everything that a snapshot is built from.

        Raises
        ------
        GraphError
            When a file cannot be read.
        """
        return Inputs(self.read_facts(), _read(self.ontology_files()), _read(self.rule_files()))


@dataclass(frozen=True)
class Inputs:
    """The bytes of the files that a snapshot is built from, each read once, then hashed and parsed."""

    facts: Mapping[Path, bytes]
    ontology: Mapping[Path, bytes]
    rules: Mapping[Path, bytes]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 that names the state of all of them, as lower-case hexadecimal."""
        whole = hashlib.sha256()
        for contents in (self.facts, self.ontology, self.rules):
            for path, content in contents.items():
                # The folder is named, too: a list may have the name of another file of the ontology.
                whole.update(os.fsencode(f"{path.parent.name}/{path.name}\0{len(content)}\0"))
                whole.update(content)
        return whole.hexdigest()


def _read(paths: Iterable[Path]) -> dict[Path, bytes]:
    contents = {}
    for path in paths:
        try:
            contents[path] = path.read_bytes()
        except OSError as error:
            remedy = "put the file there, or mend its permissions"
            raise GraphError(f"cannot be read ({error.strerror})", where=str(path), remedy=remedy) from None
    return contents


def rule_graph(path: Path) -> str:
    """The IRI of the graph of what the rule in the file `path` derives."""
    return PREFIXES["rule"] + path.stem
