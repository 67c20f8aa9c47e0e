"""Test which queries the guard refuses, and how tokens, positions and columns of a query are found.

Whether the engine takes a text for a SERVICE clause is found by running it: the engine refuses to call port 9.
"""

from __future__ import annotations

import contextlib

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coalition.errors import QueryError
from coalition.rdf import sparql
from coalition.rdf.store import Store, Term

CALL = "SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }"
EX = "http://example.org/"
FACTS: list[tuple[str, Term]] = [("p", ox.Literal(1)), ("p", ox.Literal(True)), ("q", ox.NamedNode(EX + "o"))]
STORE = Store.in_memory(ox.Quad(ox.NamedNode(EX + "s"), ox.NamedNode(EX + p), o) for p, o in FACTS)


def refusal(text: str) -> str:
    with pytest.raises(QueryError) as refused:
        sparql.guard(text, "q.rq")
    return str(refused.value)


@pytest.mark.parametrize("word", sorted(sparql.UPDATES))
def test_an_update_is_refused_with_its_place(word: str) -> None:
    assert refusal(f"PREFIX ex: <{EX}>\n  {word.lower()} ex:s").startswith(f"q.rq:2:3: {word} is an update")


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX load: <http://x/> SELECT * { load:drop ?add ?clear }",
        "# DELETE everything\nASK { ?insert ?p 'DROP' }",
        "BASE <http://x/INSERT> ASK { <DELETE> ?p ?o }",
        "SELECT * { ?s ?p ?o } # INSERT",
    ],
)
def test_a_word_of_an_update_may_stand_in_names_comments_strings_and_iris(text: str) -> None:
    sparql.guard(text)


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
    "as a language": "SELECT * { ?s ?p 'a'@service }",
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_service_may_stand_where_it_is_no_clause(text: str) -> None:
    sparql.guard(text)
    STORE.query(text)


PIECES = (
    *(
        "SERVICE",
        "SERVICE ",
        "service",
        " SILENT ",
        "<http://127.0.0.1:9/>",
        ":x",
        "e:x",
        "?s",
        "{",
        "}",
        " ",
        "\n",
        ".",
    ),
    *("FILTER(", ")", "?s<?p", "&&", "'", "'''", '"', "#", ">", "<", "\\", "1", "true", "'a'", "@en", "e:a", "e:a.b.c"),
    *("{ ?a ?b ?c }", "GRAPH ", "a", "<#>", "?o='>'", "=", "e:", "OPTIONAL {", "UNION", "-", "\\#", "\r"),
)


@settings(derandomize=True, max_examples=600)
@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from([" 1", " true", " ?o", " e:o", " 'a'"])
)
@example(" FILTER(?s<?p&&?o='>') SERVICE <http://127.0.0.1:9/> { ?s ?p 'z' }", " ?o")
def test_what_the_guard_lets_pass_sends_no_request(piece: str, obj: str) -> None:
    text = f"PREFIX e: <http://127.0.0.1:9/> PREFIX : <http://127.0.0.1:9/> SELECT * {{ ?s ?p{obj}{piece} }}"
    try:
        list(STORE.select(text))  # a call would end in a StoreError
    except QueryError:
        return  # refused, or it does not parse
    assert not [token for token in sparql.tokens(text) if token.is_word("SERVICE")]


def test_brackets_may_nest_as_deep_as_the_limit_and_no_deeper() -> None:
    deep = "{" * sparql.MAX_DEPTH + "?s ?p ?o" + "}" * sparql.MAX_DEPTH
    STORE.query(f"SELECT * {deep}")
    assert refusal(f"SELECT * {{{deep}}}").startswith("q.rq:1:210: brackets nest deeper than 200 levels")


def test_brackets_in_strings_comments_and_iris_do_not_nest() -> None:
    many = "({[" * 300
    STORE.query(f"SELECT * {{ ?s ?p '{many}' # {many}\n }}")
    STORE.query(f"SELECT * {{ VALUES (?x ?y) {{ {'(<http://x/(#a> 1)' * 300} }} }}")


def test_brackets_behind_what_only_looks_like_an_iri_nest() -> None:
    depth = "FILTER(?s<?p&&?o='>')" + "{" * 300 + "}" * 300 + "FILTER(?o = '')"
    assert "brackets nest deeper" in refusal(f"SELECT * {{ ?s ?p ?o {depth} }}")


def test_many_values_are_no_depth() -> None:
    assert len(list(STORE.select(f"SELECT * {{ VALUES (?x) {{ {'(-1) ' * 400} }} }}"))) == 400


@pytest.mark.parametrize(
    "part",
    [
        "BIND(1 AS ?x) ",
        "FILTER(?s = ?p) ",
        "OPTIONAL { ?s ?p ?o } ",
        "MINUS { ?s ?p ?o } ",
        "{} UNION ",
        "FILTER(1 %s1)",
    ],
)
def test_a_chain_that_would_exhaust_the_stack_is_refused_with_its_place(part: str) -> None:
    many = part.replace("%s", "+ 1 " * 1100 + "=") if "%s" in part else part * 1100
    assert "more than 1000 clauses and operators" in refusal(f"SELECT * {{ {many} {{}} }}")


