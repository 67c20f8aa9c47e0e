"""Test what plans of rules hold, and what they refuse; what they give is compared with the engine where they run."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.build.dataset import Ontology
from coalition.build.plans import Choice, Join, Pattern, UnplannedError, Values, Variable, plan, plans
from coalition.corpus.root import Root
from coalition.errors import RuleError
from coalition.namespaces import CG, TYPE

ONTOLOGY = Ontology.from_inputs(Root.published().read_ontology())
DECLARED = (
    "PREFIX cg: <https://w3id.org/coalition-graph/ontology#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
)
WORDS = "<https://w3id.org/coalition-graph/ontology>"


def test_the_published_rules_can_be_planned() -> None:
    found = plans(ONTOLOGY.rule_texts, ONTOLOGY.triples)
    by_name = {path.stem: each for path, each in found.items()}
    assert len(by_name) == 6
    assert [name for name, each in by_name.items() if not each.properties] == ["superproperty"]  # which reads all
    assert by_name["represents-as-stated"].properties == frozenset({f"<{TYPE}>", f"<{CG}onBehalfOf>"})
    assert by_name["represents-as-stated"].template == (
        (Variable("participation"), f"<{CG}represents>", Variable("actor")),
    )
    join = by_name["superclass"].part
    assert isinstance(join, Choice) and isinstance(join.part, Join) and isinstance(join.part.left, Values)
    assert (f"<{CG}Force>", f"<{CG}Actor>") in join.part.left.rows and isinstance(join.part.right, Pattern)
    assert join.part.shared == ("class",)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("?a cg:event ?b OPTIONAL { ?b cg:date ?c }", "it uses OPTIONAL"),
        ("?a cg:event ?b MINUS { ?b cg:date ?c }", "it uses MINUS"),
        ("?a cg:event ?b FILTER(?a != ?b)", "it uses FILTER"),
        ("?a cg:event ?b BIND(?a AS ?c)", "it uses BIND"),
        ("?a cg:event/cg:date ?b . ?b cg:event* ?c", "it follows a property path outside the ontology"),
        ("GRAPH ?g { ?a cg:event ?b }", "it reads a graph other than the ontology"),
        ("GRAPH <http://e/> { ?a cg:event ?b }", "it reads a graph other than the ontology"),
        (f"GRAPH {WORDS} {{ ?a rdfs:subClassOf ?b }} FILTER EXISTS {{ ?a cg:event ?b }}", "it uses FILTER"),
        (f"?a a ?b . GRAPH {WORDS} {{ ?b rdfs:subClassOf ?c OPTIONAL {{ ?b cg:x ?d }} }}", ""),
        ("{ ?a cg:event ?b } UNION { ?a cg:event ?c }", "the sides of a UNION have different variables"),
        ("{ SELECT ?a (COUNT(*) AS ?n) { ?a cg:event ?b } GROUP BY ?a }", "it uses "),
        ("{ SELECT ?a { ?a cg:event ?b } LIMIT 3 }", "it uses LIMIT or OFFSET"),
    ],
)
def test_what_a_plan_cannot_hold_is_refused_by_its_name(where: str, told: str) -> None:
    text = f"{DECLARED}CONSTRUCT {{ ?a cg:represents ?b }} WHERE {{ {where} }}"
    if not told:
        assert plan(Path("x.rq"), text, ONTOLOGY.triples)
        return
    with pytest.raises(UnplannedError, match=r"x\.rq: this rule cannot be applied in bulk: ") as fault:
        plan(Path("x.rq"), text, ONTOLOGY.triples)
    assert told in str(fault.value)


def test_other_queries_and_blank_nodes_are_refused() -> None:
    with pytest.raises(UnplannedError, match="it is not a CONSTRUCT query"):
        plan(Path("x.rq"), "SELECT * { ?a ?b ?c }", [])
    with pytest.raises(UnplannedError, match="another parser of SPARQL does not read it"):
        plan(Path("x.rq"), "CONSTRUCT {", [])
    with pytest.raises(RuleError, match="the rule derives blank nodes"):
        plan(Path("x.rq"), f"{DECLARED}CONSTRUCT {{ [] a ?b }} WHERE {{ ?a a ?b }}", [])
    unbound = plan(Path("x.rq"), f"{DECLARED}CONSTRUCT {{ ?x a ?b . ?a ?p ?b }} WHERE {{ ?a ?p ?b }}", [])
    assert unbound.properties is None and len(unbound.template) == 1
