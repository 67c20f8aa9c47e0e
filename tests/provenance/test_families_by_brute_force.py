"""Test families, independent groups and corroboration of random records against connected components of networkx."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import networkx as nx
import pyoxigraph as ox
import pytest

from coalition.audit.corroboration import corroboration, summary
from coalition.namespaces import CG, DCTERMS, PROV, QUOTED, RECORD, TYPE
from coalition.provenance.families import Families
from coalition.provenance.record import STANCE, Record
from coalition.rdf.store import Store, as_quad

DERIVED, SHARES, PUBLISHED, CREDITS = (
    PROV + "wasDerivedFrom",
    CG + "sharesTextWith",
    DCTERMS + "publisher",
    CG + "credits",
)
CITES, OF, REPORTER = CG + "cites", CG + "referenceTo", CG + "reportedBy"

Ties = list[tuple[str, str, str]]


@dataclass
class RandomRecord:
    """Hold what a random record says: documents, works, ties, passages, and the facts that passages state."""

    choose: random.Random
    says: Ties = field(default_factory=list)
    stated: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        choose = self.choose
        self.documents = [f"d{n}" for n in range(choose.randint(2, 7))]
        self.works = [f"w{n}" for n in range(choose.randint(0, 3))]
        publishers = ["p", "q", "r"]
        for _ in range(choose.randint(0, 8)):
            source = choose.choice(self.documents + self.works)
            if choose.random() < 0.6:
                self.says.append((source, choose.choice([DERIVED, SHARES]), choose.choice(self.documents + self.works)))
            else:
                self.says.append((source, choose.choice([PUBLISHED, CREDITS]), choose.choice(publishers)))
        self.says += [("ref0", OF, choose.choice([*self.works, *self.documents])), ("ref0", TYPE, "Source")]
        for document in self.documents:
            for number in range(choose.randint(0, 2)):
                passage = f"{document}.{number}"
                self.says += [(passage, QUOTED, document), (passage, STANCE, CG + "Asserts")]
                if choose.random() < 0.8:
                    self.says.append((passage, TYPE, CG + "AcceptedPassage"))
                if choose.random() < 0.4:
                    self.says.append((passage, CITES, choose.choice(["ref0", *self.works, *self.documents])))
                if choose.random() < 0.4:
                    self.says.append((passage, REPORTER, choose.choice([*publishers, "anna"])))
                self.stated[passage] = [f"fact{n}" for n in range(4) if choose.random() < 0.5]

    def store(self) -> Store:
        quads = [ox.Quad(iri(s), iri(p), iri(o), ox.NamedNode(RECORD)) for s, p, o in self.says]
        quads += [
            ox.Quad(iri(d), ox.NamedNode(CG + "textDigest"), ox.Literal("1"), ox.NamedNode(RECORD))
            for d in self.documents
        ]
        for passage, facts in self.stated.items():
            quads += [as_quad(ox.Triple(iri(fact), iri("is"), iri("so")), iri(passage)) for fact in facts]
            quads.append(as_quad(ox.Triple(iri("thing"), ox.NamedNode(TYPE), iri("class")), iri(passage)))
        return Store.in_memory(quads)

    def values(self, thing: str, *words: str) -> set[str]:
        return {o for s, p, o in self.says if s == thing and p in words}

    def kin(self) -> nx.Graph:
        """Return what belongs together: linked sources, and documents with their publishers."""
        graph = nx.Graph()
        graph.add_nodes_from(self.documents)
        graph.add_edges_from((s, o) for s, p, o in self.says if p in (DERIVED, SHARES))
        graph.add_edges_from((s, o) for s, p, o in self.says if p in (PUBLISHED, CREDITS) and s in self.documents)
        return graph

    def roots(self, passage: str) -> set[str]:
        sources = self.values(passage, QUOTED)
        for cited in self.values(passage, CITES):
            sources |= self.values(cited, OF) or {cited}
        return (
            sources | self.values(passage, REPORTER) | {p for s in sources for p in self.values(s, PUBLISHED, CREDITS)}
        )

    def groups(self, passages: list[str]) -> list[list[str]]:
        kin = self.kin()
        graph = nx.Graph()
        graph.add_nodes_from(passages)
        for passage in passages:
            for root in self.roots(passage):
                whole = nx.node_connected_component(kin, root) if root in kin else {root}
                graph.add_edge(passage, frozenset(whole))
        return sorted(sorted(n for n in part if isinstance(n, str)) for part in nx.connected_components(graph))


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if ":" in name else f"http://example.org/{name}")


def local(name: str) -> str:
    return name.removeprefix("http://example.org/")


@pytest.mark.parametrize("seed", range(200))
def test_families_and_support_are_connected_components(seed: int) -> None:
    said = RandomRecord(random.Random(seed))
    record = Record(said.store())
    families = Families.from_record(record)
    kin = said.kin()
    expected = [sorted(set(part) & set(said.documents)) for part in nx.connected_components(kin)]
    found = [list(map(local, family.sources)) for family in families.families]
    assert sorted(found) == sorted(part for part in expected if part)
    for family in families.families:
        members = set(map(local, family.sources))
        # The ties alone join the family, and each leads from something in it to something that another is tied to.
        shown = nx.Graph([(local(tie.source), local(tie.to)) for tie in family.ties])
        shown.add_nodes_from(members)
        assert any(members <= part for part in nx.connected_components(shown))
        assert all(families.family(source) is family for source in family.sources)
    accepted = {s for s, p, o in said.says if p == TYPE and o == CG + "AcceptedPassage"}
    passages = defaultdict(list)
    for passage in sorted(accepted):
        for fact in said.stated[passage]:
            passages[fact].append(passage)
    supports = corroboration(record, families)
    assert {
        local(str(s.fact.subject.value)): (  # type: ignore[union-attr]
            [local(p) for p in s.passages],
            [local(d) for d in s.documents],
            sorted([local(p) for p in group.passages] for group in s.groups),
            set(map(local, s.works)),
        )
        for s in supports
    } == {
        fact: (
            where,
            sorted({passage.partition(".")[0] for passage in where}),
            said.groups(where),
            {w for p in where for cited in said.values(p, CITES) for w in said.values(cited, OF) or {cited}},
        )
        for fact, where in passages.items()
    }
    for group in (group for support in supports for group in support.groups):
        # The ties alone join the documents of a group, and each lies on a path between two of them.
        quoted = {p: p.partition(".")[0] for p in map(local, group.passages)}
        ends = [[quoted.get(end, end) for end in map(local, (tie.source, tie.to))] for tie in group.ties]
        shown = nx.Graph(ends)
        shown.add_nodes_from(quoted.values())
        assert nx.is_connected(shown)
        for one, other in ends:
            assert any(
                [one, other] in map(list, pairwise(path)) or [other, one] in map(list, pairwise(path))
                for start, end in combinations(sorted(set(quoted.values())), 2)
                for path in nx.all_simple_paths(shown, start, end)
            )
    assert summary(supports) == {
        number: sum(len(said.groups(where)) == number for where in passages.values())
        for number in sorted({len(said.groups(where)) for where in passages.values()})
    }
    assert [s.families for s in supports] == sorted((s.families for s in supports), reverse=True)


@pytest.mark.parametrize("seed", range(20))
def test_among_some_documents_the_families_are_what_is_left_of_the_whole(seed: int) -> None:
    choose = random.Random(seed)
    said = RandomRecord(choose)
    families = Families.from_record(Record(said.store()))
    some = {document for document in said.documents if choose.random() < 0.6}
    left = families.among({iri(document).value for document in some})
    expected = [[local(s) for s in family.sources if local(s) in some] for family in families.families]
    assert [list(map(local, family.sources)) for family in left.families] == [part for part in expected if part]
    ties = {(local(t.source), t.relation, local(t.to)) for family in families.families for t in family.ties}
    kept = {(local(t.source), t.relation, local(t.to)) for family in left.families for t in family.ties}
    assert kept <= ties
    assert {tie for tie in ties if tie[0] in some} <= kept
    assert not any(tie[0] in set(said.documents) - some for tie in kept)
    passages = [iri(passage).value for passage in said.stated]
    assert left.count(passages) == families.count(passages)
