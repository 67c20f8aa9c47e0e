"""Remember what the checks of a file of facts have found, so that a file that has not changed is not parsed again."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from coalition import files
from coalition.checks.drift import changed_texts, slice_states
from coalition.checks.statements import Glance
from coalition.checks.summary import Summary, summarise
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.errors import CoalitionError, StoreError
from coalition.texts.source import Source, Texts, sha256


@dataclass(frozen=True)
class Verdict:
    """Hold what the checks of one file have found.

    Attributes
    ----------
    summary:
        What the file states about what other files may state, too.
    unchanged:
        Whether all its slices, and the texts of all its sources, are as they were read, as far as they are at hand.
    slices:
        The number of its slices in each state.
    texts:
        The digest of each of its texts, by the name of its file; "" for one that was not found.
    """

    summary: Summary
    unchanged: bool
    slices: dict[str, int]
    texts: dict[str, str]


def judge(file: FactFile, glance: Glance, texts: Texts) -> Verdict:
    """Check a file, as if there were no other, and its texts."""
    indexed, own = FactFiles.from_files([file]), Texts(texts.folder)
    summary = summarise(indexed, glance)
    if not summary.sound:
        return Verdict(summary, False, {}, {})
    slices: dict[str, int] = {}
    try:
        for _, state, fault in slice_states(indexed, own):
            slices[state] = slices.get(state, 0) + 1
            if fault:
                return Verdict(summary, False, {}, {})
        unchanged = next(changed_texts(indexed, own), None) is None
        names = {indexed.source(name).file_name for name in indexed.names("Source")} - {""}
        return Verdict(summary, unchanged, slices, _digests(names, own))
    except CoalitionError:  # a text cannot be read, which the checks of all files tell in its turn
        return Verdict(summary, False, {}, {})


def _digests(names: Iterable[str], texts: Texts) -> dict[str, str]:
    """Return the digests of texts by the names of their files; "" for one that is not found."""
    found = {name: texts.get(Source("", file_name=name)) for name in sorted(names)}
    return {name: "" if text is None else sha256(text) for name, text in found.items()}


class Verdicts:
    """Return verdicts on files, from what the file `path` remembers of an earlier run where they are still right.

    A verdict is right for the same bytes, the same ontology, the same texts and the same program. What is remembered is
    what the last run has used, so it does not grow; damage is noticed, and whatever cannot be read is forgotten.
    """

    def __init__(self, path: Path | None, ontology: Iterable[bytes]) -> None:
        """Take up what is remembered at `path`, for the files of an ontology; remember nothing where `path` is None."""
        self._path, self._known, self._used = path, dict[str, bytes](), dict[str, bytes]()
        basis = hashlib.sha256(_program())
        for content in ontology:
            basis.update(hashlib.sha256(content).digest())
        self._basis = basis.hexdigest().encode()
        with suppress(StoreError):
            lines = files.read(path, StoreError).splitlines() if path and path.is_file() else []
            if lines and lines[0] == self._basis:
                self._known = {line[:64].decode("ascii", "replace"): line for line in lines[1:]}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is remembered of an earlier run."""
        return not self._known

    def of(self, digest: str, texts: Texts) -> Verdict | None:
        """Return the verdict on the file of facts with a digest, or None where it is not known."""
        line = self._known.get(digest)
        if line is None:
            return None
        try:
            verdict = _parsed(line)
            if not verdict or _digests(verdict.texts, Texts(texts.folder)) != verdict.texts:
                return None
        except (CoalitionError, ValueError, LookupError, TypeError, RecursionError):
            return None
        self._used[digest] = line
        return verdict

    def recalled(self, digest: str) -> Summary | None:
        """Return the summary of a file that is no longer there, or None where it is not known."""
        with suppress(ValueError, LookupError, TypeError, RecursionError):
            verdict = _parsed(self._known[digest])
            return verdict.summary if verdict else None
        return None

    def also(self, digests: Iterable[str]) -> None:
        """Go on remembering what is known of files with some digests, too, though they may not be there now."""
        self._used = {digest: self._known[digest] for digest in digests if digest in self._known} | self._used

    @property
    def basis(self) -> str:
        """The digest of the program and the ontology by which files were judged."""
        return self._basis.decode()

    def remember(self, digest: str, verdict: Verdict) -> None:
        """Remember a verdict; one that tells of a fault is not worth it."""
        if self._path and verdict.unchanged and verdict.summary.sound:
            parts = {"summary": verdict.summary.to_dict(), "slices": verdict.slices, "texts": verdict.texts}
            body = json.dumps(parts, separators=(",", ":")).encode()
            self._used[digest] = b"%s %d %s" % (digest.encode(), zlib.crc32(body), body)

    def keep(self) -> None:
        """Write what the next run may need to the file, as far as that may be written."""
        if self._path and self._used != self._known:
            with suppress(OSError):
                files.write(self._path, b"\n".join([self._basis, *self._used.values()]))
                files.share(self._path, self._path.parent)
                self._known = dict(self._used)


def _parsed(line: bytes) -> Verdict | None:
    _, checksum, body = line.split(b" ", 2)
    if int(checksum) != zlib.crc32(body):
        return None
    data: dict[str, Any] = json.loads(body)
    return Verdict(Summary.from_dict(data["summary"]), True, data["slices"], data["texts"])


@cache
def _program() -> bytes:
    """Return the digest of the program, since another may judge otherwise."""
    whole = hashlib.sha256(ox.__version__.encode())
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        whole.update(files.read(path, StoreError))
    return whole.digest()
