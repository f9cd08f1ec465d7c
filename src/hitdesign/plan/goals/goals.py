"""The goals of a plan, made from its own numbers, and how they serve those of the district's own plan."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.forecast.forecast import Forecast, forecast_of
from hitdesign.plan.goals.design import design_goals
from hitdesign.plan.goals.engagement import engagement_goals
from hitdesign.plan.goals.goal import Goal, goal_table
from hitdesign.plan.goals.growth import growth_goals
from hitdesign.plan.goals.participation import participation_goals
from hitdesign.plan.goals.seat_rows import in_need, seat_rows
from hitdesign.plan.goals.strategic import strategic_table, with_served


@dataclass(frozen=True)
class Goals:
    """What the program promises.

    `goals`: in the order of the guide's families. `table`: the same, one row each. `strategic`: the goals of the
    district's own plan and what serves them. `without`: sentences on what has no goal, and why.
    """

    goals: tuple[Goal, ...]
    strategic: pd.DataFrame
    without: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per goal; see `Goal` for the columns."""
        return goal_table(self.goals)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each goal with its verdict and what would help; then what is not served, then what has no goal."""
        said = []
        for goal in self.goals:
            ending = (
                "" if goal.reachable != "unknown" or goal.if_assumed == "unknown" else f" ({WORD[goal.if_assumed]})"
            )
            said.append(f"{goal.sentence} Reachable: {goal.reachable}{ending}. {goal.why} {goal.would}".strip())
        return (*said, *(str(one) for one in self.strategic["sentence"]), *self.without)


#: What is said beside an unknown verdict that holds if everything assumed does.
WORD = {"yes": "yes if what was assumed holds", "no": "no even if what was assumed holds"}


def goals_of(plan: Drafted, forecast: Forecast | None = None) -> Goals:
    """Goals of the four families, each with baseline, target, measure, data, day, owner and whether it can be reached.

    `forecast`: that of the plan (None: it is made). Raises InputError where the evidence lacks a parameter that a goal
    is judged by.

    >>> import pandas as pd, hitdesign as hit
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> plan = hit.design(hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award), rank_assumptions=False)
    >>> goals_of(plan).table[["goal_id", "reachable"]].values.tolist()[2]
    ['participation:math', 'unknown']
    """
    found = forecast or forecast_of(plan)
    seats = seat_rows(plan, found)
    if seats.empty:
        table = strategic_table(plan, ())
        return Goals((), table, ("The plan serves nobody, so it promises nothing.",))
    goals = (
        *design_goals(plan, seats),
        *participation_goals(plan, seats),
        *growth_goals(plan, found, seats),
        *engagement_goals(plan, seats),
    )
    strategic = strategic_table(plan, goals)
    return Goals(with_served(goals, strategic), strategic, _without(plan, seats))


def _without(plan: Drafted, seats: pd.DataFrame) -> tuple[str, ...]:
    """Subjects in which students need tutoring and nobody has a seat."""
    need = in_need(plan).groupby("subject")["students"].sum()
    served = set(seats["subject"])
    left = [(str(subject), float(students)) for subject, students in need.items() if subject not in served]
    said = [
        f"No goal in {subject}: {students:,.0f} students need it and the plan has no seat there."
        for subject, students in left
        if students
    ]
    asked = sorted(set(plan.policy.rollout.goals.participation_shares) - served)
    return (*said, *(f"The policy asks for participation in {one}, in which the plan has no seat." for one in asked))
