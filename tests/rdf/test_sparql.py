"""Test which queries the guard refuses, and how tokens, positions and columns of a query are found."""

from __future__ import annotations

import contextlib

import pyoxigraph as ox
import pytest

from coalition.errors import QueryError
from coalition.rdf import sparql
from coalition.rdf.store import Rows, Store, Term

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


def test_brackets_may_nest_as_deep_as_the_limit_and_no_deeper() -> None:
    deep = "{" * sparql.MAX_DEPTH + "?s ?p ?o" + "}" * sparql.MAX_DEPTH
    STORE.query(f"SELECT * {deep}")
    assert refusal(f"SELECT * {{{deep}}}").startswith("q.rq:1:210: brackets nest deeper than 200 levels")


NESTED = {
    "brackets": ("(", ")"),
    "calls": ("IF(true, ABS(", "), 1)"),
    "patterns": ("EXISTS { FILTER(", ") }"),
    "subqueries": ("EXISTS { { SELECT * { FILTER(", ") } } }"),
}


@pytest.mark.parametrize(("opening", "closing"), NESTED.values(), ids=NESTED)
def test_what_nests_less_deep_than_the_limit_does_not_exhaust_the_stack(opening: str, closing: str) -> None:
    times = (sparql.MAX_DEPTH - 2) // sum(map(opening.count, "{("))
    STORE.query(f"SELECT * {{ FILTER({opening * times} 1=1 {closing * times}) }}")


@pytest.mark.parametrize(("opening", "closing"), [("<<( ?s ?p ", " )>>"), ("<< ?s ?p ", " >>"), ("<<", ">>")])
def test_triples_that_are_terms_nest(opening: str, closing: str) -> None:
    assert "nest deeper" in refusal(f"SELECT * {{ ?s ?p {opening * 250} 1 {closing * 250} }}")
    assert "nest deeper" in refusal(f"SELECT * {{ FILTER(?o = {opening * 250} 1 {closing * 250}) }}")


def test_many_triples_that_are_terms_are_no_depth() -> None:
    terms = "<<( <x:a> <x:b> 1 )>> " * 400
    assert len(list(STORE.select(f"SELECT * {{ VALUES ?x {{ {terms} }} }}"))) == 400


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
        "OPTIONAL {} ",
        "MINUS {} ",
        "{} UNION ",
        "{ SELECT * {} } ",
        "FILTER EXISTS {} ",
        "FILTER(1 %s1)",
    ],
)
def test_a_chain_that_would_exhaust_the_stack_is_refused_with_its_place(part: str) -> None:
    many = part.replace("%s", "+ 1 " * 1100 + "=") if "%s" in part else part * 1100
    assert "more than 1000 brackets and operators" in refusal(f"SELECT * {{ {many} {{}} }}")


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


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE " + "<http://x/> " * 1100,
        "SELECT (1 AS ?x) { ?s ?p ?o } GROUP BY ?s HAVING " + "(1) " * 1100,
        "SELECT * { ?s <x:a>" + "/<x:a>" * 1100 + " ?o }",
        "SELECT * { ?s ?p (" + "1 " * 2100 + ") }",
        "SELECT * { FILTER(?s<1" + "+1" * 1100 + "&&?o>1) }",
        "SELECT * { FILTER(?s<?p" + "+1" * 1100 + "&&?o>?s) }",
        "SELECT * { VALUES ?x { 1 } FILTER(1" + "+1" * 1100 + ") }",
    ],
    ids=lambda text: text[:24],
)
def test_other_chains_are_refused(text: str) -> None:
    assert "outside VALUES" in refusal(text)


def test_values_may_be_many() -> None:
    text = "SELECT * { VALUES (?x ?y) { " + "(-1 <urn:a-b>) (+1.5e0 'a') " * 2000 + "} }"
    assert len(list(STORE.select(text))) == 4000


def test_as_many_computed_columns_as_would_exhaust_the_stack_are_refused() -> None:
    columns = " ".join(f"(1 AS ?x{number})" for number in range(1100))
    assert "more than 1000 brackets and operators" in refusal(f"SELECT {columns} {{}}")


def test_too_many_doubtful_signs_are_refused_and_not_guessed_at() -> None:
    assert "< may mean “less than” or open an IRI" in refusal("SELECT * { " + "?a<?b#>\n" * 400 + "}")


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
        ("tag", "@en"),
        ("string", "'x'"),
        ("iri", "<http://x#y>"),
        ("number", "1.5e3"),
        ("mark", "."),
        ("name", "_:b"),
        ("mark", "}"),
    ]


def test_a_full_stop_after_a_name_or_a_number_is_no_part_of_it() -> None:
    assert [token.text for token in sparql.tokens("ex:a. 1. ex:.")] == ["ex:a", ".", "1", ".", "ex:", "."]


GLUED = {
    "GRAPHcg:x{": "GRAPH cg:x {",
    "describecg:x": "describe cg:x",
    "FROMNAMEDcg:x FROMcg:y": "FROM NAMED cg:x FROM cg:y",
    "GROUPBYcg:f(?x)": "GROUP BY cg:f ( ?x )",
    "?s acg:T; acg:U": "?s a cg:T ; a cg:U",
    "UNDEFcg:x": "UNDEF cg:x",
    "PREFIXc:<x:> GRAPHc:y": "PREFIX c: <x:> GRAPH c:y",
    "PREFIX :<x:> GRAPH:y a:y": "PREFIX : <x:> GRAPH :y a :y",
    "PREFIX GRAPHcg:<x:> GRAPHcg:y": "PREFIX GRAPHcg: <x:> GRAPHcg:y",
    "PREFIX a:<x:> a:y": "PREFIX a: <x:> a:y",
    "Acg:x ncg:x GRAPHno:x GRAPH:x _:acg": "Acg:x ncg:x GRAPHno:x GRAPH:x _:acg",
}


