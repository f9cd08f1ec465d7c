"""Goals of program design: expectations agreed before the first session, and every seat as the standard asks."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from hitdesign.district.program_records import EVERYWHERE
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.goals.common import owner_of, span_of, start_of
from hitdesign.plan.goals.goal import Check, Goal
from hitdesign.plan.taught import launch_of

EXPECTATIONS, STANDARD = "design_expectations", "design_standard"


def design_goals(plan: Drafted, seats: pd.DataFrame) -> Iterator[Goal]:
    """Both goals of a plan with seats."""
    yield _goal(plan, seats, EXPECTATIONS)
    yield _goal(plan, seats, STANDARD)


def _goal(plan: Drafted, seats: pd.DataFrame, key: str) -> Goal:
    template, due = plan.evidence.goals[key], start_of(plan, seats)
    schools = sorted(str(one) for one in seats["school_id"].unique())
    standard = plan.evidence.standards[plan.policy.standard].name
    if key == EXPECTATIONS:
        signed = _signed(plan, schools)
        baseline, target, number = float(len(signed)), float(len(schools)), len(schools)
        says = f"{len(signed)} of {len(schools)} schools are signed off under {EXPECTATIONS} in the table of signoffs."
        checks: tuple[Check, ...] = (_agreed(plan, key, schools, signed),)
        because: tuple[str, ...] = ("allocation.seats", "signoffs", "blocks.starts_on")
    else:
        share, checks = _as_asked(plan, seats, standard)
        baseline, target, number = share, 1.0, round(float(seats["students"].sum()))
        says = f"{share:.0%} of the seats are in models that meet it, by the plan."
        because = ("allocation.seats", "recommendation.ranking.meets_standard", "policy.standard")
    owner, owner_says = owner_of(plan, template.family, template.owner)
    low, high = span_of(seats)
    return Goal(
        goal_id=key,
        family=template.family,
        sentence=template.sentence.format(due=due.day, number=f"{number:,}", standard=standard),
        subject="",
        grade_low=low,
        grade_high=high,
        whom="all schools with seats" if key == EXPECTATIONS else "all seats",
        baseline=baseline,
        baseline_says=says,
        target=target,
        target_from="plan",
        unit=template.unit,
        measure=template.measure,
        formula=template.formula,
        data=template.data,
        computed_by=template.computed_by,
        due=due.day,
        due_from=due.source,
        owner=owner,
        owner_says=owner_says,
        checks=checks,
        because=because,
    )


def _signed(plan: Drafted, schools: list[str]) -> set[str]:
    """Schools at which the expectations are signed off; a row of the district is one of every school."""
    done = {row.school_id for row in plan.district.signoffs if row.task_id == EXPECTATIONS and row.status == "done"}
    return set(schools) if EVERYWHERE in done else done & set(schools)


def _agreed(plan: Drafted, key: str, schools: list[str], signed: set[str]) -> Check:
    """Reached where all have signed, missed where the day has passed, else open: no table shows what people will do."""
    missing = [school for school in schools if school not in signed]
    if not missing:
        return Check("signed", "yes", "All schools are signed off.")
    would = f"Sign off {key} for {', '.join(missing[:5])}{' and others' if len(missing) > 5 else ''} in signoffs."
    as_of, launch = plan.policy.rollout.timeline.as_of, launch_of(plan)
    if as_of is not None and launch is not None and as_of > launch:
        says = f"{len(missing)} schools are not signed off and the launch on {launch} has passed."
        return Check("signed", "no", says, would)
    return Check("signed", "unknown", f"{len(missing)} schools are not signed off yet; people decide it.", would)


def _as_asked(plan: Drafted, seats: pd.DataFrame, standard: str) -> tuple[float, tuple[Check, ...]]:
    """The share of seats whose tutoring model meets the standard, and the check of it."""
    ranking = plan.recommendation.ranking.set_index(["band_id", "model_id"])["meets_standard"]
    met = ranking.reindex(pd.MultiIndex.from_frame(seats[["band_id", "model_id"]]), fill_value=False)
    as_asked = pd.Series(met.to_numpy(dtype=bool), index=seats.index)
    total, failing = float(seats["students"].sum()), seats[~as_asked]
    share = float(seats.loc[as_asked, "students"].sum()) / total
    if failing.empty:
        return share, (Check("standard", "yes", f"Every seat's model meets what can be tested of {standard}."),)
    models = ", ".join(sorted(str(one) for one in failing["model_id"].unique()))
    says = f"{failing['students'].sum():,.0f} seats are in models that do not meet {standard}: {models}."
    return share, (Check("standard", "no", says, "Plan with enforce_standard, or choose models that meet it."),)
