"""Test that things without a name are told in a sentence, and that a claim that says so finds them."""

from __future__ import annotations

import pytest
from council import MINUTES, council

from coalition import Graph
from coalition.namespaces import PREFIXES
from coalition.verdict.sentences import sentence, sentences

MORE = """graph:register {
    motion:library-grant skos:prefLabel "Money for the library" .
    actor:sapt a cg:Person ; skos:prefLabel "Sapt" .
    actor:fritz a cg:Person ; skos:prefLabel "Fritz" .
    post:clerk a cg:Post ; skos:prefLabel "Clerk" ; org:postIn actor:zenda-council .
}
PASSAGE {
    ballot:sapt a cg:Ballot ; cg:ballotIn vote:library-grant ; cg:voter actor:sapt ; cg:choice cg:InFavour .
    ballot:fritz a cg:Ballot ; cg:ballotIn vote:library-grant ; cg:voter actor:fritz ; cg:choice cg:NotVoting .
    ballot:none a cg:Ballot ; cg:ballotIn vote:library-grant ; cg:voter actor:fritz .
    participation:sapt a cg:Participation ; cg:event meeting:zenda-council-2031-05-05 ; cg:participant actor:sapt .
    participation:fritz a cg:Participation ; cg:event meeting:zenda-council-2031-05-05 ; cg:participant actor:fritz ;
        cg:role cg:ChairRole .
    membership:sapt a cg:Membership ; org:member actor:sapt ; org:organization actor:zenda-council .
    tenure:sapt a cg:Tenure ; cg:officeholder actor:sapt ; cg:post post:clerk .
}
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = council(tmp_path_factory.mktemp("sentences") / "council")
    passage = f"passage:minutes-{MINUTES.index('The minutes were')}"
    (folder / "graph" / "more.trig").write_text(MORE.replace("PASSAGE", passage), encoding="utf-8")
    return Graph.open(folder, store=folder / "snapshots")


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        ("ballot:sapt", "Sapt voted for the library"),
        ("ballot:library-grant--flavia", "Flavia voted against the library"),
        ("ballot:fritz", "Fritz did not vote on the library"),
        ("ballot:none", ""),
        ("participation:sapt", "Sapt took part in Meeting of the Council of 5 May 2031"),
        ("participation:fritz", ""),  # it says more
        ("membership:sapt", "Sapt is a member of Council of Zenda"),
        ("tenure:sapt", "Sapt holds or held the post Clerk"),
        ("actor:sapt", ""),
    ],
)
def test_what_a_thing_joins_is_said_in_a_sentence(graph: Graph, thing: str, said: str) -> None:
    prefix, _, name = thing.partition(":")
    assert sentence(PREFIXES[prefix] + name, graph.store, graph.names) == said


def test_a_ballot_is_also_told_with_the_motion(graph: Graph) -> None:
    ballot = PREFIXES["ballot"] + "library-grant--flavia"
    assert sentences(ballot, graph.store, graph.names)[1:] == ["Flavia voted against Money for the library"]


@pytest.mark.parametrize(
    ("claim", "label", "closeness"),
    [
        ("Flavia voted against the library", "Flavia voted against the library", "rephrased"),
        ("Did Flavia vote against money for the library?", "Flavia voted against the library", "rephrased"),
        ("Flavia opposed money for the library", "Flavia voted against the library", "near"),
        ("Sapt voted against money for the library", "Sapt voted for the library", "near"),
        ("Sapt belongs to the Council of Zenda", "Sapt is a member of Council of Zenda", "near"),
        ("Sapt held the post of Clerk", "Sapt holds or held the post Clerk", "near"),
        ("Rupert Hentzau moved money for the library", "Money for the library", "near"),
    ],
)
def test_who_voted_how_and_what_deliberations_tell_is_found_by_its_words(
    graph: Graph, claim: str, label: str, closeness: str
) -> None:
    found = {each.label: each.closeness for each in graph.verify(claim).matches}
    assert found.get(label) == closeness, found
