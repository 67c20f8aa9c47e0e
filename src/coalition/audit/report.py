"""What audits find, as people read it: coverage, conflicts, corroboration, identities, differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from coalition.output.passages import grounds, missing
from coalition.output.table import plural, table
from coalition.provenance.evidence import Evidence

if TYPE_CHECKING:
    from coalition.audit.conflicts import Conflict
    from coalition.audit.corroboration import Support
    from coalition.audit.coverage import SourceCoverage
    from coalition.audit.diff import Change
    from coalition.audit.identities import Identity
    from coalition.names import Names
    from coalition.provenance.families import Family


def coverage(found: Iterable[SourceCoverage], output: TextIO) -> None:
    """The coverage of each source, then the sentences that remain."""
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
    rows, left = [], []
    for each in found:
        name = each.source.label or each.source.name
        cells = [name, str(each.passages), str(each.factless), str(each.drafted)]
        if each.sentences is None:
            rows.append([*cells, "no text here", "", "", "", ""])
            continue
        numbers = (each.sentences, each.covered, each.no_fact, len(each.remaining))
        rows.append([*cells, *map(str, numbers), f"{each.share_accounted_for:.1%}"])
        left += [f"{name}, {sentence.start}–{sentence.end}: {sentence.words}\n" for sentence in each.remaining]
    table(columns, rows, output)
    output.writelines(["\n", *left] if left else [])


def conflicts(found: Sequence[Conflict], output: TextIO) -> None:
    """Each conflict with both sides, their families, passages and words; then how many there are."""
    for number, conflict in enumerate(found, 1):
        output.write(f"{number}  {conflict.kind}: {conflict.subject()}\n")
        for place_, side in enumerate(conflict.sides):
            late = " (later)" if conflict.later == place_ else ""
            families = ", ".join(side.families)
            output.write(f"   · {side.value}{late} · {plural(len(side.families), 'family', 'families')}: {families}\n")
            output.writelines(grounds(Evidence(side.passages), "       ", output))
        output.write("\n")
    output.write(f"{plural(len(found), 'conflict', 'conflicts')}\n")
    missing([Evidence(side.passages) for conflict in found for side in conflict.sides], output)


def corroboration(found: Sequence[Support], families: Iterable[Family], names: Names, output: TextIO) -> None:
    """A row for each fact with what holds it; how many are held by how many families; and which families there are."""
    from coalition.audit.corroboration import summary

    def short(iri: str) -> str:
        return iri.rsplit("/", 1)[-1]

    rows = [
        [
            " ".join(names.text(node) for node in support.fact),
            str(support.families),
            ", ".join(map(short, support.documents)),
            str(len(support.passages)),
            str(len(support.works)),
        ]
        for support in found
    ]
    table(("fact", "families", "documents", "passages", "works cited"), rows, output, right=(1, 3, 4))
    output.write("\n")
    for number, facts in summary(found).items():
        output.write(f"{plural(facts, 'fact', 'facts')} held by {plural(number, 'family', 'families')}\n")
    output.write("\nFamilies of documents; passages that cite one work, or name one reporter, also count once:\n")
    for family in families:
        output.write(f"{family.name}\n")
        output.writelines(f"   · {names.label(t.source)} {t.relation} {names.label(t.to)}\n" for t in family.ties)


def identities(found: Sequence[Identity], output: TextIO) -> None:
    """Each actor with the names that were taken for it, where they stand, and the notes of the register."""
    for identity in found:
        output.write(f"{identity.label} ({', '.join(identity.kinds)})\n")
        for name in identity.names:
            met = ", ".join(f"{source} {count} times" for source, count in identity.met.get(name, {}).items())
            output.write(f"   · {name}{f': {met}' if met else ''}\n")
        output.writelines(f"   decision: {decision}\n" for decision in identity.decisions)
        output.writelines(f"   note: {note}\n" for note in identity.notes)
    output.write(f"\n{plural(len(found), 'actor', 'actors')}, by decision of the register\n")


def differences(found: Sequence[Change], output: TextIO) -> None:
    """A line for each fact that differs, with the passages or rules that came or went; then how many do."""
    for change in found:
        graphs = f"  ({', '.join(change.graphs)})" if change.graphs else ""
        output.write(f"{change.kind}: {change.fact}{graphs}\n")
    output.write(f"{plural(len(found), 'difference', 'differences')}\n")
