"""Test that names of the register are found in a text word by word."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from ruritania import REGISTER

from coalition.drafting.gazetteer import Gazetteer

MORE = """
graph:register {
    actor:us a cg:State ; skos:prefLabel "United States" ; skos:altLabel "US", "U.S." .
    actor:turkey a cg:State ; skos:prefLabel "Turkey" .
    actor:modi a cg:Person ; skos:prefLabel "नरेन्द्र मोदी" .
    actor:salman a cg:Person ; skos:prefLabel "محمد بن سلمان" .
    actor:david a cg:Person ; skos:prefLabel "דוד" .
    place:slovyansk a cg:Place ; skos:prefLabel "Slov’yansk" .
    actor:umlaut a cg:Person ; skos:prefLabel "Müller" .
    actor:plain a cg:Person ; skos:prefLabel "Muller" .
    item:help a cg:Item ; skos:prefLabel "مساعدات" .
    actor:nato a cg:Organisation ; skos:prefLabel "NATO" .
    actor:braze a cg:Person ; skos:prefLabel "Baiba Braže" .
    actor:strelsau-council a cg:Organisation ; skos:prefLabel "Council of Strelsau" .
    place:ruritania a cg:Place ; skos:prefLabel "Ruritania" .
    item:aid a cg:Item ; skos:prefLabel "Aid" ; skos:altLabel "military aid" .
    meeting:summit a cg:Meeting ; skos:prefLabel "1894 Summit" .
    commitment:gold skos:prefLabel "Gold for Graustark" .
}
"""

FOUND = {
    "Rudolf Elphberg met Queen Flavia.": ["Rudolf Elphberg rudolf", "Queen Flavia flavia"],
    "The Council of Strelsau in Strelsau": ["Council of Strelsau strelsau-council", "Strelsau strelsau"],
    "RUDOLF and rudolf": ["RUDOLF rudolf"],
    "Let us ask the US; turkey for Turkey": ["US us", "Turkey turkey"],
    "the U.S. and United States": ["U.S us", "United States us"],
    "United. Then came States; Rudolf, Elphberg": ["Rudolf rudolf"],
    "Nato, NATO and nato": ["Nato nato", "NATO nato"],
    "Baiba Braze, Baiba Braz\u030ce": ["Baiba Braze braze", "Baiba Braz\u030ce braze"],
    "Graustark's Graustarkian": ["Graustark graustark"],
    "Ruritania": ["Ruritania ruritania"],
    "aid, Military aid": ["Military aid aid"],
    "the 1894 summit": ["1894 summit summit"],
    "Gold for Graustark": ["Graustark graustark"],
    "Ru­dolf": ["Ru­dolf rudolf"],
    "श्री नरेन्द्र मोदी ने": ["नरेन्द्र मोदी modi"],
    "قال محمد بن سلمان": ["محمد بن سلمان salman"],
    "قال مُحَمَّد بن سَلمان": ["مُحَمَّد بن سَلمان salman"],
    "אמר דָּוִד": ["דָּוִד david"],
    "Slov'yansk, Slovʼyansk": ["Slov'yansk slovyansk", "Slovʼyansk slovyansk"],
    "Müller and Mu\u0308ller, Muller": ["Müller umlaut", "Mu\u0308ller umlaut", "Muller plain"],
    "Muéller, MULLER": ["MULLER plain"],
    "aidé, مساعدات": [],
    "": [],
}


@pytest.fixture(scope="module")
def lexicon() -> Gazetteer:
    return Gazetteer.from_quads(ox.parse((REGISTER + MORE).encode(), format=ox.RdfFormat.TRIG))


@pytest.mark.parametrize(("words", "wanted"), FOUND.items())
def test_names_are_found_whole_and_the_longest_first(words: str, wanted: list[str], lexicon: Gazetteer) -> None:
    found = [(words[met.start : met.end], met.things) for met in lexicon.find(words)]
    assert [f"{name} {' '.join(thing.rsplit('/', 1)[-1] for thing in things)}" for name, things in found] == wanted


def test_a_place_gives_way_to_an_actor_of_its_name(lexicon: Gazetteer) -> None:
    (met,) = lexicon.find("Ruritania")
    assert met.things == ("https://w3id.org/coalition-graph/actor/ruritania",)


def test_all_things_of_one_name_are_told() -> None:
    twins = 'graph:register { actor:rupert a cg:Person ; skos:prefLabel "Rupert" ; skos:altLabel "Rudolf" . }'
    lexicon = Gazetteer.from_quads(ox.parse((REGISTER + twins).encode(), format=ox.RdfFormat.TRIG))
    (met,) = lexicon.find("Rudolf")
    assert [thing.rsplit("/", 1)[-1] for thing in met.things] == ["rudolf", "rupert"]


def test_what_passages_say_names_nothing() -> None:
    other = REGISTER.replace("graph:register {", "graph:other {")
    assert list(Gazetteer.from_quads(ox.parse(other.encode(), format=ox.RdfFormat.TRIG)).find("Rudolf")) == []
