"""Write verdicts for people to read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, TextIO

from coalition.output.passages import grounds, missing
from coalition.output.table import fitted, plural
from coalition.provenance.evidence import Evidence

if TYPE_CHECKING:
    from coalition.names import Names
    from coalition.provenance.families import Group
    from coalition.verdict.statements import Statement
    from coalition.verdict.verdict import Contradiction, Found, Reading, Verdict

SUMMARY = {
    "denies": "denied",
    "asserts": "asserted",
    "reports": "only reported",
    "predicts": "predicted",
    "proposes": "proposed",
}

ONLY = {"reports": "only reported", "predicts": "only predicted", "proposes": "only proposed"}

HEADINGS = {
    "exact": "Exact matches",
    "rephrased": "Taken for the claim, which says it in another form",
    "near": "Near, but not the claim itself",
}
"""What is said above the matches of each closeness, in their order."""

NAMED = 20
"""How many documents are named at most that were read alike."""


def write(verdict: Verdict, names: Names, output: TextIO) -> None:
    """Write a verdict: what it comes to, exact matches, near ones, what contradicts them, and what was read."""

    def line(text: str, indent: int = 0) -> None:
        output.write(fitted(" " * indent + text, indent + 2, output))

    line(f"Claim: {verdict.claim}")
    line(f"Verdict: {in_short(verdict)}")
    if verdict.negated:
        line("The claim says that something is not so; what follows is about what it says is not so.")
    for closeness, heading in HEADINGS.items():
        found = [each for each in verdict.matches if each.closeness == closeness]
        if found:
            output.write("\n")
            line(f"{heading}:")
        for each in found:
            _finding(each, names, output)
    if verdict.contradicted_by:
        output.write("\n")
        line("Contradicted:")
        for against in verdict.contradicted_by:
            line(f"· {_against(against)}", 2)
    output.write("\n")
    _absence(verdict, output)
    missing([Evidence(tuple(cited for f in verdict.matches for s in f.statements for cited in s.passages))], output)


def in_short(verdict: Verdict) -> str:
    """Return what a verdict comes to, in one line that says no more than its evidence."""
    exact = [each for each in verdict.matches if each.match.exact]
    near = [each for each in verdict.matches if not each.match.exact]
    if exact:
        shown = ". ".join(f"{each.label}: {_supported(each)}" for each in exact[:5])
        return f"{shown}{f'. And {len(exact) - 5} more' if len(exact) > 5 else ''}"
    if taken := [each for each in near if each.rephrased]:
        return ". ".join(f"taken for “{each.label}”: {_supported(each)}" for each in taken)
    if near:
        return f"no passage was found that says so in these words; {plural(len(near), 'thing is', 'things are')} near"
    return (
        "no document says so" if not verdict.unsafe else "nothing found, which does not show that no document says so"
    )


def told(finding: Found) -> tuple[str, list[tuple[str, list[str]]]]:
    """Return in a word how a thing is told, and for each stance the names of those who tell it so."""
    stances = [stance for stance in SUMMARY if stance in finding.support]
    by = []
    for stance in stances:
        names = dict.fromkeys(
            name
            for statement in finding.statements
            if statement.stance == stance
            for name in (*statement.attributed_to, *statement.reported_by)
        )
        by.append((stance, list(names)))
    return in_a_word(stances), by


def in_a_word(stances: Collection[str]) -> str:
    """Return in a word how something is told that passages tell in some stances."""
    if "denies" in stances:
        return "disputed" if {"asserts", "reports"} & set(stances) else "denied"
    if "asserts" in stances:
        return "asserted"
    return next((ONLY[stance] for stance in ONLY if stance in stances), "")


def _supported(finding: Found) -> str:
    """Return in which stances a thing is stated, and in how many families each."""
    told = [
        f"{SUMMARY.get(stance, stance)} in {plural(len(groups), 'family', 'families')}"
        for stance, groups in finding.support.items()
        if stance != "reports" or "asserts" not in finding.support
    ]
    if "reports" in finding.support and "asserts" in finding.support:
        told.append(f"reported in {plural(len(finding.support['reports']), 'family', 'families')}")
    return "; ".join(told if "asserts" in finding.support else ["asserted by none", *told])


def _finding(finding: Found, names: Names, output: TextIO) -> None:
    kind = f" ({finding.kind})" if finding.kind and not finding.match.facts else ""
    output.write(fitted(f"  {finding.label}{kind}", 4, output))
    if finding.content:
        output.write(fitted(f"    content: {finding.content}", 6, output))
    for statement in finding.statements:
        output.write(fitted(f"    {_sentence(statement)}", 6, output))
        output.writelines(fitted(f"      joined: {tie}", 8, output) for tie in _ties(statement.groups, names))
        output.writelines(grounds(Evidence(statement.passages), "      ", output))


def _ties(groups: Sequence[Group], names: Names) -> list[str]:
    return [tie.in_words(names.label) for group in groups for tie in group.ties]


def _sentence(statement: Statement) -> str:
    """Return a statement as a sentence, its stance as the first word."""
    said = statement.stance.upper()
    if statement.attitude:  # the passage tells of a position, and does not say that its content is so
        said = f"{said} that {statement.holder or 'someone'} {statement.attitude} it"
    parts = [
        f"{said}: {plural(len(statement.groups), 'family', 'families')}",
        f"status {statement.status}" if statement.status else "",
        f"of {statement.holder}" if statement.holder and not statement.attitude else "",
        f"dated {statement.date}" if statement.date else "no date stated",
        f"on the word of {', '.join(statement.attributed_to)}" if statement.attributed_to else "",
        f"reported by {', '.join(statement.reported_by)}" if statement.reported_by else "",
    ]
    return " · ".join(part for part in parts if part)


def _against(against: Contradiction) -> str:
    if against.conflict:
        one, other = against.conflict.sides
        return f"{against.kind}: {against.conflict.subject()}: {one.value} / {other.value}"
    if against.by and against.kind != "denied":
        return f"{against.label}: {against.kind}: {against.by.label} ({_supported(against.by)})"
    return f"{against.label}: {against.kind} by a passage above"


def _absence(verdict: Verdict, output: TextIO) -> None:
    """Write what was read in full, and whether it is safe to conclude that no document says so."""
    groups: dict[str, list[Reading]] = {}
    for reading in verdict.read_in_full:
        groups.setdefault(reading.reason or "read in full", []).append(reading)
    for reason, readings in groups.items():
        named, more = [reading.label for reading in readings[:NAMED]], len(readings) - NAMED
        documents = f"{', '.join(named)} and {more:,} more" if more > 0 else ", ".join(named)
        output.write(fitted(f"{documents}: {reason}", 2, output))
    if not verdict.unsafe:
        output.write("It is safe to conclude that no document says so: all were read in full.\n")
    elif not any(each.match.exact for each in verdict.matches):
        output.write("It is not safe to conclude that no document says so:\n")
        own = {f"{reading.label}: {reading.reason}" for reading in verdict.read_in_full}
        reasons = [reason for reason in verdict.unsafe if reason not in own]
        if len(reasons) < len(verdict.unsafe):
            reasons.append("not all documents are known to have been read in full")
        output.writelines(fitted(f"  · {reason}", 4, output) for reason in reasons)
