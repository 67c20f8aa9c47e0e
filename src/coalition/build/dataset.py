"""From files to a dataset: facts checked, graphs filled, the default graph drawn from them, rules applied."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from coalition.checks.consistency import faults
from coalition.checks.drift import changed, slips
from coalition.checks.statements import Document, Record, misuse
from coalition.corpus.resolution import Resolution
from coalition.corpus.root import Root, rule_graph
from coalition.errors import QueryError, RuleError
from coalition.namespaces import CG, LOCAL, ONTOLOGY, PREFIXES, RDF, RECORD, REGISTER, SKOS, shorten
from coalition.rdf import sparql
from coalition.rdf.store import Builder, Store, place
from coalition.rdf.turtle import fact
from coalition.schema import Vocabulary, read_turtle
from coalition.texts.source import Texts

ASSERTS = CG + "Asserts"
ACCEPTED = CG + "AcceptedPassage"
MAX_ROUNDS = 100
"""Rules are applied again and again until nothing new follows; more rounds than this mean that they never end."""

MAX_TRIPLES = 1_000_000
"""A rule gives at most this many triples at once: one that multiplies what it made fills the memory in a few rounds."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset ready to be written, what it holds by count, and the digest of the files once they had been read."""

    builder: Builder
    counts: dict[str, int]
    digest: str


def assemble(root: Root, texts: Texts) -> Dataset:
    """Read, check and put together everything that the files of `root` say.

    Raises
    ------
    GraphError
        The first fault of the files, texts at hand that are not those that were read included.
    """
    words = Vocabulary.read(root.ontology / "coalition.ttl")
    documents = [Document.read(path) for path in root.graph_files()]
    record = Record.of(documents)
    for fault in faults(record, words):
        raise fault
    for _, _, slip in slips(record, texts):
        if slip:
            raise slip
    for change in changed(record, texts):
        raise change
    return compose(root, documents, words)


def compose(root: Root, documents: list[Document], words: Vocabulary) -> Dataset:
    """Put together documents of `root` that were found without a fault.

    A passage that is only drafted states nothing: its header is recorded, what it mentions stays in its file.

    Raises
    ------
    GraphError
        When a file of the ontology cannot be read, or a rule is wrong.
    """
    builder = Builder()
    record = ox.NamedNode(RECORD)
    drafts = {ox.NamedNode(name) for name in Record.of(documents).drafted()}
    resolution = Resolution.of(quad for document in documents for quad in document.quads)
    for document in documents:
        builder.add(
            place(quad.triple, record) if isinstance(quad.graph_name, ox.DefaultGraph) else quad
            for quad in resolution.apply(document.quads)
            if quad.graph_name not in drafts
        )
    for path in root.ontology_files():
        builder.add(place(triple, ox.NamedNode(ONTOLOGY)) for triple in read_turtle(path))
    counts = settle(builder, root, words)
    return Dataset(builder, counts, root.digest())


def settle(
    builder: Builder, root: Root, words: Vocabulary, stances: Collection[str] = frozenset({ASSERTS})
) -> dict[str, int]:
    """Draw the default graph from the named ones and apply the rules of `root`; what there is then, by count.

    Parameters
    ----------
    stances:
        The IRIs of the stances whose passages are accepted, as the register and the record are.

    Raises
    ------
    RuleError
        When a rule is wrong.
    """
    rules = {path: _rule(path, words) for path in root.rule_files()}
    builder.add(_describe(rules))
    for stance in sorted(stances):
        builder.mark(ox.NamedNode(CG + "stance"), ox.NamedNode(stance), ox.NamedNode(ACCEPTED), ox.NamedNode(RECORD))
    builder.accept(
        f"{{ VALUES ?graph {{ <{RECORD}> <{REGISTER}> }} }} UNION {{ GRAPH <{RECORD}> {{ ?graph a <{ACCEPTED}> }} }}"
    )
    derived = derive(builder, rules, words)
    return tally(builder.reader()) | {"derived facts": derived, "refused facts": 0}


def derive(builder: Builder, rules: Mapping[Path, str], words: Vocabulary) -> int:
    """Apply `rules`, the texts of files, until nothing new follows; the number of derived facts.

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
            except QueryError as fault:
                raise RuleError(fault.what, where=fault.where, remedy=fault.remedy) from None
            _inspect(_place(path, text), triples, words)
            new[path] = builder.derive(ox.NamedNode(rule_graph(path)), triples)
        if not any(new.values()):
            return total
        total += sum(new.values())
    endless = [path for path in rules if new[path]]
    what = f"the rule still derives something new after {MAX_ROUNDS} rounds"
    others = ", ".join(path.name for path in endless[1:])
    raise RuleError(
        f"{what}, like {others}" if others else what,
        where=_place(endless[0], rules[endless[0]]),
        remedy="have no rule make new names from its own results",
    )


def tally(store: Store) -> dict[str, int]:
    """What a dataset holds, by count."""
    question = Path(__file__).parents[1] / "queries" / "tally.rq"
    rows = store.select(question.read_text(encoding="utf-8"), name=question.name)
    return {str(row["what"].value): int(row["number"].value) for row in rows}


def _rule(path: Path, words: Vocabulary) -> str:
    if not LOCAL.fullmatch(path.stem):
        remedy = "name the file with letters, digits and hyphens"
        raise RuleError("the graph of a rule cannot be named after this file", where=str(path), remedy=remedy)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as fault:
        raise RuleError(f"byte {fault.start} is not UTF-8", where=str(path), remedy="store it as UTF-8") from None
    for iri, offset in sparql.iris(text, PREFIXES):
        if iri.startswith(CG) and iri not in (CG, *words.terms):
            near = words.nearest(iri)
            remedy = f"did you mean {near}?" if near else "use a word of ontology/coalition.ttl, or define it there"
            what = f"the ontology has no term {shorten(iri) or iri}"
            raise RuleError(what, where="{}:{}:{}".format(path, *sparql.position(text, offset)), remedy=remedy)
    return text


def _place(path: Path, text: str) -> str:
    """`file:line:column` of what a rule gives."""
    offset = next((token.start for token in sparql.tokens(text) if token.is_word("CONSTRUCT")), 0)
    return "{}:{}:{}".format(path, *sparql.position(text, offset))


def _inspect(where: str, triples: list[ox.Triple], words: Vocabulary) -> None:
    if len(triples) > MAX_TRIPLES:
        remedy = "take out the rule, or have it make nothing from its own results"
        raise RuleError(f"the rule derives more than {MAX_TRIPLES:,} triples", where=where, remedy=remedy)
    for triple in triples:
        if any(isinstance(node, ox.BlankNode | ox.Triple) for node in triple):
            raise RuleError("the rule makes blank nodes", where=where, remedy="give what it derives an IRI")
        fault = misuse(triple, words)
        if fault:
            raise RuleError(f"the rule derives “{fact(triple)}”, but {fault[1]}", where=where, remedy=fault[2])


def _describe(rules: Iterable[Path]) -> list[ox.Quad]:
    """What the record says of the rules."""
    about = []
    for path in rules:
        name = ox.NamedNode(rule_graph(path))
        for word, thing in ((RDF + "type", ox.NamedNode(CG + "Rule")), (SKOS + "prefLabel", ox.Literal(path.stem))):
            about.append(ox.Quad(name, ox.NamedNode(word), thing, ox.NamedNode(RECORD)))
    return about
