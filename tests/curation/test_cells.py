"""Test that cells fill the sheets of rows as a curator would, and that what may mean several things is refused."""

from __future__ import annotations

import pytest

from coalition.corpus.root import Root
from coalition.curation.cells import BOUNDED, Cells
from coalition.curation.forms import Forms
from coalition.curation.mapping import RowMapping, Stating
from coalition.curation.rows import Row
from coalition.drafting.counts import BOUNDS
from coalition.drafting.mentions import Expressions
from coalition.errors import ParameterError

FORMS = Forms.from_root(Root.published())
MAPPING = RowMapping(
    "m",
    ("{who}",),
    (
        Stating("Place", name="{place}"),
        Stating(
            "Commitment",
            name="{who}: {sum}",
            fields={
                "committedBy": ("{who}",),
                "amount": ("{sum}",),
                "madeIn": ("#1",),
                "announcedOn": ("{date}",),
                "status": ("{status}",),
                "ordinal": ("{ordinal}",),
            },
        ),
    ),
    values={"uk": "United Kingdom", "firm": "Pledged", "£5": "GBP 5"},
)


def filled(language: str = "en", **cells: str) -> list[tuple[str, str, dict[str, list[str]]]]:
    sheet = Cells(MAPPING, FORMS, Expressions.for_language(language)).sheet(Row(1, {"who": "x", "sum": "", **cells}))
    return [(part.kind, part.name, part.values) for part in sheet.parts]


def test_dates_numbers_and_sums_are_read_as_the_language_writes_them() -> None:
    place, commitment, amount = filled(
        who="UK", sum="1.6 billion euros", date="5 May 2031", place="Zenda", status="Firm", ordinal="1,200"
    )
    assert place == ("Place", "Zenda", {})
    assert commitment[1] == "UK: 1.6 billion euros"
    assert commitment[2] == {
        "committedBy": ["United Kingdom"],
        "amount": ["#3"],
        "madeIn": ["#1"],
        "announcedOn": ["2031-05-05"],
        "status": ["Pledged"],
        "ordinal": ["1200"],
    }
    assert amount == ("Amount", "", {"currency": ["EUR"], "value": ["1600000000"]})


def test_a_thing_whose_name_is_empty_is_left_out_with_what_leads_to_it() -> None:
    commitment, amount = filled(sum="EUR 5")
    assert (commitment[0], amount[0]) == ("Commitment", "Amount")
    assert commitment[2] == {"committedBy": ["x"], "amount": ["#2"]}


def test_what_a_cell_means_may_be_said_in_the_mapping() -> None:
    assert filled(sum="£5")[1][2] == {"currency": ["GBP"], "value": ["5"]}
    assert filled("en-GB", sum="£6")[1][2] == {"currency": ["GBP"], "value": ["6"]}


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"sum": "£6"},
            "£6 may mean GBP 6 or .*; say so in .values. of the mapping, or give the source a",
        ),
        ({"sum": "much"}, "much is no sum of money"),
        ({"sum": "EUR 6 and more"}, "EUR 6 and more is no sum of money"),
        ({"sum": "EUR 6", "date": "3/7/2031"}, "3/7/2031 may mean 2031-03-07 or 2031-07-03; say in .values."),
    ],
)
def test_what_may_mean_several_things_is_refused(cells: dict[str, str], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        filled(**cells)


def test_where_nothing_is_known_of_the_language_cells_are_left_as_they_are() -> None:
    sheet = Cells(MAPPING, FORMS, None).sheet(Row(1, {"who": "x", "sum": "y", "date": "5 May", "ordinal": "1,2"}))
    assert [sheet.parts[0].values[name] for name in ("amount", "announcedOn", "ordinal")] == [["y"], ["5 May"], ["1,2"]]


GIFTS = RowMapping(
    "m", ("{who}",), (Stating("Commitment", name="{who}", fields={"quantity": ("{what}",), "item": ("{item}",)}),)
)


def gift(what: str, language: str = "en") -> list[tuple[str, str, dict[str, list[str]]]]:
    sheet = Cells(GIFTS, FORMS, Expressions.for_language(language)).sheet(Row(1, {"who": "x", "what": what}))
    return [(part.kind, part.name, part.values) for part in sheet.parts]


@pytest.mark.parametrize(
    ("cell", "values", "item"),
    [
        ("1,200 shells", {"bound": ["Exactly"], "number": ["1200"]}, "shells"),
        ("more than 30 air defence missiles", {"bound": ["MoreThan"], "number": ["30"]}, "air defence missiles"),
        ("3 to 5 ships", {"bound": ["Between"], "number": ["3"], "upperNumber": ["5"]}, "ships"),
        ("about 2.5 million shells", {"bound": ["Approximately"], "number": ["2500000"]}, "shells"),
        ("fewer than 12 roles", {"bound": ["FewerThan"], "number": ["12"]}, "roles"),
        ("1,200", {"bound": ["Exactly"], "number": ["1200"]}, ""),
    ],
)
def test_how_many_of_what_is_read_as_a_quantity(cell: str, values: dict[str, list[str]], item: str) -> None:
    commitment, *others = gift(cell)
    quantity = others.pop()
    assert others == ([("Item", item, {})] if item else [])
    assert quantity == ("Quantity", "", {**values, **({"item": ["#2"]} if item else {})})
    assert commitment[2] == {"quantity": [f"#{len(others) + 2}"]}


def test_each_bound_that_is_met_in_texts_is_one_of_the_list() -> None:
    assert {BOUNDED[word] for word in BOUNDS.split("|")} <= FORMS.choices("Bound").keys()


@pytest.mark.parametrize("cell", ["many shells", "1,200 shells and more", "about 3 to 5 ships"])
def test_what_is_no_quantity_is_refused(cell: str) -> None:
    with pytest.raises(ParameterError, match=f"{cell} is no quantity; write a number"):
        gift(cell)


def test_a_quantity_may_be_named_by_its_iri() -> None:
    assert gift("quantity:more-than-5000")[0][2] == {"quantity": ["quantity:more-than-5000"]}
