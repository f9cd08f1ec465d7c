"""Looks at which one may also stop because the effect hoped for will hardly be found any more: futility."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hitdesign.errors import Fault
from hitdesign.measurement.given import number_faults, refuse
from hitdesign.measurement.sequential.bounds import Looks, SpendBy, bound_above, error_spent, fixed_drift, looks
from hitdesign.measurement.sequential.spending import Shape, Spending
from hitdesign.measurement.sequential.walk import Walk, crossing_point, exits, going_on, start


@dataclass(frozen=True)
class _Bounds:
    """Bounds that go with a drift, and the chance to miss the effect that they leave."""

    upper: tuple[float, ...]
    futility: tuple[float, ...]
    missed: float


def looks_with_futility(
    information: Sequence[float],
    rule: Shape | Spending,
    futility: Spending,
    *,
    alpha: float,
    sides: int,
    power: float,
    binding: bool,
    spend_by: SpendBy = "each_side",
) -> Looks:
    """Bounds for an effect and for futility; at the last look the two meet.

    The chance to miss the effect, 1 - `power`, is spent over the looks by `futility`. With one side one stops at or
    below `lower`; with two sides where abs(z) is below `inner`. binding: the upper bounds count on stopping for
    futility, and a district that goes on all the same raises false alarms; not binding: they hold whatever is done.
    `drift` of the answer is the one that the power is reached for, up to the chance to find harm there. Raises
    InputError as `looks`, for a power not above alpha and below 1, and for binding bounds with a shape. Source:
    Pampallona, Tsiatis and Kim, Drug Information Journal 35 (2001); Jennison and Turnbull (2000), chapter 5 (inner
    wedge); Anderson and Clark, Statistics in Medicine 29 (2010).

    >>> from hitdesign.measurement.sequential.futility import looks_with_futility
    >>> from hitdesign.measurement.sequential.spending import Spending
    >>> how = {"alpha": 0.025, "sides": 1, "power": 0.9, "binding": False}
    >>> rules = Spending("hwang_shih_decani", -4), Spending("hwang_shih_decani", -2)
    >>> [round(z, 3) for z in looks_with_futility((1 / 3, 2 / 3, 1), *rules, **how).lower]
    [-0.239, 0.941, 1.999]
    """
    refuse([*number_faults("looks", "power", power, above=alpha, below=1), *_binding_faults(binding, rule)])
    plain = looks(information, rule, alpha=alpha, sides=sides, spend_by=spend_by)
    at, beta = plain.information, 1 - power
    beta_spent = tuple(futility.spent(one / at[-1], beta) for one in at)
    allowed = tuple(error_spent(rule, at, alpha, sides, spend_by)) if binding else None

    def found(drift: float) -> _Bounds:
        return _bounds(plain, beta_spent, allowed, drift)

    fixed = fixed_drift(alpha, sides, power) / math.sqrt(at[-1])
    drift = crossing_point(lambda one: found(one).missed, beta, 0.5 * fixed, 3 * fixed)
    bounds = found(drift)
    two = sides == 2
    lower = tuple(-z for z in bounds.upper) if two else bounds.futility
    inner = bounds.futility if two else None
    spent = _spent(at, bounds.upper, lower, inner) if binding else plain.spent
    bounded = replace(plain, upper=bounds.upper, lower=lower, inner=inner, drift=drift)
    return replace(bounded, spent=spent, binding=binding, beta_spent=beta_spent)


def _spent(
    at: tuple[float, ...], upper: tuple[float, ...], lower: tuple[float, ...], inner: tuple[float, ...] | None
) -> tuple[float, ...]:
    """The error used up by each look and those before it, of a program that does nothing."""
    reached = exits(at, upper, lower, inner)
    each = [a + (b if inner is not None else 0.0) for a, b in zip(reached.above, reached.below, strict=True)]
    return tuple(math.fsum(each[: look + 1]) for look in range(len(at)))


def _binding_faults(binding: bool, rule: Shape | Spending) -> Iterator[Fault]:
    if binding and isinstance(rule, Shape):
        expected = "a rule that spends, or bounds that do not bind"
        yield Fault("looks", "a shape of bounds cannot bind", expected, "Use Spending", column="binding")


def _bounds(plain: Looks, beta_spent: tuple[float, ...], allowed: tuple[float, ...] | None, drift: float) -> _Bounds:
    """Bounds of all looks for one drift; the last futility bound is the upper one."""
    two, at = plain.sides == 2, plain.information
    none, some = start(0.0), start(drift)
    upper: list[float] = []
    futility: list[float] = []
    missed = before = used = 0.0
    for look, here in enumerate(at):
        high = plain.upper[look]
        if allowed is not None:
            high = bound_above(none.above, here, allowed[look] - used)
            used = allowed[look]

        def chance(z: float, walk: Walk = some, at_look: float = here) -> float:
            return walk.between(at_look, -z, z) if two else walk.below(at_look, z)

        last, allowance = look + 1 == len(at), beta_spent[look] - before
        least = 0.0 if two else -abs(high) - 40.0
        low = high if last or chance(high) <= allowance else _point(chance, allowance, least, high)
        upper.append(high)
        futility.append(low)
        missed += chance(low)
        before = beta_spent[look]
        if not last:
            stay = going_on(high, -high, low) if two else going_on(high, low)
            some = some.stepped(here, stay, at[look + 1])
            none = none.stepped(here, stay, at[look + 1]) if allowed is not None else none
    return _Bounds(tuple(upper), tuple(futility), missed)


def _point(chance: Callable[[float], float], allowance: float, least: float, high: float) -> float:
    """The futility bound that uses up the allowance; the least one where even that is more."""
    return least if chance(least) >= allowance else crossing_point(chance, allowance, least, high)
