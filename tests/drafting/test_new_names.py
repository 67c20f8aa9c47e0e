"""Test that names which the register lacks are found by their capitals, with the kind that words beside them tell."""

from __future__ import annotations

import pytest

from coalition.drafting.gazetteer import NameMatch
from coalition.drafting.new_names import UNKNOWN, NewName, NewNames, another, by_capitals

ACTOR = "https://w3id.org/coalition-graph/actor/x"

KINDS = {
    "Then Mayor Anna Holm spoke.": ["Anna Holm Person"],
    "Mayor Holm spoke.": ["Holm Person"],
    "We thank mayor Holm.": ["Holm Person"],
    "It was moved by Mr. Lee, by Dr Park and Ms. O’Brien.": ["Lee Person", "Park Person", "O’Brien Person"],
    "Present: Councillors D. Elliott, Cal Renwick and Park.": [
        "D. Elliott Person",
        "Cal Renwick Person",
        "Park Person",
    ],
    "Councillor Lee, Ottawa": ["Lee Person", "Ottawa ?"],
    "Prime Minister Mark Carney met Secretary-General António Guterres.": [
        "Mark Carney Person",
        "António Guterres Person",
    ],
    "Toronto Mayor Olivia Chow": ["Olivia Chow Person"],
    "Mayor Green and the Mayor, the City Clerk and the Prime Minister of Ruritania": ["Green Person", "Ruritania ?"],
    "We met Bo Lee, Charles de Gaulle and Anna B. Holm.": ["Bo Lee ?", "Charles de Gaulle ?", "Anna B. Holm Person"],
    "They saw U.S. Treasury, Washington D.C. and Vitamin C Trial.": [
        "U.S. Treasury ?",
        "Washington D.C ?",
        "Vitamin C Trial ?",
    ],
    "They saw General Projects and major Ottawa roads.": ["General Projects ?", "Ottawa ?"],
    "At Acme Tools Ltd. the Nelson City Council met President Kennedy School.": [
        "Acme Tools Ltd Organisation",
        "Nelson City Council Organisation",
        "President Kennedy School Organisation",
    ],
    "For the Ministry of Finance, the Council of the Baltic and the City of Nelson.": [
        "Ministry of Finance Organisation",
        "Council of the Baltic Organisation",
        "City of Nelson ?",
    ],
    "In Canada, the Russian Federation and CAN.": ["Canada State", "Russian Federation State", "CAN ?"],
    "a Minister of the United Kingdom Keir Starmer, President of the European Commission Ursula von der Leyen": [
        "United Kingdom State",
        "Keir Starmer Person",
        "European Commission Organisation",
        "Ursula von der Leyen Person",
    ],
    "a Secretary of NATO Mark Rutte, the King of Ruritania": ["NATO ?", "Mark Rutte Person", "Ruritania ?"],
    "with U.S. troops, by J.K. Holm": ["J.K. Holm ?"],
    "Present: D. Elliott": ["D. Elliott ?"],
    "for James M Snell, but not for Plan B or a Vitamin C.": ["James M Snell ?", "Plan ?", "Vitamin ?"],
    "- Anna: Opening remarks by Bo Park": ["Anna ?", "Bo Park ?"],
    "- Opening remarks": [],
    "## Attendance": [],
    "**Question** to Bo Park": ["Bo Park ?"],
    "Well, the Green and the Van were there. Then it ended.": [],
}


def names(*sentences: str, registered: tuple[str, ...] = ()) -> list[NewName]:
    gathered = NewNames()
    for sentence in sentences:
        gathered.add(by_capitals(sentence, [], {"green", "van", "well", "then", "in", "at", "to", "for"}))
    return list(gathered.result(registered))


@pytest.mark.parametrize(("words", "wanted"), KINDS.items())
def test_a_name_has_the_kind_that_the_words_beside_it_tell(words: str, wanted: list[str]) -> None:
    assert [f"{each.name} {each.kind or '?'}" for each in names(words)] == wanted


def test_each_kind_has_its_reason() -> None:
    sentence = "So Councillors Lee and Holm left Bo Park, the Port Council, the Board of Trade and Canada."
    assert [each.reason for each in names(sentence)] == [
        "the title Councillors stands before it",
        "the title Councillors stands before it",
        UNKNOWN,
        "its last word is Council",
        "it begins with Board of",
        "a state of ISO 3166 has this name",
    ]


def test_a_title_may_end_the_sentence_before() -> None:
    (found,) = by_capitals("Lee, seconded by nobody.", [], set(), "Moved by Coun. ")
    assert (found.name, found.kind) == ("Lee", "Person")
    for before in ("It rained. ", "John Brown, City Manager.\n\n"):  # a title does not belong to the next paragraph
        assert list(by_capitals("Lee, seconded by nobody.", [], set(), before)) == []


def test_an_acronym_in_brackets_is_an_alias_and_counted_with_the_name() -> None:
    found = names(
        "So the World Trade Organization (WTO) met; the WTO left.",
        "It met in Ottawa (ON) by ACME (Ltd), Port Bay (PX).",
    )
    assert found[0] == NewName(
        "World Trade Organization",
        "Organisation",
        2,
        ("WTO",),
        "its last word is Organization; WTO stands in brackets after it",
    )
    assert [(each.name, each.aliases) for each in found[1:]] == [("Ottawa", ()), ("ACME", ()), ("Port Bay", ())]


