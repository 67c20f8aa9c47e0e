"""Test that all texts of the pages are collected, and can be translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from paged import page

from coalition.graph import Graph
from coalition.pages import catalogue, memory, rendering
from coalition.pages.catalogue import Catalogue, parts

PAGES = Path(catalogue.__file__).parent
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"templates/**.html": {"trimmed": "false", "newstyle": "true"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}


def extracted() -> set[str]:
    found = extract_from_dir(str(PAGES), METHODS, OPTIONS, KEYWORDS)
    texts = set()
    for _, _, message, *_ in found:
        texts |= set(message) if isinstance(message, tuple) else {message}
    return texts


def test_all_texts_stand_in_the_catalogue_for_translators() -> None:
    with (catalogue.LOCALE / "pages.pot").open("rb") as file:
        kept = read_po(file)
    held = {text for each in kept if each.id for text in (each.id if isinstance(each.id, tuple) else (each.id,))}
    assert held == extracted() - {""}, "run make web"
    assert len(held) > 200


class Marked(Catalogue):
    """Mark each text, so that what is not translated shows."""

    def gettext(self, text: str) -> str:
        return f"⟦{text}⟧" if text not in ("en", "in {date}", "on {date}") else text

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let pages have marked texts, and forget them afterwards."""

    def forget() -> None:
        catalogue.catalogue.cache_clear()
        rendering.environment.cache_clear()
        memory._KNOWN.clear()

    monkeypatch.setattr(catalogue, "Catalogue", Marked)
    forget()
    yield
    forget()


NAMES = ("front", "questions", "timeline", "conflicts", "verify", "sources", "network", "words", "families", "coverage")


@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_a_page_stands_outside_of_it(published: Graph, marked: None, name: str) -> None:
    found = page(published, name)
    texts = re.findall(r"<(?:h1|h2|th|label|button|legend|summary)[^>]*>([^<]+)", found.source)
    loose = {text.strip() for text in texts if "⟦" not in text and text.strip()[:1].isupper()}
    assert not loose - {published.names.label(iri) for iri in published.names.things("Actor")}
    assert found.source.count("⟦") > 20


def test_messages_are_cut_at_their_placeholders() -> None:
    assert list(parts("{a} took part in {b}.")) == [("", "a"), (" took part in ", "b"), (".", None)]


def test_a_language_without_a_catalogue_is_english() -> None:
    assert Catalogue("xx").gettext("Search") == "Search"
    assert Catalogue("en").ngettext("%(num)d row", "%(num)d rows", 2) == "%(num)d rows"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2025-03-02", "on 2 March 2025"),
        ("2025-03", "in March 2025"),
        ("2025", "in 2025"),
        ("--03-02", "on 2 March"),
        ("soon", "soon"),
    ],
)
def test_dates_stand_in_sentences_with_their_prepositions(written: str, shown: str) -> None:
    assert Catalogue("en").when(written) == shown


@pytest.mark.parametrize(
    ("written", "told"),
    [("P2D", "2 days"), ("P1Y", "1 year"), ("P3M", "3 months"), ("PT3M", "3 minutes"), ("PT1H", "1 hour")]
    + [(other, other) for other in ("P1Y2M", "PT1Y", "P", "two days", "P2H", "-P2D")],
)
def test_durations_are_told_in_words(written: str, told: str) -> None:
    assert Catalogue("en").duration(written) == told
