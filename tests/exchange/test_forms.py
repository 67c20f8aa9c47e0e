"""Test the forms together: each tells of every fact whether it is there, and gives the same bytes."""

from __future__ import annotations

import io

import pytest

from coalition.errors import SelectionError
from coalition.exchange.forms import FORMS
from coalition.exchange.holdings import Holdings
from coalition.graph import Graph


@pytest.mark.parametrize("name", ["ostvik", "published"])
@pytest.mark.parametrize("form", FORMS)
def test_every_fact_is_carried_or_lost_and_bytes_are_the_same(
    form: str, name: str, request: pytest.FixtureRequest
) -> None:
    graph: Graph = request.getfixturevalue(name)
    text, losses = graph.exchange(form)
    assert losses.facts == Holdings(graph._columns, graph._record, graph.names.label).count()
    assert losses.carried or form == "quickstatements"
    again = io.BytesIO()
    assert graph._exchange(again, form, False) == losses
    assert again.getvalue().decode() == text


def test_a_form_that_does_not_exist_is_refused(ostvik: Graph) -> None:
    with pytest.raises(SelectionError, match=r"there is no form 'ftn'; did you mean ftm\?"):
        ostvik.exchange("ftn")


@pytest.mark.parametrize("form", [name for name, form in FORMS.items() if not form.has_words])
def test_words_are_refused_where_a_form_has_no_place_for_them(ostvik: Graph, form: str) -> None:
    with pytest.raises(SelectionError, match=f"{form} has no place for the words of passages; choose one of ftm, "):
        ostvik.exchange(form, words=True)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_holds_words_of_a_text_unless_they_are_asked_for(ostvik: Graph, form: str) -> None:
    text, _ = ostvik.exchange(form)
    assert "is said to be a member" not in text
    if FORMS[form].has_words:
        assert "is said to be a member" in ostvik.exchange(form, words=True)[0]
