"""Test that a new version of a text is taken up with its passages, and a source withdrawn, whole or not at all."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from papers import pdf
from ruritania import TEXT, document, prefixes

from coalition import Graph
from coalition.build.check import check
from coalition.corpus.canonical import format_files
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation import sources
from coalition.curation.anchoring import Fate
from coalition.drafting.draft import draft
from coalition.errors import CoalitionError, GraphError, ParameterError, SelectionError
from coalition.namespaces import CG, PREFIXES
from coalition.texts.source import Texts

TODAY = datetime.date(2026, 11, 28)
SHIFTED = "Corrected\n\n" + TEXT


@pytest.fixture
def texts(root: Root) -> Texts:
    format_files(root, write=True)
    return Texts(root.sources)


def version(tmp_path: Path, text: str, name: str = "zenda.txt") -> Path:
    path = tmp_path / "new" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def everything(root: Root) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.graph.parent.rglob("*") if path.is_file()}


def faults(root: Root) -> list[str]:
    """Return the faults of a root but those that the invented corpus has anyhow: codes and names that are missing."""
    shapes = root.shape_files()
    found = check(root.read(), Texts(root.sources), shapes, root.question_files(), None, "graph").faults
    return [fault.what for fault in found if "isoCode" not in fault.what and "prefLabel" not in fault.what]


def test_moved_passages_keep_their_iris_and_the_old_text_stays(root: Root, texts: Texts, tmp_path: Path) -> None:
    names = FactFiles.load(root).names("Passage")
    found = sources.updated(root, texts, "zenda", version(tmp_path, SHIFTED))
    assert found.counts == {Fate.FOUND: 0, Fate.MOVED: len(found.anchors), Fate.CHANGED: 0, Fate.LOST: 0}
    written = sources.take_up(root, texts, found, changed=False, lost=False)
    assert written == [root.graph / "zenda.trig"]
    assert FactFiles.load(root).names("Passage") == names
    assert faults(root) == []
    assert format_files(root, write=False) == []
    assert (root.sources / "zenda.txt").read_text(encoding="utf-8") == TEXT
    assert (root.sources / "zenda-2.txt").read_text(encoding="utf-8") == SHIFTED
    graph = Graph.open(root.graph.parent, store=tmp_path / "store")
    cited = [each for row in graph.evidence("SELECT ?p { ?p a cg:Participation }") for each in row.passages]
    assert cited and all(each.finding.words in SHIFTED for each in cited)


def test_changed_and_lost_passages_need_consent(root: Root, texts: Texts, tmp_path: Path) -> None:
    text = TEXT.replace("1,200 crowns", "1,300 crowns").replace("Graustark did not come, the court says.\n", "")
    before = everything(root)
    found = sources.updated(root, texts, "zenda", version(tmp_path, text))
    changed = [anchor for anchor in found.anchors if anchor.fate is Fate.CHANGED]
    lost = [anchor for anchor in found.anchors if anchor.fate is Fate.LOST]
    assert changed and lost
    assert any("1,300 crowns" in anchor.after for anchor in changed)
    for consent, option in (
        ({"changed": False, "lost": True}, "--changed"),
        ({"changed": True, "lost": False}, "--lost"),
    ):
        with pytest.raises(SelectionError, match=option):
            sources.take_up(root, texts, found, **consent)
    assert everything(root) == before
    sources.take_up(root, texts, found, changed=True, lost=True)
    left = FactFiles.load(root).names("Passage")
    assert not {anchor.passage.iri for anchor in lost} & set(left)
    assert {anchor.passage.iri for anchor in changed} <= set(left)
    assert faults(root) == []


def test_what_was_changed_meanwhile_is_not_overwritten(root: Root, texts: Texts, tmp_path: Path) -> None:
    found = sources.updated(root, texts, "zenda", version(tmp_path, SHIFTED))
    sources.withdraw(root, "zenda", TODAY)
    with pytest.raises(CoalitionError):
        sources.take_up(root, texts, found, changed=False, lost=False)


def test_a_pdf_can_be_the_new_version_and_its_pages_are_told(root: Root, texts: Texts, tmp_path: Path) -> None:
    pages = ["Rudolf, King of Ruritania, received Queen Flavia and envoys.", "Graustark did not come, the court says."]
    path = tmp_path / "corrected.pdf"
    path.write_bytes(pdf(pages))
    sources.take_up(root, texts, sources.updated(root, texts, "zenda", path), changed=True, lost=True)

    def on_pages() -> dict[str, str]:
        files = FactFiles.load(root)
        return {iri.rsplit("-", 1)[-1]: files.one(iri, CG + "page") for iri in files.names("Passage")}

    assert sorted(on_pages().values()) == ["1", "2"]
    assert (root.sources / "originals" / "corrected.pdf").read_bytes() == path.read_bytes()
    assert faults(root) == []
    texts = Texts(root.sources)
    again = sources.updated(root, texts, "zenda", version(tmp_path, "Zenda\n\n" + "\n".join(pages)))
    sources.take_up(root, texts, again, changed=False, lost=False)
    assert set(on_pages().values()) == {""}
    assert not FactFiles.load(root).one(PREFIXES["source"] + "zenda", CG + "originalName")
    assert faults(root) == []


def test_words_that_another_passage_is_read_with_are_not_taken_out(root: Root, texts: Texts, tmp_path: Path) -> None:
    before = everything(root)
    found = sources.updated(root, texts, "zenda", version(tmp_path, "Graustark did not come, the court says.\n"))
    with pytest.raises(GraphError, match=r"passage:zenda-22 is needed: .* cg:context passage:zenda-22"):
        sources.take_up(root, texts, found, changed=True, lost=True)
    assert everything(root) == before


def test_passages_that_were_drafted_go_into_the_file_of_their_source(root: Root, texts: Texts) -> None:
    (root.graph / "zenda.trig").write_text(document().partition("passage:zenda")[0], encoding="utf-8")
    made = draft(root, texts, "zenda")
    assert sources.add_passages(root, "zenda", made.trig) == root.graph / "zenda.trig"
    assert len(FactFiles.load(root).drafted()) == made.passages > 0
    assert format_files(root, write=False) == []
    assert draft(root, texts, "zenda").passages == 0
    with pytest.raises(ParameterError, match="there is no source nobody"):
        sources.add_passages(root, "nobody", made.trig)


@pytest.mark.parametrize(("name", "text", "message"), [("zenda", TEXT, "has this text"), ("nobody", "x", "no source")])
def test_a_wrong_update_is_refused(
    root: Root, texts: Texts, tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        sources.updated(root, texts, name, version(tmp_path, text))


def test_a_source_is_withdrawn_with_its_passages_and_can_come_back(root: Root, texts: Texts, tmp_path: Path) -> None:
    before = everything(root)
    going = sources.withdrawal(root, "zenda")
    assert going.slices == len(FactFiles.load(root).names("Passage"))
    kept, changed = sources.withdraw(root, "zenda", TODAY)
    assert kept == root.graph.parent / "withdrawn" / "zenda-2026-11-28.trig"
    assert changed == [root.graph / "zenda.trig"]
    assert FactFiles.load(root).names("Source") == []
    assert faults(root) == []
    kept.rename(root.graph / "zenda.trig")
    assert everything(root) == before
    assert texts.folder.is_dir()


def test_a_source_that_another_passage_is_read_with_stays(root: Root, texts: Texts) -> None:
    context = FactFiles.load(root).names("Passage")[0]
    (root.graph / "other.trig").write_text(
        f"""{prefixes()}
