"""Test that values get their types, and that what does not fit is told in a line that names the parameter."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from coalition.errors import ParameterError
from coalition.operations.parameters import LONGEST, MOST, Parameter, chosen, typed

PARAMETERS = (
    Parameter("thing", "thing", required=True, example="France"),
    Parameter("kind", "choice", python="kinds", choices=("person", "state"), many=True),
    Parameter("least", "number", default=1, least=1),
    Parameter("error", "fraction"),
    Parameter("alone", "flag"),
    Parameter("from", "date", python="since"),
)


def test_values_of_a_query_string_and_of_json_get_the_same_types() -> None:
    texts = {"thing": "x", "kind": ["person", "state"], "least": "3", "error": "0.5", "alone": "1", "from": "2025"}
    plain = {"thing": "x", "kind": ["person", "state"], "least": 3, "error": 0.5, "alone": True, "from": "2025"}
    expected = {
        "thing": "x",
        "kinds": ("person", "state"),
        "least": 3,
        "error": 0.5,
        "alone": True,
        "since": "2025",
    }
    assert typed(PARAMETERS, texts) == typed(PARAMETERS, plain) == expected
    assert typed(PARAMETERS, {"thing": "x", "least": 3.0})["least"] == 3  # which JSON Schema calls an integer
    assert typed(PARAMETERS, {"thing": "x", "kind": "state", "alone": "no", "least": None}) == {
        "thing": "x",
        "kinds": ("state",),
        "alone": False,
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "thing: this parameter is required; give a label, alias or IRI, for example France"),
        ({"thing": "x", "kin": "person"}, "there is no parameter 'kin'; did you mean kind?"),
        ({"thing": ["x", "y"]}, "thing: more than one value is given"),
        ({"thing": ""}, "thing: the value is empty"),
        ({"thing": " \t"}, "thing: the value is empty"),
        ({"thing": "x" * (LONGEST + 1)}, f"thing: the value has more than {LONGEST} characters"),
        ({"thing": "\ud800"}, "thing: the value is not Unicode"),
        ({"thing": {"a": 1}}, "thing: .* is not a value of this parameter"),
        ({"thing": True}, "thing: 'True' is not a value of this parameter"),
        ({"thing": "x", "kind": "cat"}, "kind: there is no 'cat'; choose one of person, state"),
        ({"thing": "x", "kind": ["person"] * (MOST + 1)}, f"kind: more than {MOST} values"),
        ({"thing": "x", "least": "0"}, "least: '0' is less than 1"),
        ({"thing": "x", "least": "1.5"}, "least: '1.5' is not a whole number"),
        ({"thing": "x", "least": "٣"}, "least: .* is not a whole number"),
        ({"thing": "x", "least": "9" * 19}, "least: .* is not a whole number of at most 18 digits"),
        ({"thing": "x", "least": True}, "least: 'True' is not a value"),
        ({"thing": "x", "error": "1"}, "error: '1' is not a number between 0 and 1"),
        ({"thing": "x", "error": "nan"}, "error: 'nan' is not a number between 0 and 1"),
        ({"thing": "x", "least": 3.5}, "least: '3.5' is not a whole number"),
        (
            {"thing": "x", "from": "2025-02-30"},
            "from: 2025-02-30 is not a date that is taken: the calendar has no such",
        ),
        ({"thing": "x", "from": "2025-3"}, "from: 2025-3 is not a date"),
        ({"thing": "x", "from": "--03-02"}, "from: --03-02 is not a date that is taken: it has no year"),
        ({"thing": "x", "alone": "perhaps"}, "alone: 'perhaps' is neither true nor false"),
        ({"thing": "x", "alone": 7}, "alone: '7' is neither true nor false"),
    ],
)
def test_what_does_not_fit_is_told(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message) as caught:
        typed(PARAMETERS, given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda each: each.name)
def test_the_schema_of_a_parameter_is_one(parameter: Parameter) -> None:
    jsonschema.Draft202012Validator.check_schema(parameter.schema())


def test_the_schema_takes_what_is_taken_and_refuses_what_is_refused() -> None:
    schemas = {each.name: each.schema() for each in PARAMETERS}
    taken = (("kind", ["person"]), ("least", 1), ("error", 0.5), ("alone", False), ("thing", " x"), ("from", "2025-03"))
    for name, value in taken:
        jsonschema.validate(value, schemas[name])
    refused = (("kind", ["cat"]), ("least", 0), ("error", 1), ("alone", "x"), ("thing", " \n"), ("from", "--03-02"))
    for name, value in (*refused, ("from", "0000"), ("from", "2025-13"), ("from", "2025-03-32"), ("from", "2025-3")):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(value, schemas[name])


def test_some_values_can_be_chosen() -> None:
    assert chosen({"kinds": (), "least": 1, "other": 2}, PARAMETERS) == {"kinds": (), "least": 1}
