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
from coalition.corpus.sources import Incoming, SourceDetails, register, registered
from coalition.drafting.draft import Draft, _slice_spans, _unread, draft
from coalition.errors import ParameterError, ProvenanceError, SourceError
from coalition.names import Names
from coalition.namespaces import CG, HOME
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
    register(root, Texts(root.sources), Incoming.read(path, SourceDetails("A letter", language=language)), unasked)
    return root


def of(root: Root, name: str = "letter") -> Draft:
    return draft(root, Texts(root.sources), name)


def named(made: Draft) -> dict[str, int]:
    """Return the new names with how often each is met."""
    return {each.name: each.count for each in made.new_names}


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
        found[words] = sorted(value.rsplit("/", 1)[-1] if value.startswith(HOME) else value for value in mine)
    return found


def test_each_sentence_tells_what_was_found_in_it(root: Root) -> None:
    made = of(lettered(root, language="en-GB"))
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
    assert named(made) == {"Sapt": 2, "Hentzau Castle": 1}
    assert list(made.summary()) == [
        "3 passages drafted; sentences in which nothing was found: 3",
        "names: 5, dates: 2, sums of money: 2; --why tells what each rests on",
        "possible names that are not in the register: Sapt (2), Hentzau Castle",
    ]
    assert 'cg:value "1500000"^^xsd:decimal .' in made.trig
    assert "cg:value 2000.5 ." in made.trig


def test_every_sentence_is_drafted_if_that_is_asked_for(root: Root) -> None:
    made = draft(lettered(root), Texts(root.sources), "letter", every=True)
    found = told(made, LETTER)
    assert (made.passages, made.unmatched, len(found)) == (6, 3, 6)
    nothing = [words for words, mentioned in found.items() if mentioned == ["nothing that is known was found here"]]
    assert nothing == ["A letter", "The weather was fine.", "Later, Sapt left."]
    assert next(made.summary()) == "6 passages drafted; sentences in which nothing was found: 3"


def test_the_year_in_a_name_is_no_date(root: Root) -> None:
    text = "In 1894 they met at the 1894 Summit. The 1895 Summit is far."
    named = f'{prefixes()}graph:register {{ meeting:s a cg:Meeting ; skos:prefLabel "1894 Summit", "1895 Summit" . }}'
    (root.graph / "names.trig").write_text(named, encoding="utf-8")
    assert list(told(of(lettered(root, text)), text).values()) == [["1894", "s"], ["s"]]


def test_a_draft_is_canonical_and_passes_the_check_with_its_file(root: Root) -> None:
    lettered(root)
    before = {fault.what for fault in check(root.read(), Texts(root.sources), root.shape_files()).faults}
    made = of(root)
    path = root.graph / "letter.trig"
    (root.graph / "draft.trig").write_text(made.trig, encoding="utf-8")
    assert canonical(FactFile.parse(root.graph / "draft.trig", (root.graph / "draft.trig").read_bytes())) == made.trig
    (root.graph / "draft.trig").unlink()
    path.write_text(path.read_text(encoding="utf-8") + made.trig, encoding="utf-8")
    format_files(root, write=True)
    seen = check(root.read(), Texts(root.sources), root.shape_files())
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
    assert list(made.summary())[2] == (
        "dates and sums of money were not looked for, since Unicode CLDR has no language tlh; "
        "if the code is wrong, correct dcterms:language of the source"
    )


def test_words_that_the_text_also_writes_small_are_no_names(root: Root) -> None:
    text = (
        "On Friday the Meeting was in May. “Now we go,” he said. A meeting it was: Now or never. The Black Duke came."
    )
    assert named(of(lettered(root, text))) == {"Black Duke": 1}


