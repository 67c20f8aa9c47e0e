"""Read saved questions: queries in files, with a summary and typed parameters in their header.

Each file in `queries/` holds one SPARQL query below a header of comments. The name of the file, without `.rq`, is the
name of the question:

    #+ summary: Who took part in an event, according to each document?
    #+ tags: lookup, networks
    #+ parameter event: event, required, for example 2025 London Summit on Ukraine
    #+ parameter least: number, default 2, for example 3
    #+ one: event participant

`one` names the columns that say what is asked for: people see one row for each, with all sources, roles ... in it.

The type of a parameter is one of

- `date`, `number` or `text`;
- the name of one of our classes, which begins with a small letter here (`actor`, `meeting`, `planPoint` ...): the user
  gives the label, an alias or the IRI of a thing of this class; that of a class which a graph adds is written as it is,
  with its prefix;
- `thing`: the same, for a thing of any class.

A value that is given, or else the default, is bound to the variable with the name of the parameter. A parameter that is
neither `required` nor has a default may be omitted; its variable is then not bound, and does not restrict the answer.

A file with a wrong header is no question; the other questions can be asked all the same, and `unreadable` says why.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from coalition import files
from coalition.dates import parse_bound
from coalition.errors import CoalitionError, GoneError, ParameterError, SelectionError, suggestion
from coalition.names import LABELLED, Names, resolve
from coalition.namespaces import CG, XSD
from coalition.rdf.store import Rows, Store

HEADER_LINE = re.compile(r"^#\+(?: *(?P<key>[^:\n]+?) *:)? *(?P<value>.*?) *$", re.MULTILINE)
"""A line of the header, `#+ key: value`. The key ends at the first colon, so that the value may contain colons."""

KEYS = ("summary", "tags", "one", "parameter NAME")

PARAMETER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
"""The names that can be both a variable of SPARQL and an option of a command line."""

PARAMETER_VALUE = re.compile(
    r"(?P<type>(?:[\w-]+:)?[\w-]+)(?P<required>, *required)?(?:, *default (?P<default>[^,]+))?"
    r"(?:, *for example (?P<example>.+))?"
)
"""The value of a header line that describes a parameter.

The default ends at a comma; the example, which comes last, may contain commas.
"""

DIGITS = 18
"""How many digits the engine computes with: its integers have 64 bits, its decimals 18 digits after the point."""

PLAIN = ("date", "number", "text")
"""The types of values that do not name a thing."""


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
        if self.type in PLAIN:
            return ()
        return (self.type if ":" in self.type else self.type[:1].upper() + self.type[1:],)

    def sample(self) -> ox.NamedNode | ox.Literal:
        """Return some value of the type, to try a query with."""
        if self.kinds:
            return ox.NamedNode(CG + "sample")
        return _literal(self.type, {"date": "2025", "number": "1", "text": "text"}[self.type], "")

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
    one:
        The columns that name what is asked for; empty where each row stands for itself.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    tags: tuple[str, ...]
    text: str
    path: Path
    one: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path, kinds: Collection[str] = ()) -> Question:
        """Read the question in a file.

        Parameters
        ----------
        path:
            The file.
        kinds:
            The local names of the classes that a parameter may have as its type; any where it is empty.

        Raises
        ------
        SelectionError
            When the header has no summary or describes a parameter wrongly, the file cannot be read as UTF-8, or no one
            could type its name.
        """
        if path.stem.startswith("-") or not path.stem.isprintable():
            what = (
                "the name of this question would be taken for an option"
                if path.stem.startswith("-")
                else (f"the name of this question, {path.stem!a}, has characters that cannot be typed")
            )
            raise SelectionError(what, where=str(path), remedy="rename the file")
        text = files.decode(files.read(path, SelectionError), str(path), SelectionError).replace("\r\n", "\n")
        summary = ""
        parameters: dict[str, Parameter] = {}
        tags: tuple[str, ...] = ()
        one: tuple[str, ...] = ()
        for line in HEADER_LINE.finditer(text):
            where = f"{path}:{text.count(chr(10), 0, line.start()) + 1}"
            key, _, name = (line["key"] or "").partition(" ")
            if key == "summary":
                summary = line["value"]
            elif key == "tags":
                tags = tuple(tag.strip() for tag in line["value"].split(","))
            elif key == "one":
                one = tuple(line["value"].split())
            elif key == "parameter":
                parameter = _parameter(name.strip(), line["value"], kinds, where)
                if parameter.name in parameters:
                    what = f"the parameter {parameter.name} is described twice"
                    raise SelectionError(what, where=where, remedy="remove one of the two lines")
                parameters[parameter.name] = parameter
            else:
                what = f"the header has no key {line['key']}" if key else "this line of the header has no key"
                remedy = f"write it as #+ KEY: VALUE with one of the keys {', '.join(KEYS)}, or as a comment without +"
                raise SelectionError(what, where=where, remedy=remedy)
        if not summary:
            raise SelectionError(
                "the question has no summary", where=f"{path}:1", remedy="begin the file with #+ summary: ..."
            )
        return cls(path.stem, summary, tuple(parameters.values()), tags, text, path, one)

    @property
    def version(self) -> str:
        """The beginning of the SHA-256 of its text, which another version of the question does not have."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

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


