"""Make the tables of `coalition.network.tables` by SQL from statements, for a graph that no snapshot holds.

The rows are those of `coalition.network.rows`, and the labels and kinds those of `coalition.network.build.Nodes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coalition.namespaces import CG, QUOTED, RECORD, SKOS, TYPE, shorten
from coalition.network.definitions import CLASSES, KINDS

if TYPE_CHECKING:
    from coalition.engines.engine import Engine

WORDS = frozenset(
    f"<{iri}>"
    for iri in (
        TYPE,
        SKOS + "prefLabel",
        QUOTED,
        *(CG + word for word in ("event", "participant", "represents", "committedBy", "beneficiary")),
    )
)
"""The properties that are read of the facts."""

ESCAPED = "concat(chr(92), {})"
"""An escaped character in the form of N-Triples; engines read a backslash in a text differently."""


def _form(iri: str) -> str:
    return f"'<{iri}>'"


def _of(word: str) -> str:
    return f"(SELECT subject, value FROM facts WHERE property = {_form(CG + word)})"


def _instances(kind: str) -> str:
    return f"(SELECT subject FROM facts WHERE property = {_form(TYPE)} AND value = {_form(CG + kind)})"


def _stated(word: str) -> str:
    """Return the statements with a property in accepted passages."""
    return (
        f"(SELECT DISTINCT s.subject, s.value, s.graph FROM statements s JOIN accepted ON accepted.passage = s.graph "
        f"WHERE s.property = {_form(CG + word)})"
    )


ACCEPTED = f"""
SELECT DISTINCT subject AS passage FROM statements
WHERE property = {_form(TYPE)} AND value = {_form(CG + "AcceptedPassage")} AND graph = {_form(RECORD)}
"""

KIND = f"""
SELECT facts.subject AS thing, MIN(classes.place) AS place
FROM facts JOIN classes ON classes.class = facts.value WHERE facts.property = {_form(TYPE)} GROUP BY facts.subject
"""

TEXT = 'regexp_extract(value, \'^"(.*)"[^"]*$\', 1)'
UNESCAPED = (
    f"replace(replace(replace({TEXT}, {ESCAPED.format('chr(92)')}, chr(1)), {ESCAPED.format('chr(34)')}, chr(34)), "
    "chr(1), chr(92))"
)
LABEL = f"""
SELECT subject AS thing, label FROM (
  SELECT subject, label, ROW_NUMBER() OVER (
    PARTITION BY subject ORDER BY CASE language WHEN '' THEN 0 WHEN 'en' THEN 1 ELSE 2 END, language, label
  ) AS place FROM (
    SELECT facts.subject, {UNESCAPED.replace("value", "facts.value")} AS label,
      regexp_extract(facts.value, '"@([A-Za-z0-9-]+)$', 1) AS language
    FROM facts JOIN kinds ON kinds.thing = facts.subject
    WHERE property = {_form(SKOS + "prefLabel")} AND substr(facts.value, 1, 1) = '"'
  ) read
) ordered WHERE place = 1
"""

THINGS = """
SELECT CAST(ROW_NUMBER() OVER (ORDER BY thing) - 1 AS BIGINT) AS number, thing FROM (
  SELECT thing FROM kinds UNION SELECT thing FROM took_part UNION SELECT one FROM took_part
  UNION SELECT other FROM took_part UNION SELECT thing FROM committed UNION SELECT one FROM committed
  UNION SELECT other FROM committed
) every WHERE thing IS NOT NULL
"""

ACTORS = """
SELECT things.number AS node, substr(kinds.thing, 2, length(kinds.thing) - 2) AS iri,
  COALESCE(labels.label, nameless.label) AS label, classes.kind
