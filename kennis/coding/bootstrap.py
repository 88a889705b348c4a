"""How sure a coefficient is: draw meetings again and again, and turns within them, and see how far it moves.

Turns of one meeting resemble each other, so whole meetings are drawn. Of a few meetings that tells too little: then
draws look more alike than other meetings would. So turns are drawn too, within each meeting that is drawn. Simulated
with coders who err more in some meetings than in others, such 95 % intervals held the true value in about 95 of 100 studies
of twelve meetings, in about 90 of four, and in fewer than 80 of two. Of meetings alone it was 90, 80 and 50.
"""

from __future__ import annotations

import numpy as np

from kennis.coding.alpha import Measure, coefficient

DRAWS = 1000
LEVEL = 0.95
_LEAST = 4  # meetings: with fewer the interval is far too narrow
_FEW = 10


def draw_turns(meetings: np.ndarray, *, seed: int, draws: int = DRAWS) -> np.ndarray:
    """Draw meetings and, within each, turns; both with replacement.

    Args:
        meetings: the number of each turn's meeting, from 0.
        seed: of the draws.
        draws: how many times.

    Returns:
        How often each turn counts (draws × turns); no draws where there are too few meetings.
    """
    groups = int(meetings.max()) + 1 if len(meetings) else 0
    if groups < _LEAST:
        return np.zeros((0, len(meetings)))
    chances = np.random.default_rng(seed)
    drawn = chances.multinomial(groups, [1 / groups] * groups, size=draws)
    weights = np.zeros((draws, len(meetings)))
    for meeting in range(groups):
        own = np.flatnonzero(meetings == meeting)
        weights[:, own] = chances.multinomial(drawn[:, meeting] * len(own), [1 / len(own)] * len(own))
    return weights


def interval(measure: Measure, weights: np.ndarray) -> tuple[float, float]:
    """Return the bootstrap interval (percentiles, 95 %) of a coefficient; not a number where there is none.

    Args:
        measure: sums per turn (see `alpha` and `units`).
        weights: see `draw_turns`.
    """
    values = coefficient(measure, weights)
    known = values[np.isfinite(values)]
    # A coefficient that mostly cannot be computed has no interval either.
    if not len(known) or len(known) < len(weights) / 2:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def describe_meetings(groups: int, *, loose: int = 0) -> str:
    """Say in Dutch what the number of meetings means for the interval; nothing where there are enough.

    Args:
        groups: what was drawn again: meetings, and each loose quote by itself.
        loose: how many of them are loose quotes.
    """
    if groups >= _FEW:
        return ""
    quotes = "één los citaat" if loose == 1 else f"{loose} losse citaten"
    meetings = "één bijeenkomst" if groups - loose == 1 else f"{groups - loose} bijeenkomsten"
    both = " en ".join([meetings] * (groups > loose) + [quotes] * bool(loose))
    told = "te weinig voor een marge" if groups < _LEAST else "de marge is een ruwe schatting"
    return f"maar {both}: {told}"