def expect(version: str, asked: str | None) -> None:
    """Check that what a permanent address names, if anything, is this version.

    Raises
    ------
    GoneError
        When it is another one.
    """
    if asked and asked != version:
        what = "the saved questions have been changed since this address was given"
        raise GoneError(what, remedy="leave out version to ask them as they are now")


class Saved:
    """Read the questions in some files, each once: what a file says later is not heeded.

    `kinds` are the local names of the classes that a parameter may have as its type; any where it is empty.
    """

    def __init__(self, paths: Sequence[Path], kinds: Collection[str] = ()) -> None:
        self.paths, self.kinds = paths, kinds
        self._known: dict[str, Question] = {}
        self._whole = False

    def all(self) -> dict[str, Question]:
        """Return all questions by their names, sorted; from then on there are no others."""
        if not self._whole:
            self._known = questions(self.paths, self.kinds) | self._known
            self._whole = True
        return {name: self._known[name] for name in sorted(self._known)}

    def named(self, name: str) -> Question:
        """Return the question called `name`.

        Raises
        ------
        SelectionError
            When there is none, or its file is not a question.
        """
        if name not in self._known:
            found = question(self.paths, name, self.kinds)
            if self._whole:  # it was not there, or wrong, when the others were read
                raise _missing(self.paths, name, self._known)
            self._known[name] = found
        return self._known[name]

    def version(self) -> str:
        """Return the beginning of the SHA-256 of all questions."""
        told = "".join(f"{each.name} {each.version}\n" for each in self.all().values())
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def questions(paths: Sequence[Path], kinds: Collection[str] = ()) -> dict[str, Question]:
    """Return the questions in some files by their names, sorted, without the files that `unreadable` reports.

    `kinds` are the local names of the classes that a parameter may have as its type; any where it is empty.
    """
    return {read.name: read for read in _read(paths, kinds) if isinstance(read, Question)}


def unreadable(paths: Sequence[Path], kinds: Collection[str] = ()) -> list[SelectionError]:
    """Return what is wrong with each file that is not a question."""
    return [read for read in _read(paths, kinds) if isinstance(read, SelectionError)]


def faults(paths: Sequence[Path], kinds: Collection[str] = ()) -> Iterator[CoalitionError]:
    """Yield what is wrong with each file that is not a question, or whose query cannot be asked."""
    yield from unreadable(paths, kinds)
    nothing = Store.in_memory(())
    for asked in questions(paths, kinds).values():
        samples = {parameter.name: parameter.sample() for parameter in asked.parameters}
        try:
            result = nothing.query(asked.text, samples, str(asked.path))
            columns = {variable.value for variable in result.variables} if isinstance(result, Rows) else set()
            if lost := [column for column in asked.one if column not in columns]:
                remedy = "name columns of the query there, separated by spaces"
                what = f"the query has no column {lost[0]}, which #+ one names"
                raise SelectionError(what, where=str(asked.path), remedy=remedy)
        except CoalitionError as fault:
            yield fault


