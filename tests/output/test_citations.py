"""Test that citations name place, words and works, and that other programs read them back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from bibtexparser.entrypoint import parse_string as parse_bibtex
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string
from works import HARD, about, evidence, made, written

from coalition import Graph
from coalition.output.citations import bibtex, csl_json
from coalition.provenance.evidence import Evidence
from coalition.provenance.works import Author


def parsed(text: str) -> Library:
    # What decodes LaTeX there knows no braces of text, and takes a caret of text for an accent.
    text = (
        text.replace("\\textbraceleft", "\\lbrace")
        .replace("\\textbraceright", "\\rbrace")
        .replace("\\textasciicircum{}", "^")
    )
    library = parse_bibtex(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return library


def test_pybtex_and_bibtexparser_read_what_was_recorded(cited: Graph) -> None:
    text = written(cited, "bibtex")
    entries = parse_string(text, "bibtex").entries
    work = entries["bridge"]
    assert [str(person) for person in work.persons["author"]] == [
        "of Ruritania, Flavia",
        "{League of Nations of Zenda}",
    ]
    assert {
        field: work.fields[field] for field in ("year", "month", "url", "urldate", "address", "series", "number")
    } == {
        "year": "1894",
        "month": "5",
        "url": "https://example.org/a_b?c=%7B1&d=2#e",
        "urldate": "1894-05-08",
        "address": "Strelsau",
        "series": "Bulletin",
        "number": "7",
    }
    assert r"Bridges \& 50\% of \textbraceleft{}crowns\textbraceright{}\_, \$5 \#1" in text
    library = parsed(text)
    assert library.entries_dict["bridge"]["title"] == HARD
    assert [entry.key for entry in library.entries] == list(entries)
    passages = [entry for key, entry in entries.items() if key.startswith("zenda-")]
    assert len(passages) == len(entries) - 1 > 1
    assert all("cites bridge" in entry.fields["note"] and entry.fields["abstract"] for entry in passages)


def test_citeproc_reads_the_csl_json_of_passages_and_works(cited: Graph) -> None:
    items = json.loads(written(cited, "csl-json"))
    with pytest.warns(
        UserWarning, match="unsupported"
    ):  # it has no place for `custom` and `abstract`, which CSL allows
        read = CiteProcJSON(items)
    assert set(read) == {item["id"] for item in items}
    work = next(item for item in items if item["id"] == "bridge")
    assert work["title"] == str(read["bridge"].title) == HARD
    assert (read["bridge"].issued.year, read["bridge"].issued.month, read["bridge"].accessed.day) == (1894, 5, 8)
    assert all(item["custom"]["cites"] == ["bridge"] for item in items if item is not work)


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_any_title_comes_back_from_bibtex(title: str) -> None:
    citations = [made(1, 0, title=title)]
    text = bibtex(citations)
    (entry,) = parsed(text).entries
    assert entry["title"] == title
    assert list(parse_string(text, "bibtex").entries) == ["paper-0"]
    assert json.loads(csl_json(citations))[0]["title"] == title


def test_passages_over_the_same_words_have_one_note(cited: Graph) -> None:
    (found,) = evidence(cited, "ASK { actor:rudolf org:holds post:king }")
    (one,) = found.passages
    twin = replace(one, passage=replace(one.passage, iri=f"{one.passage.iri}-reading"))
    denial = replace(one, passage=replace(one.passage, iri=f"{one.passage.iri}-denied", stance="denies"))
    citations = cited.citations([Evidence((one, twin, denial))])
    assert [each.number for each in citations.values()] == [1, 1, 2]


def test_an_author_that_bibtex_would_split_is_kept_whole() -> None:
    work = about("source:x", title="T", authors=(Author("Rudolf and Flavia", True), Author("A, B & C", False)))
    (_, entry) = parse_string(bibtex([made(1, 0, works=(work,))]), "bibtex").entries.items()
    assert [str(person) for person in entry[1].persons["author"]] == ["{Rudolf and Flavia}", r"{A, B \& C}"]
