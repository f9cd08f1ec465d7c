"""Which standard deviation an effect is divided by, and whether the term for few students multiplies it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hitdesign.errors import Fault
from hitdesign.measurement.effects.arms import ArmCount
from hitdesign.measurement.effects.choices import WHERE
from hitdesign.measurement.given import refuse
from hitdesign.measurement.standards.effects import small_sample_term


@dataclass(frozen=True)
class Scale:
    """An effect in the outcome's unit times `per_unit` is in standard deviations.

    `standard_deviation` in the outcome's unit, `by` whose it is ("pooled", "comparison", "given"), `term` what the
    quotient is multiplied by for few students (1 where not asked for).
    """

    standard_deviation: float
    by: str
    term: float

    @property
    def per_unit(self) -> float:
        """Standard deviations to one unit of the outcome: term / standard deviation."""
        return self.term / self.standard_deviation

    def said(self) -> str:
        """Whose standard deviation it is, for a sentence."""
        whose = {"pooled": " of students within the arms", "comparison": " of the comparison arm", "given": " given"}
        return f"the standard deviation{whose[self.by]} ({self.standard_deviation:,.4g})"


def scale_of(treated: ArmCount, comparison: ArmCount, by: str | float, *, small_sample: bool) -> Scale:
    """The scale that was asked for, from the outcome's standard deviations without weights.

    Raises InputError where the outcome does not vary. Formulas: pooled as in `pooled_standard_deviation`, term 1 - 3 /
    (4 df - 1) with df = n1 + n2 - 2 (pooled, Hedges' g) or n2 - 1 (comparison, Glass' delta); a given number has no
    term.

    >>> from hitdesign.measurement.effects.arms import ArmCount
    >>> from hitdesign.measurement.effects.scale import scale_of
    >>> arm = ArmCount(50, 0, 0, 50, None, None, 500.0, 40.0)
    >>> round(scale_of(arm, arm, "pooled", small_sample=True).per_unit * 10, 4)
    0.2481
    """
    if not isinstance(by, str):
        return Scale(float(by), "given", 1.0)
    if by == "comparison":
        # N of `small_sample_term` is df + 2: of two arms n1 + n2, of one n2 + 1.
        deviation, count = comparison.standard_deviation, comparison.students_analysed + 1
    else:
        count = treated.students_analysed + comparison.students_analysed
        squares = sum((arm.students_analysed - 1) * arm.standard_deviation**2 for arm in (treated, comparison))
        deviation = math.sqrt(squares / (count - 2))
    if not deviation > 0:
        what_to_do = "Give standardised_by a number, such as the test's own standard deviation"
        refuse([Fault(WHERE, "the outcome does not vary", "different outcomes", what_to_do, column="standardised_by")])
    return Scale(deviation, by, small_sample_term(count) if small_sample and count >= 4 else 1.0)
