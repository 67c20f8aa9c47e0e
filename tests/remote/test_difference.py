"""Test that the difference between two datasets is found, and written as updates that make one of the other."""

from __future__ import annotations

import io
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.remote import difference as module
from coalition.remote.difference import Change, Content, data, description, differences, in_order, split, update

DIGEST, OTHER = "a" * 64, "b" * 64
OWN = description(DIGEST)

NODES = st.sampled_from(["<urn:a>", "<urn:a/b>", "<urn:a#b>", "<urn:>"])
VALUES = NODES | st.builds(
    lambda text, end: str(ox.Literal(text)) + end,
    st.text('"\\\n <>_:.@^', max_size=6),
    st.sampled_from(["", "@en", "^^<urn:type>"]),
)
LINES = st.builds(
    lambda s, p, o, g: f"{s} {p} {o}{g} .\n".encode(),
    NODES,
    NODES,
    VALUES,
    st.sampled_from(["", " <urn:g>", " <urn:h>"]),
)


@pytest.mark.parametrize(
    ("triple", "graph"),
    [
        ("<urn:a> <urn:b> <urn:c>", ""),
        ("<urn:a> <urn:b> <urn:c>", "<urn:g>"),
        ('<urn:a> <urn:b> "x <urn:y>"', ""),
        ('<urn:a> <urn:b> "x <urn:y>"', "<urn:g>"),
        ('<urn:a> <urn:b> "x <urn:y"^^<urn:t>', ""),
        ('<urn:a> <urn:b> "\\" <urn:y> ."@en', "<urn:g>"),
        ("_:a <urn:b> _:c", "<urn:g>"),
        ("<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>>", ""),
        ("<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>>", "<urn:g>"),
    ],
)
def test_a_line_is_split_into_its_triple_and_its_graph(triple: str, graph: str) -> None:
    line = f"{triple}{f' {graph}' if graph else ''} .\n".encode()
    assert split(line) == (triple.encode(), graph.encode())


@given(st.sets(LINES), st.sets(LINES))
def test_the_updates_make_one_dataset_of_the_other(old: set[bytes], new: set[bytes]) -> None:
    changes = [*differences(sorted(old), sorted(new))]
    assert {c.line for c in changes if c.added} == new - old and {c.line for c in changes if not c.added} == old - new
    store, wanted = ox.Store(), ox.Store()
    for target, lines in ((store, old), (wanted, new)):
        target.load(b"".join(lines), format=ox.RdfFormat.N_QUADS)
    for operation in update(changes):
        store.update(operation)
        store.update(operation)  # which changes nothing more
    assert set(store) == set(wanted)


@given(st.lists(LINES), st.integers(1, 4))
def test_lines_are_sorted_in_parts_each_once(lines: list[bytes], chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK", chunk)
        with in_order(lines) as file:
            file.seek(0)
            assert [*file] == sorted(set(lines))


def test_the_lines_of_an_export_are_sorted_as_bytes(exported: bytes) -> None:
    lines = exported.splitlines(keepends=True)
    assert all(first < second for first, second in pairwise(lines))


def test_facts_of_the_default_graph_can_go_into_another() -> None:
    line = b"<urn:a> <urn:b> <urn:c> .\n"
    assert data([line]) == "<urn:a> <urn:b> <urn:c> ."
    assert data([line], "urn:accepted") == "GRAPH <urn:accepted> {\n<urn:a> <urn:b> <urn:c> .\n}"
    assert update([Change(False, line)]) == ["DELETE DATA {\n<urn:a> <urn:b> <urn:c> .\n}"]
    assert update([]) == []


def content(*lines: bytes) -> Content:
    return Content(io.BytesIO(b"".join(lines)), DIGEST)


def test_an_export_is_divided_into_facts_description_and_what_has_no_name() -> None:
    label = b"<http://www.w3.org/2000/01/rdf-schema#label>"
    said = b'%s <urn:title> "x" %s .\n' % (OWN, OWN)
    beside = b'<urn:a> %s "a" %s .\n' % (label, OWN)
    titled = b'%s %s "t" %s .\n' % (OWN, label, OWN)
    nameless = b"_:c14n0 <urn:b> <urn:c> <urn:g> .\n"
    of_nameless = b"<urn:a> <urn:b> _:c14n0 .\n"
    fact = b'<urn:a> <urn:b> "_:c14n0" <urn:g> .\n'
    held = content(fact, of_nameless, beside, said, titled, nameless)
    assert [*held.lines()] == [fact, beside]
    assert (held.own, held.nameless) == ([said, titled], [of_nameless, nameless])
    assert dict(held.numbers) == {b"<urn:g>": 1, OWN: 1} and held.total == 6
    assert [*held.lines(OTHER)] == [fact, beside.replace(DIGEST.encode(), OTHER.encode())]
