"""Test that paragraphs and tables of a word processor are taken in their order, and that what is left out is told."""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document
from papers import word_file

from coalition.intake.word_file import parse

PATH = Path("a.docx")


def test_paragraphs_and_rows_are_taken_in_their_order() -> None:
    content = word_file("Minutes", "The Board met.", rows=[["Name", "Vote"], ["Ek", "yes"]], title="M", author="A; B")
    found = parse(content, PATH)
    assert found.text == "Minutes\n\nThe Board met.\n\nName\tVote\nEk\tyes\n"
    assert [each.value for each in found.details["creators"]] == ["A", "B"]
    assert "issued" not in found.details  # when a file was made says nothing of when it was issued
    assert any("last changed on" in remark for remark in found.remarks)


def test_a_merged_cell_comes_once() -> None:
    file = Document()
    table = file.add_table(1, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "both"
    table.cell(0, 2).text = "one"
    written = io.BytesIO()
    file.save(written)
    assert parse(written.getvalue(), PATH).text == "both\tone\n"


def test_tracked_changes_are_told() -> None:
    file = Document()
    paragraph = file.add_paragraph("kept")
    inserted = paragraph._p.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}ins", {})
    paragraph._p.append(inserted)
    written = io.BytesIO()
    file.save(written)
    assert any("tracked changes" in remark for remark in parse(written.getvalue(), PATH).remarks)
    assert not any("tracked" in remark for remark in parse(word_file("x"), PATH).remarks)
