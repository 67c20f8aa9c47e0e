"""Report changes of a corpus, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from coalition.curation.agreement import Compared
from coalition.curation.anchoring import Anchor, Fate
from coalition.curation.effects import SHOWN, Effects
from coalition.curation.sources import Update
from coalition.output.table import table
from coalition.output.terminal import one_line

LONGEST = 300
"""How many code points of the words of a passage are shown."""


def update(found: Update, output: TextIO) -> None:
    """Print what became of the passages of a text: how many met each fate, and those to be read again."""
    counts = ", ".join(f"{number} {fate}" for fate, number in found.counts.items() if number) or "no passages"
    output.write(f"{found.source.name}: {counts}\n")
    for anchor in found.anchors:
        if anchor.fate is Fate.MOVED:
            also = f", nearest of {anchor.places} places" if anchor.places > 1 else ""
            output.write(f"  moved    {_place(anchor)} -> {anchor.start}–{anchor.end}{also}\n")
    for anchor in found.anchors:
        if anchor.fate in (Fate.CHANGED, Fate.LOST):
            to = f" -> {anchor.start}–{anchor.end}, {anchor.likeness:.0f} of 100 alike" if anchor.after else ""
            output.write(f"  {anchor.fate:8} {_place(anchor)}{to}\n    old: {_words(anchor.before)}\n")
            if anchor.after:
                output.write(f"    new: {_words(anchor.after)}\n")


def _place(anchor: Anchor) -> str:
    return f"{anchor.passage.name}, {anchor.passage.start}–{anchor.passage.end}"


def _words(text: str) -> str:
    line = one_line(text)
    return f"“{line if len(line) <= LONGEST else f'{line[:LONGEST]} ...'}”"


def effects(found: Effects, output: TextIO) -> None:
    """Print what a change does."""
    for kind, number in sorted(found.counts.items()):
        output.write(f"{number} facts {kind}\n")
        _named((change.fact for change in found.facts if change.kind == kind), output)
    output.write(f"{len(found.answers)} saved questions answer otherwise\n")
    for each in found.answers:
        output.write(f"  {each.question}: {each.rows} rows, {each.added} new, {each.removed} gone\n")
    for what, conflicts in (("begin", found.opened), ("end", found.closed)):
        output.write(f"{len(conflicts)} conflicts {what}\n")
        _named(conflicts, output)
    before, after = found.families
    output.write(f"families of sources: {before} before, {after} after\n")
    if found.ranks[0] == found.ranks[1]:
        output.write("the first ranks by degree stay the same\n")
    else:
        output.write(f"by degree, before: {', '.join(found.ranks[0])}\n          after: {', '.join(found.ranks[1])}\n")
    for why in found.skipped:
        output.write(f"not compared: {one_line(why)}\n")


def _named(things: Iterable[str], output: TextIO) -> None:
    listed = list(things)
    for each in listed[:SHOWN]:
        output.write(f"  {one_line(each)}\n")
    if len(listed) > SHOWN:
        output.write(f"  and {len(listed) - SHOWN} more\n")


def agreement(found: Compared, output: TextIO) -> None:
    """Print how far two coders agree on each kind of fact, and what differs."""
    columns = ("kind", "sentences", "one", "other", "both", "same", "alike", "alpha")
    rows = []
    for each in found.kinds:
        value = f"{each.alpha:.3f}" if each.alpha is not None else f"not defined: {each.why}"
        counts = (each.units, each.one, each.other, each.both, each.same, each.alike)
        rows.append([each.label, *map(str, counts), value])
    table(columns, rows, output)
    read = found.kinds[0].units
    alike = sum(each.alike for each in found.differences)
    less = f", {alike} of them in free words and names alone" if alike else ""
    output.write(f"\n{read} of {found.sentences} sentences were read in both; ")
    output.write(f"{len(found.differences)} differences{less}\n")
    before = ""
    for place in found.differences:
        head = f"\n{place.source}, {place.start}–{place.end}: {_words(place.words)}\n"
        output.write(head if head != before else "")
        before = head
        for name, told in (("one", place.one), ("other", place.other)):
            who = f"the {name}, in its words" if place.alike else f"only the {name}"
            output.writelines(f"  {who}: {place.kind}: {one_line(fact)}\n" for fact in told)
