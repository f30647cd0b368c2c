"""Whether a difference between two shares is larger than chance: intervals, and nothing about what they are used for.

Wilson's score interval (Wilson 1927) and its difference by Newcombe's hybrid score method without continuity correction
(Newcombe 1998, Statistics in Medicine 17, method 10). Several differences looked at together share the error of one
(Bonferroni).
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

ERROR = 0.05


def wilson(count: float, total: float, error: float = ERROR) -> tuple[float, float]:
    """The interval of a share from 0 to 1, for a count out of a total above 0."""
    z, share = _z(error), count / total
    middle = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - half) / (1 + z * z / total), (middle + half) / (1 + z * z / total)


def newcombe(
    count: float, total: float, other_count: float, other_total: float, error: float = ERROR
) -> tuple[float, float]:
    """The interval of the first share less the second one."""
    share, other = count / total, other_count / other_total
    low, high = wilson(count, total, error)
    other_low, other_high = wilson(other_count, other_total, error)
    difference = share - other
    return (
        difference - sqrt((share - low) ** 2 + (other_high - other) ** 2),
        difference + sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )


def size(count: float, total: float, other_count: float, other_total: float) -> float:
    """How large a difference is beside what chance makes: the pooled z of two shares, without its sign."""
    pooled = (count + other_count) / (total + other_total)
    spread = sqrt(pooled * (1 - pooled) * (1 / total + 1 / other_total))
    return abs(count / total - other_count / other_total) / spread if spread else 0.0


def _z(error: float) -> float:
    return NormalDist().inv_cdf(1 - error / 2)
