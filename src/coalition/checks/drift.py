"""Check that the texts have not changed since they were read: each slice, and each text as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from coalition.corpus.fact_files import FactFiles
from coalition.errors import CoalitionError, DigestError, ProvenanceError
from coalition.namespaces import CG
from coalition.texts.passage import Passage, State, look_up
from coalition.texts.source import Texts, sha256


def slice_states(files: FactFiles, texts: Texts) -> Iterator[tuple[Passage, State, CoalitionError | None]]:
    """Yield each recorded slice with its state in its text, and with the fault if that state is one."""
    for name in sorted({*files.names("Passage"), *files.names("FactlessSlice")}):
        passage = files.passage(name)
        text = texts.get(files.source(passage.source))
        finding = look_up(passage, text)
        fault: CoalitionError | None = None
        if finding.state is State.MISSING and passage.end > len(text or ""):
            what = f"{passage.name} ends at {passage.end}, but the text found has only {len(text or '')} code points"
            remedy = "correct the offsets, or print the header with coalition cite"
            fault = ProvenanceError(what, where=files.at(name, CG + "end"), remedy=remedy)
        elif finding.state in (State.DRIFTED, State.MISSING):
            moved = f"they are now at {finding.moved_to}" if finding.moved_to is not None else "it does not hold them"
            fault = DigestError(
                f"the words of {passage.name} are not at {passage.start} to {passage.end} of the text: {moved}",
                where=files.at(name, CG + "digest"),
                remedy="read the text again and print a new header with coalition cite",
            )
        yield passage, finding.state, fault


def changed_texts(files: FactFiles, texts: Texts) -> Iterator[CoalitionError]:
    """Yield a fault for each source whose text has changed since it was read."""
    for name in files.names("Source"):
        source = files.source(name)
        text = texts.get(source)
        if text is None:
            continue
        if source.text_digest and sha256(text) != source.text_digest:
            what = f"the text of {source.name} at {texts.folder / source.file_name} has changed since it was read"
            remedy = "undo the change, or register the new text as another source"
            yield DigestError(what, where=files.at(name, CG + "textDigest"), remedy=remedy)
        elif source.text_length and len(text) != source.text_length:
            what = f"the text of {source.name} has {len(text)} code points, not {source.text_length}"
            where = files.at(name, CG + "textLength")
            yield ProvenanceError(what, where=where, remedy=f"write cg:textLength {len(text)}")
