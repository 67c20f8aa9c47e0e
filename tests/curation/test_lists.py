"""Test that rows of a list become passages where they stand in the text, once, and that nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from listed import ATTENDANCE, TEXT, minutes

from coalition.build.check import check
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation import rows
from coalition.curation.editing import editing, stated
from coalition.curation.forms import Forms
from coalition.curation.judgement import CURATED_BY, DRAFTED_BY, OUTCOME
from coalition.curation.lists import FoundList, Listed, find, write
from coalition.curation.mapping import read
from coalition.curation.passages import opened
from coalition.curation.readings import accept, no_fact
from coalition.errors import ParameterError
from coalition.namespaces import CG, PREFIXES, SKOS, shorten
from coalition.texts.source import Texts

PRESENT = {"after": "Present", "before": "Roll call"}
MEETINGS = "meeting\tdate\tplace\nCouncil meeting\t5 May 2031\tStrelsau\nSecond meeting\t12 May 2031\t\n"


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return Root.open(minutes(tmp_path / "root"))


def listed(root: Root, text: str, mapping: str, bounds: dict[str, str] | None = None, **options: object) -> Listed:
    given = options.pop("given", {"event": "Zenda talks"} if mapping == "attendance" else {})
    states = read(mapping, Forms.from_root(root))
    found = rows.read(text, "list.csv", states, given)  # type: ignore[arg-type]
    return Listed("list.csv", found, states, "minutes", **(bounds or {}), **options)  # type: ignore[arg-type]


def written(root: Root, *arguments: object, **options: object) -> FoundList:
    return write(root, Texts(root.sources), listed(root, *arguments, **options))[0]  # type: ignore[arg-type]


def contents(root: Root) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.graph.iterdir()}


def wrong(root: Root) -> list[str]:
    done = check(root.read(), Texts(root.sources), root.shape_files(), root.question_files(), None, "root")
    return [str(fault) for fault in done.faults]


def test_rows_become_drafts_and_the_others_are_told_with_their_lines(root: Root) -> None:
    found = written(root, ATTENDANCE, "attendance", PRESENT)
    assert [(row.line, row.words, row.start) for row in found.new] == [
        (2, "Anna Holm, chair", TEXT.index("Anna Holm, chair")),
        (3, "Rupert Hentzau", TEXT.index("Rupert Hentzau")),
        (4, "Nils  EK", TEXT.index("Nils  EK")),
    ]
    assert [(each.line, each.why.partition(";")[0]) for each in found.refused] == [
        (5, "there is no actor called Ghost Writer"),
        (6, "the text does not have “Nobody”"),
    ]
    assert [(actor.name, actor.kind) for actor in found.actors] == [("Ghost Writer", "")]
    files = FactFiles.load(root)
    assert files.drafted() == {row.passage for row in found.new}
    assert not wrong(root)
    proposed = opened(files, Forms.from_root(root), found.new[0].passage)
    (statement,) = proposed.statements
    assert shorten(statement.iri) == "participation:talks--anna-holm"
    assert [str(node) for node in statement.values["role"]] == [f"<{CG}ChairRole>"]


def test_a_list_adds_nothing_twice_and_a_longer_one_what_is_new(root: Root) -> None:
    first = written(root, ATTENDANCE, "attendance", PRESENT)
    before = contents(root)
    again = written(root, ATTENDANCE, "attendance", PRESENT)
    assert contents(root) == before
    assert not again.new and [row.passage for row in again.rows] == [row.passage for row in first.new]
    assert next(again.summary()) == "rows drafted: 0, in passages: 0; there already: 3; not taken: 2"
    register = root.graph / "register.trig"
    register.write_text(
        register.read_text(encoding="utf-8").replace(
            "}", '    actor:ghost a cg:Person ; skos:prefLabel "Ghost Writer" .\n}'
        ),
        encoding="utf-8",
    )
    longer = written(root, ATTENDANCE, "attendance", PRESENT)
    assert [row.line for row in longer.new] == [5]


def test_with_consent_passages_are_accepted_with_names_places_and_sums(root: Root) -> None:
    meetings = written(root, MEETINGS, "meetings", accept=True)
    assert len(meetings.new) == 2 and not meetings.refused
    pledges = "who,amount,date\nRuritania,1.6 billion euros,5 May 2031\nPort League,£25,000,\n".replace(
        "£25,000", '"£25,000"'
    )
    found = written(root, pledges, "pledges", accept=True)
    assert [row.line for row in found.new] == [2]
    assert [each.why.partition(" may mean")[0] for each in found.refused] == ["£25,000"]
    files = FactFiles.load(root)
    assert not files.drafted() and not wrong(root)
    names = {quad.object.value for quad in files.quads() if quad.predicate.value == SKOS + "prefLabel"}  # type: ignore[union-attr]
    assert names >= {"Council meeting", "Second meeting", "Strelsau", "Ruritania: 1.6 billion euros"}
    values = {quad.object.value for quad in files.quads() if quad.predicate.value == CG + "value"}  # type: ignore[union-attr]
    assert values == {"1600000000"}
    before = contents(root)
    assert not written(root, MEETINGS, "meetings", accept=True).new
    assert not written(root, MEETINGS, "meetings").new
    assert contents(root) == before


def test_drafts_of_a_list_are_accepted_with_the_list_but_not_with_more_than_that(root: Root) -> None:
    drafted = written(root, ATTENDANCE, "attendance", PRESENT)
    accepted = written(root, "name,role\nAnna Holm,chair\n", "attendance", PRESENT, accept=True)
    assert [row.passage for row in accepted.new] == [drafted.new[0].passage]
    files = FactFiles.load(root)
    assert drafted.new[0].passage not in files.drafted() and len(files.drafted()) == 2
    assert not wrong(root)
    whole = "who,amount\nRuritania,1.6 billion euros\n"
    written(root, whole, "pledges")
    other = "name,role\nRuritania,\n"
    refused = written(root, other, "attendance", accept=True).refused
    assert [each.why for each in refused] == [
        f"passage:minutes-{TEXT.index('Pledges')} is a draft that proposes more than the list; accept it first"
    ]


def test_what_a_list_makes_of_the_draft_of_a_program_is_recorded(root: Root) -> None:
    row = "name,role\nAnna Holm,chair\n"
    (draft,) = written(root, row, "attendance", PRESENT).new
    with editing(root) as edit:
        edit.add(root.graph / "minutes.trig", stated(draft.passage, {DRAFTED_BY: [ox.Literal("Reader")]}))
        edit.write()
    written(root, row, "attendance", PRESENT, accept=True)
    files = FactFiles.load(root)
    assert files.one(draft.passage, OUTCOME) == CG + "TakenAsDrafted" and files.one(draft.passage, CURATED_BY)


def test_a_sentence_that_is_accepted_takes_more_with_consent_alone(root: Root) -> None:
    written(root, "who,amount\nRuritania,1.6 billion euros\n", "pledges", accept=True)
    other = "name\nRuritania\n"
    (refused,) = written(root, other, "attendance").refused
    assert refused.why.endswith("is accepted already, without this; accept the list to add it")
    (row,) = written(root, other, "attendance", accept=True).new
    quads = [quad for quad in FactFiles.load(root).quads() if str(quad.graph_name) == f"<{row.passage}>"]
    stated = {shorten(quad.subject.value) for quad in quads}  # type: ignore[union-attr]
    assert {"participation:talks--ruritania", "commitment:ruritania-1-6-billion-euros"} <= stated
    assert not wrong(root)


def test_another_stance_and_a_part_without_facts_are_left_alone(root: Root, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('words = "{name}"\nstance = "Reports"\n[[states]]\nform = "Participation"\nevent = "{event}"\n'
                   'participant = "{name}"\n', encoding="utf-8")  # fmt: skip
    given = {"event": "Zenda talks"}
    written(root, "Nils Ek\n", "attendance", PRESENT, accept=True)
    (refused,) = written(root, "Nils Ek\n", str(own), PRESENT, accept=True, given=given).refused
    assert "tells what it states otherwise, as Asserts" in refused.why
    (row,) = written(root, "Rupert Hentzau\n", str(own), PRESENT, given=given).new
    assert opened(FactFiles.load(root), Forms.from_root(root), row.passage).told.stance == "Reports"
    no_fact(root, row.passage, "Rhetoric")
    (refused,) = written(root, "Rupert Hentzau\n", "attendance", PRESENT).refused
    assert refused.why.endswith("says that these words state no fact")


def test_several_rows_may_stand_in_one_sentence(root: Root) -> None:
    found = written(root, "name\nAnna Holm\nNils Ek\n", "attendance", {"before": "Present"}, accept=True)
    assert len(found.new) == 2 and len({row.passage for row in found.new}) == 1
    assert len(FactFiles.load(root).names("Passage")) == 1 and not wrong(root)


def test_memberships_of_one_person_are_kept_apart(root: Root, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('words = ["{name}", "{since}"]\n[[states]]\nform = "Membership"\nmember = "{name}"\n'
                   'organization = "Port League"\nstartDate = "{since}"\n', encoding="utf-8")  # fmt: skip
    text = "name\tsince\nRuritania\t5 May 2031\nPort League\t5 May 2031\nRuritania\t2031\n"
    found = written(root, text, str(own), accept=True)
    iris = [shorten(each.iri) for row in found.new for each in row.statements]
    assert iris == ["membership:ruritania--port-league", "membership:port-league--port-league",
                    "membership:ruritania--port-league-2"]  # fmt: skip
    before = contents(root)
    assert not written(root, text, str(own), accept=True).new
    assert contents(root) == before


@pytest.mark.parametrize("given", ["name", "thing"])
def test_a_name_means_one_thing_in_all_rows_and_lists(root: Root, tmp_path: Path, given: str) -> None:
    own = tmp_path / "own.toml"
    states = '[[states]]\nform = "Motion"\nname = "Grant"\ncontent = "The library gets money."\n'
    states += '[[states]]\nform = "Vote"\nname = "Vote on the grant"\nvoteOn = "#1"\n'
    own.write_text('words = ["{name}"]\n' + states, encoding="utf-8")
    first = written(root, "Anna Holm\nNils Ek\n", str(own), {"before": "Present"}, accept=True)
    own.write_text(own.read_text(encoding="utf-8").replace("name = ", f"{given} = "), encoding="utf-8")
    second = written(root, "Rupert Hentzau\n", str(own), PRESENT, accept=True)
    assert len({row.passage for row in (*first.new, *second.new)}) == 2
    iris = {shorten(each.iri) for row in (*first.new, *second.new) for each in row.statements}
    assert iris == {"motion:grant", "vote:vote-on-the-grant"} and not wrong(root)


def test_what_the_shapes_refuse_is_told_of_its_row_alone(root: Root, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('words = ["{name}"]\n[[states]]\nform = "Amount"\ncurrency = "{code}"\nvalue = "5"\n',
                   encoding="utf-8")  # fmt: skip
    found = written(root, "name,code\nGhost Writer,EUR\nRupert Hentzau,euro\n", str(own), PRESENT, accept=True)
    assert [row.line for row in found.new] == [2]
    assert [each.line for each in found.refused] == [3] and "cg:currency" in found.refused[0].why
    assert not wrong(root)


def test_finding_writes_nothing_and_tells_the_same(root: Root) -> None:
    before = contents(root)
    found = find(root, Texts(root.sources), listed(root, ATTENDANCE, "attendance", PRESENT))
    assert contents(root) == before
    assert found.to_dict() == written(root, ATTENDANCE, "attendance", PRESENT).to_dict()
    assert "cg:stance cg:Drafted" in found.trig()
    told = found.to_dict()
    assert told["rows"][0]["states"].startswith("participation:talks--anna-holm a cg:Participation")
    assert told["new_actors"] == [{"name": "Ghost Writer", "kind": ""}]


def test_a_part_of_a_name_means_nobody(root: Root) -> None:
    (refused,) = written(root, "name\nHentzau\n", "attendance", PRESENT).refused
    assert refused.why == "there is no actor called Hentzau; write the name in full: did you mean Rupert Hentzau?"
    (row,) = written(root, "name\nHolm\n", "attendance", PRESENT).new  # which the register has as a name
    assert shorten(row.statements[0].iri) == "participation:talks--anna-holm"


def test_what_a_draft_of_a_list_proposes_is_accepted_as_it_is(root: Root) -> None:
    (row, _) = written(root, MEETINGS, "meetings").new
    forms = Forms.from_root(root)
    proposed = opened(FactFiles.load(root), forms, row.passage)
    assert {each.name for each in proposed.statements} == {"Council meeting", "Strelsau"}
    accept(root, row.passage, proposed.statements, proposed.told, proposed.kept)
    files = FactFiles.load(root)
    assert row.passage not in files.drafted() and not wrong(root)
    assert {PREFIXES["meeting"] + "council-meeting", PREFIXES["place"] + "strelsau"} <= {
        quad.subject.value for quad in files.accepted() if quad.predicate.value == SKOS + "prefLabel"  # type: ignore[union-attr]
    }  # fmt: skip


def test_a_source_that_is_not_there_is_refused(root: Root) -> None:
    with pytest.raises(ParameterError, match="there is no source nowhere with a text"):
        find(root, Texts(root.sources), Listed("x", (), read("votes", Forms.from_root(root)), "nowhere"))


OFFICERS = "name,post,since,until\nAnna Holm,chair\n"


def test_a_list_of_officers_makes_or_finds_their_posts(root: Root) -> None:
    given = {"body": "Port League"}
    found = written(root, OFFICERS, "posts", PRESENT, accept=True, given=given)
    assert not found.refused and not wrong(root)
    files = FactFiles.load(root)
    post = PREFIXES["post"] + "chair-of-port-league"
    told = {(quad.predicate.value, quad.object.value) for quad in files.quads() if quad.subject.value == post}  # type: ignore[union-attr]
    org = PREFIXES["org"]
    assert (org + "postIn", PREFIXES["actor"] + "port-league") in told
    assert (SKOS + "prefLabel", "chair of Port League") in told
    held = [quad for quad in files.quads() if quad.predicate.value == org + "holds"]
    assert [(quad.subject.value, quad.object.value) for quad in held] == [(PREFIXES["actor"] + "anna-holm", post)]  # type: ignore[union-attr]
    assert ox.NamedNode(CG + "Tenure") not in {quad.object for quad in files.quads()}  # no time is told
    before = contents(root)
    assert not written(root, OFFICERS, "posts", PRESENT, accept=True, given=given).new
    assert contents(root) == before


def test_a_post_that_the_register_has_in_the_body_is_meant(root: Root) -> None:
    known = 'graph:register { post:head a cg:Post ; org:postIn actor:port-league ; skos:prefLabel "Chair" . }\n'
    (root.graph / "posts.trig").write_text(known, encoding="utf-8")
    found = written(root, OFFICERS, "posts", PRESENT, accept=True, given={"body": "Port League"})
    posts = [shorten(each.iri) for row in found.new for each in row.statements if each.form.kind == "Post"]
    assert posts == ["post:head"] and not wrong(root)


@pytest.mark.parametrize("accept_", [True, False])
def test_how_many_of_what_a_row_pledges_is_a_quantity(root: Root, tmp_path: Path, accept_: bool) -> None:
    own = tmp_path / "own.toml"
    own.write_text('words = ["{who}"]\n[[states]]\nform = "Commitment"\nname = "Gift of {who}"\n'
                   'committedBy = "{who}"\nquantity = "{what}"\n', encoding="utf-8")  # fmt: skip
    text = "who,what\nRuritania,more than 30 shells\n"
    found = written(root, text, str(own), accept=accept_)
    assert [shorten(each.iri) for row in found.new for each in row.statements] == [
        "commitment:gift-of-ruritania", "item:shells", "quantity:more-than-30-shells"]  # fmt: skip
    assert not wrong(root)
    before = contents(root)
    assert not written(root, text, str(own), accept=accept_).new
    assert contents(root) == before
