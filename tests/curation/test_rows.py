"""Test that lists are read as CSV, TSV or lines, with the lines of their rows, and that what is missing is told."""

from __future__ import annotations

import pytest

from coalition.curation.mapping import RowMapping, Stating
from coalition.curation.rows import Row, cell, read
from coalition.errors import ParameterError

FIELDS = {"participant": ("{name}",), "event": ("{event}",), "role": ("{role}",)}
MAPPING = RowMapping("m", ("{name}", "{role}"), (Stating("Participation", fields=FIELDS),), ("role",))


def cells(text: str, **given: str) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, dict(row.cells)) for row in read(text, "list", MAPPING, given)]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_table_is_read_by_the_names_of_its_columns(delimiter: str) -> None:
    text = "\ufeff\nNAME,Event,remark\nAnna  Holm ,Talks,x\n\n,,\nNils Ek,Talks\n".replace(",", delimiter)
    assert cells(text) == [
        (3, {"name": "Anna Holm", "event": "Talks", "remark": "x"}),
        (6, {"name": "Nils Ek", "event": "Talks"}),
    ]


def test_lines_are_cells_where_one_column_is_needed() -> None:
    found = cells("• Holm, Anna\n2. Nils Ek\n\n - Bo 2. Lee\n", event="Talks")
    assert [(line, own["name"]) for line, own in found] == [(1, "Holm, Anna"), (2, "Nils Ek"), (4, "Bo 2. Lee")]
    assert all(own["event"] == "Talks" for _, own in found)


def test_a_cell_in_quotes_may_hold_the_delimiter_and_a_line_end() -> None:
    assert cells('name,event\n"Holm,\nAnna",Talks\nNils,Talks\n')[0][1]["name"] == "Holm, Anna"
    assert [line for line, _ in cells('name,event\n"Holm,\nAnna",Talks\nNils,Talks\n')] == [3, 4]


def test_given_cells_stand_in_every_row_and_before_those_of_the_list() -> None:
    assert cells("name,event\nAnna,Talks\n", Event=" Feast ") == [(2, {"name": "Anna", "event": "Feast"})]


@pytest.mark.parametrize(
    ("text", "why"),
    [("name,event\nAnna,\n", "its column event is empty"), ("name,event\nAnna,Talks,x\n", "the row has more cells")],
)
def test_a_row_that_cannot_be_read_says_why(text: str, why: str) -> None:
    (row,) = read(text, "list", MAPPING, {})
    assert row.fault.startswith(why)


@pytest.mark.parametrize(
    ("text", "given", "message"),
    [
        (
            "nom,event\nAnna,Talks\n",
            {},
            r"list: the list has no column name: it begins with 'nom,event'; name",
        ),
        ("name\nAnna\n", {}, "list: the list has no column event"),
        ("", {"event": "Talks"}, "list: the list has no rows; paste them"),
        ("name,event\n", {}, "list: the list has no rows"),
        ("name,event\nA,B\n", {"colour": "red"}, "the mapping has no column colour; give one of name, role, ev"),
        ("name,event\n" + "x" * 140_000 + ",y\n", {}, "list: this is no table"),
    ],
)
def test_a_list_that_lacks_something_is_refused(text: str, given: dict[str, str], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        read(text, "list", MAPPING, given)


def test_a_template_is_empty_where_one_of_its_cells_is() -> None:
    row = Row(1, {"who": "Anna", "sum": ""})
    assert (row.filled("{Who}!"), row.filled("{who}: {sum}"), row.filled("{date}"), row.filled("x")) == (
        "Anna!", "", "", "x",
    )  # fmt: skip


def test_a_cell_for_all_rows_has_a_column_and_a_value() -> None:
    assert cell(" event = Talks = more ") == ("event", "Talks = more")
    for wrong in ("event", "event=", "=Talks"):
        with pytest.raises(ParameterError, match=f"{wrong} gives no cell; write COLUMN=VALUE"):
            cell(wrong)
