"""Test the canonical form of fact files: what it keeps, what it refuses, and how files are replaced."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import document, undeclared

from coalition.build.dataset import Ontology
from coalition.corpus.canonical import canonical, format_files
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.root import Root
from coalition.errors import GraphError, LiteralError, RDFSyntaxError
from coalition.graph import Graph
from coalition.namespaces import XSD
from coalition.rdf.literals import restated

ENGINES = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS}


def contents(root: Root) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.graph.iterdir()}


def facts(root: Root) -> set[ox.Quad]:
    return {quad for path in root.graph_files() for quad in FactFile.parse(path, path.read_bytes()).quads}


def test_the_published_graph_is_in_canonical_form() -> None:
    assert format_files(Root.published(), write=False) == []


def test_formatting_keeps_every_fact_and_a_second_time_changes_nothing(root: Root) -> None:
    before = facts(root)
    assert [path.name for path in format_files(root, write=True)] == ["register.trig", "zenda.trig"]
    assert facts(root) == before
    once = contents(root)
    assert format_files(root, write=True) == []
    assert contents(root) == once


def test_looking_changes_nothing(root: Root) -> None:
    before = contents(root)
    assert format_files(root, write=False)
    assert contents(root) == before


def test_the_order_layout_and_line_ends_of_a_file_do_not_matter(root: Root) -> None:
    path = root.graph / "zenda.trig"
    wanted = canonical(FactFile.parse(path, path.read_bytes()))
    quads = [f"{quad} .\n" for quad in reversed(FactFile.parse(path, path.read_bytes()).quads)]
    more = root.graph / "zenda.nq"
    more.write_text("".join(quads), encoding="utf-8")
    from_lines = FactFile(path, b"", more.read_text(encoding="utf-8"), FactFile.parse(more, more.read_bytes()).quads)
    assert canonical(from_lines) == wanted
    path.write_bytes(document().replace("\n", "\r\n").encode())
    assert canonical(FactFile.parse(path, path.read_bytes())) == wanted


HEADS = {
    "none": ("", ""),
    "one": ("# one\n", "# one\n\n"),
    "several": ("# one\n#two\n\n# three  \n", "# one\n#two\n# three\n\n"),
    "Windows": ("# one\r\n# two\r\n", "# one\n# two\n\n"),
    "indented": ("  # one\n", "# one\n\n"),
    "blank lines first": ("\n\n# one\n\n\n", "# one\n\n"),
    "empty comment": ("#\n", "#\n\n"),
    "another script": ("# é\u2028😀\n", "# é\u2028😀\n\n"),
}


@pytest.mark.parametrize(("head", "kept"), HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("name", ["more.trig", "more.nq"])
def test_comments_at_the_top_are_kept(root: Root, head: str, kept: str, name: str) -> None:
    path = root.graph / name
    path.write_bytes(f"{head}<x:b> <x:p> <x:o> .\n".encode())
    format_files(root, write=True)
    text = path.read_bytes().decode()
    assert text.startswith(kept if name.endswith("trig") else kept.removesuffix("\n"))
    assert text.count("#") == head.count("#")
    assert format_files(root, write=True) == []


INNER = {
    "between statements": ("<x:a> <x:b> <x:c> .\n", "# why\n", "2:1"),
    "indented": ("<x:a> <x:b> <x:c> .\n", "  # why\n", "2:3"),
    "behind a statement": ("", "<x:a> <x:b> <x:c> . # why\n", "1:21"),
    "at the end": ("<x:a> <x:b> <x:c> .\n\n", "# why", "3:1"),
    "after the head": ("# head\n<x:a> <x:b> <x:c> .\n", "# why\n", "3:1"),
}


@pytest.mark.parametrize(
    ("name", "before", "comment", "position"),
    [(f"more.{suffix}", *inner) for suffix in ("trig", "nq") for inner in INNER.values()]
    + [("more.trig", "<x:a> <x:b> # why\n", "<x:c> .\n", "1:13")],
)
def test_a_comment_that_would_be_lost_is_refused_and_nothing_is_written(
    root: Root, name: str, before: str, comment: str, position: str
) -> None:
    path = root.graph / name
    path.write_text(before + comment, encoding="utf-8")
    whole = contents(root)
    with pytest.raises(RDFSyntaxError) as caught:
        format_files(root, write=True)
    assert str(caught.value) == (
        f"{path}:{position}: a comment between statements would be lost; "
        "move it to the top of the file, or write it as a skos:note"
    )
    assert contents(root) == whole


def test_what_only_looks_like_a_comment_is_none(root: Root) -> None:
    path = root.graph / "more.trig"
    path.write_text('<x:a#b> <x:p> "# no", """\n# no comment\n""" .', encoding="utf-8")
    assert path in format_files(root, write=True)
    assert [quad.object.value for quad in FactFile.parse(path, path.read_bytes()).quads] == ["# no", "\n# no comment\n"]  # type: ignore[union-attr]


