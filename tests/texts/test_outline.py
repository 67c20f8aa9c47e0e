"""Test that what stands above a line is found by titles and indents, and who speaks by the colon."""

from __future__ import annotations

import pytest

from coalition.texts.outline import Outline

TEXT = """# Council

Council: Flavia, Bo

## Notes

- Bridge
    - Flavia: It is old. It needs paint.
\t- 2) no point
      more of the point before
- Road
  1. Mend it
Prose that is in no list.

# Next
- Last: 10:30
"""


def above(words: str) -> list[str]:
    outline = Outline(TEXT)
    return [TEXT[at:].splitlines()[0].strip() for at in outline.line(TEXT.index(words)).above]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("# Council", []),
        ("Council: Flavia", ["# Council"]),
        ("## Notes", ["# Council"]),
        ("- Bridge", ["# Council", "## Notes"]),
        ("Bridge", ["# Council", "## Notes"]),
        ("It needs paint", ["# Council", "## Notes", "- Bridge"]),
        ("2) no point", ["# Council", "## Notes", "- Bridge"]),
        ("more of the", ["# Council", "## Notes", "- Bridge", "- 2) no point"]),
        ("1. Mend", ["# Council", "## Notes", "- Road"]),
        ("Prose", ["# Council", "## Notes"]),
        ("- Last", ["# Next"]),
    ],
)
def test_titles_and_points_stand_above(words: str, lines: list[str]) -> None:
    assert above(words) == lines


@pytest.mark.parametrize(
    ("words", "name"),
    [("It needs paint", "Flavia"), ("Bo\n", "Council"), ("10:30", "Last"), ("Mend it", ""), ("# Next", "")],
)
def test_the_name_before_a_colon_is_who_speaks(words: str, name: str) -> None:
    assert Outline(TEXT).speaker(TEXT.index(words)) == name


def test_a_text_without_lines_has_an_empty_line() -> None:
    assert Outline(TEXT).has_order and not Outline("One.\n\nTwo.\n").has_order
    assert Outline("").line(0).above == () and Outline("\n\n").speaker(1) == ""
