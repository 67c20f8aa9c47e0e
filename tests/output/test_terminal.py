"""Test that what a terminal would obey, or not show, is made visible, and that all else stays as it is."""

from __future__ import annotations

import io
import sys
import unicodedata

import pytest

from coalition.output.terminal import Screen, as_data, one_line, screened, visible


def test_each_character_that_moves_colours_turns_or_hides_is_escaped() -> None:
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x61C, 0x180E, *range(0x200E, 0x2010), *range(0x2028, 0x202F)):
        if chr(code) not in "\n\t":
            assert visible(f"a{chr(code)}b") == (f"a\\x{code:02x}b" if code < 0x100 else f"a\\u{code:04x}b")
    for code in (0x200B, *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF):
        # U+2065 is not assigned
        assert visible(chr(code)) == (chr(code) if code == 0x2065 else f"\\u{code:04x}")
    assert visible("\U000e0041") == "\\U000e0041"


def test_letters_marks_and_signs_of_any_script_stay() -> None:
    latin, others = ("Zoë", "Zoe\u0308", "Trần"), ("Кра\u0301ков", "שָׁלוֹם", "عَمَّان", "日本", "\u0600١")
    joined = ("می\u200cخواهم", "क\u094d\u200dष", "👩\u200d👩")
    for text in (*latin, *others, *joined):
        assert visible(text) == text
    assert visible("co\u00adoperation 1\u00a0000 “a” – b") == "co\u00adoperation 1\u00a0000 “a” – b"


def test_all_of_unicode_is_written_as_it_is_or_escaped() -> None:
    escaped = {c for c in map(chr, range(sys.maxunicode + 1)) if visible(c) != c}
    assert {unicodedata.category(c) for c in escaped} == {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"}
    assert {c for c in escaped if unicodedata.category(c) == "Cn"} == {"\ufffe", "\uffff"}
    assert all(visible(c).isascii() for c in escaped)


def test_a_text_of_data_becomes_one_line() -> None:
    assert one_line("a\r\nb\nc\rd\te\x0bf") == "a b c d e\\x0bf"


def test_what_is_visible_already_stays() -> None:
    assert visible(visible("a\x1b[31m\u202e")) == "a\\x1b[31m\\u202e"


def test_a_screen_makes_visible_and_lets_data_through() -> None:
    beneath = io.StringIO()
    screen = Screen(beneath)
    screen.writelines(["a\x1b", "b\n"])
    print("\x07", file=screen)
    as_data(screen).write("\x07")  # type: ignore[arg-type]
    assert beneath.getvalue() == "a\\x1bb\n\\x07\n\x07"
    assert as_data(beneath) is beneath
    assert not screen.isatty()


def test_standard_streams_are_screened_once_and_given_back(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = sys.stdout, sys.stderr
    with screened(), screened():
        print("\x1b", end="")
        print("\x07", end="", file=sys.stderr)
        as_data(sys.stdout).write("\x1b")
    assert (sys.stdout, sys.stderr) == given
    assert capsys.readouterr() == ("\\x1b\x1b", "\\x07")
    monkeypatch.setattr(sys, "stdout", None)  # so Python has it where the output is closed
    with screened():
        assert sys.stdout is None
