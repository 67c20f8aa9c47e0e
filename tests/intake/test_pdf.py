"""Test that the text of a PDF is taken page by page, and that a PDF without text is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from papers import pdf
from pypdf import PdfReader, PdfWriter

from coalition.errors import SourceError
from coalition.intake.pdf import parse

PATH = Path("a.pdf")


def test_pages_are_divided_by_form_feeds() -> None:
    found = parse(pdf(["The Council met.", "It granted money."], "Minutes", "Ann Smith; Bo Lee"), PATH)
    assert found.text == "The Council met.\n\fIt granted money.\n"
    assert {name: [each.value for each in details] for name, details in found.details.items()} == {
        "title": ["Minutes"],
        "creators": ["Ann Smith", "Bo Lee"],
    }
    assert found.program.startswith("pypdf ")


def test_the_day_on_which_it_was_made_is_told_but_not_taken_for_the_day_of_issue() -> None:
    found = parse(pdf(["Zenda"]), PATH)
    assert "issued" not in found.details
    assert found.remarks == ("the PDF was made on 2031-12-03",)


def test_pages_without_text_are_told_and_only_those() -> None:
    found = parse(pdf(["Zenda", "", ""]), PATH)
    assert found.remarks[1] == "no text was found on page 2, 3"
    assert found.text == "Zenda\n\f\n\f\n"


def test_pictures_of_pages_are_refused() -> None:
    with pytest.raises(SourceError, match="no page of this PDF has text"):
        parse(pdf(["", ""]), PATH)


def test_a_password_is_needed_and_an_empty_one_is_none() -> None:
    for password, wanted in (("", "Zenda\n"), ("secret", "")):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["Zenda"]))))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        written = io.BytesIO()
        writer.write(written)
        if wanted:
            assert parse(written.getvalue(), PATH).text == wanted
        else:
            with pytest.raises(SourceError, match="needs a password"):
                parse(written.getvalue(), PATH)
