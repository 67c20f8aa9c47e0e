"""Test how fact files are parsed, and what they record together."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruritania import FACTS, MARK, TEXT, document, drafted, position, undeclared

from coalition.corpus.fact_files import FactFile, FactFiles, anonymous, whole
from coalition.corpus.root import Root
from coalition.namespaces import CG, HOME, STANDARD

ZENDA = HOME + "source/zenda"


def test_the_record_has_one_value_or_none(root: Root) -> None:
    record = FactFiles.load(root)
    assert record.one(ZENDA, CG + "fileName") == "zenda.txt"
    assert record.one(ZENDA, CG + "absent") == record.one("x:absent", CG + "fileName") == ""
    assert record.source(ZENDA).text_length == len(TEXT)


def test_statements_stand_where_their_file_has_them(root: Root) -> None:
    marked = document().replace('cg:fileName "zenda.txt"', f'cg:fileName {MARK}"zenda.txt"')
    record = FactFiles.load(root)
    assert record.at(ZENDA, CG + "fileName") == f"{root.graph / 'zenda.trig'}:{position(marked)}"


def test_of_a_contradiction_the_second_place_is_named(root: Root) -> None:
    path = root.graph / "zenda.trig"
    path.write_text(document() + 'source:zenda cg:fileName "other.txt" .\n', encoding="utf-8")
    last = document().count("\n") + 1
    record = FactFiles.load(root)
    assert record.one(ZENDA, CG + "fileName") == ""
    assert record.at(ZENDA, CG + "fileName").startswith(f"{path}:{last}:")


def test_a_file_that_somebody_holds_is_not_parsed_again(tmp_path: Path) -> None:
    path, content = tmp_path / "a.trig", b'actor:x skos:prefLabel "X" .'
    held = FactFile.parse(path, content)
    assert FactFile.parse(path, bytes(bytearray(content))) is held
    assert FactFile.parse(path, content + b" ") is not held
    assert FactFile.parse(tmp_path / "b.trig", content) is not held
    with STANDARD.with_base("https://example.org/own/").used():
        assert FactFile.parse(path, content).quads != held.quads


def test_what_a_passage_says_is_not_taken_for_the_record(root: Root) -> None:
    record = FactFiles.load(root)
    assert f"{HOME}passage/zenda-22" in record.stated
    assert f"{HOME}meeting/strelsau-1894-05-03" not in record.about
    assert record.names("Passage") == sorted(f"{HOME}passage/zenda-{TEXT.index(words)}" for words in FACTS)


def test_a_passage_is_drafted_by_its_stance(root: Root) -> None:
    path = root.graph / "draft.trig"
    path.write_text(drafted("The Strelsau meeting", "cg:mentions actor:flavia ."), encoding="utf-8")
    assert FactFiles.load(root).drafted() == {f"{HOME}passage/zenda-0-20"}


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("+3", 3), ("-4", -4), ("1.0", -1), ("", -1), ("1" * 19, 10**18)]
)
def test_an_offset_is_a_whole_number(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("facts", ["<x:a> <x:b> [] .", "[] <x:b> <x:a> .", "_:g { <x:a> <x:b> <x:c> }"])
def test_a_node_without_an_iri_is_a_fault(facts: str) -> None:
    file = FactFile.parse(Path("a.trig"), facts.encode())
    (fault,) = anonymous(file)
    assert fault.where.startswith("a.trig:1:")
    assert list(anonymous(FactFile.parse(Path("a.trig"), b"<x:a> <x:b> <x:c> ."))) == []


def test_the_standard_prefixes_need_no_declaration(root: Root) -> None:
    for path in root.graph_files():
        text = path.read_text(encoding="utf-8")
        bare = FactFile.parse(path, undeclared(text).encode())
        assert "@prefix" in text and "@prefix" not in bare.text
        assert bare.quads == FactFile.parse(path, text.encode()).quads
        lines = text[: text.index("@prefix")].count("\n"), text.count("@prefix")
        for quad in bare.quads[:: len(bare.quads) // 10]:
            line = int(FactFile.parse(path, text.encode()).at(quad).split(":")[-2])
            assert bare.at(quad).split(":")[-2] == str(line - lines[1])


def test_a_file_may_give_a_standard_prefix_another_meaning() -> None:
    text = "@prefix cg: <x:own#> .\ncg:a cg:b\n  actor:c , cg:d ."
    file = FactFile.parse(Path("a.trig"), text.encode())
    assert [str(quad.triple) for quad in file.quads] == [
        f"<x:own#a> <x:own#b> <{HOME}actor/c>",
        "<x:own#a> <x:own#b> <x:own#d>",
    ]
    assert [file.at(quad) for quad in file.quads] == ["a.trig:3:3", "a.trig:3:13"]
