"""How likely a goal is: plans under many draws of what is not known for sure, each made once its draw is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from hitdesign.district.district import District
from hitdesign.errors import HitdesignError, InputError
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.levers import Lever
from hitdesign.policy import Policy
from hitdesign.recommendation.rules import RuleBook
from hitdesign.scenarios.chance_draws import check_draws, drawn_of, lever_of, values_of
from hitdesign.scenarios.chance_goal import Goal, goal_first, goal_of, most_seats
from hitdesign.scenarios.chance_spread import Drawn
from hitdesign.scenarios.chance_uncertain import Uncertain
from hitdesign.scenarios.chances import Chances
from hitdesign.scenarios.outcome import Outcome
from hitdesign.scenarios.prepared import TIERS
from hitdesign.scenarios.pull import Given, pull
from hitdesign.scenarios.running import Executor
from hitdesign.scenarios.sweep import Sweep, sweep

NAN = float("nan")
#: Draws are answered with the tutoring models that suit the facts as they are given.
KEPT = {"models": "kept"}


def simulate(
    district: District,
    policy: Policy | None = None,
    uncertain: Sequence[Uncertain] = (),
    *,
    goal: Goal | float,
    draws: int = 100,
    seed: int = 1,
    confidence: float = 0.95,
    evidence: Evidence | None = None,
    rules: RuleBook | None = None,
    solver: Any = None,
    whole: bool = False,
    executor: Executor | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Chances:
    """How often a plan reaches the goal when everything uncertain is drawn, and what seats and dollars come to.

    Every draw is a scenario of `sweep`, with the base's tutoring models: the plan that could be made if the draw were
    known beforehand. A draw reaches the goal (seats) where some plan does that keeps every limit and floor; whether the
    one made by the policy's own order does stands beside it. A draw without a plan reaches no goal. The same seed gives
    the same draws on every `executor`. `rules`, `solver`, `whole` (whole plans), `executor`, `progress`: as in
    `sweep`.
    Raises InputError where a draw asks for what a table cannot hold, and what `sweep` raises.

    >>> import pandas as pd, hitdesign as hit
    >>> from hitdesign.scenarios.chance import simulate
    >>> from hitdesign.scenarios.chance_spread import Range
    >>> from hitdesign.scenarios.chance_uncertain import Place, Uncertain
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 40_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> district = hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award)
    >>> money = Uncertain(name="Award", places=(Place(table="funding", column="award_dollars"),), operation="factor",
    ...     spread=Range(low=0.5, high=1.0), source="Our guess", as_of="2026-11-01")
    >>> simulate(district, None, [money], goal=20, draws=4).chance
    1.0
    """
    goal, policy, evidence = goal_of(goal), policy or Policy(), evidence or shipped()
    check_draws(uncertain, draws, seed, confidence)
    check_ends(Given(district, policy, evidence), uncertain)
    drawn = drawn_of(uncertain, draws, seed)
    levers, of_draw = told_apart(uncertain, drawn)
    how = {"evidence": evidence, "rules": rules, "solver": solver, "whole": whole, "executor": executor} | KEPT
    found = sweep(district, policy, levers, progress=progress, **how)
    by_policy = [one is not None and goal.met_by(goal.served(one)) for one in found.outcomes]
    reached, why = _reached(found, by_policy, goal, how)
    rows = [_row(draw + 1, found.outcomes[at], reached[at], by_policy[at]) for draw, at in enumerate(of_draw)]
    why = " ".join(dict.fromkeys(filter(None, (found.why, why))))
    values = values_of(uncertain, drawn)
    return Chances(goal, tuple(uncertain), seed, confidence, found.base, pd.DataFrame(rows), values, why, whole)


def _reached(found: Sweep, by_policy: Sequence[bool], goal: Goal, how: dict[str, Any]) -> tuple[list[bool | None], str]:
    """Which scenarios reach the goal, by any plan where the policy's falls short; None, and why, where unknown."""
    short = [at for at, one in enumerate(found.outcomes) if one and one.status == "solved" and not by_policy[at]]
    reached: list[bool | None] = list(by_policy)
    if not short:
        return reached, ""
    district, policy = found.given.district, goal_first(found.given.policy, goal)
    first = {**how, "who": False, "levels": 1}
    most = sweep(district, policy, [found.levers[at] for at in short], **first)
    for at, one in zip(short, most.outcomes, strict=True):
        reached[at] = None if one is None else goal.met_by(most_seats(one))
    return reached, most.why


def check_ends(given: Given, uncertain: Sequence[Uncertain]) -> None:
    """Raises InputError with every fault of every thing at its ends, or at every value of its list."""
    faults: dict[str, Any] = {}
    for one in uncertain:
        for value in one.asked:
            try:
                pull(given, Lever(name=one.name, changes=one.changes(value)))
            except InputError as trouble:
                faults |= {str(fault): fault for fault in trouble.faults}
    if faults:
        raise InputError(faults.values())


def outcomes_of(found: Sweep) -> list[Outcome]:
    """The outcomes of a sweep; raises HitdesignError where some are missing, with why."""
    known = [one for one in found.outcomes if one is not None]
    if found.missing:
        raise HitdesignError(f"Some scenarios have no answer. {found.why}")
    return known


def told_apart(uncertain: Sequence[Uncertain], drawn: Sequence[tuple[Drawn, ...]]) -> tuple[list[Lever], list[int]]:
    """One lever for all draws that do the same, and each draw's place among the levers."""
    levers: list[Lever] = []
    places: dict[tuple[str, ...], int] = {}
    of_draw = []
    for number, values in enumerate(drawn):
        lever = lever_of(f"draw {number + 1}", uncertain, values)
        key = tuple(change.model_dump_json() for change in lever.changes)
        if key not in places:
            places[key] = len(levers)
            levers.append(lever)
        of_draw.append(places[key])
    return levers, of_draw


def _row(draw: int, one: Outcome | None, reached: bool | None, by_policy: bool) -> dict[str, object]:
    """One draw as `Chances.table` shows it."""
    served = one.served if one else {}
    return {
        "draw": draw,
        "status": "not run" if one is None or reached is None else one.status,
        "seats": one.seats if one else NAN,
        "dollars": sum(one.spent.values()) if one and one.status == "solved" else NAN,
        **{f"{tier}_seats": served.get(tier, NAN) for tier in TIERS},
        "reached": bool(reached),
        "by_policy": by_policy,
        "sentence": " ".join(one.sentences) if one and one.status != "solved" else "",
    }
