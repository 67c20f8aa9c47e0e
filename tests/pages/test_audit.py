"""Test the pages of conflicts, identities, families and releases against what the graph finds."""

from __future__ import annotations

import re
from pathlib import Path

from paged import page, thing
from ruritania import prefixes

from coalition.graph import Graph


def test_all_conflicts_are_told_page_by_page_with_both_sides(published: Graph) -> None:
    conflicts = published.conflicts()
    told = ""
    for offset in range(0, len(conflicts), 25):
        told += page(published, "conflicts", offset=str(offset)).text
    for each in conflicts:
        assert each.sides[0].value in told and each.sides[1].value in told and each.label in told


def test_conflicts_within_one_source_come_last_and_can_be_left_out(published: Graph) -> None:
    conflicts = published.conflicts()
    one = [c for c in conflicts if len({cited.source.iri for side in c.sides for cited in side.passages}) == 1]
    assert 0 < len(one) < len(conflicts)
    for sources, number in (("one", len(one)), ("several", len(conflicts) - len(one))):
        found = page(published, "conflicts", between=sources)
        assert f"{number} conflicts" in found.text
        assert ("within one source" in found.text.split("conflicts", 3)[-1]) == (sources == "one")
    assert "One passage states what another denies." in page(published, "conflicts", kind="stated and denied").text
    assert page(published, "conflicts", between="none").status == 400


def test_conflicts_are_chosen_by_kind_and_thing(published: Graph) -> None:
    kinds = {each.kind for each in published.conflicts()}
    assert len(kinds) > 4
    for kind in kinds:
        found = page(published, "conflicts", kind=kind)
        number = sum(each.kind == kind for each in published.conflicts())
        assert re.search(rf"\b{number} conflicts?\b", found.text)
    thing = "Loan of 2.2 billion pounds for military aid"
    assert f"{len(published.conflicts(thing))} conflict" in page(published, "conflicts", thing=thing).text
    wrong = page(published, "conflicts", thing="Xyzzy")
    assert wrong.status == 400 and "there is no" in wrong.text


def test_identities_show_names_and_decisions(published: Graph) -> None:
    found = page(published, "identities", actor="Keir Starmer")
    assert "Sir Kier" in found.text and "taken for a misspelling" in found.text
    decided = page(published, "identities", decided="true")
    assert len(decided.links) < len(page(published, "identities").links)


def test_families_tell_what_joins_them_and_how_well_facts_are_supported(published: Graph) -> None:
    found = page(published, "families")
    for family in published.families():
        assert family.name in found.text
        for tie in family.ties:
            assert tie.in_words(published.names.label) in found.text
    assert "What documents of several families go back to: BBC s000+s001, s002+s003" in found.text


def test_a_conflict_says_on_whose_word_each_side_is_and_no_title_twice(published: Graph) -> None:
    found = page(published, "conflicts", thing="China joins the coalition")
    assert "Die Welt:" in found.text and "Chinese Foreign Ministry:" in found.text
    assert not re.search(r"China joins the coalition: (\w+ )?China joins the coalition\.? ", found.text)


def test_where_families_count_as_one_that_is_said_beside_their_number(published: Graph) -> None:
    loan = thing(published, "Loan of 2.2 billion pounds for military aid")
    assert "1 family, joined" in page(published, "conflicts", thing="Loan of 2.2 billion pounds for military aid").text
    assert "1 family, joined, backed by" in loan.text and "2 families and Ukraine war latest" in loan.text
    assert any(address.endswith("/families#joined") for address, _ in loan.links)
    japan = thing(published, "Japan").text
    assert "belongs to Coalition of the willing" in japan
    assert "2 families" not in japan.partition("belongs to")[2].partition(".")[0]


def test_what_changed_between_releases_is_listed(folder: Path, tmp_path: Path) -> None:
    (folder / "graph").mkdir(exist_ok=True)
    before = Graph.open(folder, store=tmp_path / "store")
    file = folder / "graph" / "more.trig"
    file.write_text(prefixes() + 'graph:register { actor:gus a cg:Person ; skos:prefLabel "Gus" . }')
    after = Graph.open(folder, store=tmp_path / "store")
    listed = page(after, "releases")
    assert before.snapshot.digest[:12] in listed.text and "this one" in listed.text
    found = page(after, "releases", old=before.snapshot.digest)
    assert "added" in found.text and "Gus" in found.text
    assert page(after, "releases", old="x").status == 400
