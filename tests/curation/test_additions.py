"""Test that what the register lacks of its actors is proposed with reasons, and added only by a table."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoint import Answer, endpoint
from serving import Server, serving

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation import actors, additions
from coalition.curation.actors import NewActor, RegisteredActor
from coalition.curation.additions import Proposed, from_countries, from_service, from_table, languages_of, update
from coalition.errors import ParameterError, StoreError
from coalition.namespaces import PREFIXES
from coalition.remote.client import Client, Limits

ACTOR = PREFIXES["actor"]
UKRAINE = RegisteredActor(ACTOR + "ukraine", "Ukraine", "State")
FRANCE = RegisteredActor(ACTOR + "france", "France", "State", ("Frankreich",), iso_code="FRA")
SAPT = RegisteredActor(ACTOR + "sapt", "Colonel Sapt", "Person")
NAMELESS = RegisteredActor(ACTOR + "x", "Atlantis", "State")


def told(proposals: Iterator[Proposed]) -> list[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    return [(each.more.actor, each.more.aliases, each.more.identifiers, each.more.iso_code) for each in proposals]


def test_states_get_codes_and_names_in_the_languages_of_the_texts(root: Root) -> None:
    assert languages_of(FactFiles.load(root)) == ["en"]
    found = told(from_countries([UKRAINE, FRANCE, SAPT, NAMELESS], ["uk", "de", "fr"]))
    assert found == [
        ("ukraine", (), (), "UKR"),
        ("ukraine", ("Україна",), (), ""),
        ("france", ("Франція",), (), ""),  # but neither Frankreich nor France, which it is called already
    ]
    with pytest.raises(ParameterError, match="there is no language xx-nowhere; write a code of ISO 639"):
        list(from_countries([FRANCE], ["xx-nowhere"]))


def test_a_table_proposes_for_the_same_name_and_for_one_that_is_spelled_alike() -> None:
    table = [
        NewActor("FRANCE", "State", (), ("Q142",)),
        NewActor("Colonel Zapt", "", ("Old Sapt",), ("Q84",)),
        NewActor("Ukraine", "Organisation", (), ("Q1",)),  # which is none of ours
        NewActor("Rupert", "Person", (), ("Q2",)),
    ]
    found = {each.more.actor: each for each in from_table([UKRAINE, FRANCE, SAPT], table)}
    assert found.keys() == {"france", "sapt"}
    wikidata = "http://www.wikidata.org/entity/"
    assert (found["france"].more.identifiers, found["france"].score) == ((wikidata + "Q142",), 100)
    assert found["sapt"].more.aliases == ("Colonel Zapt", "Old Sapt")
    assert 88 <= found["sapt"].score < 100 and "spelled alike" in found["sapt"].reason


def test_nothing_is_proposed_that_the_register_has() -> None:
    known = RegisteredActor(FRANCE.iri, "France", "State", identifiers=("http://www.wikidata.org/entity/Q142",))
    assert list(from_table([known], [NewActor("France", "State", (), ("Q142",))])) == []
    assert list(from_table([known], [])) == []


@pytest.fixture(scope="module")
def service(published_store: Path) -> Iterator[Server]:
    with serving(published_store) as server:
        yield server


def test_a_service_for_openrefine_proposes_identifiers(service: Server) -> None:
    client = Client(f"{service.url}/reconcile/0.2", Limits(tries=0))
    known = RegisteredActor(ACTOR + "kings", "Keir Starmer", "Person", identifiers=("http://x.example/1",))
    some = [RegisteredActor(f"{ACTOR}a{number}", "Keir Starmer", "Person") for number in range(25)]
    found = list(from_service([known, *some], client))
    assert {each.more.actor for each in found} == {f"a{number}" for number in range(25)}  # in two requests
    best = found[0]
    assert best.more.identifiers == (ACTOR + "keir-starmer",)
    assert best.reason == "Keir Starmer, which the service takes for the same"


LIES: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"<html>", "its answer is no object of JSON"),
    "a list": (b"[]", "its answer is no object of JSON"),
    "no result of the API": (b'{"q0": {"result": [{"id": "Q1"}]}}', "is none of the reconciliation API"),
    "a result that is a text": (b'{"q0": "Q1"}', "is none of the reconciliation API"),
    "an identifier that is none": (
        b'{"q0": {"result": [{"id": "1 2", "name": "x", "score": 7}]}}',
        "is none of the reconciliation API",
    ),
}


@pytest.mark.parametrize(("body", "message"), LIES.values(), ids=LIES)
def test_a_service_that_lies_is_told_in_one_line(body: bytes, message: str) -> None:
    with endpoint(lie=lambda *_: Answer(body, "application/json")) as served, pytest.raises(StoreError) as fault:
        list(from_service([SAPT], Client(served.url, Limits(tries=0))))
    assert message in str(fault.value) and "\n" not in str(fault.value)


def test_wikidata_is_asked_by_its_own_types() -> None:
    def answer(_right: object, form: dict[str, list[str]], _headers: object) -> Answer:
        if not form:
            return Answer(json.dumps({"identifierSpace": "http://www.wikidata.org/entity/"}).encode(), "text/json")
        found = {"result": [{"id": "Q84", "name": "Sapt\n", "score": 250, "match": False}]}
        return Answer(json.dumps(dict.fromkeys(json.loads(form["queries"][0]), found)).encode(), "text/json")

    force = RegisteredActor(ACTOR + "guard", "The Guard", "Force")
    with endpoint(lie=answer) as served:
        (found,) = from_service([SAPT, force], Client(served.url))
        (asked,) = (json.loads(form["queries"][0]) for form in served.asked if form)
    assert asked == {"q0": {"query": "Colonel Sapt", "limit": 3, "type": "Q5"}}
    assert (found.more.identifiers, found.score) == (("http://www.wikidata.org/entity/Q84",), 100)
    assert found.reason == "Sapt, one of several"


def test_a_table_of_proposals_is_added_and_adds_nothing_twice(root: Root, tmp_path: Path) -> None:
    output = io.StringIO()
    more = NewActor("Rudolf", "Person", ("Rudi", "Rudolf"), ("Q84",), note="He plays.", actor="rudolf")
    assert additions.write_proposed([Proposed(more, 91.6, "spelled alike, so")], output) == 1
    path = tmp_path / "proposals.csv"
    path.write_text(output.getvalue(), encoding="utf-8")
    assert update(root, actors.read_table(path)) == {"actor:rudolf": 3}
    found = {each.iri: each for each in actors.registered(FactFiles.load(root))}[ACTOR + "rudolf"]
    assert "Rudi" in found.aliases and "He plays." in found.notes
    assert found.identifiers == ("http://www.wikidata.org/entity/Q84",)
    assert update(root, actors.read_table(path)) == {}


WRONG = {
    "nobody": (NewActor("Rupert", "Person"), "there is no actor called Rupert"),
    "no such short name": (NewActor("Rudolf", "Person", actor="rupert"), "there is no actor rupert"),
    "another kind": (NewActor("Rudolf", "State"), "actor:rudolf is a Person, and no State"),
    "a name of another": (NewActor("Rudolf", "Person", ("Graustark",)), "Graustark is already a name of"),
    "no identifier": (NewActor("Rudolf", "Person", (), ("84",)), "84 is no identifier"),
}


@pytest.mark.parametrize(("row", "message"), WRONG.values(), ids=WRONG)
def test_a_row_that_is_wrong_changes_nothing(root: Root, row: NewActor, message: str) -> None:
    before = {path: path.read_bytes() for path in root.graph.iterdir()}
    with pytest.raises(ParameterError, match=message):
        update(root, [NewActor("Graustark", "State", ("The mountains",)), row])
    assert {path: path.read_bytes() for path in root.graph.iterdir()} == before


def test_a_code_is_added_once(root: Root) -> None:
    with pytest.raises(ParameterError, match="gets several codes"):
        update(root, [NewActor("Graustark", "", iso_code="AUT"), NewActor("Graustark", "", iso_code="ITA")])
    assert update(root, [NewActor("Graustark", "", iso_code="AUT")]) == {"actor:graustark": 1}
    with pytest.raises(ParameterError, match="has the code AUT"):
        update(root, [NewActor("Graustark", "", iso_code="ITA")])
