"""Test that a preview is a page of its own, in which nothing of the graph can act."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from reconciled import asked

from coalition.graph import Graph
from coalition.reconciliation.preview import MOST

TAGS = {"html", "head", "meta", "title", "body", "h1", "p", "dl", "dt", "dd"}


class Page(HTMLParser):
    """Gather the elements, the attributes and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.text = set[str](), set[tuple[str, str | None]](), list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_a_preview_shows_what_a_thing_is_and_on_how_many_passages_its_facts_rest(graph: Graph) -> None:
    type, text = asked(graph, "preview", id="actor/rudolf")
    assert type == "text/html; charset=utf-8"
    page = Page(text)
    assert page.tags == TAGS
    assert page.attributes == {("lang", "en"), ("charset", "utf-8")}
    for part in ("Rudolf Elphberg", "person; also Rudolf, the King", "holds", "King of Ruritania (1 passage)"):
        assert part in page.text


def test_what_only_a_report_says_is_not_shown(with_position: Graph) -> None:
    _, text = asked(with_position, "preview", id="position/graustark-horses")
    assert "The horses" in text
    assert "Horses are needed" not in text


def test_the_first_facts_are_shown_and_the_others_counted(published: Graph) -> None:
    page = Page(asked(published, "preview", id="actor/emmanuel-macron")[1])
    assert asked(published, "preview", id="actor/emmanuel-macron")[1].count("<dt>") == MOST
    assert any(part.startswith("and ") and part.endswith(" more") for part in page.text)


def test_names_and_facts_cannot_become_elements(folder: Path, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=y>&quot;"
    for path in (folder / "graph").iterdir():
        text = path.read_text(encoding="utf-8")
        text = text.replace('"Rudolf Elphberg"', f'"{evil}"').replace('"King of Ruritania"', f'"{evil}k"')
        path.write_text(text.replace('"Rudolf", "the King"', f'"{evil}a"'), encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "store")
    page = Page(asked(graph, "preview", id="actor/rudolf")[1])
    assert page.tags == TAGS
    assert evil in page.text
