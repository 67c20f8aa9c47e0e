"""Change files of facts: statements are taken out and added, and the files stay canonical."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from coalition.build.dataset import Ontology
from coalition.checks import consistency
from coalition.corpus.canonical import canonical, put
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.root import Root
from coalition.errors import GraphError, NotFoundError
from coalition.files import holding
from coalition.namespaces import REGISTER
from coalition.rdf import turtle

REGISTER_NODE = ox.NamedNode(REGISTER)
REGISTER_FILE = "register.trig"


@dataclass
class Edit:
    """Hold a change of the files of a root: the files as they are, and what is taken out of and added to each.

    Attributes
    ----------
    root:
        The root.
    files:
        Its files as they were read.
    removed:
        The statements that no file shall have any more.
    added:
        The statements that are added to each file, which may be a new one.
    """

    root: Root
    files: FactFiles
    removed: set[ox.Quad] = field(default_factory=set)
    added: dict[Path, list[ox.Quad]] = field(default_factory=dict)

    def add(self, path: Path, quads: Iterable[ox.Quad]) -> None:
        """Add statements to a file."""
        self.added.setdefault(path, []).extend(quads)

    def replace(self, old: ox.Quad, new: Iterable[ox.Quad]) -> None:
        """Put statements in the place of another, in each file that has it."""
        new = list(new)
        self.removed.add(old)
        for file in self.files.files:
            if old in file.stated:
                self.add(file.path, new)

    @property
    def register_file(self) -> Path:
        """The file that takes new entries of the register: the one with most of it, or a new one."""
        sizes = {file.path: sum(quad.graph_name == REGISTER_NODE for quad in file.quads) for file in self.files.files}
        most = max(sizes, key=lambda path: sizes[path], default=None)
        return most if most and sizes[most] else self.root.graph / REGISTER_FILE

    def contents(self) -> dict[Path, bytes]:
        """Return the new bytes of each file that changes; of one that would hold no statement, none.

        Raises
        ------
        GraphError
            When a file has comments between its statements, which would be lost.
        """
        changed, known = dict[Path, bytes](), {file.path: file for file in self.files.files}
        for path in known.keys() | self.added.keys():
            file = known.get(path)
            if file is None:
                changed[path] = turtle.trig(self.added[path]).encode()
                continue
            kept = [quad for quad in file.quads if quad not in self.removed]
            quads = [*dict.fromkeys([*kept, *self.added.get(path, ())])]
            if set(quads) != file.stated:
                changed[path] = canonical(replace(file, quads=quads)).encode() if quads else b""
        return changed

    def faults(self) -> list[GraphError]:
        """Return the faults of the files as they would be that they do not have now."""
        return list(self._faults(self.contents()))

    def _faults(self, contents: Mapping[Path, bytes]) -> Iterator[GraphError]:
        kept = [file for file in self.files.files if file.path not in contents]
        new = [FactFile.parse(path, content) for path, content in contents.items()]
        schema = Ontology.from_inputs(self.root.read_ontology()).schema
        before = {fault.what for fault in consistency.faults(self.files, schema)}
        after = consistency.faults(FactFiles.from_files([*kept, *new]), schema)
        yield from (fault for fault in after if fault.what not in before)

    def _checked(self) -> dict[Path, bytes]:
        """Return the new bytes of each file that changes, or raise the first fault of them."""
        contents = self.contents()
        for fault in self._faults(contents):
            raise fault
        return contents

    @contextmanager
    def tried(self) -> Iterator[Path]:
        """Yield a folder that has a root as it would be with this change, to look at what it does.

        Raises
        ------
        GraphError
            When a file would be wrong.
        """
        contents = self._checked()
        with TemporaryDirectory(prefix="coalition-") as folder:
            root = Path(folder)
            (root / "graph").mkdir()
            for path in {*self.root.graph_files(), *contents}:
                target = root / "graph" / path.name
                if path not in contents:
                    target.symlink_to(path.resolve())
                elif contents[path]:
                    target.write_bytes(contents[path])
            for name, own in (("ontology", self.root.ontology), ("queries", self.root.queries)):
                (root / name).symlink_to(own.resolve())
            yield root

    def write(self, last: Collection[Path] = ()) -> list[Path]:
        """Check the change and write it; return the files that changed. Those in `last` are written last.

        Raises
        ------
        GraphError
            When a file would be wrong; nothing is written then. When a file cannot be written.
        """
        contents = self._checked()
        ordered = sorted(contents, key=lambda path: (path in last, path))
        for path in ordered:
            if contents[path]:
                put(path, contents[path])
            else:
                path.unlink()
        return ordered


@contextmanager
def editing(root: Root) -> Iterator[Edit]:
    """Yield a change of the files of a root, which no other process changes so meanwhile.

    Raises
    ------
    GraphError
        When a file cannot be read.
    StoreError
        When another process changes them for too long.
    """
    with holding(root.graph):
        yield Edit(root, FactFiles.load(root))


def stated(thing: str, facts: Mapping[str, Iterable[object]], graph: ox.NamedNode | None = None) -> list[ox.Quad]:
    """Return statements about a thing, by the IRIs of properties; of the default graph, or of another."""
    subject, where = ox.NamedNode(thing), graph or ox.DefaultGraph()
    return [
        ox.Quad(subject, ox.NamedNode(word), node, where)  # type: ignore[arg-type]
        for word, nodes in facts.items()
        for node in nodes
    ]


class History:
    """Remember how the files of facts were before the last change of a root, so that it can be taken back."""

    def __init__(self, root: Root) -> None:
        """Begin without a change."""
        self.root = root
        self._before: dict[Path, bytes] = {}
        self._after: dict[Path, bytes] = {}

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._before)

    @contextmanager
    def step(self) -> Iterator[None]:
        """Remember the change that the block makes, if it succeeds."""
        before = self._contents()
        yield
        self._before, self._after = before, self._contents()

    def undo(self) -> None:
        """Write the files as they were before the last change.

        Raises
        ------
        NotFoundError
            When there is no change to take back.
        GraphError
            When somebody else has changed the files since, or one cannot be written.
        """
        if not self._before:
            raise NotFoundError("there is nothing to undo", remedy="go on")
        with holding(self.root.graph):
            if self._contents() != self._after:
                raise GraphError(
                    "the files were changed since", where=str(self.root.graph), remedy="correct them by hand"
                )
            for path, content in self._before.items():
                if self._after.get(path) != content:
                    put(path, content)
            for path in self._after.keys() - self._before.keys():
                path.unlink()
        self._before, self._after = {}, {}

    def _contents(self) -> dict[Path, bytes]:
        return dict(self.root.read_facts())
