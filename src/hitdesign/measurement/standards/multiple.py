"""Several findings at once: which of them stand when one in twenty would be found by chance (Benjamini-Hochberg)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hitdesign.evidence.library import number, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.given import number_faults, refuse


@dataclass(frozen=True)
class Comparison:
    """One finding among several: its two-sided p, its place from the smallest on, the p it must not exceed at it."""

    p: float
    rank: int
    critical_p: float
    significant: bool


def benjamini_hochberg(p_values: Sequence[float], evidence: Evidence | None = None) -> tuple[Comparison, ...]:
    """Each finding of a domain with its critical p, in the order given; none given, none returned.

    A finding is significant where it, or one with a larger p, does not exceed its critical p. Equal ps are ranked in
    the order given. When a review applies it differs between versions of the standards. Raises InputError where a p is
    not between 0 and 1. Formula: critical p = rank x alpha / number of findings, alpha from evidence `wwc.alpha`.
    Source: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995).

    >>> from hitdesign.measurement.standards.multiple import benjamini_hochberg
    >>> [one.significant for one in benjamini_hochberg([0.04, 0.001, 0.03])]
    [True, True, True]
    """
    refuse(
        fault
        for place, p in enumerate(p_values, start=1)
        for fault in number_faults("findings", f"p_values[{place}]", p, at_least=0, at_most=1)
    )
    alpha, count = number(evidence or shipped(), "wwc.alpha"), len(p_values)
    order = sorted(range(count), key=lambda place: p_values[place])
    rank = {place: position for position, place in enumerate(order, start=1)}
    stand = max((rank[place] for place in order if p_values[place] <= rank[place] * alpha / count), default=0)
    return tuple(
        Comparison(p, rank[place], rank[place] * alpha / count, rank[place] <= stand)
        for place, p in enumerate(p_values)
    )
