"""Test that a summary says what other files need to know of a file, and survives being written."""

from __future__ import annotations

import json
from pathlib import Path

from ruritania import REGISTER as REGISTERED
from ruritania import document

from coalition.build.dataset import Ontology
from coalition.checks.statements import Glance
from coalition.checks.summary import Summary, key, summarise
from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.namespaces import CG, HOME, REGISTER

SCHEMA = Ontology.from_inputs(Root.published().read_ontology()).schema


def summary(text: str) -> Summary:
    return summarise(FactFiles.parse({Path("x.trig"): text.encode()}), Glance(SCHEMA))


def things(*names: str) -> set[int]:
    return {key(HOME + name) for name in names}


def test_a_document_describes_its_source_and_passages_and_asks_for_nothing() -> None:
    found = summary(document())
    assert found.sound
    assert things("source/zenda") < set(found.described.tolist())
    assert set(found.stated.tolist()) < set(found.described.tolist())
    assert found.asked.tolist() == []
    assert found.sources == [HOME + "source/zenda"]


def test_a_source_that_another_file_describes_is_asked_for() -> None:
    text = document().replace("source:zenda a cg:Source", "source:other a cg:Source")
    assert set(summary(text).asked.tolist()) == things("source/zenda")
    assert not summary(text).sound


def test_a_register_has_classes_and_names_but_describes_nothing() -> None:
    found = summary(REGISTERED)
    assert found.described.tolist() == []
    assert key(CG + "Person") in found.classes.tolist()
    assert key("rudolf") in found.names.tolist()


def test_what_is_not_accepted_gives_no_name_and_its_classes_are_set_apart() -> None:
    accepted, denied = summary(document()), summary(document().replace("cg:Asserts", "cg:Denies"))
    assert len(accepted.classes) > len(denied.classes)
    assert len(denied.refused) > len(accepted.refused)


def test_decisions_are_kept_in_full() -> None:
    text = REGISTERED.rstrip().removesuffix("}") + "actor:a cg:identifiedWith actor:b . }"
    decision = [HOME + "actor/a", CG + "identifiedWith", HOME + "actor/b", REGISTER]
    assert summary(text).decisions == [decision]


def test_a_summary_that_was_written_is_read_as_it_was() -> None:
    for text in (document(), REGISTERED):
        before = summary(text)
        after = Summary.from_dict(json.loads(json.dumps(before.to_dict())))
        assert after.to_dict() == before.to_dict()
        assert after.classes.tolist() == before.classes.tolist()
