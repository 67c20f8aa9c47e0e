"""Test that no query calls another machine.

Whether the engine takes a text for a SERVICE clause is found by running it with an endpoint on loopback.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coalition.errors import QueryError
from coalition.namespaces import PREFIXES as STANDARD
from coalition.rdf.store import Rows, Store, Term

CALL = "SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }"
EX = "http://example.org/"
FACTS: list[tuple[str, Term]] = [("p", ox.Literal(1)), ("p", ox.Literal(True)), ("q", ox.NamedNode(EX + "o"))]
QUADS = [ox.Quad(ox.NamedNode(EX + "s"), ox.NamedNode(EX + p), o) for p, o in FACTS]
STORE = Store.in_memory(QUADS)
ENGINE = ox.Store()
ENGINE.bulk_extend(QUADS)
PREFIXES = dict(STANDARD)


def refusal(text: str) -> str:
    with pytest.raises(QueryError) as refused:
        STORE.query(text, name="q.rq")
    return str(refused.value)


def test_service_is_refused_with_its_place_and_what_to_do() -> None:
    assert refusal(f"SELECT *\n{{ ?s ?p ?o\n  {CALL} }}") == (
        "q.rq:3:3: SERVICE would send a request to another machine, which is not allowed here; "
        "remove the SERVICE clause"
    )


HIDDEN = {
    "in lower case, silent, of a variable": "SELECT * { ?s ?p ?o service silent ?s { ?a ?b ?c } }",
    "after an integer and a full stop": f"SELECT * {{ ?s ?p 1.{CALL} }}",
    "after an integer": f"SELECT * {{ ?s ?p 1{CALL} }}",
    "after a decimal": f"SELECT * {{ ?s ?p 1.0{CALL} }}",
    "after true": "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1:9/> { ?a ?b ?c } }",
    "as the prefix of a name": "PREFIX : <http://127.0.0.1:9/> SELECT * { ?s ?p ?o . SERVICE:x { ?a ?b ?c } }",
    "as part of a prefix": "PREFIX e: <http://127.0.0.1:9/> SELECT * { ?s ?p ?o . SERVICEe:x { ?a ?b ?c } }",
    "with silent in one word": "PREFIX : <http://127.0.0.1:9/> SELECT * { ?s ?p ?o . SERVICESILENT:x { ?a ?b ?c } }",
    "after true, in one name": "PREFIX : <http://127.0.0.1:9/> SELECT * { ?s ?p true.SERVICE:x { ?a ?b ?c } }",
    "after a name that ends in a full stop": f"PREFIX ex: <{EX}> SELECT * {{ ?s ex:p ex:.{CALL} }}",
    "after a name with two full stops": f"PREFIX ex: <{EX}> SELECT * {{ ?s ex:p ex:b.c.{CALL} }}",
    "after a name with an escaped #": f"PREFIX ex: <{EX}> SELECT * {{ ?s ex:a\\#b ?o . {CALL} }}",
    "after an IRI with an escape and a #": f"SELECT * {{ ?s <http://a\\u0041#> ?o . {CALL} }}",
    "after an IRI with a wide space and a #": f"SELECT * {{ ?s <http://a\u00a0#> ?o . {CALL} }}",
    "between quotes, after what only looks like an IRI": (
        f"SELECT * {{ ?s ?p ?o FILTER(?s<?p&&?o='>') {CALL[:-1]} FILTER(?c = 'z') }} }}"
    ),
    "in a long string, after what only looks like an IRI": (
        f"SELECT * {{ ?s ?p ?o FILTER(?s<?p#>'''\n) {CALL} #'''\n }}"
    ),
    "after a comment that ends in a carriage return": f"SELECT * {{ ?s ?p ?o # \r {CALL} }}",
    "with comments within": "SELECT * { ?s ?p ?o SERVICE #<\n <http://127.0.0.1:9/> # {\n { ?a ?b ?c } }",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_service_is_found_wherever_the_engine_reads_it(text: str) -> None:
    assert "SERVICE would send" in refusal(text)


SHOWN = {
    "in a comment": f"SELECT * {{ ?s ?p ?o # {CALL}\n }}",
    "in a string": f"SELECT * {{ ?s ?p '{CALL}' }}",
    "in a string with an escaped quote": f"SELECT * {{ ?s ?p 'don\\'t {CALL}' }}",
    "in a long string": f'SELECT * {{ ?s ?p """a "quoted"\n{CALL}""" }}',
    "in an IRI": "SELECT * { <http://x/SERVICE> ?p ?o { ?s ?p ?o } }",
    "as a variable": "SELECT ?service { ?service ?p $SERVICE { ?s ?p ?o } }",
    "as the local part of a name": f"PREFIX ex: <{EX}> SELECT * {{ ?s ex:service ?x {{ ?s ?p ?o }} }}",
    "as an escaped local part": f"PREFIX ex: <{EX}> SELECT * {{ ?s ex:\\~SERVICE ?o }}",
    "as the prefix of a graph": f"PREFIX service: <{EX}> SELECT * {{ GRAPH service:x {{ ?s ?p ?o }} }}",
    "as the prefix of a class": f"PREFIX service: <{EX}> SELECT * {{ ?s a service:x }}",
    "as a blank node": "SELECT * { _:service ?p ?o { ?s ?p ?o } }",
    "beside a variable that its substitute could be": "SELECT * { BIND(1 AS ?service) BIND(2 AS ?tfswjdf) }",
    "as a language": "SELECT * { ?s ?p 'a'@service }",
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_service_may_stand_where_it_is_no_clause(text: str) -> None:
    STORE.query(text)


ODD = ("·", "\u0301", "\u200c", "\u200d", "‿", "é", "\u00a0", "_", "-", ".", "%41", "\\~", "\\u0041", "٣")
"""Characters that names may contain, and some that only look like it."""

PIECES = (
    *("SERVICE", "SERVICE ", "service", " SILENT ", "<{0}>", ":x", "e:x", "?s", "{{", "}}", " ", "\n", "."),
    *("FILTER(", ")", "?s<?p", "&&", "'", "'''", '"', "#", ">", "<", "\\", "1", "true", "'a'", "@en", "e:a", "e:a.b.c"),
    *("{{ ?a ?b ?c }}", "GRAPH ", "a", "<#>", "?o='>'", "=", "e:", "OPTIONAL {{", "UNION", "-", "\\#", "\r"),
    *(
        "LATERAL {{",
        "SERVICE e:{1} {{}}",
        "SERVICE ?s{1} {{}}",
        "SERVICE{1}:x {{}}",
        "FILTER EXISTS {{",
        "SERVICESILENT",
    ),
    *("{1}", "{1}", "e:{1}", "?{1}", "<<( ", " )>>", "{{ SELECT * {{", "}}}}", "BIND(", " AS ?z)", ";", ","),
)


def raw(text: str) -> ox.QuerySolutions:
    """Return the answer of the engine alone to a SELECT query."""
    answer = ENGINE.query(text, prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def told(answer: Rows | ox.QuerySolutions) -> list[list[str]]:
    """Return each row as its columns and values, sorted."""
    names = [variable.value for variable in answer.variables]
    return sorted(sorted(f"{name} {row[name]}" for name in names) for row in answer)


class Listener:
    """Listen on loopback, count the connections, and hang up."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                connection, _ = self.socket.accept()
                self.calls += 1
                connection.close()
                continue
            return


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    # Connecting ends the wait of the thread, which then finds the socket closed.
    listener.socket.close()


