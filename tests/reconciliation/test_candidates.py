"""Test that names find what they mean, that scores are explained, and that nothing is taken for sure that is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reconciled import candidates, ids, told

from coalition.graph import Graph
from coalition.namespaces import HOME
from coalition.reconciliation.candidates import FEATURES


def features(candidate: dict[str, Any]) -> dict[str, Any]:
    return {each["id"]: each["value"] for each in candidate["features"]}


def conditions(graph: Graph, *conditions: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    """Return the candidates for a query of version 1.0."""
    found = told(graph, "match", "1.0", {"queries": [{"conditions": list(conditions), **query}]})
    result: list[dict[str, Any]] = found["results"][0]["candidates"]
    return result


def property(id: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"matchType": "property", "propertyId": id, "propertyValue": value, **more}


def name(value: str) -> dict[str, Any]:
    return {"matchType": "name", "propertyValue": value}


@pytest.mark.parametrize("typed", ["Rudolf Elphberg", "rudolf  elphberg", "Rudolf"])
def test_a_label_or_an_alias_of_one_thing_alone_is_sure(graph: Graph, typed: str) -> None:
    first, *_ = candidates(graph, typed)
    assert (first["id"], first["name"], first["score"], first["match"]) == (
        "actor/rudolf",
        "Rudolf Elphberg",
        100,
        True,
    )
    assert first["description"] == "person; also Rudolf, the King"
    assert [each["id"] for each in first["type"]] == ["Person", "Actor"]
    assert features(first)["name_exact"] is True


def test_a_name_that_could_mean_something_else_is_sure_only_of_a_type(graph: Graph) -> None:
    assert [each["match"] for each in candidates(graph, "the King")[:2]] == [False, False]  # or the post, king
    assert candidates(graph, "the King", type="Person")[0]["match"] is True


@pytest.mark.parametrize("typed", ["actor/rudolf", "actor:rudolf", HOME + "actor/rudolf"])
def test_an_identifier_is_sure(graph: Graph, typed: str) -> None:
    first, *others = candidates(graph, typed)
    assert (first["id"], first["score"], first["match"]) == ("actor/rudolf", 100, True)
    assert features(first)["identifier"] is True
    assert not any(each["match"] for each in others)


@pytest.mark.parametrize("typed", ["Elphberg", "Rudolph Elphberg", "Rúdolf", "King of Ruritania Rudolf", "Queen"])
def test_another_form_of_a_name_is_a_candidate_and_never_sure(graph: Graph, typed: str) -> None:
    found = candidates(graph, typed)
    assert {"actor/rudolf", "actor/flavia"} & set(ids(found))
    assert not any(each["match"] for each in found)
    assert all(0 < each["score"] < 100 for each in found)


def test_a_part_of_a_name_finds_all_that_have_it(graph: Graph) -> None:
    found = candidates(graph, "Strelsau")
    assert ids(found)[0] == "place/strelsau"
    assert {"meeting/strelsau-1894-05-03", "actor/gazette"} <= set(ids(found))
    assert found == sorted(found, key=lambda each: -each["score"])


def test_a_name_without_its_accents_is_a_candidate_and_not_sure(published: Graph) -> None:
    (first, *_) = candidates(published, "Visegrad 24")
    assert (first["id"], first["score"], first["match"]) == ("actor/visegrad-24", 95, False)
    assert features(first)["name_without_accents"] is True
    assert features(first)["name_exact"] is False


def test_a_name_of_two_things_is_sure_of_neither_but_of_the_one_of_a_type(folder: Path, tmp_path: Path) -> None:
    register = folder / "graph" / "register.trig"
    text = register.read_text(encoding="utf-8")
    twin = 'place:rudolf-town a cg:Place ; skos:prefLabel "Rudolf" .\n    actor:rudolf'
    register.write_text(text.replace("actor:rudolf", twin, 1), encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "store")
    both = candidates(graph, "Rudolf")
    assert {each["id"]: (each["score"], each["match"]) for each in both[:2]} == {
        "actor/rudolf": (100, False),
        "place/rudolf-town": (100, False),
    }
    (one, *_) = candidates(graph, "Rudolf", type="Person")
    assert (one["id"], one["match"]) == ("actor/rudolf", True)


def test_a_hidden_name_makes_another_name_unsure_and_is_never_shown(folder: Path, tmp_path: Path) -> None:
    register = folder / "graph" / "register.trig"
    text = register.read_text(encoding="utf-8")
    text = text.replace('"Flavia of Ruritania"', '"Flavia of Ruritania" ; skos:hiddenLabel "Rudolf", "Redhead"')
    register.write_text(text, encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "store")
    found = candidates(graph, "Redhead")
    assert [(each["id"], each["score"], each["match"]) for each in found] == [("actor/flavia", 90, False)]
    assert "Redhead" not in str(found)
    assert [(each["id"], each["match"]) for each in candidates(graph, "Rudolf")[:2]] == [
        ("actor/rudolf", False),
        ("actor/flavia", False),
    ]


def test_a_name_that_is_also_that_of_a_state_which_is_not_there_is_not_sure(folder: Path, tmp_path: Path) -> None:
    register = folder / "graph" / "register.trig"
    text = register.read_text(encoding="utf-8").replace('"Flavia of Ruritania"', '"Chad"')
    register.write_text(text, encoding="utf-8")
    graph = Graph.open(folder, store=tmp_path / "store")
    (first, *_) = candidates(graph, "Chad")
    assert (first["id"], first["score"], first["match"]) == ("actor/flavia", 100, False)
    assert candidates(graph, "Chad", type="Person")[0]["match"] is True


def test_states_are_found_by_their_codes_and_other_names(published: Graph) -> None:
    for typed in ("PRT", "the Portuguese Republic"):
        (first, *_) = candidates(published, typed)
        assert (first["id"], first["match"]) == ("actor/portugal", False)
        assert features(first)["name_other_form"] is True


def test_candidates_have_a_type_that_is_asked_for(graph: Graph) -> None:
    assert {each["type"][0]["id"] for each in candidates(graph, "Ruritania", type="Person")} == {"Person"}
    assert ids(candidates(graph, "Rudolf", type=["State", "Person"])) == ["actor/rudolf"]
    assert candidates(graph, "Rudolf", type=["State", "Person"], type_strict="all") == []
    assert candidates(graph, "Rudolf", type=["Actor", "Person"], type_strict="all")[0]["match"] is True
    for strict in ("any", "all"):
        assert candidates(graph, "Rudolf", type="Nothing", type_strict=strict) == []


def test_a_type_that_things_only_should_have_lowers_the_score_of_others(graph: Graph) -> None:
    (first, *_) = candidates(graph, "Rudolf", type="State", type_strict="should")
    assert (first["id"], first["score"], first["match"]) == ("actor/rudolf", 80, False)
    assert features(first)["type_match"] is False
    assert candidates(graph, "actor/rudolf", type="State", type_strict="should")[0]["match"] is False
    (first, *_) = candidates(graph, "Rudolf", type="Nothing", type_strict="should")
    assert (first["score"], first["match"]) == (80, False)
    (first, *_) = candidates(graph, "Rudolf", type="Person", type_strict="should")
    assert (first["score"], first["match"]) == (100, True)


def test_conditions_on_properties_lower_the_score_where_facts_do_not_fit(graph: Graph) -> None:
    def scores(*wanted: dict[str, Any]) -> tuple[float, bool]:
        first, *_ = conditions(graph, name("Rudolf"), *wanted)
        assert first["id"] == "actor/rudolf"
        return first["score"], first["match"]

    fits, fails = property("org:holds", "King of Ruritania"), property("org:holds", "Queen")
    assert scores(fits) == (100, True)
    assert scores(fails) == (70, False)
    assert scores(fits, fails) == (85, False)
    assert scores(property("org:holds", {"id": "post/king"})) == (100, True)
    assert scores(property("org:holds", ["Queen", "king of ruritania"])) == (100, True)
    assert scores(property("org:holds", ["Queen", "King of Ruritania"], matchQuantifier="all")) == (70, False)
    assert scores(property("org:holds", "Queen", matchQuantifier="none")) == (100, True)
    assert scores(property("nothing", "x")) == (70, False)
    assert scores(property("org:holds", "King*", matchQualifier="WildcardMatch")) == (70, False)
    assert conditions(graph, name("Rudolf"), property("org:holds", "Queen", required=True)) == []


def test_conditions_alone_find_what_accepted_facts_fit_and_make_nothing_sure(graph: Graph) -> None:
    (found,) = conditions(graph, property("committedBy", "Ruritania"))
    assert (found["id"], found["score"], found["match"]) == ("commitment/crowns", 100, False)
    assert conditions(graph, property("committedBy", "Ruritania", matchQuantifier="none")) == []
    assert conditions(graph, property("holder", "Graustark")) == []  # which a passage only reports
    assert ids(conditions(graph, property("date", "1894-05-03"))) == ["meeting/strelsau-1894-05-03"]
    assert conditions(graph, property("committedBy", "Ruritania"), type="Person") == []


def test_numbers_are_compared_by_value(published: Graph) -> None:
    found = [ids(conditions(published, property("ordinal", value))) for value in (5, "5", 5.0, "5.00", " 05 ")]
    assert found[0] == ["meeting/kyiv-2025-05-10"]
    assert all(each == found[0] for each in found)
    assert conditions(published, property("ordinal", "NaN")) == conditions(published, property("ordinal", "x")) == []


def test_a_slip_of_the_pen_costs_little_and_another_name_much(published: Graph) -> None:
    (slip, *_) = candidates(published, "Emanuel Macron", type="Person")
    assert (slip["id"], slip["match"]) == ("actor/emmanuel-macron", False)
    assert 75 < slip["score"] < 85
    assert all(each["score"] < 40 for each in candidates(published, "Georgia", type="Person"))


def test_an_identifier_can_be_asked_for_as_such(graph: Graph) -> None:
    asked = {"matchType": "id", "propertyValue": "actor/rudolf"}
    (found,) = conditions(graph, asked)
    assert (found["id"], found["score"], found["match"]) == ("actor/rudolf", 100, True)
    assert conditions(graph, asked, name("Flavia of Ruritania"))[0]["match"] is False
    assert conditions(graph, {"matchType": "id", "propertyValue": "actor/nobody"}) == []
    two = conditions(graph, {"matchType": "id", "propertyValue": ["actor/rudolf", "actor/flavia"]})
    assert [(each["score"], each["match"]) for each in two] == [(100, False), (100, False)]


def test_what_is_only_reported_fits_no_condition(with_position: Graph) -> None:
    first, *_ = conditions(with_position, name("The horses"), property("content", "Horses are needed."))
    assert (first["id"], first["score"], first["match"]) == ("position/graustark-horses", 70, False)


def test_of_several_names_the_best_counts_and_only_a_thing_that_has_all_is_sure(graph: Graph) -> None:
    (both,) = conditions(graph, {"matchType": "name", "propertyValue": ["Rudolf", "Rudolf Elphberg"]}, limit=1)
    assert both["match"] is True
    found = conditions(graph, {"matchType": "name", "propertyValue": ["Rudolf", "Flavia of Ruritania"]})
    assert {each["id"]: each["score"] for each in found[:2]} == {"actor/flavia": 100, "actor/rudolf": 100}
    assert not any(each["match"] for each in found)


@pytest.mark.parametrize(
    "typed", ["", " ", "%", "?", '"', "-", "*", "OR", "-Rudolf", '"Rudolf', "x" * 500, "a " * 250, "\x00", "‮", "😀"]
)
def test_whatever_is_typed_is_answered(graph: Graph, typed: str) -> None:
    found = conditions(graph, name(typed))
    assert not any(each["match"] for each in found)


def test_each_feature_is_told_in_words_and_no_other(graph: Graph) -> None:
    (first, *_) = candidates(
        graph, "Rudolf", type="Person", properties=[{"pid": "org:holds", "v": "King of Ruritania"}]
    )
    assert [each["id"] for each in first["features"]] == [*FEATURES, "condition_1"]
    assert all(each["name"] for each in first["features"])


def test_a_limit_keeps_the_best_candidates(graph: Graph) -> None:
    everything = candidates(graph, "Strelsau", limit=100)
    assert len(everything) > 2
    assert candidates(graph, "Strelsau", limit=2) == everything[:2]


def test_every_name_of_the_published_graph_finds_its_thing(published: Graph) -> None:
    things = {thing: names for kind in ("Actor", "Event") for thing, names in published.names.things(kind).items()}
    for thing, names in list(things.items())[::7]:
        for typed in sorted(names)[:2]:
            found = candidates(published, typed, limit=50)
            own = next(each for each in found if each["id"] == thing.removeprefix(HOME))
            assert own["score"] == 100
            sure = [each["id"] for each in found if each["match"]]
            assert sure in ([], [own["id"]])
