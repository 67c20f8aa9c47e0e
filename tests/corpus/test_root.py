"""Test roots: the files that a graph consists of, and the digest that names their state."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from coalition.corpus.root import Root, rule_graph
from coalition.errors import CoalitionError, GraphError, RDFSyntaxError
from coalition.graph import Graph

PROJECT = Path(__file__).parents[2]


def test_without_a_folder_the_published_graph_is_meant() -> None:
    assert Root.open(None) == Root.published()
    assert Root.published().graph_files()


def test_what_a_root_lacks_is_taken_from_the_published_one(folder: Path) -> None:
    root, published = Root.open(folder), Root.published()
    assert (root.graph, root.sources) == (folder / "graph", folder / "sources")
    assert (root.ontology, root.queries) == (published.ontology, published.queries)


def test_a_whole_ontology_takes_the_place_of_the_published_one(folder: Path) -> None:
    shutil.copytree(PROJECT / "ontology", folder / "ontology")
    (folder / "queries").mkdir()
    root = Root.open(folder)
    assert (root.ontology, root.queries) == ((folder / "ontology",), (folder / "queries",))
    assert root.read().digest == Root.open(folder).read().digest


def test_an_ontology_may_have_no_conflicts_and_no_lists(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "ontology", folder / "ontology")
    every = [str(path.relative_to(folder / "ontology")) for path in Root.open(folder).ontology_files()]
    assert every == sorted(every)
    assert every[:3] == ["alignments.ttl", "coalition.ttl", "conflicts.ttl"]
    assert "lists/stances.ttl" in every
    lists = folder / "ontology" / "lists"
    with (folder / "ontology" / "coalition.ttl").open("a", encoding="utf-8") as words:
        for path in (folder / "ontology" / "conflicts.ttl", *lists.glob("*.ttl")):
            words.write(path.read_text(encoding="utf-8"))
            path.unlink()
    (lists / ".#stances.ttl").symlink_to("somebody@somewhere:1")
    assert [path.name for path in Root.open(folder).ontology_files()] == ["alignments.ttl", "coalition.ttl"]
    assert Graph.open(folder, store=tmp_path / "store").snapshot.counts["passages"] == 5


def lack(folder: Path, what: str) -> None:
    """Remove from a root what `what` names."""
    if what == "folder":
        shutil.rmtree(folder)
    elif what == "graph":
        shutil.rmtree(folder / "graph")
    elif what == "graph that is a file":
        shutil.rmtree(folder / "graph")
        (folder / "graph").write_text("a file", encoding="utf-8")
    elif what == "facts":
        for path in (folder / "graph").iterdir():
            path.unlink()
    else:
        shutil.copytree(PROJECT / "ontology", folder / "ontology")
        (folder / "ontology" / what).unlink()


LACKING = {
    "folder": ("", "there is no such folder; name a folder that holds graph/"),
    "graph": ("graph", "this folder holds no facts; put files of TriG (.trig) or N-Quads (.nq) there"),
    "graph that is a file": ("graph", "this is not a folder; make it a folder, or change its permissions"),
    "facts": ("graph", "this folder holds no facts; put files of TriG (.trig) or N-Quads (.nq) there"),
    "alignments.ttl": (
        "ontology/alignments.ttl",
        "the file cannot be read (No such file or directory); put the file there, or change its permissions",
    ),
}


@pytest.mark.parametrize(("what", "told"), LACKING.items(), ids=LACKING)
def test_a_root_that_lacks_something_is_refused(folder: Path, tmp_path: Path, what: str, told: tuple[str, str]) -> None:
    lack(folder, what)
    with pytest.raises(GraphError) as caught:
        Graph.open(folder, store=tmp_path / "store")
    assert str(caught.value) == f"{folder / told[0]}: {told[1]}"
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("name", ["", "graph", "ontology", "ontology/lists", "ontology/rules", "queries", "sources"])
def test_a_folder_that_may_not_be_read_is_not_taken_for_empty(
    folder: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("ontology", "queries"):
        shutil.copytree(PROJECT / part, folder / part)
    closed = folder / name if name else folder
    scan = os.scandir

    def refused(path: str | Path) -> object:  # the tests may run as root, who may read every folder
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(CoalitionError) as caught:
        Graph.open(folder, store=tmp_path / "store", sources=folder / "sources").questions()
    assert str(caught.value).startswith(f"{closed}: the folder cannot be read (Permission denied); ")


@pytest.mark.parametrize("name", ["ontology", "queries"])
@pytest.mark.parametrize("link", [False, True])
def test_a_folder_of_ones_own_that_is_none_is_not_replaced_by_the_published_one(
    folder: Path, name: str, link: bool
) -> None:
    (folder / name).symlink_to("nowhere") if link else (folder / name).touch()
    with pytest.raises(GraphError, match=f"{name}: (this is not a folder|there is no such folder); make it a folder"):
        Root.open(folder)


def test_rules_may_be_none(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "ontology", folder / "ontology")
    shutil.rmtree(folder / "ontology" / "rules")
    assert Graph.open(folder, store=tmp_path / "store").snapshot.counts["derived facts"] == 0


def test_files_of_facts_are_sorted_and_those_of_editors_are_not_among_them(folder: Path) -> None:
    graph = folder / "graph"
    (graph / "b.nq").write_text("", encoding="utf-8")
    (graph / ".#zenda.trig").symlink_to("somebody@somewhere:1")
    (graph / ".zenda.trig.swp").write_bytes(b"\xff")
    (graph / "._zenda.trig").write_bytes(b"\xff")
    (graph / "zenda.trig~").write_text("", encoding="utf-8")
    (graph / "LICENSE").write_text("free", encoding="utf-8")
    assert [path.name for path in Root.open(folder).graph_files()] == ["b.nq", "register.trig", "zenda.trig"]


@pytest.mark.parametrize(
    "name", ["facts.ttl", "FACTS.TRIG", "facts.NQ", "facts.nt", "facts.rdf", "facts.jsonld", "a.owl"]
)
def test_facts_in_another_format_are_refused_and_not_passed_over(folder: Path, name: str) -> None:
    (folder / "graph" / name).write_text("", encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        Root.open(folder)
    assert caught.value.where == str(folder / "graph" / name)
    assert caught.value.remedy == "convert it to TriG (.trig) or N-Quads (.nq), or move it out of graph/"


@pytest.mark.parametrize("what", ["a folder", "a link to nowhere"])
def test_a_file_of_facts_that_is_none_is_refused(folder: Path, what: str) -> None:
    path = folder / "graph" / "more.trig"
    if what == "a folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere.trig")
    told = (
        r"this is a folder, not a file; put" if what == "a folder" else r"the file cannot be read \(.*\); put the file"
    )
    with pytest.raises(GraphError, match=rf"more\.trig: {told}"):
        dict(Root.open(folder).read().facts)


def test_a_link_to_a_file_of_facts_is_read(folder: Path, tmp_path: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    before = Root.open(folder).read().digest
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert Root.open(folder).read().digest == before


def test_the_digest_is_of_names_and_contents_and_nothing_else(folder: Path) -> None:
    root = Root.open(folder)
    before = root.read().digest
    os.utime(folder / "graph" / "zenda.trig", (0, 0))
    (folder / "graph" / "LICENSE").write_text("free", encoding="utf-8")
    (folder / "sources" / "other.txt").write_text("text", encoding="utf-8")
    assert root.read().digest == before
    one, two = folder / "graph" / "register.trig", folder / "graph" / "zenda.trig"
    content = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(content)
    assert root.read().digest != before


def test_the_digest_tells_where_one_file_ends_and_the_next_begins(folder: Path) -> None:
    root = Root.open(folder)
    one, two = folder / "graph" / "a.nq", folder / "graph" / "b.nq"
    digests = set()
    header = "graph/b.nq\0"
    for first, second in (("ab", ""), ("a", "b"), ("", "ab"), ("a", f"b{header}c"), (f"a{header}b", "c")):
        one.write_text(first, encoding="utf-8")
        two.write_text(second, encoding="utf-8")
        digests.add(root.read().digest)
    assert len(digests) == 5


def test_the_digest_tells_a_list_from_another_file_of_its_name(folder: Path) -> None:
    shutil.copytree(PROJECT / "ontology", folder / "ontology")
    ours, lists = folder / "ontology" / "conflicts.ttl", folder / "ontology" / "lists"
    shutil.rmtree(lists)
    lists.mkdir()
    before = Root.open(folder).read().digest
    ours.rename(lists / "conflicts.ttl")
    assert Root.open(folder).read().digest != before


def test_a_name_that_is_not_utf_8_has_a_digest(folder: Path) -> None:
    os.close(os.open(os.fsencode(folder / "graph") + b"/caf\xe9.nq", os.O_CREAT))
    assert Root.open(folder).read().digest


def test_a_rule_has_a_graph_that_is_named_after_its_file() -> None:
    assert rule_graph(Path("rules/took-part-in.rq")) == "https://w3id.org/coalition-graph/rule/took-part-in"


@pytest.mark.parametrize("name", ["coalition.ttl", "alignments.ttl", "conflicts.ttl", "lists/stances.ttl"])
@pytest.mark.parametrize(("bad", "position"), [(b"\n\ncg:x no:y cg:z .\n", ":3:6"), (b"\n<x:a> \xff", ":2:")])
def test_an_ontology_that_is_no_turtle_is_refused_at_its_place(
    folder: Path, tmp_path: Path, name: str, bad: bytes, position: str
) -> None:
    shutil.copytree(PROJECT / "ontology", folder / "ontology")
    path = folder / "ontology" / name
    path.write_bytes(b"@prefix cg: <https://w3id.org/coalition-graph/ontology#> ." + bad)
    with pytest.raises(CoalitionError) as caught:
        Graph.open(folder, store=tmp_path / "store")
    # Without its words the ontology lets no fact through, unless the words are what cannot be read.
    assert type(caught.value) is RDFSyntaxError
    assert caught.value.where.startswith(f"{path}{position}")
    assert len(str(caught.value).splitlines()) == 1
    assert not (tmp_path / "store").exists()
