"""Test that a snapshot that is written from the one before is the one that all files give, after any edits."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from own_rules import ROUNDS, own_rules
from random_corpus import Corpus
from ruritania import prefixes

from coalition.build import updating
from coalition.build.check import CheckReport, check
from coalition.build.dataset import CheckedFiles
from coalition.build.snapshot import Progress, Snapshots
from coalition.corpus.root import Root
from coalition.errors import GraphError
from coalition.graph import Graph
from coalition.rdf.store import Editor, lines
from coalition.texts.source import Texts

SHAPES = Root.published().shape_files()

Edit = Callable[[Path, random.Random], None]


@pytest.fixture(autouse=True)
def whole(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let small graphs be updated, too, and return the list to which each build of all files is added."""
    built, given = list[Path](), CheckedFiles.write

    def write(files: CheckedFiles, store: Path, columns: Path, progress: Progress) -> dict[str, int]:
        built.append(store)
        return given(files, store, columns, progress)

    monkeypatch.setattr(CheckedFiles, "write", write)
    monkeypatch.setattr(updating, "LEAST", 0)
    monkeypatch.setattr(updating, "SHARE", 1)
    return built


def same(root: Path, store: Path, fresh: Path) -> None:
    """Compare the snapshot of a root with what a build of all its files gives."""
    ours, theirs = Graph.open(root, store=store), Graph.open(root, store=fresh)
    assert ours.snapshot.digest == theirs.snapshot.digest and ours.snapshot.counts == theirs.snapshot.counts
    found, right = (set(lines(graph.store.quads())) for graph in (ours, theirs))
    assert {line for line in found ^ right if b"_:" not in line} == set() and len(found) == len(right)
    columns = [
        {path.name: path.read_bytes() for path in (graph.snapshot.folder / "columns").iterdir()}
        for graph in (ours, theirs)
    ]
    names = {name: content for name, content in columns[0].items() if columns[1][name] != content}
    assert not names and columns[0].keys() == columns[1].keys()
    assert len(ours.store) == len(theirs.store)


def chosen(root: Path, chance: random.Random) -> Path:
    return chance.choice([path for path in sorted((root / "graph").glob("*.trig")) if path.stem != "register"])


def restanced(root: Path, chance: random.Random) -> None:
    """Let a passage assert, or no longer assert, what it says."""
    path = chosen(root, chance)
    parts = path.read_text().split("cg:stance cg:")
    number = chance.randrange(1, len(parts))
    word = parts[number].partition(" ")[0]
    parts[number] = ("Reports" if word == "Asserts" else "Asserts") + parts[number].removeprefix(word)
    path.write_text("cg:stance cg:".join(parts))


def shortened(root: Path, chance: random.Random) -> None:
    """Remove a statement from a passage."""
    path = chosen(root, chance)
    rows = path.read_text().splitlines()
    facts = [number for number, row in enumerate(rows) if row.endswith(".") and row.startswith("participation:")]
    if facts:
        del rows[chance.choice(facts)]
    path.write_text("\n".join(rows))


def moved(root: Path, chance: random.Random) -> None:
    """Let two documents exchange what their passages state: the same facts stand in other passages."""
    one, other = chosen(root, chance), chosen(root, chance)
    bodies = [path.read_text().split("{\n") for path in (one, other)]
    place = chance.randrange(1, 6)
    facts = [body[place].partition("}")[0] for body in bodies]
    for path, body, old, new in zip((one, other), bodies, facts, facts[::-1], strict=True):
        body[place] = body[place].replace(old, new)
        path.write_text("{\n".join(body))


def gone(root: Path, chance: random.Random) -> None:
    """Remove a document, or bring it back."""
    path = chosen(root, chance)
    away = root / path.name
    if away.exists():
        return
    if any(f"source:{path.stem} " in other.read_text() for other in path.parent.glob("*.trig") if other != path):
        return
    path.rename(away)


def back(root: Path, chance: random.Random) -> None:
    for path in sorted(root.glob("*.trig"))[:1]:
        path.rename(root / "graph" / path.name)


def renamed(root: Path, chance: random.Random) -> None:
    """Give an actor of the register another name."""
    path = root / "graph" / "register.trig"
    path.write_text(path.read_text().replace('"Alfa', f'"Alfa {chance.randrange(99)}'))


