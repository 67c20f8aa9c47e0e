"""Evidence: the passages under each row, through every part of SPARQL that is traced, and a reason where one is not.

A row and its evidence are written in one line: `cells | passages | what else it rests on`. The passages of the invented
corpus go by the first word of what is here called WORDS; `king:2` gives two facts. Rules are written `+rule`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import FACTS, TEXT, document, prefixes
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.build.dataset import build_dataset
from coalition.corpus.root import Root, rule_graph
from coalition.names import Names
from coalition.namespaces import CG, HOME, PROV, RECORD
from coalition.provenance.evidence import GROUNDS, NO_TRIPLE, Evidence, Tracer
from coalition.provenance.record import Record
from coalition.provenance.witnesses import UNTRACED
from coalition.rdf.store import Rows, Store, Term
from coalition.texts.passage import State
from coalition.texts.source import Texts

WORDS = dict(zip(("king", "date", "promise", "horses", "absent"), FACTS, strict=True))
PASSAGES = {f"zenda-{TEXT.index(words)}": short for short, words in WORDS.items()}
SHORT = {
    GROUNDS[HOME + "graph/register"]: "register",
    GROUNDS[HOME + "graph/record"]: "record",
    GROUNDS[HOME + "ontology"]: "ontology",
    "the fact that nothing matches a NOT EXISTS or MINUS; no passage states an absence": "an absence",
    "an EXISTS that is not traced, as it is part of a larger condition or holds more than triple patterns": "an EXISTS",
    "a subquery, whose triples are not traced": "a subquery",
    NO_TRIPLE: "no triple",
}
MEETING = "meeting:strelsau-1894-05-03"


def build(root: Root, texts: Path | None = None) -> Tracer:
    """A tracer over what the files of `root` say, with the texts in its own folder or another."""
    store = build_dataset(root.read(), Texts(root.sources)).builder.reader()
    rules = {rule_graph(path): path.read_text(encoding="utf-8") for path in root.rule_files()}
    return Tracer(Record(store), rules, Texts(texts or root.sources), Names(store))


@pytest.fixture
def tracer(root: Root) -> Tracer:
    return build(root)


def cell(term: Term | None) -> str:
    if isinstance(term, ox.NamedNode):
        return (
            term.value.rsplit("/", 1)[-1]
            .removeprefix("strelsau-1894-05-03--")
            .replace("strelsau-1894-05-03", "meeting")
        )
    return "-" if term is None else str(term.value) if isinstance(term, ox.Literal) else "[]"


def line(row: Iterable[Term | None], evidence: Evidence) -> str:
    passages = [
        PASSAGES.get(cited.passage.name, cited.passage.name)
        + f":{len(cited.facts)}" * (len(cited.facts) > 1)
        + f" ({cited.passage.stance})" * (cited.passage.stance != "asserts")
        for cited in evidence.passages
    ]
    rest = [f"+{rule}" for rule in evidence.rules]
    rest += [SHORT.get(note, note) for note in (*evidence.grounds, *evidence.notes)]
    return " | ".join(" ".join(part) for part in (map(cell, row), passages, rest)).rstrip(" |")


def why(tracer: Tracer, text: str, **given: Term) -> list[str]:
    """The rows of a query with their evidence, sorted unless the query orders them."""
    answer = tracer.record.store.query(text, given)
    if isinstance(answer, ox.QueryBoolean):
        columns, rows = (), [()] if answer else []
    else:
        assert isinstance(answer, Rows)
        columns, rows = [variable.value for variable in answer.variables], [tuple(row) for row in answer]
    lines = [line(row, evidence) for row, evidence in zip(rows, tracer.rows(text, columns, rows), strict=True)]
    return lines if "ORDER BY" in text else sorted(lines)


EVERY_EVENT = ["flavia | king", "graustark | absent", "league | date", "rudolf | king"]

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
        ["king | king", "rudolf |  | no triple"],
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
        ["rudolf | king | an EXISTS"],
    ),
    "exists in some graph": (
        "SELECT ?p { ?x cg:participant ?p FILTER EXISTS { GRAPH ?g { ?x cg:role ?r } } }",
        ["league | date | an EXISTS", "rudolf | king | an EXISTS"],
    ),
    "exists as a column": (
        "SELECT ?h (EXISTS { ?m cg:place ?p } AS ?has) { ?m cg:host ?h }",
        ["rudolf true | king | an EXISTS"],
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
        ["rudolf meeting | king | a subquery"],
    ),
    "nothing but a subquery": (
        "SELECT ?n { SELECT (COUNT(*) AS ?n) { ?x cg:event ?m } }",
        ["4 |  | a subquery"],
    ),
    "a count: everything counted": ("SELECT (COUNT(*) AS ?n) { ?x cg:event ?m }", ["4 | king:2 date absent"]),
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
    "what changes each time": ("SELECT ?h (RAND() AS ?r) { ?m cg:host ?h } LIMIT 0", []),
    "a language and quotes": (
        "SELECT ?odd { ?m cg:host ?h BIND('''say \"hi\"\n} # {'''@en AS ?odd) }",
        ['say "hi"\n} # { | king'],
    ),
    "literals with a datatype": ("SELECT ?m { ?m cg:date '1894-05-03'^^xsd:date }", ["meeting | date"]),
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
    "GROUP BY an expression": (
        "SELECT (COUNT(*) AS ?n) { ?m cg:date ?d } GROUP BY YEAR(?d)",
        "the query groups by an expression without a name; name it with AS",
    ),
    "GROUP BY a function of its own": (
        "SELECT ?m (COUNT(*) AS ?n) { ?m cg:date ?d } GROUP BY xsd:string(?d) ?m",
        "the query groups by an expression without a name; name it with AS",
    ),
    "GROUP BY what is no column": (
        "SELECT (COUNT(*) AS ?n) { ?m cg:date ?d } GROUP BY ?d",
        "the query groups by ?d, which is not one of its columns",
    ),
    "FROM": (
        f"SELECT ?m FROM <{HOME}passage/zenda-75> {{ ?m cg:date ?d }}",
        "the query names its own dataset with FROM",
    ),
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
    text = "SELECT ?h ?p { ?m cg:host ?h LATERAL { ?m cg:place ?p } }"
    (found,) = why(tracer, text)
    assert found.startswith(
        "rudolf strelsau |  | cannot say what this rests on: the query does not parse as SPARQL 1.1"
    )


def test_describe_has_no_rows_to_trace(tracer: Tracer) -> None:
    (found,) = tracer.rows("DESCRIBE actor:rudolf", (), [()])
    assert found.notes == ("cannot say what this rests on: only SELECT and ASK queries are traced",)


def test_a_row_that_is_not_found_again_says_so(tracer: Tracer) -> None:
    (found,) = why(tracer, "SELECT ?h (RAND() AS ?r) { ?m cg:host ?h }")
    assert found.endswith(f"|  | {UNTRACED}")


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


def test_a_derived_fact_cites_the_premises_and_names_the_rule(tracer: Tracer) -> None:
    assert why(tracer, "SELECT ?p ?m { ?p cg:tookPartIn ?m }") == [
        "flavia meeting | king:3 | +took-part-in",
        "league meeting | date:3 | +took-part-in",
        "rudolf meeting | king:3 | +took-part-in",
    ]
    assert why(tracer, "SELECT ?x ?a { ?x cg:represents ?a }") == [
        "rudolf ruritania | king:3 | +represents-by-post register"
    ]
    assert why(tracer, "SELECT ?m { ?m a cg:Event }") == ["meeting |  | +superclass ontology register"]


def test_one_triple_has_the_evidence_of_one_row(tracer: Tracer) -> None:
    fact = ox.Triple(
        *(ox.NamedNode(iri) for iri in (HOME + "actor/league", CG + "tookPartIn", HOME + "meeting/strelsau-1894-05-03"))
    )
    assert line((), tracer.triple(fact)) == " | date:3 | +took-part-in"


def with_rules(folder: Path, **rules: str) -> Root:
    """The corpus with rules of its own."""
    published = Root.published().ontology
    own = folder / "ontology"
    (own / "rules").mkdir(parents=True)
    for path in published.glob("*.ttl"):
        (own / path.name).write_bytes(path.read_bytes())
    for name, text in rules.items():
        (own / "rules" / f"{name}.rq").write_text(f"PREFIX cg: <{CG}> {text}", encoding="utf-8")
    return Root.open(folder)


def test_rules_that_feed_rules_are_followed_to_the_passages(folder: Path) -> None:
    root = with_rules(
        folder,
        first="CONSTRUCT { ?p cg:tookPartIn ?m } WHERE { ?x cg:participant ?p ; cg:event ?m ; cg:role ?r }",
        second="CONSTRUCT { ?p cg:place ?w } WHERE { ?p cg:tookPartIn ?m . ?m cg:place ?w }",
        third="CONSTRUCT { ?p cg:chair ?w } WHERE { ?p cg:place ?w . FILTER NOT EXISTS { ?p cg:host ?h } }",
    )
    assert why(build(root), "SELECT ?p { ?p cg:chair ?w . ?p cg:tookPartIn ?m }") == [
        "league | date:4 | +first +second +third an absence",
        "rudolf | king:3 date | +first +second +third an absence",
    ]


def test_a_rule_that_feeds_itself_comes_to_an_end(folder: Path) -> None:
    near = "{ ?a cg:participant ?p . ?b cg:participant ?q . ?a cg:event ?m . ?b cg:event ?m FILTER(?p != ?q) }"
    root = with_rules(
        folder,
        near="CONSTRUCT { ?p cg:tookPartIn ?q . ?q cg:tookPartIn ?p } WHERE "
        f"{{ {near} UNION {{ ?p cg:tookPartIn ?q }} UNION {{ ?p cg:tookPartIn ?z . ?z cg:tookPartIn ?q }} }}",
    )
    found = why(build(root), "SELECT ?q { actor:league cg:tookPartIn ?q }")
    assert found == [f"{who} | king:4 date:2 absent:2 | +near" for who in ("flavia", "graustark", "league", "rudolf")]


def test_a_long_chain_of_derivations_is_followed_without_recursion() -> None:
    def node(name: object) -> ox.NamedNode:
        return ox.NamedNode(f"{HOME}actor/{name}")

    step, leads = ox.NamedNode(CG + "step"), ox.NamedNode(CG + "leads")
    quads = [ox.Quad(node(0), leads, node(0), g) for g in (node("passage"), ox.DefaultGraph())]
    rule = HOME + "rule/leads"
    for n in range(600):
        quads += [ox.Quad(node(n), step, node(n + 1), g) for g in (node("passage"), ox.DefaultGraph())]
        quads += [ox.Quad(node(0), leads, node(n + 1), g) for g in (ox.NamedNode(rule), ox.DefaultGraph())]
    store = Store.in_memory(quads)
    text = f"CONSTRUCT {{ ?a <{CG}leads> ?c }} WHERE {{ ?a <{CG}leads> ?b . ?b <{CG}step> ?c }}"
    found = Tracer(Record(store), {rule: text}, Texts(Path("nowhere")), Names(store)).triple(
        ox.Triple(node(0), leads, node(600))
    )
    assert (found.rules, found.notes, len(found.grounds)) == (("leads",), (), 1)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("CONSTRUCT { ?h cg:chair ?y } WHERE { ?m cg:host ?h BIND(IRI(STR(?m)) AS ?y) }", " | king | +mine"),
        ("CONSTRUCT { ?h cg:chair ?m . ?m cg:motto 'x' } WHERE { ?m cg:host ?h }", " | king | +mine"),
        ("CONSTRUCT { ?h cg:chair ?m } WHERE { { SELECT ?h ?m { ?m cg:host ?h } } }", " |  | +mine a subquery"),
        (
            "CONSTRUCT { ?h cg:chair ?m } WHERE { ?m cg:host ?h LATERAL { ?m cg:place ?w } }",
            " |  | +mine cannot say which facts the rule mine was applied to: the query does not parse as SPARQL 1.1",
        ),
        ("CONSTRUCT { ?h cg:chair ?r } WHERE { ?m cg:host ?h BIND(STR(RAND()) AS ?r) }", f" |  | +mine {UNTRACED}"),
    ],
    ids=["a bind", "two triples", "a subquery", "what is not read", "what changes"],
)
def test_a_rule_of_any_form_is_followed_or_the_evidence_says_why_not(folder: Path, rule: str, expected: str) -> None:
    root = with_rules(folder, mine=rule) if "RAND" not in rule else with_rules(folder)
    tracer = build(root)
    if "RAND" in rule:  # assembled, it would never end
        mine = ox.NamedNode(HOME + "rule/mine")
        fact = (ox.NamedNode(HOME + "actor/rudolf"), ox.NamedNode(CG + "chair"), ox.Literal("0.5"))
        held = [*tracer.record.store.quads(), *(ox.Quad(*fact, g) for g in (mine, ox.DefaultGraph()))]
        store = Store.in_memory(held)
        tracer = Tracer(Record(store), {mine.value: f"PREFIX cg: <{CG}> {rule}"}, tracer.texts, Names(store))
    (found,) = why(tracer, "ASK { ?h cg:chair ?m }")
    assert found.startswith(expected)


def report(folder: Path, *, stance: str) -> Root:
    """The corpus with a second paper in which one passage gives the host with another stance."""
    words = "Rudolf may have been the host."
    (folder / "sources" / "hentzau.txt").write_text(words, encoding="utf-8")
    digest = hashlib.sha256(words.encode()).hexdigest()
    (folder / "graph" / "hentzau.trig").write_text(
        f'{prefixes()}source:hentzau a cg:Source ; skos:prefLabel "Hentzau" ; cg:fileName "hentzau.txt" ;\n'
        f'    cg:textLength {len(words)} ; cg:textDigest "{digest}" .\n'
        f"passage:hentzau-0 a cg:Passage ; prov:wasQuotedFrom source:hentzau ; cg:start 0 ; cg:end {len(words)} ;\n"
        f'    cg:digest "{digest}" ; cg:stance cg:{stance} .\npassage:hentzau-0 {{ {MEETING} cg:host actor:rudolf }}\n',
        encoding="utf-8",
    )
    return Root.open(folder)


@pytest.mark.parametrize("stance", ["Reports", "Denies"])
def test_a_passage_that_reports_or_denies_the_same_is_shown_with_its_stance(folder: Path, stance: str) -> None:
    tracer = build(report(folder, stance=stance))
    expected = f"rudolf | hentzau-0 ({stance.lower()}) king"
    assert why(tracer, "SELECT ?h { ?m cg:host ?h }") == [expected]
    assert why(tracer, "SELECT ?h { GRAPH passage:hentzau-0 { ?m cg:host ?h } }") == [
        f"rudolf | hentzau-0 ({stance.lower()})"
    ]


def test_two_papers_that_state_the_same_are_both_cited(folder: Path) -> None:
    (folder / "graph" / "twin.trig").write_text(document("twin"), encoding="utf-8")
    (folder / "sources" / "twin.txt").write_text(f"{TEXT}twin\n", encoding="utf-8", newline="")
    found = build(Root.open(folder)).rows(
        "SELECT ?h { ?m cg:host ?h }", ("h",), [(ox.NamedNode(HOME + "actor/rudolf"),)]
    )
    assert [cited.source.name for cited in found[0].passages] == ["twin", "zenda"]


@pytest.mark.parametrize(
    ("text", "state", "words", "moved"),
    [
        (TEXT, State.FOUND, WORDS["king"], None),
        (f"News. {TEXT}", State.DRIFTED, "", TEXT.index(WORDS["king"]) + 6),
        (TEXT.replace("Rudolf", "Robert"), State.MISSING, "", None),
        (None, State.NO_TEXT, "", None),
    ],
    ids=["found", "drifted", "missing", "no text here"],
)
def test_the_words_are_shown_as_far_as_the_text_at_hand_has_them(
    root: Root, tmp_path: Path, text: str | None, state: State, words: str, moved: int | None
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    if text is not None:
        (texts / "zenda.txt").write_text(text, encoding="utf-8", newline="")
    (found,) = build(root, texts).rows("ASK { ?m cg:host ?h }", (), [()])
    (cited,) = found.passages
    assert (cited.finding.state, cited.finding.words, cited.finding.moved_to) == (state, words, moved)


def test_a_text_is_searched_once_for_all_rows(root: Root, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr("coalition.texts.passage._seek", lambda passage, text: calls.append(passage.iri))
    (tmp_path / "zenda.txt").write_text("Another text. " * 99, encoding="utf-8")
    tracer = build(root, tmp_path)
    why(tracer, "SELECT * { ?s ?p ?o }")
    why(tracer, "SELECT * { ?x cg:event ?m }")
    assert len(calls) == len(set(calls)) > 2


def test_evidence_as_data_holds_all_that_is_shown(tracer: Tracer) -> None:
    (found,) = tracer.rows("ASK { GRAPH ?g { ?p cg:holder ?a } ?g cg:reportedBy ?who }", (), [()])
    start = TEXT.index(WORDS["horses"])
    assert found.to_dict() == {
        "passages": [
            {
                "passage": f"{HOME}passage/zenda-{start}",
                "source": HOME + "source/zenda",
                "source_label": "The zenda paper",
                "title": "",
                "publisher": "Strelsau Gazette",
                "issued": "1894-05-04",
                "start": start,
                "end": start + len(WORDS["horses"]),
                "stance": "reports",
                "attributed_to": [],
                "reported_by": ["Strelsau Gazette"],
                "cites": [],
                "state": "found",
                "words": WORDS["horses"],
                "facts": ["position:graustark-horses cg:holder actor:graustark"],
            }
        ],
        "rules": [],
        "grounds": [GROUNDS[RECORD]],
        "notes": [],
    }


def test_a_passage_is_cited_by_its_iri(tracer: Tracer) -> None:
    cited = tracer.cite(f"{HOME}passage/zenda-{TEXT.index(WORDS['king'])}")
    assert (cited.finding.words, cited.source.name, cited.facts) == (WORDS["king"], "zenda", ())
    with pytest.raises(KeyError):
        tracer.cite(HOME + "passage/none")


def test_a_graph_that_is_no_passage_is_named(root: Root) -> None:
    built = build(root)
    fact = (
        ox.NamedNode(HOME + "actor/rudolf"),
        ox.NamedNode(CG + "host"),
        ox.Literal("x"),
        ox.NamedNode(HOME + "actor/league"),
    )
    store = Store.in_memory([*built.record.store.quads(), ox.Quad(*fact)])
    tracer = Tracer(Record(store), {}, built.texts, Names(store))
    assert why(tracer, "SELECT ?x { GRAPH actor:league { ?x cg:host 'x' } }") == [
        "rudolf |  | the graph League of Nations of Zenda"
    ]


def test_the_same_question_gives_the_same_evidence_in_the_same_order(root: Root) -> None:
    text = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
    first, second = (build(root) for _ in range(2))
    assert why(first, text) == why(second, text) == why(first, text)


# Random stores and queries: what a row rests on suffices for the row, and stands where the evidence says.

NODES, VERBS, COLUMNS = "abcd", "pqr", "xyzw"
SPACE = "http://example.org/"
Facts = list[tuple[str, str, str, frozenset[int]]]

terms = st.sampled_from([*(f"?{column}" for column in COLUMNS), *(f":{name}" for name in NODES)])
paths = st.recursive(
    st.sampled_from([f":{verb}" for verb in VERBS]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("/|"), inner).map(lambda part: f"({part[0]}{part[1]}{part[2]})"),
        inner.map(lambda part: f"^({part})"),
        st.tuples(inner, st.sampled_from("+*?")).map(lambda part: f"({part[0]}){part[1]}"),
        st.sets(st.sampled_from(VERBS), min_size=1).map(lambda names: f"!({'|'.join(f':{n}' for n in sorted(names))})"),
    ),
    max_leaves=3,
)
verbs = st.sampled_from([*(f":{verb}" for verb in VERBS), "?v"])
patterns = st.lists(st.tuples(terms, verbs, terms).map(" ".join), min_size=1, max_size=3).map(" . ".join)
walks = st.tuples(st.sampled_from(["?x", "?y"]), paths, terms).map(" ".join)
filters = st.tuples(terms, st.sampled_from(["=", "!="]), terms).map(lambda part: f"FILTER({' '.join(part)})")
groups = st.tuples(patterns, st.one_of(st.just(""), filters)).map(lambda part: f"{{ {part[0]} {part[1]} }}")
parts = st.one_of(
    filters,
    groups,
    groups.map(lambda group: f"OPTIONAL {group}"),
    st.lists(groups, min_size=2, max_size=3).map(" UNION ".join),
    walks.map(lambda walk: f"{{ {walk} }}"),
    walks.map(lambda walk: f"OPTIONAL {{ {walk} }}"),
    st.tuples(terms, st.sampled_from(NODES)).map(
        lambda part: f"FILTER(BOUND(?{part[1].translate(str.maketrans('abcd', COLUMNS))}))"
    ),
)
heads = st.sampled_from(["*", "DISTINCT *", "?x", "DISTINCT ?y ?z"])
# ?x and ?y stand in a triple pattern, so that a path of no steps from them starts at a node of a witness.
queries = st.tuples(heads, verbs, st.lists(parts, max_size=3).map(" ".join)).map(
    lambda part: f"PREFIX : <{SPACE}> SELECT {part[0]} {{ ?x {part[1]} ?y . {part[2]} }}"
)
facts = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(VERBS),
        st.sampled_from(NODES),
        st.frozensets(st.integers(0, 2), min_size=1),
    ),
    min_size=1,
    max_size=9,
)


def dataset(given: Facts) -> Store:
    """A store of facts in passages, all of them asserted."""

    def node(name: str) -> ox.NamedNode:
        return ox.NamedNode(SPACE + name)

    quads = []
    for number in range(3):
        passage, record = node(f"passage{number}"), ox.NamedNode(RECORD)
        quads.append(ox.Quad(passage, ox.NamedNode(PROV + "wasQuotedFrom"), node("source"), record))
        quads += [
            ox.Quad(passage, ox.NamedNode(CG + word), ox.Literal(0), record) for word in ("start", "end", "digest")
        ]
    for subject, verb, obj, passages in given:
        fact = (node(subject), node(verb), node(obj))
        quads.append(ox.Quad(*fact))
        quads += [ox.Quad(*fact, node(f"passage{number}")) for number in passages]
    return Store.in_memory(quads)


def counted(store: Store, text: str) -> set[tuple[Term | None, ...]]:
    return {tuple(row) for row in store.select(text)}


@settings(derandomize=True, max_examples=300, deadline=None)
@given(facts, queries)
def test_what_a_row_rests_on_suffices_for_it_and_stands_where_it_is_said_to(given: Facts, text: str) -> None:
    store = dataset(given)
    answer = store.select(text)
    columns = [variable.value for variable in answer.variables]
    rows = sorted({tuple(row) for row in answer}, key=str)
    tracer = Tracer(Record(store), {}, Texts(Path("nowhere")), Names(store))
    for row, evidence in zip(rows, tracer.rows(text, columns, rows), strict=True):
        assert (evidence.notes, evidence.grounds, evidence.rules) == ((), (), ())
        used = {fact for cited in evidence.passages for fact in cited.facts}
        assert row in counted(Store.in_memory(ox.Quad(*fact) for fact in used), text)
        for fact in used:
            cited = {c.passage.iri for c in evidence.passages if fact in c.facts}
            assert cited == {graph.value for graph in store.graphs_of(fact)} != set()