def test_an_acronym_after_a_known_name_is_told_of() -> None:
    sentence = "It paid the Port League (PL) then."
    (found,) = by_capitals(sentence, [NameMatch(12, 23, ("actor:port-league",))], set())
    assert (found.name, found.reason) == ("PL", "it stands in brackets after Port League, and may be an alias of that")


def test_a_surname_is_an_alias_of_the_one_full_name_that_it_ends() -> None:
    assert names("We saw Bo Lee.", "So Councillor Lee left.", "For Lee it was late.") == [
        NewName("Bo Lee", "Person", 3, ("Lee",), "the title Councillor stands before it; Lee is its last word")
    ]


def test_a_surname_of_several_is_an_alias_of_none() -> None:
    found = {each.name: each for each in names("We saw Bo Lee and Ann Lee.", "So Councillor Lee left.")}
    assert found.keys() == {"Bo Lee", "Ann Lee", "Lee"}
    assert found["Lee"].reason.endswith("; it ends Bo Lee or Ann Lee, and may be an alias of that")
    assert names("So Bo Lee met the Lee Council.")[0].aliases == ()


def test_a_surname_of_somebody_in_the_register_is_told_of() -> None:
    (found,) = names("So Secretary Reke spoke.", registered=("Tomas Reke", "Reke"))
    assert found.reason.endswith("; it ends Tomas Reke of the register, and may be an alias of that")
    assert found.aliases == ()


def test_a_title_beside_a_known_name_still_makes_a_name() -> None:
    sentence = "So Ostvik Mayor Anna Holm met Ostvik Bay."
    known = [NameMatch(3, 9, ("place:ostvik",)), NameMatch(30, 36, ("place:ostvik",))]
    assert [each.name for each in by_capitals(sentence, known, set())] == ["Anna Holm"]


def test_the_holder_of_a_post_in_a_known_body_is_found() -> None:
    sentence = "So the President of the Port League Anna Holm met Port League Bay."
    known = [NameMatch(24, 35, ("x",)), NameMatch(50, 61, ("x",))]
    assert [(each.name, each.reason) for each in by_capitals(sentence, known, set())] == [
        ("Anna Holm", "the title President stands before it")
    ]


def test_bodies_beside_the_name_of_a_known_one_hold_no_post() -> None:
    text = "the Directors of the Port League Banks and the President of the Port League Anna Holm"
    known = [NameMatch(at, at + len("Port League"), (ACTOR,)) for at in (21, text.rindex("Port League"))]
    assert [(each.name, each.kind) for each in by_capitals(text, known, set())] == [("Anna Holm", "Person")]


def test_a_known_surname_may_be_part_of_another_name() -> None:
    sentence = "So Councillors Jon Varga and Bo Varga met Mayor Varga and Ostvik Bay."
    known = [NameMatch(at, at + 5, (ACTOR,)) for at in (19, 32, 48)] + [NameMatch(58, 64, ("place:ostvik",))]
    assert [(each.name, each.kind, each.reason) for each in by_capitals(sentence, known, {"so"})] == [
        (
            "Jon Varga",
            "Person",
            "the title Councillors stands before it; the register has Varga alone, which may be somebody else",
        ),
        ("Bo Varga", "", f"{UNKNOWN}; the register has Varga alone, which may be somebody else"),
    ]
    assert [another(sentence, match, {"so"}) for match in known] == ["Jon", "Bo", "", ""]
    assert another("Jon Varga left.", NameMatch(4, 9, (ACTOR,)), set()) == ""
    assert list(by_capitals("Then Varga left.", [NameMatch(5, 10, (ACTOR,))], {"then"})) == []


def test_a_state_is_no_surname() -> None:
    assert [each.aliases for each in names("in Canada, to China-Canada", "to Bo Canada")] == [(), (), ()]


def test_most_sightings_decide_the_kind() -> None:
    assert [(each.name, each.kind, each.count) for each in names("To Holm.", "To Mayor Holm.", "To Holm.")] == [
        ("Holm", "Person", 3)
    ]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We saw Ali Ijaz Sheikh there.", [("Ali Ijaz Sheikh", "")]),
        ("We saw Sheikh Hasina there.", [("Sheikh Hasina", "Person")]),
        (
            "We saw Sheikha Moza and Sultan Ahmed Al Jaber.",
            [("Sheikha Moza", "Person"), ("Sultan Ahmed Al Jaber", "Person")],
        ),
        ("We saw President Sheikh Hasina there.", [("Sheikh Hasina", "Person")]),
        ("We saw the Emir there.", []),
        ("We saw King Charles there.", [("Charles", "Person")]),  # another title is cut off
    ],
)
def test_a_title_that_is_part_of_a_name_stays_there(sentence: str, found: list[tuple[str, str]]) -> None:
    assert [(each.name, each.kind) for each in by_capitals(sentence, [], set())] == found
