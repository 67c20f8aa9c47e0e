"""Describe sources, and read their texts from a folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from coalition import files
from coalition.errors import SourceError
from coalition.files import fault_of_folder


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Source:
    """Describe a document or another work.

    What is not recorded is empty. A work that is only cited has no file name, digest or length.

    Attributes
    ----------
    iri:
        The IRI of the work.
    label:
        Its short name for people, such as `Document 000`.
    title:
        Its title.
    publisher, creator:
        Who published and who wrote it.
    issued:
        Its date of issue.
    file_name:
        The name of the file that holds its text.
    text_digest:
        The digest that its text had when it was read; see `sha256`.
    text_length:
        The length that its text had then, in code points.
    """

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
    """Read the texts of sources from a folder, which holds each under its file name.

    Each text is read once and kept. The folder need not exist; then no text is found.
    """

    folder: Path
    _read: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> Texts:
        """Return the texts in a folder that a user named, which must exist.

        Raises
        ------
        SourceError
            When `folder` is not a folder that can be read.
        """
        fault = fault_of_folder(folder)
        if fault:
            raise SourceError(fault, where=str(folder), remedy="name the folder of the source texts")
        return cls(folder)

    def get(self, source: Source) -> str | None:
        """Return the text of a source exactly as stored, or None where it is not found.

        Line ends and a byte order mark are kept, since offsets count them.

        Raises
        ------
        SourceError
            When the file exists but cannot be read, is not a regular file, or is not UTF-8.
        """
        if not source.file_name:
            return None
        if source.file_name not in self._read:
            self._read[source.file_name] = self._load(source.file_name)
        return self._read[source.file_name]

    def path(self, file_name: str) -> Path | None:
        """Return the path of a text, or None where it is not found."""
        path = self.folder / file_name
        # A file name with a path in it could lead to a file outside the folder.
        if Path(file_name).name != file_name or file_name == ".." or not path.exists():
            return None
        return path

    def _load(self, file_name: str) -> str | None:
        path = self.path(file_name)
        return decode(files.read(path, SourceError, remedy="change its permissions"), path) if path else None


def decode(content: bytes, path: Path) -> str:
    """Return the text in the bytes of the file `path`, with its line ends and byte order mark.

    Raises
    ------
    SourceError
        When it is not UTF-8.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        remedy = "save the text as UTF-8, without other changes"
        raise SourceError(f"byte {fault.start} is not UTF-8", where=str(path), remedy=remedy) from None
