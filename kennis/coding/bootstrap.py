"""How sure a coefficient is: draw meetings again and again, and see how far it moves.

Turns of one meeting resemble each other, so whole meetings are drawn, not turns.
"""

from __future__ import annotations

import numpy as np

from kennis.coding.alpha import Measure, coefficient

DRAWS = 1000
LEVEL = 0.95
_FEW = 10


def interval(measure: Measure, *, seed: int, draws: int = DRAWS) -> tuple[float, float]:
    """Return the bootstrap interval (percentiles, 95 %) of a coefficient; not a number where there is none.

    Args:
        measure: sums per meeting (see `alpha` and `units`).
        seed: of the draws.
        draws: how many times the meetings are drawn, with replacement.
    """
    groups = measure.groups
    if groups < 2:
        return float("nan"), float("nan")
    weights = np.random.default_rng(seed).multinomial(groups, [1 / groups] * groups, size=draws)
    values = coefficient(measure, weights.astype(float))
    known = values[np.isfinite(values)]
    # A coefficient that mostly cannot be computed has no interval either.
    if len(known) < draws / 2:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def describe_meetings(groups: int, *, loose: int = 0) -> str:
    """Say in Dutch what the number of meetings means for the interval; nothing where there are enough.

    Args:
        groups: what was drawn again: meetings, and each loose quote by itself.
        loose: how many of them are loose quotes.
    """
    quotes = "1 los citaat" if loose == 1 else f"{loose} losse citaten"
    meetings = "1 bijeenkomst" if groups - loose == 1 else f"{groups - loose} bijeenkomsten"
    if groups < 2:
        return f"maar {'één los citaat' if loose else 'één bijeenkomst'}: geen marge te berekenen"
    both = " en ".join([meetings] * (groups > loose) + [quotes] * bool(loose))
    return f"maar {both}: de marge is een ruwe schatting" if groups < _FEW else ""
