"""Test which files must be looked at together; that none is missed is tested in `tests/build/test_examination.py`."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruritania import REGISTER, document

from coalition.build.dataset import Ontology
from coalition.checks.agreement import related, suspects, with_related
from coalition.checks.statements import Glance
from coalition.checks.summary import Summary, summarise
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root

SCHEMA = Ontology.from_inputs(Root.published().read_ontology()).schema


def summaries(*texts: str) -> list[Summary]:
    return [summarise(FactFiles.parse({Path("x.trig"): text.encode()}), Glance(SCHEMA)) for text in texts]


def registered(facts: str) -> str:
    return REGISTER.rstrip().removesuffix("}") + facts + " }"


def test_documents_that_describe_only_themselves_are_related_to_none() -> None:
    found = summaries(REGISTER, document("one"), document("two"))
    assert related(found) == {}
    assert suspects(found, SCHEMA) == set()


def test_a_file_relies_on_what_describes_its_source() -> None:
    quoting = document("one").replace("source:one a cg:Source", "source:other a cg:Source")
    assert related(summaries(REGISTER, quoting, document("one"))).get(1) == {2}


def test_what_a_related_file_relies_on_is_at_hand_too() -> None:
    assert with_related({1}, {1: {2}, 2: {5}, 3: {4}}) == {1, 2, 5}


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ("actor:rudolf a cg:State .", {0, 1}),
        ('actor:flavia skos:altLabel "rudolf" .', {0, 1}),
        ('meeting:strelsau-1894-05-03 skos:altLabel "Rudolf" .', set()),
        ("actor:rudolf a cg:Person .", set()),
    ],
    ids=["a class that excludes another", "a name of two actors", "a name of an actor and an event", "the same class"],
)
def test_files_that_disagree_on_a_class_or_a_name_are_suspects(facts: str, wrong: set[int]) -> None:
    prefixes = REGISTER[: REGISTER.index("graph:register")]
    other = f"{prefixes} graph:register {{ {facts} }}"
    assert suspects(summaries(REGISTER, other, document("one")), SCHEMA) == wrong


def test_files_with_decisions_are_always_suspects() -> None:
    found = suspects(summaries(registered("actor:rudolf cg:identifiedWith actor:flavia ."), document("one")), SCHEMA)
    assert found == {0}


def test_two_sources_with_one_text_are_suspects() -> None:
    same = document("two").replace("source:two a cg:Source", "source:two a cg:Source")
    digest = document("one").partition("cg:textDigest ")[2].split('"')[1]
    other = same.replace(same.partition("cg:textDigest ")[2].split('"')[1], digest)
    assert suspects(summaries(document("one"), other, document("three")), SCHEMA) == {0, 1}


def test_of_a_circle_of_derivations_all_files_that_derive_are_suspects() -> None:
    one = document("one") + "source:one prov:wasDerivedFrom source:two ."
    two = document("two") + "source:two prov:wasDerivedFrom source:one ."
    three = document("three") + "source:three prov:wasDerivedFrom source:one ."
    assert suspects(summaries(one, two, three, document("four")), SCHEMA) == {0, 1, 2}
    assert suspects(summaries(one, three, document("four")), SCHEMA) == set()
