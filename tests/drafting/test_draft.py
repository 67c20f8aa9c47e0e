"""Test drafts: passages that are proposed for what was not read, and that state nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from ruritania import TEXT, digest, prefixes

from coalition import Graph
from coalition.build.check import check
from coalition.corpus.canonical import canonical, format_files
from coalition.corpus.fact_files import FactFile, FactFiles
from coalition.corpus.root import Root
from coalition.corpus.sources import SourceDetails, register, registered
from coalition.drafting.draft import Draft, _slice_spans, _unread, draft
from coalition.errors import ParameterError, ProvenanceError, SourceError
from coalition.names import Names
from coalition.namespaces import CG
from coalition.texts.source import Texts

SOURCE = "https://w3id.org/coalition-graph/source/letter"

LETTER = """A letter

Rudolf and Flavia of Ruritania met in Strelsau on 3 May 1894, and Sapt was there.
Graustark paid £1.5 million, or £2,000.50. The weather was fine.
Later, Sapt left. In 1895, the King of Ruritania went to Hentzau Castle.
"""


def unasked() -> Names:
    raise AssertionError("no actor was named")


def lettered(root: Root, text: str = LETTER, language: str = "en", name: str = "letter") -> Root:
    """Return the root with a second text, of which nothing was read."""
    path = root.graph.parent.parent / f"{name}.txt"
    path.write_text(text, encoding="utf-8", newline="")
    register(root, Texts(root.sources), path, SourceDetails("A letter", language=language), unasked)
    return root


def of(root: Root, name: str = "letter") -> Draft:
    return draft(root, Texts(root.sources), name)


def told(made: Draft, text: str) -> dict[str, list[str]]:
    """Return the words of each drafted passage, with what the passage mentions."""
    quads = list(ox.parse(made.trig.encode(), format=ox.RdfFormat.TRIG))
    header: dict[str, dict[str, str]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            header.setdefault(quad.subject.value, {})[quad.predicate.value.removeprefix(CG)] = quad.object.value
    found = {}
    for name, about in sorted(header.items(), key=lambda item: int(item[1]["start"])):
        words = text[int(about["start"]) : int(about["end"])]
        assert about["digest"] == digest(words)
        assert about["stance"] == CG + "Drafted"
        node = ox.NamedNode(name)
        mine = [quad.object.value for quad in quads if quad.graph_name == node and quad.subject == node]
        found[words] = sorted(value.rsplit("/", 1)[-1] for value in mine)
    return found


def test_each_sentence_tells_what_was_found_in_it(root: Root) -> None:
    made = of(lettered(root))
    assert told(made, LETTER) == {
        "Rudolf and Flavia of Ruritania met in Strelsau on 3 May 1894, and Sapt was there.": [
            "1894-05-03",
            "flavia",
            "rudolf",
            "strelsau",
        ],
        "Graustark paid £1.5 million, or £2,000.50.": ["gbp-1500000", "gbp-2000-5", "graustark"],
        "In 1895, the King of Ruritania went to Hentzau Castle.": ["1895", "king"],
    }
    assert (made.passages, made.unmatched, made.unknown_language) == (3, 3, "")
    assert made.new_names == {"Sapt": 2, "Hentzau Castle": 1}
    assert list(made.summary()) == [
        "3 passages drafted; sentences without a known name, a date or a sum of money: 3",
        "possible names that are not in the register: Sapt (2), Hentzau Castle",
    ]
    assert 'cg:value "1500000"^^xsd:decimal .' in made.trig
    assert "cg:value 2000.5 ." in made.trig


def test_the_year_in_a_name_is_no_date(root: Root) -> None:
    text = "In 1894 they met at the 1894 Summit. The 1895 Summit is far."
    named = f'{prefixes()}graph:register {{ meeting:s a cg:Meeting ; skos:prefLabel "1894 Summit", "1895 Summit" . }}'
    (root.graph / "names.trig").write_text(named, encoding="utf-8")
    assert list(told(of(lettered(root, text)), text).values()) == [["1894", "s"], ["s"]]


def test_a_draft_is_canonical_and_passes_the_check_with_its_file(root: Root) -> None:
    lettered(root)
    before = {fault.what for fault in check(root.read(), Texts(root.sources), root.ontology / "shapes.ttl").faults}
    made = of(root)
    path = root.graph / "letter.trig"
    (root.graph / "draft.trig").write_text(made.trig, encoding="utf-8")
    assert canonical(FactFile.parse(root.graph / "draft.trig", (root.graph / "draft.trig").read_bytes())) == made.trig
    (root.graph / "draft.trig").unlink()
    path.write_text(path.read_text(encoding="utf-8") + made.trig, encoding="utf-8")
    format_files(root, write=True)
    seen = check(root.read(), Texts(root.sources), root.ontology / "shapes.ttl")
    assert {fault.what for fault in seen.faults} == before
    assert seen.counts["drafted passages"] == 3


def test_what_lies_in_a_slice_is_not_drafted_again(root: Root) -> None:
    made = of(lettered(root))
    (root.graph / "draft.trig").write_text(made.trig, encoding="utf-8")
    again = of(root)
    assert (again.trig, again.passages, again.unmatched) == ("", 0, 3)


def test_of_a_sentence_that_was_read_in_part_the_rest_is_drafted(root: Root) -> None:
    text = (root.graph / "zenda.trig").read_text(encoding="utf-8")
    start = text.index("passage:zenda-75 a")
    (root.graph / "zenda.trig").write_text(text[:start] + text[text.index("passage:zenda-123 a") :], encoding="utf-8")
    found = told(of(root, "zenda"), TEXT)
    assert found == {
        "The Strelsau meeting": ["strelsau"],
        "and envoys of the League in Strelsau on 3 May 1894": ["1894-05-03", "league", "strelsau"],
    }


def test_a_passage_that_begins_where_another_does_has_a_name_of_its_own(root: Root) -> None:
    lone = f"{prefixes()}passage:letter-10 a cg:Passage ; prov:wasQuotedFrom source:other ; cg:end 12 .\n"
    (root.graph / "other.trig").write_text(lone, encoding="utf-8")
    assert "passage:letter-10-91 a cg:Passage" in of(lettered(root)).trig


def test_offsets_are_of_code_points_and_line_ends_are_kept(root: Root) -> None:
    text = "🇬🇧 e\u0301!\r\n\r\nRudolf 👩‍👩‍👧 left.\rGraustark too."
    assert told(of(lettered(root, text)), text) == {"Rudolf 👩‍👩‍👧 left.": ["rudolf"], "Graustark too.": ["graustark"]}


def test_another_language_has_its_own_words(root: Root) -> None:
    text = "Rudolf paya 2 milliards d’euros le 3 mai 1894."
    assert told(of(lettered(root, text, "fr")), text) == {text: ["1894-05-03", "eur-2000000000", "rudolf"]}


def test_a_language_without_words_is_told_of(root: Root) -> None:
    made = of(lettered(root, "Rudolf, 3 May 1894: £5.", "tlh"))
    assert list(told(made, "Rudolf, 3 May 1894: £5.").values()) == [["rudolf"]]
    assert list(made.summary())[1] == (
        "dates and sums of money were not looked for, since Unicode CLDR has no language tlh; "
        "if the code is wrong, correct dcterms:language of the source"
    )


def test_words_that_the_text_also_writes_small_are_no_names(root: Root) -> None:
    text = (
        "On Friday the Meeting was in May. “Now we go,” he said. A meeting it was: Now or never. The Black Duke came."
    )
    assert of(lettered(root, text)).new_names == {"The Black Duke": 1}


def test_names_in_any_script_with_capitals_are_told_of(root: Root) -> None:
    text = (
        "We met Šimon Żak, Ёлка, Ώμος and ǅemal in Krako\u0301w with Mary O’Brien of N’Djamena City, a pro-Kremlin X."
    )
    assert list(of(lettered(root, text)).new_names) == [
        "Šimon Żak",
        "Ёлка",
        "Ώμος",
        "ǅemal",
        "Kraków",
        "Mary O’Brien",
        "N’Djamena City",
    ]


def test_what_is_unread_keeps_its_marks(root: Root) -> None:
    text = "Rudolf in Krako\u0301w, मोदी!"
    header = (
        f"{prefixes()}slice:letter-7 a cg:FactlessSlice ; prov:wasQuotedFrom source:letter ; cg:start 7 ; cg:end 9 ."
    )
    (root.graph / "slice.trig").write_text(header, encoding="utf-8")
    lettered(root, text)
    files = FactFiles.load(root)
    assert [text[a:b] for a, b in _unread(text, _slice_spans(files, files.source(SOURCE), len(text)), "en")] == [
        "Rudolf",
        "Krako\u0301w, मोदी",
    ]


@pytest.mark.parametrize(
    "place",
    [
        "",
        "cg:start 1 ;",
        "cg:end 5 ;",
        "cg:start -1 ; cg:end 5 ;",
        "cg:start 5 ; cg:end 2 ;",
        "cg:start 1 ; cg:end 9999 ;",
    ],
)
def test_a_slice_that_lies_nowhere_is_told_of(root: Root, place: str) -> None:
    lettered(root)
    header = f"{prefixes()}passage:letter-1 a cg:Passage ; {place} prov:wasQuotedFrom source:letter ."
    (root.graph / "other.trig").write_text(header, encoding="utf-8")
    with pytest.raises(
        ProvenanceError, match=r"other\.trig:\d+:\d+: passage:letter-1 has no cg:start and cg:end within"
    ):
        of(root)


def test_what_cannot_be_drafted_from_is_told_of(root: Root) -> None:
    with pytest.raises(ParameterError, match="there is no source nobody with a text; name one of zenda"):
        of(root, "nobody")
    (root.sources / "zenda.txt").write_text("Other.", encoding="utf-8")
    with pytest.raises(SourceError, match="the text of zenda has changed"):
        of(root, "zenda")
    (root.sources / "zenda.txt").unlink()
    with pytest.raises(SourceError, match=r"the text of zenda was not found; pass --sou"):
        of(root, "zenda")


def test_of_the_published_documents_nothing_remains_to_draft(texts_folder: Path) -> None:
    sources = registered(Root.published(), Texts(texts_folder))
    assert len(sources) >= 5
    for each in sources:
        made = draft(Root.published(), Texts(texts_folder), each.source.name)
        assert (made.passages, made.unmatched) == (0, 0)


def test_drafts_of_the_published_documents_find_what_their_passages_state(
    texts_folder: Path, tmp_path: Path, published: Graph
) -> None:
    """The draft of a text must mention nearly all actors that the passages of the curators name."""
    root = tmp_path / "root"
    (root / "graph").mkdir(parents=True)
    shutil.copy(Root.published().graph / "register.trig", root / "graph")
    for number in (0, 2, 3, 4):
        (path,) = texts_folder.glob(f"{number:03}_*.txt")
        place = Root.open(root)
        register(place, Texts(texts_folder), path, SourceDetails("T", name=f"t{number}"), unasked)
        made = draft(place, Texts(texts_folder), f"t{number}")
        met = set(re.findall(r"cg:mentions (actor:[\w-]+)", made.trig))
        rows = published.store.select(
            "SELECT DISTINCT ?a { GRAPH ?p { ?x cg:participant ?a } "
            f"?p prov:wasQuotedFrom source:s{number:03} . {{ ?a a cg:State }} UNION {{ ?a a cg:Person }} }}"
        )
        wanted = {f"actor:{row['a'].value.rsplit('/', 1)[-1]}" for row in rows}
        assert len(wanted) > 3
        assert len(wanted & met) >= 0.9 * len(wanted), (number, wanted - met)


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize(
    "words", ["1 May 1894 ", "£1,000 million ", "Flavia of Ruritania and Rudolf ", "Prince Michael, "]
)
def test_a_list_without_a_full_stop_is_drafted_in_time(root: Root, words: str) -> None:
    made = of(lettered(root, words * 16_000))
    assert made.passages + made.unmatched == 1