def question(paths: Sequence[Path], name: str, kinds: Collection[str] = ()) -> Question:
    """Return the question called `name`, which one of some files holds.

    Raises
    ------
    SelectionError
        When it does not exist (the error suggests similar names), or its file is not a question.
    """
    known = {path.stem: path for path in paths}  # a name such as ../x leads out of the folder
    if name in known:
        return Question.load(known[name], kinds)
    raise _missing(paths, name, known)


def _missing(paths: Sequence[Path], name: str, known: Collection[str]) -> SelectionError:
    import difflib

    # The cutoff is below difflib's default of 0.6: a suggestion that does not fit does little harm.
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "list them with coalition questions"
    return SelectionError(f"there is no question {name}", where=str(paths[-1].parent) if paths else "", remedy=hint)


def _read(paths: Sequence[Path], kinds: Collection[str]) -> Iterator[Question | SelectionError]:
    for path in paths:
        try:
            yield Question.load(path, kinds)
        except SelectionError as fault:
            yield fault


def _parameter(name: str, value: str, kinds: Collection[str], where: str) -> Parameter:
    """Return what a line of the header says about the parameter `name`."""
    if not PARAMETER_NAME.fullmatch(name) or name == "help":
        what = f"a parameter cannot be called {name}" if name else "the parameter has no name"
        remedy = "write a letter, then letters, digits and underscores; help is the option of that name"
        raise SelectionError(what, where=where, remedy=remedy)
    parts = PARAMETER_VALUE.fullmatch(value)
    if not parts:
        remedy = "write it as #+ parameter NAME: TYPE, for example VALUE"
        raise SelectionError(f"the header of the parameter {name} cannot be read", where=where, remedy=remedy)
    parameter = Parameter(name, parts["type"], bool(parts["required"]), parts["default"] or "", parts["example"] or "")
    wrong = kinds and parameter.type != "thing" and not set(parameter.kinds) <= set(kinds)
    if wrong:
        types = [*PLAIN, "thing", *sorted(kind if ":" in kind else kind[:1].lower() + kind[1:] for kind in kinds)]
        remedy = f"{suggestion(parameter.type, types)}write date, number, text, thing or the name of a class"
        raise SelectionError(f"the parameter {name} has the unknown type {parameter.type}", where=where, remedy=remedy)
    for use, text in (("default", parameter.default), ("example", parameter.example)):
        try:
            if text and not parameter.kinds:
                _literal(parameter.type, text, "")
        except ParameterError as fault:
            what = f"the {use} of the parameter {name} does not fit: {fault.what}"
            raise SelectionError(what, where=where, remedy=fault.remedy) from None
    return parameter


def _term(parameter: Parameter, value: str, names: Names) -> ox.NamedNode | ox.Literal:
    where = f"--{parameter.name}"
    if parameter.kinds:
        return ox.NamedNode(resolve(value, parameter.kinds, names, where))
    if not value.strip():
        raise ParameterError("the value is empty", where=where, remedy=f"type a {parameter.type}")
    return _literal(parameter.type, value, where)


def _literal(kind: str, value: str, where: str) -> ox.Literal:
    """Return a typed value as a literal of its type, which is one of PLAIN."""
    if kind == "date":
        return parse_bound(value, where, ParameterError).literal()
    if kind == "text":
        return ox.Literal(value)
    parts = re.fullmatch(r"[+-]?([0-9]+)(\.[0-9]+)?", value)
    if not parts:
        raise ParameterError(f"{value} is not a number", where=where, remedy="write it as 3 or 2.5")
    if any(len((digits or "").lstrip(".")) > DIGITS for digits in parts.groups()):
        what = f"{value} has more than {DIGITS} digits before or after its point"
        raise ParameterError(what, where=where, remedy="write fewer, since the engine cannot compute with so many")
    return ox.Literal(value, datatype=ox.NamedNode(XSD + ("decimal" if parts[2] else "integer")))


def _listing(known: Mapping[str, Parameter]) -> str:
    names = ", ".join(f"--{name}" for name in known)
    return f"choose one of {names}" if names else "this question has no parameters"
