"""Test that percentages are found as values, in words and signs, and that what only looks like one is none."""

from __future__ import annotations

import pytest

from coalition.drafting.expressions import Percentage
from coalition.drafting.languages import Language
from coalition.drafting.mentions import Expressions
from coalition.drafting.percentages import WORDS, Percentages


def found(text: str, tag: str = "en") -> list[tuple[str, str]]:
    expressions = Expressions.for_language(tag)
    assert expressions
    own = [each for each in expressions.find(text) if each.kind == "percentage"]
    return [(str(each.values[0]), text[each.start : each.end]) for each in own]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5-1/4 percent", "5.25 percent"),
        ("5 1/4 per cent", "5.25 percent"),
        ("5¼%", "5.25 percent"),
        ("¼ percent", "0.25 percent"),
        ("3/4 percent", "0.75 percent"),
        ("1/3 percent", "0.333333 percent"),
        ("4.75%", "4.75 percent"),
        ("4.75 %", "4.75 percent"),
        ("1,200%", "1200 percent"),
        ("two percent", "2 percent"),
        ("one-half percent", "0.5 percent"),
        ("20-percent", "20 percent"),
        ("-0.5%", "-0.5 percent"),
        ("minus 2 percent", "-2 percent"),
        ("0.25 percentage points", "0.25 percentage points"),
        ("0 to 1/4 percent", "0 to 0.25 percent"),
        ("5-1/2 to 5-3/4 percent", "5.5 to 5.75 percent"),
        ("5% to 6%", "5 to 6 percent"),
        ("5–6%", "5 to 6 percent"),
    ],
)
def test_a_percentage_is_found_with_its_value_where_it_stands(text: str, value: str) -> None:
    assert found(f"The rate is {text}, they say.") == [(value, text)]


def test_between_two_values_is_a_range_and_two_values_are_two() -> None:
    assert found("between 2 and 3 percent") == [("2 to 3 percent", "2 and 3 percent")]
    assert found("2 percent and 3 percent") == [("2 percent", "2 percent"), ("3 percent", "3 percent")]


@pytest.mark.parametrize(
    "text", ["the 3.5 percentile", "no percent", "25 basis points", "5.5.2%", "1/0 percent", "a % sign", "$5 percent"]
)
def test_what_is_no_percentage_is_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("tag", "text", "value"),
    [
        ("de", "zwei Prozent", "2 percent"),
        ("de", "4,75 %", "4.75 percent"),
        ("de", "2 bis 3 Prozent", "2 to 3 percent"),
        ("de", "0,5 Prozentpunkte", "0.5 percentage points"),
        ("fr", "2,5 pour cent", "2.5 percent"),
        ("es", "5 por ciento", "5 percent"),
        ("it", "5 per cento", "5 percent"),
        ("pt", "5 por cento", "5 percent"),
        ("nl", "5 procent", "5 percent"),
        ("sv", "5 procent", "5 percent"),
        ("pl", "5 procent", "5 percent"),
        ("uk", "12 відсотків", "12 percent"),
        ("ru", "12 процентов", "12 percent"),
        ("ar", "٥٪", "5 percent"),
        ("fi", "5 %", "5 percent"),
    ],
)
def test_languages_write_them_in_their_own_way(tag: str, text: str, value: str) -> None:
    assert found(text, tag) == [(value, text)]


def test_words_of_each_language_are_of_one_that_is_known() -> None:
    for tag in WORDS:
        language = Language.of(tag)
        assert language and [*Percentages.of(language, (",", ".")).find("5%")]


def test_what_is_a_percentage_is_no_date_and_no_count() -> None:
    expressions = Expressions.for_language("en-US")
    assert expressions
    text = "On 5 May 2008, 1/4 percent; by 25 basis points; 5% of $5 million."
    kinds = [each.kind for each in expressions.find(text)]
    assert sorted(kinds) == ["amount", "count", "date", "percentage", "percentage"]
    (only,) = expressions.find("In May 5 percent of the votes were cast.")
    assert (only.kind, str(only.values[0])) == ("percentage", "5 percent")


def test_a_percentage_is_plain_data() -> None:
    expressions = Expressions.for_language("en")
    assert expressions
    (each,) = expressions.find("0 to 1/4 percent")
    (value,) = each.values
    assert isinstance(value, Percentage)
    assert value.to_dict() == {"value": "0", "upper": "0.25", "unit": "percent"}
    assert each.reason == "a number stands before “percent”"
