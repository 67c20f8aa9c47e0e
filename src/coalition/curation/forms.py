"""Make forms for what a passage may state, out of the ontology and its shapes: what they take, and what is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

import pyoxigraph as ox

from coalition.build.dataset import Ontology
from coalition.closure import closure
from coalition.corpus.root import Root
from coalition.dates import PartialDate
from coalition.errors import ParameterError
from coalition.namespaces import (
    CG,
    OWL,
    PREFIXES,
    RDFS,
    SKOS,
    THING_PREFIXES,
    TYPE,
    XSD,
    local_name,
    used,
    word_iri,
    word_name,
)
from coalition.rdf.store import Term
from coalition.schema import PARTIAL_DATE, shapes_in
from coalition.texts.words import fold, plain, split

STATED = (
    *("Participation", "Absence", "Meeting", "Event", "Commitment", "Position", "Plan", "PlanPoint", "Aim"),
    *("Condition", "StateOfAffairs", "Motion", "Vote", "Ballot", "Decision", "AgendaItem", "Membership", "Amount"),
    *("Place", "Tenure", "Post", "Quantity", "Item"),
)
"""The classes of what passages state of themselves, in the order in which forms are offered."""

NAMED = SKOS + "prefLabel"
"""What the register gives to a thing; it is no field of a passage."""

LEFT_OUT = {SKOS + "altLabel", NAMED, TYPE}

PAIRED = {
    "Participation": ("event", "participant"),
    "Absence": ("event", "participant"),
    "Ballot": ("ballotIn", "voter"),
}
"""The properties of the two things that together name a thing of a class, and are what it is."""

TENURE, POST = "Tenure", "Post"

HOLDS = PREFIXES["org"] + "holds"
"""What the one thing of a tenure does to the other, where the passage tells of no end."""

NAMED_BY = {**PAIRED, "Membership": ("member", "organization"), TENURE: ("officeholder", "post")}
"""The same, with those of a class of which the same two things may have several, such as one after the other."""

AMOUNT, QUANTITY, ITEM = "Amount", "Quantity", "Item"

VALUED = {AMOUNT: ("currency", "value"), QUANTITY: ("bound", "number", "upperNumber", "item")}
"""The fields of a sum or a quantity that name it, and are what it is."""

BESIDE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((TENURE, "Membership"), ("startDate", "endDate")),
    QUANTITY: ("item",),
}
"""Properties that things of any class may have, and those of a class have so often that they stand among its own."""

REGISTERED: Mapping[str, tuple[str, ...]] = {POST: ("postIn",)}
"""What the register has of a new thing of a class beside its name."""

LONGEST_SLUG = 60
"""How many letters of a name or a content an IRI takes up, in whole words."""

SH = PREFIXES["sh"]

PROPERTIES = {OWL + "ObjectProperty", OWL + "DatatypeProperty"}

Said = dict[str, list[str]]
"""What is said of a word, or asked by a shape, by property."""

Find = Callable[[str, str], str]
"""Returns the IRI of the thing of a class, by its local name, that a typed name means."""


@dataclass(frozen=True, slots=True)
class Field:
    """Hold a field of a form.

    Attributes
    ----------
    iri, name:
        The property, and its local name; that of one which a graph adds has its prefix.
    label, definition:
        What the ontology says of it.
    takes:
        `thing`, `choice`, `text`, `date`, `number` or `truth`.
    kind:
        The local name of the class of the thing, or the datatype of the number; "" where any will do.
    choices:
        The values of the list, by their local names, with their labels.
    required, many:
        Whether a value is needed, and whether there may be several.
    """

    iri: str
    name: str
    label: str
    definition: str
    takes: str
    kind: str = ""
    choices: Mapping[str, str] | None = None
    required: bool = False
    many: bool = True

    def read(self, typed: str, find: Find) -> Term:
        """Return the value that a curator typed.

        Raises
        ------
        ParameterError
            When the field does not take it.
        """
        text = typed.strip()
        match self.takes:
            case "thing":
                return ox.NamedNode(find(text, self.kind))
            case "choice":
                return ox.NamedNode(word_iri(self._choice(text)))
            case "date":
                return self._date(text).literal()
            case "number":
                return self._number(text)
            case "truth":
                return ox.Literal(self._truth(text))
        if not text:
            raise self._refused(text, "type some words")
        return ox.Literal(" ".join(text.split()))

    def _choice(self, text: str) -> str:
        choices = self.choices or {}
        if found := chosen(text.removeprefix("cg:"), choices):
            return found
        raise self._refused(text, f"type one of {', '.join(choices.values())}")

    def _date(self, text: str) -> PartialDate:
        try:
            return PartialDate.parse(text)
        except ValueError:
            raise self._refused(text, "type a date such as 2025-03-02, 2025-03, 2025 or --03-02") from None

    def _number(self, text: str) -> ox.Literal:
        whole = self.kind == "integer"
        form = r"[+-]?[0-9]+" if whole else r"[+-]?[0-9]+(\.[0-9]+)?"
        try:
            if not re.fullmatch(form, text):
                raise InvalidOperation
            value = Decimal(text)
        except InvalidOperation:
            remedy = f"type a {'whole ' if whole else ''}number in digits, without separators"
            raise self._refused(text, remedy) from None
        return ox.Literal(f"{value.normalize():f}", datatype=ox.NamedNode(XSD + (self.kind or "decimal")))

    def _truth(self, text: str) -> bool:
        known = {"yes": True, "true": True, "no": False, "false": False}
        if fold(text) not in known:
            raise self._refused(text, "type yes or no")
        return known[fold(text)]

    def _refused(self, text: str, remedy: str) -> ParameterError:
        what = f"the field does not take {text!r}" if text else "the field is empty"
        return ParameterError(what, where=self.label, remedy=remedy)


@dataclass(frozen=True, slots=True)
class Form:
    """Hold a form for a thing of a class.

    Attributes
    ----------
    kind:
        The local name of the class, or its prefixed name where a graph adds it.
    label, definition:
        What the ontology says of it.
    folder:
        The prefix of the IRIs of its things.
    fields:
        Its fields: those that are needed, then those of its class, then those that anything may have.
    named:
        Whether the register has to give its things a name.
    """

    kind: str
    label: str
    definition: str
    folder: str
    fields: tuple[Field, ...]
    named: bool

    def field(self, name: str) -> Field:
        """Return the field with a local name.

        Raises
        ------
        ParameterError
            When there is none.
        """
        for each in self.fields:
            if each.name == name:
                return each
        remedy = f"fill one of {', '.join(each.name for each in self.fields)}"
        raise ParameterError(f"there is no field {name}", where=self.label, remedy=remedy)

    def lacking(self, values: Mapping[str, Sequence[Term]]) -> list[Field]:
        """Return the fields that are needed and have no value."""
        return [each for each in self.fields if each.required and not values.get(each.name)]

    def iri(self, values: Mapping[str, Sequence[Term]], name: str, taken: Collection[str]) -> str:
        """Return the IRI of a thing: of the two things that it joins, or a new one of its name, or of what it says.

        What is the same in all passages has the same IRI in all: a sum, or the part that somebody took in a meeting.
        """
        if self.kind in VALUED:
            return PREFIXES[self.folder] + _measure(self.kind, values)
        pair = [values.get(part, ()) for part in NAMED_BY.get(self.kind, ())]
        if pair and all(pair):
            slug = "--".join(local_name(str(nodes[0])[1:-1]) for nodes in pair)
            taken = () if self.kind in PAIRED else taken
        else:
            content = next((node.value for node in values.get("content", ()) if isinstance(node, ox.Literal)), "")
            slug = _slug(name or content) or _slug(self.kind.rpartition(":")[2])
        stem, number = PREFIXES[self.folder] + slug, 1
        while (found := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        return found


class Forms:
    """Make the forms of a root."""

    def __init__(self, triples: Iterable[ox.Triple], shapes: Iterable[ox.Triple]) -> None:
        """Take the triples of the ontology and those of the shapes."""
        self._said = _by_subject(triples)
        self._shapes = _by_subject(shapes)

    @classmethod
    def from_root(cls, root: Root) -> Forms:
        """Read the ontology and the shapes of a root.

        Raises
        ------
        GraphError
            When a file cannot be read.
        """
        shapes = shapes_in(path for path in root.shape_files() if path.is_file())
        return cls(Ontology.from_inputs(root.read_ontology()).triples, shapes)

    @cached_property
    def forms(self) -> dict[str, Form]:
        """The forms by the local names of their classes, in the order in which they are offered."""
        published = [kind for kind in STATED if CG + kind in self._said]
        return {kind: self._form(kind) for kind in (*published, *self._added)}

    @cached_property
    def _added(self) -> list[str]:
        """The names of the classes of what passages state of themselves that a graph adds, sorted."""
        spaces, stated = used().added, {CG + kind for kind in STATED}
        found = []
        for iri, own in self._said.items() if spaces else ():
            above = {each for each in self.wider(iri) if each.startswith(CG)}
            is_class = iri.startswith(spaces) and OWL + "Class" in _values(own, TYPE)
            if is_class and not self.choices(iri) and (above & stated or not above) and self._folder(iri):
                found.append(word_name(iri))
        return sorted(found)

    def _folder(self, iri: str) -> str:
        """Return the prefix of the IRIs of the things of a class, by its example or that of a class above it."""
        classes = [iri, *sorted(self.wider(iri) - {iri}, key=lambda each: len(self.wider(each)), reverse=True)]
        prefixes = (self._text(each, SKOS + "example").partition(":")[0] for each in classes)
        return next((prefix for prefix in prefixes if prefix in THING_PREFIXES), "")

    def _form(self, kind: str) -> Form:
        iri = word_iri(kind)
        wider, asked = self.wider(iri), dict[str, Said]()
        for own in self._shapes.values():
            if wider & _values(own, SH + "targetClass"):
                for part in own.get(SH + "property", ()):
                    about = self._shapes.get(part, {})
                    for path in about.get(SH + "path", ()):
                        asked[path] = {**asked.get(path, {}), **about}
        folder = self._folder(iri)
        words = {word for word in self._said if self._is_of(word, wider, folder)} | asked.keys()
        words |= {CG + name for name in BESIDE.get(kind, ())}
        found = [self._field(word, asked.get(word, {})) for word in (words | self._common) - LEFT_OUT]
        fields = sorted(found, key=lambda each: (not each.required, each.iri not in words, each.label))
        label, definition = self._text(iri, RDFS + "label"), self._text(iri, SKOS + "definition")
        return Form(kind, label, definition, folder, tuple(fields), NAMED in asked)

    def _is_of(self, word: str, wider: set[str], folder: str) -> bool:
        """Tell whether things of a class have a property: by its domain, or else by the example of it."""
        own = self._said[word]
        if not self._is_stated(own):
            return False
        if domains := _values(own, RDFS + "domain"):
            return bool(domains & wider)
        return self._text(word, SKOS + "example").startswith(f"{folder}:")

    @cached_property
    def _common(self) -> set[str]:
        """The properties that things of any class may have, which come last in each form."""
        return {word for word, own in self._said.items() if self._is_stated(own) and RDFS + "domain" not in own}

    def _is_stated(self, own: Said) -> bool:
        """Tell whether passages may state a property: those that are told by a passage of itself are left out."""
        first = min(_values(own, SKOS + "example"), default="").partition(":")[0]
        is_property = bool(_values(own, TYPE) & PROPERTIES) and "true" not in _values(own, OWL + "deprecated")
        return is_property and first not in ("passage", "source", "slice", "cg", "dcterms", "prov")

    def _field(self, word: str, asked: Said) -> Field:
        own, name = self._said.get(word, {}), self._name(word)
        range_ = _first(own, RDFS + "range") or self._meant.get(word, "")
        least, most = (next(iter(_values(asked, SH + count)), "") for count in ("minCount", "maxCount"))
        choices = self.choices(range_)
        if choices:
            takes, kind = "choice", ""
        elif range_ == PARTIAL_DATE:
            takes, kind = "date", ""
        elif range_ == XSD + "boolean":
            takes, kind = "truth", ""
        elif range_ in (XSD + "integer", XSD + "decimal"):
            takes, kind = "number", _last(range_)
        elif OWL + "DatatypeProperty" in _values(own, TYPE):
            takes, kind = "text", ""
        else:
            takes, kind = "thing", word_name(range_) if range_.startswith(self._spaces) else ""
        label = self._text(word, RDFS + "label") or _first(asked, SH + "name") or name
        definition = self._text(word, SKOS + "definition") or _first(asked, SH + "description")
        return Field(word, name, label, definition, takes, kind, choices, least not in ("", "0"), most != "1")

    @cached_property
    def _meant(self) -> dict[str, str]:
        """The classes that the shapes ask of what properties of other vocabularies lead to."""
        asked = ((own, _first(own, SH + "class")) for own in self._shapes.values())
        return {word: kind for own, kind in asked if kind for word in _values(own, SH + "targetObjectsOf")}

    def choices(self, kind: str) -> dict[str, str]:
        """Return the values of the list of a class, by their local names, with their labels."""
        kind = word_iri(kind) if kind else ""
        return {
            word_name(iri): self._text(iri, RDFS + "label")
            for iri, own in sorted(self._said.items())
            if kind and kind in _values(own, TYPE) and SKOS + "inScheme" in own
            if "true" not in _values(own, OWL + "deprecated")
        }

    @cached_property
    def classes(self) -> set[str]:
        """The names of all classes of the ontology."""
        return {word_name(iri) for iri, own in self._said.items() if OWL + "Class" in _values(own, TYPE)}

    @property
    def _spaces(self) -> tuple[str, ...]:
        """The namespaces of the words of the ontology: ours, and those of words that the graph adds."""
        return used().words

    def _name(self, word: str) -> str:
        """Return the name of the field of a property."""
        return word_name(word) if word.startswith(self._spaces) else _last(word)

    def widened(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        """Yield triples, of which those that give a class give all classes above it, too."""
        for triple in triples:
            subject, word, value = triple
            is_class = word.value == TYPE and isinstance(value, ox.NamedNode)
            kinds = self.wider(value.value) if is_class else ()
            yield from (ox.Triple(subject, word, ox.NamedNode(kind)) for kind in kinds) if kinds else (triple,)

    def wider(self, kind: str) -> set[str]:
        """Return a class and all classes above it, by their IRIs."""
        return closure([kind], lambda each: _values(self._said.get(each, {}), RDFS + "subClassOf"))

    def _text(self, iri: str, word: str) -> str:
        return _first(self._said.get(iri, {}), word)


def chosen(typed: str, choices: Mapping[str, str]) -> str:
    """Return the local name of the value of a list that was typed, by its name or label; "" where there is none."""
    wanted = fold(typed)
    return next((name for name, label in choices.items() if wanted in (fold(name), fold(label))), "")


def _by_subject(triples: Iterable[ox.Triple]) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for subject, word, value in triples:
        found.setdefault(_value(subject), {}).setdefault(word.value, []).append(_value(value))
    return found


def _values(own: Said, word: str) -> set[str]:
    return set(own.get(word, ()))


def _first(own: Said, word: str) -> str:
    return min(_values(own, word), default="")


def _value(node: object) -> str:
    return node.value if isinstance(node, ox.NamedNode | ox.Literal | ox.BlankNode) else str(node)


def _last(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


def _measure(kind: str, values: Mapping[str, Sequence[Term]]) -> str:
    """Return the last part of the IRI of a sum or a quantity, such as gbp-1600000000 or between-3-and-5-ship."""
    first = {name: min(map(_value, values.get(name, ())), default="") for name in VALUED[kind]}
    upper = first.get("upperNumber")
    parts = [
        *(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", _last(first.get("bound", ""))), first.get("currency", "")),
        *(first.get("number", ""), f"and-{upper}" if upper else "", first.get("value", "")),
        _last(first.get("item", "")),
    ]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-") or kind.lower()


def _slug(text: str) -> str:
    """Return the first words of a text as the last part of an IRI."""
    slug = ""
    for word in split(plain(text)):
        part = "".join(re.findall(r"[a-z0-9]+", word))
        if slug and len(slug) + 1 + len(part) > LONGEST_SLUG:
            break
        slug = "-".join(filter(None, (slug, part)))
    return slug[:LONGEST_SLUG].strip("-")
