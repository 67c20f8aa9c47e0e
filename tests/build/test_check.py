"""Test that `check` reports all faults at once, and what it could not check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from ledger import record
from ruritania import MARK, TEXT, document, drafted, position, undeclared

from coalition.build.check import CheckReport, check
from coalition.build.snapshot import Snapshots
from coalition.checks import shapes
from coalition.corpus.root import Root
from coalition.errors import DigestError, GraphError, RDFSyntaxError, StoreError, VocabularyError
from coalition.graph import Graph
from coalition.texts.passage import State
from coalition.texts.source import Texts


def looked(root: Root) -> CheckReport:
    return check(root.read(), Texts(root.sources), root.shape_files())


def told(found: CheckReport) -> set[str]:
    return {str(fault) for fault in found.faults}


def whole(folder: Path) -> Root:
    """Give the states of the invented corpus the country codes that the shapes require."""
    register = folder / "graph" / "register.trig"
    text = register.read_text(encoding="utf-8").replace("cg:State ;", 'cg:State ; cg:isoCode "XXX" ;')
    for code in ("FRA", "DEU"):
        text = text.replace('"XXX"', f'"{code}"', 1)
    register.write_text(text, encoding="utf-8")
    return Root.open(folder)


def test_a_good_graph_has_no_fault_and_every_slice_is_found(folder: Path) -> None:
    found = looked(whole(folder))
    assert [str(fault) for fault in found.faults if "does not fit" not in fault.what] == []
    assert found.slices == {State.FOUND: 5}
    assert found.counts["passages"] == 5
    lines = list(found.summary())
    assert lines[:2] == ["5 of 5 slices: found", "0 of 5 slices: no text here"]
    assert lines[2].endswith(" statements, each in one of 5 passages")


def test_drafted_passages_are_counted_and_held_against_the_shapes(folder: Path) -> None:
    before = looked(whole(folder))
    amount = 'amount:gbp-50 . amount:gbp-50 a cg:Amount ; cg:value "50"^^xsd:decimal ; cg:currency "GBP" .'
    path = folder / "graph" / "draft.trig"
    path.write_text(drafted("1,200 crowns (£50)", f"cg:mentions {amount}"), encoding="utf-8")
    found = looked(Root.open(folder))
    assert told(found) == told(before)
    assert {**found.counts, "derived facts": 0} == {**before.counts, "derived facts": 0, "drafted passages": 1}
    line = "1 passage is only drafted and states nothing yet: write the stance and the facts into the file"
    assert [*before.summary()][2:-1] == [f"{before.counts['statements']} statements, each in one of 5 passages"]
    assert [*found.summary()][3:-1] == [line]
    path.write_text(drafted("1,200 crowns (£50)", "cg:mentions actor:nobody ."), encoding="utf-8")
    assert [line.partition(":")[0] for line in told(looked(Root.open(folder))) - told(before)] == ["actor"]


def test_slices_without_a_text_are_counted_and_said_to_be_unchecked(folder: Path) -> None:
    (folder / "sources" / "zenda.txt").unlink()
    found = looked(whole(folder))
    assert found.slices == {State.NO_TEXT: 5}
    assert list(found.summary())[:2] == [
        "5 of 5 slices: no text here",
        "their digests were not checked: source texts not found; pass --sources DIR",
    ]


def test_slices_of_one_text_are_checked_where_another_is_not_at_hand(folder: Path) -> None:
    (folder / "graph" / "more.trig").write_text(document("more"), encoding="utf-8")
    assert looked(whole(folder)).slices == {State.FOUND: 5, State.NO_TEXT: 5}


def test_every_slip_is_told_of_with_its_place(folder: Path) -> None:
    moved = "New. " + TEXT.replace("did not come", "stayed away")
    (folder / "sources" / "zenda.txt").write_text(moved, encoding="utf-8", newline="")
    found = looked(whole(folder))
    assert found.slices == {State.DRIFTED: 4, State.MISSING: 1}
    assert [type(fault) for fault in found.faults] == [DigestError] * 6
    assert sum("they are now at" in fault.what for fault in found.faults) == 4
    assert sum("it does not hold them" in fault.what for fault in found.faults) == 1
    assert sum("has changed since it was read" in fault.what for fault in found.faults) == 1
    assert len({fault.where for fault in found.faults}) == 6
    assert list(found.summary())[-1] == "6 faults"


def test_a_text_that_changed_where_no_passage_is_is_a_fault_all_the_same(folder: Path) -> None:
    (folder / "sources" / "zenda.txt").write_text(TEXT + "P.S.\n", encoding="utf-8", newline="")
    found = looked(whole(folder))
    assert found.slices == {State.FOUND: 5}
    (fault,) = found.faults
    assert type(fault) is DigestError
    assert list(found.summary())[-1] == "1 fault"


def test_every_file_that_does_not_parse_is_told_of(folder: Path) -> None:
    for name in ("a.trig", "b.trig"):
        (folder / "graph" / name).write_text("nonsense", encoding="utf-8")
    found = looked(Root.open(folder))
    assert [type(fault) for fault in found.faults] == [RDFSyntaxError] * 2
    assert [fault.where for fault in found.faults] == [f"{folder / 'graph' / name}.trig:1:1" for name in ("a", "b")]
    assert found.counts == {}


def test_all_bad_words_are_told_of(folder: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    path.write_text(document().replace("cg:participant", "cg:particpant"), encoding="utf-8")
    found = looked(Root.open(folder))
    assert {type(fault) for fault in found.faults} == {VocabularyError}
    assert len(found.faults) == len({fault.where for fault in found.faults}) == document().count("cg:participant")


def test_what_does_not_fit_the_shapes_is_a_fault(folder: Path) -> None:
    found = looked(Root.open(folder))
    codes = [fault for fault in found.faults if "State-isoCode" in fault.what]
    register = folder / "graph" / "register.trig"
    assert [fault.where for fault in codes] == [f"{register}:18:23", f"{register}:17:23"]
    assert [fault.what.split()[0] for fault in codes] == ["actor:graustark", "actor:ruritania"]
    assert {type(fault) for fault in codes} == {GraphError}


def test_the_shapes_hold_for_what_is_only_reported_too(folder: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    text = document().replace('cg:number "20"', 'cg:number "-20"')
    path.write_text(text, encoding="utf-8")
    before = {str(fault) for fault in looked(whole(folder)).faults}
    path.write_text(document(), encoding="utf-8")
    new = before - {str(fault) for fault in looked(Root.open(folder)).faults}
    line = text[: text.index('"-20"')].count("\n") + 1
    (fault,) = new
    assert fault.startswith(f"{path}:{line}:") and "-20" in fault


def test_the_snapshot_that_was_built_from_the_files_saves_putting_them_together_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "graph" / "draft.trig").write_text(drafted("1,200 crowns (£50)", "cg:mentions actor:no ."), "utf-8")
    root, graph = Root.open(folder), Graph.open(folder, store=tmp_path / "store")
    expected = looked(root)
    monkeypatch.delattr(Snapshots, "write")
    found = check(root.read(), graph.texts, root.shape_files(), snapshots=Snapshots(tmp_path / "store"))
    assert found.faults
    assert (told(found), found.counts, found.slices) == (told(expected), expected.counts, expected.slices)


def test_the_snapshot_that_a_check_builds_is_kept(folder: Path, tmp_path: Path) -> None:
    root, snapshots = whole(folder), Snapshots(tmp_path / "store")
    inputs = root.read()
    assert snapshots.find(inputs.digest) is None
    found = check(inputs, Texts(root.sources), root.shape_files(), snapshots=snapshots)
    kept = snapshots.find(inputs.digest)
    assert kept and kept.counts == found.counts


def test_only_things_of_new_kinds_are_held_against_the_shapes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    validated, store = list[int](), Snapshots(tmp_path / "store")
    report = shapes._report

    def watched(data: Iterable[ox.Triple], paths: Sequence[Path]) -> Any:
        held = [*data]
        validated.append(len(held))
        return report(held, paths)

    def checked(path: Path, text: str) -> CheckReport:
        path.write_text(text, encoding="utf-8")
        validated.clear()
        root = Root.open(folder)
        return check(root.read(), Texts(root.sources), root.shape_files(), snapshots=store)

    monkeypatch.setattr(shapes, "_report", watched)
    register = folder / "graph" / "register.trig"
    whole(folder)
    named = '    position:graustark-horses skos:prefLabel "Help" .\n}\n'
    right = register.read_text(encoding="utf-8").removesuffix("}\n") + named
    zenda = (folder / "graph" / "zenda.trig").read_text(encoding="utf-8")
    wrong = zenda.replace('cg:number "20"', 'cg:number "-20"')
    assert not checked(register, right).faults and validated
    assert not checked(register, right + "# nothing new\n").faults and not validated
    for _ in range(2):  # what is wrong is not taken for right the next time
        (fault,) = checked(folder / "graph" / "zenda.trig", wrong).faults
        assert "-20" in str(fault) and validated
    assert not checked(folder / "graph" / "zenda.trig", zenda + "# again\n").faults and not validated
    assert not checked(register, right.replace('"FRA"', '"ESP"')).faults  # a code is of no other kind than a code


def test_where_no_snapshot_may_be_kept_the_check_does_without(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, store = Root.open(folder), tmp_path / "store"
    expected, write = looked(root), Snapshots.write

    def refusing(snapshots: Snapshots, *given: Any) -> Any:
        if snapshots.folder == store:
            raise StoreError("the snapshot cannot be written (Read-only file system)")
        return write(snapshots, *given)

    monkeypatch.setattr(Snapshots, "write", refusing)
    found = check(root.read(), Texts(root.sources), root.shape_files(), snapshots=Snapshots(store))
    assert (told(found), found.counts, found.slices) == (told(expected), expected.counts, expected.slices)
    assert found.faults and not store.exists()


def test_the_same_faults_come_in_the_same_order(folder: Path) -> None:
    root = Root.open(folder)
    assert [str(fault) for fault in looked(root).faults] == [str(fault) for fault in looked(root).faults]


def test_the_published_graph_has_no_fault(texts_folder: Path) -> None:
    root = Root.published()
    found = check(root.read(), Texts(texts_folder), root.shape_files())
    shapes = root.shape_files()[0].read_text(encoding="utf-8")
    figures = {
        "passages": found.counts.get("passages", 0),
        "statements": found.counts.get("statements", 0),
        "texts": len(list(texts_folder.glob("*.txt"))),
        "shapes": shapes.count(" a sh:NodeShape") + shapes.count(" a sh:PropertyShape"),
        "faults": len(found.faults),
    }
    digests = {f"offsets and digests of passages and slices: {state}": count for state, count in found.slices.items()}
    record("passages", {**figures, **digests})
    assert [str(fault) for fault in found.faults] == []
    assert set(found.slices) == {State.FOUND}


def test_the_published_graph_has_no_fault_without_the_texts(tmp_path: Path) -> None:
    found = check(Root.published().read(), Texts(tmp_path), Root.published().shape_files())
    assert [str(fault) for fault in found.faults] == []
    assert set(found.slices) == {State.NO_TEXT}


def test_faults_in_files_without_declarations_are_told_with_their_places(folder: Path) -> None:
    whole(folder)
    for path in (folder / "graph").iterdir():
        path.write_text(undeclared(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert [fault for fault in looked(Root.open(folder)).faults if "does not fit" not in fault.what] == []
    path = folder / "graph" / "zenda.trig"
    text = path.read_text(encoding="utf-8")
    wrong = text.replace("cg:place place:strelsau", f"cg:plase {MARK}place:strelsau")
    assert wrong != text
    path.write_text(wrong.replace(MARK, ""), encoding="utf-8")
    assert [fault.where for fault in looked(Root.open(folder)).faults] == [f"{path}:{position(wrong)}"]
    wrong = text.replace("cg:place place:strelsau", f"cg:place {MARK}palace:strelsau")
    path.write_text(wrong.replace(MARK, ""), encoding="utf-8")
    said = "The prefix palace: has not been declared; did you mean place? mend the statement at this place"
    assert told(looked(Root.open(folder))) == {f"{path}:{position(wrong)}: {said}"}
