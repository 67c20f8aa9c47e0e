"""Test that files that contradict each other are refused: one line gives the place and the remedy, nothing is built.

Each case edits the invented corpus. A ▶ in the inserted text marks the place that the error must name.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from ruritania import MARK, PROJECT, REGISTER, TEXT, decide, document, position, prefixes, refusal

from coalition.build.check import check
from coalition.checks.consistency import circles
from coalition.corpus.root import Root
from coalition.errors import CoalitionError, GraphError, LiteralError, ParameterError, ProvenanceError
from coalition.graph import Graph
from coalition.texts.source import Texts

ZENDA = document()
LENGTH = f"cg:textLength {len(TEXT)}"
DIGEST = "cg:textDigest "
SOURCE = "source:zenda a cg:Source ;"
RUDOLF = "actor:rudolf a cg:Person ;"
QUEEN = '"Queen Flavia"'
HELD = "actor:rudolf org:holds post:king ."


@dataclass(frozen=True)
class Bad:
    """Describe a faulty edit and its error.

    `bad` replaces `good` in `file`. The error is of the class `kind`, and contains `said` and `remedy`; a `~` in `said`
    stands for the place of the ◀ in the register.
    """

    file: str
    good: str
    bad: str
    kind: type[CoalitionError]
    said: str
    remedy: str


KINDS = {
    "a state that is a person": Bad(
        "register",
        RUDOLF,
        "actor:rudolf a ◀cg:Person, ▶cg:State ;",
        GraphError,
        "actor:rudolf is a cg:State and, at ~, a cg:Person: nothing can be both",
        "remove the wrong class or decision, or give the two things different IRIs",
    ),
    "a force that is a collective": Bad(
        "register",
        "actor:league a cg:Organisation ;",
        "actor:league a ◀cg:Force, ▶cg:Collective ;",
        GraphError,
        "actor:league is a cg:Collective and, at ~, a cg:Force: nothing can be both",
        "remove the wrong class",
    ),
    "a meeting that is a place": Bad(
        "register",
        "place:strelsau a cg:Place ;",
        "place:strelsau a ◀cg:Meeting, ▶cg:Place ;",
        GraphError,
        "place:strelsau is a cg:Place and, at ~, a cg:Meeting",
        "remove the wrong class",
    ),
    "what a passage asserts and the register does not": Bad(
        "zenda",
        HELD,
        f"{HELD} actor:flavia a ▶cg:State .",
        GraphError,
        "actor:flavia is a cg:State and, at ",
        "remove the wrong class",
    ),
}
NAMES = {
    "an alias of two persons": Bad(
        "register",
        QUEEN,
        f'{QUEEN}, ▶"the KING"',
        GraphError,
        "the name “the KING” belongs to actor:flavia and, at ",
        "remove it from one of them, or write it as skos:hiddenLabel of both",
    ),
    "an alias that is the name of another": Bad(
        "register",
        'cg:State ; skos:prefLabel "Ruritania"',
        'cg:State ; skos:prefLabel "Ruritania" ; skos:altLabel ▶"FLAVİA  of Ruritania"',
        GraphError,
        "belongs to actor:ruritania and, at ",
        "remove it from one of them",
    ),
    "a name with decomposed letters and other marks": Bad(
        "register",
        'cg:State ; skos:prefLabel "Ruritania"',
        'cg:State ; skos:prefLabel "Ruritania", "O’Kraków" . actor:k a cg:State ; skos:prefLabel ▶"o\'Krako\u0301w"',
        GraphError,
        "belongs to actor:k and, at ",
        "remove it from one of them",
    ),
    "a name that a passage asserts": Bad(
        "zenda",
        HELD,
        f'{HELD} actor:flavia skos:altLabel ▶"Rudolf" .',
        GraphError,
        "the name “Rudolf” belongs to actor:flavia and, at ",
        "remove it from one of them",
    ),
}
SOURCES = {
    "a text of no length": Bad(
        "zenda", LENGTH, "cg:textLength ▶0", LiteralError, "source:zenda has a text of 0 code points", "count the"
    ),
    "a text of less than no length": Bad(
        "zenda", LENGTH, "cg:textLength ▶-5", LiteralError, "source:zenda has a text of -5 code points", "count the"
    ),
    "a text of two lengths": Bad(
        "zenda",
        LENGTH,
        f"{LENGTH}, ▶{len(TEXT) + 50}",
        ProvenanceError,
        "source:zenda does not have exactly one cg:textLength",
        "write the one of the text as it was read",
    ),
    "a text of unknown length": Bad(
        "zenda",
        f'cg:fileName "zenda.txt" ; {LENGTH} ;',
        'cg:fileName ▶"zenda.txt" ;',
        ProvenanceError,
        "source:zenda does not have exactly one cg:textLength",
        "write the one of the text as it was read",
    ),
    "a text of two digests": Bad(
        "zenda",
        DIGEST,
        f'{DIGEST}"{"0" * 64}", ▶',
        ProvenanceError,
        "does not have exactly one cg:textDigest",
        "write the one",
    ),
    "a digest that is none": Bad(
        "zenda",
        DIGEST,
        'cg:fileName "zenda.txt" ; cg:textDigest ▶"abc" . source:zenda skos:note ',
        LiteralError,
        "the digest of the text of source:zenda is not a SHA-256 in lower-case hexadecimal",
        "write the SHA-256 of the text as it was read",
    ),
    "a source that is derived from itself": Bad(
        "zenda",
        SOURCE,
        f"{SOURCE} prov:wasDerivedFrom ▶source:zenda ;",
        ProvenanceError,
        "source:zenda is derived from itself: source:zenda from source:zenda",
        "remove the wrong prov:wasDerivedFrom",
    ),
    "what a passage asserts of derivation": Bad(
        "zenda",
        HELD,
        f"{HELD} source:zenda prov:wasDerivedFrom ▶source:zenda .",
        ProvenanceError,
        "source:zenda is derived from itself",
        "remove the wrong prov:wasDerivedFrom",
    ),
}
CASES = KINDS | NAMES | SOURCES


def spoil(folder: Path, bad: Bad) -> str:
    """Make a faulty edit, and return the place of its mark as `file:line:column`."""
    path = folder / "graph" / f"{bad.file}.trig"
    text = path.read_text(encoding="utf-8")
    assert text.count(bad.good) == 1
    written = text.replace(bad.good, bad.bad)
    path.write_text(written.replace(MARK, "").replace("◀", ""), encoding="utf-8")
    return f"{path}:{position(written.replace('◀', ''))}"


@pytest.mark.parametrize("bad", CASES.values(), ids=CASES)
def test_what_cannot_be_is_refused_where_it_stands(folder: Path, bad: Bad) -> None:
    where = spoil(folder, bad)
    fault = refusal(folder)
    assert type(fault) is bad.kind
    assert fault.where == where
    there = REGISTER.replace(bad.good, bad.bad.replace(MARK, "").replace("◀", MARK))
    assert bad.said.replace("~", f"{folder / 'graph' / 'register.trig'}:{position(there)}") in fault.what
    assert bad.remedy in fault.remedy


@pytest.mark.parametrize("bad", CASES.values(), ids=CASES)
def test_a_check_tells_the_same(folder: Path, bad: Bad) -> None:
    spoil(folder, bad)
    root = Root.open(folder)
    found = check(root.read(), Texts(root.sources), root.shape_files())
    assert str(refusal(folder)) in [str(fault) for fault in found.faults]
    assert found.counts == {}


def test_what_is_only_reported_or_denied_merges_and_names_nobody(folder: Path) -> None:
    said = (
        "position:graustark-horses a cg:Position ; cg:holder actor:graustark ;"
        ' cg:about actor:flavia . actor:flavia a cg:State ; skos:altLabel "Rudolf" .\n    position:graustark-horses'
    )
    spoil(folder, Bad("zenda", "position:graustark-horses a cg:Position ;", f"{said}{MARK} ", GraphError, "", ""))
    assert Graph.open(folder, store=folder.parent / "store").snapshot.counts["passages"] == 5


def test_classes_exclude_each_other_as_the_ontology_says_and_no_list_does(folder: Path) -> None:
    shutil.copytree(PROJECT / "ontology", folder / "ontology", ignore=shutil.ignore_patterns("examples"))
    path = folder / "ontology" / "coalition.ttl"
    words = path.read_text(encoding="utf-8")
    spoil(folder, KINDS["a state that is a person"])
    path.write_text(words.replace("cg:Person cg:State cg:Org", "cg:Person cg:Org"), encoding="utf-8")
    Graph.open(folder, store=folder.parent / "elsewhere")
    path.write_text(f"{path.read_text(encoding='utf-8')}\ncg:State owl:disjointWith cg:Person .\n", encoding="utf-8")
    assert "nothing can be both" in refusal(folder).what


def test_a_name_that_fits_two_may_be_a_hidden_one_of_both(folder: Path) -> None:
    text = REGISTER.replace('"the King"', '"His Majesty"')
    for label in ('"Rudolf Elphberg"', '"Flavia of Ruritania"'):
        text = text.replace(f"skos:prefLabel {label}", f'skos:prefLabel {label} ; skos:hiddenLabel "Highness"')
    (folder / "graph" / "register.trig").write_text(text, encoding="utf-8")
    graph = Graph.open(folder, store=folder.parent / "store")
    with pytest.raises(ParameterError, match=r"^highness names 2 things; type one of Flavia of .*, Rudolf Elphberg"):
        graph.find("highness")


def test_a_state_and_a_place_may_have_one_name(folder: Path) -> None:
    path = folder / "graph" / "register.trig"
    path.write_text(REGISTER.replace('"Strelsau"', '"Ruritania"'), encoding="utf-8")
    Graph.open(folder, store=folder.parent / "store")


def test_the_same_text_twice_is_refused(folder: Path) -> None:
    path = folder / "graph" / "zz.trig"
    written = document("zzz", TEXT).replace(DIGEST, DIGEST + MARK)
    path.write_text(written.replace(MARK, ""), encoding="utf-8")
    fault = refusal(folder)
    assert type(fault) is ProvenanceError
    first = f"{folder / 'graph' / 'zenda.trig'}:{position(ZENDA.replace(DIGEST, DIGEST + MARK))}"
    assert str(fault) == (
        f"{path}:{position(written)}: source:zzz has the same text as source:zenda, which has this digest at {first}; "
        "keep the passages of one, and record the other without a text, as derived from it"
    )


def test_a_circle_of_sources_is_named_and_refused_where_it_closes(folder: Path) -> None:
    name = 'a cg:Source ; skos:prefLabel "'
    written = (
        f'{prefixes()}source:a {name}A" ; prov:wasDerivedFrom source:b, source:zenda .\n'
        f'source:b {name}B" ; prov:wasDerivedFrom source:c .\nsource:c {name}C" ; prov:wasDerivedFrom {MARK}source:a .'
    )
    path = folder / "graph" / "cited.trig"
    path.write_text(written.replace(MARK, ""), encoding="utf-8")
    fault = refusal(folder)
    assert type(fault) is ProvenanceError
    assert fault.where == f"{path}:{position(written)}"
    assert fault.what == "source:a is derived from itself: source:a from source:b from source:c from source:a"


def test_two_ways_to_one_origin_are_no_circle() -> None:
    assert list(circles({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []})) == []


def test_every_circle_apart_from_the_others_is_found() -> None:
    found = circles({"x": ["a"], "a": ["b"], "b": ["a", "c"], "c": ["c"], "p": ["q"], "q": ["p", "z"]})
    assert list(found) == [["a", "b"], ["c"], ["p", "q"]]


@pytest.mark.usefixtures("ends")
def test_a_long_line_of_sources_takes_neither_the_stack_nor_long() -> None:
    line = {str(number): [str(number + 1), str(number + 2)] for number in range(50_000)}
    assert list(circles(line)) == []


DECISIONS = {
    "a state taken for a person": (
        f"actor:ruritania cg:identifiedWith {MARK}actor:rudolf .",
        "actor:rudolf is a cg:State and, at",
        "remove the wrong class or decision, or give the two things different IRIs",
    ),
    "a circle": (
        f"actor:flavia cg:identifiedWith actor:rudolf . actor:rudolf cg:identifiedWith {MARK}actor:flavia .",
        "actor:flavia is identified with itself: actor:flavia with actor:rudolf with actor:flavia",
        "remove the wrong decision",
    ),
    "two at once": (
        f"actor:flavia cg:identifiedWith actor:rudolf , {MARK}actor:league .",
        "actor:flavia is identified with actor:rudolf and actor:league",
        "keep only one of these decisions",
    ),
    "a split that is undone": (
        'actor:x a cg:Person ; skos:prefLabel "X" ; cg:splitFrom actor:rudolf ; cg:metIn source:zenda ;'
        f" cg:identifiedWith {MARK}actor:rudolf .",
        "actor:x is split from actor:rudolf, and identified with it",
        "remove one of the two decisions",
    ),
    "nobody": (
        f"actor:flavia cg:identifiedWith {MARK}actor:nobody .",
        "actor:flavia is identified with actor:nobody,",
        "name an actor of the register",
    ),
    "a split that is nowhere": (
        f'actor:x a cg:Person ; skos:prefLabel "X" ; cg:splitFrom {MARK}actor:rudolf .',
        "actor:x is split from another actor without cg:metIn",
        "name the sources or passages that mean it with cg:metIn",
    ),
    "a split in no source": (
        f'actor:x a cg:Person ; skos:prefLabel "X" ; cg:splitFrom actor:rudolf ; cg:metIn {MARK}source:nowhere .',
        "actor:x is met in source:nowhere, which is neither a source nor a passage",
        "name a source or passage that is recorded",
    ),
    "two splits in one place": (
        'actor:x a cg:Person ; skos:prefLabel "X" ; cg:splitFrom actor:rudolf ; cg:metIn source:zenda .'
        f'actor:y a cg:Person ; skos:prefLabel "Y" ; cg:splitFrom actor:rudolf ; cg:metIn {MARK}source:zenda .',
        "actor:y and actor:x are both split from the same actor in source:zenda",
        "name the passages that mean each of the two",
    ),
}


@pytest.mark.parametrize(("decisions", "told", "remedy"), DECISIONS.values(), ids=DECISIONS)
def test_a_decision_that_is_none_is_refused(folder: Path, decisions: str, told: str, remedy: str) -> None:
    path = decide(folder, decisions)
    fault = refusal(folder)
    assert fault.what.startswith(told) and fault.remedy == remedy
    where = f"{path}:{position(f'{prefixes()}graph:register {{ {decisions} }}')}"
    assert fault.where == where or (told.startswith("actor:rudolf is a") and "register.trig" in fault.where)


def test_a_passage_decides_nothing(folder: Path) -> None:
    decision = f"actor:flavia cg:identifiedWith {MARK}actor:rudolf ."
    where = spoil(folder, Bad("zenda", HELD, f"{decision} {HELD}", GraphError, "", ""))
    fault = refusal(folder)
    assert type(fault) is ProvenanceError
    assert str(fault) == (
        f"{where}: cg:identifiedWith stands outside the register, which alone decides who is who; "
        "move it into graph:register"
    )


@pytest.mark.parametrize("places", ["source:zenda", "passage:zenda-22", "source:zenda , passage:zenda-22"])
def test_decisions_that_agree_are_accepted(folder: Path, places: str) -> None:
    decide(
        folder,
        f'actor:x a cg:Person ; skos:prefLabel "X" ; cg:splitFrom actor:rudolf ; cg:metIn {places} .',
        'actor:y a cg:Person ; skos:prefLabel "Y" ; cg:splitFrom actor:rudolf ; cg:metIn passage:zenda-75 .',
        "actor:y cg:identifiedWith actor:flavia .",
    )
    Graph.open(folder, store=folder.parent / "store")


def test_who_is_split_from_another_is_not_that_other_in_either_direction(folder: Path) -> None:
    split = 'actor:x a cg:Person ; skos:prefLabel "X" ; cg:splitFrom actor:rudolf ; cg:metIn source:zenda .'
    written = f"{split} actor:rudolf cg:identifiedWith {MARK}actor:x ."
    path = decide(folder, written)
    fault = refusal(folder)
    assert fault.what == "actor:x is split from actor:rudolf, and identified with it"
    assert fault.where == f"{path}:{position(f'{prefixes()}graph:register {{ {written} }}')}"
