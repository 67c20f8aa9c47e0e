"""Hold the things that a change states something of against the shapes, and name the fields that are wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from coalition.build.dataset import Ontology
from coalition.checks.shapes import results_about
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Root
from coalition.curation.editing import Edit
from coalition.curation.forms import Forms
from coalition.errors import GraphError
from coalition.namespaces import TYPE, shorten


@dataclass(frozen=True, slots=True)
class Wrong:
    """Hold what a shape finds wrong: of which thing and property, by their IRIs, and what to do; "" where it says none.

    `word` is "" where no single property is wrong.
    """

    thing: str
    word: str
    what: str
    remedy: str


class ShapeError(GraphError):
    """Tell that things do not fit the shapes; `wrong` has what is wrong with each."""

    def __init__(self, wrong: Collection[Wrong]) -> None:
        """Take what is wrong, of which the first is told."""
        first, *_ = wrong
        super().__init__(first.what, where=shorten(first.thing) or first.thing, remedy=first.remedy)
        self.wrong = tuple(wrong)


class Shapes:
    """Hold changes of a root against its shapes."""

    def __init__(self, root: Root, forms: Forms) -> None:
        """Take the root, and the forms, which know which class is narrower than which."""
        self.paths = [path for path in root.shape_files() if path.is_file()]
        self.forms = forms
        self.words = Ontology.from_inputs(root.read_ontology()).triples

    def check(self, edit: Edit, things: Collection[str]) -> None:
        """Raise a fault where things would not fit the shapes with a change.

        Raises
        ------
        ShapeError
            When they would not.
        """
        if wrong := self.wrong(edit.new(), things):
            raise ShapeError(wrong)

    def wrong(self, files: FactFiles, things: Collection[str]) -> list[Wrong]:
        """Return what is wrong with some things; what rules derive of them is not looked at."""
        if not self.paths:
            return []
        found = results_about(set(things), self._around(files, things), self.words, self.paths)
        return [Wrong(each.focus, each.path, each.what, each.message) for each in found]

    def _around(self, files: FactFiles, things: Collection[str]) -> Iterator[ox.Triple]:
        """Yield what is said of things and of those that they are connected with, with all their classes."""
        about: dict[str, list[ox.Triple]] = defaultdict(list)
        wanted = set(things)
        for quad in Resolution.from_quads(files.quads()).apply(files.accepted()):
            subject, value = quad.subject.value, quad.object  # type: ignore[union-attr]
            about[subject].append(quad.triple)
            if isinstance(value, ox.NamedNode):
                if subject in things and quad.predicate.value != TYPE:
                    wanted.add(value.value)
                elif value.value in things:
                    wanted.add(subject)
        yield from self.forms.widened(triple for thing in wanted for triple in about.get(thing, ()))
