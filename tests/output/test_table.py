"""Test that tables and lines of text are as wide as needed, or fit the terminal."""

from __future__ import annotations

import io

from coalition.output import table as tables


def table(
    columns: list[str], rows: list[list[str]], output: io.StringIO | None = None, right: tuple[int, ...] = ()
) -> str:
    output = output or io.StringIO()
    tables.table(columns, rows, output, right)
    return output.getvalue()


def test_a_table_is_as_wide_as_it_needs_to_be() -> None:
    long = "word " * 40 + "end"
    assert table(["a", "number"], [["x", "1"], [long, "23"]], right=(1,)) == (
        f"{'a':<203}  number\n{'─' * 211}\n{'x':<203}       1\n{long}      23\n"
    )


def test_letters_of_any_width_are_lined_up() -> None:
    assert table(["a", "b"], [["王", "x"], ["é", "y"], ["e\u0301", "z"]]) == "a   b\n─────\n王  x\né   y\ne\u0301   z\n"


def test_a_line_break_in_a_value_does_not_break_the_row() -> None:
    assert table(["a", "b"], [["two\nlines", "x"]]) == "a          b\n────────────\ntwo lines  x\n"


def test_a_table_fits_the_terminal_and_keeps_words_whole(narrow: io.StringIO) -> None:
    shown = table(["who", "what"], [["Rudolf Elphberg", "received Queen Flavia in Strelsau"]], narrow)
    assert max(map(len, shown.splitlines())) <= 30
    assert "Elphberg" in shown
    assert "Strelsau" in shown


def test_what_does_not_fit_becomes_blocks(narrow: io.StringIO) -> None:
    iri = "https://w3id.org/coalition-graph/actor/x"
    shown = table(["who", "note", "number"], [[iri, "", "1"], ["b", "some more words than fit a line", "2"]], narrow)
    assert shown == (
        f"who\n        {iri}\nnumber  1\n\nwho     b\nnote    some more words than\n        fit a line\nnumber  2\n\n"
    )


def test_an_empty_table_says_so() -> None:
    assert table(["a"], []) == "a\n─\n(no rows)\n"


def test_markdown_escapes_what_would_break_a_row() -> None:
    output = io.StringIO()
    tables.markdown(["a|b", "c"], [["x|y", "two\nlines"], ["", "z"]], output)
    assert output.getvalue() == "| a\\|b | c |\n| --- | --- |\n| x\\|y | two lines |\n|  | z |\n"
