"""Write what a draft rests on, for people and as JSON, and the possible actors as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from coalition.drafting.draft import Draft
from coalition.drafting.new_names import NewName
from coalition.namespaces import shorten
from coalition.output.data import write_json
from coalition.output.terminal import as_data, one_line

COLUMNS = ("name", "kind", "aliases", "count", "reason")
"""The columns of the table of possible actors."""


def why(draft: Draft, output: TextIO) -> None:
    """Write the words of each drafted passage, and below them what is proposed, with its words and the reason."""
    for passage in draft.drafted:
        name = shorten(passage.passage) or passage.passage
        output.write(f"{name} · {passage.start}–{passage.end}\n  “{one_line(passage.words)}”\n")
        for each in passage.proposals:
            output.write(f"   · {each.title}: {each.meaning()} · “{one_line(each.words)}” · {each.reason}\n")


def why_json(draft: Draft, output: TextIO) -> None:
    """Write the same as JSON, with the possible names of actors."""
    content = {
        "passages": [each.to_dict() for each in draft.drafted],
        "nothing_found": draft.unmatched,
        "new_names": [each.to_dict() for each in draft.new_names],
    }
    write_json(content, output)


def actors(names: Iterable[NewName], output: TextIO) -> None:
    """Write possible actors as CSV, to be looked through and added to the register."""
    rows = csv.writer(as_data(output), lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows((each.name, each.kind, "; ".join(each.aliases), each.count, each.reason) for each in names)
