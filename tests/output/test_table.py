"""Test that tables and lines of text are as wide as needed, or fit the terminal."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt

from coalition.output import table as tables
from coalition.output.terminal import one_line


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


def test_the_first_rows_of_a_table_are_written_before_the_others_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "SAMPLE", 2)
    output = io.StringIO()
    before = "a   b\n─────\nxx  1\ny   2\n"

    def rows() -> Iterator[list[str]]:
        yield from (["xx", "1"], ["y", "2"])
        yield ["three", "4"]
        assert output.getvalue() == before + "three  4\n"
        yield ["z", "5"]

    tables.table(["a", "b"], rows(), output)
    assert output.getvalue() == before + "three  4\nz   5\n"


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


HOSTILE = (
    *("|", "||", "\\", "\\|", "`", "``", "```", "~", "~~", "*", "**", "_", "__", "[", "]", "(", ")", "[x](y)"),
    *("![x](y)", "<b>", "</td>", "<!--", "<script>", "<https://x.org>", "https://x.org", "www.x.org", "<", ">"),
    *("&", "&lt;", "&#65;", "&amp", "#", "##", "# ", "-", "- ", "+ ", "---", "===", "1. ", "12) ", ":", "::"),
    *("$x$", "@x", "\n", "\r\n", "\n\n", "\t", " ", "!", "{", "^", "\x1b[31m", "\u202e", "a", "b", "é", "1"),
)
"""What means something in Markdown, or might, and some letters."""


def test_a_table_in_markdown_holds_what_its_cells_say() -> None:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    choose = random.Random(5)
    texts = [*HOSTILE, *("".join(choose.choices(HOSTILE, k=choose.randint(2, 7))) for _ in range(600))]
    output = io.StringIO()
    tables.markdown(["|a", "b_c"], [[text, f"end {text}"] for text in texts], output)
    tokens = reader.parse(output.getvalue())
    assert [token.type for token in tokens if token.nesting == 1 and token.type.startswith("t")][:4] == [
        *("table_open", "thead_open", "tr_open", "th_open")
    ]
    assert tokens[0].type == "table_open" and tokens[-1].type == "table_close"
    cells = [token for token in tokens if token.type == "inline"]
    said = ["|a", "b_c", *(part for text in texts for part in (text, f"end {text}"))]
    assert len(cells) == len(said)
    for cell, text in zip(cells, said, strict=True):
        assert {child.type for child in cell.children or ()} <= {"text"}, text
        assert "".join(child.content for child in cell.children or ()) == one_line(text).strip(), text


def test_an_item_of_a_list_in_markdown_holds_what_it_says() -> None:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    choose = random.Random(6)
    for _ in range(600):
        text = "".join(choose.choices(HOSTILE, k=choose.randint(1, 6)))
        tokens = reader.parse(f"1. row\n   - {tables.in_markdown(text)} · end\n")
        assert [token.type for token in tokens if token.nesting == 1] == [
            *("ordered_list_open", "list_item_open", "paragraph_open"),
            *("bullet_list_open", "list_item_open", "paragraph_open"),
        ], text
        children = [token for token in tokens if token.type == "inline"][1].children or []
        assert {child.type for child in children} <= {"text"}, text
        assert "".join(child.content for child in children) == f"{one_line(text).strip()} · end".strip(), text


def test_a_cell_is_broken_only_between_words_and_each_column_has_its_share(narrow: io.StringIO) -> None:
    rows = [["a b c d e f", "x", "one-two one-two one-two"], ["", "", ""]]
    assert table(["who", "known-name", "what"], rows, narrow).splitlines() == [
        "who     known-name  what",
        "─" * 30,
        "a b c   x           one-two",
        "d e f               one-two",
        "                    one-two",
        "",
    ]


def test_a_column_without_a_word_has_no_width(narrow: io.StringIO) -> None:
    shown = table(["", "what"], [["", "many words that do not fit a line at all"]], narrow)
    assert shown.splitlines()[0] == "  what"


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 facts"), (1, "1 fact"), (2, "2 facts"), (-1, "-1 facts"), (1000, "1000 facts")]
)
def test_a_noun_follows_its_number(number: int, told: str) -> None:
    assert tables.plural(number, "fact") == told
    assert tables.plural(number, "entry", "entries") == told.replace("facts", "entries").replace("fact", "entry")


WIDE = {"abc": 3, "王": 2, "ｗ": 2, "ﾜ": 1, "é": 1, "e\u0301": 1, "X王": 3, "\u0301": 0, "·": 1}


@pytest.mark.parametrize(("text", "width"), WIDE.items())
def test_a_wide_letter_takes_two_cells_and_an_accent_none(text: str, width: int) -> None:
    assert len(table([text], []).splitlines()[1]) == width
