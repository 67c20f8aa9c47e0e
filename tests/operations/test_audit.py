"""Test what the operations that audit add to the methods that answer them."""

from __future__ import annotations

import io
import json

from coalition.graph import Graph
from coalition.operations.audit import CORROBORATION, VERIFY, supported
from coalition.operations.operation import Page, Writing


def test_facts_that_one_family_supports_can_be_had_alone(published: Graph) -> None:
    whole, alone = supported(published, {}), supported(published, {"alone": True})
    assert whole == published.corroboration()
    assert alone == [each for each in whole if each.families == 1]
    assert 0 < len(alone) < len(whole)
    assert supported(published, {"thing": "Portugal", "alone": False}) == published.corroboration("Portugal")


def test_facts_that_are_not_held_in_memory_are_written_as_those_that_are(published: Graph) -> None:
    passing, held = io.StringIO(), io.StringIO()
    CORROBORATION.write(published._supports("Portugal"), "json", passing, Writing(published, {}, published.about))
    facts = published.corroboration("Portugal")
    CORROBORATION.write(facts, "json", held, Writing(published, {}, published.about, Page(1000)))
    found = json.loads(held.getvalue())
    assert (found.pop("total"), found.pop("offset")) == (len(facts), 0)
    assert json.loads(passing.getvalue()) == found


def test_a_verdict_says_whether_it_is_safe_to_conclude_that_no_document_says_so(published: Graph) -> None:
    output = io.StringIO()
    VERIFY.write(published.verify("x y z"), "json", output, Writing(published, {}, published.about))
    assert json.loads(output.getvalue())["safe_to_conclude_absent"] is False
    assert VERIFY.formats == ("json",)  # a table of no statements would be taken for an absence
