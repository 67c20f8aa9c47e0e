"""Find every class of the package that a method of `Graph` returns, and the classes that those consist of.

They are found by their annotations, so the page of the Python API is complete.
"""

from __future__ import annotations

import ast
import inspect
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import coalition


def results() -> list[type]:
    """Return the classes, each before the classes of its fields."""
    graph = coalition.Graph
    methods = [each for name, each in inspect.getmembers(graph, callable) if not name.startswith("_")]
    ahead = [found for method in methods for found in _classes(_hints(method).get("return"))]
    found: list[type] = []
    while ahead:
        each = ahead.pop(0)
        if each is graph or each in found:
            continue
        found.append(each)
        parts = [c for name, hint in _hints(each).items() if not name.startswith("_") for c in _classes(hint)]
        holds = _is_value(each) or issubclass(each, list)
        ahead = [*(part for part in parts if holds and _is_value(part)), *ahead]
    return found


def _is_value(kind: type) -> bool:
    """Tell whether a class is a frozen dataclass; a class that holds a store or a file is not part of a result."""
    parameters = getattr(kind, "__dataclass_params__", None)
    return parameters is not None and parameters.frozen


def _hints(thing: Any) -> dict[str, Any]:
    """Return the annotations of a function or class.

    Names that its module imports only for type checkers are resolved, too.
    """
    plain = inspect.unwrap(thing) if inspect.isclass(thing) else getattr(thing, "__func__", thing)
    return typing.get_type_hints(plain, _namespace(plain.__module__))


def _namespace(module: str) -> dict[str, Any]:
    names = dict(vars(sys.modules[module]))
    tree = ast.parse(Path(inspect.getfile(sys.modules[module])).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), module, "exec"), names)
    return names


def _classes(hint: Any) -> Iterator[type]:
    """Yield the classes of the package in a type: Answer in `Answer | bool`, Conflict in `list[Conflict]`."""
    if isinstance(hint, type) and hint.__module__.startswith("coalition."):
        yield hint
        for base in getattr(hint, "__orig_bases__", ()):  # Hit in a class that is a `list[Hit]`
            yield from _classes(base)
    for part in typing.get_args(hint):
        yield from _classes(part)


def restructured() -> str:
    """Return the directives of autodoc that document the classes."""
    return "\n\n".join(f".. autoclass:: {each.__module__}.{each.__qualname__}\n   :members:" for each in results())
