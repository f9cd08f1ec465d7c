"""What each assumption moves: the plan's first level, solved again with the value at its less favourable end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from hitdesign.allocation.allocate import chosen_pairs
from hitdesign.allocation.formulation import formulate
from hitdesign.district.columns import facts_of
from hitdesign.district.district import District
from hitdesign.errors import InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence, Parameter
from hitdesign.need.need import Need, need_of
from hitdesign.policy import Policy
from hitdesign.recommendation.recommend import recommend
from hitdesign.recommendation.recommendation import Recommendation
from hitdesign.solving.linear import solve_linear

#: How the keys of thresholds begin that decide who is in need.
NEED = "need."


@dataclass(frozen=True)
class _Base:
    """What stays the same while one value moves: the recommended set above all."""

    district: District
    policy: Policy
    evidence: Evidence
    need: Need
    chosen: pd.DataFrame

    def value(
        self, evidence: Evidence | None = None, need: Need | None = None, chosen: pd.DataFrame | None = None
    ) -> float:
        """Level 1 of the linear program; NaN where it has no answer."""
        evidence = evidence or self.evidence
        facts = facts_of(self.district, self.policy, evidence)
        chosen = self.chosen if chosen is None else chosen
        program = formulate(facts, need or self.need, chosen, self.policy, evidence).program
        answer = solve_linear(program, levels=1)
        return answer.levels[0].value if answer.values is not None else float("nan")


def ranked(
    district: District, policy: Policy, evidence: Evidence, need: Need, recommendation: Recommendation
) -> tuple[Assumption, ...]:
    """The assumptions with what they move, the largest mover first, those not computed last.

    `moves` is the change of level 1 of the linear program, in its unit, when the value goes to the end of its range
    (the evidence's `low` or `high`) that serves fewer; the recommended tutoring models stay. Masked counts are one of
    them: there the other end of every masked count is taken. Where a threshold of need moves, students are found anew,
    and tutoring models are recommended for the bands that they make.
    """
    facts = facts_of(district, policy, evidence)
    assumptions = (*facts.assumptions, *need.assumptions)
    base = _Base(district, policy, evidence, need, chosen_pairs(facts, need, recommendation))
    moved = [_moved(base, one) for one in _with_range(assumptions, evidence)]
    done = {one.name for one in moved}
    rest = [one for one in assumptions if one.name not in done]
    moved += _masked(base)
    if moved:
        value = base.value()
        moved = [replace(one, moves=None if one.moves is None else one.moves - value) for one in moved]
    moved.sort(key=lambda one: (-abs(one.moves or 0.0), one.name))
    return (*moved, *rest)


def _with_range(assumptions: tuple[Assumption, ...], evidence: Evidence) -> Iterator[Assumption]:
    for one in assumptions:
        parameter = evidence.parameters.get(one.name)
        if parameter is not None and _ends(parameter):
            yield one


def _ends(parameter: Parameter) -> list[float]:
    """The ends of the range that are not the value itself."""
    ends = (parameter.low, parameter.high)
    return [end for end in ends if end is not None and end != parameter.value]


def _moved(base: _Base, assumption: Assumption) -> Assumption:
    """The assumption with the lowest value of level 1 over the ends of its range."""
    parameter = base.evidence.parameters[assumption.name]
    value = _found_anew if assumption.name.startswith(NEED) else _Base.value
    found = [value(base, _laid_over(base.evidence, assumption.name, end)) for end in _ends(parameter)]
    return replace(assumption, moves=min((one for one in found if one is not None), default=None))


def _found_anew(base: _Base, evidence: Evidence) -> float | None:
    """Level 1 where other students are in need; None where the threshold would pass that of another tier."""
    try:
        need = need_of(base.district, base.policy, evidence=evidence)
    except InputError:
        return None
    recommendation = recommend(base.district, need, base.policy, evidence=evidence)
    facts = facts_of(base.district, base.policy, evidence)
    return base.value(evidence, need, chosen_pairs(facts, need, recommendation))


def _laid_over(evidence: Evidence, name: str, value: float) -> Evidence:
    moved = evidence.parameters[name].model_copy(update={"value": value})
    return replace(evidence, parameters={**evidence.parameters, name: moved})


def _masked(base: _Base) -> list[Assumption]:
    """Masked counts at their other end, where there are any."""
    cohorts = base.district.cohorts
    masked = int((cohorts["students_high"] > cohorts["students"]).sum())
    if not masked:
        return []
    end = base.policy.masked_counts
    other = need_of(base.district, base.policy.model_copy(update={"masked_counts": "high" if end == "low" else "low"}))
    return [
        Assumption(
            name="masked_counts",
            value=f"{end} end",
            unit="students",
            why=f"Counts that the source masks stand at the {end} end of their range.",
            source="the district's tables",
            verified=True,
            cells=masked,
            moves=base.value(need=other),
        )
    ]
