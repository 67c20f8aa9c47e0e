"""Test how far a ranking depends on one source."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import networkx as nx
import pyoxigraph as ox
import pytest
from invented_network import columns_of
from random_corpus import KINDS, Corpus, Known, families
from ruritania import prefixes

from coalition import Graph
from coalition.build.dataset import Ontology
from coalition.corpus.root import Root
from coalition.errors import SelectionError
from coalition.namespaces import ONTOLOGY
from coalition.network import report
from coalition.network.build import NetworkBasis, read_basis
from coalition.network.edges import Edges
from coalition.network.measures import MEASURES as MEASURES_DEFINED
from coalition.network.robustness import Rebuild, Robustness, RobustRank, robustness
from coalition.provenance.families import Families
from coalition.provenance.record import Record
from coalition.rdf.store import Store, as_quad
from coalition.views.view import Contents, View

if TYPE_CHECKING:
    from coalition.network.rows import Numbers

BALL = """
    participation:anna-ball a cg:Participation ; cg:event meeting:ball ; cg:participant actor:anna .
    participation:boris-ball a cg:Participation ; cg:event meeting:ball ; cg:participant actor:boris .
"""
FACTS = """
graph:register {
    actor:anna a cg:Person ; skos:prefLabel "Anna" .
    actor:boris a cg:Person ; skos:prefLabel "Boris" .
    actor:carla a cg:Person ; skos:prefLabel "Carla" .
    actor:dora a cg:Person ; skos:prefLabel "Dora" .
}
graph:record {
    source:a a cg:Source ; cg:textDigest "1" ; cg:sharesTextWith source:b .
    source:b a cg:Source ; cg:textDigest "2" .
    source:c a cg:Source ; cg:textDigest "3" .
    passage:a1 a cg:Passage ; prov:wasQuotedFrom source:a ; cg:stance cg:Asserts .
    passage:b1 a cg:Passage ; prov:wasQuotedFrom source:b ; cg:stance cg:Asserts .
    passage:c1 a cg:Passage ; prov:wasQuotedFrom source:c ; cg:stance cg:Asserts .
}
passage:c1 {
    participation:boris-hunt a cg:Participation ; cg:event meeting:hunt ; cg:participant actor:boris .
    participation:carla-hunt a cg:Participation ; cg:event meeting:hunt ; cg:participant actor:carla .
    participation:dora-walk a cg:Participation ; cg:event meeting:walk ; cg:participant actor:dora .
}
""" + "".join(f"passage:{name} {{ {BALL} }}" for name in ("a1", "b1"))


FAMILIES = ["family s000+s001", "family s002+s003"]
"""The families of the published graph that have several sources."""


def families_of_facts() -> Families:
    return Families.from_record(Record(Store.in_memory(ox.parse(prefixes() + FACTS, format=ox.RdfFormat.TRIG))))


def basis(sources: frozenset[str] | None = None, facts: str = FACTS, network: str = "co-participation") -> NetworkBasis:
    quads = list(ox.parse(prefixes() + facts, format=ox.RdfFormat.TRIG))
    for triple in Ontology.from_inputs(Root.published().read()).triples:
        quads.append(as_quad(triple, ox.NamedNode(ONTOLOGY)))
    record = Record(Store.in_memory(quads))
    contents = Contents(columns_of(record.store), record, lambda: Families.from_record(record))
    store = contents.store(View(sources=sources), Ontology.from_inputs(Root.published().read()))
    return read_basis(columns_of(store), network)


def rebuilt(rest: Callable[[frozenset[str]], NetworkBasis] = basis, whole: NetworkBasis | None = None) -> Rebuild:
    """Return what builds the network of a rest, with the numbers of the whole."""
    terms = (whole or basis()).nodes.terms

    def rebuild(sources: frozenset[str]) -> tuple[Edges, Numbers]:
        edges, nodes = rest(sources).edges()
        return edges, terms.numbers_in(rest(sources).nodes.terms, nodes)

    return rebuild


@pytest.fixture(scope="module")
def found() -> Robustness:
    return robustness(basis(), families_of_facts(), rebuilt(), "betweenness")


def row(found: Robustness, label: str) -> RobustRank:
    return next(row for row in found.rows if row.whole.label == label)


def test_each_source_and_each_family_of_several_is_left_out(found: Robustness) -> None:
    assert [out.name for out in found.left_out] == ["a", "b", "c", "family a+b"]
    assert [len(out.sources) for out in found.left_out] == [1, 1, 1, 2]


def test_what_two_sources_say_rests_on_their_family_alone(found: Robustness) -> None:
    assert row(found, "Anna").absent == ("family a+b",)
    assert not row(found, "Anna").flagged


def test_an_actor_that_one_source_knows_rests_on_it(found: Robustness) -> None:
    assert row(found, "Dora").absent == ("c",)
    assert row(found, "Carla").rests_on == ("c",)
    assert row(found, "Dora").flagged


def test_a_score_that_falls_to_nothing_rests_on_what_was_left_out(found: Robustness) -> None:
    boris = row(found, "Boris")
    assert (boris.whole.rank, boris.absent) == (1, ())
    assert boris.rests_on == ("c", "family a+b")


def test_the_range_of_a_rank_is_over_all_that_was_left_out(found: Robustness) -> None:
    assert {(r.whole.label, r.whole.rank, r.best, r.worst) for r in found.rows} == {
        ("Anna", 2, 1, 2),  # without c she and Boris are equal
        ("Boris", 1, 1, 1),
        ("Carla", 2, 1, 2),
        ("Dora", 2, 1, 2),
    }


def test_a_network_of_which_nothing_remains_ranks_nobody() -> None:
    only_c = basis(frozenset({"https://w3id.org/coalition-graph/source/c"}))
    gone = robustness(only_c, families_of_facts(), rebuilt(lambda _: basis(frozenset()), only_c), "degree")
    assert all(set(r.absent) == {"a", "b", "c", "family a+b"} for r in gone.rows)


def test_an_actor_who_is_left_without_a_tie_rests_on_what_was_left_out() -> None:
    alone = (
        "passage:c1 { participation:anna-walk a cg:Participation ; cg:event meeting:w ; cg:participant actor:anna . }"
    )
    whole = basis(facts=FACTS + alone)
    rebuild = rebuilt(lambda sources: basis(sources, FACTS + alone), whole)
    found = robustness(whole, families_of_facts(), rebuild, "pagerank")
    assert (row(found, "Anna").absent, row(found, "Anna").rests_on) == ((), ("family a+b",))


def test_nothing_is_weighted_unless_it_is_asked() -> None:
    plain = robustness(basis(), families_of_facts(), rebuilt(), "degree").to_dict()
    unweighted, weighted = (
        robustness(basis(), families_of_facts(), rebuilt(), "degree", asked).to_dict() for asked in (False, True)
    )
    assert plain == unweighted
    assert plain != weighted


def order(scores: dict[str, float]) -> dict[str, int]:
    """Return the rank of each actor, without events."""
    actors = {actor: score for actor, score in scores.items() if "/actor/" in actor}
    return {actor: 1 + sum(other > score + 1e-9 for other in actors.values()) for actor, score in actors.items()}


MEASURES: dict[str, tuple[str, bool, Callable[[Any], dict[str, float]]]] = {
    "degree": ("degree", False, nx.degree_centrality),
    "strength": ("degree", True, lambda graph: dict(graph.degree(weight="weight"))),
    "betweenness": ("betweenness", False, nx.betweenness_centrality),
    "weighted closeness": ("closeness", True, lambda graph: nx.closeness_centrality(graph, distance="distance")),
    "weighted pagerank": ("pagerank", True, lambda graph: nx.pagerank(graph, weight="weight", tol=1e-14, max_iter=999)),
}


Row = tuple[int, int, int, set[str], set[str], bool]
"""The rank, the best, the worst, what an actor is absent without, what it rests on, and whether that is one source."""


def expected_rows(
    corpus: Corpus, measure: Callable[[Any], dict[str, float]], name: str, represented: bool
) -> tuple[dict[str, set[str]], dict[str, Row]]:
    """Return what is left out, by name, and a row for each actor, from the files of a corpus and networkx alone."""
    left_out = {document.rsplit("/", 1)[-1]: {document} for document in corpus.documents}
    for group in families(corpus):
        if len(group) > 1:
            left_out["family " + "+".join(sorted(document.rsplit("/", 1)[-1] for document in group))] = group
    rests = {
        out: Known(corpus, set(corpus.documents) - gone).network(name, KINDS, represented)
        for out, gone in left_out.items()
    }
    scores = {out: measure(rest) if len(rest) else {} for out, rest in rests.items()}
    whole = Known(corpus, corpus.documents).network(name, KINDS, represented)
    all_scores = measure(whole)
    rows = {}
    for actor, rank in order(all_scores).items():
        ranks, absent, rests_on = [rank], set[str](), set[str]()
        for out, rest in rests.items():
            if actor not in rest:
                absent.add(out)
                rests_on.add(out)
                continue
            ranks.append(order(scores[out])[actor])
            unjoined = whole.degree(actor) > 0 and rest.degree(actor) == 0
            if unjoined or (all_scores[actor] > 1e-9 and scores[out][actor] < 1e-9):
                rests_on.add(out)
        flagged = any(not out.startswith("family ") for out in rests_on)
        rows[actor] = (rank, min(ranks), max(ranks), absent, rests_on, flagged)
    return left_out, rows


@pytest.fixture(scope="module", params=range(4))
def invented(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, Graph]:
    corpus, folder = Corpus.invent(request.param), tmp_path_factory.mktemp("invented")
    return corpus, Graph.open(corpus.write(folder / "root"), store=folder / "store")


@pytest.mark.parametrize(
    ("name", "represented", "turn"),
    [("co-participation", False, 0), ("co-participation", True, 1), ("affiliation", True, 2), ("commitment", False, 3)],
)
def test_every_row_is_that_of_the_files_without_each_source_and_family(
    invented: tuple[Corpus, Graph], name: str, represented: bool, turn: int
) -> None:
    corpus, graph = invented
    # Each network is ranked by several measures, but not by all in each corpus, to save time.
    measure = list(MEASURES)[(turn + len(corpus.files["d0.trig"])) % len(MEASURES)]
    chosen, weighted, compute = MEASURES[measure]
    left_out, expected = expected_rows(corpus, compute, name, represented)
    found = graph.robustness(chosen, name, kinds=KINDS, represented=represented, weighted=weighted)
    assert {out.name: set(out.sources) for out in found.left_out} == left_out
    assert {
        row.whole.actor: (row.whole.rank, row.best, row.worst, {*row.absent}, {*row.rests_on}, row.flagged)
        for row in found.rows
    } == expected
    order_of_names = [out.name for out in found.left_out]
    for row in found.rows:
        assert list(row.absent) == [name for name in order_of_names if name in row.absent]
        assert list(row.rests_on) == [name for name in order_of_names if name in row.rests_on]


def test_every_kind_of_row_occurs_in_those_corpora() -> None:
    rows = [
        row
        for seed in range(4)
        for name in ("co-participation", "commitment")
        for row in expected_rows(Corpus.invent(seed), nx.betweenness_centrality, name, False)[1].values()
    ]
    assert any(best < rank < worst for rank, best, worst, *_ in rows)
    assert any(best == worst for _, best, worst, *_ in rows)
    assert any(absent and absent < rests_on for *_, absent, rests_on, _ in rows)
    assert {flagged for *_, flagged in rows} == {False, True}
    assert any(rests_on and not flagged for *_, rests_on, flagged in rows)


def test_a_network_without_a_source_is_that_of_the_view_without_it(invented: tuple[Corpus, Graph]) -> None:
    corpus, graph = invented
    gone = corpus.documents[0]
    view = graph.view(sources=set(corpus.documents) - {gone})
    ranks = {row.actor: row.rank for row in view.centrality("betweenness", represented=True).rows}
    found = graph.robustness("betweenness", represented=True)
    name = gone.rsplit("/", 1)[-1]
    for row in found.rows:
        assert (name in row.absent) == (row.whole.actor not in ranks)
        assert row.best <= ranks.get(row.whole.actor, row.best) <= row.worst


def test_the_published_ranking_is_that_of_networkx_on_each_rest(published: Graph) -> None:
    found = published.robustness("betweenness", kinds=["state"], represented=True)
    documents = {source for out in found.left_out for source in out.sources}
    assert [out.name for out in found.left_out] == ["s000", "s001", "s002", "s003", "s004", *FAMILIES]
    ranks: dict[str, list[int]] = {row.whole.actor: [row.whole.rank] for row in found.rows}
    for out in found.left_out:
        rest = published.view(sources=documents - out.sources).network(kinds=["state"], represented=True)
        scores = nx.betweenness_centrality(rest)
        for row in found.rows:
            actor = row.whole.actor
            assert (out.name in row.absent) == (actor not in rest)
            if actor in rest:
                ranks[actor].append(order(scores)[actor])
                emptied = rest.degree(actor) == 0 or (row.whole.score > 0 and scores[actor] == 0)
                assert (out.name in row.rests_on) == emptied
    assert {row.whole.actor: (row.best, row.worst) for row in found.rows} == {
        actor: (min(of), max(of)) for actor, of in ranks.items()
    }


def test_a_view_is_left_as_it_is_but_for_the_sources(published: Graph) -> None:
    viewed = published.view(sources=["s002", "s003"]).robustness()
    assert [out.name for out in viewed.left_out] == ["s002", "s003", "family s002+s003"]
    assert all("family s002+s003" in row.absent for row in viewed.rows)


def test_what_two_families_must_hold_two_must_hold_without_a_source_too(published: Graph) -> None:
    held = published.view(families=2).robustness(kinds=KINDS)
    without = next(row for row in held.rows if row.whole.label == "Keir Starmer")
    assert "family s000+s001" in without.absent


MEASURED = """\
betweenness in the co-participation network
Undirected. Two actors (persons, states and organisations) are joined if both took part in the same event; an actor \
that took part without any other has no edge.
{definition}
{source}
weight: none; normalized True, endpoints False
computed by {engine}
4 nodes, 2 ties, density 0.333, 2 components

