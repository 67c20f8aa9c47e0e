"""Count the tests of the W3C's suites that pass, and list those that do not, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from conformance.suites import Case, Rows, plain
from conformance.trial import Trial, same

from coalition.errors import CoalitionError
from coalition.query.answer import Answer

VALUE = "the engine keeps numbers by their values, so that 01 and 1.0 become 1"
SCOPE = "the engine gives the variable of GRAPH its value after the pattern inside, not before"
NODES = "the engine finds a path of no step only at nodes of the data"
TAGS = "the engine keeps the language of strings that GROUP_CONCAT joins"
OPPOSITE = "another test of the suite asks for the opposite, and versions of the engine differ"
LENIENT = "the engine accepts this query"

REASONS: Mapping[str, str] = {
    "sparql10/distinct/distinct-1": VALUE,
    "sparql10/distinct/distinct-9": VALUE,
    "sparql10/expr-builtin/case-insensitive-booleans": "the engine reads true and false in lower case only",
    "sparql10/expr-builtin/dawg-str-1": VALUE,
    "sparql10/expr-builtin/dawg-str-2": VALUE,
    "sparql10/expr-builtin/sameTerm-eq": VALUE,
    "sparql10/expr-builtin/sameTerm-not-eq": VALUE,
    "sparql10/expr-builtin/sameTerm-simple": VALUE,
    "sparql10/expr-equals/eq-graph-1": VALUE,
    "sparql10/expr-equals/eq-graph-2": VALUE,
    "sparql10/graph/graph-optional": SCOPE,
    "sparql10/graph/graph-variable-scope": SCOPE,
    "sparql10/open-world/date-2": "the engine says that a day with a time zone differs from the day without one",
    "sparql10/open-world/open-eq-01": VALUE,
    "sparql10/optional-filter/dawg-optional-filter-005-not-simplified": OPPOSITE,
    "sparql10/optional-filter/dawg-optional-filter-005-simplified": OPPOSITE,
    "sparql10/syntax-sparql3/syn-bad-26": LENIENT,
    "sparql11/aggregates/agg-empty-group-count-graph": SCOPE,
    "sparql11/aggregates/agg-groupconcat-04": TAGS,
    "sparql11/aggregates/agg-groupconcat-06": TAGS,
    "sparql11/bindings/graph": SCOPE,
    "sparql11/csv-tsv-res/csv03": VALUE,
    "sparql11/functions/bnode01": "the engine makes the same node of BNODE and a text in every row",
    "sparql11/negation/graph-minus": SCOPE,
    "sparql11/property-path/zero_or_more_set_end": NODES,
    "sparql11/property-path/zero_or_more_set_start": NODES,
    "sparql11/property-path/zero_or_one_set_end": NODES,
    "sparql11/property-path/zero_or_one_set_start": NODES,
    "sparql12/grouping/group01": VALUE,
    "sparql12/grouping/select-variable-reuse": "the engine does not let one column use another that aggregates",
    "sparql12/syntax/nested-aggregate-functions": LENIENT,
    "sparql12/syntax-triple-terms-negative/tripleterm-subject-03": LENIENT,
    "sparql12/syntax-triple-terms-negative/tripleterm-subject-06": LENIENT,
}
"""Why the engine fails a test, as far as it was looked into."""

ENTAILMENT = "the engine does not reason, and the test needs it to"


@dataclass(slots=True)
class Figures:
    """Count the tests of a suite.

    Attributes
    ----------
    passed:
        The number of tests in which we answer, accept or refuse as the W3C expects.
    refused:
        The tests whose query calls another machine, which we refuse on purpose.
    engine:
        The tests that the engine alone fails just as we do, each with the reason.
    ours:
        The tests in which we differ from the engine; there should be none.
    """

    passed: int = 0
    refused: list[str] = field(default_factory=list)
    engine: list[tuple[str, str]] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The number of tests."""
        return self.passed + len(self.refused) + len(self.engine) + len(self.ours)

    def as_record(self) -> dict[str, object]:
        """Return what the ledger keeps of a suite."""
        numbers = {"tests": self.total, "passed": self.passed, "refused": len(self.refused)}
        return {**numbers, "engine": self.engine, "ours": self.ours}


def figures(cases: Iterable[Case]) -> dict[str, Figures]:
    """Return the figures of each suite, by its name."""
    suites: dict[str, Figures] = {}
    for case in cases:
        trial, found = Trial(case), suites.setdefault(case.suite, Figures())
        if not agrees(trial):
            found.ours.append(case.name)
        elif case.calls:
            found.refused.append(case.name)
        elif passes(trial):
            found.passed += 1
        else:
            reason = ENTAILMENT if case.name.startswith("entailment/") else "not looked into"
            found.engine.append((case.name, REASONS.get(f"{case.suite}/{case.name}", reason)))
    return suites


def agrees(trial: Trial) -> bool:
    """Tell whether we answer as the engine alone does, or refuse a query because it calls another machine."""
    ours = trial.ours
    if trial.case.calls:
        return isinstance(ours, CoalitionError) and "SERVICE" in str(ours)
    theirs = trial.theirs
    if isinstance(ours, CoalitionError) or isinstance(theirs, Exception):
        return isinstance(ours, CoalitionError) and isinstance(theirs, Exception)
    answer = Rows(ours.columns, ours.terms) if isinstance(ours, Answer) else ours
    return same(answer, theirs, ordered=trial.ordered)


def passes(trial: Trial) -> bool:
    """Tell whether the engine does as the W3C expects."""
    theirs, expected = trial.theirs, trial.case.expected
    if trial.case.kind == "fault":
        return isinstance(theirs, SyntaxError)
    if trial.case.kind == "syntax":  # a query that parses may still call a function that does not exist
        return not isinstance(theirs, SyntaxError)
    if isinstance(theirs, Exception):
        return False
    assert expected is not None
    if trial.case.result and trial.case.result.suffix == ".csv" and isinstance(theirs, Rows):
        theirs = Rows(theirs.columns, [tuple(map(plain, row)) for row in theirs.rows])
    if "REDUCED" in trial.case.text and isinstance(expected, Rows) and isinstance(theirs, Rows):
        # The W3C leaves it to the engine how many of several equal rows it returns.
        expected, theirs = (Rows(rows.columns, [*set(rows.rows)]) for rows in (expected, theirs))
    return same(expected, theirs, ordered=isinstance(expected, Rows) and expected.ordered)
