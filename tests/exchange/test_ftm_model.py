"""Test how things are called in FollowTheMoney, and that their names lead back."""

from __future__ import annotations

import pytest

from coalition.exchange import ftm_model as model
from coalition.namespaces import CG, PREFIXES


@pytest.mark.parametrize("iri", [PREFIXES["actor"] + "anna-holm", PREFIXES["passage"] + "s001-12-reading"])
def test_an_id_leads_back_to_the_iri(iri: str) -> None:
    assert model.PLAIN.fullmatch(model.ident(iri))
    assert model.iri_of(model.ident(iri)) == iri


@pytest.mark.parametrize(
    "iri", ["https://else.example/anna", PREFIXES["actor"] + "anna_holm", PREFIXES["actor"] + "x" * 200]
)
def test_an_iri_that_is_no_id_becomes_a_digest(iri: str) -> None:
    assert model.ident(iri).startswith("iri-")
    assert model.PLAIN.fullmatch(model.ident(iri))
    assert model.iri_of(model.ident(iri)) == ""


def test_ids_of_others_lead_to_no_iri() -> None:
    assert not any(map(model.iri_of, ("Q42", "NK-abc.def", "actor.", "cg.Person", "rdf.type")))


def test_an_edge_has_an_id_of_its_own_and_never_one_that_is_too_long() -> None:
    assert model.edge("actor.a", CG + "memberOf", "actor.b") == "actor.a--memberOf--to--actor.b"
    assert len(model.edge("actor." + "a" * 150, CG + "memberOf", "actor." + "b" * 150)) <= model.LONGEST_ID


def test_codes_of_states_and_languages_lead_there_and_back() -> None:
    assert model.country("NOR") == "no"
    assert model.alpha_3("no") == "NOR"
    assert (model.country("XYZ"), model.alpha_3("zz")) == ("", "")
    assert model.language("en-CA") == "eng"
    assert model.language("x") == ""


def test_a_dataset_has_a_name_that_the_library_takes() -> None:
    assert model.dataset(PREFIXES["source"] + "Report-2031.b") == "report_2031_b"
