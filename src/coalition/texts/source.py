"""A source and its text: what a document is, and whether the text at hand is the one that was read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from coalition.errors import SourceError


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as lower-case hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Source:
    """A work that states facts. A work that is only cited has no file name, digest or length."""

    iri: str
    label: str = ""
    title: str = ""
    publisher: str = ""
    creator: str = ""
    issued: str = ""
    file_name: str = ""
    text_digest: str = ""
    text_length: int = 0

    @property
    def name(self) -> str:
        """The short name of the source: the last part of its IRI."""
        return self.iri.rsplit("/", 1)[-1]


@dataclass
class Texts:
    """The folder that holds the texts of the sources, each under its file name."""

    folder: Path
    _read: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> Texts:
        """The texts in a folder that someone named.

        Raises
        ------
        SourceError
            When there is no such folder.
        """
        if not folder.is_dir():
            raise SourceError("there is no such folder", where=str(folder), remedy="name the folder of the texts")
        return cls(folder)

    def get(self, source: Source) -> str | None:
        """The text of `source` exactly as stored, or None where it is not at hand.

        Raises
        ------
        SourceError
            When the file is there and cannot be read as UTF-8.
        """
        if not source.file_name:
            return None
        if source.file_name not in self._read:
            self._read[source.file_name] = self._load(source.file_name)
        return self._read[source.file_name]

    def _load(self, file_name: str) -> str | None:
        path = self.folder / file_name
        if Path(file_name).name != file_name or not path.is_file():
            return None
        try:
            with path.open(encoding="utf-8", newline="") as stream:
                return stream.read()
        except (OSError, UnicodeDecodeError) as fault:
            raise SourceError(
                f"the text cannot be read ({fault})", where=str(path), remedy="store it as UTF-8"
            ) from None
