"""Test that a rule as SQL gives what the engine gives, on facts made at random."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest

from coalition.build.plans import Pattern, Plan, Values, Variable, plan
from coalition.bulk.rules import as_sql, text
from coalition.engines.engine import Engine
from coalition.rdf.store import as_quad

E = "http://e.org/"
AWKWARD = ['it\'s "so"', "back\\slash", "a\\\\b", "'", "\\'", "?x", "%s {}"]
QUERIES = (
    "CONSTRUCT { ?a e:new ?b } WHERE { ?a e:p0 ?b }",
    "CONSTRUCT { ?b e:new ?a . ?a e:other ?b } WHERE { ?a e:p0 ?b . ?b e:p1 ?c }",
    "CONSTRUCT { ?a e:new ?a } WHERE { ?a e:p0 ?a }",
    "CONSTRUCT { ?a ?p ?a } WHERE { ?a ?p ?b . ?b ?p ?a }",
    "CONSTRUCT { ?a ?p ?c } WHERE { ?a ?p ?b . ?b e:p1 ?c . ?c ?p ?d }",
    "CONSTRUCT { ?x ?y ?z } WHERE { ?z e:p0 ?y . ?x e:p1 ?y }",
    "CONSTRUCT { ?a e:new ?A } WHERE { ?a e:p0 ?A . ?A e:p1 ?é }",
    "CONSTRUCT { ?a e:new ?b } WHERE { { ?a e:p0 ?b } UNION { ?b e:p1 ?a . ?a e:p2 e:n1 } }",
    "CONSTRUCT { ?a e:new ?b } WHERE { { SELECT DISTINCT ?a WHERE { ?a e:p0 ?x } } ?b e:p1 ?y }",
    'CONSTRUCT { ?a e:new \'back\\\\slash\', "it\'s \\"so\\"" } WHERE { ?a e:p0 "it\'s \\"so\\"" }',
    "CONSTRUCT { ?a e:new e:n0 } WHERE { ?a e:p0 ?b . ?b e:p0 [] }",
    "CONSTRUCT { e:n0 e:new e:n1 } WHERE { e:n0 e:p0 e:n1 }",
    "CONSTRUCT { ?a e:new ?b } WHERE { ?a e:p0 ?x ; e:p1 ?x , ?b . ?b e:p2 ?x }",
    "CONSTRUCT { ?a e:new ?never } WHERE { ?a e:p0 ?b }",
)


def facts(seed: int) -> list[ox.Triple]:
    chance = random.Random(seed)
    nodes = [ox.NamedNode(f"{E}n{number}") for number in range(5)]
    values: list[ox.NamedNode | ox.Literal] = [
        *nodes,
        *nodes,
        *map(ox.Literal, AWKWARD),
        *(ox.NamedNode(f"{E}p{number}") for number in range(2)),
    ]
    return [
        ox.Triple(chance.choice(nodes), ox.NamedNode(f"{E}p{chance.randrange(3)}"), chance.choice(values))
        for _ in range(60)
    ]


def answered(engine: Engine, found: list[ox.Triple], made: Plan) -> list[tuple[str, ...]]:
    columns = zip(*(tuple(map(str, triple)) for triple in dict.fromkeys(found)), strict=True)
    names = ("subject", "property", "value")
    engine.load("facts", {name: np.array(column, object) for name, column in zip(names, columns, strict=True)})
    return engine.rows(as_sql(made))


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("seed", range(3))
def test_sql_gives_what_the_engine_gives(engine: Engine, query: str, seed: int) -> None:
    whole, found = f"PREFIX e: <{E}>\n{query}", facts(seed)
    store = ox.Store()
    store.extend(map(as_quad, found))
    rows = answered(engine, found, plan(Path("x.rq"), whole, []))
    assert len(rows) == len(set(rows))
    assert set(rows) == {tuple(map(str, triple)) for triple in store.query(whole)}  # type: ignore[union-attr]


def test_values_are_written_as_they_are(engine: Engine) -> None:
    forms = [str(ox.Literal(each)) for each in AWKWARD]
    assert [engine.rows(f"SELECT {text(form)}")[0][0] for form in forms] == forms
    subject = (f"<{E}n0>",)
    values = Values(("a", "b"), tuple((*subject, form) for form in forms))
    made = Plan(values, ((Variable("a"), f"<{E}p>", Variable("b")),))
    assert {row[2] for row in answered(engine, facts(0), made)} == set(forms)
    for none in (Plan(Values(("a", "b"), ()), made.template), Plan(Values((), ()), ((f"<{E}a>", f"<{E}p>", "'"),))):
        assert answered(engine, facts(0), none) == []
    assert answered(engine, facts(0), Plan(Values((), ((),)), ((f"<{E}a>",) * 3,))) == [(f"<{E}a>",) * 3]
    assert answered(engine, facts(0), Plan(Pattern((Variable("a"), f"<{E}p0>", Variable("b"))), ())) == []
