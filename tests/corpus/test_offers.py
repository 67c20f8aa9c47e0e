"""Test what documents offer of themselves beside what a curator says, and how many are named at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import PAGE, letter, pdf

from coalition import Graph
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.offers import Offer, Told, documents, listed, offer, unknown
from coalition.corpus.root import Root
from coalition.corpus.sources import DuplicateError, Incoming, SourceDetails, refuse_duplicate, register
from coalition.errors import ParameterError, SourceError
from coalition.names import Names
from coalition.texts.source import Texts

NOTHING = SourceDetails("")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_what_a_document_tells_fills_what_the_curator_leaves_open(page: Path) -> None:
    found = offer(page, SourceDetails("Minutes", issued="2018-12", creators=("Rudolf",)), left_out=("url",))
    details = found.incoming.details
    assert (details.title, details.issued, details.creators) == ("Minutes", "2018-12", ("Rudolf",))
    assert (details.publishers, details.language, details.url) == (("Town of Zenda",), "en-GB", "")
    assert {each.field for each in found.told} == {"publishers", "language"}
    assert all(each.origin for each in found.told)


def test_the_first_line_is_offered_where_nothing_else_gives_a_title(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n  Zenda, 3 May  \nThe King is well.\n", encoding="utf-8")
    found = offer(tmp_path / "a.txt", NOTHING)
    assert found.told == (Told("title", "Zenda, 3 May", "the first line of the text"),)
    for heading, title in (("# Zenda", "Zenda"), ("### A # B", "A # B"), ("#zenda", "#zenda"), ("#", "#")):
        (tmp_path / "a.md").write_text(f"{heading}\n\nThe King is well.\n", encoding="utf-8")
        assert offer(tmp_path / "a.md", NOTHING).told[0].value == title
    (tmp_path / "b.txt").write_text("x" * 201, encoding="utf-8")
    with pytest.raises(ParameterError, match="the text has no title"):
        offer(tmp_path / "b.txt", NOTHING)


@pytest.mark.parametrize(
    "date", ["August 08, 2006", "Tuesday, 8 Aug. 2006", "2006-08-08", "# 2006-08-08", "1 MAY 2031"]
)
def test_a_date_is_no_title_where_another_line_follows(tmp_path: Path, date: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"\n{date}\n\n## A statement\nThe King is well.\n", encoding="utf-8")
    assert offer(path, NOTHING).told == (Told("title", "A statement", "the first line of the text after a date"),)
    path.write_text(f"{date}\n", encoding="utf-8")
    assert offer(path, NOTHING).told[0].value == date.removeprefix("# ")
    path.write_text(f"Zenda, {date}\nThe King is well.\n", encoding="utf-8")
    assert offer(path, NOTHING).told[0].value == f"Zenda, {date}"


@pytest.mark.parametrize(
    ("wrong", "right", "field"),
    [('lang="en-GB"', 'lang="English"', "language"), ("https://zenda.example", "file://zenda.example", "url")],
)
def test_what_a_document_tells_wrongly_is_left_out_and_told(page: Path, wrong: str, right: str, field: str) -> None:
    page.write_text(PAGE.replace(wrong, right), encoding="utf-8")
    found = offer(page, NOTHING)
    assert not getattr(found.incoming.details, field)
    assert any("was left out" in remark for remark in found.remarks)


def test_persons_that_the_register_lacks_are_found_and_can_be_left_out(page: Path, graph: Graph) -> None:
    page.write_text(PAGE.replace("Anna Holm; Nils Ek", "Anna Holm; Rudolf Elphberg"), encoding="utf-8")
    found = offer(page, NOTHING)
    lacking = unknown([found, found], graph.names)
    assert [each.value for each in lacking] == ["Anna Holm", "Town of Zenda"]
    rest = found.without(lacking, "is unknown")
    assert rest.incoming.details.creators == ("Rudolf Elphberg",)
    assert rest.incoming.details.publishers == ()
    assert rest.remarks == (
        "creator Anna Holm (the metadata of the page) is unknown",
        "publisher Town of Zenda (the metadata of the page) is unknown",
    )
    assert [each.value for each in rest.unknown] == ["Rudolf Elphberg"]


def registered(root: Root, found: Offer) -> Path:
    def names() -> Names:
        raise AssertionError("no actor was named")

    return register(root, Texts(root.sources), found.incoming, names)


def test_the_text_and_the_original_are_kept_with_their_digests(root: Root, tmp_path: Path) -> None:
    path = tmp_path / "Report 7.pdf"
    path.write_bytes(pdf(["The Council met.", "It granted money."], "Report"))
    written = registered(root, offer(path, NOTHING))
    assert written.name == "report-7.trig"
    assert (root.sources / "report-7.txt").read_text(encoding="utf-8") == "The Council met.\n\fIt granted money.\n"
    assert (root.sources / "originals" / path.name).read_bytes() == path.read_bytes()
    text = written.read_text(encoding="utf-8")
    assert (
        'cg:originalName "Report 7.pdf" ;' in text and "cg:originalDigest" in text and 'cg:extractedBy "pypdf' in text
    )
    with pytest.raises(DuplicateError, match="already registered as report-7"):
        refuse_duplicate(FactFiles.load(root), Incoming.read(path, NOTHING))
    path.write_bytes(path.read_bytes() + b"\n")  # another file with the same text
    with pytest.raises(DuplicateError, match="already registered as report-7"):
        refuse_duplicate(FactFiles.load(root), Incoming.read(path, NOTHING))


def test_nothing_is_left_behind_where_the_original_cannot_be_kept(root: Root, tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(letter())
    (root.sources / "originals").mkdir()
    (root.sources / "originals" / "a.eml").write_bytes(b"another")
    before = {each: each.is_file() and each.read_bytes() for each in root.graph.parent.rglob("*")}
    with pytest.raises(SourceError, match="holds another text of this name"):
        registered(root, offer(path, SourceDetails("", creators=()), left_out=("creators",)))
    assert {each: each.is_file() and each.read_bytes() for each in root.graph.parent.rglob("*")} == before


def test_a_folder_stands_for_the_documents_in_it(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.HTML", "c.exe", ".hidden.txt", "deep/d.eml", ".git/e.txt"):
        path = tmp_path / "papers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    single = tmp_path / "papers" / "c.exe"
    found = documents([single, tmp_path / "papers"])
    assert [str(path.relative_to(tmp_path / "papers")) for path in found] == ["c.exe", "a.HTML", "b.pdf", "deep/d.eml"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="the folder holds no document"):
        documents([tmp_path / "empty"])


def test_a_table_lists_files_with_what_is_said_of_each(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("file,title,creator,issued\r\na.txt,A,Ann; Bo,2031\r\n,,,\r\nb/c.txt,,,\r\n", encoding="utf-8")
    assert list(listed(table)) == [
        (tmp_path / "a.txt", SourceDetails("A", creators=("Ann", "Bo"), issued="2031")),
        (tmp_path / "b" / "c.txt", SourceDetails("")),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title\nA\n", "list.csv:1: the table has no column file"),
        ("file,colour\na,b\n", "list.csv:1: there is no detail colour"),
        ("file,title\n,A\n", "list.csv:2: the row names no file"),
        ("", "the table has no column file"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=message):
        list(listed(tmp_path / "list.csv"))
