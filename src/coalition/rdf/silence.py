"""Keep the libraries that read RDF beside the engine from writing to the user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

LOGGERS = ("rdflib.term", "pyshacl-validate")
"""rdflib logs a traceback for each literal that it cannot convert, and pySHACL what it also raises."""


@contextmanager
def silence() -> Iterator[None]:
    """Run the block without what rdflib and pySHACL log; afterwards, they log as before."""
    import logging

    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [logger.disabled for logger in loggers]
    try:
        for logger in loggers:
            logger.disabled = True
        yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