FROM kinds JOIN things ON things.thing = kinds.thing
JOIN (SELECT DISTINCT place, kind FROM classes) classes ON classes.place = kinds.place
LEFT JOIN labels ON labels.thing = kinds.thing LEFT JOIN nameless ON nameless.thing = kinds.thing
"""

TOOK_PART = f"""
SELECT DISTINCT event.value AS thing, present.value AS one, behalf.value AS other, stated.graph AS passage
FROM {_instances("Participation")} p
JOIN {_of("event")} event ON event.subject = p.subject
JOIN {_of("participant")} present ON present.subject = p.subject
LEFT JOIN {_of("represents")} behalf ON behalf.subject = p.subject
LEFT JOIN {_stated("participant")} stated ON stated.subject = p.subject AND stated.value = present.value
"""

BOUND = f"""
SELECT bound.subject AS thing, bound.value AS one, benefit.value AS other
FROM {_instances("Commitment")} c
JOIN {_of("committedBy")} bound ON bound.subject = c.subject
JOIN {_of("beneficiary")} benefit ON benefit.subject = c.subject
"""

COMMITTED = f"""
SELECT DISTINCT bound.thing, bound.one, bound.other, stated.graph AS passage FROM bound LEFT JOIN (
  SELECT bound.thing, bound.one, bound.other, giver.graph
  FROM bound JOIN {_stated("committedBy")} giver ON giver.subject = bound.thing AND giver.value = bound.one
  UNION ALL
  SELECT bound.thing, bound.one, bound.other, receiver.graph
  FROM bound JOIN {_stated("beneficiary")} receiver ON receiver.subject = bound.thing AND receiver.value = bound.other
) stated ON stated.thing = bound.thing AND stated.one = bound.one AND stated.other = bound.other
"""

PASSAGES = f"""
SELECT CAST(ROW_NUMBER() OVER (ORDER BY used.passage) - 1 AS BIGINT) AS passage,
  substr(used.passage, 2, length(used.passage) - 2) AS iri,
  substr(quoted.value, 2, length(quoted.value) - 2) AS source, used.passage AS name
FROM (
  SELECT passage FROM took_part WHERE passage IS NOT NULL
  UNION SELECT passage FROM committed WHERE passage IS NOT NULL
) used
JOIN (
  SELECT subject, MIN(value) AS value FROM statements
  WHERE property = {_form(QUOTED)} AND graph = {_form(RECORD)} GROUP BY subject
) quoted ON quoted.subject = used.passage
"""

NUMBERED = """
SELECT thing.number AS thing, one.number AS one, COALESCE(other.number, -1) AS other,
  COALESCE(passages.passage, -1) AS passage
FROM {rows} r JOIN things thing ON thing.thing = r.thing JOIN things one ON one.thing = r.one
LEFT JOIN things other ON other.thing = r.other LEFT JOIN passages ON passages.name = r.passage
"""


def make(engine: Engine) -> None:
    """Make the tables `actors`, `participations`, `commitments` and `passages` from `statements` and `facts`.

    They have the columns that `coalition.network.tables` names, and in the same order; `passages` has one more.
    """
    places = {kind: place for place, kind in enumerate(KINDS)}
    listed = ", ".join(f"('<{iri}>', {places[kind]}, '{kind}')" for iri, kind in CLASSES.items())
    engine.make("classes", f"SELECT * FROM (VALUES {listed}) AS t (class, place, kind)")
    for name, text in (("accepted", ACCEPTED), ("kinds", KIND), ("labels", LABEL)):
        engine.make(name, text)
    _name_the_rest(engine)
    made = {
        "took_part": TOOK_PART,
        "bound": BOUND,
        "committed": COMMITTED,
        "things": THINGS,
        "actors": ACTORS,
        "passages": PASSAGES,
        "participations": NUMBERED.format(rows="took_part"),
        "commitments": NUMBERED.format(rows="committed"),
    }
    for name, text in made.items():
        engine.make(name, text)


def _name_the_rest(engine: Engine) -> None:
    """Make the table `nameless` of the actors and events that have no label, with what stands for one."""
    rows = "FROM kinds LEFT JOIN labels ON labels.thing = kinds.thing WHERE labels.thing IS NULL"
    things = [thing for (thing,) in engine.rows(f"SELECT kinds.thing {rows}")]
    if not things:
        engine.make("nameless", "SELECT thing, label FROM labels WHERE FALSE")
        return
    names = [shorten(thing[1:-1]) or thing[1:-1] for thing in things]
    engine.load("nameless", {"thing": np.array(things, object), "label": np.array(names, object)})
