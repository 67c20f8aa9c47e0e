"""Test that forms follow the ontology and its shapes, and that fields take what they say and nothing else."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from coalition.corpus.root import Root
from coalition.curation.forms import STATED, Forms
from coalition.errors import ParameterError
from coalition.namespaces import CG, PREFIXES, XSD

FORMS = Forms.from_root(Root.published())


def nobody(typed: str, kind: str) -> str:
    raise AssertionError(f"{typed} was looked for as {kind}")


def test_each_class_that_is_stated_has_a_form_with_its_folder() -> None:
    assert [*FORMS.forms] == [*STATED]
    for kind, form in FORMS.forms.items():
        assert form.kind == kind and form.label and form.definition
        assert PREFIXES[form.folder].endswith(f"/{form.folder}/")
        assert len({each.name for each in form.fields}) == len(form.fields)
    assert (FORMS.forms["StateOfAffairs"].folder, FORMS.forms["PlanPoint"].folder) == ("affairs", "point")


@pytest.mark.parametrize(
    ("kind", "needed", "named"),
    [
        ("Participation", ["event", "participant"], False),
        ("Position", ["attitude", "content", "holder"], True),
        ("Ballot", ["ballotIn", "choice", "voter"], False),
        ("Membership", ["member", "organization"], False),
        ("Commitment", [], True),
        ("Vote", ["voteOn"], False),
        ("Tenure", ["officeholder", "post"], False),
        ("Post", ["postIn"], True),
        ("Quantity", ["bound", "number"], False),
    ],
)
def test_what_the_shapes_ask_is_needed_and_comes_first(kind: str, needed: list[str], named: bool) -> None:
    form = FORMS.forms[kind]
    assert sorted(each.name for each in form.fields if each.required) == needed
    assert all(each.required for each in form.fields[: len(needed)])
    assert form.named == named
    assert [each.name for each in form.lacking({})] == [each.name for each in form.fields[: len(needed)]]
    assert form.lacking({name: [ox.Literal("x")] for name in needed}) == []


@pytest.mark.parametrize(
    ("kind", "name", "takes", "of", "many"),
    [
        ("Participation", "participant", "thing", "Actor", False),
        ("Participation", "role", "choice", "", True),
        ("Vote", "votesFor", "number", "integer", True),
        ("Vote", "unanimous", "truth", "", True),
        ("Vote", "event", "thing", "Event", False),
        ("Commitment", "statusDate", "date", "", True),
        ("Commitment", "about", "thing", "", True),
        ("Membership", "startDate", "date", "", True),
        ("Position", "content", "text", "", False),
        ("Post", "postIn", "thing", "Actor", False),
        ("Quantity", "number", "number", "decimal", False),
    ],
)
def test_a_field_takes_what_the_ontology_says(kind: str, name: str, takes: str, of: str, many: bool) -> None:
    field = FORMS.forms[kind].field(name)
    assert (field.takes, field.kind, field.many) == (takes, of, many)


def test_what_passages_tell_of_themselves_and_what_is_deprecated_is_no_field() -> None:
    names = {each.name for form in FORMS.forms.values() for each in form.fields}
    assert not names & {"stance", "context", "reading", "cites", "fileName", "page", "digest", "prefLabel", "altLabel"}
    with pytest.raises(ParameterError, match="there is no field colour; fill one of"):
        FORMS.forms["Vote"].field("colour")


@pytest.mark.parametrize(
    ("kind", "name", "typed", "term"),
    [
        ("Vote", "votesFor", " 5 ", ox.Literal("5", datatype=ox.NamedNode(XSD + "integer"))),
        ("Vote", "unanimous", "Yes", ox.Literal(True)),
        ("Vote", "voteOutcome", "carried", ox.NamedNode(CG + "Carried")),
        ("Vote", "voteOutcome", "cg:Defeated", ox.NamedNode(CG + "Defeated")),
        ("Participation", "role", "as host", ox.NamedNode(CG + "HostRole")),
        ("Commitment", "statusDate", "2031-05", ox.Literal("2031-05", datatype=ox.NamedNode(XSD + "gYearMonth"))),
        ("Position", "content", " It \n rains. ", ox.Literal("It rains.")),
    ],
)
def test_a_field_reads_what_is_typed(kind: str, name: str, typed: str, term: object) -> None:
    assert FORMS.forms[kind].field(name).read(typed, nobody) == term


def test_a_thing_is_looked_for_in_its_class() -> None:
    field = FORMS.forms["Participation"].field("participant")
    found = field.read(" Rudolf ", lambda typed, kind: f"https://a.example/{kind}/{typed}")
    assert found == ox.NamedNode("https://a.example/Actor/Rudolf")


@pytest.mark.parametrize(
    ("kind", "name", "typed", "message"),
    [
        ("Vote", "votesFor", "five", "does not take 'five'; type a whole number in digits"),
        ("Vote", "votesFor", "5.5", "type a whole number"),
        ("Vote", "votesFor", "٥", "type a whole number"),
        ("Vote", "unanimous", "maybe", "type yes or no"),
        ("Vote", "voteOutcome", "lost", "type one of "),
        ("Commitment", "statusDate", "soon", "type a date such as"),
        ("Position", "content", "  ", "the field is empty"),
    ],
)
def test_a_field_refuses_the_rest_and_says_what_it_takes(kind: str, name: str, typed: str, message: str) -> None:
    field = FORMS.forms[kind].field(name)
    with pytest.raises(ParameterError, match=message) as caught:
        field.read(typed, nobody)
    assert str(caught.value).startswith(f"{field.label}: ")


def test_a_thing_is_named_by_what_it_joins_or_says() -> None:
    actor, event = (ox.NamedNode(PREFIXES[kind] + "x-1") for kind in ("actor", "event"))
    pair = {"event": [event], "participant": [actor]}
    taken = {PREFIXES["participation"] + "x-1--x-1", PREFIXES["motion"] + "library-grant"}
    part = FORMS.forms["Participation"]
    assert part.iri(pair, "", ()) == PREFIXES["participation"] + "x-1--x-1"
    assert part.iri(pair, "", taken) == PREFIXES["participation"] + "x-1--x-1"  # the same in all passages
    motion = FORMS.forms["Motion"]
    said = "Zoë’s library gets 25,000 crowns, and the bridge is painted red by the end of May."
    content = {"content": [ox.Literal(said)]}
    assert (
        motion.iri(content, "", ()) == PREFIXES["motion"] + "zoe-s-library-gets-25-000-crowns-and-the-bridge-is-painted"
    )
    assert motion.iri(content, "Library grant", ()) == PREFIXES["motion"] + "library-grant"
    assert motion.iri(content, "Library grant", taken) == PREFIXES["motion"] + "library-grant-2"
    assert motion.iri({}, "", ()) == PREFIXES["motion"] + "motion"


def test_a_word_of_others_is_called_as_the_shapes_call_it() -> None:
    field = FORMS.forms["Post"].field("postIn")
    assert (field.label, field.definition) == ("post in", "The state or organisation that the post is in.")


def test_what_things_of_a_class_have_so_often_stands_among_its_own() -> None:
    names = [[each.name for each in FORMS.forms[kind].fields] for kind in ("Tenure", "Membership", "Quantity")]
    assert [own[2:4] for own in names] == [["endDate", "startDate"], ["endDate", "startDate"], ["item", "upperNumber"]]


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        ({"bound": "MoreThan", "number": "5000"}, "more-than-5000"),
        ({"bound": "exactly", "number": "18", "item": "world-leaders"}, "exactly-18-world-leaders"),
        ({"bound": "Between", "number": "50", "upperNumber": "250", "item": "x"}, "between-50-and-250-x"),
        ({}, "quantity"),
    ],
)
def test_a_quantity_is_named_by_what_it_is(typed: dict[str, str], last: str) -> None:
    form = FORMS.forms["Quantity"]
    values = {
        name: [form.field(name).read(text, lambda text, _: PREFIXES["item"] + text)] for name, text in typed.items()
    }
    assert form.iri(values, "", [PREFIXES["quantity"] + last]) == PREFIXES["quantity"] + last


def test_lists_are_those_of_the_ontology() -> None:
    assert FORMS.choices("Reason")["Headline"] == "headline"
    assert "Conditional" not in FORMS.choices("CommitmentStatus")  # deprecated
