"""Test that the tools of assistants answer in few tokens, and that no fact comes without its passages."""

from __future__ import annotations

import io
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from assisted import asked, passages, raw, rests, told
from invented_corpus import Invented
from ruritania import TEXT

from coalition.assistants.citing import short
from coalition.assistants.describe import TOOLS
from coalition.assistants.fitting import BUDGET
from coalition.assistants.tools import ANSWERS, INTERNAL, RESOURCE, answer, uri_of
from coalition.audit import conflicts
from coalition.errors import CoalitionError, NotFoundError, ParameterError, SelectionError
from coalition.graph import Graph
from coalition.namespaces import CG, HOME, TYPE
from coalition.network.measures import MEASURES


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the queries of conflicts once for all things, which take most of the time."""
    monkeypatch.setattr(conflicts, "_pairs", cache(conflicts._pairs))


MISSILES = "UK export finance for air defence missiles"


def small(graph: Graph, tool: str, **arguments: Any) -> dict[str, Any]:
    """Return an answer, and check that it is small and rests on passages."""
    answered = raw(graph, tool, **arguments)
    assert len(answered) <= BUDGET, (tool, arguments, len(answered))
    found: dict[str, Any] = json.loads(answered)
    rests(graph, found)
    assert found.get("found", True) or found["because"]
    return found


# Size, and what facts rest on


@pytest.mark.parametrize("kind", ["Actor", "Event", "Commitment", "Plan", "Source", "Position"])
def test_show_is_small_for_every_thing(published: Graph, kind: str) -> None:
    shown = [small(published, "show", thing=iri) for iri in sorted(published.names.things(kind))]
    assert len(shown) > 4
    # What is told of a thing is told; one whose first group is too large says how to get it.
    assert all(each.get("facts") or each.get("because") or each["more"]["left"] for each in shown)


@pytest.mark.parametrize("kind", ["Actor", "Event"])
def test_what_is_about_a_thing_is_small_for_every_thing(published: Graph, kind: str) -> None:
    for iri in sorted(published.names.things(kind)):
        small(published, "timeline", about=iri)
        small(published, "search", words=f'"{published.names.label(iri)}"')


@pytest.mark.usefixtures("quick")
def test_conflicts_are_small_for_each_thing_that_has_some(published: Graph) -> None:
    things = {each.thing for each in published.conflicts()}
    assert len(things) > 10
    for iri in sorted(things):
        assert small(published, "conflicts", thing=iri)["conflicts"]


def test_every_ranked_actor_is_explained_in_few_words(published: Graph) -> None:
    for name in ("co-participation", "commitment"):
        for row in published.centrality(network=name).rows:
            assert small(published, "network", actor=row.actor, network=name)["rank"]
            found = small(published, "network", actor="Ukraine", other=row.actor) if row.label != "Ukraine" else {}
            assert found.get("steps") or name == "commitment" or row.label == "Ukraine" or found["because"]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_gives_numbers_or_says_why_not(published: Graph, measure: str) -> None:
    for name in ("co-participation", "commitment"):
        try:
            found = small(published, "network", measure=measure, network=name)
        except SelectionError:
            continue
        assert all(math.isfinite(each["score"]) for each in found["ranking"])


def test_answers_are_small_on_another_corpus(invented: Invented) -> None:
    graph = invented.graph
    for kind in ("Actor", "Event", "Commitment"):
        for iri in sorted(graph.names.things(kind))[::10]:
            small(graph, "show", thing=iri)
            small(graph, "timeline", about=iri)
            small(graph, "search", words=f'"{graph.names.label(iri)}"')
    for each in graph._record.slices()[::20]:
        small(graph, "passage", id=each.name)
    for tool in ("conflicts", "network", "timeline"):
        small(graph, tool)


def test_every_passage_is_resolved_in_few_words(published: Graph) -> None:
    slices = published._record.slices()
    assert len(slices) > 600
    for each in slices:
        found = small(published, "passage", id=each.name)
        assert found["place"] == f"characters {each.start} to {each.end}"
        assert found["id"] == each.name
        assert found["states"] or not each.stance


def test_every_question_is_answered_in_few_words(published: Graph) -> None:
    for question in published.questions().values():
        for given in ({}, {p.name: p.example for p in question.parameters}):
            if all(p.required <= (p.name in given) for p in question.parameters):
                found = small(published, "ask", question=question.name, parameters=given)
                assert found.get("rows") or found.get("because") or found["more"]["left"], question.name


def test_every_query_of_a_question_is_answered_in_few_words(published: Graph) -> None:
    for question in published.questions().values():
        assert small(published, "sparql", query=question.text)


@pytest.mark.usefixtures("quick")
def test_claims_are_judged_in_few_words(published: Graph) -> None:
    for kind in ("Commitment", "Position", "Event"):
        for iri in sorted(published.names.things(kind))[::4]:
            assert small(published, "verify", claim=published.names.label(iri))["verdict"]


def test_every_term_of_the_ontology_is_told_in_few_words(published: Graph) -> None:
    for term in sorted(published._ontology.schema.terms):
        assert small(published, "schema", of=term)["definition"]
    assert small(published, "schema")["classes"]


# What answers say


def test_a_fact_has_stance_families_and_passages(published: Graph) -> None:
    facts = asked(published, "show", thing=MISSILES)["facts"]
    assert {
        "says": ["beneficiary Ukraine"],
        "asserts": {"families": 1, "passages": ["s000-1646", "s001-17115"]},
        "reports": {"families": 1, "passages": ["s001-34393"], "readings": 1},
    } in facts


def test_a_passage_says_what_its_id_stands_for(published: Graph) -> None:
    found = asked(published, "passage", id="s001-34393")
    assert found["stance"] == "reports"
    assert found["reported_by"] == ["BBC"]
    assert "BBC" in found["cites"][0]
    assert found["reading"]
    assert (found["words"], found["words_are"]) == (None, "no text here")


def test_the_words_of_a_passage_are_given_where_the_text_is_at_hand(graph: Graph) -> None:
    first = graph._record.slices()[0]
    words = asked(graph, "passage", id=first.name)["words"]
    assert words
    assert words == TEXT[first.start : first.end]


def test_answers_stay_small_where_the_texts_are_at_hand(texts_folder: Path, published_store: Path) -> None:
    graph = Graph.open(store=published_store, sources=texts_folder)
    for each in graph._record.slices():
        found = small(graph, "passage", id=each.name)
        assert len(found["words"]) <= 300
        whole = asked(graph, "passage", id=each.name, limit=1)["words"]
        assert len(whole) == each.end - each.start
    for words in ("missiles", "peace", "Ukraine OR Kyiv", "troops"):
        assert small(graph, "search", words=words)["hits"]


def test_pages_hold_every_fact_once(published: Graph) -> None:
    described = published.show("Keir Starmer")
    whole = asked(published, "show", thing="Keir Starmer", limit=200)["facts"]
    paged: list[Any] = []
    while True:
        found = small(published, "show", thing="Keir Starmer", offset=len(paged))
        paged += found["facts"]
        if "more" not in found:
            break
        assert found["more"]["left"] == len(whole) - len(paged)
    assert len(paged) == len(whole)
    assert sum(len(each["says"]) for each in whole) == described.facts


def test_more_is_given_where_more_is_asked_for(published: Graph) -> None:
    short, long = (raw(published, "show", thing="Keir Starmer", **most) for most in ({}, {"limit": 50}))
    assert len(short) <= BUDGET < len(long)
    assert len(json.loads(long)["facts"]) == 50


def test_the_same_call_gives_the_same_bytes(published: Graph) -> None:
    for tool, given in (("ask", {"question": "commitments"}), ("network", {}), ("conflicts", {}), ("timeline", {})):
        assert raw(published, tool, **given) == raw(published, tool, **given)


def test_a_hit_says_how_the_passages_tell_it(published: Graph) -> None:
    [hit, *_] = asked(published, "search", words="missiles", kind=["commitment"])["hits"]
    assert hit["id"] == "commitment:uk-export-finance-air-defence-missiles"
    assert {"asserts", "reports", "predicts"} <= {*hit}
    # Of thirteen passages ten are read here: how many families there are is not known.
    assert hit["passage_count"] == 13
    assert "families" not in hit["asserts"]


def test_hits_beyond_those_that_are_read_at_once_are_counted(published: Graph) -> None:
    found = asked(published, "search", words="ukraine")
    assert len(found["hits"]) + found["more"]["left"] == published.search("ukraine").total
    assert asked(published, "search", words="ukraine", offset=100)["hits"]


def test_a_verdict_is_no_stronger_than_its_evidence(published: Graph) -> None:
    found = asked(published, "verify", claim="actor:france cg:tookPartIn meeting:london-2025-03-02")
    assert found["matches"][0]["is"] == "exact"
    assert found["matches"][0]["families"] == {"asserts": 2}
    found = asked(published, "verify", claim="Spain sends submarines to Kyiv")
    assert (found["found"], found["safe_to_conclude_absent"]) == (False, False)
    assert found["because"]


def test_the_families_of_a_match_are_those_of_all_its_passages(published: Graph) -> None:
    """Statements that differ in a date alone would seem to come from more families than their passages together."""
    [match] = asked(published, "verify", claim=MISSILES)["matches"]
    assert match["families"] == {"asserts": 1, "reports": 1, "predicts": 1}
    assert not any("families" in each for each in match["statements"])


def test_things_without_a_label_are_shown_by_the_ids_that_answers_give(published: Graph) -> None:
    facts = asked(published, "show", thing="Portugal", limit=50)["facts"]
    mention = next(each["of"]["id"] for each in facts if "of" in each)
    kinds = published.store.quads(None, ox.NamedNode(TYPE), ox.NamedNode(CG + "Participation"))
    iris = sorted({str(quad.subject.value) for quad in kinds})  # type: ignore[union-attr]
    for thing in (mention, iris[0], short(iris[-1])):
        assert small(published, "show", thing=thing)["facts"]
    with pytest.raises(ParameterError, match="there is no thing called participation:nothing"):
        asked(published, "show", thing="participation:nothing")


def test_a_position_against_a_claim_does_not_assert_it(published: Graph) -> None:
    found = asked(published, "verify", claim="China could join the coalition", limit=20)
    said = [each for match in found["matches"] for each in match["statements"]]
    assert any(each.get("attitude") == "rejects" and each["holder"] == "Chinese Foreign Ministry" for each in said)


def test_a_conflict_has_two_sides_with_passages(published: Graph) -> None:
    [conflict, *_] = asked(published, "conflicts", thing="Loan of 2.2 billion pounds for military aid")["conflicts"]
    assert [side["says"] for side in conflict["sides"]] == ["GBP 2,000,000,000", "GBP 2,200,000,000"]
    assert all(passages(side) for side in conflict["sides"])


def test_an_entry_of_a_timeline_says_how_sure_its_date_is(published: Graph) -> None:
    entries = asked(published, "timeline", limit=200)["entries"]
    assert any(each.get("inferred") for each in entries)
    assert any("reported" in each.get("told", ()) for each in entries)
    assert [each["date"] for each in entries[:1]] < [each["date"] for each in entries[-40:-39]]


def test_a_rank_says_on_what_it_rests(published: Graph) -> None:
    [first, *_] = asked(published, "network")["ranking"]
    assert first["rank"] == 1
    assert first["events"] == len(asked(published, "network", actor=first["id"], limit=50)["rests_on"])
    assert asked(published, "network", actor="France", other="Portugal")["path"] == ["France", "Portugal"]


def test_a_part_of_the_graph_can_be_asked(published: Graph) -> None:
    view = {"stance": ["reports"]}
    found = asked(published, "ask", question="commitments", parameters={"by": "Portugal"}, view=view)
    assert [[*each["row"]["commitment"]] for each in found["rows"]]
    assert all("reports" in each for each in found["rows"])


# Absence


@pytest.mark.parametrize(
    ("tool", "given", "because"),
    [
        ("search", {"words": "zeppelin qwertz"}, "stands in no place"),
        ("verify", {"claim": "Spain sends submarines"}, "documents may say it in others"),
        ("ask", {"question": "commitments", "parameters": {"by": "BBC"}}, "Document 000"),
        ("sparql", {"query": "SELECT ?x { ?x cg:committedTo ?y }"}, "the ontology has no word cg:committedTo"),
        ("sparql", {"query": "CONSTRUCT WHERE { ?x cg:committedTo ?y }"}, "the ontology has no word"),
        ("timeline", {"about": "Portugal", "from": "2030"}, "without from"),
        ("conflicts", {"thing": "Portugal"}, "without thing"),
    ],
)
def test_an_empty_answer_says_why(published: Graph, tool: str, given: dict[str, Any], because: str) -> None:
    found = small(published, tool, **given)
    assert found["found"] is False
    assert because in " ".join(found["because"])
    assert "--" not in " ".join(found["because"])


def test_an_ask_query_that_does_not_hold_says_why(published: Graph) -> None:
    found = asked(published, "sparql", query="ASK { actor:portugal cg:tookPartIn meeting:london-2025-03-02 }")
    assert found["answer"] is False
    assert found["because"]
    held = asked(published, "sparql", query="ASK { actor:france cg:tookPartIn meeting:london-2025-03-02 }")
    assert held == {
        "answer": True,
        "asserts": {"families": 2, "passages": ["s000-1154", "s002-3242", "s003-2775"]},
        "rules": ["took-part-in"],
    }


def test_a_thing_of_which_a_part_of_the_graph_tells_nothing_says_so(published: Graph) -> None:
    found = small(published, "show", thing="Portugal", view={"source": ["s000"]})
    assert (found["label"], found["found"]) == ("Portugal", False)
    assert found["because"][0] == "there are no facts about it in this part of the graph"


# Bad input


def test_a_passage_that_is_shown_has_the_pages_that_are_asked_for(published: Graph) -> None:
    whole = asked(published, "passage", id="s002-2116", limit=50)["states"]
    assert len(whole) > 2
    for name, given in (("passage", {"id": "s002-2116"}), ("show", {"thing": "s002-2116"})):
        found = asked(published, name, **given, offset=1, limit=1)
        assert found["states"] == whole[1:2] and found["more"]["left"] == len(whole) - 2


HUGE = "x" * 100_000
HOSTILE: list[tuple[str, dict[str, Any]]] = [
    *((tool, {"unknown": 1}) for tool in TOOLS),
    *((tool, {"view": {"on": "never"}}) for tool in TOOLS if "view" in {each.name for each in TOOLS[tool].parameters}),
    *((tool, {"limit": most}) for tool in TOOLS for most in (0, -1, 10**30, "ten", True, 1.5, float("nan"))),
    *((tool, {"offset": -1}) for tool in TOOLS),
    ("search", {}),
    ("search", {"words": HUGE}),
    ("search", {"words": ""}),
    ("search", {"words": "\ud800"}),
    ("search", {"words": "missiles", "kind": ["nothing"]}),
    ("search", {"words": "missiles", "kind": {"commitment": 1}}),
    ("search", {"words": "missiles", "kind": ["x"] * 1000}),
    ("search", {"words": "- - -"}),
    ("show", {"thing": "Nobody at all"}),
    ("show", {"thing": ["Keir Starmer", "France"]}),
    ("show", {"thing": HUGE}),
    ("show", {"thing": "\x00"}),
    ("show", {"thing": "Franc"}),
    ("verify", {"claim": ""}),
    ("verify", {"claim": "?x cg:nothing ?y"}),
    ("verify", {"claim": HUGE}),
    ("ask", {"question": "comitments"}),
    ("ask", {"question": "../commitments"}),
    ("ask", {"question": "commitments", "parameters": {"by": "Nobody"}}),
    ("ask", {"question": "commitments", "parameters": {"by": {"deep": {}}}}),
    ("ask", {"question": "commitments", "parameters": {"by": [1, 2]}}),
    ("ask", {"question": "commitments", "parameters": {"self": "x"}}),
    ("ask", {"question": "commitments", "parameters": {"": "x"}}),
    ("ask", {"question": "commitments", "parameters": "by"}),
    ("ask", {"question": "took-part-with"}),
    ("ask", {"question": "events-between", "parameters": {"since": "soon"}}),
    ("ask", {"question": "pairs-that-met", "parameters": {"least": 10**40}}),
    ("sparql", {"query": "SELECT"}),
    ("sparql", {"query": "SELECT ?x WHERE { ?x"}),
    ("sparql", {"query": "INSERT DATA { actor:x a cg:Actor }"}),
    ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}),
    ("sparql", {"query": "CLEAR ALL"}),
    ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}),
    ("sparql", {"query": "SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o } LIMIT x"}),
    ("sparql", {"query": "SELECT * { " + "{" * 5000}),
    ("sparql", {"query": HUGE}),
    ("sparql", {"query": "ASK {}", "evidence": "perhaps"}),
    ("passage", {"id": "s002-999999"}),
    ("passage", {"id": "../../etc/passwd"}),
    ("passage", {"id": "actor:france"}),
    ("passage", {"id": HUGE}),
    ("timeline", {"from": "2025-13"}),
    ("timeline", {"from": "2026", "to": "2025"}),
    ("timeline", {"kind": ["nothing"]}),
    ("timeline", {"about": "Zzyzx"}),
    ("conflicts", {"thing": "Zzyzx"}),
    ("network", {"network": "nothing"}),
    ("network", {"network": "affiliation"}),
    ("network", {"measure": "nothing"}),
    ("network", {"measure": 1}),
    ("network", {"actor": "Nobody"}),
    ("network", {"other": "France"}),
    ("network", {"actor": "France", "other": "France"}),
    ("network", {"from": "then"}),
    ("schema", {"of": "Nothing"}),
    ("nothing", {}),
]


@pytest.mark.parametrize(("tool", "given"), HOSTILE, ids=lambda value: str(value)[:40])
def test_a_wrong_call_is_refused_in_one_line(published: Graph, tool: str, given: dict[str, Any]) -> None:
    with pytest.raises(CoalitionError) as caught:
        raw(published, tool, **given)
    told_of = str(caught.value)
    assert len(told_of.splitlines()) == 1
    assert len(told_of) < 1500
    assert "--" not in told_of


@pytest.mark.parametrize("arguments", [None, [], "x", 1])
def test_arguments_that_are_no_object_are_refused(published: Graph, arguments: Any) -> None:
    with pytest.raises(ParameterError, match="no object"):
        answer(published, {"tool": "show", "arguments": arguments}, io.BytesIO())
    wrong: list[Any] = [None, 1, ["show"], {}]
    for tool in wrong:
        with pytest.raises(SelectionError, match="there is no tool"):
            answer(published, {"tool": tool}, io.BytesIO())


# Prompts and resources


def test_each_tool_that_is_declared_has_an_answer() -> None:
    assert {*ANSWERS} == {*TOOLS}
    assert not {*INTERNAL} & {*TOOLS}


def test_every_question_is_listed_for_prompts(published: Graph) -> None:
    listed = asked(published, "questions")["questions"]
    assert [each["name"] for each in listed] == [*published.questions()]
    [by] = next(each["parameters"] for each in listed if each["name"] == "commitments")
    assert by == {"name": "by", "required": False, "description": "actor: optional, for example “United Kingdom”"}


def test_every_thing_is_a_resource_that_can_be_read(published: Graph) -> None:
    listed: list[dict[str, str]] = []
    after: int | None = 0
    while after is not None:
        found = asked(published, "resources", after=after)
        listed, after = listed + found["resources"], found["next"]
    uris = {each["uri"] for each in listed}
    assert len(uris) == len(listed) > 400
    assert {"coalition://actor/france", "coalition://source/s002"} <= uris
    for each in listed[::7]:
        record = asked(published, "resource", uri=each["uri"])
        assert record["id"] == each["name"]
        rests(published, record)


def test_a_resource_is_named_by_its_iri_too(published: Graph) -> None:
    iri = f"{HOME}actor/france"
    assert asked(published, "resource", uri=iri) == asked(published, "resource", uri=uri_of(iri))
    assert asked(published, "resource", uri=f"{RESOURCE}passage/s000-1646")["stance"] == "asserts"


@pytest.mark.parametrize(
    "uri", ["", "x", "file:///etc/passwd", "coalition://", "coalition://actor", "coalition://nothing/x", "actor:france",
            "coalition://actor/nobody", f"{HOME}ontology#Actor", "coalition://actor/../../x", "Keir Starmer"],
)  # fmt: skip
def test_what_is_no_resource_is_not_found(published: Graph, uri: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        raw(published, "resource", uri=uri)
    assert len(str(caught.value).splitlines()) == 1


def test_nothing_is_told_of_without_being_seen(published: Graph) -> None:
    """The check above sees facts: it would not pass if it saw none."""
    assert len(list(told(asked(published, "show", thing=MISSILES)))) > 5
    with pytest.raises(AssertionError):
        rests(published, {"facts": [{"says": ["it rains"]}]})
