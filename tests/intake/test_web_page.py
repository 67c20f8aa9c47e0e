"""Test that the main text of a page is taken, and that a page tells its title, author, date and address."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import PAGE

from coalition.intake.document import Detail, Document
from coalition.intake.web_page import parse, saved


def of(page: str) -> Document:
    return parse(page.encode(), Path("page.html"))


def test_the_main_text_is_taken_without_menus() -> None:
    found = of(PAGE)
    assert found.text == (
        "The Council of Zenda meets\n"
        "Present were Mayor Ann Smith and Councillors Bo Lee and Cy Ray, who all stayed to the end of the meeting.\n"
        "Moved by Councillor Lee: that 25,000 crowns be granted to the library. Carried 5 to 2.\n"
    )
    assert found.program.startswith("trafilatura ")
    assert not found.remarks


def test_a_page_tells_of_itself_and_where_that_stands() -> None:
    found = {name: [each.value for each in details] for name, details in of(PAGE).details.items()}
    assert found == {
        "title": ["The Council of Zenda meets"],
        "creators": ["Anna Holm", "Nils Ek"],
        "publishers": ["Town of Zenda"],
        "issued": ["2018-12-03"],
        "language": ["en-GB"],
        "url": ["https://zenda.example/council/minutes"],
    }
    (address,) = of(PAGE).details["url"]
    assert address.origin == "the note of the browser that saved the page"


def test_a_page_without_main_text_is_taken_whole() -> None:
    found = of("<html><body><b>Zenda</b></body></html>")
    assert "Zenda" in found.text
    assert found.remarks or found.text == "Zenda\n"


def test_nothing_of_a_page_is_run_or_fetched() -> None:
    found = of('<html><body><p>Zenda</p><script src="https://zenda.example/x.js">alert("x")</script></body></html>')
    assert "alert" not in found.text


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (
            b"<!--\n Page saved with SingleFile \n url: https://a.example/x \n saved date: Wed Dec 03 2031 10:00-->",
            {"url": "https://a.example/x", "retrieved": "2031-12-03"},
        ),
        (b"<!--\n     FILE ARCHIVED ON 10:00:00 Dec 03, 2031 AND RETRIEVED FROM THE -->", {"archived": "2031-12-03"}),
        (b"<p>saved by nobody</p>", {}),
    ],
)
def test_the_notes_of_browsers_and_archives_are_read(note: bytes, told: dict[str, str]) -> None:
    assert {name: details[0].value for name, details in saved(note).items()} == told


def test_the_address_of_an_archived_copy_is_told_apart_from_that_of_the_page() -> None:
    archive = "https://web.archive.org/web/20311203100000/https://zenda.example/minutes"
    found = of(PAGE.replace("https://zenda.example/council/minutes", archive).replace("(0038)", "(0072)")).details
    assert found["url"] == (Detail("https://zenda.example/minutes", "the address of the archived copy"),)
    assert found["archive_url"][0].value == archive
    assert found["archived"][0].value == "2031-12-03"
