"""Write graphs in which two coders read the same lines, each of which states a motion or no fact to them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

LINES = [f"Line {name} of the text." for name in "abcdefghij"]
TEXT = "".join(f"{line}\n" for line in LINES)

MEG = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0)
OWEN = (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
"""Whether each line states a motion. This is the first example of K. Krippendorff, Computing Krippendorff's
Alpha-Reliability (2011), in which alpha is 0.095."""


def coded(folder: Path, values: Sequence[int | None], base: str, content: str = "The bridge is painted.") -> Path:
    """Write a graph with a base, in which lines state motions, state none, or have not been read (None)."""
    (folder / "graph").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "sources" / "text.txt").write_text(TEXT, encoding="utf-8")
    (folder / "coalition.toml").write_text(f'base = "{base}"\n', encoding="utf-8")
    parts = [
        f'source:text a cg:Source ; dcterms:title "Lines" ; cg:fileName "text.txt" ; cg:textLength {len(TEXT)} ;\n'
        f'    cg:textDigest "{_digest(TEXT)}" .\n'
    ]
    for number, value in enumerate(values):
        start = TEXT.index(LINES[number])
        head = f"prov:wasQuotedFrom source:text ; cg:start {start} ; cg:end {start + len(LINES[number])} ;"
        head += f' cg:digest "{_digest(LINES[number])}"'
        if value:
            parts.append(f"passage:text-{start} a cg:Passage ; {head} ; cg:stance cg:Asserts .\n")
            said = f'cg:content "{content}"'
            parts.append(f"passage:text-{start} {{ motion:m-{number} a cg:Motion ; {said} }}\n")
        elif value == 0:
            parts.append(f"slice:text-{start} a cg:FactlessSlice ; {head} ; cg:reason cg:Rhetoric .\n")
    (folder / "graph" / "text.trig").write_text("".join(parts), encoding="utf-8")
    return folder


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
