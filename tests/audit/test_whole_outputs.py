"""Test the whole outputs of audits, in every form, of an invented corpus in which two papers go back to a third.

Write the expected outputs again with `REFRESH=1 python -m pytest tests/audit/test_whole_outputs.py`, and read the diff.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from refresh import REFRESH, refresh
from ruritania import PROJECT, digest, prefixes

from coalition.cli.commands import run
from coalition.output.data import as_json

EXPECTED = PROJECT / "tests" / "expected" / "audits"

PAPERS = {
    "hentzau": (
        "Rudolf received Queen Flavia on 4 May. The crowns are gone.",
        "cg:sharesTextWith source:old ;",
        {
            "Rudolf received Queen Flavia on 4 May": (
                "Asserts",
                "",
                """meeting:strelsau-1894-05-03 cg:host actor:rudolf ; cg:date "1894-05-04"^^xsd:date .""",
            ),
            "The crowns are gone": (
                "Denies",
                "",
                "commitment:crowns cg:committedBy actor:ruritania ; cg:beneficiary actor:graustark .",
            ),
        },
    ),
    "zembla": (
        "Rudolf was the host; it is said that Flavia stayed away.",
        "prov:wasDerivedFrom source:old ;",
        {
            "Rudolf was the host": (
                "Asserts",
                "cg:cites source:book ;",
                "meeting:strelsau-1894-05-03 cg:host actor:rudolf .",
            ),
            "Flavia stayed away": (
                "Reports",
                "cg:reportedBy actor:gazette ;",
                """absence:strelsau-1894-05-03--flavia a cg:Absence ;
                   cg:event meeting:strelsau-1894-05-03 ; cg:participant actor:flavia .""",
            ),
        },
    ),
}

COMMANDS = {
    "corroboration": ("corroboration",),
    "corroboration-of-a-meeting": ("corroboration", "Meeting in Strelsau"),
    "corroboration-of-one-family": ("corroboration", "Meeting in Strelsau", "--alone"),
    "coverage": ("coverage",),
    "conflicts": ("conflicts",),
    "conflicts-of-a-view": ("conflicts", "--source", "hentzau", "--source", "zembla"),
}


def paper(name: str, text: str, ties: str, passages: dict[str, tuple[str, str, str]]) -> str:
    parts = [
        prefixes(),
        f'source:{name} a cg:Source ; skos:prefLabel "The {name} paper" ; {ties} cg:fileName "{name}.txt" ;\n'
        f'    cg:textLength {len(text)} ; cg:textDigest "{digest(text)}" .\n',
    ]
    for words, (stance, more, facts) in passages.items():
        start = text.index(words)
        iri = f"passage:{name}-{start}"
        parts.append(
            f"{iri} a cg:Passage ; prov:wasQuotedFrom source:{name} ; cg:start {start} ;\n"
            f'    cg:end {start + len(words)} ; cg:digest "{digest(words)}" ; {more}\n'
            f"    cg:stance cg:{stance} .\n{iri} {{ {facts} }}\n"
        )
    return "\n".join(parts)


@pytest.fixture
def papers(folder: Path) -> Path:
    for name, (text, ties, passages) in PAPERS.items():
        more = 'source:old a cg:Source ; skos:prefLabel "An old report" .\nsource:book a cg:Source .\n'
        (folder / "graph" / f"{name}.trig").write_text(
            paper(name, text, ties, passages) + (more if name == "zembla" else ""), encoding="utf-8"
        )
        (folder / "sources" / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def undescribed(text: str) -> str:
    """Return JSON without what it says of its making, which names the folder of the test."""
    content = json.loads(text)
    del content["about"]
    return as_json(content)


def test_audits_print_all_of_this(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = {}
    for name, command in COMMANDS.items():
        for ending, format_ in (("txt", "table"), ("json", "json")):
            code = run(["--root", str(papers), "--store", str(tmp_path / "store"), *command, "--format", format_])
            done = capsys.readouterr()
            assert (code, "Traceback" in done.err) == (0, False)
            written[EXPECTED / f"{name}.{ending}"] = undescribed(done.out) if ending == "json" else done.out
    for number, (path, text) in enumerate(written.items(), 1):
        if REFRESH and number < len(written):
            path.write_text(text, encoding="utf-8")
        else:
            refresh(path, text)
    for path, text in written.items():
        assert text == path.read_text(encoding="utf-8"), path.name
