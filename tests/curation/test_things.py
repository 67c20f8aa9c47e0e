"""Test that things are found in the files of facts by their names and IRIs, and only as what they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from council import council

from coalition.corpus.fact_files import FactFiles
from coalition.corpus.root import Root
from coalition.curation.forms import Forms
from coalition.curation.things import Things
from coalition.errors import ParameterError
from coalition.namespaces import PREFIXES


@pytest.fixture
def things(tmp_path: Path) -> Things:
    root = Root.open(council(tmp_path / "council"))
    return Things(FactFiles.load(root), Forms.from_root(root))


@pytest.mark.parametrize(
    ("typed", "kind", "iri"),
    [
        ("Flavia", "Actor", "actor/flavia"),
        ("flavia", "", "actor/flavia"),
        ("Vote on the library", "Vote", "vote/library-grant"),
        ("motion:library-grant", "Motion", "motion/library-grant"),
        ("actor:zenda-council", "Organisation", "actor/zenda-council"),
        ("Meeting of the Council of 5 May 2031", "Event", "meeting/zenda-council-2031-05-05"),
    ],
)
def test_a_thing_is_found_by_name_and_by_iri(things: Things, typed: str, kind: str, iri: str) -> None:
    assert things.find(typed, kind) == PREFIXES["actor"].removesuffix("actor/") + iri


@pytest.mark.parametrize(
    ("typed", "kind", "message"),
    [
        ("actor:flavia", "Organisation", "actor:flavia is no organisation"),
        ("Flavio", "Actor", "there is no actor called Flavio; did you mean Flavia"),
        ("Council of Zenda", "Person", "there is no person called Council of Zenda"),
    ],
)
def test_what_is_not_there_is_refused(things: Things, typed: str, kind: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        things.find(typed, kind)


def test_things_with_a_name_like_the_typed_one_are_suggested_the_nearest_first(things: Things) -> None:
    assert things.like("coun", "Organisation") == [
        ("Council of Zenda", "Council of Zenda", PREFIXES["actor"] + "zenda-council")
    ]
    assert [label for label, _, _ in things.like("hentzau", "Actor")] == ["Rupert Hentzau"]
    assert [label for label, _, _ in things.like("rupret hentzau", "Actor")] == ["Rupert Hentzau"]
    assert things.like("library gets", "Motion") == [
        ("motion:library-grant", "The library gets 25,000 crowns.", PREFIXES["motion"] + "library-grant")
    ]
    assert things.like("council", "Person") == [] and len(things.like("e", "", 2)) == 2


def test_a_thing_is_shown_as_it_can_be_typed(things: Things) -> None:
    for iri in ("actor/flavia", "motion/library-grant", "vote/library-grant"):
        whole = PREFIXES["actor"].removesuffix("actor/") + iri
        assert things.find(things.shown(whole), "") == whole
    assert things.shown(PREFIXES["actor"] + "flavia") == "Flavia"


def test_in_full_a_part_of_a_name_means_nothing(tmp_path: Path) -> None:
    root = Root.open(council(tmp_path / "council"))
    files, forms = FactFiles.load(root), Forms.from_root(root)
    assert Things(files, forms).find("Hentzau", "Actor") == PREFIXES["actor"] + "rupert-hentzau"
    with pytest.raises(ParameterError, match="no actor called Hentzau; write the name in full: did you mean"):
        Things(files, forms, in_full=True).find("Hentzau", "Actor")
    assert Things(files, forms, in_full=True).find("Flavia", "") == PREFIXES["actor"] + "flavia"


def test_a_thing_is_called_by_its_whole_name_and_class(things: Things) -> None:
    assert things.called("vote on the library", "Vote") == PREFIXES["vote"] + "library-grant"
    assert things.called("Vote on the library", "Meeting") == things.called("Vote", "Vote") == ""
    assert things.has(PREFIXES["actor"] + "flavia") and not things.has(PREFIXES["actor"] + "nobody")


def test_what_is_near_comes_before_what_only_begins_so_and_is_all_where_nothing_is_typed(things: Things) -> None:
    flavia, hentzau = PREFIXES["actor"] + "flavia", PREFIXES["actor"] + "rupert-hentzau"
    assert next(iri for _, _, iri in things.like("f", "Actor")) == flavia
    assert [iri for _, _, iri in things.like("", "Actor", near=[hentzau, flavia])] == [hentzau, flavia]
    assert things.like("", "Vote", near=[hentzau]) == things.like("", "Actor") == []
    council = PREFIXES["actor"] + "zenda-council"
    assert next(iri for _, _, iri in things.like("e", "Actor", near=[council])) == council
    assert [iri for _, _, iri in things.like("flavia", "Actor", near=[council])] == [flavia]


def test_the_classes_of_a_thing_are_told_with_those_above(things: Things) -> None:
    assert {"Person", "Actor"} <= things.classes(PREFIXES["actor"] + "flavia")
    assert things.classes(PREFIXES["actor"] + "nobody") == set()


@pytest.mark.parametrize(
    ("name", "post"),
    [
        ("clerk", "clerk-of-zenda"),
        ("Clerk of the Council of Zenda", "clerk-of-zenda"),
        ("Reeve of Council of Zenda", "reeve"),
        ("Mayor", ""),  # two posts have this name
        ("Judge", ""),  # in another body
    ],
)
def test_a_post_is_found_by_its_name_and_its_body(tmp_path: Path, name: str, post: str) -> None:
    folder = council(tmp_path / "council")
    (folder / "graph" / "posts.trig").write_text(
        """graph:register {
    post:clerk-of-zenda a cg:Post ; org:postIn actor:zenda-council ; skos:prefLabel "Clerk of the Council of Zenda" .
    post:reeve a cg:Post ; org:postIn actor:zenda-council ; skos:prefLabel "Reeve" .
    post:mayor a cg:Post ; org:postIn actor:zenda-council ; skos:prefLabel "Mayor" .
    post:lord-mayor a cg:Post ; org:postIn actor:zenda-council ; skos:prefLabel "Lord Mayor" ; skos:altLabel "Mayor" .
    post:judge a cg:Post ; org:postIn actor:court ; skos:prefLabel "Judge" .
    post:clerk a cg:Post ; org:postIn actor:court ; skos:prefLabel "Clerk" .
    actor:court a cg:Organisation ; skos:prefLabel "Court" .
}
""",
        encoding="utf-8",
    )
    root = Root.open(folder)
    things = Things(FactFiles.load(root), Forms.from_root(root))
    assert things.post(name, PREFIXES["actor"] + "zenda-council") == (post and PREFIXES["post"] + post)
