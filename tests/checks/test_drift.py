"""Test that texts that have changed since they were read are reported with their place, and nothing is built."""

from __future__ import annotations

from pathlib import Path

from ruritania import MARK, TEXT, document, position, refusal

from coalition.checks.drift import changed_texts, slice_states
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.root import Root
from coalition.errors import DigestError, ProvenanceError, SourceError
from coalition.texts.passage import State
from coalition.texts.source import Texts

ZENDA = document()
ASKED = TEXT.index("Graustark asked")


def test_words_that_are_not_those_that_were_read_are_refused(folder: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    good = f'cg:end {ASKED + 39} ; cg:digest "'
    assert good in ZENDA
    cut = ZENDA.index(good) + len(good)
    written = f'{ZENDA[: cut - 1]}{MARK}"{"0" * 64}{ZENDA[cut + 64 :]}'
    path.write_text(written.replace(MARK, ""), encoding="utf-8")
    fault = refusal(folder)
    assert type(fault) is DigestError
    assert fault.where == f"{path}:{position(written)}"
    assert fault.what == (
        f"the words of zenda-{ASKED} are not at {ASKED} to {ASKED + 39} of the text: it does not hold them"
    )
    assert fault.remedy == "read the text again and print a new header with coalition cite"


def test_words_that_moved_are_refused_and_their_new_place_is_told(folder: Path) -> None:
    (folder / "sources" / "zenda.txt").write_text("New. " + TEXT, encoding="utf-8", newline="")
    fault = refusal(folder)
    assert type(fault) is DigestError
    assert fault.what.endswith(": they are now at 128")


def test_a_text_that_is_not_utf_8_is_refused(folder: Path) -> None:
    path = folder / "sources" / "zenda.txt"
    path.write_bytes(TEXT.encode("latin-1", "replace"))
    fault = refusal(folder)
    assert type(fault) is SourceError
    assert fault.where == str(path)


def test_slips_tell_the_state_of_every_slice(root: Root) -> None:
    record = FactFiles.load(root)
    assert [state for _, state, _ in slice_states(record, Texts(root.sources))] == [State.FOUND] * 5
    without = list(slice_states(record, Texts(root.sources / "nowhere")))
    assert [(state, fault) for _, state, fault in without] == [(State.NO_TEXT, None)] * 5


def test_a_text_that_changed_beyond_every_passage_is_told_of(root: Root) -> None:
    record = FactFiles.load(root)
    assert list(changed_texts(record, Texts(root.sources))) == []
    assert list(changed_texts(record, Texts(root.sources / "nowhere"))) == []
    (root.sources / "zenda.txt").write_text(TEXT + "\n", encoding="utf-8", newline="")
    assert [state for _, state, _ in slice_states(record, Texts(root.sources))] == [State.FOUND] * 5
    (fault,) = changed_texts(record, Texts(root.sources))
    assert "the text of zenda at " in fault.what
    assert fault.where == f"{root.graph / 'zenda.trig'}:{position(ZENDA.replace('textDigest ', f'textDigest {MARK}'))}"


def test_a_text_that_changed_beyond_every_passage_is_not_built_from(folder: Path) -> None:
    text = folder / "sources" / "zenda.txt"
    text.write_text(f"{TEXT}P.S.\n", encoding="utf-8", newline="")
    place = position(ZENDA.replace("textDigest ", f"textDigest {MARK}"))
    assert str(refusal(folder)) == (
        f"{folder / 'graph' / 'zenda.trig'}:{place}: the text of zenda at {text} has changed since it was read; "
        "undo the change, or register the new text as another source"
    )


def test_a_length_that_is_not_that_of_the_text_at_hand_is_refused(folder: Path) -> None:
    written = ZENDA.replace(f"cg:textLength {len(TEXT)}", f"cg:textLength {MARK}{len(TEXT) + 50}")
    path = folder / "graph" / "zenda.trig"
    path.write_text(written.replace(MARK, ""), encoding="utf-8")
    fault = refusal(folder)
    assert type(fault) is ProvenanceError
    assert str(fault) == (
        f"{path}:{position(written)}: the text of zenda has {len(TEXT)} code points, not {len(TEXT) + 50}; "
        f"write cg:textLength {len(TEXT)}"
    )


def test_a_slice_that_ends_beyond_the_text_at_hand_is_refused(folder: Path) -> None:
    end = len(TEXT) + 5
    written = ZENDA.replace(f"cg:textLength {len(TEXT)}", f"cg:textLength {end}")
    written = written.replace(f"cg:end {ASKED + 39} ;", f"cg:end {MARK}{end} ;")
    path = folder / "graph" / "zenda.trig"
    path.write_text(written.replace(MARK, ""), encoding="utf-8")
    fault = refusal(folder)
    assert type(fault) is ProvenanceError
    assert fault.where == f"{path}:{position(written)}"
    assert fault.what == f"zenda-{ASKED} ends at {end}, but the text found has only {len(TEXT)} code points"


def test_every_slice_of_the_published_graph_is_found(texts_folder: Path) -> None:
    documents = [FactFile.parse(path, path.read_bytes()) for path in Root.published().graph_files()]
    found = list(slice_states(FactFiles.from_files(documents), Texts(texts_folder)))
    assert len(found) > 40
    assert {(state, fault) for _, state, fault in found} == {(State.FOUND, None)}
