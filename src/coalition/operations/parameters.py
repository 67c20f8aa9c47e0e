"""Declare the parameters of an operation, and give the values that a request has their types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coalition.errors import ParameterError, suggestion

LONGEST = 4000
"""How many characters a value may have."""

MOST = 200
"""How many values a parameter may have."""

NUMBER = r"[+-]?[0-9]{1,18}"
FRACTION = r"[0-9]{1,18}(\.[0-9]{1,18})?([eE]-?[0-9]{1,2})?"

TRUE, FALSE = ("1", "true", "yes", "on", ""), ("0", "false", "no", "off")
"""What stands for true and false; a flag that is given without a value is true."""

YEAR, MONTH, DAY = "(?!0000)[0-9]{4}", "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
SEEN = r"\S"


@dataclass(frozen=True)
class Parameter:
    """Declare a parameter.

    Attributes
    ----------
    name:
        What requests call it; on the command line, with hyphens, it is the name of the option.
    type:
        `text`, `date`, `number`, `fraction` (between 0 and 1), `flag`, `choice`, `thing` (a label, alias or IRI), or
        `object`: values by their names, which only JSON can give.
    summary:
        What it is for, in a sentence, as help and documentation show it.
    python:
        What the method of `Graph` calls it, where that is another name.
    kinds:
        The classes of the things that are offered for completion.
    choices:
        The values of a choice.
    many:
        Whether it may be given more than once.
    required, default, least, greatest, longest:
        Whether it must be given; the value where it is not; the bounds of a number; how many characters a text may
        have.
    argument:
        What help calls it where it is an argument of the command, and not an option; empty for an option.
    switch, off:
        The option of the command line that turns a flag off, as `--no-readings` does, and what help says of it.
    placeholder:
        What help shows in the place of a value.
    example:
        A value.
    parts:
        What an object may hold; texts and numbers of any name where there are none.
    """

    name: str
    type: str
    summary: str = ""
    python: str = ""
    kinds: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    many: bool = False
    required: bool = False
    default: Any = None
    least: int | None = None
    greatest: int | None = None
    longest: int = LONGEST
    argument: str = ""
    switch: str = ""
    off: str = ""
    placeholder: str = ""
    example: Any = ""
    parts: tuple[Parameter, ...] = ()

    @property
    def key(self) -> str:
        """What the method of `Graph` calls it."""
        return self.python or self.name

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a value, or of a list of values."""
        kinds: dict[str, dict[str, Any]] = {
            "flag": {"type": "boolean"},
            "number": {"type": "integer", "maximum": 10**18 - 1},
            "fraction": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            "object": schema_of(self.parts)
            if self.parts
            else {"type": "object", "additionalProperties": {"type": ["string", "number", "null"]}},
        }
        # A pattern is found anywhere in a value.
        pattern = f"^{YEAR}(-{MONTH}(-{DAY})?)?$" if self.type == "date" else SEEN
        one = kinds.get(self.type, {"type": "string", "pattern": pattern, "maxLength": self.longest})
        if self.choices:
            one = {"type": "string", "enum": list(self.choices)}
        if self.least is not None:
            one["minimum"] = self.least
        if self.greatest is not None:
            one["maximum"] = self.greatest
        if self.many:
            return {"type": "array", "items": one, "maxItems": MOST}
        if self.default is not None:
            one["default"] = self.default
        return one

    def sample(self) -> Any:
        """Return the example as JSON has it, in a list where there may be several; None where there is none."""
        if self.example == "":
            return None
        one = int(self.example) if self.type == "number" else self.example
        return [one] if self.many else one


