"""Test the explanation of a score by the events or commitments behind it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from random_corpus import KINDS, Corpus, Known

from coalition import Graph
from coalition.errors import SelectionError
from coalition.network import explanation, report
from coalition.network.ranking import Rank


@pytest.fixture
def zenda(folder: Path, tmp_path: Path) -> Graph:
    return Graph.open(folder, store=tmp_path / "snapshots")


def test_the_grounds_are_the_events_of_the_actor_with_the_passages_that_say_so(zenda: Graph) -> None:
    found = zenda.explanation("Queen Flavia", kinds=KINDS)
    (ground,) = found.grounds
    assert (found.whole.label, found.whole.rank, found.whole.score) == ("Flavia of Ruritania", 1, 1.0)
    assert (ground.label, ground.ties, ground.without) == ("Meeting in Strelsau", 2, None)
    assert [cited.passage.name for cited in ground.passages] == ["zenda-22"]


MEASURES: dict[str, tuple[str, bool, Callable[[Any], dict[str, float]]]] = {
    "co-participation": ("betweenness", False, nx.betweenness_centrality),
    "affiliation": ("closeness", False, nx.closeness_centrality),
    "commitment": ("degree", True, lambda graph: dict(graph.degree(weight="weight"))),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", MEASURES)
def test_each_ground_is_what_the_files_and_networkx_say(name: str, seed: int, tmp_path: Path) -> None:
    corpus, (measure, weighted, compute) = Corpus.invent(seed), MEASURES[name]
    graph = Graph.open(corpus.write(tmp_path / "root"), store=tmp_path / "store")
    known = Known(corpus, corpus.documents)
    whole = known.network(name)
    things = {thing for _, _, data in whole.edges(data=True) for thing in data["supports"]}
    if name != "commitment":
        things |= {thing for thing, actors in known.present(False).items() if any(a in whole for a in actors)}
    rests = {thing: known.network(name, without=thing) for thing in things}
    scores = {thing: compute(rest) for thing, rest in rests.items() if len(rest)}
    for actor in sorted(node for node in whole if "/actor/" in node):
        found = graph.explanation(actor, measure, name, kinds=KINDS, weighted=weighted)
        assert found.whole.score == pytest.approx(compute(whole)[actor])
        expected = {}
        for thing in things:
            if name == "commitment":
                ends = known.pairs(thing)
                passages = {p for pair, of in ends.items() if actor in pair for p in of}
                others = {end for pair in ends if actor in pair for end in pair} - {actor}
                involved = any(actor in pair for pair in ends)
            else:
                present = {who: of for who, of in known.present(False)[thing].items() if known.kind(who) in KINDS}
                passages, others, involved = present.get(actor, set()), {*present} - {actor}, actor in present
            if involved:
                expected[thing] = (len(others), actor in rests[thing], sorted(passages))
        assert {
            ground.thing: (ground.ties, ground.without is not None, [cited.passage.iri for cited in ground.passages])
            for ground in found.grounds
        } == expected
        for ground in found.grounds:
            if ground.without:
                assert ground.without.score == pytest.approx(scores[ground.thing][actor])
                better = [
                    s
                    for node, s in scores[ground.thing].items()
                    if "/actor/" in node and s > ground.without.score + 1e-9
                ]
                assert ground.without.rank == len(better) + 1
        places = [round(ground.without.score, 9) if ground.without else -1.0 for ground in found.grounds]
        assert places == sorted(places)


def test_grounds_of_equal_weight_are_in_the_order_of_their_labels() -> None:
    def ground(label: str, score: float | None) -> explanation.Ground:
        rank = None if score is None else Rank("a", "A", "state", score, 1)
        return explanation.Ground(f"urn:{label}", label, 1, rank, ())

    # As sums of thirds come out of different orders.
    grounds = [ground("c", 0.1), ground("d", 0.3), ground("b", 0.1 + 2**-56), ground("a", None), ground("e", None)]
    grounds[2] = replace(grounds[2], thing="urn:z")
    assert [found.label for found in explanation._in_order(grounds)] == ["a", "e", "b", "c", "d"]


def test_a_ground_in_json_has_the_score_and_the_rank_without_it() -> None:
    document = explanation.Ground("urn:e", "E", 3, Rank("a", "A", "state", 0.25, 4), ()).to_dict()
    assert document == {
        "thing": "urn:e", "label": "E", "ties": 3, "score_without": 0.25, "rank_without": 4, "passages": []
    }  # fmt: skip


def test_a_ground_without_which_the_measure_is_not_defined_is_named(tmp_path: Path) -> None:
    corpus = Corpus.invent(0)
    facts = "".join(
        f"commitment:x{one} a cg:Commitment ; cg:committedBy actor:{one} ; cg:beneficiary actor:{other} ."
        for one, other in (("alfa", "bravo"), ("bravo", "alfa"))
    )
    passage = next(line for line in corpus.files["d0.trig"].splitlines() if line.endswith(" {"))
    head = corpus.files["d0.trig"].split(passage)[0]
    register = corpus.files["register.trig"][:-1] + 'commitment:xalfa skos:prefLabel "The promise" . }'
    files = {"register.trig": register, "d0.trig": f"{head}{passage}\n{facts}\n}}"}
    alone = Corpus(files, {"d0.txt": corpus.texts["d0.txt"]})
    graph = Graph.open(alone.write(tmp_path / "root"), store=tmp_path / "store")
    with pytest.raises(SelectionError, match=r"^without The promise: eigenvector .* without cycles; use katz"):
        graph.explanation("alfa", "eigenvector", "commitment")


def test_who_is_not_in_the_network_is_refused(published: Graph) -> None:
    with pytest.raises(SelectionError) as fault:
        published.explanation("Keir Starmer", kinds=["state"], represented=True)
    remedy = "include its kind with --kind, without --represented for a person, or name another actor"
    assert str(fault.value) == f"Keir Starmer is not ranked in the co-participation network; {remedy}"


def test_it_is_printed_with_the_words(zenda: Graph) -> None:
    output = io.StringIO()
    report.explanation(zenda.explanation("the King", kinds=KINDS), output)
    assert output.getvalue().splitlines()[-5:] == [
        "Rudolf Elphberg: 1.000000, rank 1",
        "",
        "Meeting in Strelsau · 2 other actors · without it: not in the network",
        "   · The zenda paper · Strelsau Gazette · 1894-05-04 · 22–70 · asserts",
        "     “Rudolf, King of Ruritania, received Queen Flavia”",
    ]


def test_all_that_is_written_as_json(zenda: Graph) -> None:
    output = io.StringIO()
    found = zenda.explanation("the King", kinds=KINDS)
    report.explanation_json(found, output)
    passage = found.grounds[0].passages[0].to_dict()
    assert passage["passage"] == "https://w3id.org/coalition-graph/passage/zenda-22"
    head = {key: value for key, value in found.ranking.to_dict().items() if key != "ranking"}
    assert json.loads(output.getvalue()) == {
        **head,
        "actor": "https://w3id.org/coalition-graph/actor/rudolf",
        "label": "Rudolf Elphberg",
        "kind": "person",
        "score": 1.0,
        "rank": 1,
        "grounds": [
            {
                "thing": "https://w3id.org/coalition-graph/meeting/strelsau-1894-05-03",
                "label": "Meeting in Strelsau",
                "ties": 2,
                "score_without": None,
                "rank_without": None,
                "passages": [passage],
            }
        ],
    }
