"""A case solved, the ways the laws need it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hypothesis import settings

from hitdesign.allocation.allocate import band_codes
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.linear_answer import linear_answer
from hitdesign.allocation.whole import whole_program
from hitdesign.allocation.whole_answer import whole_answer
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.whole import solve_whole
from laws.districts import Case, asked


def some(share: float = 1.0) -> settings:
    """Examples of a law by the profile: a twelfth of the profile, for each solves a district or two."""
    return settings(max_examples=max(2, int(settings.default.max_examples * share / 12)))


def linear_value(case: Case) -> float:
    """Level 1's LP value; minus infinity where no plan keeps the floors."""
    answer = solve_linear(asked(case).formulation().program, levels=1)
    return float("-inf") if answer.values is None else answer.levels[0].value


def whole_interval(case: Case, gap: float = 0.02) -> tuple[float, float] | None:
    """Value and bound of level 1 in whole numbers; None where there is no plan."""
    answer = solve_whole(whole_program(asked(case).formulation()).program, levels=1, gap=gap)
    return None if answer.values is None else (answer.levels[0].value, answer.levels[0].bound)


def plan_of(case: Case, *, whole: bool = True, levels: int | None = None) -> Allocation | Infeasible:
    """The allocation of a case with its own recommended models."""
    ready = asked(case)
    formulation = ready.formulation()
    answer = whole_answer if whole else linear_answer
    return answer(formulation, band_codes(formulation, ready.chosen), case.policy, case.evidence, levels=levels)


def not_below(after: float, before: float) -> bool:
    """The value after is not lower, rounding apart."""
    return after >= before - 1e-6 * max(1.0, abs(before)) or before == float("-inf")


def same(after: float, before: float) -> bool:
    """Both values are one, rounding apart."""
    return after == before or abs(after - before) <= 1e-6 * max(1.0, abs(before))


def overlap(first: tuple[float, float] | None, second: tuple[float, float] | None) -> bool:
    """Two intervals [value, bound] can hold one optimum."""
    if first is None or second is None:
        return first is second
    return first[0] <= second[1] + 1e-6 and second[0] <= first[1] + 1e-6


def changed(rows: tuple[Any, ...], number: int, change: Callable[[Any], Mapping[str, Any]]) -> tuple[Any, ...]:
    """The records with one of them changed."""
    return tuple(row.model_copy(update=dict(change(row))) if n == number else row for n, row in enumerate(rows))


def with_cohorts(case: Case, cohorts: Any) -> Case:
    """The case with other cohorts."""
    return replace(case, district=case.district.with_cohorts(cohorts))
