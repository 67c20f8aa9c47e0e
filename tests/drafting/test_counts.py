"""Test that counts and votes are found in English texts, with all their numbers, and nothing else is taken for them."""

from __future__ import annotations

import pytest

from coalition.drafting.expressions import Count, Vote
from coalition.drafting.mentions import Expressions

VOTES = {
    "CARRIED 5 to 2": ["carried (5 for, 2 against)"],
    "CARRIED (5-2)": ["carried (5 for, 2 against)"],
    "Carried, 5/2; carried 5-2-1.": ["carried (5 for, 2 against)", "carried (5 for, 2 against, 1 abstaining)"],
    "The motion was carried unanimously.": ["carried unanimously"],
    "CARRIED UNANIMOUSLY (7-0)": ["carried unanimously (7 for, 0 against)"],
    "Unanimously approved; adopted by acclamation": ["carried unanimously", "carried unanimously"],
    "Motion defeated 3–4": ["defeated (3 for, 4 against)"],
    "Motion defeated on a vote of three to four": ["defeated (3 for, 4 against)"],
    "5 in favour, 2 opposed": ["5 for, 2 against"],
    "It passed with five in favor, none opposed and 1 abstention": ["carried (5 for, 0 against, 1 abstaining)"],
    "For: 5 Against: 2 Abstain: 1": ["5 for, 2 against, 1 abstaining"],
    "Yeas - 5, Nays - 2: NOT CARRIED": ["defeated (5 for, 2 against)"],
    "adopted by 7 votes to 3 with 2 abstentions": ["carried (7 for, 3 against, 2 abstaining)"],
    "by 7 votes to 3 with 2 abstentions": ["7 for, 3 against, 2 abstaining"],
    "By a vote of 5 to 2, the motion carried": ["carried (5 for, 2 against)"],
    "They voted 5-2.": ["5 for, 2 against"],
    "That the resolution as amended be adopted": ["carried"],
    "The by-law was lost. TIED": ["defeated", "tied"],
    "CARRIED 2018-12-03": ["carried"],
    "Motion defeated 4-3": ["defeated (4 for, 3 against) or defeated (3 for, 4 against)"],
    "CARRIED 2 to 5": ["carried (2 for, 5 against) or carried (5 for, 2 against)"],
    "He carried 5 of them, and passed 3 to 4 p.m. there": [],
    "She carried out the plan, lost 5 books and agreed; from 5 to 2; 5 for lunch; a score of 5-2": [],
}

COUNTS = {
    "7 councillors and 33 countries": ["7 councillors", "33 countries"],
    "33 NATO allies met 2,500 men in 3 rural districts.": ["33 NATO allies", "2500 men", "3 rural districts"],
    "more than 20 horses, at least 2.5 million people": ["more than 20 horses", "at least 2500000 people"],
    "3 to 5 ships, 3–5 tests": ["3 to 5 ships", "3 to 5 tests"],
    "Seven (7) members, twenty-three women, forty children": ["7 members", "23 women", "40 children"],
    "33 Countries, 4 kinds’": ["33 Countries"],
    "The 5 councillors": ["5 councillors"],
    "In 2018 councillors met on 3 May 2018; it cost £5 millions; CARRIED 5 to 2 votes": [],
    "Section 5 applies; Bylaw 3199 regulates it; Highway 6 runs; page 4 says; no. 5 ships": [],
    "20 per cent, 5% of votes, 7 p.m., 7 was, 3 of the ships, 12.5kg bags, 5 of us": [],
}


def found(words: str, kind: str, language: str = "en-GB") -> list[str]:
    figures = Expressions.for_language(language)
    assert figures
    mine = sorted((each for each in figures.find(words) if each.kind == kind), key=lambda each: each.start)
    return [" or ".join(map(str, each.values)) for each in mine]


@pytest.mark.parametrize(("words", "wanted"), VOTES.items())
def test_a_vote_has_its_outcome_and_all_its_numbers(words: str, wanted: list[str]) -> None:
    assert found(words, "vote") == wanted


@pytest.mark.parametrize(("words", "wanted"), COUNTS.items())
def test_a_count_is_a_number_with_what_it_counts(words: str, wanted: list[str]) -> None:
    assert found(words, "count") == wanted


def test_neither_is_looked_for_in_other_languages() -> None:
    assert found("CARRIED 5 to 2; 7 councillors", "vote", "fr") == []
    assert found("CARRIED 5 to 2; 7 councillors", "count", "fr") == []


def test_votes_and_counts_are_given_with_their_words_and_the_reason() -> None:
    figures = Expressions.for_language("en")
    assert figures
    words = "The motion was not carried by 3 votes to 4: 7 councillors voted; another was defeated 4-3."
    assert [(words[each.start : each.end], each.reason) for each in figures.find(words)] == [
        ("not carried by 3 votes to 4", "the first number is of those in favour"),
        ("defeated 4-3", "the first number is mostly of those in favour, but it was defeated"),
        ("7 councillors", "a number stands before “councillors”"),
    ]
    (sides,) = figures.find("CARRIED: 5 in favour, 2 opposed")
    assert (sides.start, sides.end, sides.reason) == (0, 31, "the sides are named")
    (alone,) = figures.find("CARRIED")
    assert alone.reason == "the outcome is written, without numbers"


def test_votes_and_counts_are_plain_data_in_json() -> None:
    figures = Expressions.for_language("en")
    assert figures
    (vote, count) = (each.values[0] for each in figures.find("CARRIED 5-2: about 3 to 5 ships"))
    assert isinstance(vote, Vote) and isinstance(count, Count)
    assert vote.to_dict() == {"outcome": "carried", "for": 5, "against": 2, "abstaining": None, "unanimous": False}
    assert count.to_dict() == {"number": "3", "upper": "5", "bound": "about", "of": "ships"}
