"""Test how statements are written: lines, rows, numbers and labels, each file whole or not at all."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coalition.bulk.parts import BATCH, Derived, Fill, Page, Place
from coalition.corpus.resolution import Resolution
from coalition.errors import GraphError, StoreError
from coalition.namespaces import RECORD
from coalition.rdf import fingerprint

S, P, V = b"<http://e/s>", b"<http://e/p>", b'"a <b> . \\"c\\""@en'
LABEL = b"<http://www.w3.org/2004/02/skos/core#prefLabel>"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path, tmp_path / ".work")
    for path in ("quads", "statements", ".work/keys"):
        (tmp_path / path).mkdir(parents=True)
    return made


def line(*terms: bytes) -> bytes:
    return b" ".join((*terms, b".\n"))


def keys(place: Place, name: str) -> list[int]:
    return pq.read_table(place.work / "keys" / f"{name}.parquet")["key"].to_pylist()  # type: ignore[no-any-return]


def test_a_page_has_lines_rows_and_numbers(place: Place) -> None:
    page, record = Page(), f"<{RECORD}>".encode()
    named = [line(S, P, V, b"<http://e/g>"), line(S, P, S, b"<http://e/h>"), line(S, P, V, record)]
    nameless = line(b"_:x", P, V, b"<http://e/g>")
    page.add([*named, nameless], {line(S, P, S)})
    page.write(place, "1")
    assert gzip.decompress((place.folder / "quads" / "1.nq.gz").read_bytes()) == b"".join(
        [*named, nameless, line(S, P, S)]
    )
    rows = pq.read_table(place.folder / "statements" / "1.parquet").to_pylist()
    assert [row["fact"] for row in rows] == [False, True, True, False]
    assert rows[0] == {
        "subject": S.decode(), "property": P.decode(), "value": V.decode(), "graph": "<http://e/g>", "fact": False
    }  # fmt: skip
    assert keys(place, "1") == [fingerprint.key(each) for each in (*named, line(S, P, S))]
    Page().write(place, "2")
    assert pq.read_table(place.folder / "statements" / "2.parquet").num_rows == 0 == len(keys(place, "2"))


def test_labels_stand_in_the_graph_of_the_dataset_too(place: Place) -> None:
    page = Page()
    awkward = line(S, b"<http://e/p>", b'" <http://www.w3.org/2004/02/skos/core#prefLabel> "', b"<http://e/g>")
    page.add([line(S, LABEL, V, b"<http://e/g>"), line(S, LABEL, V, b"<http://e/h>"), awkward], set())
    page.label(b"<http://e/d>")
    assert page.lines[3:] == [line(S, b"<http://www.w3.org/2000/01/rdf-schema#label>", V, b"<http://e/d>")]
    assert len(page.keys) == 3 == len(page.rows)


def test_what_is_derived_stands_in_two_graphs(place: Place, tmp_path: Path) -> None:
    number = BATCH + 3
    subjects = [f"<http://e/{each}>" for each in range(number)]
    table = {"subject": subjects, "property": ["<http://e/p>"] * number, "value": ['"é"'] * number}
    pq.write_table(pa.table(table), tmp_path / "x")
    assert Derived(place, "http://e/g")(("d", tmp_path / "x")) == number
    lines = gzip.decompress((place.folder / "quads" / "d.nq.gz").read_bytes()).splitlines(keepends=True)
    assert len(lines) == 2 * number == len(set(lines))
    assert {f'<http://e/1> <http://e/p> "é"{end} .\n'.encode() for end in ("", " <http://e/g>")} <= set(lines)
    assert sorted(keys(place, "d")) == sorted(map(fingerprint.key, lines))


def test_where_nothing_can_be_written_or_read_that_is_told(place: Place, tmp_path: Path) -> None:
    nowhere = Place(tmp_path / "none", tmp_path / "none")
    with pytest.raises(StoreError, match=r"none: this cannot be written \(No such file or directory\)"):
        Page().write(nowhere, "1")
    (place.work / "sources").write_bytes(b"")
    fill = Fill(place, Resolution.from_quads(()), b"<http://e/d>", place.work / "sources")
    with pytest.raises(GraphError, match="the file cannot be read"):
        fill((1, [(tmp_path / "none.trig", None)]))
    with pytest.raises(StoreError, match="this cannot be written"):
        Derived(nowhere, "http://e/g")(("d", tmp_path / "none"))
