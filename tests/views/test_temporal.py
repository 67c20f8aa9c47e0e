"""Test what belongs to a day."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from ruritania import prefixes
from stated import dated_to, with_premises

from coalition.dates import PartialDate
from coalition.namespaces import CG, RDF

STATED = {
    "one": """
        event:ball a cg:Event ; cg:date "2025-03-02"^^xsd:date ; cg:follows event:hunt .
        participation:anna a cg:Participation ; cg:event event:ball ; cg:participant actor:anna .
        actor:anna org:holds post:queen .
        actor:boris org:holds post:king .
    """,
    "two": """
        event:hunt a cg:Event ; cg:date "2025-03"^^xsd:gYearMonth .
        event:feast a cg:Event ; cg:startDate "2025-03-01"^^xsd:date ; cg:endDate "2025-03-03"^^xsd:date .
        event:siege a cg:Event ; cg:startDate "2025-03-01"^^xsd:date .
        event:fair a cg:Event ; cg:date "--03-02"^^xsd:gMonthDay .
        event:walk a cg:Event ; cg:inferredDate "2025-03-02"^^xsd:date .
        event:dream a cg:Event .
        actor:anna org:holds post:queen .
    """,
    "three": """
        commitment:gift a cg:Commitment ; cg:announcedAt event:ball ; cg:amount amount:gbp-50 .
        amount:gbp-50 a cg:Amount ; cg:value "50"^^xsd:decimal .
        commitment:loan a cg:Commitment ; cg:announcedOn "2025-03-05"^^xsd:date .
        position:wish a cg:Position ; cg:statedOn "2025-03-02"^^xsd:date ; cg:about event:hunt .
        actor:league a cg:Collective ; cg:announcedOn "2025-03-02"^^xsd:date ; cg:ledBy actor:anna ;
            cg:announcedAt event:ball .
    """,
}


def graphs() -> dict[str, set[ox.Triple]]:
    extra = "".join(f"@prefix {kind}: <https://w3id.org/coalition-graph/{kind}/> .\n" for kind in ("event",))
    return {
        name: {quad.triple for quad in ox.parse(prefixes() + extra + text, format=ox.RdfFormat.TRIG)}
        for name, text in STATED.items()
    }


@pytest.fixture
def day() -> dict[str, set[str]]:
    return on("2025-03-02")


def on(date: str) -> dict[str, set[str]]:
    """Return what each passage still states about a day: subject and predicate, without namespaces."""
    everything = {triple for triples in graphs().values() for triple in triples}
    kind = {t.subject: t.object.value for t in everything if t.predicate.value == RDF + "type"}  # type: ignore[union-attr]
    events = {thing for thing, cls in kind.items() if cls == CG + "Event"}
    actors = {thing for thing, cls in kind.items() if cls == CG + "Collective"}
    found, _ = dated_to(graphs(), everything, events, actors, PartialDate.parse(date))
    return {name: {f"{last(t.subject)} {last(t.predicate)}" for t in triples} for name, triples in found.items()}


def last(node: object) -> str:
    return str(node).rstrip(">").replace("#", "/").rsplit("/", 1)[-1]


def things(found: dict[str, set[str]]) -> set[str]:
    return {line.split()[0] for lines in found.values() for line in lines}


def test_an_event_of_the_day_stays_with_its_participations(day: dict[str, set[str]]) -> None:
    assert {"ball date", "ball type", "anna event", "anna participant"} <= day["one"]


def test_a_month_is_not_surely_the_day(day: dict[str, set[str]]) -> None:
    assert "hunt" not in things(day)
    assert "hunt" in things(on("2025-03"))
    assert "hunt" in things(on("2025"))


def test_a_day_between_start_and_end_is_of_the_event(day: dict[str, set[str]]) -> None:
    assert "feast" in things(day)
    assert "feast" not in things(on("2025-03-04"))


def test_an_event_without_an_end_is_surely_of_its_first_day_only(day: dict[str, set[str]]) -> None:
    assert "siege" not in things(day)
    assert "siege" in things(on("2025-03-01"))


def test_a_date_without_a_year_is_of_no_day_and_an_inferred_one_is(day: dict[str, set[str]]) -> None:
    assert "fair" not in things(day)
    assert "walk" in things(day)


def test_what_has_no_date_is_of_no_day() -> None:
    assert "dream" not in things(on("2025"))


def test_what_was_announced_at_an_event_is_of_its_day_with_its_details(day: dict[str, set[str]]) -> None:
    assert {"gift", "gbp-50"} <= things(day)
    assert "loan" not in things(day)
    assert "loan" in things(on("2025-03-05"))


def test_an_event_of_another_day_is_not_named(day: dict[str, set[str]]) -> None:
    assert "ball follows" not in day["one"]
    assert "wish about" not in day["three"]
    assert "ball follows" in on("2025-03")["one"]


def test_the_day_of_an_announcement_dates_no_more_of_an_actor(day: dict[str, set[str]]) -> None:
    assert "league announcedOn" in day["three"]
    assert "league ledBy" not in day["three"]


def test_a_post_is_of_the_day_where_its_passage_tells_of_the_holder(day: dict[str, set[str]]) -> None:
    assert "anna holds" in day["one"]
    assert "boris holds" not in day["one"]
    assert "anna holds" not in day["two"]


def test_the_events_that_are_left_out_are_told() -> None:
    everything = {triple for triples in graphs().values() for triple in triples}
    events = {t.subject for t in everything if t.object == ox.NamedNode(CG + "Event")}
    _, apart = dated_to(graphs(), everything, events, (), PartialDate.parse("2025-03-02"))
    assert {last(event) for event in apart} == {"hunt", "siege", "fair", "dream"}


def test_words_that_read_like_the_name_of_a_source_are_no_source() -> None:
    thing, source = ox.NamedNode("x:thing"), ox.NamedNode("x:source")
    inferred, premise = (ox.NamedNode(CG + word) for word in ("inferredDate", "inferredFrom"))
    date = ox.Triple(thing, inferred, PartialDate.parse("2025").literal())
    by_source, by_words = (ox.Triple(thing, premise, node) for node in (source, ox.Literal("x:source")))
    assert with_premises({"p": {date, by_source}}, {"x:source"}) == {"p": {date, by_source}}
    assert with_premises({"p": {date, by_words}}, {"x:source"}) == {"p": set()}


def test_an_inferred_date_stays_only_with_a_date_of_what_it_was_inferred_from() -> None:
    eve, ball = ox.NamedNode("x:eve"), ox.NamedNode("x:ball")
    date = PartialDate.parse("2025").literal()
    inferred = {
        ox.Triple(eve, ox.NamedNode(CG + "inferredDate"), date),
        ox.Triple(eve, ox.NamedNode(CG + "inferredFrom"), ball),
    }
    dated = {ox.Triple(ball, ox.NamedNode(CG + "date"), date)}
    named = {ox.Triple(ball, ox.NamedNode(CG + "host"), ox.NamedNode("x:anna"))}
    assert with_premises({"p": inferred, "q": dated}, ()) == {"p": inferred, "q": dated}
    assert with_premises({"p": inferred, "q": named}, ()) == {"p": set(), "q": named}
    assert with_premises({"p": inferred | named}, ()) == {"p": named}
