"""Networks on a small invented graph: which nodes and edges there are, and what supports them.

The fixture holds what a built store holds: passages as named graphs, a rule's graph, and the default graph, in which
only asserted passages, the record, the register and the derived triples stand.
"""

from __future__ import annotations

from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

from coalition import network
from coalition.errors import GraphError, SelectionError
from coalition.store import Store
from coalition.terms import HOME, PREFIXES

REGISTER = """
actor:alfa a cg:State ; skos:prefLabel "Alfa" .
actor:bravo a cg:State ; skos:prefLabel "Avenir de Bravo"@fr, "Bravo", "A Bravo"@en .
actor:charlie a cg:State ; skos:prefLabel "Ant-Land"@de, "Charlie"@en .
actor:league a cg:Organisation ; skos:prefLabel "League, the" .
actor:corps a cg:Force ; skos:prefLabel "Corps <1>" .
actor:friends a cg:Collective ; skos:prefLabel "Friends" .
actor:ann a cg:Person ; skos:prefLabel "Ann" .
actor:ben a cg:Person ; skos:prefLabel "Ben" .
actor:cid a cg:Person ; skos:prefLabel "Cid" .
actor:dot a cg:Person .
actor:eve a cg:Person ; skos:prefLabel "Eve" .
meeting:one a cg:Meeting ; skos:prefLabel "Meeting one" .
meeting:two a cg:Meeting, cg:Event ; skos:prefLabel "Meeting two" .
event:three a cg:Event ; skos:prefLabel "Event three" .
meeting:four a cg:Meeting ; skos:prefLabel "Meeting four" .
"""
PASSAGES: dict[tuple[str, str], list[str]] = {
    ("passage:s1-10", "Asserts"): [
        *(f"participation:one--{a} a cg:Participation ; cg:event meeting:one ; cg:participant actor:{a} ." for a in (
            "alfa", "bravo", "league", "ann")),
        "absence:one--charlie a cg:Absence ; cg:event meeting:one ; cg:participant actor:charlie .",
    ],
    ("passage:s2-20", "Asserts"): [
        *(f"participation:one--{a} a cg:Participation ; cg:event meeting:one ; cg:participant actor:{a} ." for a in (
            "alfa", "ben", "cid")),
        "commitment:loan a cg:Commitment ; cg:committedBy actor:alfa, actor:bravo ; cg:beneficiary actor:charlie .",
    ],
    ("passage:s2-50", "Asserts"): [
        *(f"participation:two--{a} a cg:Participation ; cg:event meeting:two ; cg:participant actor:{a} ." for a in (
            "alfa", "bravo", "friends", "corps")),
        "participation:three--dot a cg:Participation ; cg:event event:three ; cg:participant actor:dot .",
        "commitment:gift a cg:Commitment ; cg:committedBy actor:alfa ; cg:beneficiary actor:charlie .",
        "commitment:own a cg:Commitment ; cg:committedBy actor:bravo ; cg:beneficiary actor:bravo .",
        "commitment:vague a cg:Commitment ; cg:committedBy actor:league .",
        "commitment:aid a cg:Commitment ; cg:committedBy actor:ann ; cg:beneficiary actor:league .",
        "commitment:joint a cg:Commitment ; cg:committedBy actor:friends ; cg:beneficiary actor:charlie .",
    ],
    ("passage:s3-5", "Asserts"): ["commitment:loan cg:beneficiary actor:charlie ."],
    ("passage:s3-70", "Reports"): [
        "participation:one--alfa a cg:Participation ; cg:event meeting:one ; cg:participant actor:alfa .",
        "participation:one--eve a cg:Participation ; cg:event meeting:one ; cg:participant actor:eve .",
        "participation:four--alfa a cg:Participation ; cg:event meeting:four ; cg:participant actor:alfa .",
        "commitment:rumour a cg:Commitment ; cg:committedBy actor:charlie ; cg:beneficiary actor:alfa .",
        "commitment:gift a cg:Commitment ; cg:committedBy actor:alfa ; cg:beneficiary actor:charlie .",
    ],
}  # fmt: skip
DERIVED = [
    "participation:one--ann cg:represents actor:bravo .",
    "participation:one--ben cg:represents actor:charlie, actor:league .",
    "participation:one--cid cg:represents actor:charlie .",
]


def trig(passages: dict[tuple[str, str], list[str]] = PASSAGES, register: str = REGISTER) -> str:
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()]
    lines.append(register)
    for (passage, stance), facts in passages.items():
        lines += [f"{passage} a cg:Passage ; cg:stance cg:{stance} .", f"{passage} {{", *facts, "}"]
        lines += [f"{passage} a cg:AcceptedPassage .", *facts] if stance == "Asserts" else []
    lines += [*DERIVED, "rule:represents-by-post {", *DERIVED, "}"]
    return "\n".join(lines)


def store(text: str) -> Store:
    return Store.in_memory(ox.parse(text, format=ox.RdfFormat.TRIG))


@pytest.fixture(scope="module")
def invented() -> Store:
    return store(trig())


def iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def actors(graph: Any) -> set[str]:
    return {node.removeprefix(HOME + "actor/") for node in graph if node.startswith(HOME + "actor/")}


def edge(graph: Any, one: str, other: str) -> dict[str, Any]:
    data = dict(graph.edges[iri(f"actor:{one}"), iri(f"actor:{other}")])
    return {key: value.replace(HOME, "") if isinstance(value, str) else value for key, value in data.items()}


