"""Which items of planning the facts settle: objectives, need, criteria, team, days. Each rule is one function.

No rule says done because something is absent: done always rests on a fact that was given.
"""

from __future__ import annotations

from datetime import date

from hitdesign.district.program_records import DistrictDate
from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.settled import NOBODY_TAUGHT, Settled, untold
from hitdesign.plan.timeline.used import Used
from hitdesign.quantities import print_count

OBJECTIVES = ("objective", "objective_by_tier", "objective_by_subject")
COORDINATOR = "program_coordinator"


def objectives_stated(plan: Drafted, used: Used) -> Settled:
    """Done where the policy states an objective of its own; the default is nobody's decision."""
    stated = [name for name in OBJECTIVES if name in plan.policy.model_fields_set and getattr(plan.policy, name)]
    if stated:
        return Settled("done", f"The policy states {', '.join(stated)}.", "policy", stated[0])
    because = f"The policy states no objective; the default, {plan.policy.objective}, stands in."
    return Settled("open", because, "policy", "objective")


def need_counted(plan: Drafted, used: Used) -> Settled:
    """Done where cohorts or student records state need, begun where it was only estimated from rates."""
    if not plan.need.students:
        return Settled("open", "No student in need is counted.", "cohorts", "students")
    counted = print_count(plan.need.students, "seat")
    if any(one.name.startswith("rates.") for one in plan.district.assumed):
        return Settled("begun", f"A need of {counted} was estimated from shares of students.", "cohorts", "students")
    return Settled("done", f"A need of {counted} is counted.", "cohorts", "students")


def criteria_set(plan: Drafted, used: Used) -> Settled:
    """Done where the policy states measures or a preset; begun where records are read with default thresholds."""
    criteria = plan.policy.criteria
    if criteria.measures or criteria.preset:
        return Settled("done", f"The policy states the criteria {criteria.name!r}.", "policy", "criteria")
    if plan.need.found is not None:
        because = "Students were found by default thresholds, which nobody has chosen."
        return Settled("begun", because, "policy", "criteria")
    because = "Students are counted; by which criteria they are found is not stated."
    return Settled("open", because, "policy", "criteria")


def students_found(plan: Drafted, used: Used) -> Settled:
    """Done where the need was found in student records."""
    if plan.need.found is None:
        return Settled("open", "The plan rests on counts; no table of students is given.", "students")
    found = print_count(float(plan.need.found.children["students"].sum()), "student")
    return Settled("done", f"The criteria found {found}.", "students")


def coordinator_named(plan: Drafted, used: Used) -> Settled:
    """Done where the people table has a coordinator of the district, begun where one of a school."""
    rows = [row for row in plan.district.people if row.role.strip().lower().replace(" ", "_") == COORDINATOR]
    if any(row.school_id == EVERY_SCHOOL for row in rows):
        hours = sum(row.people * (row.hours_per_week or 0) for row in rows)
        more = f" with {hours:g} hours a week" if hours else "; their hours are not given"
        return Settled("done", f"The people table has a {COORDINATOR} of the district{more}.", "people", "role")
    if rows:
        because = f"The people table has a {COORDINATOR} at a school, none of the district."
        return Settled("begun", because, "people", "school_id")
    return Settled("open", f"The people table has no {COORDINATOR}.", "people", "role")


def program_drafted(plan: Drafted, used: Used) -> Settled:
    """Begun where the plan teaches somebody; a recommendation is no approval, so the facts never say done."""
    if not used.taught:
        return NOBODY_TAUGHT
    models = sorted({str(one) for one in plan.allocation.groups["model_id"]})
    because = f"The plan proposes {', '.join(models)}; only a sign-off says that it was approved."
    return Settled("begun", because, "groups", "model_id")


def training_days_known(plan: Drafted, used: Used) -> Settled:
    """Begun where a training day before launch is known."""
    days = sorted(row.on for row in plan.district.dates if row.kind == "staff_training" and row.on < used.launch_on)
    if days:
        because = f"{print_count(len(days), 'training day')} before launch known, the last on {days[-1]}."
        return Settled("begun", because, "dates", "on")
    return Settled("open", "No day of staff_training before launch is in the dates table.", "dates", "kind")


def evaluation_days_known(plan: Drafted, used: Used) -> Settled:
    """Begun where a report is due or the board meets while the program runs."""
    days = [row.on for row in plan.district.dates if is_evaluation(row, used.launch_on, used.ends_on)]
    if days:
        because = f"{print_count(len(days), 'day')} of reports or board meetings while the program runs known."
        return Settled("begun", because, "dates", "on")
    because = "No report_due or board_meeting while the program runs is in the dates table."
    return Settled("open", because, "dates", "kind")


def is_evaluation(row: DistrictDate, launch_on: date, ends_on: date) -> bool:
    """Whether a row of dates is a day on which the running program is looked at."""
    return row.kind in ("report_due", "board_meeting") and launch_on <= row.on <= ends_on


def consent_given(plan: Drafted, used: Used) -> Settled:
    """Not needed where the blocks table says of every time that is used that students are assigned.

    Else only a sign-off can say that families were asked; a blank way of joining is a default, and nobody's word.
    """
    if not used.taught:
        return NOBODY_TAUGHT
    rows = {(row.school_id, row.block_id): row.enrolment for row in plan.district.blocks}
    groups = plan.allocation.groups
    ways: set[str | None] = set()
    for school, block in set(zip(groups["school_id"], groups["block_id"], strict=True)):
        key = (school, block) if (school, block) in rows else (EVERY_SCHOOL, block)
        if key not in rows:
            return untold(f"The time {block} of the plan is not in the blocks table.", "blocks", "block_id")
        ways.add(rows[key])
    if ways == {"assigned"}:
        return Settled("not_needed", "Students are assigned at every time that is used.", "blocks", "enrolment")
    because = "Families choose, or how students join is not said; only a sign-off says that all were asked."
    return Settled("open", because, "blocks", "enrolment")
