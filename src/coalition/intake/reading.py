"""Read a document from a file, by what the file is."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from coalition import files
from coalition.errors import CoalitionError, SelectionError, SourceError
from coalition.intake.document import Document

MODULES = {
    ".html": "web_page",
    ".htm": "web_page",
    ".xhtml": "web_page",
    ".pdf": "pdf",
    ".docx": "word_file",
    ".eml": "mail",
    ".txt": "plain_text",
    ".text": "plain_text",
    ".md": "plain_text",
}
"""The module that reads files with a suffix."""

BEGINNINGS = {b"%PDF-": "pdf", b"PK\x03\x04": "word_file"}
"""The module that reads files which begin with certain bytes, whatever their suffix."""

LIBRARIES = {"trafilatura", "lxml", "pypdf", "docx", "charset_normalizer"}
"""What the extra `intake` installs."""


def read(path: Path) -> tuple[bytes, Document]:
    """Return the bytes of the file at `path`, and the document that it holds.

    Plain text, HTML, PDF, Word (DOCX) and e-mail (EML) are read; what has another suffix is taken for plain text.

    Raises
    ------
    SourceError
        When the file cannot be read, holds no text, or is not what it seems to be.
    SelectionError
        When a library that reads such files is not installed.
    """
    content = files.read(path, SourceError, remedy="name a file with the text")
    document = parse(content, path)
    if not document.text.strip():
        raise SourceError("the file holds no text", where=str(path), remedy="name a file with the text")
    return content, document


def parse(content: bytes, path: Path) -> Document:
    """Return the document in the bytes of the file at `path`; for the errors, see `read`."""
    begun = next((module for bytes_, module in BEGINNINGS.items() if content.startswith(bytes_)), None)
    name = begun or MODULES.get(path.suffix.lower(), "plain_text")
    try:
        found: Document = import_module(f"coalition.intake.{name}").parse(content, path)
    except ModuleNotFoundError as fault:
        if (fault.name or "").partition(".")[0] not in LIBRARIES:
            raise
        what, remedy = f"the library {fault.name} is not installed", 'run pip install "coalition-graph[intake]"'
        raise SelectionError(what, where=str(path), remedy=remedy) from None
    except (CoalitionError, MemoryError):
        raise
    except Exception as fault:  # the libraries have no class for what is wrong with a file, and fail in many ways
        files.refuse_exhaustion(fault)
        what = f"the file cannot be read as {name.replace('_', ' ')} ({type(fault).__name__}: {_first_line(fault)})"
        remedy = "open it in the program that made it and save it again, or save its text as plain text"
        raise SourceError(what, where=str(path), remedy=remedy) from None
    return found


def _first_line(fault: Exception) -> str:
    return next(iter(str(fault).splitlines()), "")[:200]
