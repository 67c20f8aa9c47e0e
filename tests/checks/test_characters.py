"""Test that no file may state what a terminal would obey, and that the message says where it stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ruritania import MARK, position

from coalition.build.check import check
from coalition.corpus.root import Root
from coalition.errors import CoalitionError, LiteralError, RDFSyntaxError
from coalition.graph import Graph
from coalition.texts.source import Texts

LABEL = '"Flavia of Ruritania"'

OBEYED = (
    *(0, 1, 7, 8, 0xB, 0xC, 0xD, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9B, 0x9F),
    *(0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF, 0xFFFE, 0xFFFF),
)

NAMES = (
    *("Zoe\u0308", "Trần", "co\u00adoperation", "日本", "שָׁלוֹם", "עברית\u200f"),
    *("می\u200cخواهم", "क\u094d\u200dष", "👩\u200d🌾"),
)


def faults(folder: Path) -> list[CoalitionError]:
    root = Root.open(folder)
    found = check(root.read(), Texts(root.sources), root.shape_files(), root.question_files()).faults
    return [fault for fault in found if "does not fit the shape" not in fault.what]  # the invented corpus has gaps


def edit(folder: Path, good: str, bad: str, file: str = "graph/register.trig") -> str:
    """Replace `good` in a file, and return the position of the mark in `bad`, which is left out."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert good in text
    text = text.replace(good, bad, 1)
    path.write_text(text.replace(MARK, ""), encoding="utf-8", newline="")
    return f"{path}:{position(text)}"


@pytest.mark.parametrize("code", OBEYED, ids=hex)
@pytest.mark.parametrize("escaped", [True, False], ids=["escaped", "raw"])
def test_a_name_with_such_a_character_is_refused_where_it_stands(folder: Path, code: int, escaped: bool) -> None:
    written = f"\\u{code:04x}" if escaped or code == 0xD else chr(code)
    where = edit(folder, LABEL, f'{MARK}"Flavia{written}"')
    (fault,) = faults(folder)
    assert isinstance(fault, LiteralError)
    assert fault.where == where
    assert fault.what.startswith(f"the value of skos:prefLabel holds the character U+{code:04X}")
    assert fault.remedy == "remove it, or write what it stands for"


@pytest.mark.parametrize("code", [0x9, 0xA], ids=hex)
def test_a_name_has_one_line_but_a_text_may_have_several(folder: Path, code: int) -> None:
    edit(folder, '"Both sides sign."', f'"Both sides\\u{code:04x}sign."', "graph/zenda.trig")
    assert faults(folder) == []
    where = edit(folder, LABEL, f'{MARK}"Flavia\\u{code:04x}of Ruritania"')
    (fault,) = faults(folder)
    assert str(fault) == f"{where}: skos:prefLabel holds a line break or a tab; write the name in one line"


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_script_are_taken(folder: Path, name: str) -> None:
    edit(folder, LABEL, f'"{name}"')
    assert faults(folder) == []


@pytest.mark.parametrize("form", ["<https://example.org/\u202e>", "<https://example.org/\\u202E>"])
def test_an_iri_with_such_a_character_is_refused(folder: Path, form: str) -> None:
    where = edit(folder, "cg:host actor:rudolf .", f"cg:host {MARK}{form} .", "graph/zenda.trig")
    (fault,) = faults(folder)
    assert isinstance(fault, RDFSyntaxError)
    assert fault.where == where
    assert "holds the character U+202E (right-to-left override)" in fault.what


def test_nothing_is_built_of_such_a_graph(folder: Path, tmp_path: Path) -> None:
    edit(folder, LABEL, '"Flavia\\u001b[31m"')
    with pytest.raises(LiteralError, match=r"U\+001B"):
        Graph.open(folder, store=tmp_path / "store")


def test_a_question_a_rule_and_the_ontology_are_checked_too(folder: Path) -> None:
    published = Root.published()
    shutil.copytree(published.ontology[0], folder / "ontology")
    (folder / "queries").mkdir()
    (folder / "ontology" / "rules" / "own.rq").write_text(
        "# as\x1b it is\r\nCONSTRUCT { ?a a cg:Person } WHERE { ?a a cg:Person }", encoding="utf-8", newline=""
    )
    (folder / "queries" / "own.rq").write_text("#+ summary: Who\x9b?\nSELECT * { ?s ?p ?o }", encoding="utf-8")
    place = edit(folder, 'rdfs:label "', f'rdfs:label {MARK}"\\u202e', "ontology/coalition.ttl")
    found = faults(folder)
    assert {fault.where for fault in found} == {
        place,
        f"{folder / 'ontology' / 'rules' / 'own.rq'}:1:5",
        f"{folder / 'queries' / 'own.rq'}:1:16",
    }
    assert all("U+" in fault.what and fault.remedy for fault in found)


def test_a_file_that_begins_with_a_byte_order_mark_is_taken(folder: Path) -> None:
    (folder / "queries").mkdir()
    text = "\ufeff#+ summary: Who?\r\nSELECT * { ?s ?p ?o }"
    (folder / "queries" / "own.rq").write_text(text, encoding="utf-8", newline="")
    assert faults(folder) == []
