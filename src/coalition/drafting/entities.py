"""Find names that the register does not have with spaCy, in place of the rule of capitals."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from coalition.drafting.gazetteer import NameMatch
from coalition.drafting.new_names import Sighting, acronym_after, first_ending
from coalition.errors import SelectionError
from coalition.texts.words import composed

KINDS: Mapping[str, str] = MappingProxyType(
    {"PERSON": "Person", "PER": "Person", "ORG": "Organisation", "NORP": "Collective", "GPE": "", "LOC": "", "MISC": ""}
)
"""The kinds of actors by the labels of spaCy's models; a region (GPE) may be a state or a place."""

Finder = Callable[[str, Sequence[NameMatch]], Iterator[Sighting]]


def finder(model: str) -> Finder:
    """Return a function that yields the possible names of a sentence, as a model of spaCy finds them.

    Parameters
    ----------
    model:
        The name of an installed model, or the path of one.

    Raises
    ------
    SelectionError
        When spaCy is not installed, or has no such model.
    """
    try:
        spacy: Any = importlib.import_module("spacy")
    except ImportError:
        what, remedy = "spaCy is not installed", "run pip install 'coalition-graph[ner]'"
        raise SelectionError(what, where="--model", remedy=remedy) from None
    try:
        pipeline = spacy.load(model)
    except (OSError, ValueError):
        remedy = "name an installed model or its folder; python -m spacy download NAME installs one"
        raise SelectionError(f"spaCy has no model {model}", where="--model", remedy=remedy) from None

    def find(sentence: str, known: Sequence[NameMatch]) -> Iterator[Sighting]:
        for entity in pipeline(sentence).ents:
            nearest = first_ending(known, entity.start_char + 1)
            if entity.label_ in KINDS and (nearest is None or nearest.start >= entity.end_char):
                name = " ".join(composed(entity.text).split())
                reason = f"the model {model} of spaCy calls it {entity.label_}"
                yield Sighting(name, KINDS[entity.label_], reason, acronym_after(sentence, name, entity.end_char))

    return find
