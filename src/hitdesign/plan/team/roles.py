"""Which roles this plan needs, why, who sits on the implementation team, and who does what nobody is there for."""

from __future__ import annotations

from math import isnan

import pandas as pd

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.evidence.records import Evidence
from hitdesign.evidence.team_facts import TeamRole
from hitdesign.plan.team.counted import Counted
from hitdesign.plan.team.holding import Held, anywhere
from hitdesign.quantities import print_count

COLUMNS = ("role", "name", "at", "needed", "on_team", "held", "people", "hours_per_week", "because")
#: What a condition asks of the counts, and its words.
CONDITIONS = {
    "online": ("online", "seats online"),
    "english_learners": ("english_learners", "seats of English learners"),
    "iep": ("iep", "seats of students with IEPs"),
}


def holds(condition: str, counted: Counted, place: str = EVERY_SCHOOL) -> bool:
    """Whether a condition holds at a place; a count that is not known holds: nothing is left out for not knowing."""
    if condition == "contracts":
        return bool(counted.contracts)
    if condition == "several_schools":
        return len(counted.schools) > 1
    if condition in CONDITIONS:
        count = counted.of(place, CONDITIONS[condition][0])
        return isnan(count) or count > 0
    return True


def why_condition(condition: str, counted: Counted) -> str:
    """The condition with the plan's own count."""
    if condition == "contracts":
        return f"contracts in use: {', '.join(counted.contracts) or 'none'}"
    if condition in CONDITIONS:
        name, words = CONDITIONS[condition]
        count = counted.of(EVERY_SCHOOL, name)
        mark = {"english_learners": "english_learner", "iep": "iep"}.get(name, name)
        said = f"not known: mark the cohorts' column {mark}" if isnan(count) else f"{count:,.0f}"
        return f"{words}: {said}"
    if condition == "several_schools":
        return f"schools served: {len(counted.schools)}"
    return "every program needs it"


def large_enough(role: TeamRole, counted: Counted) -> bool:
    """Whether the plan is of the size from which on the role is one of its own."""
    if not role.from_students and not role.from_schools:
        return True
    return (
        counted.of(EVERY_SCHOOL, "students") >= role.from_students or len(counted.schools) >= role.from_schools
    )  # fmt: skip


def roles_table(counted: Counted, held: dict[tuple[str, str], Held], evidence: Evidence, pools: float) -> pd.DataFrame:
    """One row per role of the knowledge.

    Columns of COLUMNS. `held`: yes, no (the people table names others), unknown (it names nobody), pools or contract
    (tutors and the provider, who stand in other tables). `pools`: tutors of the plan.
    """
    rows = []
    for key, role in evidence.team_roles.items():
        own = anywhere(held, key)
        condition, size = holds(role.needed_where, counted), large_enough(role, counted)
        needed = condition and (size or own is not None)
        because = why_condition(role.needed_where, counted)
        if role.from_students or role.from_schools:
            because = (
                f"{counted.of(EVERY_SCHOOL, 'students'):,.0f} seats at {print_count(len(counted.schools), 'school')}; "
                f"a role of its own from {role.from_students:,} seats or {print_count(role.from_schools, 'school')} on"
            )
        state = "yes" if own else ("no" if held else "unknown")
        if own is None and role.at in ("tutors", "provider"):
            state = "pools" if role.at == "tutors" else "contract"
        people = own.people if own else (pools if role.at == "tutors" else float("nan"))
        hours = own.hours_per_week if own else float("nan")
        rows.append(
            (key, role.name, role.at, needed, needed and role.on_team, state, people, hours, f"{because} (team_roles)")
        )
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"needed": bool, "on_team": bool})


def doers(roles: pd.DataFrame, evidence: Evidence, chosen: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Per duty that this plan has: the role that does it, and why it is not the usual one (blank: it is).

    The policy's choice comes first. Where the program is too small for the usual role, the first that may relieve it
    does the work, else whoever answers for it.
    """
    needed = dict(zip(roles["role"], roles["needed"], strict=True))
    found: dict[str, tuple[str, str]] = {}
    for key, duty in evidence.team_duties.items():
        usual = duty.responsible
        if key in chosen:
            found[key] = (chosen[key], "" if chosen[key] == usual else "chosen in the policy")
        elif needed[usual]:
            found[key] = (usual, "")
        elif not evidence.team_roles[usual].needed_where:
            other = next((role for role in duty.relieved_by if needed[role]), duty.accountable)
            found[key] = (other, f"the program is too small for a {evidence.team_roles[usual].name} of its own")
    return found
