"""Find and read the files that a graph is built from, and name their state by a digest."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from coalition import files
from coalition.errors import GraphError
from coalition.files import fault_of_folder
from coalition.namespaces import (
    CG,
    HOME,
    OWL,
    PREFIXES,
    SKOS,
    STANDARD,
    THING_PREFIXES,
    TYPE,
    Namespaces,
    space_of,
    word_name,
)

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


WHOLE = "coalition.ttl"
"""The file of `ontology/` that tells a whole ontology, which takes the place of the published one, from an addition."""

DECLARATION = "coalition.toml"
"""The file of a root that declares the base of its IRIs."""

BASE = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+/([^\s?#<>\"{}|\\^`]*/)?")
"""What a base looks like: an address that ends with a slash."""


@dataclass(frozen=True)
class Root:
    """Name the folders of a graph.

    A root of one's own must have `graph/`. What lies in its `ontology/` and `queries/` is added to what is published.
    Where its `ontology/` holds a whole ontology, with the file `coalition.ttl`, its folders take the place of the
    published ones.

    Attributes
    ----------
    graph, sources:
        The folders of the facts, and of the texts.
    ontology, queries:
        The folders of words, shapes, rules and kinds of conflicts, and of questions: first the published one, then that
        of the root. A query of a later folder takes the place of one with the same name.
    namespaces:
        What prefixes stand for.
    """

    graph: Path
    ontology: tuple[Path, ...]
    queries: tuple[Path, ...]
    sources: Path
    namespaces: Namespaces = STANDARD

    @classmethod
    def published(cls) -> Root:
        """Return the root of the graph that comes with the package.

        The package does not contain the texts; they are looked for in `sources/` beside the graph.
        """
        folder = PUBLISHED if PUBLISHED.is_dir() else HERE.parents[1]
        return cls(folder / "graph", (folder / "ontology",), (folder / "queries",), folder / "sources")

    @classmethod
    def open(cls, folder: Path | None) -> Root:
        """Return the root in `folder`, or the published one for None.

        Raises
        ------
        GraphError
            When `folder` has no `graph/` with a file of facts, or has facts or words in a format that is not read; when
            what it declares of its namespaces is wrong.
        """
        published = cls.published()
        if folder is None:
            return published
        _refuse(folder, "name a folder that holds graph/")
        ontology, queries = _own(folder / "ontology"), _own(folder / "queries")
        whole = any((each / WHOLE).is_file() for each in ontology)
        root = cls(
            folder / "graph",
            ontology if whole else (*published.ontology, *ontology),
            queries if whole and queries else (*published.queries, *queries),
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
        for path in chain.from_iterable(map(_listed, root.ontology[1:])):
            if path.name.lower().endswith(FOREIGN) and path.suffix != ".ttl" and not path.name.startswith("."):
                remedy = "convert it to Turtle (.ttl), or move it out of ontology/"
                raise GraphError("words in this format are not read", where=str(path), remedy=remedy)
        base, (own, spaces) = _base(folder / DECLARATION), declared(_read(root.own_words()))
        return replace(root, namespaces=Namespaces(base, own, spaces))

    def graph_files(self) -> list[Path]:
        """Return the files of facts, sorted by name, without hidden files such as those of editors.

        Raises
        ------
        GraphError
            When the folder cannot be read.
        """
        return [self.graph / name for name in _names(self.graph) if _holds_facts(name)]

    def ontology_files(self) -> list[Path]:
        """Return the files of terms, alignments, conflicts and lists, sorted by name; those that a root adds come last.

        The shapes are left out, if they do not stand in a file that a root adds. A root with a whole ontology may do
        without the conflicts and the lists.
        """
        first = self.ontology[0]
        optional = [path for path in _listed(first) if path.name == "conflicts.ttl"]
        optional += [path for path in _listed(first / "lists") if path.match("[!.]*.ttl")]
        return [*sorted([first / "alignments.ttl", first / WHOLE, *optional]), *self.own_words()]

    def own_words(self) -> list[Path]:
        """Return the files of words and shapes that the root adds to the published ones, sorted by name."""
        folders = [each for own in self.ontology[1:] for each in (own, own / "lists")]
        return sorted(path for folder in folders for path in _listed(folder) if path.match("[!.]*.ttl"))

    def shape_files(self) -> list[Path]:
        """Return the files in which shapes stand."""
        return [self.ontology[0] / "shapes.ttl", *self.own_words()]

    def conflict_files(self) -> list[Path]:
        """Return the files of the queries that find conflicts, sorted by name."""
        return layered([folder / "conflicts" for folder in self.ontology])

    def question_files(self) -> list[Path]:
        """Return the files of questions, sorted by name."""
        return layered(self.queries)

    def replaced(self) -> dict[Path, Path]:
        """Return the queries of the root that take the place of published ones with the same name, with these."""
        folders = [self.queries, *(tuple(each / name for each in self.ontology) for name in ("rules", "conflicts"))]
        return {
            path: first / path.name
            for first, *later in folders
            for path in layered(later)
            if (first / path.name).is_file()
        }

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
        """Return the local names of the classes of the ontology, and the prefixed names of those that the root adds.

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
        with self.namespaces.used():
            return frozenset(word_name(iri) for iri in kinds if iri.startswith(self.namespaces.words))

    def rule_files(self) -> list[Path]:
        """Return the files of rules, sorted by name."""
        return layered([folder / "rules" for folder in self.ontology])

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
        return self._inputs({})

    def read(self) -> Inputs:
        """Read everything that a snapshot is built from; the files of facts are read when they are asked for.

        Raises
        ------
        GraphError
            When a file cannot be read.
        """
        return self._inputs(Contents(self.graph_files()))

    def _inputs(self, facts: Mapping[Path, bytes]) -> Inputs:
        ontology, rules = _read(self.ontology_files()), _read(self.rule_files())
        return Inputs(facts, ontology, rules, frozenset(self.own_words()), self.namespaces.base)


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
    """Hold the files that a snapshot is built from, by their paths.

    `added` are those files of the ontology that a root adds to the published ones; `base` is what the IRIs of things
    begin with, where the files do not declare it.
    """

    facts: Mapping[Path, bytes]
    ontology: Mapping[Path, bytes]
    rules: Mapping[Path, bytes]
    added: frozenset[Path] = frozenset()
    base: str = HOME

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the names and digests of all files, in lower-case hexadecimal."""
        return self.digest_with((path, self.digest_of(path)) for path in self.facts)

    def words(self) -> list[bytes]:
        """Return what decides besides a file of facts what is wrong in it: the ontology, and the base."""
        return [*self.ontology.values(), *([] if self.base == HOME else [self.base.encode()])]

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
        whole = hashlib.sha256(b"" if self.base == HOME else self.base.encode())
        own = ((p, hashlib.sha256(content).hexdigest()) for p, content in (*self.ontology.items(), *self.rules.items()))
        for path, digest in chain(facts, own):
            # With the folder, as a list may have the name of another file of the ontology.
            folder, name = os.path.split(path)
            whole.update(os.fsencode(f"{os.path.basename(folder)}/{name}\0{digest}\n"))
        return whole.hexdigest()


def layered(folders: Iterable[Path]) -> list[Path]:
    """Return the queries in some folders, sorted by name; one in a later folder takes the place of its namesake.

    Hidden files, such as those of editors, are left out.
    """
    found = {path.name: path for folder in folders for path in _listed(folder) if path.match("[!.]*.rq")}
    return sorted(found.values(), key=lambda path: path.stem)


def declared(contents: Mapping[Path, bytes]) -> tuple[dict[str, str], list[str]]:
    """Return the prefixes that files of words declare, without the standard ones, and the namespaces of their words.

    Raises
    ------
    GraphError
        When a file is not Turtle, or gives another meaning to a prefix.
    """
    own, spaces, published = dict[str, str](), set[str](), STANDARD.prefixes
    for path, content in contents.items():
        parser = ox.parse(content, ox.RdfFormat.TURTLE)
        try:
            spaces |= {space_of(quad.subject.value) for quad in parser if _defines(quad)}
        except SyntaxError as fault:
            raise GraphError(f"this is not Turtle ({fault})", where=str(path), remedy="mend the statement") from None
        for prefix, namespace in sorted(parser.prefixes.items()):
            if not prefix or namespace in published.values():
                continue
            meant = published.get(prefix) if prefix not in THING_PREFIXES else None
            if (meant or own.get(prefix, namespace)) != namespace:
                what = f"{prefix}: stands for <{namespace}> here, and for <{meant or own[prefix]}> elsewhere"
                raise GraphError(what, where=str(path), remedy="choose another prefix")
            if prefix not in THING_PREFIXES:
                own[prefix] = namespace
    return own, sorted(spaces.difference(published.values(), {""}))


def _defines(quad: ox.Quad) -> bool:
    """Tell whether a statement says that its subject is a class, a property or a value of a list."""
    value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
    if not isinstance(quad.subject, ox.NamedNode):
        return False
    is_word = value.startswith(OWL) and value.removeprefix(OWL).endswith(("Class", "Property"))
    return quad.predicate.value == SKOS + "inScheme" or (quad.predicate.value == TYPE and is_word)


def _base(path: Path) -> str:
    """Return the base that the file at `path` declares; that of the published graph where there is no such file."""
    if not os.path.lexists(path):
        return HOME
    import tomllib

    text = files.decode(files.read(path, GraphError), str(path), GraphError)
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise GraphError(f"this is not TOML ({fault})", where=str(path), remedy='write base = "ADDRESS"') from None
    for key in given:
        if key != "base":
            raise GraphError(f"there is no setting {key}", where=str(path), remedy="set only base")
    return checked_base(given.get("base", HOME), str(path))


def checked_base(base: object, where: str) -> str:
    """Return a base for IRIs, or raise a GraphError where it cannot be one; `where` tells where it was given."""
    if not isinstance(base, str) or not BASE.fullmatch(base) or base.startswith(CG) or not _is_iri(base):
        what = f"{base} cannot be the base of IRIs"
        remedy = "write an address that ends with a slash, such as https://example.org/my-graph/"
        raise GraphError(what, where=where, remedy=remedy)
    return base


def _is_iri(text: str) -> bool:
    try:
        return bool(ox.NamedNode(text).value)
    except ValueError:
        return False


def _own(folder: Path) -> tuple[Path, ...]:
    """Return a folder of a root of one's own, or nothing where it lacks that folder."""
    if not os.path.lexists(folder):
        return ()
    _refuse(folder, "make it a folder, or remove it to use the published one alone")
    return (folder,)


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
