"""Test that wrong statements are refused: one line gives the place and the remedy, and nothing is built.

Each case edits one file of the invented corpus, which is otherwise correct. A ▶ in the inserted text marks the place
that the error must name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from ruritania import MARK, TEXT, document, position, prefixes, refusal

from coalition.build.dataset import Ontology
from coalition.checks.statements import faults
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.root import Root
from coalition.errors import (
    CoalitionError,
    LiteralError,
    ProvenanceError,
    RDFSyntaxError,
    VocabularyError,
)
from coalition.graph import Graph

ZENDA = document()

ASKED = TEXT.index("Graustark asked")


@dataclass(frozen=True)
class Bad:
    """Describe a faulty edit, in which `bad` replaces `good`, and the class and parts of its error."""

    good: str
    bad: str
    kind: type[CoalitionError]
    said: str
    remedy: str = ""


START = f"passage:zenda-{ASKED} a cg:Passage ; prov:wasQuotedFrom source:zenda ; cg:start {ASKED} ;"

DATE = '"1894-05-03"^^xsd:date'

HOST = "cg:host actor:rudolf ."

HELD = "actor:rudolf org:holds post:king ."

REMARK = "cg:reportedBy actor:gazette ; cg:stance cg:Reports ."

SYNTAX = {
    "no object": Bad(HOST, "cg:host ▶.", RDFSyntaxError, ". is not a valid RDF object", "mend the statement"),
    "an unknown prefix": Bad(HOST, "▶gc:host actor:rudolf .", RDFSyntaxError, "The prefix gc: has not been declared"),
    "an unclosed string": Bad(
        f"{DATE} ; cg:place place:strelsau .",
        '"1894-05-03 ; cg:place place:strelsau .▶',
        RDFSyntaxError,
        "",
        "mend the",
    ),
    "a blank node": Bad(HOST, "cg:host ▶_:b .", RDFSyntaxError, "a blank node", "give the thing an IRI"),
    "a blank node in brackets": Bad(HOST, "cg:host [ a ▶cg:Person ] .", RDFSyntaxError, "a blank node", "an IRI"),
    "a list": Bad(HOST, "cg:host ▶( actor:rudolf ) .", RDFSyntaxError, "a blank node", "an IRI"),
    "a triple term": Bad(
        HOST, "cg:host ▶<<( actor:rudolf cg:host actor:flavia )>> .", RDFSyntaxError, "a triple term", "an IRI"
    ),
    "a blank node as a graph": Bad(
        f"passage:zenda-{ASKED} {{", "_:g { meeting:m cg:host ▶actor:rudolf } _:g {", RDFSyntaxError, "a blank node"
    ),
}

WORDS = {
    "an unknown property": Bad(
        HOST,
        "cg:hots ▶actor:rudolf .",
        VocabularyError,
        "the ontology has no property cg:hots",
        "did you mean cg:host?",
    ),
    "an unknown class": Bad(
        "a cg:Absence",
        "a ▶cg:Absense",
        VocabularyError,
        "the ontology has no class cg:Absense",
        "did you mean cg:Absence?",
    ),
    "an unknown value": Bad(
        "cg:role cg:HostRole", "cg:role ▶cg:HostRol", VocabularyError, "no term cg:HostRol", "did you mean cg:HostRole?"
    ),
    "a word like no other": Bad(
        HOST,
        "cg:xyzzy ▶actor:rudolf .",
        VocabularyError,
        "no property cg:xyzzy",
        "use a term that ontology/",
    ),
    "a class as a property": Bad(
        HOST, "cg:Meeting ▶actor:rudolf .", VocabularyError, "no property cg:Meeting", "defines as a property"
    ),
    "a property as a class": Bad(
        "a cg:Absence", "a ▶cg:host", VocabularyError, "no class cg:host", "ontology/ defines as a class"
    ),
    "a fact about an unknown word": Bad(
        HOST, f"{HOST} cg:Nonsense cg:host ▶actor:rudolf .", VocabularyError, "no term cg:Nonsense"
    ),
    "a word that is no prefixed name": Bad(
        HOST,
        "<https://w3id.org/coalition-graph/ontology#a/b> ▶actor:rudolf .",
        VocabularyError,
        "no property https://w3id.org/coalition-graph/ontology#a/b",
    ),
}

VALUES = {
    "a day that does not exist": Bad(
        DATE,
        '▶"2025-02-30"^^xsd:date',
        LiteralError,
        '"2025-02-30" is not a valid xsd:date here: the calendar has no such month or day (cg:date)',
    ),
    "a month that does not exist": Bad(
        DATE, '▶"2025-13"^^xsd:gYearMonth', LiteralError, "is not a valid xsd:gYearMonth"
    ),
    "a date as a string": Bad(DATE, '▶"1894-05-03"', LiteralError, '"1894-05-03" does not have a datatype of dates'),
    "a date with another script's digits": Bad(
        DATE, '▶"١٨٩٤-٠٥-٠٣"^^xsd:date', LiteralError, "is not a valid xsd:date"
    ),
    "a date of another datatype": Bad(
        DATE, '▶"1894-05-03T00:00:00"^^xsd:dateTime', LiteralError, "does not have a datatype of dates"
    ),
    "an unknown currency": Bad(
        '"GBP"', '▶"GBQ"', LiteralError, '"GBQ" is not a currency code of ISO 4217 (cg:currency)'
    ),
    "a currency in small letters": Bad('"GBP"', '▶"gbp"', LiteralError, '"gbp" is not a currency code'),
    "an amount as a whole number": Bad(
        'cg:value "50"^^xsd:decimal',
        "cg:value ▶50",
        LiteralError,
        '"50" is not of the datatype xsd:decimal',
        'write "50"^^xsd:decimal, since',
    ),
    "an amount that the store would change": Bad(
        'cg:value "50"^^xsd:decimal',
        "cg:value ▶50.0",
        LiteralError,
        '50.0 is stored as "50"^^xsd:decimal',
        "write it so, or run coalition format",
    ),
    "a whole number with a sign": Bad(f"cg:start {ASKED}", f"cg:start ▶+{ASKED}", LiteralError, "is stored as"),
    "a language tag in capitals": Bad(
        'cg:content "Horses are needed."',
        'skos:note "Horses are needed."@▶EN-gb',
        LiteralError,
        "the language tag EN-gb is stored as en-gb",
        "write it so, or run coalition format",
    ),
    "a number that its datatype cannot hold": Bad(
        'cg:content "Horses are needed."',
        'skos:note ▶"1e400"^^xsd:double',
        LiteralError,
        '"1e400"^^xsd:double is a number that its datatype cannot hold',
        "write it as an xsd:decimal",
    ),
    "an amount that is no number": Bad(
        'cg:value "50"^^xsd:decimal',
        'cg:value ▶"5O"^^xsd:decimal',
        LiteralError,
        '"5O" is not a valid xsd:decimal',
        "write the value as the source has it",
    ),
    "an IRI for a value": Bad(
        '"GBP"', "▶actor:gazette", LiteralError, "cg:currency takes a literal, not an IRI", "write the value in quotes"
    ),
    "a value for a thing": Bad(
        HOST,
        'cg:host ▶"Rudolf" .',
        LiteralError,
        "cg:host takes an IRI, not a literal",
        "write the IRI of the thing that is meant",
    ),
    "an offset that is no number": Bad(
        f"cg:start {ASKED}",
        'cg:start ▶"many"^^xsd:integer',
        LiteralError,
        '"many" is not a valid xsd:integer (cg:start)',
    ),
    "an offset that is an IRI": Bad(
        f"cg:start {ASKED}", "cg:start ▶actor:gazette", LiteralError, "cg:start takes a literal"
    ),
}

PLACES = {
    "a fact outside a passage": Bad(
        f"{HELD}\n",
        f"}}\nactor:rudolf org:holds ▶post:emperor .\npassage:zenda-22 {{\n{HELD}\n",
        ProvenanceError,
        "a fact about actor:rudolf stands outside a passage",
        "move it into the graph of the passage that states it",
    ),
    "a graph without a header": Bad(
        f"passage:zenda-{ASKED} {{",
        f"passage:zenda-7 {{ actor:rudolf org:holds ▶post:king }}\npassage:zenda-{ASKED} {{",
        ProvenanceError,
        "the graph passage:zenda-7 has no header",
        "coalition cite",
    ),
    "a graph that the build makes": Bad(
        f"passage:zenda-{ASKED} {{",
        f"graph:record {{ actor:rudolf org:holds ▶post:king }}\npassage:zenda-{ASKED} {{",
        ProvenanceError,
        "only the build writes to the graph graph:record",
    ),
    "a passage that poses as the record": Bad(
        START,
        "graph:record a cg:Passage ; prov:wasQuotedFrom source:zenda ; cg:start 0 ; cg:end 1 ;\n"
        f'    cg:digest "{"0" * 64}" ; cg:stance cg:Denies .\n'
        f"graph:record {{ actor:rudolf org:holds ▶post:emperor }}\n{START}",
        ProvenanceError,
        "only the build writes to the graph graph:record",
    ),
    "the graph of a rule": Bad(
        f"passage:zenda-{ASKED} {{",
        "<https://w3id.org/coalition-graph/rule/took-part-in> { actor:rudolf cg:tookPartIn ▶meeting:m }\n"
        f"passage:zenda-{ASKED} {{",
        ProvenanceError,
        "only the build writes to the graph",
    ),
}

HEADERS = {
    "no source": Bad(
        START,
        START.replace(" prov:wasQuotedFrom source:zenda ;", "").replace("a cg", "a ▶cg"),
        ProvenanceError,
        f"passage:zenda-{ASKED} does not have exactly one prov:wasQuotedFrom",
        "coalition cite",
    ),
    "no start": Bad(
        START,
        START.replace(f" cg:start {ASKED} ;", "").replace("a cg", "a ▶cg"),
        ProvenanceError,
        "not have exactly one cg:start",
    ),
    "no stance": Bad(REMARK, "cg:reportedBy actor:gazette .", ProvenanceError, "not have exactly one cg:stance"),
    "two stances": Bad(
        REMARK,
        "cg:stance cg:Reports, ▶cg:Denies .",
        ProvenanceError,
        f"passage:zenda-{ASKED} does not have exactly one cg:stance",
    ),
    "two sources": Bad(
        START,
        START.replace("source:zenda ;", "source:zenda, ▶source:other ;"),
        ProvenanceError,
        "not have exactly one prov:wasQuotedFrom",
    ),
    "a passage that disagrees with itself": Bad(
        f"cg:end {ASKED + 39} ;",
        f"cg:end {ASKED + 39} ; cg:disagreesWith ▶passage:zenda-{ASKED} ;",
        ProvenanceError,
        f"passage:zenda-{ASKED} disagrees with itself",
        "name another passage with cg:disagreesWith, or take it out",
    ),
    "a source that is not recorded": Bad(
        START,
        START.replace("source:zenda ;", "▶source:other ;"),
        ProvenanceError,
        "is quoted from source:other, which is not recorded as a source",
        "record the source",
    ),
    "offsets beyond the text": Bad(
        f"cg:end {ASKED + 39} ;",
        f"cg:end ▶{len(TEXT) + 1} ;",
        ProvenanceError,
        f"ends at {len(TEXT) + 1}, but its text has only {len(TEXT)} code points",
        "correct the offsets",
    ),
    "an end before the start": Bad(f"cg:end {ASKED + 39} ;", "cg:end ▶3 ;", ProvenanceError, "but ends at 3"),
    "no length": Bad(f"cg:end {ASKED + 39} ;", f"cg:end ▶{ASKED} ;", ProvenanceError, "but ends at"),
    "a start before the text": Bad(
        START, START.replace(f"cg:start {ASKED}", "cg:start ▶-1"), ProvenanceError, "starts at -1, before the text"
    ),
    "an offset beyond all measure": Bad(
        f"cg:end {ASKED + 39} ;", f"cg:end ▶{'9' * 5000} ;", ProvenanceError, "but its text has only"
    ),
    "a digest that is none": Bad(
        'cg:end 70 ; cg:digest "',
        'cg:end 70 ; cg:digest ▶"X',
        LiteralError,
        "the digest of passage:zenda-22 is not a SHA-256",
        "coalition cite",
    ),
}

DRAFTS = {
    "a passage that states and mentions": Bad(
        HOST,
        f"{HOST} passage:zenda-22 cg:mentions ▶actor:rudolf .",
        ProvenanceError,
        "passage:zenda-22 still has cg:mentions, which only a drafted passage may have",
        "write the facts that the passage states instead, or set its stance back to cg:Drafted",
    ),
    "a passage that states and mentions a date": Bad(
        HOST,
        f"{HOST} passage:zenda-22 cg:mentionsDate ▶{DATE} .",
        ProvenanceError,
        "passage:zenda-22 still has cg:mentionsDate",
    ),
    "a mention in the graph of another passage": Bad(
        HOST,
        f"{HOST} passage:zenda-75 cg:mentions ▶actor:rudolf .",
        ProvenanceError,
        "cg:mentions stands outside the graph of passage:zenda-75",
        "move it into that graph",
    ),
    "a mention in a header": Bad(
        REMARK,
        "cg:mentions ▶actor:rudolf ; cg:stance cg:Drafted .",
        ProvenanceError,
        f"cg:mentions stands outside the graph of passage:zenda-{ASKED}",
    ),
}

NOT_MARKED = {"no stance"}

CASES = SYNTAX | WORDS | VALUES | PLACES | HEADERS | DRAFTS


@pytest.mark.parametrize("bad", CASES.values(), ids=CASES)
def test_bad_facts_are_refused_where_they_stand(folder: Path, bad: Bad) -> None:
    assert ZENDA.count(bad.good) == 1
    written = ZENDA.replace(bad.good, bad.bad)
    path = folder / "graph" / "zenda.trig"
    path.write_text(written.replace(MARK, ""), encoding="utf-8")
    fault = refusal(folder)
    assert type(fault) is bad.kind
    assert bad.said in fault.what
    assert bad.remedy in fault.remedy
    if MARK in written:
        assert fault.where == f"{path}:{position(written)}"
    else:
        assert fault.where.startswith(f"{path}:")


def test_every_case_without_a_mark_is_a_known_one() -> None:
    assert {name for name, bad in CASES.items() if MARK not in bad.bad} == NOT_MARKED


def test_the_good_corpus_is_built(folder: Path) -> None:
    assert Graph.open(folder, store=folder.parent / "store").snapshot.counts["passages"] == 5


@pytest.mark.parametrize(("code", "good"), [("RUR", False), ("gbr", False), ("GB", False), ("GBR", True)])
def test_a_country_code_is_one_of_iso_3166(folder: Path, code: str, good: bool) -> None:
    path = folder / "graph" / "register.trig"
    text = path.read_text(encoding="utf-8")
    written = text.replace("actor:ruritania a cg:State ;", f'actor:ruritania a cg:State ; cg:isoCode {MARK}"{code}" ;')
    path.write_text(written.replace(MARK, ""), encoding="utf-8")
    if good:
        Graph.open(folder, store=folder.parent / "store")
        return
    fault = refusal(folder)
    assert type(fault) is LiteralError
    assert str(fault).startswith(f'{path}:{position(written)}: "{code}" is not a country code of ISO 3166-1 alpha-3')


def test_a_header_without_facts_is_refused(folder: Path) -> None:
    words = f'prov:wasQuotedFrom source:zenda ; cg:start 0 ; cg:end 3 ; cg:digest "{"0" * 64}"'
    written = f"\n{prefixes()}passage:zenda-0 a {MARK}cg:Passage ; {words} ; cg:stance cg:Asserts ."
    path = folder / "graph" / "more.trig"
    path.write_text(written.replace(MARK, ""), encoding="utf-8")
    fault = refusal(folder)
    assert type(fault) is ProvenanceError
    assert fault.what == "passage:zenda-0 states nothing"
    assert fault.remedy == "write its facts into its graph, or record it as a cg:FactlessSlice"
    assert fault.where == f"{path}:{position(written)}"


def test_a_factless_slice_without_a_reason_is_refused(folder: Path) -> None:
    words = f'cg:start 0 ; cg:end 3 ; cg:digest "{"0" * 64}"'
    text = f"{prefixes()}slice:zenda-0 a {MARK}cg:FactlessSlice ; prov:wasQuotedFrom source:zenda ; {words} ."
    path = folder / "graph" / "more.trig"
    path.write_text(text.replace(MARK, ""), encoding="utf-8")
    fault = refusal(folder)
    assert str(fault).startswith(f"{path}:{position(text)}: slice:zenda-0 does not have exactly one cg:reason; ")


def test_a_header_that_a_second_file_contradicts_is_refused_in_that_file(folder: Path) -> None:
    path = folder / "graph" / "zz.trig"
    text = f"{prefixes()}\npassage:zenda-{ASKED} cg:stance {MARK}cg:Denies ."
    path.write_text(text.replace(MARK, ""), encoding="utf-8")
    fault = refusal(folder)
    assert str(fault).startswith(
        f"{path}:{position(text)}: passage:zenda-{ASKED} does not have exactly one cg:stance; "
    )


def test_a_file_that_is_not_utf_8_is_refused(folder: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    path.write_bytes(ZENDA.replace("The zenda paper", "Le précis de Zenda").encode("latin-1"))
    fault = refusal(folder)
    assert type(fault) is RDFSyntaxError
    start = ZENDA.index("The zenda paper") + 5
    position = f"{ZENDA.count(chr(10), 0, start) + 1}:{start - ZENDA.rfind(chr(10), 0, start)}"
    assert str(fault) == f"{path}:{position}: byte {start} is not UTF-8; save it as UTF-8"


def test_a_byte_order_mark_changes_nothing(folder: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    before = FactFile.parse(path, ZENDA.encode())
    path.write_text("\ufeff" + ZENDA, encoding="utf-8")
    after = FactFile.parse(path, path.read_bytes())
    assert after.quads == before.quads
    assert [after.at(quad) for quad in after.quads] == [before.at(quad) for quad in before.quads]


def test_a_file_in_utf_16_is_refused(folder: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    path.write_bytes(ZENDA.encode("utf-16"))
    assert str(refusal(folder)) == f"{path}: the file is in UTF-16; save it as UTF-8"


def test_windows_line_ends_change_nothing(folder: Path) -> None:
    path = folder / "graph" / "zenda.trig"
    before = FactFile.parse(path, path.read_bytes())
    path.write_bytes(ZENDA.replace("\n", "\r\n").encode())
    after = FactFile.parse(path, path.read_bytes())
    assert after.quads == before.quads
    assert [after.at(quad) for quad in after.quads] == [before.at(quad) for quad in before.quads]
    Graph.open(folder, store=folder.parent / "store")


@pytest.mark.parametrize("bad", ["<x:a> <x:b> .", "<x:a> <x:b> <x:c> <x:d> <x:e> .", '<x:a> <x:b> "c"^^d .'])
def test_n_quads_that_do_not_parse_are_refused_at_their_line(folder: Path, bad: str) -> None:
    path = folder / "graph" / "more.nq"
    path.write_text(f"# a comment\n\n{bad}\n", encoding="utf-8")
    fault = refusal(folder)
    assert type(fault) is RDFSyntaxError
    assert fault.where.startswith(f"{path}:3:")


def test_all_faults_are_told_at_once_each_at_its_place(folder: Path) -> None:
    written = ZENDA
    for bad in (
        WORDS["an unknown property"],
        VALUES["a day that does not exist"],
        VALUES["an offset that is no number"],
    ):
        written = written.replace(bad.good, bad.bad)
    path = folder / "graph" / "zenda.trig"
    path.write_text(written.replace(MARK, ""), encoding="utf-8")
    root = Root.open(folder)
    documents = [FactFile.parse(file, file.read_bytes()) for file in root.graph_files()]
    found = list(faults(FactFiles.from_files(documents), Ontology.from_inputs(root.read()).schema))
    assert sorted(type(fault).__name__ for fault in found) == ["LiteralError", "LiteralError", "VocabularyError"]
    assert len({fault.where for fault in found}) == 3
