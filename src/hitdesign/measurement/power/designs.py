"""What every design of a study has in common: a standard error, degrees of freedom, sizes, and the checks of them.

Common to all designs: `share_treated` of what is drawn gets tutoring; `r_squared...` is the share of the variance of
its level that covariates explain; `covariates` counts those taken off the degrees of freedom; `attrition` is the share
of the students drawn whose outcome will be missing. Attrition here only makes the sample smaller: the bias that it can
bring is a matter of `standards.attrition`. Expected numbers of analysed students are not rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Protocol, Self

from hitdesign.errors import Fault
from hitdesign.measurement.given import number_faults, refuse, share_faults


class Design(Protocol):
    """What the questions of power ask of a design."""

    #: The fields that count what is drawn or recruited; `required_size` can find each of them.
    sizes: ClassVar[tuple[str, ...]]

    @property
    def standard_error_factor(self) -> float:
        """Standard error of the effect, in standard deviations of the outcome."""

    @property
    def degrees_of_freedom(self) -> float:
        """Degrees of freedom of the test of the effect."""

    def with_size(self, name: str, size: int) -> Self:
        """The same design with another size."""


def count_faults(where: str, counts: dict[str, Any], covariates: Any) -> Iterator[Fault]:
    """Faults of what is counted: whole and at least 1, covariates at least 0.

    >>> from hitdesign.measurement.power.designs import count_faults
    >>> [fault.column for fault in count_faults("design", {"schools": 0}, -1)]
    ['schools', 'covariates']
    """
    for name, count in counts.items():
        yield from number_faults(where, name, count, at_least=1, whole=True)
    yield from number_faults(where, "covariates", covariates, at_least=0, whole=True)


def drawn_faults(where: str, share_treated: Any, shares: dict[str, Any]) -> Iterator[Fault]:
    """Faults of the shares of a design: that treated lies between 0 and 1, every other is at least 0 and below 1.

    >>> from hitdesign.measurement.power.designs import drawn_faults
    >>> [fault.column for fault in drawn_faults("design", 1.0, {"attrition": -0.1})]
    ['share_treated', 'attrition']
    """
    yield from number_faults(where, "share_treated", share_treated, above=0, below=1)
    yield from share_faults(where, shares)


def refuse_design(where: str, design: Design, faults: Iterable[Fault]) -> None:
    """InputError with all faults of a design, or because it leaves less than one degree of freedom; else nothing.

    >>> from hitdesign.measurement.power.students import StudentsRandomised
    >>> StudentsRandomised(students=3, covariates=2, attrition=0.0)
    Traceback (most recent call last):
    hitdesign.errors.InputError: 1 thing to mend in the input:
    - design students_randomised: it leaves -1 degrees of freedom. Expected at least one. Draw more or use fewer ...
    """
    refuse(faults)
    if not design.degrees_of_freedom >= 1:
        problem = f"it leaves {design.degrees_of_freedom:g} degrees of freedom"
        refuse([Fault(where, problem, "at least one", "Draw more or use fewer covariates")])


def drawn_variance(share_treated: float) -> float:
    """Variance of the lot: P (1 - P).

    >>> from hitdesign.measurement.power.designs import drawn_variance
    >>> drawn_variance(0.5)
    0.25
    """
    return share_treated * (1 - share_treated)
