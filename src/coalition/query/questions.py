"""Saved questions: queries in files, with a summary and typed parameters in their header.

A file of `queries/` is one SPARQL query, named for the answer it gives, under a header of comments:

    #+ summary: Who took part in an event, according to each document?
    #+ parameter event: event, for example 2025 London Summit on Ukraine
    #+ parameter least: number, default 2, for example 3

The type of a parameter is `date`, `number`, `text`, the name of a class of ours in lower case (`actor`, `meeting`,
`commitment` ...), whose things are named by label, alias or IRI, or `thing` for those of any class. A parameter without
a default may be left out, and then every value fits it, unless it is `required`. Values are bound to the variable of
the same name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from coalition.dates import parse_bound
from coalition.errors import ParameterError, SelectionError
from coalition.names import LABELLED, Names, resolve
from coalition.namespaces import XSD

HEADER = re.compile(r"^#\+ *(?P<key>[^:]+?) *: *(?P<value>.*?) *$", re.MULTILINE)
PARAMETER = re.compile(
    r"(?P<type>\w+)(?P<required>, *required)?(?:, *default (?P<default>[^,]+))?(?:, *for example (?P<example>.+))?"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: its variable, its type, and an example of a value."""

    name: str
    type: str
    required: bool = False
    default: str = ""
    example: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The classes of ours that the parameter takes things of; none for a date, number or text."""
        if self.type == "thing":
            return LABELLED
        return () if self.type in ("date", "number", "text") else (self.type.capitalize(),)

    @property
    def use(self) -> str:
        """How the parameter is used, in words."""
        needed = "required" if self.required else f"default {self.default}" if self.default else "optional"
        return f"{needed}, for example “{self.example}”" if self.example else needed


@dataclass(frozen=True, slots=True)
class Question:
    """A saved question."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    tags: tuple[str, ...]
    text: str
    path: Path

    @classmethod
    def load(cls, path: Path) -> Question:
        """Read the question in a file.

        Raises
        ------
        SelectionError
            When its header lacks a summary or has a parameter that is none, or it is not UTF-8.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as fault:
            what = f"byte {fault.start} is not UTF-8"
            raise SelectionError(what, where=str(path), remedy="save the question as UTF-8") from None
        summary = ""
        parameters: list[Parameter] = []
        tags: tuple[str, ...] = ()
        for line in HEADER.finditer(text):
            key, value = line["key"], line["value"]
            if key == "summary":
                summary = value
            elif key == "tags":
                tags = tuple(tag.strip() for tag in value.split(","))
            elif key.startswith("parameter "):
                parameters.append(_parameter(key.split(maxsplit=1)[1], value, path))
        if not summary:
            raise SelectionError(
                "the question has no summary", where=str(path), remedy="begin the file with #+ summary: ..."
            )
        return cls(path.stem, summary, tuple(parameters), tags, text, path)

    def bindings(self, given: Mapping[str, str], names: Names) -> dict[str, ox.NamedNode | ox.Literal]:
        """The terms to bind for the values given, each by the name of its parameter.

        Raises
        ------
        ParameterError
            When a value is missing, unknown, or of another type; when there is no such parameter.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise ParameterError(f"there is no parameter {name}", where=self.name, remedy=_choose(known))
        bound = {}
        for parameter in self.parameters:
            value = given.get(parameter.name, parameter.default)
            if value or parameter.name in given:
                bound[parameter.name] = _term(parameter, value, names)
            elif parameter.required:
                remedy = f"for example --{parameter.name} '{parameter.example}'"
                raise ParameterError(f"--{parameter.name} is needed", where=self.name, remedy=remedy)
        return bound


def questions(folder: Path) -> dict[str, Question]:
    """The questions of a folder, by name, sorted."""
    return {path.stem: Question.load(path) for path in sorted(folder.glob("*.rq"), key=lambda path: path.stem)}


def question(folder: Path, name: str) -> Question:
    """The question of that name.

    Raises
    ------
    SelectionError
        When there is none; the nearest names are suggested.
    """
    path = folder / f"{name}.rq"
    if path.is_file() and path.parent == folder:
        return Question.load(path)
    near = difflib.get_close_matches(name, [path.stem for path in folder.glob("*.rq")], n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "coalition questions lists them"
    raise SelectionError(f"there is no question {name}", where=str(folder), remedy=hint)


def _parameter(name: str, value: str, path: Path) -> Parameter:
    found = PARAMETER.fullmatch(value)
    if not found:
        remedy = "write #+ parameter NAME: TYPE, for example VALUE"
        raise SelectionError(f"the parameter {name} is not described", where=str(path), remedy=remedy)
    return Parameter(name, found["type"], bool(found["required"]), found["default"] or "", found["example"] or "")


def _term(parameter: Parameter, value: str, names: Names) -> ox.NamedNode | ox.Literal:
    if parameter.kinds:
        return ox.NamedNode(resolve(value, parameter.kinds, names, f"--{parameter.name}"))
    if parameter.type == "date":
        return parse_bound(value, f"--{parameter.name}", ParameterError).literal()
    if parameter.type == "number":
        if not re.fullmatch(r"[+-]?\d+(\.\d+)?", value):
            raise ParameterError(f"{value} is no number", where=f"--{parameter.name}", remedy="write it as 3 or 2.5")
        datatype = "decimal" if "." in value else "integer"
        return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))
    return ox.Literal(value)


def _choose(known: Mapping[str, Parameter]) -> str:
    return f"it takes {', '.join(f'--{name}' for name in known)}" if known else "it takes none"
