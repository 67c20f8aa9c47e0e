"""Test what is printed of hits, in each format."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from coalition import Graph
from coalition.output.terminal import Screen
from coalition.search import report
from coalition.search.search import MOST, Hit, Hits
from coalition.search.typos import Correction

HORSES = "https://w3id.org/coalition-graph/position/graustark-horses"
PASSAGE = "https://w3id.org/coalition-graph/passage/zenda-224"


def printed(hits: Hits, format: str) -> str:
    output = io.StringIO()
    report.write(hits, output, format)
    return output.getvalue()


def made(*hits: Hit, total: int = 0, counts: dict[str, int] | None = None, found: int = 1) -> Hits:
    return Hits(hits, total or len(hits), (), counts or {}, 2, found)


def hit(**changes: object) -> Hit:
    feast = Hit("event", "Feast", "https://example.org/feast", "name", "Feast", ((0, 5),), (), (), 0)
    return replace(feast, **changes)  # type: ignore[arg-type]


def test_a_table_has_the_words_marked_and_how_they_are_told(graph: Graph) -> None:
    lines = printed(graph.search("needed OR smiled OR bronze"), "markdown").splitlines()
    assert lines[0] == "| kind | what | found | told as | passages | iri |"
    assert lines[2:-2] == [
        "| position | position:graustark-horses | Horses are »needed«. | reports | zenda-224 "
        "| position:graustark-horses |",
        "| commitment | Sale of cannons | »Bronze« cannons. | denies | zenda-305 | commitment:cannons |",
        "| text | The zenda paper, 364–422 | The Élan of the Straße in 中国上海 was naïve, and मोदी »smiled«. |  |  "
        "| source:zenda |",
    ]
    assert lines[-2:] == ["", "3 hits"]


def test_the_first_passages_of_many_are_named() -> None:
    few, many = (tuple(f"https://example.org/p{n}" for n in range(size)) for size in (3, 10))
    rows = printed(made(hit(passages=few, passage_count=3), hit(passages=many, passage_count=400)), "markdown")
    assert "| p0, p1, p2 |" in rows
    assert "| p0, p1, p2 and 397 more |" in rows
    assert "<https://example.org/feast>" not in rows


def test_json_has_every_hit_whole(graph: Graph) -> None:
    found = json.loads(printed(graph.search("neeeded"), "json"))
    assert found == {
        "total": 1,
        "counted_to": MOST,
        "corrections": [{"typed": "neeeded", "used": "needed"}],
        "texts": 1,
        "texts_found": 1,
        "hits": [
            {
                "kind": "position",
                "label": "position:graustark-horses",
                "iri": HORSES,
                "found_in": "content",
                "snippet": "Horses are needed.",
                "marks": [[11, 17]],
                "stances": ["reports"],
                "passages": [PASSAGE],
                "passage_count": 1,
                "source": "",
                "start": None,
                "end": None,
            }
        ],
    }


def test_csv_has_the_same_columns(graph: Graph) -> None:
    hits = graph.search("needed OR received")
    rows = list(csv.DictReader(io.StringIO(printed(hits, "csv"), newline="")))
    assert list(rows[0]) == list(hits[0].to_dict())
    assert (rows[0]["iri"], rows[0]["marks"], rows[0]["passages"]) == (HORSES, "11-17", PASSAGE)
    assert [row["start"] for row in rows] == ["", "22"]


def test_what_a_terminal_would_obey_is_printed_as_an_escape() -> None:
    output = io.StringIO()
    report.write(made(hit(label="\x1b[2J", snippet="a\x07\u202eb", marks=((0, 1),))), Screen(output), "table")  # type: ignore[arg-type]
    assert "»a«\\x07\\u202eb" in output.getvalue()
    assert "\\x1b[2J" in output.getvalue()
    assert not {"\x1b", "\x07", "\u202e"} & set(output.getvalue())


def test_corrections_and_numbers_are_told_in_words() -> None:
    assert report.corrected(Hits([], 0, [Correction("Starmr", "Starmer")], {}, 0, 0)) == [
        "no “Starmr”; searched for “Starmer”"
    ]
    assert [report.number(made(hit(), total=total)) for total in (1, 2, MOST)] == [
        "1 hit",
        "2 hits; the best 1 are shown, and more with --limit N",
        "more than 9999 hits; the best 1 are shown, and more with --limit N",
    ]


@pytest.mark.parametrize(
    ("found", "texts", "expected"),
    [
        (2, True, ""),
        (
            1,
            True,
            "Source texts not found for some: the words of 1 of 2 texts were searched; pass --sources DIR.",
        ),
        (0, True, "Source texts not found: only names and contents were searched; pass --sources DIR."),
        (0, False, "The words of the texts were not searched."),
    ],
)
def test_what_was_not_searched_is_told(found: int, texts: bool, expected: str) -> None:
    assert report.searched(made(found=found), texts) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 0}, "“a” stands in no place"),
        ({"a": 2, "b": 0}, "“a” stands in 2 places; “b” stands in no place"),
        (
            {"a": 1, "b": MOST},
            "“a” stands in 1 place; “b” stands in more than 9999 places, and no place has all that was asked for",
        ),
        ({"a": 3}, "“a” stands in 3 places"),
    ],
)
def test_why_nothing_was_found_is_told_word_by_word(counts: dict[str, int], expected: str) -> None:
    assert report.why_empty(made(counts=counts)) == expected
