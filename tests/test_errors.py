"""Test that each error is one line, and that the tree of errors in the docstring is the real one."""

from __future__ import annotations

import inspect
import re

import pytest

from coalition import errors
from coalition.errors import CoalitionError, LimitError

TREE = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)]


def test_an_error_says_where_what_and_what_to_do() -> None:
    fault = CoalitionError("the date is none", where="graph/a.trig:3:7", remedy="write it as in the source")
    assert str(fault) == "graph/a.trig:3:7: the date is none; write it as in the source"


@pytest.mark.parametrize(
    ("where", "remedy", "said"),
    [("", "", "what"), ("here", "", "here: what"), ("", "mend it", "what; mend it")],
    ids=["neither", "where", "remedy"],
)
def test_an_error_says_as_much_as_is_known(where: str, remedy: str, said: str) -> None:
    assert str(CoalitionError("what", where=where, remedy=remedy)) == said


def test_an_error_is_one_line_whatever_it_quotes() -> None:
    fault = CoalitionError("a\nb\r\n c\u2028d", where="e\tf", remedy="g\n\nh")
    assert str(fault) == "e f: a b c d; g h"


def test_the_drawing_of_the_tree_shows_every_error_beneath_its_parent() -> None:
    drawn: dict[str, str] = {}
    path = ["Exception"]
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"    ([│├└─ ]*)([A-Z]\w+)  ", line):
            depth = len(found[1]) // 4 + 1
            path[depth:] = [found[2]]
            drawn[found[2]] = path[depth - 1]
    assert drawn == {kind.__name__: kind.__bases__[0].__name__ for kind in TREE}


@pytest.mark.parametrize("kind", TREE)
def test_every_error_exits_with_1_but_for_limits(kind: type[CoalitionError]) -> None:
    assert kind.exit_code == (3 if kind is LimitError else 1)


@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        ("abcdefgh", 8, "abcdefgh"),
        ("abcdefghi", 8, "abcd … hi"),
        ("", 8, ""),
        ("x" * 501, None, "x" * 250 + " … " + "x" * 125),
        ("x" * 500, None, "x" * 500),
    ],
)
def test_a_long_text_keeps_its_beginning_and_its_end(text: str, most: int | None, said: str) -> None:
    assert (errors.shortened(text) if most is None else errors.shortened(text, most)) == said


def test_a_message_keeps_the_whole_of_a_long_path_but_not_of_a_long_place() -> None:
    what, path = "y" * 600, "/" + "p" * 490
    assert str(CoalitionError(what, where=path)) == f"{path}: {errors.shortened(what)}"
    assert str(CoalitionError("a", where="q" * 6000)).startswith("q" * 250 + " … ")


@pytest.mark.parametrize(
    ("value", "said"), [("personn", "did you mean person? "), ("stat", "did you mean state? "), ("xyz", ""), ("", "")]
)
def test_the_nearest_option_is_suggested(value: str, said: str) -> None:
    assert errors.suggestion(value, ["state", "person", "estate"]) == said


def test_the_cutoff_tells_how_near_a_suggestion_must_be() -> None:
    assert errors.suggestion("abcd", ["abxy"], 0.5) == "did you mean abxy? "
    assert errors.suggestion("abcd", ["abxy"], 0.51) == errors.suggestion("abcd", ["abxy"]) == ""
    assert errors.suggestion("abcde", ["abcxy"]) == "did you mean abcxy? "


@pytest.mark.parametrize(("value", "hint"), [("degre", "did you mean degree? "), ("q", "")])
def test_an_unknown_value_is_told_with_all_that_are_known(value: str, hint: str) -> None:
    fault = errors.unknown("measure", value, ["degree", "katz"])
    assert type(fault) is errors.SelectionError
    assert str(fault) == f"there is no measure {value!r}; {hint}choose one of degree, katz"
