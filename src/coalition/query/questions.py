"""Read saved questions: queries in files, with a summary and typed parameters in their header.

Each file in `queries/` holds one SPARQL query below a header of comments. The name of the file, without `.rq`, is the
name of the question:

    #+ summary: Who took part in an event, according to each document?
    #+ tags: lookup, networks
    #+ parameter event: event, required, for example 2025 London Summit on Ukraine
    #+ parameter least: number, default 2, for example 3

The type of a parameter is one of

- `date`, `number` or `text`;
- the name of one of our classes, in lower case (`actor`, `meeting`, `commitment` ...): the user gives the label, an
  alias or the IRI of a thing of this class;
- `thing`: the same, for a thing of any class.

A value that is given, or else the default, is bound to the variable with the name of the parameter. A parameter that is
neither `required` nor has a default may be omitted; its variable is then not bound, and does not restrict the answer.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from coalition import files
from coalition.dates import parse_bound
from coalition.errors import ParameterError, SelectionError
from coalition.names import LABELLED, Names, resolve
from coalition.namespaces import XSD

HEADER_LINE = re.compile(r"^#\+ *(?P<key>[^:]+?) *: *(?P<value>.*?) *$", re.MULTILINE)
"""A line of the header, `#+ key: value`. The key ends at the first colon, so that the value may contain colons."""

PARAMETER_VALUE = re.compile(
    r"(?P<type>\w+)(?P<required>, *required)?(?:, *default (?P<default>[^,]+))?(?:, *for example (?P<example>.+))?"
)
"""The value of a header line that describes a parameter.

The default ends at a comma; the example, which comes last, may contain commas.
"""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Describe a parameter of a question.

    Attributes
    ----------
    name:
        The name of the parameter, and of its variable in the query.
    type:
        The type, as the header writes it; see the module `coalition.query.questions`.
    required:
        Whether a value must be given.
    default:
        The value that is used where none is given; empty where there is no default.
    example:
        An example of a value; empty where the header gives none.
    """

    name: str
    type: str
    required: bool = False
    default: str = ""
    example: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of our classes that a value is looked up in; empty for a date, number or text."""
        if self.type == "thing":
            return LABELLED
        return () if self.type in ("date", "number", "text") else (self.type[:1].upper() + self.type[1:],)

    @property
    def use(self) -> str:
        """Whether the parameter is required, its default and its example, in words."""
        needed = "required" if self.required else f"default {self.default}" if self.default else "optional"
        return f"{needed}, for example “{self.example}”" if self.example else needed


@dataclass(frozen=True, slots=True)
class Question:
    """Hold a saved question.

    Attributes
    ----------
    name:
        The name of its file, without `.rq`.
    summary:
        The question in a sentence.
    parameters:
        The parameters, in the order of the header.
    tags:
        The tags, in the order of the header.
    text:
        The SPARQL query, with its header.
    path:
        The file.
    """

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
            When the header has no summary or describes a parameter wrongly, or the file is not UTF-8.
        """
        text = files.decode(files.read(path, SelectionError), str(path), SelectionError)
        summary = ""
        parameters: list[Parameter] = []
        tags: tuple[str, ...] = ()
        for line in HEADER_LINE.finditer(text):
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
        """Return the terms to bind to the variables of the query, by the names of the parameters.

        Parameters
        ----------
        given:
            The values that a user typed, by the names of the parameters.
        names:
            The names that typed labels and aliases are looked up in.

        Raises
        ------
        ParameterError
            When the question has no such parameter, a required value is missing, or a value is of the wrong type or
            names nothing in the graph.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise ParameterError(f"there is no parameter {name}", where=self.name, remedy=_listing(known))
        bound = {}
        for parameter in self.parameters:
            value = given.get(parameter.name, parameter.default)
            if value or parameter.name in given:
                bound[parameter.name] = _term(parameter, value, names)
            elif parameter.required:
                example = f", for example --{parameter.name} '{parameter.example}'" if parameter.example else ""
                remedy = f"give it a value{example}"
                raise ParameterError(f"--{parameter.name} is required", where=self.name, remedy=remedy)
        return bound


def questions(folder: Path) -> dict[str, Question]:
    """Return the questions in a folder by their names, sorted.

    Raises
    ------
    SelectionError
        When a file is not a question; see `Question.load`.
    """
    return {path.stem: Question.load(path) for path in sorted(folder.glob("*.rq"), key=lambda path: path.stem)}


def question(folder: Path, name: str) -> Question:
    """Return the question called `name` in a folder.

    Raises
    ------
    SelectionError
        When it does not exist (the error suggests similar names), or its file is not a question.
    """
    path = folder / f"{name}.rq"
    if path.is_file() and path.parent == folder:  # a name such as ../x leads out of the folder
        return Question.load(path)
    # The cutoff is below difflib's default of 0.6: a suggestion that does not fit does little harm.
    near = difflib.get_close_matches(name, [path.stem for path in folder.glob("*.rq")], n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "list them with coalition questions"
    raise SelectionError(f"there is no question {name}", where=str(folder), remedy=hint)


def _parameter(name: str, value: str, path: Path) -> Parameter:
    parts = PARAMETER_VALUE.fullmatch(value)
    if not parts:
        remedy = "write it as #+ parameter NAME: TYPE, for example VALUE"
        raise SelectionError(f"the header of the parameter {name} cannot be read", where=str(path), remedy=remedy)
    return Parameter(name, parts["type"], bool(parts["required"]), parts["default"] or "", parts["example"] or "")


def _term(parameter: Parameter, value: str, names: Names) -> ox.NamedNode | ox.Literal:
    if parameter.kinds:
        return ox.NamedNode(resolve(value, parameter.kinds, names, f"--{parameter.name}"))
    if parameter.type == "date":
        return parse_bound(value, f"--{parameter.name}", ParameterError).literal()
    if parameter.type == "number":
        if not re.fullmatch(r"[+-]?\d+(\.\d+)?", value):
            raise ParameterError(f"{value} is not a number", where=f"--{parameter.name}", remedy="write it as 3 or 2.5")
        datatype = "decimal" if "." in value else "integer"
        return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))
    return ox.Literal(value)


def _listing(known: Mapping[str, Parameter]) -> str:
    names = ", ".join(f"--{name}" for name in known)
    return f"choose one of {names}" if names else "this question has no parameters"
