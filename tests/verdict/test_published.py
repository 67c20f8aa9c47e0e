"""Test the verdicts on five claims about the published graph, each judged against the texts."""

from __future__ import annotations

from coalition import Graph
from coalition.namespaces import CG, PREFIXES, local_name
from coalition.verdict.statements import Statement
from coalition.verdict.verdict import Found, Verdict

COALITION = PREFIXES["actor"] + "coalition-of-the-willing"


def facts(verdict: Verdict, word: str) -> dict[tuple[str, str], Found]:
    """Return what was found of facts with one of our properties, by subject and object."""
    found = {}
    for each in verdict.matches:
        for fact in each.match.facts:
            if fact.predicate.value == CG + word:
                found[fact.subject.value, local_name(fact.object.value)] = each  # type: ignore[union-attr]
    return found


def statements(verdict: Verdict, thing: str) -> list[Statement]:
    """Return what is stated of a thing as a whole."""
    whole = [each for each in verdict.matches if not each.match.facts and local_name(each.match.thing) == thing]
    return [statement for each in whole for statement in each.statements]


def stances(found: Found) -> set[str]:
    return {statement.stance for statement in found.statements}


def test_china_joins_the_coalition_is_denied_and_only_reported(published: Graph) -> None:
    verdict = published.verify("China joins the coalition")
    (exact,) = (each for each in verdict.matches if each.match.exact)
    assert (verdict.sought, stances(exact)) == ("name", {"denies", "reports"})
    assert {s.status for s in exact.statements if s.stance == "reports"} == {"contemplated"}
    assert {each.kind for each in verdict.contradicted_by} == {"stated and denied", "position against it"}


def test_japan_joined_the_coalition_is_only_told_on_starmers_word(published: Graph) -> None:
    verdict = published.verify("Japan joined the coalition")
    assert not any(each.match.exact for each in verdict.matches)
    joined = facts(verdict, "memberOf")[PREFIXES["actor"] + "japan", "coalition-of-the-willing"]
    assert {(s.stance, s.attributed_to) for s in joined.statements} == {("reports", ("Keir Starmer",))}
    assert any("Absence" in each.kind or each.kind == "absence" for each in verdict.matches)


def test_ukraine_started_the_war_is_denied_and_told_on_trumps_word(published: Graph) -> None:
    verdict = published.verify("Ukraine started the war")
    begun = facts(verdict, "initiator")
    accused = begun[PREFIXES["event"] + "russo-ukrainian-war", "ukraine"]
    assert {(s.stance, s.attributed_to) for s in accused.statements} == {("denies", ()), ("reports", ("Donald Trump",))}
    assert "asserts" in stances(begun[PREFIXES["event"] + "russian-invasion-of-ukraine", "russia"])
    assert any(each.thing == PREFIXES["event"] + "russo-ukrainian-war" for each in verdict.contradicted_by)


def test_the_uk_sends_troops_is_never_firmer_than_offered(published: Graph) -> None:
    verdict = published.verify("The UK sends troops")
    assert {s.status for s in statements(verdict, "uk-troops-and-aircraft")} == {"indicated", "offered"}
    every = {s.status for each in verdict.matches for s in each.statements} - {""}
    assert every <= {"indicated", "offered"}


def test_the_eu_leads_the_coalition_is_said_by_nobody_and_who_leads_is_listed(published: Graph) -> None:
    verdict = published.verify("The EU leads the coalition")
    leaders = {who for thing, who in facts(verdict, "ledBy") if thing == COALITION}
    assert leaders == {
        *("emmanuel-macron", "france", "friedrich-merz", "keir-starmer", "united-kingdom", "volodymyr-zelensky"),
    }
    # That the coalition was announced, by whom and when, is not said of who leads it.
    assert {(s.holder, s.date) for each in facts(verdict, "ledBy").values() for s in each.statements} == {("", "")}
    pattern = published.verify("actor:coalition-of-the-willing cg:ledBy actor:european-union")
    assert not pattern.matches
