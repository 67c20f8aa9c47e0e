"""Apply rules: CONSTRUCT queries whose results are added to the accepted facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from coalition import files
from coalition.checks.statements import misuse
from coalition.corpus.root import rule_graph
from coalition.errors import QueryError, RuleError
from coalition.namespaces import CG, LOCAL, PREFIXES, RECORD, SKOS, TYPE, shorten
from coalition.rdf import sparql
from coalition.rdf.store import Builder
from coalition.rdf.turtle import fact
from coalition.schema import Schema

MAX_ROUNDS = 100
"""How often the rules are applied. They are applied until they derive nothing new; rules that end need few rounds."""

MAX_TRIPLES = 1_000_000
"""How many triples a rule may give in one round. A rule that multiplies its own results would fill the memory."""


MAX_LENGTH = 100_000
"""How long an IRI or a text that a rule derives may be. One that is made from itself would grow in every round."""


def parse_rules(contents: Mapping[Path, bytes], schema: Schema) -> dict[Path, str]:
    """Decode rules, given by the paths and bytes of their files, and check their names and terms.

    Raises
    ------
    RuleError
        When the name of a file cannot name a graph, the file is not UTF-8, or the ontology lacks a term that it uses.
    """
    return {path: _parse_rule(path, content, schema) for path, content in contents.items()}


def apply_rules(builder: Builder, rules: Mapping[Path, str], schema: Schema) -> int:
    """Apply rules, given by their paths and texts, until they derive nothing new.

    Return the number of derived facts. What a rule derives goes into a graph named after its file.

    Raises
    ------
    RuleError
        When a rule is not a CONSTRUCT query, derives blank nodes or terms that the ontology lacks, or never ends.
    """
    total, new = 0, dict[Path, int]()
    for _ in range(MAX_ROUNDS):
        new = {}
        for path, text in rules.items():
            try:
                triples = list(islice(builder.construct(text, str(path)), MAX_TRIPLES + 1))
            except QueryError as error:
                raise RuleError(error.what, where=error.where, remedy=error.remedy) from None
            _check_derived(_position(path, text), triples, schema)
            new[path] = builder.derive(ox.NamedNode(rule_graph(path)), triples)
        if not any(new.values()):
            return total
        total += sum(new.values())
    endless = [path for path in rules if new[path]]
    names = ", ".join(path.name for path in endless)
    raise RuleError(
        f"after {MAX_ROUNDS} rounds, something new is still derived by {names}",
        where=_position(endless[0], rules[endless[0]]),
        remedy="do not let a rule make new IRIs from its own results",
    )


def describe_rules(rules: Iterable[Path]) -> list[ox.Quad]:
    """Return what the record says about rules: their class and label."""
    quads = []
    for path in rules:
        name = ox.NamedNode(rule_graph(path))
        for word, node in ((TYPE, ox.NamedNode(CG + "Rule")), (SKOS + "prefLabel", ox.Literal(path.stem))):
            quads.append(ox.Quad(name, ox.NamedNode(word), node, ox.NamedNode(RECORD)))
    return quads


def _parse_rule(path: Path, content: bytes, schema: Schema) -> str:
    if not LOCAL.fullmatch(path.stem):
        remedy = "name the file with letters, digits and hyphens"
        raise RuleError("the name of this file cannot name the graph of a rule", where=str(path), remedy=remedy)
    text = files.decode(content, str(path), RuleError)
    for iri, offset in sparql.iris(text, PREFIXES):
        if iri.startswith(CG) and iri not in (CG, *schema.terms):
            near = schema.nearest(iri)
            remedy = f"did you mean {near}?" if near else "use a term of ontology/, or define it there"
            what = f"the ontology has no term {shorten(iri) or iri}"
            raise RuleError(what, where="{}:{}:{}".format(path, *sparql.position(text, offset)), remedy=remedy)
    return text


def _position(path: Path, text: str) -> str:
    """Return `file:line:column` of the word CONSTRUCT in a rule."""
    offset = next((token.start for token in sparql.tokens(text) if token.is_word("CONSTRUCT")), 0)
    return "{}:{}:{}".format(path, *sparql.position(text, offset))


def _check_derived(where: str, triples: list[ox.Triple], schema: Schema) -> None:
    if len(triples) > MAX_TRIPLES:
        remedy = "remove the rule, or do not let it make IRIs from its own results"
        raise RuleError(f"the rule derives more than {MAX_TRIPLES:,} triples", where=where, remedy=remedy)
    for triple in triples:
        if any(isinstance(node, ox.BlankNode | ox.Triple) for node in triple):
            raise RuleError("the rule derives blank nodes", where=where, remedy="give what it derives an IRI")
        if any(isinstance(node, ox.NamedNode | ox.Literal) and len(node.value) > MAX_LENGTH for node in triple):
            what = f"the rule derives an IRI or a text of more than {MAX_LENGTH:,} characters"
            raise RuleError(what, where=where, remedy="do not let a rule make new values from its own results")
        fault = misuse(triple, schema)
        if fault:
            _, what, remedy = fault
            raise RuleError(f"the rule derives “{fact(triple)}”, but {what}", where=where, remedy=remedy)
