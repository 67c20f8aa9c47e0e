"""Find and read the files that a graph is built from, and name their state by a digest."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from coalition import files
from coalition.errors import GraphError
from coalition.files import fault_of_folder
from coalition.namespaces import CG, OWL, PREFIXES

HERE = Path(__file__).parents[1]
PUBLISHED = HERE / "published"
"""The folder of `ontology/`, `graph/` and `queries/` in an installed package; a checkout has them two folders up."""

SUFFIXES = (".trig", ".nq")
"""The suffixes of files of facts."""

SPDX = re.compile(r"^SPDX-License-Identifier: ([A-Za-z0-9.-]+)$", re.MULTILINE)
"""The line that names a licence by one identifier: https://spdx.github.io/spdx-spec/v2.3/using-SPDX-short-identifiers-in-source-files."""

CLASS = ox.NamedNode(OWL + "Class")

FOREIGN = (*SUFFIXES, ".ttl", ".turtle", ".nt", ".nquads", ".n3", ".rdf", ".owl", ".xml", ".jsonld", ".json")
"""The suffixes of files that may hold RDF in a format that is not read.

They are refused, so that nobody misses facts that were silently left out. `SUFFIXES` are among them because of files
such as `FACTS.TRIG`, which are not read either.
"""


@dataclass(frozen=True)
class Root:
    """Name the folders of a graph.

    A root of one's own must have `graph/`; for other folders that it lacks, the published ones are used.
    """

    graph: Path
    ontology: Path
    queries: Path
    sources: Path

    @classmethod
    def published(cls) -> Root:
        """Return the root of the graph that comes with the package.

        The package does not contain the texts; they are looked for in `sources/` beside the graph.
        """
        folder = PUBLISHED if PUBLISHED.is_dir() else HERE.parents[1]
        return cls(folder / "graph", folder / "ontology", folder / "queries", folder / "sources")

    @classmethod
    def open(cls, folder: Path | None) -> Root:
        """Return the root in `folder`, or the published one for None.

        Raises
        ------
        GraphError
            When `folder` has no `graph/` with a file of facts, or has facts in a format that is not read.
        """
        published = cls.published()
        if folder is None:
            return published
        _refuse(folder, "name a folder that holds graph/")
        root = cls(
            folder / "graph",
            _own(folder / "ontology", published.ontology),
            _own(folder / "queries", published.queries),
            folder / "sources",
        )
        names = _names(root.graph)
        if not any(map(_holds_facts, names)):
            remedy = "put files of TriG (.trig) or N-Quads (.nq) there"
            raise GraphError("this folder holds no facts", where=str(root.graph), remedy=remedy)
        for name in names:
            if name.lower().endswith(FOREIGN) and not name.endswith(SUFFIXES) and not name.startswith("."):
                remedy = "convert it to TriG (.trig) or N-Quads (.nq), or move it out of graph/"
                raise GraphError("facts in this format are not read", where=str(root.graph / name), remedy=remedy)
        return root

    def graph_files(self) -> list[Path]:
        """Return the files of facts, sorted by name, without hidden files such as those of editors.

        Raises
        ------
        GraphError
            When the folder cannot be read.
        """
        return [self.graph / name for name in _names(self.graph) if _holds_facts(name)]

    def ontology_files(self) -> list[Path]:
        """Return the files of terms, alignments, conflicts and lists, sorted by name, without the shapes.

        A root of one's own may do without the conflicts and the lists.
        """
        optional = [path for path in _listed(self.ontology) if path.name == "conflicts.ttl"]
        optional += [path for path in _listed(self.ontology / "lists") if path.match("[!.]*.ttl")]
        return sorted([self.ontology / "alignments.ttl", self.ontology / "coalition.ttl", *optional])

    def licence(self) -> str:
        """Return the SPDX identifier of the licence that the file LICENSE beside the facts names, or "".

        Raises
        ------
        GraphError
            When the file cannot be read.
        """
        path = self.graph / "LICENSE"
        if not path.is_file():
            return ""
        named = SPDX.search(files.read(path, GraphError).decode("utf-8", "replace"))
        return named[1] if named else ""

    def kinds(self) -> frozenset[str]:
        """Return the local names of the classes that the ontology defines in our namespace.

        Raises
        ------
        GraphError
            When the ontology cannot be read, or is not Turtle.
        """
        kinds = set()
        for path, content in _read(self.ontology_files()).items():
            try:
                # The parser alone takes 2 ms, and a command that answers a question waits for it.
                kinds |= {quad.subject.value for quad in ox.parse(content, ox.RdfFormat.TURTLE) if quad.object == CLASS}
            except SyntaxError as fault:
                raise GraphError(
                    f"this is not Turtle ({fault})", where=str(path), remedy="mend the statement"
                ) from None
        return frozenset(iri.removeprefix(CG) for iri in kinds if iri.startswith(CG))

    def rule_files(self) -> list[Path]:
        """Return the files of rules, sorted by name."""
        return [path for path in _listed(self.ontology / "rules") if path.suffix == ".rq"]

    def read_facts(self) -> dict[Path, bytes]:
        """Read the files of facts.

        Raises
        ------
        GraphError
            When a file cannot be read.
        """
        return _read(self.graph_files())

    def read_ontology(self) -> Inputs:
        """Read the ontology and the rules, without the facts.

        Raises
        ------
        GraphError
            When a file cannot be read.
        """
        return Inputs({}, _read(self.ontology_files()), _read(self.rule_files()))

    def read(self) -> Inputs:
        """Read everything that a snapshot is built from; the files of facts are read when they are asked for.

        Raises
        ------
        GraphError
            When a file cannot be read.
        """
        return Inputs(Contents(self.graph_files()), _read(self.ontology_files()), _read(self.rule_files()))


