"""Write the results of audits for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from coalition.output.passages import grounds, missing
from coalition.output.table import fitted, plural, table
from coalition.provenance.evidence import Evidence

if TYPE_CHECKING:
    from coalition.audit.conflicts import Conflict
    from coalition.audit.corroboration import Support
    from coalition.audit.coverage import SourceCoverage
    from coalition.audit.diff import Change
    from coalition.audit.identities import Identity
    from coalition.names import Names
    from coalition.output.about import About
    from coalition.provenance.families import Family, Group


MANY = 1000
"""The number of facts from which on the labels of all things are read at once."""


def coverage(sources: Iterable[SourceCoverage], output: TextIO) -> None:
    """Write a table of the coverage of each source, then the sentences that remain to be read."""
    columns = (
        "source",
        "passages",
        "factless",
        "drafted",
        "sentences",
        "covered",
        "no fact",
        "remaining",
        "accounted for",
    )
    rows, remaining = [], []
    for each in sources:
        name = each.source.label or each.source.name
        cells = [name, str(each.passages), str(each.factless), str(each.drafted)]
        if each.sentences is None:
            rows.append([*cells, "no text here", "", "", "", ""])
            continue
        numbers = (each.sentences, each.covered, each.no_fact, len(each.unread))
        rows.append([*cells, *map(str, numbers), f"{each.share_accounted_for:.1%}"])
        remaining += [
            fitted(f"{name}, {sentence.start}–{sentence.end}: {sentence.words}", 4, output)
            for sentence in each.remaining
        ]
    table(columns, rows, output)
    output.writelines(["\n", *remaining] if remaining else [])


def conflicts(all_conflicts: Sequence[Conflict], names: Names, output: TextIO) -> None:
    """Write each conflict with both sides, their families, ties, passages and words; then how many conflicts."""
    for number, conflict in enumerate(all_conflicts, 1):
        output.write(fitted(f"{number}  {conflict.kind}: {conflict.subject()}", 3, output))
        for index, side in enumerate(conflict.sides):
            late = " (later)" if conflict.later == index else ""
            families = ", ".join(side.families)
            support = f"{plural(len(side.groups), 'family', 'families')}: {families}"
            output.write(fitted(f"   · {side.value}{late} · {support}", 5, output))
            output.writelines(fitted(f"       joined: {tie}", 9, output) for tie in _ties(side.groups, names))
            output.writelines(grounds(Evidence(side.passages), "       ", output))
        output.write("\n")
    output.write(f"{plural(len(all_conflicts), 'conflict', 'conflicts')}\n")
    missing([Evidence(side.passages) for conflict in all_conflicts for side in conflict.sides], output)


def corroboration(supports: Sequence[Support], families: Iterable[Family], names: Names, output: TextIO) -> None:
    """Write a table of facts with what supports each, the counts by number of families, and the families."""
    from coalition.audit.corroboration import summary

    def short(iri: str) -> str:
        return iri.rsplit("/", 1)[-1]

    if len(supports) > MANY:
        names.read_labels()
    rows = [
        [
            " ".join(names.text(node) for node in support.fact),
            str(support.families),
            ", ".join(map(short, support.documents)),
            str(len(support.passages)),
            str(len(support.works)),
        ]
        for support in supports
    ]
    table(("fact", "families", "documents", "passages", "works cited"), rows, output, right=(1, 3, 4))
    output.write("\n")
    joined = dict.fromkeys(tie for support in supports for group in support.groups for tie in group.ties)
    if joined:
        output.write("What joins passages of one fact, so that they count once:\n")
        told = dict.fromkeys(tie.in_words(names.label) for tie in joined)
        output.writelines(fitted(f"   · {tie}", 5, output) for tie in told)
        output.write("\n")
    for number, facts in summary(supports).items():
        output.write(f"{plural(facts, 'fact', 'facts')} supported by {plural(number, 'family', 'families')}\n")
    output.write("\nFamilies of documents; passages that cite one work, or name one reporter, also count once:\n")
    for family in families:
        output.write(fitted(family.name, 0, output))
        output.writelines(fitted(f"   · {tie.in_words(names.label)}", 5, output) for tie in family.ties)


def corroboration_json(
    supports: Iterable[Support], families: Iterable[Family], output: TextIO, about: About | None = None
) -> None:
    """Write supports, which come in any order, and families as JSON; memory holds one support at a time."""
    from coalition.audit.corroboration import order
    from coalition.output.data import as_json, write_json_list
    from coalition.output.sorting import by_key

    facts = by_key(((order(support), as_json(support.to_dict())) for support in supports), 4)
    write_json_list("facts", facts, {"families": [family.to_dict() for family in families]}, output, about)


def _ties(groups: Iterable[Group], names: Names) -> list[str]:
    """Return the ties that join the passages of groups, in words."""
    return [tie.in_words(names.label) for group in groups for tie in group.ties]


def identities(all_identities: Sequence[Identity], output: TextIO) -> None:
    """Write each actor with its names, how often texts use them, and the decisions and notes of the register."""
    for identity in all_identities:
        output.write(fitted(f"{identity.label} ({', '.join(identity.kinds)})", 4, output))
        for name in identity.names:
            met = ", ".join(f"{source} {plural(count, 'time')}" for source, count in identity.met.get(name, {}).items())
            output.write(fitted(f"   · {name}{f': {met}' if met else ''}", 5, output))
        lines = [f"   decision: {decision}" for decision in identity.decisions]
        lines += [f"   note: {note}" for note in identity.notes]
        output.writelines(fitted(line, 5, output) for line in lines)
    output.write(f"\n{plural(len(all_identities), 'actor', 'actors')}, as identified in the register\n")


def differences(changes: Sequence[Change], output: TextIO) -> None:
    """Write a line for each fact that differs, with its passages or rules; then the number of differences."""
    for change in changes:
        graphs = f"  ({', '.join(change.graphs)})" if change.graphs else ""
        output.write(fitted(f"{change.kind}: {change.fact}{graphs}", 4, output))
    output.write(f"{plural(len(changes), 'difference', 'differences')}\n")
