"""Say which files of tests are begun first, and which `make lowest` leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

LONGEST = (
    "remote/test_servers.py",
    "engines/test_spark_engine.py",
    "pages/test_browser.py",
    "remote/test_publication.py",
    "build/test_snapshot.py",
    "build/test_updating.py",
    "hostile/test_arguments.py",
    "assistants/test_server.py",
    "provenance/test_parsing.py",
    "query/test_questions.py",
    "docs/test_examples.py",
    "hostile/test_queries.py",
    "conformance/test_suites.py",
    "assistants/test_tools.py",
    "operations/test_answers.py",
    "service/test_pool.py",
    "service/test_wire.py",
    "cli/test_help.py",
    "query/test_export.py",
    "cli/test_supervisor.py",
    "views/test_views_by_brute_force.py",
    "network/test_measures.py",
    "audit/test_conflicts.py",
    "cli/test_completion.py",
    "hostile/test_fact_files.py",
    "hostile/test_snapshots.py",
    "network/test_plot.py",
    "network/test_robustness.py",
    "test_ontology.py",
    "timeline/test_plot.py",
)
"""The files that take longest: one that is begun last would run while the other processors have nothing to do."""

CASES = 3
"""How many cases of a test are run on the lowest versions: its inputs differ, and the calls of libraries hardly do."""

ONCE = {
    "assistants/*": "our own words, and an SDK of which the lowest version is the newest",
    "operations/*": "nothing but declarations, and what other tests try",
    "reconciliation/*": "names, searches and schemas",
    "feed/*": "nothing but differences and evidence",
    "publication/*": "what the engine writes",
    "curation/*": "our own files, and what builds and checks do that other tests run",
    "pages/*": "our own words and templates",
    "service/test_clients.py": "other people's programs",
    "remote/test_servers.py": "other people's programs",
    "remote/test_publication.py": "our own requests",
    "engines/test_spark_engine.py": "a program of its own, in the newest version",
    "service/test_generations.py": "files and processes",
    "service/test_pool.py": "processes and their limits",
    "test_deploy.py": "files for other programs",
    "docs/*": "what pages show is what the newest versions print",
    "conformance/*": "the engine is asked the same with us and without us",
    "hostile/*": "thousands of inputs, for commands that other tests run too",
    "*_by_brute_force.py": "our rules, compared with a second program of them",
    "verdict/*": "nothing but evidence, conflicts and names, put together",
    "provenance/*": "our own reading of queries, and the engine",
    "query/test_questions.py": "what the engine answers",
    "rdf/test_ordering.py": "what the engine answers",
    "rdf/test_turtle.py": "what the engine writes, and we",
    "audit/test_conflicts.py": "what the engine answers",
    "build/test_budget.py": "files and folders",
    "build/test_manifest.py": "files and folders",
    "build/test_updating.py": "files, and arrays that other tests read",
    "build/test_shared_store.py": "users and their files",
    "build/test_snapshot.py": "files, locks and processes",
    "cli/test_completion.py": "shells",
    "cli/test_publish.py": "other people's programs",
    "cli/test_tables.py": "other people's programs",
    "remote/test_copying.py": "other people's programs",
    "remote/test_profile.py": "other people's programs",
    "cli/test_help.py": "the words of all commands",
    "cli/test_interrupts.py": "signals",
    "cli/test_streams.py": "pipes and disks",
    "cli/test_supervisor.py": "limits of the system",
    "test_contracts.py": "the imports of the sources",
    "test_files.py": "files, locks and processes",
    "test_layout.py": "the names of the sources",
    "test_ledger.py": "the tests themselves",
    "test_ontology.py": "the files of the ontology",
    "test_limits.py": "limits of the system",
    "test_references.py": "the links between pages and sources",
    "test_sandbox.py": "calls of the system",
}
"""The files whose tests do not depend on the version of a library, as patterns, and what they look at."""


def order(path: Path) -> int:
    """Return the place of a file of tests among those that are begun first; all others come after them."""
    name = _name(path)
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


def once(path: Path) -> bool:
    """Return whether the tests of a file are run on the newest versions only."""
    return any(fnmatchcase(_name(path), pattern) for pattern in ONCE)


def some(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """Return the tests that are run on the lowest versions: of the cases of one test, so many, spread over all."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return {
        own[place * len(own) // min(CASES, len(own))] for own in cases.values() for place in range(min(CASES, len(own)))
    }


def _name(path: Path) -> str:
    return path.relative_to(TESTS).as_posix() if path.is_relative_to(TESTS) else ""