left out in turn: a, b, c, family a+b

"""
TABLE = """\
rank  actor  kind    betweenness  ranks   rests on       absent without
───────────────────────────────────────────────────────────────────────
   1  Boris  person     0.333333  1       c, family a+b
   2  Anna   person     0.000000  1 to 2  family a+b     family a+b
   2  Carla  person     0.000000  1 to 2  c              c
   2  Dora   person     0.000000  1 to 2  c              c
"""
MARKDOWN = """\
| rank | actor | kind | betweenness | ranks | rests on | absent without |
| --- | --- | --- | --- | --- | --- | --- |
| 1 | Boris | person | 0.333333 | 1 | c, family a+b |  |
| 2 | Anna | person | 0.000000 | 1 to 2 | family a+b | family a+b |
| 2 | Carla | person | 0.000000 | 1 to 2 | c | c |
| 2 | Dora | person | 0.000000 | 1 to 2 | c | c |
"""
CSV = """\
rank,actor,label,kind,score,best_rank,worst_rank,rests_on,absent_without\r
1,{actor}boris,Boris,person,0.3333333333333333,1,1,c | family a+b,\r
2,{actor}anna,Anna,person,0.0,1,2,family a+b,family a+b\r
2,{actor}carla,Carla,person,0.0,1,2,c,c\r
2,{actor}dora,Dora,person,0.0,1,2,c,c\r
"""
ACTOR, SOURCE = (f"https://w3id.org/coalition-graph/{kind}/" for kind in ("actor", "source"))


def json_row(name: str, rank: int, score: float, best: int, worst: int, absent: list[str], rests: list[str]) -> Any:
    whole = {"actor": ACTOR + name.lower(), "label": name, "kind": "person", "score": score, "rank": rank}
    ranges = {"best_rank": best, "worst_rank": worst, "absent_without": absent, "rests_on": rests}
    return whole | ranges | {"rests_on_one_source": "c" in rests}


@pytest.mark.parametrize(("format", "body"), [("table", TABLE), ("markdown", MARKDOWN)])
def test_all_that_is_printed(found: Robustness, format: str, body: str) -> None:
    output = io.StringIO()
    report.robustness(found, output, format)
    measure = MEASURES_DEFINED["betweenness"]
    head = MEASURED.format(definition=measure.definition, source=measure.source, engine=found.ranking.engine)
    assert output.getvalue() == f"{head}{body}\n3 of 4 ranks rest on one source\n"


def test_all_that_is_written_as_csv(found: Robustness) -> None:
    output = io.StringIO(newline="")
    report.robustness_csv(found, output)
    assert output.getvalue() == CSV.format(actor=ACTOR)


def test_all_that_is_written_as_json(found: Robustness) -> None:
    output = io.StringIO()
    report.ranking_json(found, output)
    head = {name: value for name, value in found.ranking.to_dict().items() if name != "ranking"}
    assert json.loads(output.getvalue()) == {
        **head,
        "left_out": [
            {"name": "a", "sources": [SOURCE + "a"]},
            {"name": "b", "sources": [SOURCE + "b"]},
            {"name": "c", "sources": [SOURCE + "c"]},
            {"name": "family a+b", "sources": [SOURCE + "a", SOURCE + "b"]},
        ],
        "ranking": [
            json_row("Boris", 1, 1 / 3, 1, 1, [], ["c", "family a+b"]),
            json_row("Anna", 2, 0.0, 1, 2, ["family a+b"], ["family a+b"]),
            json_row("Carla", 2, 0.0, 1, 2, ["c"], ["c"]),
            json_row("Dora", 2, 0.0, 1, 2, ["c"], ["c"]),
        ],
    }


def test_only_the_first_ranks_are_written_if_asked_and_the_count_is_of_all(found: Robustness) -> None:
    outputs = [io.StringIO() for _ in range(3)]
    report.robustness(found, outputs[0], "table", top=1)
    report.robustness_csv(found, outputs[1], top=1)
    report.ranking_json(found, outputs[2], top=1)
    table, csv, document = (output.getvalue() for output in outputs)
    assert "Boris" in table
    assert "Anna" not in table
    assert table.endswith("3 of 4 ranks rest on one source\n")
    assert csv.count("\r\n") == 2
    assert [row["label"] for row in json.loads(document)["ranking"]] == ["Boris"]


def test_a_rest_on_which_the_measure_is_not_defined_is_named() -> None:
    facts = FACTS + "".join(
        f"passage:{passage} {{ commitment:{name} a cg:Commitment ; cg:committedBy actor:{one} ; "
        f"cg:beneficiary actor:{other} }}"
        for passage, name, one, other in (("a1", "x", "anna", "boris"), ("c1", "y", "boris", "anna"))
    )

    def commitments(sources: frozenset[str] | None = None) -> NetworkBasis:
        return basis(sources, facts, "commitment")

    with pytest.raises(SelectionError, match=r"^without a: eigenvector .* without cycles; use katz or pagerank"):
        robustness(commitments(), families_of_facts(), rebuilt(commitments, commitments()), "eigenvector")
