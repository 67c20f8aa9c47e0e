"""Test that proposals are placed where a text has their words, as drafts, and that what is not placed says why."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from exchanged import FACTS, TEXT, talks

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation import actors
from coalition.curation.proposals import Proposals, place, write
from coalition.exchange.incoming import FoundActor, Incoming, Quoted, Refused
from coalition.graph import Graph
from coalition.namespaces import CG, PREFIXES, SKOS
from coalition.texts.source import Texts, sha256

WORDS = "The talks may go on in Ostvik"
START = TEXT.index(WORDS)
MEMBER = ox.Triple(
    ox.NamedNode(PREFIXES["actor"] + "nils-ek"),
    ox.NamedNode(CG + "memberOf"),
    ox.NamedNode(PREFIXES["actor"] + "port-league"),
)


@pytest.fixture
def unread(tmp_path: Path) -> Root:
    """Return a root with the register and the text of the talks, and no passage."""
    return Root.open(talks(tmp_path / "unread", facts=False))


def placed(root: Root, *quoted: Quoted, actors: tuple[FoundActor, ...] = ()) -> Proposals:
    return place(root, Texts(root.sources), Incoming("tapes", [*quoted], [*actors]))


@pytest.mark.parametrize(
    ("quoted", "remark"),
    [
        (Quoted("a", WORDS), ""),
        (Quoted("a", WORDS, sources=("https://news.example/talks",)), ""),
        (Quoted("a", "“The  talks may go\non in Ostvik”"), ""),
        (Quoted("a", "The talks might go on at Ostvik"), "the text has other words"),
        (Quoted("a", start=START, end=START + len(WORDS), digest=sha256(WORDS)), ""),
    ],
)
def test_words_are_found_as_they_are_as_they_are_read_or_by_likeness(unread: Root, quoted: Quoted, remark: str) -> None:
    (found,) = placed(unread, quoted).placed
    assert TEXT[found.start : found.end].startswith(WORDS)
    assert found.passage == f"{PREFIXES['passage']}talks-{START}"
    assert found.remark.startswith(remark) and bool(found.remark) == bool(remark)


@pytest.mark.parametrize(
    ("quoted", "why"),
    [
        (Quoted("a", "Nobody in Strelsau has ever seen a horse"), "no text has these words, or any like them"),
        (Quoted("a", "Anna Holm"), "the words stand at 2 places, and nothing tells which is meant"),
        (Quoted("a", start=3, end=9, digest=sha256("other")), "no text has, at its offsets, words with its digest"),
    ],
)
def test_what_is_not_found_once_is_refused(unread: Root, quoted: Quoted, why: str) -> None:
    found = placed(unread, quoted)
    assert not found.placed
    assert [str(each) for each in found.refused] == [f"a: {why}"]


def test_words_around_a_quotation_or_its_offset_decide_between_places(unread: Root) -> None:
    second = TEXT.index("Anna Holm does not")
    by_words = placed(unread, Quoted("a", "Anna Holm", after=" does not lead"))
    by_offset = placed(unread, Quoted("a", "Anna Holm", start=second, sources=("talks",)))
    assert [each.start for found in (by_words, by_offset) for each in found.placed] == [second, second]


def test_a_draft_holds_the_facts_and_says_where_they_come_from(unread: Root) -> None:
    header = ((CG + "reading", ox.Literal("They are meant.")),)
    quoted = Quoted(
        "else:1", WORDS, facts=(MEMBER,), header=header, stance="Denies", mentions=("NK-1",), notes=("So?",)
    )
    actor = FoundActor("NK-1", "Anna Holm", "Person")
    found = placed(unread, quoted, actors=(actor,))
    assert found.known == {"NK-1": PREFIXES["actor"] + "anna-holm"}
    assert not found.refused
    (path,) = write(unread, found)
    files = FactFiles.load(unread)
    passage = f"{PREFIXES['passage']}talks-{START}"
    assert files.drafted() == {passage}
    assert files.one(passage, CG + "reading") == "They are meant."
    own = [quad for quad in files.quads() if quad.graph_name == ox.NamedNode(passage)]
    assert MEMBER in {quad.triple for quad in own}
    notes = {str(quad.object)[1:-1] for quad in own if quad.predicate.value == SKOS + "note"}
    assert notes == {"Proposed from else:1.", "Proposed stance: cg:Denies.", "So?"}
    mentioned = [quad.object for quad in own if quad.predicate.value == CG + "mentions"]
    assert mentioned == [ox.NamedNode(PREFIXES["actor"] + "anna-holm")]
    assert path.name == "talks.trig"
    again = placed(unread, quoted)
    assert [str(each) for each in again.refused] == [f"else:1: passage:talks-{START} has these words already"]


def test_nothing_of_a_draft_is_accepted(unread: Root, tmp_path: Path) -> None:
    write(unread, placed(unread, Quoted("a", WORDS, facts=(MEMBER,))))
    graph = Graph.open(unread.graph.parent, store=tmp_path / "snapshots")
    assert graph.snapshot.counts["drafted passages"] == 1
    assert not list(graph.store.quads(MEMBER.subject, MEMBER.predicate, MEMBER.object))


def test_passages_that_begin_together_get_names_of_their_own(unread: Root) -> None:
    found = placed(unread, Quoted("a", WORDS), Quoted("b", WORDS[:9] + WORDS[9:16]))
    names = [each.passage for each in found.placed]
    assert len({*names}) == 2
    assert write(unread, found)


def test_a_fact_about_an_actor_that_the_register_lacks_waits_for_the_actor(tmp_path: Path) -> None:
    root = Root.open(talks(tmp_path / "bare", facts=False, register=False))
    quoted, actor = Quoted("a", WORDS, facts=(MEMBER,)), FoundActor("actor.nils-ek", "Nils Ek", "Person")
    league = FoundActor("actor.port-league", "Port League", "Organisation", identifiers=("Wikidata:Q1002",))
    found = placed(root, quoted, actors=(actor, league))
    assert "the register has no actor:nils-ek; add it first" in str(found.refused[0])
    table = tmp_path / "actors.csv"
    with table.open("w", encoding="utf-8") as file:
        found.write_actors(file)
    actors.add(root, actors.read_table(table))
    after = placed(root, quoted, actors=(actor, league))
    assert not after.refused and not after.actors
    assert MEMBER in {quad.triple for each in after.placed for quad in each.quads}


@pytest.mark.parametrize(
    ("actor", "known"),
    [
        (FoundActor("actor.bo-lee", "Someone", "Person"), "bo-lee"),
        (FoundActor("x", "Someone", "Person", identifiers=("http://www.wikidata.org/entity/Q1001",)), "anna-holm"),
        (FoundActor("x", "holm", "Person"), "anna-holm"),
        (FoundActor("x", "Someone", "Person"), ""),
    ],
)
def test_an_actor_is_known_by_id_identifier_or_name(unread: Root, actor: FoundActor, known: str) -> None:
    found = placed(unread, actors=(actor,))
    assert found.known == ({actor.ident: PREFIXES["actor"] + known} if known else {})
    assert bool(found.actors) != bool(known)


def test_a_table_of_actors_is_one_that_can_be_added() -> None:
    output = io.StringIO()
    Proposals("", actors=[FoundActor("NK-1", "Anna\nHolm", "", ("A", "B"), note="x")]).write_actors(output)
    (row,) = csv.DictReader(io.StringIO(output.getvalue()))
    assert tuple(row) == actors.COLUMNS
    assert (row["name"], row["aliases"], row["kind"], row["actor"]) == ("Anna Holm", "A; B", "", "")


@pytest.mark.parametrize("form", ["annotations", "ftm-statements"])
def test_our_export_comes_back_into_the_texts(form: str, unread: Root, tmp_path: Path) -> None:
    from coalition.exchange.reading import read

    graph = Graph.open(talks(tmp_path / "talks"), store=tmp_path / "snapshots")
    (tmp_path / "file").write_text(graph.exchange(form, words=True)[0], encoding="utf-8")
    found = place(unread, Texts(unread.sources), read(tmp_path / "file"))
    assert {(each.start, each.words) for each in found.placed} == {(TEXT.index(words), words) for words, *_ in FACTS}
    assert not any(each.remark for each in found.placed)
    kept = {each.start: {quad.triple for quad in each.quads} for each in found.placed}
    for words, stance, *_ in FACTS:
        passage = ox.NamedNode(f"{PREFIXES['passage']}talks-{TEXT.index(words)}")
        own = {quad.triple for quad in graph.store.quads(None, None, None, passage)}
        lost = own - kept[TEXT.index(words)]
        assert lost == (own if form == "ftm-statements" and stance != "Asserts" else set())


def test_what_was_found_is_told(unread: Root) -> None:
    found = placed(unread, Quoted("a", WORDS), Quoted("b", "Anna Holm"))
    found.refused.append(Refused("c", "it is blank"))
    told = "\n".join(found.summary())
    assert told.startswith("tapes: 1 passages drafted, 2 proposals not placed\n")
    assert "not placed: c: it is blank" in told
    data = json.loads(json.dumps(found.to_dict()))
    assert data["placed"][0]["start"] == START
    assert data["refused"][1] == {"from": "c", "why": "it is blank"}
    assert "cg:Drafted" in found.trig()


@pytest.mark.parametrize("form", ["annotations", "ftm-statements"])
def test_a_graph_with_a_base_of_its_own_is_written_and_read_by_its_own_names(form: str, tmp_path: Path) -> None:
    from coalition.exchange.reading import read

    folders = [talks(tmp_path / "talks"), talks(tmp_path / "unread", facts=False)]
    for folder in folders:
        (folder / "coalition.toml").write_text('base = "https://ostvik.example/"\n', encoding="utf-8")
    graph = Graph.open(folders[0], store=tmp_path / "snapshots")
    (tmp_path / "file").write_text(graph.exchange(form, words=True)[0], encoding="utf-8")
    root = Root.open(folders[1])
    with root.namespaces.used():
        found = place(root, Texts(root.sources), read(tmp_path / "file"))
    facts = {
        str(quad.subject) for each in found.placed for quad in each.quads if quad.predicate.value == CG + "memberOf"
    }
    assert "<https://ostvik.example/actor/nils-ek>" in facts
    assert len(found.placed) == len(FACTS)