@settings(derandomize=True, max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(ODD), max_size=3).map("".join),
    st.sampled_from([" 1", " true", " ?o", " e:o", " 'a'", " ?o."]),
)
@example(" FILTER(?s<?p&&?o='>') SERVICE <{0}> {{ ?s ?p 'z' }}", "", " ?o")
@example(" LATERAL {{ SERVICE SILENT ?s{1} {{ ?a ?b ?c }} }}", "·", " ?o")
@example(" SERVICE e:c{1}d {{ ?a ?b ?c }}", "·", " ?o")
def test_no_query_reaches_the_network(listener: Listener, piece: str, odd: str, obj: str) -> None:
    piece = piece.format(listener.address, odd)
    text = f"PREFIX e: <{listener.address}> PREFIX : <{listener.address}> SELECT * {{ ?s ?p{obj}{piece} }}"
    before, refused = listener.calls, ""
    try:
        rows = told(STORE.select(text))
    except QueryError as fault:
        refused = str(fault)
    assert listener.calls == before
    try:
        of_engine = told(raw(text))
    except SyntaxError:
        assert refused
    except (OSError, RuntimeError):
        assert "SERVICE would send" in refused
    else:
        # A call that is silent, or is never reached, is refused as well; nothing else is.
        assert rows == of_engine if not refused else "SERVICE would send" in refused
    if listener.calls > before:
        assert "SERVICE would send" in refused


NAMES = st.lists(st.sampled_from(["service", "SERVICE", "Service", "a", "1", *ODD]), min_size=1, max_size=4).map(
    "".join
)
PLACES = (
    "PREFIX {0}: <http://x/> SELECT * {{ ?s ?p ?o . FILTER(?o != {0}:{0}) }}",
    "PREFIX {0}: <http://x/> SELECT * {{ GRAPH {0}:{0} {{ ?s ?p ?o }} }}",
    "PREFIX {0}: <http://x/> SELECT * FROM {0}:x {{ ?s ?p ?o }}",
    "PREFIX {0}: <http://x/> SELECT * {{ ?s a {0}:x. {{ ?s ?p ?o }} }}",
    "SELECT ?{0} {{ ?{0} ?p ${0}2 {{ ?{0} ?p ?o }} }}",
    "SELECT * {{ _:{0} ?p ?o {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o FILTER(?o != '{0} <http://x/> {{ }}') }} # {0} ?x {{ }}",
    "SELECT * {{ ?s ?p ?o FILTER(?o != 'a'@{0}) }}",
    "SELECT * {{ ?s ?p ?o FILTER(?o != <http://x/{0}#{0}>) {{ ?s ?p ?o }} }}",
    "BASE <http://x/> SELECT * {{ ?s <{0}>|!<{0}> ?o }}",
)


@settings(derandomize=True, max_examples=600)
@given(st.sampled_from(PLACES), NAMES)
def test_what_the_engine_answers_without_a_call_is_answered(place: str, name: str) -> None:
    text = place.format(name)
    try:
        of_engine = told(raw(text))
    except SyntaxError:
        with pytest.raises(QueryError, match="does not parse"):
            STORE.query(text)
    else:
        assert told(STORE.select(text)) == of_engine
