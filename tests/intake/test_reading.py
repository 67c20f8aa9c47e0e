"""Test that a document is read by what it is, and that what cannot be read is refused in one line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import PAGE, letter, pdf, word_file

from coalition.errors import CoalitionError, SelectionError, SourceError
from coalition.intake.reading import MODULES, parse, read

KINDS = {"a.html": PAGE.encode(), "a.pdf": pdf(["Zenda"]), "a.docx": word_file("Zenda"), "a.eml": letter()}


@pytest.mark.parametrize("name", [*KINDS, "a.txt", "a"])
def test_each_kind_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(KINDS.get(name, b"Zenda\n"))
    content, document = read(path)
    assert content == path.read_bytes()
    assert "Zenda" in document.text or "library" in document.text
    assert bool(document.program) == (name in KINDS)


def test_what_a_file_begins_with_counts_before_its_suffix() -> None:
    assert parse(pdf(["Zenda"]), Path("a.txt")).program.startswith("pypdf")
    assert parse(word_file("Zenda"), Path("a.html")).program.startswith("python-docx")


@pytest.mark.parametrize("content", [b"", b" \n\t"])
def test_a_file_without_text_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(SourceError, match="holds no text"):
        read(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_damaged_file_is_refused_in_one_line(name: str) -> None:
    content = KINDS[name]
    with pytest.raises(SourceError, match="cannot be read as") as caught:
        parse(content[: len(content) // 3], Path(name))
    assert "\n" not in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 10_000), st.binary(max_size=8))
def test_whatever_is_changed_in_a_file_it_is_read_or_refused(name: str, place: int, other: bytes) -> None:
    content = KINDS[name]
    place %= len(content)
    told = "\n"
    try:
        told = parse(content[:place] + other + content[place + len(other) :], Path(name)).program
    except CoalitionError as fault:
        told = str(fault)
    assert "\n" not in told


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [
        name for name in sys.modules if name == "pypdf" or name.startswith(("pypdf.", "coalition.intake.pdf"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(SelectionError, match=r"pip install .coalition-graph\[intake\]"):
        parse(KINDS["a.pdf"], Path("a.pdf"))


def test_each_suffix_has_a_module() -> None:
    folder = Path(sys.modules["coalition.intake.reading"].__file__ or "").parent
    assert all((folder / f"{module}.py").is_file() for module in MODULES.values())
