"""Test that passages are opened as they were filled in, and that drafts are cut, divided and joined in their text."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from council import MINUTES, council

from coalition.corpus.canonical import format_files
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation.editing import REGISTER_NODE
from coalition.curation.forms import Forms
from coalition.curation.judgement import NOTE, PROPOSED_STANCE, proposed
from coalition.curation.passages import cut, join, opened, slices, split
from coalition.curation.readings import accept
from coalition.curation.sheet import Reader, Sheet
from coalition.curation.things import Things
from coalition.errors import ParameterError
from coalition.namespaces import CG, PREFIXES
from coalition.texts.source import Texts

START = MINUTES.index("Flavia seconded")
WORDS = "Flavia seconded."


@pytest.fixture
def root(tmp_path: Path) -> Root:
    root = Root.open(council(tmp_path / "root"))
    format_files(root, write=True)
    return root


def drafted(root: Root) -> str:
    return cut(root, Texts(root.sources), "minutes", START, START + len(WORDS))


def test_words_become_a_drafted_passage_that_mentions_what_they_name(root: Root) -> None:
    iri = drafted(root)
    files = FactFiles.load(root)
    assert iri == f"{PREFIXES['passage']}minutes-{START}" and iri in files.drafted()
    mentioned = [quad.object.value for quad in files.quads() if getattr(quad.graph_name, "value", "") == iri]  # type: ignore[union-attr]
    assert mentioned == [PREFIXES["actor"] + "flavia"]
    with pytest.raises(ParameterError, match="there is a passage from"):
        drafted(root)


def test_a_draft_is_divided_and_joined_and_keeps_its_name(root: Root) -> None:
    iri, texts = drafted(root), Texts(root.sources)
    before = {path.name: path.read_bytes() for path in root.graph.iterdir()}
    one, other = split(root, texts, iri, START + len("Flavia"))
    assert one == iri
    files = FactFiles.load(root)
    words = [MINUTES[p.start : p.end] for p in map(files.passage, (one, other))]
    assert words == ["Flavia", "seconded."]
    assert format_files(root, write=False) == []
    assert join(root, texts, one) == iri
    assert {path.name: path.read_bytes() for path in root.graph.iterdir()} == before


def test_what_is_accepted_is_neither_divided_nor_joined(root: Root) -> None:
    texts = Texts(root.sources)
    with pytest.raises(ParameterError, match="more than a draft"):
        split(root, texts, "minutes-47", 60)
    with pytest.raises(ParameterError, match="more than a draft"):
        join(root, texts, "minutes-47")
    with pytest.raises(ParameterError, match="no drafted passage follows"):
        join(root, texts, drafted(root))


@pytest.mark.parametrize(("start", "end"), [(5, 5), (-1, 4), (0, len(MINUTES) + 1), (46, 47)])
def test_offsets_without_words_are_refused(root: Root, start: int, end: int) -> None:
    with pytest.raises(ParameterError, match="have no words"):
        cut(root, Texts(root.sources), "minutes", start, end)


def test_every_passage_can_be_opened_and_accepted_again_without_a_change(root: Root) -> None:
    forms = Forms.from_root(root)
    before = {path.name: path.read_bytes() for path in root.graph.iterdir()}
    for source in ("minutes", "paper"):
        for each in slices(FactFiles.load(root), PREFIXES["source"] + source):
            found = opened(FactFiles.load(root), forms, each.iri)
            accept(root, each.iri, found.statements, found.told, found.kept)
    changed = {path.name for path in root.graph.iterdir() if before[path.name] != path.read_bytes()}
    assert changed <= {"paper.trig"}  # which now also says that the vote is one
    text = (root.graph / "paper.trig").read_text(encoding="utf-8")
    assert text.replace(" a cg:Vote ;\n        cg:votesFor", " cg:votesFor") == before["paper.trig"].decode()


def test_of_a_draft_nothing_is_opened(root: Root) -> None:
    iri = drafted(root)
    found = opened(FactFiles.load(root), Forms.from_root(root), iri)
    assert (found.statements, found.kept, found.told.stance) == ((), (), "Asserts")


PROPOSED = """
passage:minutes-START {
    meeting:the-feast a cg:Meeting ; skos:prefLabel "The feast" ; cg:place place:zenda ; rdfs:seeAlso <urn:x:y> .
    amount:eur-5 a cg:Amount ; cg:currency "EUR" ; cg:value "5"^^xsd:decimal .
    amount:eur-6 a cg:Amount ; cg:currency "EUR" ; cg:value "6"^^xsd:decimal .
    commitment:pies a cg:Commitment ; skos:prefLabel "The pies" ; cg:amount amount:eur-5 .
    passage:minutes-START skos:note "Proposed stance: cg:Reports.", "Found by hand." .
}
graph:register { commitment:pies a cg:Commitment ; skos:prefLabel "The pies" . }
""".replace("START", str(START))


def test_a_draft_is_opened_with_what_it_proposes(root: Root) -> None:
    iri = drafted(root)
    assert opened(FactFiles.load(root), Forms.from_root(root), iri).statements == ()
    (root.graph / "proposed.trig").write_text(PROPOSED, encoding="utf-8")
    files, forms = FactFiles.load(root), Forms.from_root(root)
    found = opened(files, forms, iri)
    assert [(each.form.kind, each.name) for each in found.statements] == [
        ("Meeting", "The feast"), ("Amount", ""), ("Commitment", ""),
    ]  # fmt: skip
    assert found.statements[1].iri == PREFIXES["amount"] + "eur-5"
    assert found.told.stance == "Reports"
    assert [str(quad.object) for quad in found.kept] == ["<urn:x:y>"]
    sheet = Sheet.shown(found, Things(files, forms))
    assert [(part.thing, part.name) for part in sheet.parts] == [("", "The feast"), ("", ""), ("The pies", "")]
    assert sheet.parts[2].values == {"amount": ["#2"]}
    read = Reader(forms, Things(files, forms), files).read(sheet)
    assert [each.iri for each in read.statements] == [each.iri for each in found.statements]


def test_a_proposed_stance_is_read_as_it_is_written() -> None:
    quad = ox.Quad(ox.NamedNode("urn:x"), ox.NamedNode(NOTE), proposed("Denies"))
    assert PROPOSED_STANCE.fullmatch(quad.object.value)[1] == "Denies"  # type: ignore[index,union-attr]


PAIR = [("0.kind", "Tenure"), ("0.f.officeholder", "Flavia"), ("0.f.post", "#2")]
POST = [("1.kind", "Post"), ("1.name", "Clerk"), ("1.f.postIn", "Council of Zenda")]
HOLDS, CLERK = PREFIXES["org"] + "holds", PREFIXES["post"] + "clerk"


@pytest.mark.parametrize(
    ("times", "holds", "tenure"),
    [
        ([], True, False),
        ([("0.f.startDate", "2030-05")], True, True),
        ([("0.f.startDate", "2030-05"), ("0.f.endDate", "2031")], False, True),
        ([("0.f.endDate", "2031")], False, True),
    ],
)
def test_who_holds_a_post_is_stated_with_its_time_and_shown_as_it_was_filled_in(
    root: Root, times: list[tuple[str, str]], holds: bool, tenure: bool
) -> None:
    iri, forms = drafted(root), Forms.from_root(root)
    read = Reader(forms, Things(FactFiles.load(root), forms), FactFiles.load(root)).read(Sheet.of(PAIR + times + POST))
    accept(root, iri, read.statements, read.told)
    files = FactFiles.load(root)
    own = [quad for quad in files.quads() if quad.graph_name == ox.NamedNode(iri)]
    assert any(quad.predicate.value == HOLDS for quad in own) is holds
    assert (ox.NamedNode(CG + "Tenure") in {quad.object for quad in own}) is tenure
    found = opened(files, forms, iri)
    assert {each.form.kind for each in found.statements} == {"Tenure", "Post"} and not found.kept
    again = Reader(forms, Things(files, forms), files).read(Sheet.shown(found, Things(files, forms)))
    accept(root, iri, again.statements, again.told, found.kept)
    after = FactFiles.load(root).quads()
    assert {quad for quad in after if quad.graph_name == ox.NamedNode(iri)} == set(own)


def test_what_the_register_has_of_a_post_is_its_name_and_its_body(root: Root) -> None:
    iri, forms = drafted(root), Forms.from_root(root)
    read = Reader(forms, Things(FactFiles.load(root), forms), FactFiles.load(root)).read(Sheet.of(PAIR + POST))
    accept(root, iri, read.statements, read.told)
    register = [quad for quad in FactFiles.load(root).quads() if quad.graph_name == REGISTER_NODE]
    told = [quad.object.value for quad in register if quad.subject.value == CLERK]  # type: ignore[union-attr]
    assert sorted(told) == ["Clerk", PREFIXES["actor"] + "zenda-council"]


def test_a_passage_written_by_hand_that_tells_who_holds_a_post_fills_the_form(root: Root) -> None:
    iri, forms = drafted(root), Forms.from_root(root)
    read = Reader(forms, Things(FactFiles.load(root), forms), FactFiles.load(root)).read(Sheet.of(PAIR + POST))
    accept(root, iri, read.statements, read.told)
    files = FactFiles.load(root)
    (tenure,) = [each for each in opened(files, forms, iri).statements if each.form.kind == "Tenure"]
    assert tenure.values == {
        "officeholder": [ox.NamedNode(PREFIXES["actor"] + "flavia")], "post": [ox.NamedNode(CLERK)]}  # fmt: skip