def test_actors_are_joined_once_for_each_event_they_share(invented: Store) -> None:
    graph = network.build(invented)
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


def test_what_only_a_report_says_joins_nobody_and_supports_nothing(invented: Store) -> None:
    graph = network.build(invented, "affiliation")
    assert "eve" not in actors(graph)
    assert iri("meeting:four") not in graph
    assert "s3-70" not in str(list(graph.edges(data=True)))


def test_a_stated_absence_is_never_a_participation(invented: Store) -> None:
    assert "charlie" not in actors(network.build(invented))
    assert "charlie" not in actors(network.build(invented, "affiliation", network.KINDS))


def test_one_who_took_part_alone_stands_unjoined(invented: Store) -> None:
    assert network.build(invented).degree(iri("actor:dot")) == 0


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
def test_kinds_choose_who_stands_in_a_network(invented: Store, kinds: list[str], expected: set[str]) -> None:
    graph = network.build(invented, kinds=kinds)
    assert actors(graph) == expected
    assert {kind for _, kind in graph.nodes(data="kind")} == set(kinds)
    assert graph.graph["kinds"] == " ".join(sorted(kinds))
    assert all(f"{kind}s" in graph.graph["definition"] for kind in kinds)


def test_a_represented_actor_stands_for_the_person_who_speaks_for_it(invented: Store) -> None:
    graph = network.build(invented, represented=True)
    assert actors(graph) == {"alfa", "bravo", "charlie", "league", "corps", "dot"}
    assert edge(graph, "bravo", "charlie")["passages"] == "passage/s1-10 passage/s2-20"
    assert edge(graph, "bravo", "charlie")["weight"] == 1, "two persons for charlie are one charlie"
    assert edge(graph, "league", "charlie")["weight"] == 1
    assert not list(nx.selfloop_edges(graph)), "nobody meets the actor that he represents"
    assert graph.graph["represented"] is True
    assert "counted there as that actor" in graph.graph["definition"]
    assert actors(network.build(invented, kinds=["person"], represented=True)) == {"dot"}


def test_only_persons_are_counted_as_somebody_else() -> None:
    text = trig() + "\nparticipation:two--corps cg:represents actor:charlie ."
    graph = network.build(store(text), kinds=["organisation"], represented=True)
    assert actors(graph) == {"league", "corps"}


def test_the_affiliation_network_is_bipartite(invented: Store) -> None:
    graph = network.build(invented, "affiliation", ["state"])
    assert list(graph) == [iri(name) for name in ("actor:alfa", "actor:bravo", "meeting:one", "meeting:two")]
    assert [side for _, side in graph.nodes(data="bipartite")] == [0, 0, 1, 1]
    assert [kind for _, kind in graph.nodes(data="kind")] == ["state", "state", "event", "event"]
    assert nx.bipartite.is_bipartite_node_set(graph, [iri("actor:alfa"), iri("actor:bravo")])
    assert {weight for _, _, weight in graph.edges(data="weight")} == {1}
    data = graph.edges[iri("actor:alfa"), iri("meeting:one")]
    assert data["passages"].split() == [iri("passage:s1-10"), iri("passage:s2-20")]
    assert data["events"] == iri("meeting:one")


def test_commitments_run_from_the_bound_to_the_benefiting(invented: Store) -> None:
    graph = network.build(invented, "commitment", ["state"])
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


def test_both_ends_of_a_commitment_are_of_the_kinds_asked_for(invented: Store) -> None:
    assert actors(network.build(invented, "commitment")) == {"alfa", "bravo", "charlie", "ann", "league"}
    assert actors(network.build(invented, "commitment", ["person"])) == set()
    assert actors(network.build(invented, "commitment", ["organisation"])) == set()
    assert actors(network.build(invented, "commitment", ["state", "collective"])) >= {"friends", "charlie"}


def test_a_commitment_to_nobody_is_no_arc(invented: Store) -> None:
    assert not network.build(invented, "commitment", network.KINDS).out_degree(iri("actor:league"))


def test_labels_prefer_no_language_then_english_then_what_there_is(invented: Store) -> None:
    labels = dict(network.build(invented, represented=True).nodes(data="label"))
    assert labels[iri("actor:bravo")] == "Bravo"
    assert labels[iri("actor:charlie")] == "Charlie"
    assert labels[iri("actor:dot")] == "actor:dot"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("coparticipation",), "there is no network 'coparticipation'; did you mean co-participation?"),
        (("co-participation", ["states"]), "there is no kind of actor 'states'; did you mean state?"),
        (("co-participation", []), "name any of person, state, organisation, collective"),
        (("commitment", ["state"], True), "for events, not for commitments"),
    ],
)
def test_what_cannot_be_built_is_refused_with_a_remedy(invented: Store, arguments: tuple[Any, ...], says: str) -> None:
    with pytest.raises(SelectionError) as caught:
        network.build(invented, *arguments)
    assert says in str(caught.value)


def test_a_participant_of_no_kind_is_refused_by_name() -> None:
    text = trig(register=REGISTER.replace("actor:ben a cg:Person", "actor:ben a cg:Actor"))
    with pytest.raises(GraphError, match=r"actor:ben .* make it a cg:Person"):
        network.build(store(text))


def test_a_network_of_nothing_is_empty() -> None:
    assert len(network.build(Store.in_memory([]))) == 0