@pytest.mark.parametrize(
    "text",
    [
        *("SERVICE " + part * 30_000 for part in ('\\"', "\\'", "'''\\\"", "<", ":", ".", "(")),
        *("SERVICE " + part * 10_000 for part in ("a.b.", "<a", "<a#b>", "<a\\'>", "service")),
        "service#" * 30_000,
        "service.service:" * 3_000,
        "SERVICE" + " " * 100_000,
    ],
    ids=lambda text: ascii(text[:24]),
)
@pytest.mark.usefixtures("ends")  # what grows with the square takes many minutes
def test_a_long_text_is_read_in_time_that_grows_with_its_length(text: str) -> None:
    with contextlib.suppress(QueryError):
        sparql.guard(text)
    sparql.variables(text)
    sparql.star(f"*{text}")


def test_as_many_computed_columns_as_would_exhaust_the_stack_are_refused() -> None:
    columns = " ".join(f"(1 AS ?x{number})" for number in range(1100))
    assert "more than 1000 clauses and operators" in refusal(f"SELECT {columns} {{}}")


def test_too_many_doubtful_signs_are_refused_and_not_guessed_at() -> None:
    assert "< may mean “less than” or open an IRI" in refusal("SELECT * { " + "?a<?b#>\n" * 201 + CALL)


@pytest.mark.parametrize(
    ("offset", "place"), [(0, (1, 1)), (1, (1, 2)), (2, (1, 3)), (3, (2, 1)), (4, (3, 1)), (6, (3, 3))]
)
def test_a_position_is_a_line_and_a_column_from_one(offset: int, place: tuple[int, int]) -> None:
    assert sparql.position("ab\n\ncd", offset) == place


def test_tokens_are_told_apart() -> None:
    text = 'SELECT ?x $y { ex:a.b :c "q\\""@en \'x\' <http://x#y> 1.5e3 . _:b } # }'
    assert [(token.kind, token.text) for token in sparql.tokens(text)] == [
        ("word", "SELECT"),
        ("variable", "?x"),
        ("variable", "$y"),
        ("mark", "{"),
        ("name", "ex:a.b"),
        ("name", ":c"),
        ("string", '"q\\""'),
        ("word", "@en"),
        ("string", "'x'"),
        ("iri", "<http://x#y>"),
        ("number", "1.5e3"),
        ("mark", "."),
        ("name", "_:b"),
        ("mark", "}"),
    ]


def test_a_full_stop_after_a_name_or_a_number_is_no_part_of_it() -> None:
    assert [token.text for token in sparql.tokens("ex:a. 1. ex:.")] == ["ex:a", ".", "1", ".", "ex:", "."]


def test_every_token_says_where_it_stands() -> None:
    text = 'ASK # {\n { ?s\t\'#\' """\n""" }'
    assert all(text[token.start : token.end] == token.text for token in sparql.tokens(text))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("# ASK\nPREFIX ask: <http://x/SELECT> select * {}", "SELECT"),
        ("ASK {}", "ASK"),
        ("construct { } where {}", "CONSTRUCT"),
        ("DESCRIBE <http://x/>", "DESCRIBE"),
        ("DROP ALL", ""),
        ("", ""),
    ],
)
def test_the_form_of_a_query_is_its_first_word_of_that_kind(text: str, form: str) -> None:
    assert sparql.form(text) == form


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {}",
        "select*{}",
        "SELECT DISTINCT * {}",
        "SELECT REDUCED# all\n*{}",
        "# *\nSELECT * { ?s (<a:b>*) ?o }",
    ],
)
def test_the_star_of_a_select_is_found(text: str) -> None:
    star = sparql.star(text)
    assert star is not None
    assert "SELECT" in text[: star.start].upper()
    assert "{" not in text[: star.start]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { SELECT * { ?x ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?o { ?s <a:b>* ?o }",
        "ASK { ?s ?p '*' }",
        "SELECT ?x { ?x ?p ?o }",
    ],
)
def test_any_other_star_is_none(text: str) -> None:
    assert sparql.star(text) is None


def test_variables_come_in_the_order_in_which_they_stand_and_once() -> None:
    text = "SELECT * { ?z ?a $m . ?a ?z '?no' . # ?nor\n ?é_1 <http://x/?neither> ?m }"
    assert sparql.variables(text) == ["z", "a", "m", "é_1"]


def test_the_iris_of_a_query_are_told_as_they_are_meant_each_with_its_place() -> None:
    text = f"PREFIX a: <{EX}>\nPREFIX : <{EX}x#>\nASK {{ ?x a:p\\,q cg:host, b:no, :y . # a:no\n 'a:no' <x:z> a: }}"
    found = list(sparql.iris(text, {"a": "no:", "cg": "c:"}))
    assert [iri for iri, _ in found] == [EX, f"{EX}x#", f"{EX}p,q", "c:host", f"{EX}x#y", "x:z", EX]
    assert [text[offset:].split()[0] for _, offset in found][2:5] == ["a:p\\,q", "cg:host,", ":y"]


def test_the_columns_of_a_star_come_in_the_order_in_which_they_stand() -> None:
    answer = STORE.select("SELECT * { ?z ?a ?m FILTER NOT EXISTS { ?z ?a ?hidden . ?hidden ?a ?z } }")
    assert [variable.value for variable in answer.variables] == ["z", "a", "m"]


def test_a_query_that_does_not_parse_is_marked_in_one_line() -> None:
    with pytest.raises(QueryError) as refused:
        STORE.query("SELECT ?x\nWHERE {\n  ?x nope:p ?o }\n", name="mine.rq")
    message = str(refused.value)
    assert message.startswith("mine.rq:3:12: this does not parse as SPARQL at the mark: «")
    assert "?x nope:p▶ ?o }" in message
    assert "\n" not in message
