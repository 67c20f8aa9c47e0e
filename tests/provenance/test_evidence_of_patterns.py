"""Test the evidence of each row for every part of SPARQL that is traced, and the reason where one is not traced.

`tracing.py` says how a row and its evidence are written in one line.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from tracing import MEETING, why

from coalition.namespaces import HOME
from coalition.provenance.evidence import Evidence, Tracer
from coalition.provenance.witnesses import UNTRACED

PATTERNS = {
    "one triple": ("SELECT ?m ?h { ?m cg:host ?h }", ["meeting rudolf | king"]),
    "triples of one passage": (
        "SELECT ?p ?r { ?x cg:participant ?p ; cg:role ?r }",
        ["league ontology#RepresentedRole | date:2", "rudolf ontology#HostRole | king:2"],
    ),
    "triples of several passages": (
        "SELECT ?h ?d { ?m cg:host ?h ; cg:date ?d }",
        ["rudolf 1894-05-03 | king date"],
    ),
    "a passage and the register": (
        "SELECT ?l { ?m cg:place ?p . ?p skos:prefLabel ?l }",
        ["Strelsau | date | register"],
    ),
    "a star, row by row": (
        "SELECT * { ?x cg:event ?m ; cg:participant ?p }",
        [
            "flavia meeting flavia | king:2",
            "graustark meeting graustark | absent:2",
            "league meeting league | date:2",
            "rudolf meeting rudolf | king:2",
        ],
    ),
    "a distinct star": ("SELECT DISTINCT * { ?c cg:beneficiary ?b }", ["crowns graustark | promise"]),
    "columns that leave solutions out": (
        "SELECT ?x { ?x cg:event ?m . ?m cg:host ?h }",
        ["flavia | king:2", "graustark | king absent", "league | king date", "rudolf | king:2"],
    ),
    "the same row from several solutions": (
        "SELECT DISTINCT ?m { ?x cg:event ?m }",
        ["meeting | king:2 date absent"],
    ),
    "the same row thrice": (
        "SELECT ?role { ?x cg:event ?m . OPTIONAL { ?x cg:role ?role FILTER(false) } } ORDER BY ?x LIMIT 2",
        ["- | king:2 date absent", "- | king:2 date absent"],
    ),
    "order and limit": (
        "SELECT ?p { ?x cg:participant ?p } ORDER BY DESC(?p) LIMIT 2 OFFSET 1",
        ["league | date", "graustark | absent"],
    ),
    "an optional that is taken, and not": (
        "SELECT ?p ?r { ?x cg:event ?m ; cg:participant ?p OPTIONAL { ?x cg:role ?r } }",
        [
            "flavia - | king:2",
            "graustark - | absent:2",
            "league ontology#RepresentedRole | date:3",
            "rudolf ontology#HostRole | king:3",
        ],
    ),
    "an optional with a filter": (
        "SELECT ?p ?r { ?x cg:participant ?p OPTIONAL { ?x cg:role ?r FILTER(?r = cg:HostRole && ?p != ?x) } }",
        ["flavia - | king", "graustark - | absent", "league - | date", "rudolf ontology#HostRole | king:2"],
    ),
    "an optional that binds nothing new": (
        "SELECT ?p { ?x cg:participant ?p OPTIONAL { ?x cg:role cg:HostRole } }",
        ["flavia | king", "graustark | absent", "league | date", "rudolf | king:2"],
    ),
    "branches": (
        "SELECT ?x { { ?x cg:host ?h } UNION { ?x cg:beneficiary ?b } }",
        ["crowns | promise", "meeting | king"],
    ),
    "a branch whose triples are there and whose filter is false": (
        "SELECT ?o { { ?m cg:host ?o } UNION { ?m cg:host ?o ; cg:date ?d FILTER(?d < ?o) } }",
        ["rudolf | king"],
    ),
    "one row from two branches": (
        f"SELECT ?m {{ VALUES ?m {{ {MEETING} }} {{ ?m cg:host ?h }} UNION {{ ?m cg:place ?p }} }}",
        ["meeting | king date", "meeting | king date"],
    ),
    "a filter": ("SELECT ?p { ?x cg:participant ?p FILTER(?p = actor:league) }", ["league | date"]),
    "values within": (
        "SELECT ?p { VALUES ?p { actor:league actor:rudolf actor:nobody } ?x cg:participant ?p }",
        ["league | date", "rudolf | king"],
    ),
    "values behind": (
        "SELECT ?p ?m { ?x cg:participant ?p ; cg:event ?m } VALUES (?p ?m) { (actor:league UNDEF) } # so be it",
        ["league meeting | date:2"],
    ),
    "a bind": ("SELECT ?m ?y { ?m cg:date ?d BIND(YEAR(?d) AS ?y) }", ["meeting 1894 | date"]),
    "a bind in a group": (
        "SELECT ?y { ?m cg:host ?h { ?m cg:date ?d BIND(YEAR(?d) AS ?y) } }",
        ["1894 | king date"],
    ),
    "a computed column": (
        "SELECT ?m (YEAR(?d) AS ?y) (?y + 1 AS ?next) { ?m cg:date ?d }",
        ["meeting 1894 1895 | date"],
    ),
    "a computed column that fails": ("SELECT ?m (YEAR(?h) AS ?y) { ?m cg:host ?h }", ["meeting - | king"]),
    "a column that nothing fills": ("SELECT ?m ?nothing { ?m cg:host ?h }", ["meeting - | king"]),
    "a sequence": ("SELECT ?v { commitment:crowns cg:convertedAmount/cg:value ?v }", ["50 | promise:2"]),
    "a sequence to a literal": ("SELECT ?c { ?c cg:convertedAmount/cg:value 50.00 }", ["crowns | promise:2"]),
    "a repeated path to a literal": (
        "SELECT ?c { ?c (cg:convertedAmount|cg:value)+ 50.00 }",
        ["crowns | promise:2", "gbp-50 | promise"],
    ),
    "an alternative": ("SELECT ?o { ?m cg:host|cg:place ?o }", ["rudolf | king", "strelsau | date"]),
    "an inverse": ("SELECT ?p { actor:rudolf ^cg:participant/cg:role ?p }", ["ontology#HostRole | king:2"]),
    "a repeated path": (
        "SELECT ?p { actor:league (^cg:participant/cg:event/^cg:event/cg:participant)+ ?p }",
        ["flavia | king:2 date:2", "graustark | date:2 absent:2", "league | date:2", "rudolf | king:2 date:2"],
    ),
    "a path of no steps": (
        "SELECT ?p { actor:rudolf org:holds* ?p }",
        ["king | king", "rudolf |  | more"],
    ),
    "a negated set": (
        "SELECT ?o { commitment:crowns !(a|cg:committedBy|cg:convertedAmount|cg:condition|skos:prefLabel) ?o }",
        ["graustark | promise", "ontology#Conditional | promise"],
    ),
    "a graph: that passage only": (
        "SELECT ?g ?x { GRAPH ?g { ?x cg:holder ?a } }",
        ["zenda-224 graustark-horses | horses (reports)"],
    ),
    "a graph that is named": (
        "SELECT ?s { GRAPH graph:register { ?s a cg:State } }",
        ["graustark |  | register", "ruritania |  | register"],
    ),
    "the record": ("SELECT ?p { ?p cg:stance cg:Reports }", ["zenda-224 |  | record"]),
    "the passage and what is recorded of it": (
        "SELECT ?h ?who { GRAPH ?g { ?h cg:holder ?a } ?g cg:reportedBy ?who }",
        ["graustark-horses gazette | horses (reports) | record"],
    ),
    "blank nodes": (
        "SELECT ?p ?d { [] cg:participant ?p ; cg:role cg:RepresentedRole ; cg:event _:m . _:m cg:date ?d }",
        ["league 1894-05-03 | date:4"],
    ),
    "exists": (
        "SELECT ?p { ?x cg:participant ?p FILTER EXISTS { ?x cg:role ?r } }",
        ["league | date:2", "rudolf | king:2"],
    ),
    "exists with a condition": (
        "SELECT ?p { ?x cg:participant ?p FILTER EXISTS { ?x cg:role ?r FILTER(?r = cg:HostRole) } }",
        ["rudolf | king:2"],
    ),
    "exists in some graph": (
        "SELECT ?p { ?x cg:participant ?p FILTER EXISTS { GRAPH ?g { ?x cg:role ?r } } }",
        ["league | date:2", "rudolf | king:2"],
    ),
    "exists as a column": (
        "SELECT ?h (EXISTS { ?m cg:place ?p } AS ?has) { ?m cg:host ?h }",
        ["rudolf true | king date"],
    ),
    "not exists": (
        "SELECT ?p { ?x cg:participant ?p FILTER NOT EXISTS { ?x cg:role ?r } }",
        ["flavia | king | an absence", "graustark | absent | an absence"],
    ),
    "minus": (
        "SELECT ?p { ?x cg:participant ?p MINUS { ?x cg:role ?r } }",
        ["flavia | king | an absence", "graustark | absent | an absence"],
    ),
    "a subquery": (
        "SELECT ?p ?m { ?x cg:participant ?p { SELECT ?x ?m { ?x cg:event ?m ; cg:role cg:HostRole } } }",
        ["rudolf meeting | king:3"],
    ),
    "nothing but a subquery": (
        "SELECT ?n { SELECT (COUNT(*) AS ?n) { ?x cg:event ?m } }",
        ["4 | king:2 date absent"],
    ),
    "a count: everything counted": ("SELECT (COUNT(*) AS ?n) { ?x cg:event ?m }", ["4 | king:2 date absent"]),
    "a group by an expression": (
        "SELECT (COUNT(*) AS ?n) { ?m cg:date ?d } GROUP BY YEAR(?d)",
        ["1 | date"],
    ),
    "a group by a function of its own": (
        "SELECT ?m (COUNT(*) AS ?n) { ?m cg:date ?d } GROUP BY xsd:string(?d) ?m",
        ["meeting 1 | date"],
    ),
    "groups by what is no column: those that give the row": (
        "SELECT (COUNT(*) AS ?n) { ?x cg:event ?m OPTIONAL { ?x cg:role ?r } } GROUP BY ?r",
        ["1 | king:2 date:2", "1 | king:2 date:2", "2 | king absent"],
    ),
    "a count with a condition that is not traced": (
        "SELECT ?m (COUNT(*) AS ?n) { ?x cg:event ?m } GROUP BY ?m HAVING(EXISTS { ?m cg:host ?h })",
        ["meeting 4 | king:2 date absent | an EXISTS in HAVING or beside a count, which is not traced"],
    ),
    "a count within a subquery": (
        "SELECT ?m ?n { ?m cg:host ?h { SELECT ?m (COUNT(*) AS ?n) { ?x cg:event ?m } GROUP BY ?m } }",
        ["meeting 4 | king:3 date absent"],
    ),
    "the first rows of a subquery": (
        "SELECT ?p { { SELECT ?x { ?x cg:event ?m } ORDER BY ?x LIMIT 1 } ?x cg:participant ?p }",
        ["graustark | absent:2"],
    ),
    "a subquery that keeps a variable to itself": (
        "SELECT ?h { ?m cg:host ?h { SELECT ?m { ?m cg:place ?h } } }",
        ["rudolf | king date"],
    ),
    "a subquery that leaves a column unbound": (
        "SELECT ?h { { SELECT ?m ?r { ?m cg:place ?w OPTIONAL { ?m cg:chair ?r } } } ?m cg:host ?h, ?r }",
        ["rudolf | king date"],
    ),
    "a subquery of a graph": (
        f"SELECT ?x {{ GRAPH <{HOME}passage/zenda-224> {{ {{ SELECT ?x {{ ?x cg:holder ?a }} }} }} }}",
        ["graustark-horses | horses (reports)"],
    ),
    "either of two conditions": (
        "SELECT ?p { ?x cg:participant ?p FILTER(EXISTS { ?x cg:role cg:HostRole } || EXISTS { ?x a cg:Absence }) }",
        ["graustark | absent:2", "rudolf | king:2"],
    ),
    "either of a condition and an absence": (
        "SELECT ?p { ?x cg:participant ?p FILTER(EXISTS { ?x cg:role cg:HostRole } || NOT EXISTS { ?x cg:role ?r }) }",
        ["flavia | king | an absence", "graustark | absent | an absence", "rudolf | king:2"],
    ),
    "an absence of an absence": (
        "SELECT ?m { ?m cg:host ?h FILTER(!(NOT EXISTS { ?m cg:place ?w })) }",
        ["meeting | king date"],
    ),
    "all have it": (
        "SELECT ?m { ?m cg:host ?h . ?x cg:event ?m ; cg:role ?r"
        " FILTER NOT EXISTS { ?y cg:event ?m FILTER NOT EXISTS { ?y cg:participant ?p } } }",
        ["meeting | king:3 date:2 | more an absence", "meeting | king:3 date:2 | more an absence"],
    ),
    "an exists in an optional": (
        "SELECT ?p ?r { ?x cg:participant ?p OPTIONAL { ?x cg:role ?r FILTER EXISTS { ?x cg:event/cg:host ?p } } }",
        ["flavia - | king", "graustark - | absent", "league - | date", "rudolf ontology#HostRole | king:4"],
    ),
    "a lateral": (
        "SELECT ?h ?p { ?m cg:host ?h LATERAL { ?m cg:place ?p } }",
        ["rudolf strelsau | king date"],
    ),
    "a dataset of its own": (
        f"SELECT ?m FROM <{HOME}passage/zenda-75> FROM <{HOME}graph/register> {{ ?m cg:date ?d ; a cg:Meeting }}",
        ["meeting | date | register"],
    ),
    "named graphs of its own": (
        f"SELECT ?m FROM NAMED <{HOME}passage/zenda-75> {{ GRAPH ?g {{ ?m ?v ?d }} FILTER NOT EXISTS {{ ?m ?v ?d }} }}"
        " ORDER BY ?m LIMIT 1",
        ["meeting | date:2 | an absence"],
    ),
    "a count of nothing": ("SELECT (COUNT(*) AS ?n) { ?x cg:chair ?m }", ["0 |  | no triple"]),
    "a count by group": (
        "SELECT ?r (COUNT(?x) AS ?n) (SAMPLE(?m) AS ?some) { ?x cg:event ?m OPTIONAL { ?x cg:role ?r } } GROUP BY ?r",
        [
            "- 2 meeting | king absent",
            "ontology#HostRole 1 meeting | king:2",
            "ontology#RepresentedRole 1 meeting | date:2",
        ],
    ),
    "a count by an expression": (
        "SELECT ?kind (COUNT(*) AS ?n) { ?x cg:event ?m ; a ?c } GROUP BY (STRAFTER(STR(?c), '#') AS ?kind)"
        " HAVING(COUNT(*) < 2)",
        ["Absence 1 | absent:2"],
    ),
    "groups without a count": ("SELECT ?m { ?x cg:event ?m } GROUP BY ?m", ["meeting | king:2 date absent"]),
    "an ask that holds": (f"ASK {{ {MEETING} cg:host actor:rudolf }}", [" | king"]),
    "an ask of several solutions": ("ASK { ?x cg:role ?r }", [" | king date"]),
    "an ask that does not hold": ("ASK { ?x cg:chair ?r }", []),
    "an ask of an absence": ("ASK { FILTER NOT EXISTS { ?x cg:chair ?r } }", [" |  | an absence"]),
    "what the query itself says": ("SELECT ?x (1 + 1 AS ?y) { VALUES ?x { 'a' } }", ["a 2 |  | no triple"]),
    "a language and quotes": (
        "SELECT ?odd { ?m cg:host ?h BIND('''say \"hi\"\n} # {'''@en AS ?odd) }",
        ['say "hi"\n} # { | king'],
    ),
    "literals with a datatype": ("SELECT ?m { ?m cg:date '1894-05-03'^^xsd:date }", ["meeting | date"]),
    "a condition within the graph that is named": (
        "SELECT ?h { GRAPH ?g { ?h cg:holder ?a FILTER EXISTS { ?h a ?kind } } }",
        ["graustark-horses | horses:2 (reports)"],
    ),
    "a subquery within the graph that is named": (
        "SELECT ?h { GRAPH ?g { ?h cg:holder ?a { SELECT ?h { ?h a ?k } } } }",
        ["graustark-horses | horses:2 (reports)"],
    ),
    "a condition on what is computed": (
        "SELECT ?who { ?m cg:host ?h BIND(?h AS ?who) FILTER EXISTS { ?who org:holds ?post } }",
        ["rudolf | king:2"],
    ),
    "a condition on a value that the query gives": (
        "SELECT ?m { ?m cg:host ?h BIND(actor:flavia AS ?who) FILTER EXISTS { ?x cg:participant ?who } }",
        ["meeting | king:2"],
    ),
    "a subquery that counts": (
        "SELECT ?n { ?m cg:host ?h { SELECT ?m (COUNT(*) AS ?n) { ?x cg:event ?m } GROUP BY ?m } }",
        ["4 | king:3 date absent"],
    ),
    "a subquery that counts for each row": (
        "SELECT ?m ?n { ?m cg:host ?h LATERAL { SELECT (COUNT(*) AS ?n) { ?x cg:event ?m } } }",
        ["meeting 4 | king:3 date absent"],
    ),
    "groups by what is computed, named and not": (
        "SELECT DISTINCT ?kind (COUNT(*) AS ?n) { ?x cg:event ?m ; a ?c } GROUP BY (STRAFTER(STR(?c), '#') AS ?kind)"
        " STR(?m) ORDER BY ?kind",
        ["Absence 1 | absent:2", "Participation 3 | king:4 date:2"],
    ),
    "names without a space before them": (
        "PREFIXc:<https://w3id.org/coalition-graph/ontology#>SELECT?s{GRAPHgraph:register{?s ac:State}}",
        ["graustark |  | register", "ruritania |  | register"],
    ),
    "a name of a person": ("SELECT ?p { ?p skos:altLabel 'the King' }", ["rudolf |  | register"]),
    "declared prefixes, comments and odd strings": (
        "# SELECT ?no { UNION\nPREFIX c: <https://w3id.org/coalition-graph/ontology#>\nSELECT ?h # } GROUP BY\n"
        "{ ?m c:host ?h # OPTIONAL {\n FILTER(STR(?h) != '} UNION { # \\'') FILTER(?h != <http://x/#SELECT>) }",
        ["rudolf | king"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), PATTERNS.values(), ids=PATTERNS)
def test_each_row_shows_the_passages_that_support_it(tracer: Tracer, text: str, expected: list[str]) -> None:
    assert why(tracer, text) == expected


CANNOT = {
    "a negated inverse": (
        "SELECT ?m { 'x' !^cg:date ?m } VALUES ?m { 'x' }",
        "a path that negates an inverse (^) is not traced",
    ),
}


@pytest.mark.parametrize(("text", "reason"), CANNOT.values(), ids=CANNOT)
def test_where_it_cannot_say_it_says_so_and_why(tracer: Tracer, text: str, reason: str) -> None:
    assert (
        tracer.rows(text, ("m",), [(None,), (None,)])
        == [Evidence(notes=(f"cannot say what this rests on: {reason}",))] * 2
    )


def test_beyond_sparql_1_1_it_says_so(tracer: Tracer) -> None:
    text = "SELECT ?h ?t { ?m cg:host ?h BIND(<<( ?m cg:host ?h )>> AS ?t) }"
    (found,) = why(tracer, text)
    assert " |  | cannot say what this rests on: the query does not parse as SPARQL 1.1" in found


def test_describe_has_no_rows_to_trace(tracer: Tracer) -> None:
    (found,) = tracer.rows("DESCRIBE actor:rudolf", (), [()])
    assert found.notes == ("cannot say what this rests on: only SELECT and ASK queries are traced",)


@pytest.mark.parametrize("computed", ["RAND()", "NOW()", "UUID()", "STRUUID()", "BNODE()", "STR(?once)"])
def test_a_column_that_is_computed_anew_does_not_stand_in_the_way(tracer: Tracer, computed: str) -> None:
    text = f"SELECT ?p ({computed} AS ?c) {{ ?x cg:participant ?p BIND(UUID() AS ?once) FILTER(?p != actor:flavia) }}"
    found = [line.split(" ", 1)[0] + line[line.index(" |") :] for line in why(tracer, text)]
    assert found == ["graustark | absent | anew", "league | date | anew", "rudolf | king | anew"]


def test_rows_that_are_equal_but_for_such_a_column_share_their_evidence(tracer: Tracer) -> None:
    found = why(tracer, "SELECT (RAND() AS ?c) { ?x cg:role ?r }")
    assert [line[line.index(" |") :] for line in found] == [" | king date | anew"] * 2


def test_a_row_that_is_not_found_again_says_so(tracer: Tracer) -> None:
    (found,) = tracer.rows("SELECT ?h { ?m cg:host ?h }", ("h",), [(ox.Literal("nobody"),)])
    assert found.notes == (UNTRACED,)


def test_parameters_of_a_question_are_remembered(tracer: Tracer) -> None:
    early = ox.Literal("1890-01-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    rudolf = ox.NamedNode(HOME + "actor/rudolf")
    filtered = "SELECT ?m ?since { { ?m cg:date ?d FILTER(?d > ?since) } UNION { ?m cg:chair ?d } }"
    assert why(tracer, filtered, since=early) == ["meeting 1890-01-01 | date"]
    counted = "SELECT ?least (COUNT(?x) AS ?n) { ?x cg:event ?m } GROUP BY ?least HAVING(COUNT(?x) > ?least)"
    assert why(tracer, counted, least=ox.Literal(2)) == ["2 4 | king:2 date absent"]
    assert why(tracer, "SELECT ?x ?p { ?x cg:participant ?p }", p=rudolf) == ["rudolf rudolf | king"]


def test_many_rows_are_traced_batch_by_batch(tracer: Tracer, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = why(tracer, "SELECT * { ?s ?p ?o }")
    monkeypatch.setattr("coalition.provenance.witnesses.BATCH", 7)
    assert why(tracer, "SELECT * { ?s ?p ?o }") == whole
    assert len(whole) > 70
