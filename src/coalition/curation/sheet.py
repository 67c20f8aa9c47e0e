"""Read and fill the sheet of a passage: the fields in which a curator types what it states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.curation.forms import NAMED_BY, PAIRED, POST, VALUED, Find, Form, Forms
from coalition.curation.passages import Opened
from coalition.curation.readings import Statement, Told, find_passage, find_slice
from coalition.curation.things import Things
from coalition.curation.validation import Wrong
from coalition.errors import ParameterError
from coalition.namespaces import CG, PROV, used, word_name
from coalition.rdf.store import Term

Found = TypeVar("Found")

Pairs = Sequence[tuple[str, str]]
"""The names and values of the fields of a sheet as a browser sends them: `0.kind`, `0.thing`, `0.name`, `0.f.event`."""

TOLD: Mapping[str, tuple[str, str]] = {
    "attributed": (PROV + "wasAttributedTo", "Actor"),
    "reported": (CG + "reportedBy", "Actor"),
    "cites": (CG + "cites", "Source"),
    "context": (CG + "context", "Slice"),
    "disagrees": (CG + "disagreesWith", "Passage"),
}
"""The fields that say how a passage tells its facts and lead to things: the property, and the class of the things."""

NAMING = ("content",)
"""The fields whose words name a thing that has no name."""

SINGLE = ("stance", "reading", "directness", "disagreement")
"""The fields that say how a passage tells its facts and have one value."""

GENERAL = ""
"""The field of faults that belong to no field."""

DIVIDES = ";"
"""What stands between the names of several who take part, are absent or vote alike: one thing is made for each."""


@dataclass
class Part:
    """Hold what is typed about one thing: the class of its form, the thing or its name, and the fields."""

    kind: str
    thing: str = ""
    name: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Sheet:
    """Hold what is typed about a passage."""

    parts: list[Part] = field(default_factory=list)
    stance: str = "Asserts"
    reading: str = ""
    told: dict[str, list[str]] = field(default_factory=dict)
    directness: str = ""
    disagreement: str = ""

    @classmethod
    def of(cls, pairs: Pairs) -> Sheet:
        """Take what a browser sends; names that are none are passed over."""
        sheet, parts = cls(), dict[int, Part]()
        for name, value in pairs:
            first, _, rest = name.partition(".")
            if name in SINGLE:
                setattr(sheet, name, value)
            elif name in TOLD:
                sheet.told.setdefault(name, []).append(value)
            elif first.isdecimal() and len(first) < 4 and rest:
                part = parts.setdefault(int(first), Part(""))
                if rest in ("kind", "thing", "name"):
                    setattr(part, rest, value)
                elif rest.startswith("f."):
                    part.values.setdefault(rest.removeprefix("f."), []).append(value)
        sheet.parts = [part for _, part in sorted(parts.items()) if part.kind]
        return sheet

    def pairs(self) -> list[tuple[str, str]]:
        """Return the sheet as a browser would send it."""
        found = [(name, getattr(self, name)) for name in SINGLE]
        found += [(name, value) for name, values in self.told.items() for value in values]
        for number, part in enumerate(self.parts):
            found += [(f"{number}.{name}", getattr(part, name)) for name in ("kind", "thing", "name")]
            found += [(f"{number}.f.{name}", value) for name, values in part.values.items() for value in values]
        return found

    @classmethod
    def shown(cls, found: Opened, things: Things) -> Sheet:
        """Return the sheet of what a passage states already, or of what its draft proposes.

        A thing that only the draft has is shown as `#2`, by the number of its form.
        """
        new = {each.iri: f"#{number}" for number, each in enumerate(found.statements, 1) if not things.has(each.iri)}

        def typed(node: Term) -> str:
            if isinstance(node, ox.NamedNode):
                if node.value in new:
                    return new[node.value]
                return word_name(node.value) if node.value.startswith(used().words) else things.shown(node.value)
            return {"true": "yes", "false": "no"}.get(node.value, node.value) if isinstance(node, ox.Literal) else ""

        parts = [
            Part(
                each.form.kind,
                "" if each.iri in new else things.shown(each.iri),
                each.name,
                {name: list(map(typed, nodes)) for name, nodes in each.values.items()},
            )
            for each in found.statements
        ]
        told = found.told
        own = {
            "attributed": told.attributed_to,
            "reported": told.reported_by,
            "cites": told.cites,
            "context": told.context,
            "disagrees": told.disagrees_with,
        }
        shown = {name: [things.shown(iri) for iri in iris] for name, iris in own.items() if iris}
        return cls(parts, told.stance, told.reading, shown, told.directness, told.disagreement)


@dataclass
class Read:
    """Hold what a sheet says, as far as it can be read, and what is wrong with its fields, by their names."""

    statements: list[Statement] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """The number of the form of each statement: a form that names several makes several."""
    told: Told = field(default_factory=Told)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Reader:
    """Read sheets, with the things that the files name."""

    def __init__(
        self,
        forms: Forms,
        things: Things,
        files: FactFiles,
        *,
        anew: bool = True,
        beginning: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        """Take the forms, the things, and the files, whose IRIs are taken but for those that only drafts propose.

        With `anew`, what is described is a new thing and gets an IRI that none has; else it gets the IRI that its name,
        its content or the two things that it joins lead to, whether it is taken or not, and a known name means a thing.
        `beginning` returns the IRI of the passage or slice that begins with some words, if there is one.
        """
        self.forms, self.things, self.files, self.anew = forms, things, files, anew
        self.beginning = beginning
        self.taken = {quad.subject.value for quad in files.accepted() if isinstance(quad.subject, ox.NamedNode)}

    def read(self, sheet: Sheet) -> Read:
        """Return what a sheet says; `#2` stands for the thing of its second form, also where that has no name yet."""
        found = Read()
        forms = [self.forms.forms.get(part.kind) for part in sheet.parts]
        iris: dict[int, str] = {}
        taken = set(self.taken if self.anew else ())

        def named(number: int, part: Part, form: Form) -> str:
            if part.thing:
                return self._try(found, f"{number}.thing", lambda: self.things.find(part.thing, form.kind)) or ""
            if form.kind == POST and part.name and (known := self._post(part)):
                part.name = ""
                return known
            if not self.anew and part.name and (known := self.things.called(part.name, form.kind)):
                part.name = ""
                return known
            naming = VALUED.get(form.kind, NAMING)
            said = {name: _terms(form, name, part.values[name], find) for name in naming if name in part.values}
            return form.iri(said, self._name(part, form), taken)

        paired = [number for number, part in enumerate(sheet.parts) if part.kind in NAMED_BY and not part.thing]

        def find(typed: str, kind: str) -> str:
            if typed.startswith("#"):
                number = int(typed[1:]) - 1 if typed[1:].isdecimal() and len(typed) < 5 else -1
                if iri := iris.get(number, ""):
                    return iri
                raise ParameterError(f"there is no form {typed}", remedy="name one that stands here, such as #1")
            named = zip(range(len(forms)), sheet.parts, forms, strict=True)
            own = [iris[n] for n, part, form in named if n in iris and self._name(part, form) == typed]
            return own[0] if own else self.things.find(typed, kind)

        numbered = list(zip(range(len(forms)), sheet.parts, forms, strict=True))
        for number, part, form in sorted(numbered, key=lambda each: each[1].kind in VALUED):  # which name other things
            if form and number not in paired:
                iris[number] = named(number, part, form)
                taken.add(iris[number])

        everything: list[dict[str, list[Term]]] = []
        for number, (part, form) in enumerate(zip(sheet.parts, forms, strict=True)):
            values: dict[str, list[Term]] = {}
            everything.append(values)
            for name, texts in part.values.items() if form else ():
                several = number in paired and name in PAIRED.get(part.kind, ())[1:]
                for place, text in enumerate(texts):
                    key = f"{number}.f.{name}" + (f".{place}" if place else "")
                    for typed in filter(str.strip, text.split(DIVIDES) if several else (text,)):
                        node = self._try(found, key, partial(_field, form, name, typed, find))
                        if node is not None:
                            values.setdefault(name, []).append(node)
        for number, (part, form) in enumerate(zip(sheet.parts, forms, strict=True)):
            if form is None:
                found.faults[GENERAL].append(f"there is no form {part.kind}")
                continue
            own, name = everything[number], self._name(part, form)
            stated = _each(own, PAIRED[part.kind][1]) if number in paired and part.kind in PAIRED else [own]
            made = [iris.get(number, "")] * len(stated)
            if number in paired and not any(key.startswith(f"{number}.") for key in found.faults):
                made = [form.iri(values, name, taken) for values in stated]
                taken.update(made)
            known = self.taken.issuperset(made) and (self.anew or not part.name)
            for each in form.lacking(own) if not known else ():
                if not found.faults.get(f"{number}.f.{each.name}"):
                    found.faults[f"{number}.f.{each.name}"].append(f"{each.label} is needed")
            if form.named and not known and not name:
                found.faults[f"{number}.name"].append("name it for the register, or choose one that is there")
            for values, iri in zip(stated, made, strict=True):
                found.statements.append(Statement(form, values, iri, name))
                found.numbers.append(number)
        if not sheet.parts:
            found.faults[GENERAL].append("nothing is stated yet: choose a form")
        found.told = self._told(sheet, found)
        return found

    def _told(self, sheet: Sheet, found: Read) -> Told:
        stances = self.forms.choices("Stance")
        if sheet.stance not in stances or sheet.stance == "Drafted":
            found.faults["stance"].append("choose how the passage tells it")
        own: dict[str, tuple[str, ...]] = {}
        for name, (_, kind) in TOLD.items():
            iris = []
            for typed in sheet.told.get(name, ()):
                if typed.strip():
                    iris.append(self._try(found, name, partial(self._place, typed, kind)))
            own[name] = tuple(iri for iri in iris if iri)
        if sheet.directness and sheet.directness not in self.forms.choices("Directness"):
            found.faults["directness"].append("choose how directly the words support it, or nothing")
        reading, disagreement = (" ".join(text.split()) for text in (sheet.reading, sheet.disagreement))
        if bool(own["disagrees"]) != bool(disagreement):
            missing = "disagreement" if own["disagrees"] else "disagrees"
            found.faults[missing].append("say with what passage it disagrees, and in what")
        return Told(
            sheet.stance,
            own["attributed"],
            own["reported"],
            own["cites"],
            own["context"],
            reading,
            sheet.directness,
            own["disagrees"],
            disagreement,
        )

    def _place(self, typed: str, kind: str) -> str:
        """Return the IRI of a thing, or of a passage or slice by its short name or the words with which it begins."""
        if kind not in ("Passage", "Slice"):
            return self.things.find(typed, kind)
        found = self.beginning(typed)
        if found and (kind == "Slice" or CG + kind in self.files.typed.get(found, ())):
            return found
        try:
            return (find_slice if kind == "Slice" else find_passage)(self.files, typed.strip())
        except ParameterError:
            what = f"there is no passage {typed}, or more than one begins so"
            raise ParameterError(what, remedy="type more of its first words, or its short name") from None

    def _post(self, part: Part) -> str:
        """Return the IRI of the post of the register with a name in a body; "" where there is none, or no such body."""
        for typed in part.values.get("postIn", ()):
            with suppress(ParameterError):
                return self.things.post(part.name, self.things.find(typed, "Actor"))
        return ""

    def _name(self, part: Part, form: Form | None) -> str:
        """Return the name that the register is to give to a thing: where none is typed, what it says, if it needs one.

        What is made of rows has to be given names, so that the same row makes the same thing.
        """
        unnamed = self.anew and form is not None and form.named and not part.thing
        content = next(iter(part.values.get("content", ())), "") if unnamed else ""
        return " ".join(part.name.split()) or " ".join(content.split()).removesuffix(".")

    def _try(self, found: Read, name: str, read: Callable[[], Found]) -> Found | None:
        try:
            return read()
        except ParameterError as fault:
            found.faults[name].append(str(fault))
            return None


def _each(values: Mapping[str, list[Term]], name: str) -> list[dict[str, list[Term]]]:
    """Return the values once for each value of a field."""
    return [{**values, name: [node]} for node in values.get(name, ())] or [dict(values)]


def _terms(form: Form, name: str, typed: Iterable[str], find: Find) -> list[Term]:
    """Return what was typed into a field, as far as the field takes it."""
    found = list[Term]()
    for text in typed:
        with suppress(ParameterError):
            found.append(form.field(name).read(text, find))
    return found


def _field(form: Form | None, name: str, typed: str, find: Find) -> Term | None:
    return form.field(name).read(typed, find) if form else None


def placed(wrong: Iterable[Wrong], read: Read) -> dict[str, list[str]]:
    """Return what shapes find wrong, by the names of the fields of a sheet."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in wrong:
        name = GENERAL
        for number, statement in zip(read.numbers, read.statements, strict=True):
            if statement.iri == each.thing:
                own = next((one.name for one in statement.form.fields if one.iri == each.word), "")
                name = f"{number}.f.{own}" if own else f"{number}.kind"
        found[name].append(f"{each.what}; {each.remedy}" if each.remedy else each.what)
    return found
