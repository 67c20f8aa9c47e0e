"""Record who decided what a passage states, and what was made of what a program had proposed."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from coalition.corpus.fact_files import FactFiles
from coalition.curation.editing import REGISTER_NODE
from coalition.curation.forms import NAMED
from coalition.namespaces import CG, PROV, SKOS

DRAFTED, NOTE, STANCE = "Drafted", SKOS + "note", CG + "stance"
READING, CONTEXT = CG + "reading", CG + "context"
ATTRIBUTED, REPORTED, CITES = PROV + "wasAttributedTo", CG + "reportedBy", CG + "cites"

TELLING = (READING, CONTEXT, ATTRIBUTED, REPORTED, CITES)
"""The properties of a header that say, beside the stance, how a passage tells what it states."""

DIRECTNESS, DISAGREES, DISAGREEMENT = CG + "directness", CG + "disagreesWith", CG + "disagreement"

WEIGHING = (DIRECTNESS, DISAGREES, DISAGREEMENT)
"""The properties of a header that say what curators think of the words, which no program proposes."""

DRAFTED_BY, CURATED_BY, OUTCOME = CG + "draftedBy", CG + "curatedBy", CG + "draftOutcome"
AS_DRAFTED, CHANGED, REFUSED = "TakenAsDrafted", "TakenChanged", "Refused"

PROPOSED_STANCE = re.compile(r"Proposed stance: cg:([A-Z][A-Za-z]*)\.")
"""The note by which a draft proposes a stance."""


def proposed(stance: str) -> ox.Literal:
    """Return the note by which a draft proposes a stance, by its local name."""
    return ox.Literal(f"Proposed stance: cg:{stance}.")


def proposed_stance(quad: ox.Quad) -> str:
    """Return the local name of the stance that a statement of a draft proposes, or ""."""
    found = PROPOSED_STANCE.fullmatch(quad.object.value) if isinstance(quad.object, ox.Literal) else None
    return found[1] if found and quad.predicate.value == NOTE else ""


def judged(files: FactFiles, passage: str, now: Iterable[ox.Quad], by: str = "") -> Mapping[str, list[object]]:
    """Return what the header of a passage says of a decision, by properties.

    Parameters
    ----------
    files:
        The files before the decision.
    now:
        What the passage states from now on, with its header and new names of the register; nothing where it is refused.
    by:
        The name of the curator. Of what a program proposed, it is always recorded: where it is "", that of the account.
    """
    about = files.about[passage]
    if not about.get(DRAFTED_BY):
        return {CURATED_BY: [ox.Literal(by)]} if by else {}
    quads = [quad for quad in files.quads() if quad.graph_name == ox.NamedNode(passage)]
    before = _said([*quads, *(quad for own in about.values() for quad in own)], passage, _registered(files))
    after = _said(now, passage)
    earlier = {quad.object for quad in about.get(OUTCOME, ())}
    outcome = (CHANGED if after != before else AS_DRAFTED) if after else REFUSED
    node = ox.NamedNode(CG + outcome)
    if earlier and after == before:  # a passage that was decided before, and did not change
        node = earlier.pop()  # type: ignore[assignment]
    return {CURATED_BY: [ox.Literal(by or _account())], OUTCOME: [node]}


def _said(quads: Iterable[ox.Quad], passage: str, known: frozenset[str] = frozenset()) -> set[ox.Triple]:
    """Return what a passage or a draft says, the names of new things, and how it tells that."""
    found, stance, is_draft = set(), "", False
    for quad in quads:
        subject, word = quad.subject.value, quad.predicate.value  # type: ignore[union-attr]
        if subject == passage:
            stance = proposed_stance(quad) or stance
            if word == STANCE and quad.object == ox.NamedNode(CG + DRAFTED):
                is_draft = True
            elif word in (STANCE, *TELLING):
                found.add(quad.triple)
        elif word != NAMED or subject not in known:
            found.add(quad.triple)
    if is_draft:  # which proposes cg:Asserts where it proposes no other
        found.add(ox.Triple(ox.NamedNode(passage), ox.NamedNode(STANCE), ox.NamedNode(CG + (stance or "Asserts"))))
    return found


def _registered(files: FactFiles) -> frozenset[str]:
    return frozenset(quad.subject.value for quad in files.quads() if quad.graph_name == REGISTER_NODE)  # type: ignore[union-attr]


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "a user without a name"
