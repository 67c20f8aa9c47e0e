"""Rules: CONSTRUCT queries whose results are added to what a graph accepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from coalition.checks.statements import misuse
from coalition.corpus.root import rule_graph
from coalition.errors import QueryError, RuleError
from coalition.namespaces import CG, LOCAL, PREFIXES, RECORD, SKOS, TYPE, shorten
from coalition.rdf import sparql
from coalition.rdf.store import Builder
from coalition.rdf.turtle import fact
from coalition.schema import Schema

MAX_ROUNDS = 100
"""Rules are applied again and again until nothing new follows; more rounds than this mean that they never end."""

MAX_TRIPLES = 1_000_000
"""A rule gives at most this many triples at once: one that multiplies what it made fills the memory in a few rounds."""


def parse_rules(contents: Mapping[Path, bytes], schema: Schema) -> dict[Path, str]:
    """Decode the texts of rules, given by their paths and bytes, and check their names and words.

    Raises
    ------
    RuleError
        When a file has a name that no graph can have, is not UTF-8, or uses a term that the ontology does not define.
    """
    return {path: _parse_rule(path, content, schema) for path, content in contents.items()}


def apply_rules(builder: Builder, rules: Mapping[Path, str], schema: Schema) -> int:
    """Apply rules, given by their paths and texts, until nothing new follows; return the number of derived facts.

    Each rule has a graph of its own, named after its file.

    Raises
    ------
    RuleError
        When a rule is no CONSTRUCT query, gives blank nodes or unknown words, or goes on for ever.
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
    what = f"the rule still derives something new after {MAX_ROUNDS} rounds"
    others = ", ".join(path.name for path in endless[1:])
    raise RuleError(
        f"{what}, like {others}" if others else what,
        where=_position(endless[0], rules[endless[0]]),
        remedy="have no rule make new names from its own results",
    )


def describe_rules(rules: Iterable[Path]) -> list[ox.Quad]:
    """Return what the record says of rules: their class and label."""
    about = []
    for path in rules:
        name = ox.NamedNode(rule_graph(path))
        for word, node in ((TYPE, ox.NamedNode(CG + "Rule")), (SKOS + "prefLabel", ox.Literal(path.stem))):
            about.append(ox.Quad(name, ox.NamedNode(word), node, ox.NamedNode(RECORD)))
    return about


def _parse_rule(path: Path, content: bytes, schema: Schema) -> str:
    if not LOCAL.fullmatch(path.stem):
        remedy = "name the file with letters, digits and hyphens"
        raise RuleError("the graph of a rule cannot be named after this file", where=str(path), remedy=remedy)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RuleError(f"byte {error.start} is not UTF-8", where=str(path), remedy="store it as UTF-8") from None
    for iri, offset in sparql.iris(text, PREFIXES):
        if iri.startswith(CG) and iri not in (CG, *schema.terms):
            near = schema.nearest(iri)
            remedy = f"did you mean {near}?" if near else "use a word of ontology/, or define it there"
            what = f"the ontology has no term {shorten(iri) or iri}"
            raise RuleError(what, where="{}:{}:{}".format(path, *sparql.position(text, offset)), remedy=remedy)
    return text


def _position(path: Path, text: str) -> str:
    """Return `file:line:column` of what a rule constructs."""
    offset = next((token.start for token in sparql.tokens(text) if token.is_word("CONSTRUCT")), 0)
    return "{}:{}:{}".format(path, *sparql.position(text, offset))


def _check_derived(where: str, triples: list[ox.Triple], schema: Schema) -> None:
    if len(triples) > MAX_TRIPLES:
        remedy = "take out the rule, or have it make nothing from its own results"
        raise RuleError(f"the rule derives more than {MAX_TRIPLES:,} triples", where=where, remedy=remedy)
    for triple in triples:
        if any(isinstance(node, ox.BlankNode | ox.Triple) for node in triple):
            raise RuleError("the rule makes blank nodes", where=where, remedy="give what it derives an IRI")
        wrong = misuse(triple, schema)
        if wrong:
            raise RuleError(f"the rule derives “{fact(triple)}”, but {wrong[1]}", where=where, remedy=wrong[2])