source:other a cg:Source .
passage:other-0 a cg:Passage ; prov:wasQuotedFrom source:other ; cg:start 0 ; cg:end 1 ; cg:stance cg:Drafted ;
    cg:digest "{"0" * 64}" ; cg:context <{context}> .
passage:other-0 {{ passage:other-0 cg:mentions actor:rudolf }}
""",
        encoding="utf-8",
    )
    before = everything(root)
    with pytest.raises(GraphError, match="is needed: passage:other-0 cg:context"):
        sources.withdraw(root, "zenda", TODAY)
    assert everything(root) == before


def test_a_source_that_is_cited_goes_on_as_a_work(root: Root, texts: Texts) -> None:
    (root.graph / "other.trig").write_text(
        f'{prefixes()}\nsource:other a cg:Source ; dcterms:title "Other" ; prov:wasDerivedFrom source:zenda .\n',
        encoding="utf-8",
    )
    sources.withdraw(root, "zenda", TODAY)
    files = FactFiles.load(root)
    assert files.names("Source") == [PREFIXES["source"] + "other", PREFIXES["source"] + "zenda"]
    assert files.names("Passage") == []
    assert files.source(PREFIXES["source"] + "zenda").file_name == ""
    assert faults(root) == []


def test_what_a_withdrawal_would_do_can_be_tried(root: Root, texts: Texts, tmp_path: Path) -> None:
    before = everything(root)
    with sources.without(root, "zenda").tried() as folder:
        assert FactFiles.load(Root.open(folder)).names("Source") == []
    assert everything(root) == before
