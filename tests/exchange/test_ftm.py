"""Test that what is written for FollowTheMoney is what its library would write, and tells no claim as a fact."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from exchanged import TEXT, UNPLAIN, lines

from coalition.exchange.losses import Losses
from coalition.graph import Graph
from coalition.namespaces import PREFIXES, REGISTER

Exchanged = Callable[..., tuple[str, Losses]]


def entities(text: str) -> dict[str, dict[str, Any]]:
    found = {each["id"]: each for each in lines(text)}
    assert len(found) == len(lines(text))
    return found


def test_each_thing_has_the_schema_of_its_class_and_what_it_is_called_elsewhere(exchanged: Exchanged) -> None:
    found = entities(exchanged("ftm")[0])
    told = {name: each["schema"] for name, each in found.items() if name.startswith(("actor.", "post.", "meeting."))}
    assert {name: schema for name, schema in told.items() if "--" not in name} == {
        "actor.anna-holm": "Person",
        "actor.bo-lee": "Person",
        "actor.nils-ek": "Person",
        "actor.vesterland": "PublicBody",
        "actor.port-league": "Organization",
        "actor.pilots-guild": "Company",  # which has an ISIN
        "actor.envoys": "Organization",
        "post.chair-of-the-port-league": "Position",
        "meeting.ostvik-2031-06-05": "Event",
    }
    of = {name: each["properties"] for name, each in found.items()}
    assert of["actor.anna-holm"] == {"alias": ["Holm"], "name": ["Anna Holm"], "wikidataId": ["Q1001"]}
    assert of["actor.vesterland"]["country"] == ["no"]
    assert of["actor.vesterland"]["wikipediaUrl"] == ["https://en.wikipedia.org/wiki/Vesterland"]
    assert of["actor.port-league"]["leiCode"] == ["5493001KJTIIGC8Y1R12"]
    assert of["actor.pilots-guild"]["isinCode"] == ["US0378331005"]
    assert of["actor.envoys"]["classification"] == ["Collective"]
    assert of["post.chair-of-the-port-league"]["organization"] == ["actor.port-league"]


def test_what_is_asserted_links_entities_and_names_its_document(exchanged: Exchanged) -> None:
    found = entities(exchanged("ftm")[0])
    of = {name: each["properties"] for name, each in found.items() if "--" in name}
    assert of == {
        "actor.anna-holm--holds--to--post.chair-of-the-port-league": {
            "holder": ["actor.anna-holm"],
            "post": ["post.chair-of-the-port-league"],
            "proof": ["source.talks"],
        },
        "actor.nils-ek--memberOf--to--actor.port-league": {
            "member": ["actor.nils-ek"],
            "organization": ["actor.port-league"],
            "proof": ["source.talks"],
        },
        "meeting.ostvik-2031-06-05--host--to--actor.anna-holm": {
            "subject": ["actor.anna-holm"],
            "object": ["meeting.ostvik-2031-06-05"],
            "role": ["host"],
            "proof": ["source.talks"],
        },
        "participation.ostvik-2031-06-05--anna-holm--role--to--HostRole": {
            "subject": ["actor.anna-holm"],
            "object": ["meeting.ostvik-2031-06-05"],
            "role": ["host"],
            "proof": ["source.talks"],
        },
        "participation.ostvik-2031-06-05--nils-ek--onBehalfOf--to--actor.vesterland": {
            "agent": ["actor.nils-ek"],
            "client": ["actor.vesterland"],
            "description": ["Ostvik talks"],
            "proof": ["source.talks"],
        },
    }
    event = found["meeting.ostvik-2031-06-05"]["properties"]
    assert sorted(event["involved"]) == ["actor.anna-holm", "actor.nils-ek"]
    assert event["date"] == ["2031-06-05"]
    document = found["source.talks"]["properties"]
    assert (document["language"], document["publishedAt"]) == (["eng"], ["2031-06-06"])


def test_no_claim_that_is_not_asserted_is_told_as_a_fact(exchanged: Exchanged) -> None:
    for form in ("ftm", "ftm-statements"):
        text, losses = exchanged(form)
        assert not any(f"{mark}--to--" in text for mark in ("actor.vesterland--memberOf", "ledBy", "bo-lee--memberOf"))
        assert "addressEntity" not in text
        whys = {why: count for (_, why), count in losses.lost.items() if "states no plain fact" in why}
        assert whys == {f"a passage that {stance.lower()} states no plain fact": 1 for stance in UNPLAIN}


def test_each_passage_is_a_note_with_its_stance_and_its_words_only_if_they_are_asked_for(exchanged: Exchanged) -> None:
    start = TEXT.index("Anna Holm does not lead")
    note = entities(exchanged("ftm")[0])[f"passage.talks-{start}"]
    assert note["properties"]["keywords"] == ["Denies"]
    assert note["properties"]["entity"] == ["actor.pilots-guild", "actor.anna-holm"]
    assert "does not lead" not in exchanged("ftm")[0] + exchanged("ftm-statements")[0]
    with_words = entities(exchanged("ftm", True)[0])[f"passage.talks-{start}"]
    assert with_words["properties"]["description"] == ["Anna Holm does not lead the Pilots' Guild"]


def test_a_statement_names_its_passages_as_origin_and_its_source_as_dataset(exchanged: Exchanged) -> None:
    statements = lines(exchanged("ftm-statements")[0])
    start = TEXT.index("The envoy joined")
    edge = "actor.nils-ek--memberOf--to--actor.port-league"
    own = {each["prop"]: each for each in statements if each["entity_id"] == edge}
    assert own.keys() == {"member", "organization", "proof"}
    assert {(each["dataset"], each["origin"]) for each in own.values()} == {
        ("talks", f"{PREFIXES['passage']}talks-{start}")
    }
    names = [each for each in statements if each["prop"] == "name" and each["entity_id"] == "actor.anna-holm"]
    assert [(each["dataset"], each["origin"]) for each in names] == [("register", REGISTER)]


@pytest.mark.parametrize("name", ["ostvik", "published"])
def test_the_library_reads_the_entities_and_changes_nothing(name: str, request: pytest.FixtureRequest) -> None:
    ftm = pytest.importorskip(
        "followthemoney", reason="followthemoney, which needs ICU, is not installed; run make ftm"
    )
    graph: Graph = request.getfixturevalue(name)
    own = entities(graph.exchange("ftm")[0])
    for data in own.values():
        cleaned = ftm.model.get_proxy(data, cleaned=False)
        cleaned.schema.validate(data)
        properties = {prop: sorted(values) for prop, values in data["properties"].items()}
        assert {prop: sorted(values) for prop, values in cleaned.to_dict()["properties"].items()} == properties
        for prop, value in cleaned.itervalues():
            if prop.type.name == "entity":
                there = ftm.model.get(own[value]["schema"])
                assert there.is_a(prop.range), (data["id"], prop.name, value)
        ends = {cleaned.schema.edge_source, cleaned.schema.edge_target} - {None}
        assert ends <= {*properties}


def test_the_library_reads_the_statements_and_gives_them_the_same_ids(published: Graph) -> None:
    pytest.importorskip("followthemoney", reason="followthemoney, which needs ICU, is not installed; run make ftm")
    from followthemoney.statement.serialize import read_json_statements

    text, _ = published.exchange("ftm-statements")
    statements = list(read_json_statements(io.BytesIO(text.encode())))
    assert len(statements) == len(text.splitlines()) == len({each.id for each in statements})
    assert all(each.id == each.generate_key() for each in statements)
    assert [each.to_dict() for each in statements] == lines(text)