class Contents(Mapping[Path, bytes]):
    """Read files when their bytes are asked for, and see to it that these are the same each time.

    So memory need not hold all files, and what is hashed is also what is parsed.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        """Read the files at `paths`, in that order."""
        self._digests = dict.fromkeys(paths, "")

    def __iter__(self) -> Iterator[Path]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)

    def __getitem__(self, path: Path) -> bytes:
        """Return the bytes of a file.

        Raises
        ------
        GraphError
            When it cannot be read, or is no longer the file that was read first.
        """
        content = files.read(path, GraphError)
        self.note(path, hashlib.sha256(content).hexdigest())
        return content

    def note(self, path: Path, digest: str) -> None:
        """Take note of the digest of a file that was read here, or by another process.

        Raises
        ------
        GraphError
            When it is no longer the file that was read first.
        """
        if self._digests[path] not in ("", digest):
            raise GraphError("the file was changed while it was read", where=str(path), remedy="run the command again")
        self._digests[path] = digest

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file in lower-case hexadecimal."""
        if not self._digests[path]:
            self[path]
        return self._digests[path]


@dataclass(frozen=True)
class Inputs:
    """Hold the files that a snapshot is built from, by their paths."""

    facts: Mapping[Path, bytes]
    ontology: Mapping[Path, bytes]
    rules: Mapping[Path, bytes]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the names and digests of all files, in lower-case hexadecimal."""
        return self.digest_with((path, self.digest_of(path)) for path in self.facts)

    def digest_of(self, path: Path) -> str:
        """Return the SHA-256 of a file of facts in lower-case hexadecimal."""
        if isinstance(self.facts, Contents):
            return self.facts.digest(path)
        return hashlib.sha256(self.facts[path]).hexdigest()

    def held(self, path: Path) -> bytes | None:
        """Return the bytes of a file of facts that are in memory; None where another process can read them itself."""
        return None if isinstance(self.facts, Contents) else self.facts[path]

    def note(self, path: Path, digest: str) -> None:
        """Take note of the digest of a file of facts that another process has read; see `Contents.note`."""
        if isinstance(self.facts, Contents):
            self.facts.note(path, digest)

    def digest_with(self, facts: Iterable[tuple[Path, str]]) -> str:
        """Return what `digest` is with facts in files that have these digests."""
        whole = hashlib.sha256()
        own = ((p, hashlib.sha256(content).hexdigest()) for p, content in (*self.ontology.items(), *self.rules.items()))
        for path, digest in chain(facts, own):
            # With the folder, as a list may have the name of another file of the ontology.
            folder, name = os.path.split(path)
            whole.update(os.fsencode(f"{os.path.basename(folder)}/{name}\0{digest}\n"))
        return whole.hexdigest()


def _own(folder: Path, published: Path) -> Path:
    """Return a folder of a root of one's own, or the published one where it lacks that folder."""
    if not os.path.lexists(folder):
        return published
    _refuse(folder, "make it a folder, or remove it to use the published one")
    return folder


def _listed(folder: Path) -> list[Path]:
    """Return the paths in a folder, sorted; none where there is no such folder."""
    return [folder / name for name in _names(folder)]


def _names(folder: Path) -> list[str]:
    """Return the names in a folder, sorted; none where there is no such folder. Paths would take much longer."""
    if not os.path.lexists(folder):
        return []
    _refuse(folder, "make it a folder, or change its permissions")
    return sorted(os.listdir(folder))


def _holds_facts(name: str) -> bool:
    return name.endswith(SUFFIXES) and not name.startswith(".")


def _refuse(folder: Path, remedy: str) -> None:
    fault = fault_of_folder(folder)
    if fault:
        raise GraphError(fault, where=str(folder), remedy=remedy)


def _read(paths: Iterable[Path]) -> dict[Path, bytes]:
    return {path: files.read(path, GraphError) for path in paths}


def rule_graph(path: Path) -> str:
    """Return the IRI of the graph that holds what the rule in the file `path` derives."""
    return PREFIXES["rule"] + path.stem
