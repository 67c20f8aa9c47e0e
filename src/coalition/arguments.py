"""Check the arguments of the Python API, so that a wrong one is told in a sentence, and not by what fails later."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar

from coalition.errors import ParameterError
from coalition.namespaces import Namespaces

Given = ParamSpec("Given")
Returned = TypeVar("Returned")

POSITIONAL, COLLECTED = inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_KEYWORD
STRINGS = "Iterable[str]"
WORDS = {STRINGS: "a list of str", "Any": "a function", "Progress": "a function"}
"""What a message calls the annotations that do not name a class."""

MOST_DIGITS = 18
"""How many digits a number may have; longer ones do not fit the 64 bits that the engine and libraries compute with."""


def checked(method: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """Make a method refuse each argument that does not have the type of its annotation, or cannot mean anything.

    What has `namespaces` is worked with in these.

    An annotation is read as it is written: names of classes between bars, `Iterable[str]`, or `Any` for a function.
    An iterable is read once, and passed on as a tuple; one text counts as a list of one.

    Raises
    ------
    TypeError
        When an argument has another type.
    ParameterError
        When a text is empty or is no Unicode, a path holds a zero byte, or a number has too many digits.
    """

    @functools.cache  # reading signatures takes longer than most methods, so each waits for its first call
    def signature() -> tuple[list[inspect.Parameter], dict[str, str], str | None]:
        parameters = list(inspect.signature(method).parameters.values())
        named = {each.name: each.annotation for each in parameters if each.kind not in (POSITIONAL, COLLECTED)}
        # A method that collects values by names of the user's own takes the names of its other parameters, too.
        return parameters, named, next((each.annotation for each in parameters if each.kind is COLLECTED), None)

    @functools.wraps(method)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Returned:
        if isinstance(own := getattr(args[0], "namespaces", None), Namespaces):
            with own.used():
                return within(*args, **kwargs)
        return within(*args, **kwargs)

    def within(*args: Given.args, **kwargs: Given.kwargs) -> Returned:
        def usable(name: str, value: Any, annotation: str | None) -> Any:
            # Python itself tells of a name that the method does not have.
            return value if annotation is None else _usable(method.__qualname__, name, value, annotation)

        parameters, named, collected = signature()
        rest = zip(parameters[1:], args[1:], strict=False)  # without self
        checked_args = [usable(each.name, value, each.annotation) for each, value in rest]
        checked_kwargs = {name: usable(name, value, named.get(name, collected)) for name, value in kwargs.items()}
        return method(*args[:1], *checked_args, *args[len(parameters) :], **checked_kwargs)  # type: ignore[arg-type]

    return call


def _usable(method: str, name: str, value: Any, annotation: str) -> Any:
    """Return an argument, an iterable as a tuple, and refuse it where it does not fit the annotation."""
    kinds = annotation.split(" | ")
    if STRINGS in kinds and isinstance(value, str):
        value = (value,)  # one text stands for a list of one
    elif STRINGS in kinds and isinstance(value, Iterable) and not isinstance(value, bytes):
        value = tuple(value)
    if not any(_fits(value, kind) for kind in kinds):
        *others, last = (_in_words(kind) for kind in kinds)
        wanted = f"{', '.join(others)} or {last}" if others else last
        raise TypeError(f"{method}: {name} must be {wanted}, not {type(value).__name__}")
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        what = f"{name} has more than {MOST_DIGITS} digits"
        raise ParameterError(what, where=method, remedy="give a smaller number")
    texts = value if isinstance(value, tuple) else (value,)
    for text in texts:
        fault = _fault_of(str(text), "Path" in kinds) if isinstance(text, str | os.PathLike) else ""
        if fault:
            remedy = "give a value, or leave it out" if {"None", STRINGS} & set(kinds) else "give a value"
            raise ParameterError(f"{name} {fault}", where=method, remedy=remedy)
    return value


def _in_words(kind: str) -> str:
    """Return a part of an annotation as messages call it: `dict[str, str]` is a dict of str."""
    plain = kind.replace("ox.", "pyoxigraph.").removesuffix("]")
    name, _, content = plain.partition("[")
    return WORDS.get(kind) or (f"a {name} of {content.split(', ')[-1]}" if content else name)


def _fits(value: Any, kind: str) -> bool:
    if kind in ("None", STRINGS):
        texts = isinstance(value, tuple) and all(isinstance(item, str) for item in value)
        return value is None if kind == "None" else texts
    if kind in WORDS:
        return callable(value)
    # By name, so that no class has to be imported to tell that a value is not of it. For Python, True is a number.
    names = {parent.__name__ for parent in type(value).__mro__}
    kind = kind.removeprefix("ox.").partition("[")[0]  # of dict[str, str], only that it is a dict is checked
    return kind in names and not (kind == "int" and "bool" in names)


def _fault_of(text: str, path: bool) -> str:
    if not text.strip():
        return "is empty"
    if path:
        return "holds a zero byte" if "\0" in text else ""
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        return f"holds half of a surrogate pair at character {fault.start}, which is no Unicode"
    return ""
