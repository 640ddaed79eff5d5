"""Posteriors, intervals and tests for shares of resolved tasks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TERMS = 2**18
"""Added up at a time, so that memory does not grow with the number of tallies."""
_MOST_STEPS, _PRECISION = 50, 1e-13


def beta_quantile(
    resolved: NDArray[np.int64], unresolved: NDArray[np.int64], *, quantile: float
) -> NDArray[np.float64]:
    """Quantiles of Beta(1 + resolved, 1 + unresolved), the posterior of a uniform prior; (n,)."""
    # Many agents have the same tally, and a quantile costs more than finding out.
    width = 1 + int(unresolved.max(initial=0))
    tallies, place = np.unique(resolved * width + unresolved, return_inverse=True)
    resolved, unresolved = tallies // width, tallies % width
    if quantile > 0.5:
        return (1 - _low_quantiles(unresolved, resolved, 1 - quantile))[place]
    return _low_quantiles(resolved, unresolved, quantile)[place]


def _low_quantiles(
    resolved: NDArray[np.int64], unresolved: NDArray[np.int64], quantile: float
) -> NDArray[np.float64]:
    """As above, up to a half; some at a time. scipy knows it too, but takes a quarter of a second
    to load, longer than a command may take to look at a run.
    """
    rows = max(1, _TERMS // (1 + int(unresolved.max(initial=0))))
    parts = range(0, len(resolved), rows)
    found = (
        _solve(resolved[each : each + rows], unresolved[each : each + rows], quantile)
        for each in parts
    )
    return np.concatenate([np.empty(0), *found])


def _solve(
    resolved: NDArray[np.int64], unresolved: NDArray[np.int64], quantile: float
) -> NDArray[np.float64]:
    """Beta(1 + r, 1 + u) is below x as often as r + u + 1 trials of chance x succeed more than r
    times. The logarithm of that is concave in log x: Newton's steps fall below the solution once,
    and then only rise towards it.
    """
    r, u = resolved[:, np.newaxis], unresolved[:, np.newaxis]
    trials = r + u + 1
    successes = r + 1 + np.arange(1 + int(unresolved.max(initial=0)))
    failures = trials - successes
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, trials.max(initial=0) + 1)))])
    ways = logs[trials] - logs[np.minimum(successes, trials)] - logs[np.maximum(failures, 0)]
    ways[failures < 0] = -np.inf
    x = (r + 1) / (trials + 1)
    for _ in range(_MOST_STEPS):
        terms = np.exp(ways + successes * np.log(x) + failures * np.log1p(-x))
        below = terms.sum(1, keepdims=True)
        step = np.log(below / quantile) * below / ((r + 1) * terms[:, :1])
        x *= np.exp(-step)
        if np.abs(step).max(initial=0) < _PRECISION:
            break
    return np.asarray(x[:, 0])


def interval(resolved: int, unresolved: int, *, level: float = 0.95) -> tuple[float, float]:
    """Equal-tailed credible interval of Beta(1 + resolved, 1 + unresolved)."""
    tail = (1 - level) / 2
    tally = np.array([resolved]), np.array([unresolved])
    low, high = (beta_quantile(*tally, quantile=end) for end in (tail, 1 - tail))
    return float(low[0]), float(high[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Two agents on the same tasks: A is the first, B the second."""

    both: int
    only_a: int
    only_b: int
    neither: int
    p_value: float
    """Two-sided exact McNemar test: the binomial test of only_a among only_a + only_b."""
    difference: float
    """Share resolved by B minus share resolved by A."""
    low: float
    """95 % interval of the difference (Newcombe 1998, method 10)."""
    high: float

    @property
    def tasks(self) -> int:
        """How many tasks both attempted to a verdict."""
        return self.both + self.only_a + self.only_b + self.neither


def compare_paired(a: Sequence[bool], b: Sequence[bool]) -> Paired:
    """Compare verdicts on the same tasks in the same order; ValueError where there are none."""
    if not a or len(a) != len(b):
        raise ValueError("a paired comparison needs the same tasks, at least one")
    both = sum(x and y for x, y in zip(a, b, strict=True))
    only_a, only_b = sum(a) - both, sum(b) - both
    neither = len(a) - both - only_a - only_b
    low, high = _newcombe(both, only_a, only_b, neither)
    return Paired(
        both=both,
        only_a=only_a,
        only_b=only_b,
        neither=neither,
        p_value=_mcnemar(only_a, only_b),
        difference=(only_b - only_a) / len(a),
        low=low,
        high=high,
    )


def _mcnemar(only_a: int, only_b: int) -> float:
    from scipy.special import bdtr

    discordant = only_a + only_b
    if discordant == 0:
        return 1.0
    return min(1.0, 2 * float(bdtr(min(only_a, only_b), discordant, 0.5)))


def _newcombe(both: int, only_a: int, only_b: int, neither: int) -> tuple[float, float]:
    """Square-and-add Wilson interval of a paired difference (Newcombe 1998, method 10)."""
    n = both + only_a + only_b + neither
    share_a, share_b = (both + only_a) / n, (both + only_b) / n
    low_a, high_a = _wilson(share_a, n)
    low_b, high_b = _wilson(share_b, n)
    phi = _phi(both, only_a, only_b, neither)
    difference = share_b - share_a
    below, above = share_b - low_b, high_a - share_a
    low = difference - np.sqrt(max(0.0, below**2 - 2 * phi * below * above + above**2))
    below, above = share_a - low_a, high_b - share_b
    high = difference + np.sqrt(max(0.0, above**2 - 2 * phi * above * below + below**2))
    return float(low), float(high)


def _wilson(share: float, n: int) -> tuple[float, float]:
    z = 1.959963984540054
    middle = share + z * z / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return float((middle - half) / scale), float((middle + half) / scale)


def _phi(both: int, only_a: int, only_b: int, neither: int) -> float:
    margins = (both + only_a) * (only_b + neither) * (both + only_b) * (only_a + neither)
    if margins == 0:
        return 0.0
    cross = float(both * neither - only_a * only_b)
    if cross > 0:
        cross = max(cross - (both + only_a + only_b + neither) / 2, 0)
    return float(cross / np.sqrt(margins))
