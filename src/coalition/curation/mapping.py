"""Read mappings: files (TOML) that say what each row of a list states, and which column fills which field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coalition import files
from coalition.curation.forms import Form, Forms
from coalition.errors import ParameterError, SelectionError
from coalition.texts.words import fold

FOLDER = Path(__file__).parent / "mappings"
"""The folder of the mappings that are ready to be used or adapted."""

COLUMN = re.compile(r"\{([^{}]+)\}")
"""How a column is named in a template, such as `{name}`."""

NUMBERED = re.compile(r"#([1-9][0-9]?)")
"""How a field names the thing of another form of the same row."""

SENTENCE, WORDS = "sentence", "words"
"""What becomes a passage: the whole sentence or line in which the words of a row stand, or these words alone."""

TEXTS = ("words", "optional", "context")
"""The keys of a mapping that hold one text, or several."""

KEYS = (*TEXTS, "states", "values", "stance", "passage")

Texts = tuple[str, ...]


@dataclass(frozen=True)
class Stating:
    """Hold what each row states of one thing, as templates in which `{column}` stands for a cell.

    Attributes
    ----------
    form:
        The class of its form.
    thing:
        What names a thing that is known.
    name:
        What names it in the register; a thing with this name is meant, or else a new one.
    fields:
        The templates of each field.
    """

    form: str
    thing: str = ""
    name: str = ""
    fields: Mapping[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True)
class RowMapping:
    """Hold what each row of a list states.

    Attributes
    ----------
    where:
        The file.
    words:
        Templates of the words that must stand together in one sentence or line of the text.
    states:
        What is stated, one thing after another; `#2` in a field stands for the second.
    optional:
        The columns that a list may lack, and whose cells may be empty.
    values:
        What cells say, folded, and what this means: a value of a list, a name of the register, a date, a sum.
    context:
        Templates of the names of passages without which a row cannot be read, such as the head of the list.
    stance:
        How the list tells what it states.
    passage:
        `sentence` or `words`.
    """

    where: str
    words: Texts
    states: tuple[Stating, ...]
    optional: Texts = ()
    values: Mapping[str, str] = field(default_factory=dict)
    context: Texts = ()
    stance: str = "Asserts"
    passage: str = SENTENCE

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the templates name, in their order, each once."""
        return tuple(dict.fromkeys(name for template in self._templates() for name in COLUMN.findall(template)))

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that a list cannot lack."""
        may = set(map(fold, self.optional))
        return tuple(name for name in self.columns if fold(name) not in may)

    def _templates(self) -> Iterator[str]:
        yield from self.words
        for each in self.states:
            yield from (each.thing, each.name)
            for templates in each.fields.values():
                yield from templates
        yield from self.context


def ready() -> dict[str, Path]:
    """Return the mappings that are ready, by their names."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def text_of(named: str) -> tuple[str, str]:
    """Return the text of a mapping, ready or in a file, and where it stands.

    Raises
    ------
    SelectionError
        When there is no such mapping, or the file cannot be read.
    """
    known = ready()
    if named in known:
        return files.decode(files.read(known[named], SelectionError), named, SelectionError), named
    if not named.endswith(".toml"):
        remedy = f"name one of {', '.join(known)}, or a file such as attendance.toml"
        raise SelectionError(f"there is no mapping {named}", remedy=remedy)
    content = files.read(Path(named), SelectionError, remedy="name a file of a mapping")
    return files.decode(content, named, SelectionError), named


def read(named: str, forms: Forms) -> RowMapping:
    """Return a mapping, ready or in a file, whose forms and fields there are.

    Raises
    ------
    SelectionError
        When there is no such mapping, or the file cannot be read.
    ParameterError
        When it is no mapping, or has a key, a form, a field or a value that there is not.
    """
    text, where = text_of(named)
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ParameterError(f"this is no TOML ({fault})", where=where, remedy="correct it there") from None
    wrong = next((key for key in given if key not in KEYS), "")
    if wrong:
        raise ParameterError(f"a mapping has no key {wrong}", where=where, remedy=f"use {', '.join(KEYS)}")
    words, optional, context = (_texts(given.get(key, []), where, key) for key in TEXTS)
    states, values = given.get("states", []), given.get("values", {})
    if not words or not isinstance(states, list) or not states:
        remedy = 'write words = ["{name}"], and a table [[states]] with a form and its fields'
        raise ParameterError(
            "the mapping does not say what to look for, and what is stated", where=where, remedy=remedy
        )
    if not isinstance(values, dict):
        raise ParameterError(
            "values is no table", where=where, remedy='write [values], and lines such as aye = "InFavour"'
        )
    found = RowMapping(
        where,
        words,
        tuple(_stating(each, forms, where) for each in states),
        optional,
        {fold(cell): _text(value, where, "values") for cell, value in values.items()},
        context,
        _one_of(given.get("stance", "Asserts"), _stances(forms), where, "stance"),
        _one_of(given.get("passage", SENTENCE), (SENTENCE, WORDS), where, "passage"),
    )
    _refuse_numbers(found)
    return found


def _stances(forms: Forms) -> list[str]:
    return [name for name in forms.choices("Stance") if name != "Drafted"]


def _stating(given: Any, forms: Forms, where: str) -> Stating:
    if not isinstance(given, dict) or not isinstance(given.get("form"), str):
        raise ParameterError("what is stated has no form", where=where, remedy='write form = "Participation"')
    form: Form | None = forms.forms.get(given["form"])
    if form is None:
        what = f"there is no form {given['form']}"
        raise ParameterError(what, where=where, remedy=f"write one of {', '.join(forms.forms)}")
    own = {key: value for key, value in given.items() if key not in ("form", "thing", "name")}
    for key in own:
        try:
            form.field(key)
        except ParameterError as fault:
            raise ParameterError(fault.what, where=f"{where}, {form.kind}", remedy=fault.remedy) from None
    thing, name = (_text(given.get(key, ""), where, key) for key in ("thing", "name"))
    if form.named and not thing and not name:
        remedy = 'write name = "{column}", or thing = "..." for one that is known'
        raise ParameterError(f"the {form.label} has no name", where=where, remedy=remedy)
    return Stating(form.kind, thing, name, {key: _texts(value, where, key) for key, value in own.items()})


def _refuse_numbers(mapping: RowMapping) -> None:
    for each in mapping.states:
        for template in (template for templates in each.fields.values() for template in templates):
            number = NUMBERED.fullmatch(template)
            if number and int(number[1]) > len(mapping.states):
                what = f"there is no {template}: the mapping states {len(mapping.states)} things"
                raise ParameterError(what, where=mapping.where, remedy="name one that stands there, such as #1")


def _one_of(value: Any, known: Collection[str], where: str, key: str) -> str:
    text = _text(value, where, key)
    if text not in known:
        raise ParameterError(f"{key} cannot be {text}", where=where, remedy=f"write one of {', '.join(known)}")
    return text


def _texts(value: Any, where: str, key: str) -> Texts:
    return tuple(_text(each, where, key) for each in (value if isinstance(value, list) else [value]))


def _text(value: Any, where: str, key: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        raise ParameterError(f"{key} is no text", where=where, remedy="write a text in quotes, or a list of texts")
    return str(value).strip()