@pytest.mark.parametrize(("text", "expected"), GLUED.items())
def test_a_name_behind_a_keyword_needs_no_space(text: str, expected: str) -> None:
    read = list(sparql.tokens(text))
    assert " ".join(token.text for token in read) == expected
    assert all(text[token.start : token.end] == token.text for token in read)


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s ?p ?o FILTER(?s<'> ‹') }", "< '> ‹' )"),
        ("ASK { ?s ?p ?o FILTER(?s<<http://x>) }", "< <http://x> )"),
        ("SELECT * { ?s ?p ?o FILTER <x:f>(?s<?o&&?p>?o) }", "<x:f> ( ?s < ?o & & ?p > ?o )"),
        ("SELECT (?s<?o||?p>?o AS ?e) { ?s ?p ?o }", "< ?o | | ?p > ?o AS ?e )"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?s ORDER BY (?s<?s&&?s>?s)", "< ?s & & ?s > ?s )"),
        ("ASK { ?s ?p ?o FILTER EXISTS { ?s <x:p> ?o } }", "<x:p> ?o } }"),
        ("ASK { ?s ?p (<x:a> <x:b>) . VALUES (?x ?y) { (<x:a> <x:b>) } }", "<x:a> <x:b> ) . VALUES ( ?x ?y ) {"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s <x:f>(?o)", "<x:f> ( ?o )"),
        ("ASK { ?s ?p ?o FILTER(<<(?s <x:p> ?o)>> = ?o) }", "<< ( ?s <x:p> ?o ) >> = ?o )"),
        ("ASK { << ?s <x:p> ?o >> <x:q> ?z }", "<< ?s <x:p> ?o >> <x:q> ?z }"),
    ],
)
def test_a_less_than_is_told_from_the_beginning_of_an_iri(text: str, expected: str) -> None:
    with contextlib.suppress(RuntimeError):  # a function that the engine does not know is parsed all the same
        ox.Store().query(text)
    read = [token.text for token in sparql.tokens(text)]
    assert " ".join(read[next(number for number, part in enumerate(read) if part[0] == "<") :]).startswith(expected)


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECTDISTINCT*{}", "SELECT DISTINCT * { }"),
        ("ASK{FILTERNOTEXISTS{}}", "ASK { FILTER NOT EXISTS { } }"),
        ("SELECT(1AS?x){}ORDERBYDESC(?x)LIMIT1OFFSET2", "SELECT ( 1 AS ?x ) { } ORDER BY DESC ( ?x ) LIMIT 1 OFFSET 2"),
        (
            "SELECT(SHA256(1.e-3)AS?x){?s ?p trueOPTIONAL{}}",
            "SELECT ( SHA256 ( 1.e-3 ) AS ?x ) { ?s ?p true OPTIONAL { } }",
        ),
    ],
)
def test_keywords_that_the_engine_reads_without_space_between_them_are_told_apart(text: str, expected: str) -> None:
    ox.Store().query(text)
    assert [token.text for token in sparql.tokens(text)] == expected.split()
    assert all(text[token.start : token.end] == token.text for token in sparql.tokens(text))


def test_the_columns_of_a_star_after_joined_keywords_keep_their_order() -> None:
    answer = Store.in_memory([]).query("SELECTDISTINCT*{?z ?a ?m}")
    assert isinstance(answer, Rows)
    assert [variable.value for variable in answer.variables] == ["z", "a", "m"]


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("SELECT * { <b> ?p ?o }", "write <b> in full"),
        ("BASE <a> SELECT * {}", "write <a> in full"),
        ("BASE <http://x/> SELECT * { <a> ?p }", "expected OPTIONAL"),
    ],
)
def test_an_iri_that_is_relative_to_nothing_is_told(text: str, remedy: str) -> None:
    with pytest.raises(QueryError) as caught:
        Store.in_memory(()).query(text)
    assert caught.value.remedy == remedy


def test_the_pattern_begins_behind_what_is_selected_and_behind_a_template() -> None:
    for before in ("SELECT (COUNT(*) AS ?n) FROM <x:y> ", "# {\nASK WHERE ", "CONSTRUCT { ?s ?p ?o } WHERE "):
        assert sparql.pattern_start(f"{before}{{ ?s ?p [] }}") == len(before)
    assert sparql.pattern_start("DESCRIBE <x:y>") == 0


def test_each_bracket_is_paired_with_its_end() -> None:
    assert sparql.ends_of(sparql.tokens("{ ( '(' ) [ ] } }")) == {0: 6, 1: 3, 4: 5}


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("SELECT ?x (STR(?y) AS ?z) { ?x ?y 'a,b' FILTER(?x IN (<x:a>, <x:b>)) }", True),
        ("SELECT (IRI(CONCAT(STR(?x), ',')) AS ?z) { ?x ?y ?z }", False),
        ("SELECT (uri('x:a,b') AS ?z) {}", False),
        ("SELECT * { BIND(<x:a,b> AS ?x) }", False),
        (r"PREFIX x: <x:> SELECT * { BIND(x:a\,b AS ?x) }", False),
        (r"SELECT * { BIND(<x:a\u002Cb> AS ?x) }", False),
        ("SELECT (TRIPLE(?x, ?y, ?z) AS ?t) { ?x ?y ?z }", False),
        ("SELECT * { BIND(<<( ?x ?y ?z )>> AS ?t) }", False),
    ],
)
def test_a_query_copies_iris_or_makes_some(text: str, copies: bool) -> None:
    assert sparql.copies_iris(text) is copies
