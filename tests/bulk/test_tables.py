"""Test labels, kinds and names as SQL finds them; that all tables are those of a snapshot is tested in test_job.py."""

from __future__ import annotations

import numpy as np
import pyoxigraph as ox
import pytest

from coalition.bulk import tables
from coalition.engines.engine import Engine
from coalition.names import best_label
from coalition.namespaces import CG, HOME, SKOS, TYPE

LABELS = (
    [ox.Literal("Deutsch", language="de"), ox.Literal("English", language="en"), ox.Literal("Plain")],
    [ox.Literal("Deutsch", language="de"), ox.Literal("English", language="en")],
    [ox.Literal("Zwei", language="de"), ox.Literal("Eins", language="de"), ox.Literal("Un", language="fr")],
    [ox.Literal('back\\slash and "marks" \\" \\\\'), ox.Literal("é\U0001f600")],
    [ox.Literal('"@en'), ox.Literal('x"@de')],
    [ox.NamedNode("http://e.org/no-label")],
)


def made(engine: Engine, facts: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    columns = dict(zip(("subject", "property", "value"), zip(*facts, strict=True), strict=True))
    engine.load("facts", {name: np.array(column, object) for name, column in columns.items()})
    more = {"graph": np.array([f"<{HOME}graph/register>"] * len(facts), object)}
    engine.load("statements", {name: np.array(column, object) for name, column in columns.items()} | more)
    tables.make(engine)
    return engine.rows("SELECT iri, label, kind FROM actors ORDER BY iri")


@pytest.mark.parametrize("labels", LABELS)
def test_the_label_is_the_one_that_people_are_shown(engine: Engine, labels: list[ox.Literal | ox.NamedNode]) -> None:
    thing = f"<{HOME}actor/a>"
    facts = [(thing, f"<{TYPE}>", f"<{CG}Person>"), *((thing, f"<{SKOS}prefLabel>", str(each)) for each in labels)]
    right = best_label(each for each in labels if isinstance(each, ox.Literal)) or "actor:a"
    assert made(engine, facts) == [(f"{HOME}actor/a", right, "person")]


def test_of_several_classes_the_first_kind_decides_and_others_are_no_kind(engine: Engine) -> None:
    things = {"a": ("Event", "State"), "b": ("Force",), "c": ("Post",), "d": ("Meeting", "Event")}
    facts = [(f"<{HOME}actor/{name}>", f"<{TYPE}>", f"<{CG}{kind}>") for name, own in things.items() for kind in own]
    found = made(engine, [*facts, ("<http://e.org/x>", f"<{TYPE}>", f"<{CG}State>")])
    assert found == [
        ("http://e.org/x", "http://e.org/x", "state"),
        (f"{HOME}actor/a", "actor:a", "state"),
        (f"{HOME}actor/b", "actor:b", "organisation"),
        (f"{HOME}actor/d", "actor:d", "event"),
    ]
