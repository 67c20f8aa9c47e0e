"""Whether the texts at hand are still those that were read: every slice at its place, and each text as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.corpus.fact_files import FactFiles
from coalition.errors import CoalitionError, DigestError, ProvenanceError
from coalition.namespaces import CG
from coalition.texts.passage import Passage, State, look_up
from coalition.texts.source import Texts, sha256


def slice_states(record: FactFiles, texts: Texts) -> Iterator[tuple[Passage, State, CoalitionError | None]]:
    """Each slice that is recorded with its state in the text at hand, and the fault where that is one."""
    for name in sorted({*record.names("Passage"), *record.names("FactlessSlice")}):
        passage = record.passage(name)
        text = texts.get(record.source(passage.source))
        found = look_up(passage, text)
        fault: CoalitionError | None = None
        if found.state is State.MISSING and passage.end > len(text or ""):
            what = f"{passage.name} ends at {passage.end}, beyond the {len(text or '')} code points of the text at hand"
            remedy = "mend the offsets, or print the header with coalition cite"
            fault = ProvenanceError(what, where=record.at(name, CG + "end"), remedy=remedy)
        elif found.state in (State.DRIFTED, State.MISSING):
            moved = f"they now stand at {found.moved_to}" if found.moved_to is not None else "they stand nowhere in it"
            fault = DigestError(
                f"the words of {passage.name} are not at {passage.start} to {passage.end} of the text: {moved}",
                where=record.at(name, CG + "digest"),
                remedy="read the text again and print a new header with coalition cite",
            )
        yield passage, found.state, fault


def changed_texts(record: FactFiles, texts: Texts) -> Iterator[CoalitionError]:
    """A fault for each source whose text at hand is not, as a whole, the one that was read."""
    for name in record.names("Source"):
        source = record.source(name)
        text = texts.get(source)
        if text is None:
            continue
        if source.text_digest and sha256(text) != source.text_digest:
            what = f"the text of {source.name} at {texts.folder / source.file_name} is not the one that was read"
            remedy = "take back the change, or read the new text as a source of its own"
            yield DigestError(what, where=record.at(name, CG + "textDigest"), remedy=remedy)
        elif source.text_length and len(text) != source.text_length:
            what = f"the text of {source.name} has {len(text)} code points, not {source.text_length}"
            where = record.at(name, CG + "textLength")
            yield ProvenanceError(what, where=where, remedy=f"write cg:textLength {len(text)}")
