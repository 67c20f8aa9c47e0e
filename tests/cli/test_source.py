"""Test the commands for sources: add with what files tell, update, remove; and what a change does: preview."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from papers import PAGE, letter, pdf, word_file
from program import Call, misused, refuses
from ruritania import TEXT
from typed import answered


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "report.pdf").write_bytes(pdf(["The Council met."], "Report"))
    (folder / "board.docx").write_bytes(word_file("The Board met.", title="Board"))
    (folder / "letter.eml").write_bytes(letter())
    (folder / "note.txt").write_text("A note\n\nIt rained.\n", encoding="utf-8")
    return folder


def listed(zenda: Call) -> dict[str, str]:
    return {
        each["file"]: each["label"] for each in json.loads(zenda("source", "list", "--format", "json").out)["sources"]
    }


def test_a_folder_of_documents_is_added_with_what_they_tell(zenda: Call, papers: Path) -> None:
    done = zenda("source", "add", str(papers), "--yes", "--language", "en-CA")
    assert done.code == 0
    assert len(done.out.splitlines()) == 5
    assert "  title: The Council of Zenda meets (the metadata of the page)\n" in done.err
    assert "creator Anna Holm (the metadata of the page) is not in the register, and is left out" in done.err
    assert listed(zenda) == {
        "zenda.txt": "The zenda paper",
        "page.txt": "The Council of Zenda meets",
        "report.txt": "Report",
        "board.txt": "Board",
        "letter.txt": "The library",
        "note.txt": "A note",
    }
    again = zenda("source", "add", str(papers), "--yes")
    assert (again.code, again.out) == (0, "")
    assert again.err.count("passed over: ") == 5


def test_of_several_files_those_that_can_be_read_are_added(zenda: Call, papers: Path) -> None:
    (papers / "scan.pdf").write_bytes(pdf([""]))
    (papers / "twin.txt").write_bytes((papers / "note.txt").read_bytes())
    done = zenda("source", "add", str(papers), "--yes")
    assert done.code == 1
    assert len(done.out.splitlines()) == 5
    assert "not added: " in done.err and "no page of this PDF has text" in done.err
    assert "twin.txt: this text is already registered as note" in done.err


def test_authors_are_added_to_the_register_where_that_is_asked_for(zenda: Call, papers: Path) -> None:
    done = zenda("source", "add", str(papers / "page.html"), "--yes", "--add-actors")
    assert done.code == 0
    assert "added to the register: actor:anna-holm" in done.err and "actor:town-of-zenda" in done.err
    text = Path(done.out.strip()).read_text(encoding="utf-8")
    assert "dcterms:creator actor:anna-holm ;" in text and "dcterms:publisher actor:town-of-zenda ;" in text
    kinds = {
        each["name"]: each["kind"] for each in json.loads(zenda("actor", "list", "--format", "json").out)["actors"]
    }
    assert (kinds["Nils Ek"], kinds["Town of Zenda"]) == ("Person", "Organisation")


def test_nothing_is_taken_from_a_file_unasked(zenda: Call, papers: Path, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    done = zenda("source", "add", str(papers / "note.txt"))
    assert done.code == 1
    assert "title: A note (the first line of the text)" in done.err
    assert done.err.endswith("what the files tell of themselves was not confirmed; look at it, and pass --yes\n")
    assert sorted(folder.rglob("*")) == before
    assert zenda("source", "add", str(papers / "note.txt"), "--title", "Note").err == ""


def test_a_person_at_a_terminal_is_asked(folder: Path, papers: Path, store: Path) -> None:
    given = ("--store", str(store), "--root", str(folder), "source", "add", str(papers / "note.txt"))
    assert "Register this text so? [y/N]" in (no := answered("n\n", *given))
    assert no.endswith("nothing was changed\n") and not (folder / "graph" / "note.trig").exists()
    assert "graph/note.trig" in answered("y\n", *given)
    assert (folder / "graph" / "note.trig").exists()


def test_a_table_says_what_each_file_is(zenda: Call, papers: Path) -> None:
    table = papers / "list.csv"
    table.write_text("file,title,name,issued\nnote.txt,Note,n1,2031-05\nletter.eml,,n2,\n", encoding="utf-8")
    done = zenda("source", "add", "--list", str(table), "--yes", "--leave-out", "creators", "--language", "en")
    assert [Path(line).name for line in done.out.splitlines()] == ["n1.trig", "n2.trig"]
    text = Path(done.out.splitlines()[0]).read_text(encoding="utf-8")
    assert 'dcterms:title "Note"' in text and 'dcterms:language "en"' in text and '"2031-05"' in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["source", "add"], "no file is named; name a file, a folder, or a table with --list"),
        (["source", "add", "a", "b", "--title", "X"], "--title: several files cannot have one title"),
        (["source", "add", "/no/such.html"], "/no/such.html: the file cannot be read"),
        (["source", "remove", "nobody"], "there is no source nobody"),
        (["source", "update", "nobody", "x.txt"], "x.txt: the file cannot be read"),
        (["source", "remove", "zenda"], "the withdrawal was not confirmed; look at it, and pass --yes"),
        (["preview", "--since", "0" * 64], "0000"),
    ],
)
def test_a_wrong_request_ends_with_1_and_a_line(zenda: Call, arguments: list[str], message: str) -> None:
    done = zenda(*arguments)
    assert (done.code, done.out) == (1, "")
    assert message in done.err.splitlines()[-1]


def test_misuse_ends_with_2(zenda: Call) -> None:
    misused(zenda("source", "add", "x", "--leave-out", "colour"), "'colour' is not one of")
    refuses(zenda("source", "add", "--list", "/no/such.csv"), "/no/such.csv: the file cannot be read")


def test_a_new_version_is_shown_and_taken_up_only_with_consent(zenda: Call, folder: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.txt"
    new.write_text("Corrected\n\n" + TEXT.replace("1,200", "1,300"), encoding="utf-8")
    shown = zenda("source", "update", "zenda", str(new))
    assert shown.code == 0
    assert shown.out.startswith("zenda: 4 moved, 1 changed\n")
    assert shown.err == "nothing was changed; --yes writes it\n"
    refused = zenda("source", "update", "zenda", str(new), "--yes")
    assert refused.code == 1
    assert "1 of 5 passages are changed; read them, and pass --changed" in refused.err
    found = json.loads(zenda("source", "update", "zenda", str(new), "--format", "json").out)
    assert found["counts"] == {"found": 0, "moved": 4, "changed": 1, "lost": 0}
    done = zenda("source", "update", "zenda", str(new), "--yes", "--changed")
    assert "written: " in done.err
    assert (folder / "sources" / "new.txt").exists() and (folder / "sources" / "zenda.txt").exists()


def test_what_falls_with_a_source_is_shown_and_it_goes_only_with_consent(zenda: Call, folder: Path) -> None:
    shown = zenda("source", "remove", "zenda", "--preview")
    assert " facts removed\n" in shown.out and "families of sources: 1 before, 0 after\n" in shown.out
    assert json.loads(zenda("source", "remove", "zenda", "--preview", "--format", "json").out)["facts"]
    assert (folder / "graph" / "zenda.trig").exists()
    done = zenda("source", "remove", "zenda", "--yes")
    assert done.code == 0 and Path(done.out.strip()).is_file()
    assert not (folder / "graph" / "zenda.trig").exists()


def test_edits_are_compared_with_the_snapshot_before(zenda: Call, folder: Path) -> None:
    register = folder / "graph" / "register.trig"
    # Another folder with the same files would share the snapshot.
    text = register.read_text(encoding="utf-8").replace('"Horse"', f'"Horse of {folder.parent.name}"')
    register.write_text(text, encoding="utf-8")
    assert zenda("build").code == 0
    register.write_text(text.replace('"Graustark"', '"Grand Graustark"'), encoding="utf-8")
    done = zenda("preview")
    assert '1 facts added\n  actor:graustark skos:prefLabel "Grand Graustark"\n' in done.out
    assert "compared with the snapshot " in done.err
    assert len(json.loads(zenda("preview", "--format", "json").out)["facts"]) == 2
