"""Test that texts are registered byte for byte, whole or not at all, and never twice."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruritania import TEXT, digest, document, drafted, prefixes

from coalition import Graph
from coalition.corpus.canonical import format_files
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.root import Root
from coalition.corpus.sources import Incoming, SourceDetails, register, registered
from coalition.errors import CoalitionError, GraphError
from coalition.names import Names
from coalition.texts.source import Texts

TELEGRAM = "Zenda, 3 May.\r\nThe King is well.\rZoe\u0308 🇬🇧 writes.\n\n"


@pytest.fixture
def telegram(tmp_path: Path) -> Path:
    path = tmp_path / "Telegram from Zenda.txt"
    path.write_bytes(TELEGRAM.encode())
    return path


def add(root: Root, path: Path, title: str = "A telegram", texts: Path | None = None, **told: Any) -> Path:
    def names() -> Names:
        return Graph.open(root.graph.parent, store=root.graph.parent.parent / "store").names

    return register(root, Texts(texts or root.sources), Incoming.read(path, SourceDetails(title, **told)), names)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): b"" if path.is_dir() else path.read_bytes() for path in folder.rglob("*")}


def test_a_text_is_kept_byte_for_byte_and_its_header_is_canonical(root: Root, telegram: Path) -> None:
    written = add(root, telegram)
    assert (root.sources / telegram.name).read_bytes() == TELEGRAM.encode()
    assert written == root.graph / "telegram-from-zenda.trig"
    assert written.read_text(encoding="utf-8") == (
        "@prefix cg: <https://w3id.org/coalition-graph/ontology#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix source: <https://w3id.org/coalition-graph/source/> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n"
        "source:telegram-from-zenda a cg:Source ;\n"
        '    cg:fileName "Telegram from Zenda.txt" ;\n'
        f'    cg:textDigest "{hashlib.sha256(TELEGRAM.encode()).hexdigest()}" ;\n'
        f"    cg:textLength {len(TELEGRAM)} ;\n"
        '    dcterms:title "A telegram" .\n'
    )
    assert written not in format_files(root, write=False)


def test_what_is_told_of_a_text_is_recorded(root: Root, telegram: Path) -> None:
    told: dict[str, Any] = {
        "issued": "1894-05",
        "publishers": ("the league", "actor:gazette"),
        "creators": ("Rudolf",),
        "language": "en-GB",
        "derived_from": ("zenda",),
        "name": "s7",
        "url": "https://example.org/telegram?no=7",
        "retrieved": "1894-05-06",
    }
    written = add(root, telegram, "  A\n title ", **told)
    assert written.name == "s7.trig"
    assert [line.strip() for line in written.read_text(encoding="utf-8").splitlines() if "dcterms:" in line][1:] == [
        "dcterms:creator actor:rudolf ;",
        'dcterms:issued "1894-05"^^xsd:gYearMonth ;',
        'dcterms:language "en-GB" ;',
        "dcterms:publisher actor:gazette ;",
        "dcterms:publisher actor:league ;",
        'dcterms:title "A title" ;',
    ]
    text = written.read_text(encoding="utf-8")
    assert "prov:wasDerivedFrom source:zenda ." in text
    assert 'cg:retrievedOn "1894-05-06"^^xsd:date ;\n' in text
    assert 'cg:url "https://example.org/telegram?no=7"^^xsd:anyURI ;\n' in text
    assert Graph.open(root.graph.parent, store=root.graph.parent.parent / "store").snapshot.counts["sources"] == 2


@pytest.mark.parametrize(("issued", "kind"), [("2025-03-02", "date"), ("2025-03", "gYearMonth"), ("2025", "gYear")])
def test_a_date_is_as_precise_as_it_is_given(root: Root, telegram: Path, issued: str, kind: str) -> None:
    assert f'"{issued}"^^xsd:{kind}' in add(root, telegram, issued=issued).read_text(encoding="utf-8")


def test_a_text_that_lies_in_the_folder_is_left_there(root: Root) -> None:
    place = root.sources / "more.txt"
    place.write_bytes(b"More.")
    before = place.stat()
    add(root, place)
    assert (place.stat().st_ino, place.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_default_folder_of_texts_is_made(root: Root, telegram: Path) -> None:
    (root.sources / "zenda.txt").unlink()
    root.sources.rmdir()
    add(root, telegram)
    assert (root.sources / telegram.name).is_file()


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("zenda.txt", "zenda-2"),
        ("Zoë’s  Text.v2.txt", "zoes-text-v2"),
        ("стаття.txt", "source"),
        ("register", "register-2"),
    ],
)
def test_a_short_name_is_made_from_the_file_and_is_free(root: Root, tmp_path: Path, file: str, name: str) -> None:
    path = tmp_path / file
    path.write_text("More.", encoding="utf-8")
    folder = tmp_path / "texts"
    folder.mkdir()
    assert add(root, path, texts=folder).stem == name


BAD = {
    "no file": ({}, None, "no such.txt", "no such.txt: the file cannot be read (No such file or directory); name a"),
    "a folder": ({}, None, ".", "this is a folder, not a file; "),
    "not UTF-8": ({}, b"caf\xe9", "a.txt", "a.txt: byte 3 is not UTF-8; save the text as UTF-8"),
    "empty": ({}, b"", "a.txt", "a.txt: the file holds no text; "),
    "white space": ({}, b" \n\r\n", "a.txt", "a.txt: the file holds no text; "),
    "registered": ({}, TEXT.encode(), "a.txt", "a.txt: this text is already registered as zenda; "),
    "another text of that name": ({}, b"Other.", "zenda.txt", "sources/zenda.txt: the folder of texts holds another"),
    "a name with a line end": ({}, b"A.", "a\nb.txt", "the name or title has control characters, or bytes that"),
    "a name in other bytes": ({}, b"A.", "a\udcff.txt", "the name or title has control characters, or bytes that"),
    "a title that rings": ({"title": "A\x07"}, b"A.", "a.txt", "--title: the name or title has control characters"),
    "a long name": ({"name": "a" * 5000}, b"A.", "a.txt", " is not a short name; write at most 100 small"),
    "no title": ({"title": " "}, b"A.", "a.txt", "--title: the title is empty; "),
    "a name that is taken": ({"name": "zenda"}, b"A.", "a.txt", "--name: the short name zenda is taken; choose"),
    "the register's name": ({"name": "register"}, b"A.", "a.txt", "the short name register is taken"),
    "a cited work's name": ({"name": "work"}, b"A.", "a.txt", "the short name work is taken"),
    "no short name": ({"name": "../x"}, b"A.", "a.txt", "--name: ../x is not a short name; write at most 100 small"),
    "a day that does not exist": ({"issued": "2025-02-30"}, b"A.", "a.txt", "--issued: 2025-02-30 is not a date"),
    "a date in words": (
        {"issued": "May 1894"},
        b"A.",
        "a.txt",
        "--issued: May 1894 is not a date; write it as 2025-03-02",
    ),
    "a month that does not exist": ({"issued": "2025-13"}, b"A.", "a.txt", "2025-13 is not a date"),
    "a short year": ({"issued": "94"}, b"A.", "a.txt", "94 is not a date"),
    "the year 0": ({"issued": "0000"}, b"A.", "a.txt", "0000 is not a date"),
    "no language": ({"language": "English!"}, b"A.", "a.txt", "--language: English! is not a language tag; type a tag"),
    "no such day of retrieval": ({"retrieved": "2025-02-30"}, b"A.", "a.txt", "--retrieved: 2025-02-30 is not a date"),
    "no address": ({"url": "example.org"}, b"A.", "a.txt", "--url: example.org is not an address on the web; type it"),
    "another scheme": ({"url": "ftp://a.org/b"}, b"A.", "a.txt", "--url: ftp://a.org/b is not an address on the web"),
    "no host": ({"url": "https:///b"}, b"A.", "a.txt", "--url: https:///b is not an address on the web"),
    "a space": ({"url": "https://a.org/b c"}, b"A.", "a.txt", "--url: https://a.org/b c is not an address on the web"),
    "an open bracket": ({"url": "https://[a/"}, b"A.", "a.txt", "--url: https://[a/ is not an address on the web"),
    "a line end": ({"url": "https://a.org/\nb"}, b"A.", "a.txt", "--url: https://a.org/ b is not an address"),
    "no actor": ({"publishers": ("Gazete",)}, b"A.", "a.txt", "--publisher: there is no actor called Gazete; did you"),
    "no author": ({"creators": ("Hentzau",)}, b"A.", "a.txt", "--creator: there is no actor called Hentzau; "),
    "no such source": ({"derived_from": ("nowhere",)}, b"A.", "a.txt", "--derived-from: there is no source nowhere; "),
}


@pytest.mark.parametrize(("told", "content", "file", "message"), BAD.values(), ids=BAD)
def test_what_does_not_do_is_refused_in_one_line_and_nothing_is_written(
    root: Root, tmp_path: Path, told: dict[str, object], content: bytes | None, file: str, message: str
) -> None:
    (root.graph / "works.trig").write_text(f"{prefixes()}source:work a cg:Source .", encoding="utf-8")
    path = tmp_path / "given" / file
    (tmp_path / "given").mkdir()
    if content is not None:
        path.write_bytes(content)
    if "publishers" in told or "creators" in told:
        Graph.open(root.graph.parent, store=tmp_path / "store")
    before = everything(tmp_path)
    with pytest.raises(CoalitionError) as caught:
        add(root, path, **told)  # type: ignore[arg-type]
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert everything(tmp_path) == before


def test_a_folder_of_texts_that_is_not_there_is_not_made(root: Root, telegram: Path, tmp_path: Path) -> None:
    with pytest.raises(CoalitionError, match="there is no such folder; create it, or pass another with --sources DIR"):
        add(root, telegram, texts=tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda sources: sources.write_text("a file"),
            "sources: this is not a folder; create it, or pass another with",
        ),
        (lambda sources: sources.symlink_to("nowhere"), "sources: there is no such folder; create it, or pass another"),
        (
            lambda sources: (sources / "Telegram from Zenda.txt").mkdir(parents=True),
            "a folder has the name of the text",
        ),
    ],
)
def test_where_the_text_cannot_be_copied_nothing_is_left(
    root: Root, telegram: Path, spoil: Callable[[Path], object], message: str
) -> None:
    shutil.rmtree(root.sources)
    spoil(root.sources)
    before = everything(root.graph)
    entries = sorted(root.graph.parent.rglob("*"))
    with pytest.raises(CoalitionError) as caught:
        add(root, telegram)
    assert message in str(caught.value)
    assert everything(root.graph) == before and sorted(root.graph.parent.rglob("*")) == entries


@pytest.mark.parametrize("sources", [True, False])
def test_a_full_disk_leaves_nothing_behind(
    root: Root, telegram: Path, sources: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not sources:
        shutil.rmtree(root.sources)
    before = everything(root.graph.parent)
    written: list[int] = []

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) == 3:  # the text and its folder are there, its header is not
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GraphError, match=r"zenda\.trig: the file cannot be written \(No space left on device\)"):
        add(root, telegram)
    assert len(written) == 3
    assert everything(root.graph.parent) == before


def test_the_list_tells_of_slices_and_texts(root: Root, telegram: Path) -> None:
    add(root, telegram, name="s10", issued="1894")
    (root.graph / "s9.trig").write_text(document("s9", "Lone."), encoding="utf-8")
    (root.graph / "draft.trig").write_text(
        drafted("The Strelsau meeting", "cg:mentions place:strelsau ."), encoding="utf-8"
    )
    rows = [tuple(each.to_dict().values())[1:] for each in registered(FactFiles.load(root), Texts(root.sources))]
    assert rows == [
        ("The s9 paper", "s9.txt", "1894-05-04", 0, 0, 0, False),
        ("A telegram", telegram.name, "1894", 0, 0, 0, True),
        ("The zenda paper", "zenda.txt", "1894-05-04", 5, 1, 0, True),
    ]


def test_the_digest_is_that_of_a_passage(root: Root, telegram: Path) -> None:
    path = add(root, telegram)
    (quad,) = (q for q in FactFile.parse(path, path.read_bytes()).quads if q.predicate.value.endswith("textDigest"))
    assert quad.object.value == digest(TELEGRAM)  # type: ignore[union-attr]
