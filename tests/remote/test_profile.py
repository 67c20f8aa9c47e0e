"""Test that a server which answers otherwise than SPARQL has it is found out before it is believed."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from endpoint import Answer, endpoint

from coalition.errors import StoreError
from coalition.namespaces import CG, PREFIXES
from coalition.remote.client import Client
from coalition.remote.profile import ACCEPTED, BEING_WRITTEN, CHECKS, probe

A, B, C = (ox.NamedNode(f"urn:{name}") for name in "abc")
APART = [ox.Quad(A, B, C), ox.Quad(A, B, B, C)]
IN_A_GRAPH = [ox.Quad(A, B, C, ox.NamedNode(ACCEPTED)), ox.Quad(A, B, B, C)]


def no(_right: Answer) -> Answer:
    return Answer(b'{"head":{},"boolean":false}')


def test_a_right_server_is_taken() -> None:
    with endpoint(APART) as served:
        found = probe(Client(served.url))
    assert (found.default, found.hidden, found.cap) == ("", (), 0)
    assert found.to_dict()["software"].startswith("BaseHTTP")


@pytest.mark.parametrize("name", CHECKS)
def test_what_is_checked_is_so_for_the_embedded_engine(name: str) -> None:
    assert ox.Store().query(f"PREFIX xsd: <{PREFIXES['xsd']}> ASK {{ {CHECKS[name]} }}")


@pytest.mark.parametrize("name", CHECKS)
def test_whatever_a_server_does_otherwise_is_told(name: str) -> None:
    def lie(right: Answer, form: dict[str, list[str]], _headers: object) -> Answer:
        return no(right) if CHECKS[name] in form["query"][0] else right

    with endpoint(APART, lie) as served, pytest.raises(StoreError) as caught:
        probe(Client(served.url))
    assert f"does not answer as SPARQL 1.1 has it: {name};" in str(caught.value)


def test_a_server_that_refuses_a_check_does_not_pass_it() -> None:
    def lie(right: Answer, form: dict[str, list[str]], _headers: object) -> Answer:
        return Answer(b"too hard", "text/plain", 400) if "MINUS" in form["query"][0] else right

    with endpoint(APART, lie) as served, pytest.raises(StoreError, match="has it: MINUS;"):
        probe(Client(served.url))


def test_accepted_facts_may_stand_in_a_graph_of_their_own() -> None:
    with endpoint(IN_A_GRAPH) as served:
        found = probe(Client(served.url))
    assert found.default == ACCEPTED


@pytest.mark.parametrize(
    ("quads", "message"),
    [
        ([], "its default graph is empty"),
        ([ox.Quad(A, B, B, C)], "its default graph is empty"),
        ([ox.Quad(A, B, B), ox.Quad(A, B, B, C)], "its default graph is the union of all graphs"),
    ],
)
def test_without_accepted_facts_of_their_own_nothing_is_asked(quads: list[ox.Quad], message: str) -> None:
    with endpoint(quads) as served, pytest.raises(StoreError, match=message):
        probe(Client(served.url))


def test_a_cap_on_rows_is_kept_in_the_profile() -> None:
    def lie(right: Answer, _form: object, _headers: object) -> Answer:
        right.headers["X-SPARQL-MaxRows"] = "10000"
        return right

    with endpoint(APART, lie) as served:
        assert probe(Client(served.url)).cap == 10_000


def test_a_row_in_the_place_of_a_truth_is_not_taken_for_one() -> None:
    # So Virtuoso answers ASK {}.
    found = {"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [{}]}}

    def lie(_right: Answer, _form: object, _headers: object) -> Answer:
        return Answer(json.dumps(found).encode())

    with endpoint(APART, lie) as served, pytest.raises(StoreError, match="it answers ASK with something else"):
        probe(Client(served.url))


def test_a_server_that_gives_rows_twice_is_found_out() -> None:
    # So Jena answers FILTER(?x = <a> || ?x = <a>).
    def lie(right: Answer, form: dict[str, list[str]], _headers: object) -> Answer:
        return no(right) if "||" in form["query"][0] else right

    with endpoint(APART) as served:
        assert not probe(Client(served.url)).doubles
        served.lie = lie
        assert probe(Client(served.url)).doubles


def test_a_server_that_gives_whole_numbers_with_a_fraction_is_found_out() -> None:
    # So Jena's databases do; the engine of this test does not.
    def lie(right: Answer, form: dict[str, list[str]], _headers: object) -> Answer:
        text = form["query"][0].replace('".0"', '"5"')
        return (
            Answer(right.body.replace(b"false", b"true")) if "STRENDS" in text and served.store.query(text) else right
        )

    value = ox.Literal("5", datatype=ox.NamedNode(PREFIXES["xsd"] + "decimal"))
    with endpoint([*APART, ox.Quad(A, ox.NamedNode(CG + "value"), value, C)]) as served:
        assert not probe(Client(served.url)).fractions
        served.lie = lie
        assert probe(Client(served.url)).fractions


def test_a_snapshot_that_is_being_written_is_not_read() -> None:
    mark = ox.NamedNode(BEING_WRITTEN)
    with (
        endpoint([*APART, ox.Quad(mark, B, C, mark)]) as served,
        pytest.raises(StoreError, match="is being written to"),
    ):
        probe(Client(served.url))
