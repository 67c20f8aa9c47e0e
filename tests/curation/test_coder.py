"""Test that what a curator states is told in words: with whose words they are, and whether they are a reading."""

from __future__ import annotations

from pathlib import Path

import pytest
from coded import LINES, TEXT, coded

from coalition.corpus.root import Root
from coalition.curation.coder import OTHER, Coder, Fact, Said
from coalition.texts.source import Texts

BASE = "https://example.org/one/"


def said(folder: Path, header: str = "", more: str = "") -> Said:
    """Return what the first line states, with more in its header and its graph."""
    root = Root.open(coded(folder, (1, 0), BASE, "A."))
    path = root.graph / "text.trig"
    text = path.read_text(encoding="utf-8").replace("cg:stance cg:Asserts .", f"cg:stance cg:Asserts {header}.", 1)
    path.write_text(f"{text}{more}", encoding="utf-8")
    with root.namespaces.used():
        coder = Coder(root)
        (digest,) = coder.texts
        first = next(iter(coder.units(digest, Texts(root.sources))))
    (found,) = first.said
    assert found is not None and first.words == LINES[0]
    return found


@pytest.mark.parametrize(
    ("header", "how"),
    [
        ("", ""),
        ("; prov:wasAttributedTo actor:ann ", " (words of Ann)"),
        ('; cg:reading "It is taken for the bridge." ', " (a reading)"),
        ('; cg:reading "B." ; prov:wasAttributedTo actor:ann ', " (words of Ann, a reading)"),
    ],
)
def test_it_is_told_whose_words_they_are_and_what_is_a_reading(tmp_path: Path, header: str, how: str) -> None:
    register = 'graph:register { actor:ann a cg:Person ; skos:prefLabel "Ann" }\n'
    (fact,) = said(tmp_path, header, register)["motion"]
    assert (fact.words, fact.how) == (f"content A.{how}", how)


def test_what_no_form_takes_is_compared_as_a_triple(tmp_path: Path) -> None:
    more = f"passage:text-{TEXT.index(LINES[0])} {{ actor:x cg:memberOf actor:y }}\n"
    (fact,) = said(tmp_path, more=more)[OTHER]
    assert fact.words == "actor:x cg:memberOf actor:y" and fact.words in fact.bare({})


def test_names_are_replaced_and_free_words_left_out() -> None:
    fact = Fact("about Bridges; content A.", "A", (("about", ("Bridges",)), ("holder", ("Ann",))), " (reports)")
    assert fact.bare({}) == "about Bridges; holder Ann (reports)"
    assert fact.bare({"Bridges": "The bridge"}) == "about The bridge; holder Ann (reports)"
