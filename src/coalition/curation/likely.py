"""Propose how the sheet of a passage begins: as that of the passage most like it, with its own people and contexts.

Nothing is decided by it: a proposal is shown in the fields, where a curator changes it or accepts it.

The contexts are what stands above the passage in its text, as far as that states something: titles, the points of lists
that it is indented under, and of a line of somebody who speaks, the sentence with the name. Where a text has no such
order, they are those of the passage before.

The form is that of the passage read before that is most like it in its words and its place. Who was named there is
replaced by who is named here, who spoke by who speaks, and what the contexts there state by what the contexts here
state; choices, such as a role, are kept, and within a text other things, too. The only date that the words have is put
where one date was; words and numbers are left to be filled in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.curation.forms import NAMED_BY, PAIRED, Form, Forms
from coalition.curation.judgement import CONTEXT, READING
from coalition.curation.passages import Opened, opened, slices
from coalition.curation.readings import Statement
from coalition.curation.sheet import DIVIDES, Part, Sheet
from coalition.curation.things import Things
from coalition.drafting.gazetteer import Gazetteer
from coalition.namespaces import CG, TYPE, XSD, used, word_iri, word_name
from coalition.rdf.store import Term
from coalition.texts.outline import Outline
from coalition.texts.passage import Passage
from coalition.texts.words import plain, words

MOST = 2000
"""How many passages that were read a passage is compared with: the last ones."""

PHRASES = 300
"""How many texts that were typed before are offered to be taken up."""

RECENT = 5
"""From how many passages before what they name is offered first."""

USUAL = 20
"""From how many of the last forms of a class it is told which fields they have."""

FEWEST = 1.0
"""How like a passage has to be to propose its form."""

DRAFTED = "Drafted"

DATES = {XSD + kind for kind in ("date", "gYearMonth", "gYear", "gMonthDay")}


@dataclass(frozen=True, slots=True)
class Shape:
    """Hold what a passage looks like."""

    words: frozenset[str]
    first: str
    speaks: bool
    asks: bool
    depth: int
    begins: bool

    def places(self) -> tuple[object, ...]:
        """Return what counts beside its words."""
        return self.speaks, self.asks, self.depth, self.begins


class Likely:
    """Propose sheets for the passages of a source."""

    def __init__(self, files: FactFiles, forms: Forms, things: Things, text_of: Callable[[str], str]) -> None:
        """Take the files, the forms, the things, and what returns the text of a source by its IRI; "" for none."""
        self.files, self.forms, self.things, self._text_of = files, forms, things, text_of
        self._outlines: dict[str, Outline] = {}

    def sheet(self, passage: Passage, kind: str = "") -> tuple[Sheet, str]:
        """Return a proposal, and the name of the passage that it is like; with `kind`, of a form for this class.

        Where no passage is like it, no form is proposed, and the name is "".
        """
        contexts = self.contexts(passage)
        told = {"context": [self.things.shown(iri) for iri in contexts]} if contexts else {}
        like = self._like(passage, kind)
        if like is None:
            return Sheet(told=told), ""
        return self._begun(passage, like, contexts, told, kind), like.name

    def contexts(self, passage: Passage) -> list[str]:
        """Return the IRIs of the passages that stand above one, outermost first."""
        own, outline = self._read(passage.source), self._outline(passage.source)
        line = outline.line(passage.start)
        starts = [*line.above, *([line.start] if self.speaker(passage) else [])]
        found = list[str]()
        for start in starts:
            end = outline.line(start).end
            found += [each.iri for each in own if start <= each.start < min(end, passage.start)][:1]
        before = [each for each in own if each.start < passage.start]
        return found if outline.has_order or found or not before else self._contexts_of(before[-1])

    def _contexts_of(self, passage: Passage) -> list[str]:
        return [quad.object.value for quad in self.files.about[passage.iri].get(CONTEXT, ())]  # type: ignore[union-attr]

    def speaker(self, passage: Passage) -> str:
        """Return the IRI of the actor whose name and a colon stand at the beginning of the line of a passage, or ""."""
        name = self._outline(passage.source).speaker(passage.start)
        return self.things.called(name, "Actor") if name else ""

    def near(self, passage: Passage) -> list[str]:
        """Return the things that a field of a passage most likely means, those first that its words name."""
        before = [each for each in self._read(passage.source) if each.start < passage.start]
        used_last = [iri for each in reversed(before[-RECENT:]) for iri in self._things_in(each)]
        found = [*self.named(passage), self.speaker(passage), *self._stated(self.contexts(passage)), *used_last]
        return [iri for iri in dict.fromkeys(found) if iri]

    def named(self, passage: Passage) -> list[str]:
        """Return the things that the words of a passage name, in their order; names of several are passed over."""
        found = self._gazetteer.find(self._words(passage))
        return list(dict.fromkeys(match.things[0] for match in found if len(match.things) == 1))

    def phrases(self, passage: Passage) -> list[str]:
        """Return what was typed about other passages, from which it can be taken up: the nearest before come first."""
        near = sorted(self._read(passage.source), key=lambda each: (each.start > passage.start, -each.start))
        other = [each for each in self._pool if each.source != passage.source][::-1]
        found = dict.fromkeys(text for each in (*near, *other)[:PHRASES] for text in self._typed(each))
        return list(found)[:PHRASES]

    def _typed(self, passage: Passage) -> Iterator[str]:
        """Yield the words that were typed about a passage: contents, names, and why it is a reading."""
        for quad in self._graphs.get(passage.iri, ()):
            if quad.predicate.value == CG + "content":
                yield quad.object.value.removesuffix(".")  # type: ignore[union-attr]
            iri = quad.subject.value  # type: ignore[union-attr]
            if self._first.get(iri) == passage.iri and (name := self.things.names.given(iri)):
                yield name
        if reading := self.files.one(passage.iri, READING):
            yield reading

    def _things_in(self, passage: Passage) -> Iterator[str]:
        """Yield the things that a passage states something of, or says something with."""
        for node in (node for quad in self._graphs.get(passage.iri, ()) for node in (quad.object, quad.subject)):
            if isinstance(node, ox.NamedNode) and not node.value.startswith(used().words):
                yield node.value

    @cached_property
    def _pool(self) -> list[Passage]:
        """The passages that were read, in the order of the sources and of their texts."""
        sources = sorted(self.files.names("Source"))
        return [each for source in sources for each in self._read(source)][-MOST:]

    def _read(self, source: str) -> list[Passage]:
        if source not in self._own:
            found = slices(self.files, source)
            self._own[source] = [each for each in found if each.stance not in ("", DRAFTED)]
        return self._own[source]

    @cached_property
    def _own(self) -> dict[str, list[Passage]]:
        return {}

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer.from_quads(self.files.quads())

    @cached_property
    def _graphs(self) -> dict[str, list[ox.Quad]]:
        found: dict[str, list[ox.Quad]] = {}
        for quad in self.files.accepted():
            if isinstance(quad.graph_name, ox.NamedNode):
                found.setdefault(quad.graph_name.value, []).append(quad)
        return found

    @cached_property
    def _first(self) -> dict[str, str]:
        """The first passage that states something of each thing."""
        found: dict[str, str] = {}
        for passage in self._pool:
            for quad in self._graphs.get(passage.iri, ()):
                found.setdefault(quad.subject.value, passage.iri)  # type: ignore[union-attr]
        return found

    def _opened(self, passage: Passage) -> Opened:
        if passage.iri not in self._known:
            self._known[passage.iri] = opened(self.files, self.forms, passage.iri)
        return self._known[passage.iri]

    @cached_property
    def _known(self) -> dict[str, Opened]:
        return {}

    def _outline(self, source: str) -> Outline:
        if source not in self._outlines:
            self._outlines[source] = Outline(self._text_of(source))
        return self._outlines[source]

    def _words(self, passage: Passage) -> str:
        return self._outline(passage.source).text[passage.start : passage.end]

    def _shape(self, passage: Passage) -> Shape:
        text, line = self._words(passage), self._outline(passage.source).line(passage.start)
        found = [plain(word.text) for word in words(text)]
        bare = ["0" if word.isdecimal() else word for word in found]
        begins = not self._outline(passage.source).text[line.start : passage.start].strip()
        speaks, asks = bool(self.speaker(passage)), text.rstrip().endswith("?")
        return Shape(frozenset(bare), bare[0] if bare else "", speaks, asks, len(line.above), begins)

    @cached_property
    def _shapes(self) -> dict[str, Shape]:
        return {each.iri: self._shape(each) for each in self._pool}

    @cached_property
    def _common(self) -> Counter[str]:
        return Counter(word for shape in self._shapes.values() for word in shape.words)

    def _like(self, passage: Passage, kind: str = "", field: str = "") -> Passage | None:
        """Return the passage that is most like one; of several, the nearest before it, or else the last one.

        With `kind`, only those are compared that state a thing of this class; with `field`, with this property.
        """
        own, best = self._shape(passage), (0.0 if kind else FEWEST, False, 0)
        found = None
        for place, each in enumerate(self._pool):
            if each.iri == passage.iri or (kind and not self._of(each, kind, field)):
                continue
            score = self._score(own, self._shapes[each.iri])
            rank = (score, each.source == passage.source and each.start < passage.start, place)
            if rank >= best:
                best, found = rank, each
        return found

    def _of(self, passage: Passage, kind: str, field: str = "") -> set[str]:
        """Return the things of a class that a passage states something of, or states a property of."""
        own, wanted = self._graphs.get(passage.iri, ()), ox.NamedNode(word_iri(kind))
        things = {q.subject for q in own if q.predicate.value == TYPE and q.object == wanted}
        stated = {q.subject for q in own if q.predicate.value == field} if field else things
        return {node.value for node in things & stated}  # type: ignore[union-attr]

    def _usual(self, form: Form) -> list[str]:
        """Return the fields that at least half of the forms of a class have that were filled in, of the last ones."""
        last = [each for each in self._pool if self._of(each, form.kind)][-USUAL:]
        counts = {each.name: sum(bool(self._of(one, form.kind, each.iri)) for one in last) for each in form.fields}
        return [name for name, count in counts.items() if last and 2 * count >= len(last)]

    def dates(self, passage: Passage) -> list[str]:
        """Return the dates that the draft of a passage mentions."""
        node = ox.NamedNode(passage.iri)
        found = [quad.object for quad in self.files.quads() if quad.graph_name == quad.subject == node]
        return [each.value for each in found if isinstance(each, ox.Literal) and each.datatype.value in DATES]

    def _score(self, one: Shape, other: Shape) -> float:
        """Return how like two passages are: 3 for the same words, 1 for the same place and manner."""
        return 3 * self._weight(one.words & other.words) / (self._weight(one.words | other.words) or 1) + sum(
            a == b for a, b in zip(one.places(), other.places(), strict=True)
        ) / len(one.places())

    def _weight(self, found: Iterable[str]) -> float:
        return sum(log(1 + len(self._shapes) / (1 + self._common[word])) for word in found)

    def _stated(self, contexts: Sequence[str]) -> list[str]:
        """Return the things that contexts state, the innermost first."""
        found = [q.subject.value for iri in reversed(contexts) for q in self._graphs.get(iri, ())]  # type: ignore[union-attr]
        return list(dict.fromkeys(found))

    def _begun(
        self, passage: Passage, like: Passage, contexts: Sequence[str], told: dict[str, list[str]], kind: str
    ) -> Sheet:
        put = _Put(self, passage, like, contexts)
        found = self._opened(like)
        statements = [each for each in found.statements if not kind or each.form.kind == kind]
        parts = list(joined(put.part(each, statements) for each in statements))
        who = [put.shown(ox.NamedNode(iri), "Actor") for iri in found.told.attributed_to]
        sheet = Sheet(parts[:1] if kind else parts, told=told)
        for part in sheet.parts:
            self._fill(part, passage, contexts)
        if not kind and any(who):
            sheet.stance, told["attributed"] = found.told.stance, [name for name in who if name]
        return sheet

    def _fill(self, part: Part, passage: Passage, contexts: Sequence[str]) -> None:
        """Add the fields to a form that most of its kind have, each as in the passage most like this one."""
        form = self.forms.forms[part.kind]
        for name in self._usual(form):
            like = None if name in part.values else self._like(passage, part.kind, form.field(name).iri)
            if like:
                put = _Put(self, passage, like, contexts)
                own = [each for each in self._opened(like).statements if name in each.values and each.form == form]
                part.values[name] = put.part(own[0], ()).values[name]


class _Put:
    """Put what a passage names in the place of what the one that it is like names."""

    def __init__(self, likely: Likely, passage: Passage, like: Passage, contexts: Sequence[str]) -> None:
        self.likely, self.like = likely, like
        self.dates, self.nearby = likely.dates(passage), like.source == passage.source
        self.speaker, self.there = likely.speaker(passage), likely.speaker(like)
        self.named, self.named_there = likely.named(passage), likely.named(like)
        self.stated = likely._stated(contexts)
        self.stated_there = likely._stated(likely._contexts_of(like))

    def part(self, statement: Statement, statements: Sequence[Statement]) -> Part:
        """Return a form as that of a statement."""
        form, kind = statement.form, statement.form.kind
        new = {each.iri: f"#{n}" for n, each in enumerate(statements, 1) if self._is_new(each)}
        known = "" if kind in NAMED_BY or self._is_new(statement) else self.shown(ox.NamedNode(statement.iri), kind)
        several = PAIRED.get(kind, ("", ""))[1]
        dated = [name for name in statement.values if form.field(name).takes == "date"]
        date = self.dates[0] if len(self.dates) == len(dated) == 1 else ""
        values = {
            name: [self._value(form, name, node, new, several, date) for node in nodes]
            for name, nodes in statement.values.items()
        }
        return Part(kind, known, "", {name: list(dict.fromkeys(found)) for name, found in values.items()})

    def _is_new(self, statement: Statement) -> bool:
        return self.likely._first.get(statement.iri) == self.like.iri

    def _value(self, form: Form, name: str, node: Term, new: Mapping[str, str], several: str, date: str) -> str:
        takes = form.field(name)
        if isinstance(node, ox.NamedNode) and node.value in new and new[node.value]:
            return new[node.value]
        if takes.takes == "choice":
            return word_name(node.value) if isinstance(node, ox.NamedNode) else ""
        if takes.takes == "date":
            return date
        if takes.takes != "thing":
            return ""
        return self.shown(node, takes.kind, several=name == several)

    def shown(self, node: Term, kind: str, *, several: bool = False) -> str:
        """Return what stands here in the place of a thing there; "" where nothing does."""
        things = self.likely.things
        iri = node.value if isinstance(node, ox.NamedNode) else ""
        if iri == self.there:
            return things.shown(self.speaker) if self.speaker else ""
        if iri in self.named_there:
            own = [each for each in self.named if each != self.speaker and self._is(each, kind)]
            return f"{DIVIDES} ".join(map(things.shown, own if several else own[:1]))
        if iri in self.stated_there:
            own = [each for each in self.stated if self._classes(each) & self._classes(iri)]
            return things.shown(own[0]) if own else ""
        return things.shown(iri) if self.nearby else ""

    def _is(self, iri: str, kind: str) -> bool:
        return not kind or kind in self._classes(iri)

    def _classes(self, iri: str) -> set[str]:
        return self.likely.things.classes(iri)


def joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield forms, of which those that differ only in who takes part are one."""
    together: dict[object, Part] = {}
    for part in parts:
        several = PAIRED.get(part.kind, ("", ""))[1]
        rest = tuple(sorted((name, *values) for name, values in part.values.items() if name != several))
        key: object = (part.kind, rest) if several else id(part)
        known = together.setdefault(key, part)
        if known is not part:
            names = [name for each in (known, part) for text in each.values.get(several, ()) for name in _divided(text)]
            known.values[several] = [f"{DIVIDES} ".join(dict.fromkeys(names))]
    yield from together.values()


def _divided(text: str) -> list[str]:
    return [name.strip() for name in text.split(DIVIDES) if name.strip()]
