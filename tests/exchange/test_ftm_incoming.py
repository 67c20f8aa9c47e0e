"""Test what is read of entities and statements of FollowTheMoney: ours come back, of others come actors and words."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox
import pytest
from exchanged import FACTS, lines

from coalition.exchange.ftm_incoming import from_entities, from_statements
from coalition.exchange.losses import Losses
from coalition.graph import Graph
from coalition.namespaces import PREFIXES, shorten

Exchanged = Callable[..., tuple[str, Losses]]


def stated(graph: Graph, stance: str = "Asserts") -> dict[str, set[ox.Triple]]:
    """Return what the passages of a stance state, by the words of the passages."""
    found = {}
    for words, own, *_ in FACTS:
        if own == stance:
            passage = f"{PREFIXES['passage']}talks-{graph.texts._read['talks.txt'].index(words)}"  # type: ignore[union-attr]
            found[words] = {quad.triple for quad in graph.store.quads(None, None, None, ox.NamedNode(passage))}
    return found


def through_the_library(text: str) -> list[dict[str, Any]]:
    """Return statements after the library has read them into entities, and written these as statements again."""
    pytest.importorskip("followthemoney", reason="followthemoney, which needs ICU, is not installed; run make ftm")
    from followthemoney.dataset import Dataset
    from followthemoney.statement import StatementEntity
    from followthemoney.statement.serialize import read_json_statements, write_statements

    by_entity: dict[str, list[Any]] = {}
    for statement in read_json_statements(io.BytesIO(text.encode())):
        by_entity.setdefault(statement.canonical_id, []).append(statement)
    dataset = Dataset.make({"name": "talks", "title": "Talks"})
    written = io.BytesIO()
    for own in by_entity.values():
        entity = StatementEntity.from_statements(dataset, own)
        write_statements(written, "json", entity.statements)
    return lines(written.getvalue().decode())


def test_statements_come_back_from_the_library_with_all_facts_that_the_form_holds(
    ostvik: Graph, exchanged: Exchanged
) -> None:
    read = from_statements(through_the_library(exchanged("ftm-statements", True)[0]))
    told = {each.words: {*each.facts} for each in read.quoted}
    assert told.keys() == {words for words, *_ in FACTS}
    for words, facts in stated(ostvik).items():
        assert told[words] == facts
    for words, stance, *_ in FACTS:
        quoted = next(each for each in read.quoted if each.words == words)
        assert quoted.stance == stance
        assert stance == "Asserts" or not quoted.facts
    # What the register states has no passage.
    assert [each.where for each in read.refused] == ["post.chair-of-the-port-league"]


def test_without_words_statements_are_refused_by_passage(exchanged: Exchanged) -> None:
    read = from_statements(lines(exchanged("ftm-statements")[0]))
    assert not read.quoted
    told = {each.where: each.why for each in read.refused}
    assert len(told) == len(read.refused)
    asserting = sum(stance == "Asserts" for _, stance, *_ in FACTS)
    assert sum("the file has no words of this passage" in why for why in told.values()) == asserting
    assert sum(why == "it quotes no words that could be looked for" for why in told.values()) == len(FACTS) - asserting


def test_actors_come_with_their_classes_and_identifiers(ostvik: Graph, exchanged: Exchanged) -> None:
    for form, reader in (("ftm", from_entities), ("ftm-statements", from_statements)):
        found = {each.ident: each for each in reader(lines(exchanged(form)[0])).actors}
        kinds = {f"actor:{name.removeprefix('actor.')}": each.kind for name, each in found.items()}
        ours = {shorten(iri): kind for iri, kind in _kinds(ostvik).items()}
        assert kinds == ours
        assert found["actor.vesterland"].iso_code == "NOR"
        assert set(found["actor.port-league"].identifiers) == {
            "http://www.wikidata.org/entity/Q1002",
            "https://search.gleif.org/#/record/5493001KJTIIGC8Y1R12",
        }
        assert found["actor.anna-holm"].aliases == ("Holm",)


def _kinds(graph: Graph) -> dict[str, str]:
    rows = graph.select(
        "SELECT ?who ?kind { GRAPH graph:register { ?who a ?kind } FILTER(STRSTARTS(STR(?who), STR(actor:))) }"
    )
    return {str(row.who): str(row.kind).rsplit("#", 1)[-1] for row in rows}


def test_entities_without_statements_do_not_say_which_passage_states_their_facts(exchanged: Exchanged) -> None:
    read = from_entities(lines(exchanged("ftm", True)[0]))
    assert {each.words for each in read.quoted} == {words for words, *_ in FACTS}
    assert not any(each.facts for each in read.quoted)
    told = {each.where for each in read.refused if "which passages state its facts" in each.why}
    assert {"meeting.ostvik-2031-06-05", "actor.nils-ek--memberOf--to--actor.port-league"} <= told


FOREIGN = [
    {"id": "d1", "schema": "Document", "properties": {"fileName": ["talks.txt"], "title": ["The Ostvik talks"]}},
    {"id": "NK-1", "schema": "Person", "properties": {"name": ["Anna Holm", "A. Holm"], "wikidataId": ["Q1001"]}},
    {"id": "NK-2", "schema": "Company", "properties": {"name": ["Dredging"], "isinCode": ["US0378331005"]}},
    {
        "id": "m1",
        "schema": "Membership",
        "properties": {
            "member": ["NK-1"], "organization": ["NK-2"], "proof": ["d1"], "summary": ["Anna Holm, chair of the Port"],
        },
    },
    {"id": "x1", "schema": "Mention", "properties": {"document": ["d1"], "name": ["Nils Ek"], "resolved": ["NK-1"]}},
    {"id": "n1", "schema": "Note", "properties": {"description": ["too short"], "entity": ["NK-1"]}},
]  # fmt: skip


def test_of_other_files_come_actors_and_the_words_that_entities_quote() -> None:
    read = from_entities(json.loads(json.dumps(FOREIGN)))
    assert [(each.name, each.kind, each.aliases) for each in read.actors] == [
        ("Anna Holm", "Person", ("A. Holm",)),
        ("Dredging", "Organisation", ()),
    ]
    by_words = {each.words: each for each in read.quoted}
    assert by_words.keys() == {"Anna Holm, chair of the Port", "Nils Ek"}
    link = by_words["Anna Holm, chair of the Port"]
    assert "talks.txt" in link.sources
    assert link.mentions == ("NK-1", "NK-2")
    assert link.notes == ("FollowTheMoney, Membership m1, summary: member Anna Holm; organization Dredging",)
    assert [each.where for each in read.refused] == ["n1"]


def test_what_has_no_such_form_is_refused_alone() -> None:
    read = from_entities([{"id": "a", "schema": "Person", "properties": 3}, *FOREIGN[1:2]])
    assert [str(each) for each in read.refused] == ["entity 1: it lacks an id, a schema or properties"]
    assert len(read.actors) == 1
    read = from_statements([{"entity_id": "a", "schema": "Person", "prop": "name", "value": 3}])
    assert [each.where for each in read.refused] == ["statement 1"]
