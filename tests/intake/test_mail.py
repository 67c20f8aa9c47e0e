"""Test that the text of an e-mail is taken below its headers, and that attachments are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import PAGE, letter

from coalition.errors import SourceError
from coalition.intake.mail import parse

PATH = Path("a.eml")


def test_the_text_begins_with_who_wrote_to_whom_and_when() -> None:
    found = parse(letter(), PATH)
    assert found.text == (
        "From: Bo Lee <bo@zenda.example>\nTo: Ann Smith <ann@zenda.example>\n"
        "Date: Wed, 03 Dec 2031 10:00:00 -0500\nSubject: The library\n\n"
        "Dear Ann,\n\nthe library needs 25,000 crowns.\n"
    )
    assert {name: details[0].value for name, details in found.details.items()} == {
        "title": "The library",
        "creators": "Bo Lee",
        "issued": "2031-12-03",
    }


def test_a_body_in_html_is_read_as_a_page_and_attachments_are_told() -> None:
    found = parse(letter(html=PAGE, attached="plan.pdf"), PATH)
    assert "<p>" not in found.text
    assert "Carried 5 to 2." in found.text
    assert found.remarks == ("its attachment plan.pdf was left out",)


def test_a_date_that_is_none_is_left_out() -> None:
    assert "issued" not in parse(letter().replace(b"Wed, 03 Dec 2031 10:00:00 -0500", b"soon"), PATH).details


def test_what_has_no_header_is_refused() -> None:
    with pytest.raises(SourceError, match="no header of an e-mail"):
        parse(b"Zenda, 3 May\n", PATH)
