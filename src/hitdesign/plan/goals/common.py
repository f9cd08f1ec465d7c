"""What goals have in common: what nobody stated, who answers, which day, how grades and students are named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from hitdesign.evidence.goal_templates import Family
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.goals.goal import STATED, Check
from hitdesign.plan.taught import launch_of
from hitdesign.quantities import print_grades

#: Assumptions that can only make a plan smaller than the facts would: no seat rests on them.
HARMLESS = ("blocks.online_seats", "blocks.starts_at", "blocks.*", "contracts.")
#: Students with a mark, as sentences name them.
WORDS = {
    "iep": "students with an IEP",
    "english_learner": "English learners",
    "low_income": "students from low-income families",
}
#: How many open assumptions a sentence names.
NAMED = 4


@dataclass(frozen=True)
class Due:
    """A day, and where it is from."""

    day: date | None
    source: str


def stated_check(plan: Drafted) -> Check:
    """Whether the seats, sessions and attendance rest on what the district stated, and on nothing that was filled in.

    Without it a blank could make a goal reachable that the fact would not.
    """
    names = [one.name for one in plan.assumptions if not one.name.startswith(HARMLESS)]
    if not plan.district.calendar:
        names.append("calendar (no days without tutoring are given)")
    if not names:
        return Check(STATED, "yes", "All that the seats rest on was stated by the district.")
    shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    says = f"It rests on what nobody in the district stated: {shown}."
    return Check(STATED, "unknown", says, "State these facts in the district's tables.")


def owner_of(plan: Drafted, family: Family, role: str) -> tuple[str, str]:
    """The role that answers for a goal, and whether the district has somebody in it."""
    chosen = plan.policy.rollout.goals.owners.get(family, role)
    people = plan.district.people
    if not people:
        return chosen, "Unknown who holds this role: the table of people is empty."
    here = [row for row in people if row.role == chosen]
    if not here:
        return chosen, f"Nobody in the table of people is a {chosen}: add the role or name another owner."
    return chosen, "In the table of people."


def end_of(plan: Drafted, seats: pd.DataFrame) -> Due:
    """The day by which a goal of these seats is due: the policy's, else the last day of their blocks."""
    chosen = plan.policy.rollout.goals.by
    if chosen is not None:
        return Due(chosen, "policy: rollout.goals.by")
    return Due(seats["ends_on"].max().date(), "blocks.ends_on: the last day of their blocks")


def start_of(plan: Drafted, seats: pd.DataFrame) -> Due:
    """The first day of tutoring, and whether the policy says it."""
    said = plan.policy.rollout.timeline.launch_on is not None
    source = "policy: rollout.timeline.launch_on" if said else "blocks: the first day on which a session is held"
    return Due(launch_of(plan) or seats["starts_on"].min().date(), source)


def span_of(seats: pd.DataFrame) -> tuple[int, int]:
    """Lowest and highest grade of the seats."""
    return int(seats["grade_low"].min()), int(seats["grade_high"].max())


def called(subject: str, seats: pd.DataFrame, mark: str = "") -> str:
    """The students of a goal in words, such as `students in math, grades 3-5`."""
    grades = f"grades {print_grades(*span_of(seats))}"
    who = WORDS.get(mark, "students")
    if subject:
        return f"{who} in {subject}, {grades}"
    twice = ", each once in every subject," if mark and seats["subject"].nunique() > 1 else ""
    return f"{who} in {grades}{twice}"


def subjects_of(seats: pd.DataFrame) -> Iterable[str]:
    """Subjects with seats, in alphabetical order."""
    return sorted(str(one) for one in seats["subject"].unique())


def count(number: float) -> str:
    """A count with thousands, with one digit where it is not whole."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"
