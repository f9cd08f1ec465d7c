"""How many full-time people a program of this size needs, role by role, and how many the people table has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.evidence.records import Evidence
from hitdesign.evidence.team_facts import TeamSize
from hitdesign.plan.team.counted import Counted
from hitdesign.plan.team.holding import Held, anywhere, at_school
from hitdesign.quantities import print_count

COLUMNS = (
    *("role", "school_id", "full_time_people", "hours_per_week", "hours_held", "short_hours", "rule", "because"),
    *("source", "as_of", "verified"),
)


def sizes_table(
    counted: Counted, held: dict[tuple[str, str], Held], evidence: Evidence, needed: set[str]
) -> pd.DataFrame:
    """One row per role with a rule of size (at each school where it stands at schools): the rule that asks for most.

    Columns of COLUMNS: `hours_per_week` = full_time_people x the rule's hours of one; `short_hours` what the people
    table lacks of them, NaN where nobody's hours are known.
    """
    rules: dict[str, list[tuple[str, TeamSize]]] = {}
    for key, rule in evidence.team_sizes.items():
        if rule.role in needed:
            rules.setdefault(rule.role, []).append((key, rule))
    rows = [row for role, own in rules.items() for row in _rows(role, own, counted, held, evidence)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(
    role: str,
    rules: list[tuple[str, TeamSize]],
    counted: Counted,
    held: Mapping[tuple[str, str], Held],
    evidence: Evidence,
) -> Iterator[tuple[object, ...]]:
    at_schools = evidence.team_roles[role].at == "school"
    for place in counted.schools if at_schools else (EVERY_SCHOOL,):
        people, key, rule = max(
            ((people_of(rule, counted, place), key, rule) for key, rule in rules), key=lambda one: (one[0], one[1])
        )
        own = at_school(dict(held), role, place)[0] if at_schools else anywhere(dict(held), role)
        hours = people * rule.hours_per_week
        has = own.hours_per_week if own is not None else float("nan")
        count = _count(rule, counted, place)
        because = (
            f"one for {rule.one_for:,} {rule.per}, at least {rule.least_people:g}: {print_count(count, rule.per[:-1])} "
            f"(team_sizes.{key})"
        )
        yield (
            *(role, place, people, hours, has, hours - min(has, hours) if has >= 0 else float("nan"), key, because),
            *(rule.source, rule.as_of, rule.verified),
        )


def people_of(rule: TeamSize, counted: Counted, place: str = EVERY_SCHOOL) -> float:
    """Full-time people by one rule.

    Formula: max(least_people, count / one_for).
    """
    return max(rule.least_people, _count(rule, counted, place) / rule.one_for)


def _count(rule: TeamSize, counted: Counted, place: str) -> float:
    if rule.per == "schools":
        return float(len(counted.schools)) if place == EVERY_SCHOOL else 1.0
    return counted.of(place, rule.per)
