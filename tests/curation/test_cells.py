"""Test that cells fill the sheets of rows as a curator would, and that what may mean several things is refused."""

from __future__ import annotations

import pytest

from coalition.corpus.root import Root
from coalition.curation.cells import Cells
from coalition.curation.forms import Forms
from coalition.curation.mapping import RowMapping, Stating
from coalition.curation.rows import Row
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
