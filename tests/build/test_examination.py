"""Test that files checked one by one are told of as if they had been checked together."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pyoxigraph as ox
import pytest
from ruritania import document, undeclared

from coalition.build.dataset import Ontology
from coalition.build.examination import Examination
from coalition.build.snapshot import no_progress
from coalition.build.verdicts import Verdicts
from coalition.checks.consistency import faults
from coalition.checks.drift import changed_texts, slice_states
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.root import Inputs, Root
from coalition.namespaces import CG, HOME, PROV, REGISTER, SKOS, TYPE
from coalition.texts.source import Texts

ROOT = Root.published()
ONTOLOGY = Ontology.from_inputs(ROOT.read_ontology())


def examined(facts: dict[Path, bytes], texts: Texts) -> Examination:
    inputs = Inputs(facts, {}, {})
    return Examination.of(inputs, texts, ONTOLOGY.schema, Verdicts(None, ()), no_progress)


def whole(facts: dict[Path, bytes], texts: Texts) -> tuple[list[str], list[str], dict[str, int]]:
    """Return the faults of the files and of their texts, and the states of the slices, all being checked together."""
    files = FactFiles.parse(facts)
    found = [str(fault) for fault in faults(files, ONTOLOGY.schema)]
    if found:
        return found, [], {}
    states: dict[str, int] = {}
    drift = []
    for _, state, fault in slice_states(files, texts):
        states[state] = states.get(state, 0) + 1
        drift += [str(fault)] if fault else []
    return [], [*drift, *map(str, changed_texts(files, texts))], states


def one_by_one(facts: dict[Path, bytes], texts: Texts) -> tuple[list[str], list[str], dict[str, int]]:
    examination = examined(facts, texts)
    found = [str(fault) for fault in examination.faults()]
    if found:
        return found, [], {}
    return [], [str(fault) for fault in examination.drift()], {str(s): n for s, n in examination.slices().items()}


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(HOME + name)


def statements(folder: Path) -> list[list[ox.Quad]]:
    """Return the statements of the invented corpus, which has two more documents, by their files."""
    texts = [(folder / "graph" / f"{name}.trig").read_text(encoding="utf-8") for name in ("register", "zenda")]
    return [list(ox.parse(text, ox.RdfFormat.TRIG)) for text in (*texts, document("one"), document("two"))]


def decisions(chance: Random, actors: list[ox.NamedNode], documents: list[ox.NamedNode]) -> list[ox.Quad]:
    """Return decisions on identity, sound or not."""
    register, made = ox.NamedNode(REGISTER), []
    for _ in range(chance.randrange(3)):
        one, other = chance.choice(actors), chance.choice([*actors, iri("actor/new")])
        made.append(ox.Quad(one, ox.NamedNode(CG + "identifiedWith"), other, register))
    if chance.random() < 0.3:
        new, other = iri("actor/new"), chance.choice(actors)
        made.append(ox.Quad(new, ox.NamedNode(TYPE), ox.NamedNode(CG + "Person"), register))
        made.append(ox.Quad(new, ox.NamedNode(CG + "splitFrom"), other, register))
        made.append(ox.Quad(new, ox.NamedNode(CG + "metIn"), chance.choice(documents), register))
    return made


def meddled(chance: Random, files: list[list[ox.Quad]]) -> list[list[ox.Quad]]:
    """Return files in which statements were moved, copied, changed, added or removed."""
    files = [list(quads) for quads in files]
    every = [quad for quads in files for quad in quads]
    actors: Any = sorted({q.subject for q in every if "actor/" in str(q.subject)}, key=str)
    slices: Any = sorted({q.subject for q in every if q.predicate.value == PROV + "wasQuotedFrom"}, key=str)
    sources: Any = sorted({q.object for q in every if q.predicate.value == PROV + "wasQuotedFrom"}, key=str)
    for _ in range(chance.randrange(4)):
        here, there = chance.choice(files), chance.choice(files)
        quad = chance.choice(here)
        what = chance.randrange(7)
        if what < 2:
            there.append(quad)
        if what in (1, 2):
            here.remove(quad)
        if what == 3:
            other = chance.choice([each for each in every if each.predicate == quad.predicate])
            here[here.index(quad)] = ox.Quad(quad.subject, quad.predicate, other.object, quad.graph_name)
        if what == 4:
            kind = ox.NamedNode(CG + chance.choice(["Person", "State", "Meeting", "Passage", "Source"]))
            there.append(ox.Quad(quad.subject, ox.NamedNode(TYPE), kind, quad.graph_name))
        if what == 5:
            name = ox.Literal(chance.choice(["Rudolf", "Zenda", "Ruritania", "New"]))
            there.append(ox.Quad(chance.choice(actors), ox.NamedNode(SKOS + "altLabel"), name, ox.NamedNode(REGISTER)))
        if what == 6:
            one, origin = chance.choice(sources), chance.choice(sources)
            there.append(ox.Quad(one, ox.NamedNode(PROV + "wasDerivedFrom"), origin))
    files[0] += decisions(chance, actors, [*slices, *sources])
    return files


@pytest.mark.parametrize("seed", range(60))
def test_files_that_were_meddled_with_have_the_same_faults_one_by_one(folder: Path, seed: int) -> None:
    chance, texts = Random(seed), Texts(folder / "sources")
    files = meddled(chance, statements(folder))
    facts = {Path(f"{n}.nq"): "".join(f"{quad} .\n" for quad in quads).encode() for n, quads in enumerate(files)}
    assert one_by_one(facts, texts) == whole(facts, texts)


def test_what_is_sound_by_itself_is_not_parsed_again_for_a_fault_elsewhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {Path(f"{name}.trig"): document(name).encode() for name in ("one", "two", "three")}
    files[Path("two.trig")] = document("two").replace("cg:participant", "cg:particpant", 1).encode()
    register = folder / "graph" / "register.trig"
    facts = {register: register.read_bytes(), **files}
    examination = examined(facts, Texts(folder / "nowhere"))
    parsed, parse = [], FactFile.parse

    def watched(path: Path, content: bytes) -> FactFile:
        parsed.append(path.name)
        return parse(path, content)

    monkeypatch.setattr(FactFile, "parse", watched)
    assert len(list(examination.faults())) == 1
    assert parsed == ["two.trig"]


def test_a_text_that_changed_is_told_of_and_no_other_file_is_parsed_again(folder: Path) -> None:
    facts = dict(Root.open(folder).read().facts)
    (folder / "sources" / "zenda.txt").write_text("Nothing.", encoding="utf-8")
    examination = examined(facts, Texts(folder / "sources"))
    assert list(examination.faults()) == []
    assert [file.path.name for file in examination.together.files] == ["zenda.trig"]
    assert list(examination.drift())


def test_files_that_do_not_parse_are_all_told_of(folder: Path) -> None:
    facts = {Path("a.trig"): b"nonsense", Path("b.trig"): document("b").encode(), Path("c.nq"): b"<x:a>"}
    examination = examined(facts, Texts(folder / "sources"))
    assert [fault.where.partition(":")[0] for fault in examination.unparsed] == ["a.trig", "c.nq"]
    assert examination.paths == [Path("b.trig")]


def test_files_without_declarations_state_the_same(root: Root) -> None:
    facts = {path: path.read_bytes() for path in root.graph_files()}
    bare = {path: undeclared(content.decode()).encode() for path, content in facts.items()}
    texts = Texts(root.sources)
    assert one_by_one(bare, texts) == whole(bare, texts) == one_by_one(facts, texts)
    assert [*examined(bare, texts).each(no_progress)] == [*examined(facts, texts).each(no_progress)]