def schema_of(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return the JSON Schema of an object that holds the values of parameters by their names."""
    described: dict[str, Any] = {}
    for parameter in parameters:
        sample = parameter.sample()
        described[parameter.name] = (
            parameter.schema()
            | ({"description": parameter.summary} if parameter.summary else {})
            | ({"examples": [sample]} if sample is not None else {})
        )
    required = [parameter.name for parameter in parameters if parameter.required]
    schema = {"type": "object", "properties": described, "additionalProperties": False}
    return schema | ({"required": required} if required else {})


def typed(parameters: Iterable[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of parameters with their types, by their names in Python; those not given are left out.

    Parameters
    ----------
    parameters:
        What the operation declares.
    given:
        The values by the names of the parameters: texts or lists of texts, as a query string has them, or numbers and
        truths, as JSON has them, too.

    Raises
    ------
    ParameterError
        When a parameter does not exist, is required but not given, given twice, or has a value that does not fit.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            remedy = f"{suggestion(str(name), known)}choose one of {', '.join(known) or 'no parameter'}"
            raise ParameterError(f"there is no parameter {str(name)[:100]!r}", remedy=remedy)
    values = {}
    for name, parameter in known.items():
        value = given.get(name)
        items = [each for each in (value if isinstance(value, list | tuple) else [value]) if each is not None]
        if not items:
            if parameter.required:
                raise ParameterError("this parameter is required", where=name, remedy=_remedy(parameter))
            continue
        if len(items) > (MOST if parameter.many else 1):
            what = f"more than {MOST} values are given" if parameter.many else "more than one value is given"
            raise ParameterError(what, where=name, remedy="give fewer")
        read = [_object(parameter, each) if parameter.type == "object" else _value(parameter, each) for each in items]
        values[parameter.key] = tuple(read) if parameter.many else read[0]
    return values


def _object(parameter: Parameter, value: Any) -> dict[str, Any]:
    """Return the values that an object holds; those that are null count as not given."""
    if not isinstance(value, Mapping):
        raise _wrong(parameter, value, "no object")
    free = (Parameter(name, "text", longest=parameter.longest) for name, each in value.items() if each is not None)
    try:
        return typed(parameter.parts, value) if parameter.parts else typed(free, _given(value))
    except ParameterError as fault:
        raise within(parameter.name, fault) from None


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def within(where: str, fault: ParameterError) -> ParameterError:
    """Return a fault of a value that stands in something else."""
    place = f"{where}, {fault.where}" if fault.where else where
    return ParameterError(fault.what, where=place, remedy=fault.remedy)


def _value(parameter: Parameter, value: Any) -> Any:
    """Return one value of a parameter with its type."""
    if parameter.type == "flag":
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in (*TRUE, *FALSE):
            return is_true(value)
        raise _wrong(parameter, value, "neither true nor false")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _wrong(parameter, value, "not a value of this parameter")
    if isinstance(value, float) and value.is_integer() and parameter.type == "number":
        value = int(value)  # for JSON Schema, 3.0 is a whole number
    text = str(value)
    if len(text) > parameter.longest:
        what = f"the value has more than {parameter.longest} characters"
        raise ParameterError(what, where=parameter.name, remedy="shorten it")
    if not text.strip():
        raise ParameterError("the value is empty", where=parameter.name, remedy=_remedy(parameter))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ParameterError("the value is not Unicode", where=parameter.name, remedy="send it in UTF-8") from None
    if parameter.type == "number":
        return _number(parameter, text)
    if parameter.type == "fraction":
        if not re.fullmatch(FRACTION, text) or not 0 < float(text) < 1:
            raise _wrong(parameter, value, "not a number between 0 and 1")
        return float(text)
    if parameter.type == "date":
        from coalition.dates import parse_bound

        return str(parse_bound(text, parameter.name, ParameterError))
    if parameter.choices and text not in parameter.choices:
        remedy = f"{suggestion(text, parameter.choices)}choose one of {', '.join(parameter.choices)}"
        raise ParameterError(f"there is no {text[:100]!r}", where=parameter.name, remedy=remedy)
    return text


def is_true(value: bool | str) -> bool:
    """Tell whether the value of a flag is true."""
    return value if isinstance(value, bool) else value.lower() in TRUE


def _number(parameter: Parameter, text: str) -> int:
    if not re.fullmatch(NUMBER, text):
        raise _wrong(parameter, text, "not a whole number of at most 18 digits")
    if parameter.least is not None and int(text) < parameter.least:
        raise _wrong(parameter, text, f"less than {parameter.least}")
    if parameter.greatest is not None and int(text) > parameter.greatest:
        raise _wrong(parameter, text, f"more than {parameter.greatest}")
    return int(text)


def _wrong(parameter: Parameter, value: Any, what: str) -> ParameterError:
    return ParameterError(f"{str(value)[:100]!r} is {what}", where=parameter.name, remedy=_remedy(parameter))


def _remedy(parameter: Parameter) -> str:
    kinds = {"thing": "a label, alias or IRI", "flag": "true or false", "object": "an object"}
    kind = kinds.get(parameter.type, f"a {parameter.type}")
    example = f", for example {parameter.example}" if parameter.example else ""
    return f"give {kind}{example}" if not parameter.choices else f"choose one of {', '.join(parameter.choices)}"


def chosen(values: Mapping[str, Any], parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return the values of some parameters only."""
    keys = {parameter.key for parameter in parameters}
    return {key: value for key, value in values.items() if key in keys}
