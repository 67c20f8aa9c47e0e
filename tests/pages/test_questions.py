"""Test that saved questions are forms, and their answers tables with evidence, order and a chart."""

from __future__ import annotations

import csv
import io

import pytest
from paged import page

from coalition.graph import Graph


def test_all_questions_are_listed_and_can_be_asked(published: Graph) -> None:
    listed = page(published, "questions")
    for name, question in published.questions().items():
        assert question.summary in listed.text
        given = {each.name: each.example for each in question.parameters if each.required and each.example}
        found = page(published, "questions", name, **given)
        assert found.status == 200 and question.summary in found.text
        number = len(published.ask(name, **given))
        assert f"{number:d} row" in found.text, name
        for each in question.parameters:
            assert each.name in found.fields


def test_a_question_that_needs_a_value_shows_its_form_first(published: Graph) -> None:
    found = page(published, "questions", "who-took-part")
    required = any(each.required for each in published.questions()["who-took-part"].parameters)
    assert found.status == 200 and ("Fill in what is required" in found.text) == required


def test_a_wrong_value_is_told_at_its_field_and_kept(published: Graph) -> None:
    found = page(published, "questions", "commitments", by="Portugall")
    assert found.status == 400 and "Portugal" in found.text and 'role="alert"' in found.source
    assert found.fields["by"]["value"] == "Portugall" and found.fields["by"]["aria-invalid"] == "true"
    assert page(published, "questions", "nothing").status == 404
    assert page(published, "questions", "commitments", b="x").status == 400


def test_rows_are_sorted_by_numbers_and_by_names(published: Graph) -> None:
    found = page(published, "questions", "most-events", sort="events", descending="true")
    rising = page(published, "questions", "most-events", sort="events")
    column = published.ask("most-events")
    assert "events" in column.columns
    assert found.source != rising.source and 'aria-sort="descending"' in found.source


def test_a_row_shows_the_passages_it_rests_on(published: Graph) -> None:
    answer = published.ask("commitments", by="Portugal")
    found = page(published, "questions", "commitments", by="Portugal", row="2")
    assert "This row rests on" in found.text
    (cited,) = answer.evidence[1].passages
    assert f"characters {cited.passage.start}–{cited.passage.end}" in found.text
    assert found.to("CSV").startswith("/api/ask/commitments?by=Portugal&format=csv&labels=true")


def test_columns_without_a_value_are_left_out_and_named(published: Graph) -> None:
    answer = published.ask("commitments", by="Portugal")
    empty = [name for n, name in enumerate(answer.columns) if not any(row[n] for row in answer.terms)]
    found = page(published, "questions", "commitments", by="Portugal")
    assert empty and f"Columns without a value are left out: {', '.join(empty)}" in found.text


@pytest.mark.parametrize(("name", "given"), [("sums-of-money", {}), ("events", {})])
def test_numbers_and_dates_have_a_chart(published: Graph, name: str, given: dict[str, str]) -> None:
    found = page(published, "questions", name, **given)
    assert ("<rect" in found.source) == ('class="chart"' in found.source)
    assert name != "sums-of-money" or "<rect" in found.source


def test_iris_are_shown_on_demand(published: Graph) -> None:
    assert "<https://" in page(published, "questions", "commitments", by="Portugal", iris="true").text
    assert "<https://" not in page(published, "questions", "commitments", by="Portugal").text


def test_what_is_taken_along_keeps_the_order_of_the_page(published: Graph) -> None:
    shown = page(published, "questions", "absences", sort="absent", descending="true")
    for text in ("CSV", "Spreadsheet with the evidence (XLSX)"):
        assert "sort=absent" in shown.to(text)
    taken = page(published, "questions", "absences", sort="absent", descending="true", take="csv")
    absent = [row["absent"] for row in csv.DictReader(io.StringIO(taken.source))]
    assert absent == sorted(absent, key=str.casefold, reverse=True) and len(set(absent)) > 1
    assert taken.headers["content-disposition"] == 'attachment; filename="absences.csv"'


def test_bars_compare_sums_of_one_currency(published: Graph) -> None:
    found = page(published, "questions", "sums-of-money").source.partition('class="bars"')
    assert "amount, GBP" in found[0] and "226,000,000" not in found[2].partition("</table>")[0]
