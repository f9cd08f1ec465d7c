"""What each assumption moves: the plan's first level, solved again with the value at its less favourable end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from hitdesign.allocation.allocate import chosen_pairs
from hitdesign.allocation.formulation import formulate
from hitdesign.district.columns import facts_of
from hitdesign.district.district import District
from hitdesign.errors import InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence, Parameter
from hitdesign.need.need import Need, need_of
from hitdesign.need.presets import rebased
from hitdesign.plan.moved import moved
from hitdesign.policy import LevelName, Policy
from hitdesign.recommendation.recommend import recommend
from hitdesign.recommendation.recommendation import Recommendation
from hitdesign.solving.linear import LinearAnswer, solve_linear

#: How far a number goes whose range nobody gave.
TENTHS = ((0.9, "a tenth less, at least"), (1.1, "a tenth more, at least"))
#: How the keys of thresholds begin that decide who is in need.
NEED = "need."
#: How the keys begin that say how sure a finding is, and change no plan.
OF_NO_PLAN = "need.standard_error."


@dataclass(frozen=True)
class _Base:
    """What stays the same while one value moves: the recommended set above all."""

    district: District
    policy: Policy
    evidence: Evidence
    need: Need
    recommendation: Recommendation

    def answer(self, *, evidence: Evidence | None = None, district: District | None = None) -> LinearAnswer:
        """Level 1 of the linear program with other evidence or another district."""
        evidence, need = evidence or self.evidence, self.need
        if district is not None:
            need = need_of(district, self.policy, evidence=evidence)
        return self.solved(evidence, district or self.district, need)

    def solved(self, evidence: Evidence, district: District, need: Need) -> LinearAnswer:
        """Level 1 of the linear program."""
        facts = facts_of(district, self.policy, evidence)
        chosen = chosen_pairs(facts, need, self.recommendation)
        return solve_linear(formulate(facts, need, chosen, judged_by(self.policy), evidence).program, levels=1)


def judged_by(policy: Policy) -> Policy:
    """The policy with its first level alone; where that is the change from a last plan, with seats in its place."""
    first: LevelName = "seats" if policy.levels[0] == "least_change" else policy.levels[0]
    return policy.model_copy(update={"levels": (first,), "level_tolerances": {}})


def ranked(
    district: District, policy: Policy, evidence: Evidence, need: Need, recommendation: Recommendation
) -> tuple[Assumption, ...]:
    """The assumptions with what they move, the largest mover first, those that are no number last.

    `moves` is the change of level 1 of the linear program, in its unit, when the value goes to `moved_to`: the end of
    its range (the evidence's `low` or `high`) that serves fewer, or where nobody gave a range a tenth of itself, up or
    down; the recommended tutoring models stay. Masked counts are one of them: there the other end of every masked count
    is taken. Words and rules have no other end: their `moves` is None. Where a threshold of need moves, students are
    found anew, and tutoring models are recommended for the bands that they make.
    """
    base = _Base(district, policy, evidence, need, recommendation)
    facts = facts_of(district, policy, evidence)
    value = _value(base.answer())
    assumptions = (*facts.assumptions, *need.assumptions)
    given = {one.name for one in district.assumed}
    out = [_moved(base, one, value, in_tables=one.name in given) for one in assumptions] + _masked(base, value)
    return tuple(sorted(out, key=lambda one: (one.moves is None, -abs(one.moves or 0.0), one.name)))


def _value(answer: LinearAnswer) -> float:
    return answer.levels[0].value if answer.values is not None else float("nan")


def _moved(base: _Base, assumption: Assumption, value: float, *, in_tables: bool) -> Assumption:
    """The assumption with the lowest value of level 1 over where it may go; of two tenths the first that lowers it."""
    parameter = base.evidence.parameters.get(assumption.name)
    ends = _ends(parameter)
    found: list[tuple[float, str]] = []
    for factor, label in ends or TENTHS:
        answer = _answer(base, assumption.name, parameter, factor, in_tables=in_tables)
        if answer is None:
            continue
        missed = "" if answer.values is not None else ": no plan keeps the promises"
        found.append((-value if missed else _value(answer) - value, label + missed))
        if not ends and found[-1][0] < 0:
            break
    moves, label = min(found, default=(None, ""))
    return replace(assumption, moves=moves, moved_to=label)


def _answer(
    base: _Base, name: str, parameter: Parameter | None, factor: float, *, in_tables: bool
) -> LinearAnswer | None:
    """Level 1 with the value times the factor; None where it is no number, or the tables would refuse it."""
    if in_tables:
        district = moved(base.district, name, factor)
        return None if district is None else base.answer(district=district)
    if parameter is None or isinstance(parameter.value, str) or not parameter.value or name.startswith(OF_NO_PLAN):
        return None
    other = _laid_over(base.evidence, parameter, name, factor)
    return _found_anew(base, other) if name.startswith(NEED) else base.answer(evidence=other)


def _found_anew(base: _Base, evidence: Evidence) -> LinearAnswer | None:
    """Level 1 where other students are in need; None where the threshold would pass that of another tier."""
    try:
        criteria = rebased(base.policy.criteria, base.evidence, evidence)
        policy = base.policy.model_copy(update={"criteria": criteria})
        need = need_of(base.district, policy, evidence=evidence)
    except InputError:
        return None
    rules = base.recommendation.rules
    recommendation = recommend(base.district, need, base.policy, evidence=evidence, rules=rules)
    return replace(base, recommendation=recommendation).solved(evidence, base.district, need)


def _ends(parameter: Parameter | None) -> tuple[tuple[float, str], ...]:
    """Factors that lead to the ends of a value's range, and the ends in words; none where nobody gave a range."""
    if parameter is None or isinstance(parameter.value, str) or not parameter.value:
        return ()
    ends = [end for end in (parameter.low, parameter.high) if end is not None and end != parameter.value]
    return tuple((end / parameter.value, f"{end:g}") for end in ends)


def _laid_over(evidence: Evidence, parameter: Parameter, name: str, factor: float) -> Evidence:
    other = parameter.model_copy(update={"value": float(parameter.value) * factor})
    return replace(evidence, parameters={**evidence.parameters, name: other})


def _masked(base: _Base, value: float) -> list[Assumption]:
    """Masked counts at their other end, where there are any."""
    cohorts = base.district.cohorts
    masked = int((cohorts["students_high"] > cohorts["students"]).sum())
    if not masked:
        return []
    end = base.policy.masked_counts
    there: Literal["low", "high"] = "high" if end == "low" else "low"
    other = need_of(base.district, base.policy.model_copy(update={"masked_counts": there}))
    return [
        Assumption(
            name="masked_counts",
            value=f"{end} end",
            unit="students",
            why=f"Counts that the source masks stand at the {end} end of their range.",
            source="the district's tables",
            verified=True,
            cells=masked,
            moves=_value(base.solved(base.evidence, base.district, other)) - value,
            moved_to=f"{there} end",
        )
    ]