def cited(root: Path, chance: random.Random) -> None:
    """Let an asserting passage say something of a work, or of another document, and call it a source."""
    path, other = chosen(root, chance), chosen(root, chance)
    parts = path.read_text().split("{\n")
    place = chance.randrange(1, len(parts))
    said = f'source:work{chance.randrange(3)} a cg:Source ; skos:prefLabel "A work" ; dcterms:publisher actor:alfa .\n'
    if chance.random() < 0.5:
        said += f'source:{other.stem} skos:altLabel "The report of {chance.choice("ab")}" .\n'
    parts[place] = said + parts[place]
    path.write_text("{\n".join(parts))


def drafted(root: Path, chance: random.Random) -> None:
    """Add a comment, which changes only the digest."""
    path = chosen(root, chance)
    path.write_text(f"{path.read_text()}\n# {chance.random()}\n")


EDITS: tuple[Edit, ...] = (restanced, shortened, moved, gone, back, renamed, cited, drafted)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_the_snapshot_is_that_of_all_files(tmp_path: Path, whole: list[Path], seed: int) -> None:
    chance = random.Random(seed)
    root = Corpus.invent(seed, 8).write(tmp_path / "root")
    if seed % 3 == 0:
        own_rules(root, *ROUNDS)
    Graph.open(root, store=tmp_path / "store")
    updated = 0
    for number in range(6):
        for edit in chance.sample(EDITS, chance.randint(1, 2)):
            edit(root, chance)
        whole.clear()
        Graph.open(root, store=tmp_path / "store")
        updated += not whole
        same(root, tmp_path / "store", tmp_path / f"fresh-{number}")
    assert updated >= 2


@pytest.mark.parametrize("edit", EDITS, ids=[edit.__name__ for edit in EDITS])
def test_each_kind_of_edit_is_an_update(tmp_path: Path, whole: list[Path], edit: Edit) -> None:
    """Sources that do not speak of each other, in which every edit leaves the files apart."""
    root = Corpus.invent(3, 4).write(tmp_path / "root")
    for path in (root / "graph").glob("d*.trig"):
        path.write_text("\n".join(row for row in path.read_text().splitlines() if not row.startswith("    ; ")))
    if edit is back:
        (root / "graph" / "d3.trig").rename(root / "d3.trig")
    Graph.open(root, store=tmp_path / "store")
    before = after = {path.name: path.read_text() for path in (root / "graph").iterdir()}
    for seed in range(20):
        edit(root, random.Random(seed))
        after = {path.name: path.read_text() for path in (root / "graph").iterdir()}
        if after != before:
            break
    assert after != before
    whole.clear()
    Graph.open(root, store=tmp_path / "store")
    assert not whole
    same(root, tmp_path / "store", tmp_path / "fresh")


def checked(root: Path, store: Path) -> CheckReport:
    opened = Root.open(root)
    return check(opened.read(), Texts(opened.sources), SHAPES, snapshots=Snapshots(store), root=str(root.resolve()))


def wrong(root: Path, chance: random.Random) -> None:
    """State what does not fit the shapes."""
    path = chosen(root, chance)
    fault = chance.choice(
        ("absence:x cg:event meeting:m1 .", "actor:ann org:holds actor:alfa .", "meeting:m2 cg:participant post:alfa .")
    )
    text = path.read_text()
    path.write_text(
        text.replace(f"{{\n{fault}\n", "{\n") if fault in text else text.replace("{\n", f"{{\n{fault}\n", 1)
    )