@pytest.mark.parametrize("bad", ["<x:a> <x:b> [] .", "<x:a> <x:b> _:c .", "<x:a> <x:b> ."])
def test_a_file_that_cannot_be_canonical_is_refused_and_nothing_is_written(root: Root, bad: str) -> None:
    (root.graph / "zzz.trig").write_text(bad, encoding="utf-8")
    whole = contents(root)
    with pytest.raises(RDFSyntaxError) as caught:
        format_files(root, write=True)
    assert caught.value.where == f"{root.graph / 'zzz.trig'}:1:13"
    assert contents(root) == whole


def test_a_file_that_cannot_be_replaced_is_left_whole(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = contents(root)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GraphError, match=r"register\.trig: the file cannot be written \(No space left on device\); "):
        format_files(root, write=True)
    assert contents(root) == whole


def test_a_link_stays_a_link_and_permissions_stay(root: Root, tmp_path: Path) -> None:
    path, real = root.graph / "zenda.trig", tmp_path / "real.trig"
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to(real)
    format_files(root, write=True)
    assert path.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert format_files(root, write=False) == []
    assert not list(tmp_path.glob(".*"))


def test_an_empty_file_is_canonical(root: Root) -> None:
    for name in ("more.trig", "more.nq"):
        path = root.graph / name
        path.write_text("", encoding="utf-8")
        assert canonical(FactFile.parse(path, path.read_bytes())) == ""


def test_values_are_written_in_the_form_in_which_the_store_gives_them_back(root: Root) -> None:
    for name in ("more.trig", "more.nq"):
        path = root.graph / name
        values = [
            '"50.0"^^<{}decimal>',
            '"+5"^^<{}integer>',
            '"5"^^<{}int>',
            '"24:00:00"^^<{}time>',
            '"a"@EN-gb',
            '"1.0"',
        ]
        lines = (f"<x:a> <x:b> {value.format(XSD)} .\n" for value in values)
        path.write_text("".join(lines), encoding="utf-8")
        format_files(root, write=True)
        formatted = FactFile.parse(path, path.read_bytes())
        assert {(quad.object.value, quad.object.datatype.value.rpartition("#")[2]) for quad in formatted.quads} == {  # type: ignore[union-attr]
            ("50", "decimal"),
            ("5", "integer"),
            ("00:00:00", "time"),
            ("a", "langString"),
            ("1.0", "string"),
        }
        assert formatted.restated == {}
        assert list(formatted.positions.tags()) == []
    assert format_files(root, write=False) == []


def test_a_number_that_its_datatype_cannot_hold_is_refused_and_nothing_is_written(root: Root) -> None:
    (root.graph / "zzz.nq").write_text(f'<x:a> <x:b> "1e400"^^<{XSD}double> .', encoding="utf-8")
    whole = contents(root)
    message = '"1e400"^^xsd:double is a number that its datatype cannot hold; write it as an xsd:decimal'
    with pytest.raises(LiteralError, match=re.escape(message)) as caught:
        format_files(root, write=True)
    assert caught.value.where == f"{root.graph / 'zzz.nq'}:1:13"
    assert contents(root) == whole


def test_a_byte_order_mark_is_dropped(root: Root) -> None:
    path = root.graph / "more.trig"
    path.write_text("\ufeff# head\n<x:a> <x:b> <x:c> .", encoding="utf-8")
    assert path in format_files(root, write=True)
    assert path.read_text(encoding="utf-8") == "# head\n\n<x:a> <x:b> <x:c> .\n"


def test_every_published_value_comes_out_of_an_export_as_it_is_written(tmp_path: Path) -> None:
    graph = Graph.open(store=tmp_path / "store")
    read = {name: set(ox.parse(graph.export(name), format=engine)) for name, engine in ENGINES.items()}
    published = [FactFile.parse(path, content) for path, content in graph.root.read_facts().items()]
    values = {quad.object for file in published for quad in file.quads if isinstance(quad.object, ox.Literal)}
    drafted = FactFiles.from_files(published).drafted()
    assert drafted == set()
    assert len(values) > 2000
    for name, quads in read.items():
        assert values - {quad.object for quad in quads} == set(), name
    ontology = Ontology.from_inputs(graph.root.read()).triples
    assert restated(triple.object for triple in ontology) == {}


def test_formatting_declares_the_prefixes_that_a_file_does_without(root: Root) -> None:
    format_files(root, write=True)
    once = contents(root)
    for path in root.graph_files():
        path.write_text(undeclared(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert [path.name for path in format_files(root, write=True)] == ["register.trig", "zenda.trig"]
    assert contents(root) == once
