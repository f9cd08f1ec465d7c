"""What a person would say of a team: its size, who is missing, who has too much, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isnan
from typing import Protocol

import pandas as pd

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.evidence.records import Evidence
from hitdesign.plan.team.counted import Counted
from hitdesign.quantities import print_count, print_share


class Counts(Protocol):
    """The parts of a team that its sentences are made of."""

    @property
    def counted(self) -> Counted:
        """What the plan gives it to do."""

    @property
    def roles(self) -> pd.DataFrame:
        """One row per role."""

    @property
    def sizes(self) -> pd.DataFrame:
        """Full-time people by the size of the plan."""

    @property
    def loads(self) -> pd.DataFrame:
        """Hours against hours."""

    @property
    def overloads(self) -> pd.DataFrame:
        """Loads that are too much."""

    @property
    def nobody(self) -> tuple[str, ...]:
        """Roles that nobody holds."""

    @property
    def nobody_at(self) -> pd.DataFrame:
        """Schools without anybody in a role that is held elsewhere."""

    @property
    def not_understood(self) -> tuple[str, ...]:
        """Roles that no role of the knowledge goes by."""


def sentences_of(team: Counts, evidence: Evidence) -> tuple[str, ...]:
    """What a team comes to, the most important first."""
    return (
        *_size(team, evidence),
        *_missing(team, evidence),
        *_overloads(team, evidence),
        *_unknown(team, evidence),
        *_strangers(team),
        "Hours and ratios of the team are planning assumptions of this library until you write your own.",
    )


def _size(team: Counts, evidence: Evidence) -> Iterator[str]:
    counted = team.counted
    seats, groups = (counted.of(EVERY_SCHOOL, name) for name in ("students", "groups"))
    where = print_count(len(counted.schools), "school")
    what = f"{print_count(seats, 'seat')} in {print_count(groups, 'group')} at {where}"
    members = [evidence.team_roles[role].name for role in team.roles.loc[team.roles["on_team"], "role"]]
    yield f"For {what} the implementation team has {len(members)} roles: {', '.join(members)}."
    for row in team.sizes[team.sizes["school_id"] == EVERY_SCHOOL].to_dict("records"):
        name = evidence.team_roles[row["role"]].name
        has = "hours not known" if isnan(row["hours_held"]) else f"{row['hours_held']:.0f} are there"
        asks = f"{row['full_time_people']:.2f} of a full-time {name}, {row['hours_per_week']:.0f} hours a week"
        yield f"This size asks for {asks} ({has}): {row['because']}."


def _missing(team: Counts, evidence: Evidence) -> Iterator[str]:
    if team.nobody:
        names = ", ".join(evidence.team_roles[role].name for role in team.nobody)
        said = (
            "The people table is empty, so nobody is known to hold"
            if set(team.roles.loc[team.roles["role"].isin(team.nobody), "held"]) == {"unknown"}
            else "Nobody in the people table holds"
        )
        yield f"{said}: {names}. Add a row for each, with hours."
    for role, rows in team.nobody_at.groupby("role", sort=True):
        places = ", ".join(rows["school_id"])
        yield f"No {evidence.team_roles[str(role)].name} is named at {places}: add a row for each school."


def _overloads(team: Counts, evidence: Evidence) -> Iterator[str]:
    """One sentence per role and phase; schools are counted, the worst is named."""
    for (role, phase), rows in team.overloads.groupby(["role", "phase"], sort=True):
        worst = rows.sort_values(["over_hours", "school_id"], ascending=[False, True]).iloc[0]
        schools = [name for name in rows["school_id"] if name != EVERY_SCHOOL]
        name = evidence.team_roles[str(role)].name
        where = f" at {print_count(len(schools), 'school')} (most at {worst['school_id']})" if schools else ""
        has = worst["hours_available"]
        share = f"{print_share(worst['load_share'])} of the {has:.1f} there are" if has > 0 else "and none is there"
        yield (
            f"Too much for the {name}{where} {phase}: {worst['hours_per_week']:.1f} hours a week, {share}, "
            f"{worst['over_hours']:.1f} too many; {worst['relief']}."
        )


def _unknown(team: Counts, evidence: Evidence) -> Iterator[str]:
    rows = team.loads[team.loads["status"] == "unknown"]
    for words, roles in (
        ("What these have to do is not known, because a count is not", _roles(rows[rows["hours_per_week"].isna()])),
        (
            "Hours of these are not known, so whether it is too much is not either",
            _roles(rows[rows["hours_available"].isna()]),
        ),
    ):
        if roles:
            yield f"{words}: {', '.join(evidence.team_roles[role].name for role in roles)}."


def _roles(rows: pd.DataFrame) -> Iterable[str]:
    return sorted(set(rows["role"]))


def _strangers(team: Counts) -> Iterator[str]:
    if team.not_understood:
        names = ", ".join(team.not_understood)
        yield f"Roles of the people table that are not understood, and count for nobody: {names}."