@pytest.mark.parametrize("seed", range(4))
def test_what_changed_is_held_against_the_shapes_as_if_all_were(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    root = Corpus.invent(seed, 6).write(tmp_path / "root")
    for path in (root / "graph").glob("*.trig"):  # else the codes of states are missing
        path.write_text(path.read_text().replace("a cg:State ;", "a cg:Organisation ;"))
    told, right = 0, {path: path.read_text() for path in (root / "graph").glob("*.trig")}
    for number in range(6):
        if number % 3 == 2:
            for path, text in right.items():
                path.write_text(text)
        for edit in chance.sample((*EDITS, wrong, wrong), 2) if number % 3 < 2 else (restanced,):
            edit(root, chance)
        ours, theirs = checked(root, tmp_path / "store"), checked(root, tmp_path / f"fresh-{number}")
        assert list(map(str, ours.faults)) == list(map(str, theirs.faults))
        assert (ours.slices, ours.counts) == (theirs.slices, theirs.counts)
        told += bool(ours.faults)
    assert 0 < told < 6


def test_only_what_changed_is_held_against_the_shapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[int | None]()

    def watched(*given: Any) -> Iterator[GraphError]:
        seen.append(None if given[-2] is None else len(given[-2]))
        return iter(())

    monkeypatch.setattr("coalition.build.check.violations_at_size", watched)
    root = Corpus.invent(3, 4).write(tmp_path / "root")
    for edit in (drafted, None, drafted, shortened):
        if edit:
            edit(root, random.Random(2))
        checked(root, tmp_path / "store")
    assert seen[0] is None and len(seen) == 2 and seen[1] and seen[1] < 30
    (mark,) = (tmp_path / "store").glob(".sound-*")
    for content in (
        "",
        "x",
        "a b c",
        mark.read_text().split()[0],
        mark.read_text()[:-9],
        mark.read_text().replace(mark.read_text()[:9], "0" * 9),
    ):
        mark.write_text(content)
        seen.clear()
        checked(root, tmp_path / "store")
        assert seen == [None] and mark.read_text().split()[1] in [path.name for path in (tmp_path / "store").iterdir()]
    shapes = tmp_path / "shapes.ttl"
    shapes.write_bytes(SHAPES[0].read_bytes() + b"\n# other shapes\n")
    seen.clear()
    opened = Root.open(root)
    store = Snapshots(tmp_path / "store")
    check(opened.read(), Texts(opened.sources), [shapes], snapshots=store, root=str(root.resolve()))
    assert seen == [None]


def test_what_is_said_together_is_built_whole(tmp_path: Path, whole: list[Path]) -> None:
    root = Corpus.invent(3, 4).write(tmp_path / "root")
    Graph.open(root, store=tmp_path / "store")
    more = root / "graph" / "more.trig"
    for said in (
        "graph:register { actor:ann2 a cg:Person ; cg:identifiedWith actor:ann . }",
        "graph:register { actor:ann3 a cg:Person ; cg:identifiedWith actor:ann . }",
        'graph:register { actor:gus a cg:Person ; skos:prefLabel "Gus" . }',
    ):
        more.write_text(prefixes() + said)
        whole.clear()
        Graph.open(root, store=tmp_path / "store")
        assert whole


def test_a_register_in_several_files_is_updated(tmp_path: Path, whole: list[Path]) -> None:
    root = Corpus.invent(3, 4).write(tmp_path / "root")
    more = root / "graph" / "more.trig"
    said = 'graph:register { actor:gus a cg:Person ; skos:prefLabel "Gus" . actor:ann skos:prefLabel "Ann" . }'
    for number, text in enumerate((said, said.replace("Gus", "August"), "", said)):
        Graph.open(root, store=tmp_path / "store")
        more.unlink(missing_ok=True)
        if text:
            more.write_text(prefixes() + text)
        drafted(root, random.Random(number))
        whole.clear()
        Graph.open(root, store=tmp_path / "store")
        assert not whole
        same(root, tmp_path / "store", tmp_path / f"fresh-{number}")


def test_a_passage_whose_facts_stand_in_another_file_is_built_whole(tmp_path: Path, whole: list[Path]) -> None:
    root = Corpus.invent(3, 4).write(tmp_path / "root")
    Graph.open(root, store=tmp_path / "store")
    path = root / "graph" / "d1.trig"
    head, _, facts = path.read_text().rpartition("passage:")
    path.write_text(head)
    path.with_name("more.trig").write_text(f"{prefixes()}passage:{facts}")
    for number in range(2):
        whole.clear()
        Graph.open(root, store=tmp_path / "store")
        assert whole
        same(root, tmp_path / "store", tmp_path / f"fresh-{number}")
        path.with_name("more.trig").write_text(f"{prefixes()}# changed\npassage:{facts}")


def test_with_another_ontology_or_rule_all_is_built(tmp_path: Path, whole: list[Path]) -> None:
    root = Corpus.invent(3, 4).write(tmp_path / "root")
    own_rules(root)
    terms, rule = root / "ontology" / "coalition.ttl", root / "ontology" / "rules" / "took-part-in.rq"
    Graph.open(root, store=tmp_path / "store")
    for path, old, new in ((terms, "cg:Absence a", "cg:Absence skos:note 'new' ; a"), (rule, "cg:event", "cg:host")):
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
        whole.clear()
        Graph.open(root, store=tmp_path / "store")
        assert whole
        same(root, tmp_path / "store", tmp_path / f"fresh-{path.stem}")


def test_an_edit_that_was_wrong_first_is_an_update(tmp_path: Path, whole: list[Path]) -> None:
    root = Corpus.invent(3, 4).write(tmp_path / "root")
    Graph.open(root, store=tmp_path / "store")
    path = root / "graph" / "d1.trig"
    right = path.read_text()
    for _ in range(2):
        path.write_text(right.replace("cg:event", "cg:evant"))
        with pytest.raises(GraphError, match="the ontology has no property cg:evant"):
            Graph.open(root, store=tmp_path / "store")
    path.write_text(right.replace("cg:stance cg:Asserts", "cg:stance cg:Denies"))
    whole.clear()
    Graph.open(root, store=tmp_path / "store")
    assert not whole
    same(root, tmp_path / "store", tmp_path / "fresh")


@pytest.mark.parametrize("broken", ["store", "columns", "columns/inputs"])
def test_from_a_damaged_snapshot_nothing_is_taken(tmp_path: Path, whole: list[Path], broken: str) -> None:
    root = Corpus.invent(3, 4).write(tmp_path / "root")
    before = Graph.open(root, store=tmp_path / "store").snapshot.folder
    victim = next(path for path in sorted([before / broken, *(before / broken).rglob("*")]) if path.is_file())
    victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    drafted(root, random.Random(1))
    whole.clear()
    Graph.open(root, store=tmp_path / "store")
    assert whole
    same(root, tmp_path / "store", tmp_path / "fresh")


def test_where_no_links_can_be_made_files_are_copied(
    tmp_path: Path, whole: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    root = Corpus.invent(3, 4).write(tmp_path / "root")
    old = Graph.open(root, store=tmp_path / "store")
    linked = restanced
    linked(root, random.Random(1))
    whole.clear()
    new = Graph.open(root, store=tmp_path / "store")
    shared = {path.stat().st_ino for path in (old.snapshot.folder / "store").glob("*.sst")}
    assert shared & {path.stat().st_ino for path in (new.snapshot.folder / "store").glob("*.sst")}
    monkeypatch.setattr("os.link", refuse)
    restanced(root, random.Random(2))
    Graph.open(root, store=tmp_path / "store")
    assert not whole
    same(root, tmp_path / "store", tmp_path / "fresh")
    assert Graph.open(root, store=tmp_path / "store").fingerprint() != old.fingerprint() == old.fingerprint()


def test_what_fails_on_the_way_is_built_whole(
    tmp_path: Path, whole: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Corpus.invent(3, 4).write(tmp_path / "root")
    Graph.open(root, store=tmp_path / "store")
    restanced(root, random.Random(1))
    whole.clear()

    def fail(*_: object) -> None:
        raise OSError("the disk is not what it was")

    with monkeypatch.context() as patch:
        patch.setattr(Editor, "finish", fail)
        Graph.open(root, store=tmp_path / "store")
    assert whole
    same(root, tmp_path / "store", tmp_path / "fresh")


def test_a_small_graph_or_one_that_changed_much_is_built_whole(
    tmp_path: Path, whole: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Corpus.invent(3, 4).write(tmp_path / "root")
    for name, value in (("LEAST", 10**6), ("SHARE", 10)):
        Graph.open(root, store=tmp_path / "store")
        drafted(root, random.Random(len(whole)))
        whole.clear()
        with monkeypatch.context() as patch:
            patch.setattr(updating, name, value)
            Graph.open(root, store=tmp_path / "store")
        assert whole
