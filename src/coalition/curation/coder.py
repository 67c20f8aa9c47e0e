"""Read what one curator states in the sentences of a text, in words that can be compared with those of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.headers import readable
from coalition.corpus.root import Root
from coalition.curation.forms import Forms
from coalition.curation.judgement import DRAFTED
from coalition.curation.passages import opened, slices
from coalition.curation.sheet import Part, Sheet
from coalition.curation.things import Things
from coalition.errors import ParameterError
from coalition.namespaces import DCTERMS, PREFIXES, expand
from coalition.rdf import turtle
from coalition.texts.passage import Passage
from coalition.texts.sentences import sentences
from coalition.texts.source import Texts

OTHER = "fact without a form"
"""The kind of what no form takes."""


@dataclass(frozen=True, order=True)
class Fact:
    """Hold what a passage states of a thing, in words, and what is left of it without words of a curator's own.

    Attributes
    ----------
    words:
        The name of the thing, if it has one of its own, the labels and values of its fields, and how it is told.
    thing:
        How the thing is named in other facts.
    fields:
        The labels and values of the fields that are not free words.
    how:
        The stance, if it is not that the passage asserts, whose words they are, and whether they are a reading.
    """

    words: str
    thing: str = ""
    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    how: str = ""

    def bare(self, names: Mapping[str, str]) -> str:
        """Return it without free words, and with the names that the first curator gives to things."""
        told = ((label, sorted(names.get(value, value) for value in values)) for label, values in self.fields)
        return "; ".join(f"{label} {', '.join(values)}" for label, values in told) + self.how


Said = dict[str, set[Fact]]
"""What a passage states, by the labels of the kinds."""


@dataclass
class Unit:
    """Hold a sentence, and what each coder states there; None where one has not read it."""

    source: str
    start: int
    end: int
    words: str
    said: list[Said | None] = field(default_factory=list)


class Coder:
    """Read what one graph states of its texts, in words, while its namespaces are used."""

    def __init__(self, root: Root, source: str = "") -> None:
        self.forms, self.files = Forms.from_root(root), FactFiles.load(root)
        self.things = Things(self.files, self.forms)
        wanted = expand(source) or PREFIXES["source"] + source
        sources = [self.files.source(iri) for iri in self.files.names("Source")]
        self.texts = {
            each.text_digest: each.iri for each in sources if each.text_digest and (not source or each.iri == wanted)
        }
        if source and not self.texts:
            known = ", ".join(each.name for each in sources if each.text_digest)
            raise ParameterError(f"there is no source {source} with a text", remedy=f"name one of {known}")

    def units(self, digest: str, texts: Texts) -> Iterator[Unit]:
        """Yield the sentences of a text, with what this graph states there."""
        source, text = readable(self.files, texts, self.texts[digest])
        language = self.files.one(source.iri, DCTERMS + "language") or "en"
        spans = sentences(text, language.partition("-")[0])
        units = [Unit(source.name, start, end, text[start:end]) for start, end in spans]
        self.read(digest, units)
        yield from units

    def read(self, digest: str, units: Iterable[Unit]) -> None:
        """Add to sentences of a text what this graph states there; drafts are not read yet."""
        passages = [each for each in slices(self.files, self.texts[digest]) if each.stance != DRAFTED]
        said = {each.iri: self._said(each) for each in passages}
        for unit in units:
            there = [each for each in passages if each.start < unit.end and unit.start < each.end]
            found: Said = defaultdict(set)
            for each in there:
                for kind, facts in said[each.iri].items():
                    found[kind] |= facts
            unit.said.append(dict(found) if there else None)

    def _said(self, passage: Passage) -> Said:
        """Return what a passage states, thing by thing; a part without facts states nothing."""
        if not passage.stance:
            return {}
        found = opened(self.files, self.forms, passage.iri)
        sheet = Sheet.shown(found, self.things)
        how = self._how(sheet)
        said: Said = defaultdict(set)
        for part in sheet.parts:
            said[self.forms.forms[part.kind].label].add(self._fact(part, how))
        said[OTHER] |= {Fact(f"{told}{how}", "", (("", (told,)),), how) for told in map(_told, found.kept)}
        return {kind: facts for kind, facts in said.items() if facts}

    def _how(self, sheet: Sheet) -> str:
        """Return how a passage tells its facts, in brackets; "" where it asserts them in its own words."""
        told = [self.forms.choices("Stance")[sheet.stance]] if sheet.stance != "Asserts" else []
        told += [f"words of {who}" for who in sorted(sheet.told.get("attributed", ()))]
        told += ["a reading"] if sheet.reading else []
        return f" ({', '.join(told)})" if told else ""

    def _fact(self, part: Part, how: str) -> Fact:
        """Return what is stated of a thing: its name, if it has one, and its fields."""
        form = self.forms.forms[part.kind]
        fields = [(form.field(name), tuple(sorted(values))) for name, values in part.values.items()]
        fields.sort(key=lambda each: (each[0].label, each[1]))
        name = part.thing or part.name
        told = [f"{each.label} {', '.join(values)}" for each, values in fields]
        words = "; ".join([*([name] if form.named else ()), *told]) or form.label
        bare = tuple((each.label, values) for each, values in fields if each.takes != "text")
        return Fact(f"{words}{how}", name, bare, how)


def _told(quad: ox.Quad) -> str:
    return turtle.fact(quad.triple)
