"""Apply rules: CONSTRUCT queries whose results are added to the accepted facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
"""How many triples a rule may give in one round, unless more were added to the dataset. A rule that multiplies its own
results would fill the disk."""

KNOWN = 100_000
"""How many properties with their values are remembered as right, so that they are not checked again."""


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


def apply_rules(builder: Builder, rules: Mapping[Path, str], schema: Schema) -> None:
    """Apply rules, given by their paths and texts, until they derive nothing new.

    What a rule derives goes into a graph named after its file.

    Raises
    ------
    RuleError
        When a rule is not a CONSTRUCT query, derives blank nodes or terms that the ontology lacks, or never ends.
    """
    new, last = dict[Path, bool](), dict[Path, _Digest]()
    most = max(MAX_TRIPLES, builder.added)
    for _ in range(MAX_ROUNDS):
        for path, text in rules.items():
            try:
                # What a rule gave in the round before is there already. To compare all that it gives with it first is
                # much faster than to look for each triple.
                new[path] = path not in last or _Digest.of(builder.construct(text, str(path)), most) != last[path]
                if new[path]:
                    last[path] = _Digest()
                    triples = _checked(builder.construct(text, str(path)), position(path, text), most, schema)
                    new[path] = builder.derive(ox.NamedNode(rule_graph(path)), last[path].passing(triples))
            except QueryError as error:
                raise RuleError(error.what, where=error.where, remedy=error.remedy) from None
        if not any(new.values()):
            return
    raise endless([path for path in rules if new[path]], rules)


def endless(paths: Sequence[Path], rules: Mapping[Path, str]) -> RuleError:
    """Return the error for rules, given by their paths, that still derive something new in the last round."""
    names = ", ".join(path.name for path in paths)
    return RuleError(
        f"after {MAX_ROUNDS} rounds, something new is still derived by {names}",
        where=position(paths[0], rules[paths[0]]),
        remedy="do not let a rule make new IRIs from its own results",
    )


def too_many(most: int, where: str) -> RuleError:
    """Return the error for a rule that derives more than `most` triples."""
    remedy = "remove the rule, or do not let it make IRIs from its own results"
    return RuleError(f"the rule derives more than {most:,} triples", where=where, remedy=remedy)


@dataclass(slots=True)
class _Digest:
    """Hold the number of some triples and the sum of their hashes of 64 bits, whatever their order."""

    number: int = 0
    total: int = 0

    @classmethod
    def of(cls, triples: Iterable[ox.Triple], most: int) -> _Digest:
        """Return the digest of triples; of more than `most` of them, these are enough."""
        digest = cls()
        for _ in islice(digest.passing(triples), most + 1):
            pass
        return digest

    def passing(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        """Yield the triples, and take them into the digest."""
        for triple in triples:
            self.number += 1
            self.total = (self.total + hash(triple)) & 0xFFFFFFFFFFFFFFFF
            yield triple


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
        if iri.startswith(schema.spaces) and iri not in (*schema.spaces, *schema.terms):
            near = schema.nearest(iri)
            remedy = f"did you mean {near}?" if near else "use a term of ontology/, or define it there"
            what = f"the ontology has no term {shorten(iri) or iri}"
            raise RuleError(what, where="{}:{}:{}".format(path, *sparql.position(text, offset)), remedy=remedy)
    return text


def position(path: Path, text: str) -> str:
    """Return `file:line:column` of the word CONSTRUCT in a rule."""
    offset = next((token.start for token in sparql.tokens(text) if token.is_word("CONSTRUCT")), 0)
    return "{}:{}:{}".format(path, *sparql.position(text, offset))


def _checked(triples: Iterable[ox.Triple], where: str, most: int, schema: Schema) -> Iterator[ox.Triple]:
    """Yield what a rule derives, up to the first fault; that is raised when all has been counted."""
    fault, right = None, set[tuple[ox.NamedNode, object]]()
    for number, triple in enumerate(triples, 1):
        if number > most:
            raise too_many(most, where)
        fault = fault or fault_of(triple, where, schema, right)
        if not fault:
            yield triple
    if fault:
        raise fault


def fault_of(
    triple: ox.Triple, where: str, schema: Schema, right: set[tuple[ox.NamedNode, object]]
) -> RuleError | None:
    """Return what is wrong with a derived triple; `right` holds the properties with their values that are known."""
    subject, pair = triple.subject, (triple.predicate, triple.object)
    if isinstance(subject, ox.NamedNode) and pair in right:
        iri = subject.value
        if len(iri) <= MAX_LENGTH and iri.isprintable() and not iri.startswith(schema.spaces):
            return None
    if any(isinstance(node, ox.BlankNode | ox.Triple) for node in triple):
        return RuleError("the rule derives blank nodes", where=where, remedy="give what it derives an IRI")
    if any(isinstance(node, ox.NamedNode | ox.Literal) and len(node.value) > MAX_LENGTH for node in triple):
        what = f"the rule derives an IRI or a text of more than {MAX_LENGTH:,} characters"
        return RuleError(what, where=where, remedy="do not let a rule make new values from its own results")
    if fault := misuse(triple, schema):
        _, what, remedy = fault
        return RuleError(f"the rule derives “{fact(triple)}”, but {what}", where=where, remedy=remedy)
    if len(right) < KNOWN:
        right.add(pair)
    return None
