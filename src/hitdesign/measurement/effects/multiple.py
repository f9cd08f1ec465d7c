"""Several p at once: each made so large that it may be compared with the same level as a single one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from hitdesign.measurement.given import number_faults, refuse, word_faults

Multiplicity = Literal["benjamini_hochberg", "holm", "bonferroni", "none"]


def adjusted_p(p_values: Sequence[float], method: Multiplicity) -> tuple[float, ...]:
    """The p of each finding adjusted for there being several, in the order given; none given, none returned.

    "bonferroni" and "holm" hold the chance of one false finding or more; "benjamini_hochberg" the share of false ones
    among those found. Raises InputError where a p is not between 0 and 1. Formulas, p sorted, m in all: bonferroni
    min(1, m p); holm max over j <= i of min(1, (m - j + 1) p_j); benjamini_hochberg min over j >= i of min(1, m p_j /
    j). Sources: Holm, Scandinavian Journal of Statistics 6 (1979); Benjamini and Hochberg, Journal of the Royal
    Statistical Society B 57 (1995).

    >>> from hitdesign.measurement.effects.multiple import adjusted_p
    >>> [round(p, 3) for p in adjusted_p([0.01, 0.04, 0.03], "holm")]
    [0.03, 0.06, 0.06]
    """
    faults = [*word_faults("findings", "multiplicity", method, get_args(Multiplicity))]
    for place, p in enumerate(p_values, start=1):
        faults += number_faults("findings", f"p_values[{place}]", p, at_least=0, at_most=1)
    refuse(faults)
    count = len(p_values)
    order = sorted(range(count), key=lambda place: p_values[place])
    adjusted = [float(p) for p in p_values]
    if method == "bonferroni":
        return tuple(min(1.0, count * p) for p in adjusted)
    if method == "holm":
        most = 0.0
        for rank, place in enumerate(order):
            most = adjusted[place] = max(most, min(1.0, (count - rank) * p_values[place]))
    elif method == "benjamini_hochberg":
        least = 1.0
        for rank, place in reversed(list(enumerate(order, start=1))):
            least = adjusted[place] = min(least, count * p_values[place] / rank)
    return tuple(adjusted)
