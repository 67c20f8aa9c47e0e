"""Test which nodes and edges a network has, and what supports them, on a small invented graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from invented_network import REGISTER, columns, iri, trig
from random_corpus import KINDS, Corpus, Known

from coalition import Graph
from coalition.columns.table import Columns
from coalition.errors import GraphError, SelectionError
from coalition.namespaces import HOME
from coalition.network import build, definitions


@pytest.fixture(scope="module")
def invented() -> Columns:
    return columns(trig())


def actors(graph: Any) -> set[str]:
    return {node.removeprefix(HOME + "actor/") for node in graph if node.startswith(HOME + "actor/")}


def edge(graph: Any, one: str, other: str) -> dict[str, Any]:
    data = dict(graph.edges[iri(f"actor:{one}"), iri(f"actor:{other}")])
    return {key: value.replace(HOME, "") if isinstance(value, str) else value for key, value in data.items()}


def test_actors_are_joined_once_for_each_event_they_share(invented: Columns) -> None:
    graph = build.build(invented)
    assert actors(graph) == {"alfa", "bravo", "league", "corps", "ann", "ben", "cid", "dot"}
    assert edge(graph, "alfa", "bravo") == {
        "weight": 2,
        "distance": 0.5,
        "events": "meeting/one meeting/two",
        "passages": "passage/s1-10 passage/s2-20 passage/s2-50",
    }
    assert edge(graph, "bravo", "ben") == {
        "weight": 1,
        "distance": 1.0,
        "events": "meeting/one",
        "passages": "passage/s1-10 passage/s2-20",
    }
    assert graph.number_of_edges() == 6 * 5 // 2 + 2, "six at the first meeting; alfa and bravo met corps at the second"


def test_what_only_a_report_says_joins_nobody_and_supports_nothing(invented: Columns) -> None:
    graph = build.build(invented, "affiliation")
    assert "eve" not in actors(graph)
    assert iri("meeting:four") not in graph
    assert "s3-70" not in str(list(graph.edges(data=True)))


def test_a_stated_absence_is_never_a_participation(invented: Columns) -> None:
    assert "charlie" not in actors(build.build(invented))
    assert "charlie" not in actors(build.build(invented, "affiliation", definitions.ACTOR_KINDS))


def test_one_who_took_part_alone_stands_unjoined(invented: Columns) -> None:
    assert build.build(invented).degree(iri("actor:dot")) == 0


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["person"], {"ann", "ben", "cid", "dot"}),
        (["state"], {"alfa", "bravo"}),
        (["organisation"], {"league", "corps"}),
        (["collective"], {"friends"}),
        (["state", "organisation"], {"alfa", "bravo", "league", "corps"}),
    ],
)
def test_kinds_choose_who_stands_in_a_network(invented: Columns, kinds: list[str], expected: set[str]) -> None:
    graph = build.build(invented, kinds=kinds)
    assert actors(graph) == expected
    assert {kind for _, kind in graph.nodes(data="kind")} == set(kinds)
    assert graph.graph["kinds"] == " ".join(sorted(kinds))
    assert all(f"{kind}s" in graph.graph["definition"] for kind in kinds)


def test_a_represented_actor_stands_for_the_person_who_speaks_for_it(invented: Columns) -> None:
    graph = build.build(invented, represented=True)
    assert actors(graph) == {"alfa", "bravo", "charlie", "league", "corps", "dot"}
    assert edge(graph, "bravo", "charlie")["passages"] == "passage/s1-10 passage/s2-20"
    assert edge(graph, "bravo", "charlie")["weight"] == 1, "two persons for charlie are one charlie"
    assert edge(graph, "league", "charlie")["weight"] == 1
    assert not list(nx.selfloop_edges(graph)), "nobody meets the actor that he represents"
    assert graph.graph["represented"] is True
    assert "counted there as that actor" in graph.graph["definition"]
    assert actors(build.build(invented, kinds=["person"], represented=True)) == {"dot"}


def test_only_persons_are_counted_as_somebody_else() -> None:
    text = trig() + "\nrule:represents-by-post { participation:two--corps cg:represents actor:charlie . }"
    graph = build.build(columns(text), kinds=["organisation"], represented=True)
    assert actors(graph) == {"league", "corps"}


def test_the_affiliation_network_is_bipartite(invented: Columns) -> None:
    graph = build.build(invented, "affiliation", ["state"])
    assert list(graph) == [iri(name) for name in ("actor:alfa", "actor:bravo", "meeting:one", "meeting:two")]
    assert [side for _, side in graph.nodes(data="bipartite")] == [0, 0, 1, 1]
    assert [kind for _, kind in graph.nodes(data="kind")] == ["state", "state", "event", "event"]
    assert nx.bipartite.is_bipartite_node_set(graph, [iri("actor:alfa"), iri("actor:bravo")])
    assert {weight for _, _, weight in graph.edges(data="weight")} == {1}
    data = graph.edges[iri("actor:alfa"), iri("meeting:one")]
    assert data["passages"].split() == [iri("passage:s1-10"), iri("passage:s2-20")]
    assert data["events"] == iri("meeting:one")


def test_commitments_run_from_the_bound_to_the_benefiting(invented: Columns) -> None:
    graph = build.build(invented, "commitment", ["state"])
    assert graph.is_directed()
    assert [(one.rsplit("/")[-1], other.rsplit("/")[-1]) for one, other in graph.edges] == [
        ("alfa", "charlie"),
        ("bravo", "bravo"),
        ("bravo", "charlie"),
    ]
    assert edge(graph, "alfa", "charlie") == {
        "weight": 2,
        "distance": 0.5,
        "commitments": "commitment/gift commitment/loan",
        "passages": "passage/s2-20 passage/s2-50 passage/s3-5",
    }
    assert edge(graph, "bravo", "charlie")["passages"] == "passage/s2-20 passage/s3-5"


def test_both_ends_of_a_commitment_are_of_the_kinds_asked_for(invented: Columns) -> None:
    assert actors(build.build(invented, "commitment")) == {"alfa", "bravo", "charlie", "ann", "league"}
    assert actors(build.build(invented, "commitment", ["person"])) == set()
    assert actors(build.build(invented, "commitment", ["organisation"])) == set()
    assert actors(build.build(invented, "commitment", ["state", "collective"])) >= {"friends", "charlie"}


def test_a_commitment_to_nobody_is_no_arc(invented: Columns) -> None:
    assert not build.build(invented, "commitment", definitions.ACTOR_KINDS).out_degree(iri("actor:league"))


def test_labels_prefer_no_language_then_english_then_what_there_is(invented: Columns) -> None:
    labels = dict(build.build(invented, represented=True).nodes(data="label"))
    assert labels[iri("actor:bravo")] == "Bravo"
    assert labels[iri("actor:charlie")] == "Charlie"
    assert labels[iri("actor:dot")] == "actor:dot"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("coparticipation",), "there is no network 'coparticipation'; did you mean co-participation?"),
        (("co-participation", ["states"]), "there is no kind of actor 'states'; did you mean state?"),
        (("co-participation", ["person", "states"]), "there is no kind of actor 'states'; did you mean state?"),
        (("co-participation", []), "give one or more of person, state, organisation, collective"),
        (("commitment", ["state"], True), "for events, not for commitments"),
    ],
)
def test_what_cannot_be_built_is_refused_with_a_remedy(
    invented: Columns, arguments: tuple[Any, ...], says: str
) -> None:
    with pytest.raises(SelectionError) as caught:
        build.build(invented, *arguments)
    assert says in str(caught.value)


def test_a_participant_of_no_kind_is_refused_by_name() -> None:
    text = trig(register=REGISTER.replace("actor:ben a cg:Person", "actor:ben a cg:Actor"))
    with pytest.raises(GraphError, match=r"actor:ben .* make it a cg:Person"):
        build.build(columns(text))


def test_what_the_register_alone_says_joins_without_a_passage() -> None:
    facts = [
        *(
            f"participation:five--{actor} a cg:Participation ; cg:event event:five ; cg:participant actor:{actor} ."
            for actor in ("dot", "cid")
        ),
        "commitment:old a cg:Commitment ; cg:committedBy actor:dot ; cg:beneficiary actor:cid .",
    ]
    graphs = columns("\n".join([trig(), "graph:register { event:five a cg:Event .", *facts, "}"]))
    assert edge(build.build(graphs), "cid", "dot")["passages"] == ""
    assert edge(build.build(graphs, "commitment"), "dot", "cid")["passages"] == ""
    assert build.read_basis(graphs).supports_of(iri("actor:dot"))[iri("event:five")] == set()


def test_actors_come_before_events_whatever_their_iris() -> None:
    first = "absence:zero a cg:Event . participation:zero a cg:Participation ; cg:event absence:zero ; "
    graphs = columns(f"{trig()}\ngraph:register {{ {first} cg:participant actor:dot . }}")
    kinds = [kind for _, kind in build.build(graphs, "affiliation").nodes(data="kind")]
    assert kinds == sorted(kinds, key=lambda kind: kind == "event")
    assert list(build.build(graphs, "affiliation"))[-1] != iri("absence:zero")


def test_an_actor_of_several_kinds_counts_as_the_first_of_them() -> None:
    register = REGISTER + "actor:friends a cg:Force, cg:State, cg:Event . actor:bravo a cg:Person ."
    nodes = build.read_basis(columns(trig(register=register))).nodes
    assert [nodes.kind(iri(f"actor:{name}")) for name in ("friends", "bravo", "corps")] == [
        "state",
        "person",
        "organisation",
    ]


def test_a_network_of_nothing_is_empty() -> None:
    assert len(build.build(Columns.from_quads([]))) == 0


@pytest.mark.parametrize("seed", range(5))
def test_networks_of_invented_corpora_are_those_of_brute_force(seed: int, tmp_path: Path) -> None:
    corpus = Corpus.invent(seed)
    graph = Graph.open(corpus.write(tmp_path / "root"), store=tmp_path / "store")
    known = Known(corpus, corpus.documents)
    for name, network in definitions.NETWORKS.items():
        for represented in (False, True)[: 2 - (name == "commitment")]:
            for kinds in (None, ["state"], ["person", "organisation"], ["collective"], definitions.ACTOR_KINDS):
                found = graph.network(name, kinds=kinds, represented=represented)
                if kinds is None and name != "commitment":
                    # A person counts as those that the person represents where no kind is asked for.
                    expected = known.network(name, definitions.FOLDED_KINDS, True)
                else:
                    expected = known.network(name, kinds or KINDS, represented)
                assert set(found) == set(expected)
                for node, kind in found.nodes(data="kind"):
                    assert kind == ("event" if "/meeting/" in node else known.kind(node))
                assert found.number_of_edges() == expected.number_of_edges()
                for one, other, data in found.edges(data=True):
                    edge = expected.edges[one, other]
                    assert data == {
                        "weight": edge["weight"],
                        "distance": edge["distance"],
                        "passages": " ".join(sorted(edge["passages"])),
                        network.support: " ".join(sorted(edge["supports"])),
                    }


@pytest.mark.parametrize("name", ["co-participation", "commitment"])
def test_some_pairs_of_those_corpora_are_joined_more_often_than_others(name: str) -> None:
    corpora = map(Corpus.invent, range(5))
    networks = (Known(corpus, corpus.documents).network(name) for corpus in corpora)
    assert {weight for graph in networks for _, _, weight in graph.edges(data="weight")} >= {1, 2}
