"""Estimate measures of shortest paths from those that begin at a sample of nodes, with a bound of the error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalition.errors import SelectionError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONFIDENCE, SEED = 0.95, 0
"""The probability with which all errors are within the bound, and the seed of the sample."""

NOTE = (
    "Estimated from the shortest paths that begin at {samples} of {nodes} nodes, drawn at random: with a probability "
    "of at least {confidence:.0%}, no score is wrong by more than {error:g}. Scores less than twice that apart may "
    "stand in the wrong order."
)

SERFLING = (
    ", with the bound of Serfling 1974, Probability inequalities for the sum in sampling without replacement, Annals "
    "of Statistics 2(1), 39-48, doi:10.1214/aos/1176342611"
)
SOURCES = {
    "betweenness": "estimated after Brandes & Pich 2007, Centrality estimation in large networks, International "
    f"Journal of Bifurcation and Chaos 17(7), 2303-2318, doi:10.1142/S0218127407018403{SERFLING}",
    "closeness": "estimated after Eppstein & Wang 2004, Fast approximation of centrality, Journal of Graph Algorithms "
    f"and Applications 8(1), 39-45, doi:10.7155/jgaa.00081{SERFLING}",
}
"""After whom each measure is estimated."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Say how many nodes of a network are drawn, so that the errors of all scores are within a bound.

    Attributes
    ----------
    nodes, samples:
        The number of nodes of the network, and of those drawn, each at most once.
    error, confidence:
        With a probability of at least `confidence`, no score is wrong by more than `error`.
    seed:
        What the random numbers begin with.
    """

    nodes: int
    samples: int
    error: float
    confidence: float = CONFIDENCE
    seed: int = SEED

    @classmethod
    def within(cls, error: float, nodes: int, spread: float | None = None) -> Sample:
        """Return the smallest sample whose scores are within `error`.

        A score is the mean, over the n nodes where paths begin, of numbers that differ by at most `spread`; for
        betweenness, which is meant where it is None, they lie between 0 and n / (n - 1). The inequality of Serfling
        bounds the error of a mean over k of them, drawn without replacement: it is e or more with a probability of at
        most 2 exp(-2 k e^2 / spread^2 / (1 - (k - 1) / n)). Of n scores, one or more is wrong by e with at most n times
        that.

        Raises
        ------
        SelectionError
            When the error is not between 0 and 1.
        """
        if not 0 < error < 1:
            raise SelectionError(f"the error of a score is between 0 and 1, not {error:g}", remedy="give 0.05, say")
        if nodes < 3:
            return cls(nodes, nodes, error)
        range_ = nodes / (nodes - 1) if spread is None else spread
        independent = math.log(2 * nodes / (1 - CONFIDENCE)) / (2 * (error / range_) ** 2)
        samples = math.ceil(independent * (1 + 1 / nodes) / (1 + independent / nodes))
        return cls(nodes, min(nodes, samples), error)

    def draw(self) -> NDArray[np.int64]:
        """Return the numbers of the nodes drawn, in order."""
        import numpy as np

        return np.sort(np.random.default_rng(self.seed).permutation(self.nodes)[: self.samples])

    @property
    def parameters(self) -> dict[str, float]:
        """What was drawn and what it warrants, by name, to be told with the scores."""
        return {"error": self.error, "confidence": self.confidence, "samples": self.samples, "seed": self.seed}

    def note(self) -> str:
        """Return in words what the sample warrants."""
        return NOTE.format(samples=self.samples, nodes=self.nodes, confidence=self.confidence, error=self.error)
