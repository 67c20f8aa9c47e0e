"""Change files of facts: statements are taken out and added, and the files stay canonical."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from coalition import files
from coalition.build.dataset import Ontology
from coalition.checks import consistency
from coalition.corpus.canonical import canonical, put
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.root import DECLARATION, Root
from coalition.errors import GraphError, NotFoundError
from coalition.files import holding
from coalition.namespaces import REGISTER
from coalition.rdf import turtle

REGISTER_NODE = ox.NamedNode(REGISTER)
REGISTER_FILE = "register.trig"
UNFINISHED = ".unfinished-change.json"
"""The file in the folder of facts that holds a change of several files as long as not all are written."""


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
    _contents: dict[Path, bytes] = field(default_factory=dict, init=False)
    _new: FactFiles | None = field(default=None, init=False)

    def add(self, path: Path, quads: Iterable[ox.Quad]) -> None:
        """Add statements to a file."""
        self.added.setdefault(path, []).extend(quads)

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
        schema = Ontology.from_inputs(self.root.read_ontology()).schema
        after = list(consistency.faults(self.new(contents), schema))
        # What was wrong before, somebody else has to correct; most often there is nothing wrong to compare with.
        before = {fault.what for fault in consistency.faults(self.files, schema)} if after else set()
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
            for own in (self.root.ontology[-1], self.root.queries[-1], self.root.graph.parent / DECLARATION):
                if own.parent == self.root.graph.parent and own.exists():
                    (root / own.name).symlink_to(own.resolve())
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
        _write_all(self.root, {path: contents[path] for path in ordered})
        return ordered

    def new(self, contents: Mapping[Path, bytes] | None = None) -> FactFiles:
        """Return the files as they would be with this change, whose contents may be given."""
        contents = self.contents() if contents is None else contents
        if contents != self._contents or self._new is None:
            kept = [file for file in self.files.files if file.path not in contents]
            changed = [FactFile.parse(path, content) for path, content in contents.items() if content]
            self._contents, self._new = dict(contents), FactFiles.from_files([*kept, *changed])
        return self._new


def _write_all(root: Root, contents: Mapping[Path, bytes]) -> None:
    """Write files, of which those without content go: all of them, even where the program ends in the middle.

    What is to be written is noted first, so that the next change can finish it.
    """
    note = root.graph / UNFINISHED
    if len(contents) > 1:
        noted = {path.name: [_content(path), content.decode()] for path, content in contents.items()}
        files.write(note, json.dumps(noted, ensure_ascii=False).encode())
    for path, content in contents.items():
        if content:
            put(path, content)
        else:
            path.unlink(missing_ok=True)
    note.unlink(missing_ok=True)


def _finish(root: Root) -> None:
    """Write what a program noted that ended in the middle of a change."""
    note = root.graph / UNFINISHED
    if not note.is_file():
        return
    noted: dict[str, list[str]] = json.loads(files.read(note, GraphError))
    for name, either in noted.items():
        if _content(root.graph / name) not in either:
            remedy = f"compare it with {note}, which has an unfinished change, and remove that file"
            raise GraphError("the file was changed since", where=str(root.graph / name), remedy=remedy)
    _write_all(root, {root.graph / name: content.encode() for name, (_, content) in noted.items()})


def _content(path: Path) -> str:
    return files.read(path, GraphError).decode() if path.is_file() else ""


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
        _finish(root)
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
    """Remember what the changes of a root changed, so that one after another can be taken back, the last one first."""

    def __init__(self, root: Root) -> None:
        """Begin without a change."""
        self.root = root
        self._steps: list[tuple[str, dict[Path, tuple[bytes | None, bytes | None]]]] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._steps)

    @contextmanager
    def step(self, of: str = "") -> Iterator[None]:
        """Remember the change that the block makes, if it succeeds and changes anything, and what it is a change of."""
        before = self._contents()
        yield
        after = self._contents()
        changed = {
            path: (before.get(path), after.get(path))
            for path in before.keys() | after.keys()
            if before.get(path) != after.get(path)
        }
        if changed:
            self._steps.append((of, changed))

    def undo(self) -> str:
        """Write the files as they were before the last change, and return what it was a change of.

        Raises
        ------
        NotFoundError
            When there is no change to take back.
        GraphError
            When somebody else has changed these files since, or one cannot be written.
        """
        if not self._steps:
            raise NotFoundError("there is nothing to undo", remedy="go on")
        of, step = self._steps[-1]
        with holding(self.root.graph):
            now = self._contents()
            for path, (_, after) in step.items():
                if now.get(path) != after:
                    raise GraphError("the file was changed since", where=str(path), remedy="correct it by hand")
            _write_all(self.root, {path: before or b"" for path, (before, _) in step.items()})
        self._steps.pop()
        return of

    def _contents(self) -> dict[Path, bytes]:
        return dict(self.root.read_facts())
