"""What a study can see: the smallest effect it detects, its chance to detect one, the size that it needs.

Effects are in standard deviations. Every question names its convention, for the two in use differ a little:

- `central`: the multiplier is the sum of two quantiles of the t distribution, as in the education literature (Bloom,
  Minimum detectable effects, Evaluation Review 19 (1995); Dong and Maynard, PowerUp!, Journal of Research on
  Educational Effectiveness 6 (2013)).
- `noncentral`: the power is that of the noncentral t distribution, as in statsmodels, pwr and Optimal Design.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.distributions import noncentral_t_beyond, t_below, t_quantile
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.measurement.power.designs import Design

Convention = Literal["central", "noncentral"]
CONVENTIONS: tuple[Convention, ...] = ("central", "noncentral")
#: Halvings until a multiplier is exact to the last digit that a float keeps of it.
HALVINGS = 52
#: Two effects closer than this, relative to their size, are the same effect.
SLACK = 1e-12
#: No study is larger.
LARGEST = 10**12


@dataclass(frozen=True)
class Detection:
    """An effect and the chance to detect it, with what they rest on, unrounded.

    `effect` in standard deviations = `multiplier` x `standard_error_factor`, the standard error of the effect in
    standard deviations; `power`: the chance that a test with this `alpha` and so many `sides` finds it.
    """

    effect: float
    power: float
    alpha: float
    sides: int
    convention: Convention
    degrees_of_freedom: float
    standard_error_factor: float
    multiplier: float


@dataclass(frozen=True)
class RequiredSize:
    """The least whole size of a design that reaches a power for an effect, and what it then reaches.

    `size` counts `of` (a field of the design: students, groups, schools, ...); `design`: the design of that size;
    `smallest`: the smallest effect detected with the power asked for; `wanted`: the power for the effect asked for.
    """

    size: int
    of: str
    design: Design
    smallest: Detection
    wanted: Detection


def minimum_detectable_effect(
    design: Design, *, convention: Convention, power: float = 0.8, alpha: float = 0.05, sides: int = 2
) -> Detection:
    """The smallest effect, in standard deviations, that a design detects with a power (MDES).

    Raises InputError where power is not above alpha and below 1, alpha not between 0 and 1, sides not 1 or 2;
    MissingExtra where scipy is absent. Formula: effect = M x SE; central: M = t(1 - alpha / sides) + t(power), the
    quantiles of df degrees of freedom; noncentral: the M at which the noncentral t of noncentrality M has the power.
    Source: Bloom (1995), Dong and Maynard (2013); Hedges and Rhoads, Statistical power analysis in education research
    (2010).

    >>> from hitdesign.measurement.power.students import StudentsRandomised
    >>> pilot = StudentsRandomised(students=250, attrition=0.0)
    >>> round(minimum_detectable_effect(pilot, convention="central").effect, 3)
    0.356
    """
    refuse(_faults(convention, alpha, sides, power))
    multiplier = _multiplier(design.degrees_of_freedom, power, alpha, sides, convention)
    return _detection(design, multiplier, power, alpha, sides, convention)


def power_to_detect(
    design: Design, effect: float, *, convention: Convention, alpha: float = 0.05, sides: int = 2
) -> Detection:
    """The chance that a design detects an effect of so many standard deviations.

    Raises InputError where the effect is not above 0, alpha not between 0 and 1, sides not 1 or 2; MissingExtra where
    scipy is absent. Formula, with d = effect / SE and c = t(1 - alpha / sides): central: P(T < d - c); noncentral:
    P(T' > c), for two sides + P(T' < -c), T' of noncentrality d. Source: as `minimum_detectable_effect`.

    >>> from hitdesign.measurement.power.students import StudentsRandomised
    >>> pilot = StudentsRandomised(students=250, attrition=0.0)
    >>> round(power_to_detect(pilot, 0.16, convention="noncentral").power, 3)
    0.243
    """
    refuse([*_faults(convention, alpha, sides), *number_faults("power", "effect", effect, above=0)])
    multiplier = effect / design.standard_error_factor
    power = _chance(design.degrees_of_freedom, multiplier, alpha, sides, convention)
    return _detection(design, multiplier, power, alpha, sides, convention)


def required_size(
    design: Design,
    effect: float,
    *,
    convention: Convention,
    power: float = 0.8,
    alpha: float = 0.05,
    sides: int = 2,
    of: str | None = None,
) -> RequiredSize:
    """How many students, groups or schools a design needs, in place of its own number, to detect an effect.

    `of`: which of the design's `sizes` is asked for; blank: the first. The answer is whole, the least that reaches the
    power: one fewer does not. Raises InputError where an argument is out of bounds (see the other two questions), the
    design has no such size, or no study is large enough; MissingExtra where scipy is absent. Formula: the least n with
    `minimum_detectable_effect` <= effect. Source: as there.

    >>> from hitdesign.measurement.power.students import StudentsRandomised
    >>> found = required_size(StudentsRandomised(students=100, r_squared=0.5, attrition=0.0), 0.2, convention="central")
    >>> found.size, round(found.smallest.effect, 4)
    (395, 0.1998)
    """
    name = design.sizes[0] if of is None else of
    faults = [*_faults(convention, alpha, sides, power), *number_faults("power", "effect", effect, above=0)]
    refuse([*faults, *word_faults("power", "of", name, design.sizes)])

    def reaches(size: int) -> bool:
        sized = _sized(design, name, size)
        if sized is None:
            return False
        chance = _chance(sized.degrees_of_freedom, effect / sized.standard_error_factor, alpha, sides, convention)
        return chance >= power * (1 - SLACK)

    size = _least(reaches, name)
    sized = design.with_size(name, size)
    return RequiredSize(
        size,
        name,
        sized,
        minimum_detectable_effect(sized, convention=convention, power=power, alpha=alpha, sides=sides),
        power_to_detect(sized, effect, convention=convention, alpha=alpha, sides=sides),
    )


def _detection(
    design: Design, multiplier: float, power: float, alpha: float, sides: int, convention: Convention
) -> Detection:
    factor, degrees = design.standard_error_factor, design.degrees_of_freedom
    return Detection(multiplier * factor, power, alpha, sides, convention, degrees, factor, multiplier)


def _sized(design: Design, name: str, size: int) -> Design | None:
    """The design of that size; None where it would be too small to say anything."""
    try:
        return design.with_size(name, size)
    except InputError:
        return None


def _least(reaches: Callable[[int], bool], name: str) -> int:
    """The least size that reaches; a larger one than such a size always does."""
    high = 1
    while not reaches(high):
        high *= 2
        if high > LARGEST:
            fault = Fault("power", f"no number of {name} detects it", "a larger effect", "Ask for a larger effect")
            raise InputError([fault])
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def _multiplier(degrees: float, power: float, alpha: float, sides: int, convention: Convention) -> float:
    central = t_quantile(1 - alpha / sides, degrees) + t_quantile(power, degrees)
    if convention == "central":
        return central
    low, high = 0.0, max(central, 1.0)
    while _chance(degrees, high, alpha, sides, convention) < power:
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _chance(degrees, middle, alpha, sides, convention) >= power else (middle, high)
    return high


def _chance(degrees: float, multiplier: float, alpha: float, sides: int, convention: Convention) -> float:
    critical = t_quantile(1 - alpha / sides, degrees)
    if convention == "central":
        return t_below(multiplier - critical, degrees)
    return min(noncentral_t_beyond(critical, degrees, multiplier, sides), 1.0)


def _faults(convention: str, alpha: float, sides: int, power: float | None = None) -> Iterator[Fault]:
    yield from word_faults("power", "convention", convention, CONVENTIONS)
    yield from word_faults("power", "sides", sides, (1, 2))
    faults = [*number_faults("power", "alpha", alpha, above=0, below=1)]
    yield from faults
    if power is not None:
        yield from number_faults("power", "power", power, above=0 if faults else alpha, below=1)
