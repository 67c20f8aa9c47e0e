"""Write what a fact rests on in few words: its stances, independent families, and the ids of its passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from coalition.assistants.fitting import Detail
from coalition.namespaces import ONTOLOGY, PREFIXES, RECORD, REGISTER, local_name, shorten
from coalition.provenance.evidence import GROUNDS
from coalition.verdict.statements import STANCES

if TYPE_CHECKING:
    from coalition.provenance.evidence import Cited, Evidence
    from coalition.provenance.families import Families

FACTLESS = "states no fact"
"""What stands in the place of a stance where a slice holds no fact."""

NAMES = {GROUNDS[REGISTER]: "register", GROUNDS[RECORD]: "record", GROUNDS[ONTOLOGY]: "ontology"}
"""What is written of what a row rests on besides passages; the instructions of the server say what it means."""

Parts = Mapping[Any, Sequence["Cited"]]
"""The passages of each part of what is cited, such as the facts of a row."""


def short(iri: str) -> str:
    """Return the id of a thing: its prefixed name, of a passage its last part, or else its IRI."""
    if iri.startswith((PREFIXES["passage"], PREFIXES["slice"])) and shorten(iri):
        return local_name(iri)
    return shorten(iri) or iri


def named(iri: str, label: str, detail: Detail) -> dict[str, str]:
    """Return a thing with its id, and its label where it says more."""
    return {"id": short(iri)} | ({} if label in (short(iri), shorten(iri), iri) else {"label": detail.cut(label)})


def by_stance(parts: Parts, families: Families, detail: Detail) -> dict[str, Any]:
    """Return passages by their stance, with how many independent families state each part at least.

    Of several parts, such as the facts that make a row, the one that the fewest families state counts: a row is no
    better supported than the weakest of its facts.
    """
    stances: dict[str, dict[Any, list[Cited]]] = {}
    for part, passages in parts.items():
        for cited in passages:
            stances.setdefault(cited.passage.stance, {}).setdefault(part, []).append(cited)
    written = {}
    for stance in sorted(stances, key=lambda s: (s not in STANCES, STANCES.index(s) if s in STANCES else 0, s)):
        every = {cited.passage.iri: cited for passages in stances[stance].values() for cited in passages}
        shown, more = detail.first(list(every))
        each: dict[str, Any] = {"passages": [short(iri) for iri in shown]}
        if stance:
            support = [{c.passage.iri for c in passages} for passages in stances[stance].values()]
            each = {"families": min(families.count(own) for own in support)} | each
        if more:
            each["more"] = more
        if readings := sum(bool(cited.passage.reading) for cited in every.values()):
            each["readings"] = readings
        written[stance or FACTLESS] = each
    return written


def by_fact(passages: Iterable[Cited]) -> Parts:
    """Return passages by the facts that each of them states; those without facts are one part."""
    parts: dict[Any, list[Cited]] = {}
    for cited in passages:
        for fact in cited.facts or (None,):
            parts.setdefault(fact, []).append(cited)
    return parts


def cite(evidence: Evidence, families: Families, detail: Detail) -> dict[str, Any]:
    """Return what a row or a fact rests on: passages by stance, then rules, other grounds and notes."""
    written = by_stance(by_fact(evidence.passages), families, detail)
    grounds = [NAMES.get(text, text) for text in evidence.grounds]
    for name, texts in (("rules", evidence.rules), ("also", grounds), ("notes", evidence.notes)):
        if texts:
            written[name] = [detail.cut(text) for text in texts[: detail.parts]]
    return written
