"""Test that the libraries that read RDF write nothing to the user."""

from __future__ import annotations

import contextlib
import logging

import pytest

from coalition.provenance.parsing import take_apart
from coalition.rdf.silence import LOGGERS, silence

ILL_TYPED = 'SELECT ?e { ?e cg:date ?d FILTER(?d < "soon"^^xsd:date) }'


def test_rdflib_says_nothing_about_a_constant_of_a_query_that_is_traced(caplog: pytest.LogCaptureFixture) -> None:
    take_apart(ILL_TYPED)
    assert caplog.records == []


@pytest.mark.parametrize("disabled", [False, True])
def test_afterwards_they_log_as_before(disabled: bool, caplog: pytest.LogCaptureFixture) -> None:
    loggers = [logging.getLogger(name) for name in LOGGERS]
    try:
        for logger in loggers:
            logger.disabled = disabled
        take_apart(ILL_TYPED)
        with contextlib.suppress(ValueError), silence():
            for logger in loggers:
                logger.warning("not heard")
            raise ValueError
        for logger in loggers:
            logger.warning("heard")
        assert caplog.messages == ([] if disabled else ["heard", "heard"])
    finally:
        for logger in loggers:
            logger.disabled = False