def test_names_in_any_script_with_capitals_are_told_of(root: Root) -> None:
    text = (
        "We met Šimon Żak, Ёлка, Ώμος and ǅemal in Krako\u0301w with Mary O’Brien of N’Djamena City, a pro-Kremlin X."
    )
    assert list(named(of(lettered(root, text)))) == [
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
    sources = registered(FactFiles.load(Root.published()), Texts(texts_folder))
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
        register(place, Texts(texts_folder), Incoming.read(path, SourceDetails("T", name=f"t{number}")), unasked)
        made = draft(place, Texts(texts_folder), f"t{number}")
        met = set(re.findall(r"cg:mentions (actor:[\w-]+)", made.trig))
        rows = published.store.select(
            "SELECT DISTINCT ?a { GRAPH ?p { ?x cg:participant ?a } "
            f"?p prov:wasQuotedFrom source:s{number:03} . {{ ?a a cg:State }} UNION {{ ?a a cg:Person }} }}"
        )
        wanted = {f"actor:{row['a'].value.rsplit('/', 1)[-1]}" for row in rows}
        assert len(wanted) > 3
        assert len(wanted & met) >= 0.9 * len(wanted), (number, wanted - met)


def test_what_may_mean_several_things_is_offered_in_a_note_and_mentioned_as_none(root: Root) -> None:
    twin = f'{prefixes()}graph:register {{ actor:rupert a cg:Person ; skos:prefLabel "Rupert" ; skos:altLabel "Sapt" . '
    twin += 'actor:fritz a cg:Person ; skos:prefLabel "Sapt" . }'
    (root.graph / "names.trig").write_text(twin, encoding="utf-8")
    text = "Sapt paid ¥5 on 3/4/1894."
    made = of(lettered(root, text))
    assert told(made, text) == {
        text: [
            "amount, to be decided: JPY 5 or CNY 5, by “¥5”; several currencies have the sign ¥, and the language of "
            "the source, en, names no region",
            "date, to be decided: 1894-03-04 or 1894-04-03, by “3/4/1894”; day or month may come first, and the "
            "language of the source, en, does not say which",
            "name, to be decided: actor:fritz or actor:rupert, by “Sapt”; the register gives this name to 2 things",
        ]
    }
    assert "cg:mentions" not in made.trig
    assert [(each.kind, len(each.values), each.open) for each in made.proposals] == [
        ("name", 2, True),
        ("date", 2, True),
        ("amount", 2, True),
    ]
    assert [line for line in made.summary() if line.startswith("to be decided")] == [
        "to be decided: “Sapt” is actor:fritz or actor:rupert: the register gives this name to 2 things",
        "to be decided: “3/4/1894” is 1894-03-04 or 1894-04-03: day or month may come first, and the language of the "
        "source, en, does not say which",
        "to be decided: “¥5” is JPY 5 or CNY 5: several currencies have the sign ¥, and the language of the source, "
        "en, names no region",
    ]


def test_counts_and_votes_are_noted_and_the_notes_pass_the_check(root: Root) -> None:
    text = "CARRIED 5 to 2\nThere were 7 councillors on 3 May 1894, and 7 councillors left.\nIt paid $3 and $4."
    lettered(root, text)
    before = {fault.what for fault in check(root.read(), Texts(root.sources), root.shape_files()).faults}
    made = of(root)
    found = list(told(made, text).values())
    assert found[:2] == [
        ["vote: carried (5 for, 2 against), by “CARRIED 5 to 2”"],
        ["1894-05-03", "count: 7 councillors, by “7 councillors”"],
    ]
    assert len(found[2]) == 2
    assert list(made.summary())[:5] == [
        "3 passages drafted; sentences in which nothing was found: 0",
        "dates: 1, sums of money: 2, counts: 2, votes: 1; --why tells what each rests on",
        "to be decided: “$3 and $4” is USD 3, AUD 3, CAD 3, NZD 3, XCD 3, BBD 3 or one of 12 others: several "
        "currencies have the sign $, and the language of the source, en, names no region; and 1 more",
        "votes: carried (5 for, 2 against)",
        "counts: 7 councillors (2)",
    ]
    (root.graph / "draft.trig").write_text(made.trig, encoding="utf-8")
    assert canonical(FactFile.parse(root.graph / "draft.trig", made.trig.encode())) == made.trig
    seen = check(root.read(), Texts(root.sources), root.shape_files())
    assert {fault.what for fault in seen.faults} == before
    assert seen.counts["drafted passages"] == 3


def test_each_proposal_has_its_passage_its_words_and_its_place_in_the_text(root: Root) -> None:
    text = "It rained.\nRudolf paid $25,000 on 2018 December 03."
    made = of(lettered(root, text, "en-CA"))
    passage = "https://w3id.org/coalition-graph/passage/letter-11"
    assert [(each.passage, each.start, each.end, each.words, each.kind) for each in made.proposals] == [
        (passage, 11, 17, "Rudolf", "name"),
        (passage, 34, 50, "2018 December 03", "date"),
        (passage, 23, 30, "$25,000", "amount"),
    ]
    assert [each.meaning() for each in made.proposals] == ["actor:rudolf", "2018-12-03", "CAD 25000"]
    assert all(text[each.start : each.end] == each.words for each in made.proposals)
    assert [(each.passage, each.start, each.end, each.words) for each in made.drafted] == [
        (passage, 11, len(text), "Rudolf paid $25,000 on 2018 December 03.")
    ]


def test_a_name_within_another_is_told_of(root: Root) -> None:
    made = of(lettered(root, "So King Rudolf met Bo Rudolf."))
    assert [each.reason for each in made.proposals] == [
        "the register has this name",
        "the register has this name; but Bo stands before it, so that somebody else may be meant",
        "the words before the name say so",
    ]
    assert made.proposals[-1].meaning() == "actor:rudolf: King"
    assert 'skos:note "post: actor:rudolf: King, by “King”"' in made.trig
    assert named(made) == {"Bo Rudolf": 1}


def test_no_new_name_is_in_a_date_a_sum_or_a_vote(root: Root) -> None:
    text = "It paid US$3 million to Rudolf on 3 MARCH 1894.\nMOTION CARRIED 5 to 2"
    assert named(of(lettered(root, text))) == {}


def test_where_counts_and_votes_are_not_looked_for_is_told(root: Root) -> None:
    made = of(lettered(root, "Rudolf a 7 chevaux.", "fr"))
    assert "counts and votes were not looked for: that is done in English, and not in fr" in list(made.summary())


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("ar", "قال محمد إن Nato جاء", True),
        ("zh", "会议在北京举行", True),
        ("en", "The king 会议 came", False),
        ("uk", "Він", False),
    ],
)
def test_where_capitals_find_no_names_is_told(root: Root, language: str, text: str, wanted: bool) -> None:
    made = of(lettered(root, text, language))
    assert any("has no capitals" in line for line in made.summary()) == wanted
    entities = draft(root, Texts(root.sources), "letter", find_names=lambda sentence, known: ())
    assert not any("has no capitals" in line for line in entities.summary())


def test_a_summary_lists_only_so_many_names(root: Root) -> None:
    names = [f"Zed{chr(97 + number)} Holm{chr(97 + number)}" for number in range(25)]
    text = "\n".join(f"We saw {name}." for name in [*names, names[3]])
    made = of(lettered(root, text))
    assert len(made.new_names) == 25
    assert list(made.summary())[-1] == f"possible names that are not in the register: {names[3]} (2)"


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize(
    "words",
    [
        "1 May 1894 ",
        "£1,000 million ",
        "Flavia of Ruritania and Rudolf ",
        "Prince Michael, ",
        "3/4/1894, 2018 December ",
        "carried 5 to 5 for, passed on by the vote of 7 big red A. B. ",
        "Councillors Lee, Holm and ",
        "Council of the van der ",
    ],
)
def test_a_list_without_a_full_stop_is_drafted_in_time(root: Root, words: str) -> None:
    made = of(lettered(root, words * (300_000 // len(words))))
    assert made.passages + made.unmatched == 1
