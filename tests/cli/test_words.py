"""Test the command words."""

from __future__ import annotations

import json
import re
from pathlib import Path

from program import Call, Done, process

from coalition.graph import Graph
from coalition.query.vocabulary import KINDS


def test_all_words_are_listed_by_kind_one_line_each(call: Call, published: Graph) -> None:
    listed = call("words").out
    words = published.words()
    headings = re.findall(r"^(.+) \((\d+)\)$", listed, re.MULTILINE)
    assert headings == [(KINDS[kind], str(sum(word.kind == kind for word in words))) for kind in KINDS]
    lines = listed.splitlines()
    for word in words:
        (line,) = (line for line in lines if line.startswith(f"{word.name} ") and line.endswith(word.definition))
        assert word.label in line
    assert len(lines) == len(words) + 5 * len(KINDS) - 1


def test_a_word_is_explained(call: Call) -> None:
    told = call("words", "cg:HOST").out
    assert told.startswith(
        "host · cg:host · property that leads to things\n  The actor who receives the participants.\n"
    )
    assert "\n  said of: event\n  takes: actor\n  used " in told
    assert "\n\nWhat must hold\n  - Enter this actor in the register" in told
    assert call("words", "kind of commitment").out == call("words", "CommitmentKind").out
    assert "What must hold" not in call("words", "Denies").out
    assert " · cg:About · deprecated value of a list\n" in call("words", "About").out


def test_json_has_the_same_words(call: Call, published: Graph) -> None:
    listed = json.loads(call("words", "--format", "json").out)
    assert listed["words"] == [word.to_dict() for word in published.words()]
    told = json.loads(call("words", "stance", "--format", "json").out)
    about = told.pop("about")
    assert about["snapshot"] == published.snapshot.digest == listed["about"]["snapshot"]
    assert told == published.word("stance").to_dict()


def test_what_is_no_word_is_an_error(call: Call) -> None:
    told = "Error: the ontology has no word hots; did you mean host? list them with coalition words\n"
    assert call("words", "hots") == Done(1, "", told)


def test_the_names_of_words_are_completed(published_cache: Path) -> None:
    line = ("completion", "bash", "--line", "coalition words CommitmentK", "--word", "CommitmentK")
    assert process(*line, XDG_CACHE_HOME=str(published_cache)) == Done(0, "plain\nCommitmentKind\n", "")
    missing = ("completion", "bash", "--line", "coalition --root /no words C", "--word", "C")
    done = process(*missing, XDG_CACHE_HOME=str(published_cache))
    assert (done.code, "CommitmentKind" in done.out) == (0, False)
