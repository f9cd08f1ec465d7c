"""The team of a plan as one value: roles, sizes, responsibilities, loads, and what to say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.team.counted import Counted, counted_of
from hitdesign.plan.team.duties import duties_table, parts_table
from hitdesign.plan.team.holding import held_by_role, not_understood
from hitdesign.plan.team.loads import loads_table
from hitdesign.plan.team.relief import reliefs
from hitdesign.plan.team.roles import doers, roles_table
from hitdesign.plan.team.sizes import sizes_table
from hitdesign.plan.team.words import sentences_of
from hitdesign.tables.cell_faults import unknown_id


@dataclass(frozen=True)
class Team:
    """Who makes a plan happen.

    `roles`: one row per role, see `roles_table`. `sizes`: full-time people by the size of the plan, see `sizes_table`.
    `duties`: every responsibility at every place with hours and dates, see `duties_table`. `parts`: who is responsible,
    accountable, consulted and informed. `loads`: hours against hours, see `loads_table`, with `relief`: what would
    bring an overload down. `not_understood`: roles of the people table that no role of the knowledge goes by.
    """

    counted: Counted
    roles: pd.DataFrame
    sizes: pd.DataFrame
    duties: pd.DataFrame
    parts: pd.DataFrame
    loads: pd.DataFrame
    not_understood: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def matrix(self) -> pd.DataFrame:
        """The responsibility matrix: one row per duty, one column per role, R, A, C, I or blank."""
        order = [role for role in self.roles["role"] if role in set(self.parts["role"])]
        names = list(dict.fromkeys(self.parts["duty_id"]))
        wide = self.parts.pivot(index="duty_id", columns="role", values="part").reindex(index=names, columns=order)
        says = self.parts.drop_duplicates("duty_id").set_index("duty_id")["says"]
        wide.insert(0, "says", says.reindex(names))
        return wide.fillna("").reset_index().rename_axis(columns=None)

    @property
    def overloads(self) -> pd.DataFrame:
        """The loads that are more than the people there have hours for."""
        return self.loads[self.loads["status"] == "over"].reset_index(drop=True)

    @property
    def nobody(self) -> tuple[str, ...]:
        """Roles that the plan needs and that nobody in the people table holds."""
        open_roles = self.roles[self.roles["needed"] & self.roles["held"].isin(["no", "unknown"])]
        return tuple(open_roles["role"])

    @property
    def nobody_at(self) -> pd.DataFrame:
        """Columns role, school_id: schools without anybody in a role that is held elsewhere."""
        rows = self.loads[(self.loads["status"] == "nobody") & ~self.loads["role"].isin(self.nobody)]
        return rows[["role", "school_id"]].drop_duplicates().reset_index(drop=True)


def team_of(plan: Drafted) -> Team:
    """The team of a plan, from its size, its people table and the policy's choices about the team.

    Raises InputError where the policy gives a responsibility to a role, or names one, that the knowledge does not hold.

    >>> import pandas as pd, hitdesign as hit
    >>> from hitdesign.plan.team.team import team_of
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> plan = hit.design(hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award), rank_assumptions=False)
    >>> "program_coordinator" in team_of(plan).nobody
    True
    """
    evidence, chosen = plan.evidence, dict(plan.policy.rollout.team.done_by)
    faults = list(_unknown(chosen, plan))
    if faults:
        raise InputError(faults)
    counted = counted_of(plan)
    held = held_by_role(plan.district.people, evidence)
    roles = roles_table(counted, held, evidence, counted.people)
    doing = doers(roles, evidence, chosen)
    duties = duties_table(counted, doing, evidence)
    loads = loads_table(duties, held, plan, evidence)
    loads["relief"] = reliefs(loads, duties, plan.policy.rollout.team.full_load, evidence)
    needed = set(roles.loc[roles["needed"], "role"])
    sizes = sizes_table(counted, held, evidence, needed)
    strangers = not_understood(plan.district.people, evidence)
    made = Team(
        counted, roles, sizes, duties, parts_table(doing, evidence, counted, needed), loads, strangers, sentences=()
    )
    return Team(**{**vars(made), "sentences": sentences_of(made, evidence)})


def _unknown(chosen: dict[str, str], plan: Drafted) -> Iterator[Fault]:
    """Duties and roles of the policy that the knowledge does not hold."""
    for duty, role in chosen.items():
        for what, word, known in (
            ("responsibility", duty, plan.evidence.team_duties),
            ("role", role, plan.evidence.team_roles),
        ):
            if word not in known:
                yield Fault(
                    table="policy",
                    column="rollout.team.done_by",
                    found=word,
                    problem=f"there is no such {what}",
                    expected=f"a key of team_{'duties' if what == 'responsibility' else 'roles'}",
                    what_to_do=unknown_id(word, known),
                )
