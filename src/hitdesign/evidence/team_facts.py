"""The shapes of knowledge about a team: roles, how many people a program of a size needs, and who has to do what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from hitdesign.errors import Fault
from hitdesign.evidence.known import Known
from hitdesign.quantities import Count, Hours, Positive

#: Where the people of a role stand: at the district's office, at each school, among the tutors, at the provider.
Place = Literal["district", "school", "tutors", "provider"]
#: What has to be in a plan before a role or a duty is needed; blank: always.
Condition = Literal["", "online", "english_learners", "iep", "contracts", "several_schools"]
#: When a duty falls due.
When = Literal["before_launch", "weekly", "monthly", "at_end"]
#: The five groups in which the guide sorts what principals do, then what others do.
Category = Literal[
    "alignment", "operations", "communication", "monitoring", "culture", "money", "instruction", "people"
]
#: Hours per unit of the plan: never negative, so that a larger plan never needs less work.
HoursEach = Annotated[float, Field(ge=0, le=1000)]


class TeamRole(Known):
    """A role of the team; `also` are other words for it in the people table.

    `from_students` and `from_schools`: it is of the implementation team once the plan serves so many; either will do.
    """

    name: str = Field(min_length=1)
    about: str = Field(min_length=1)
    at: Place
    also: tuple[str, ...] = ()
    needed_where: Condition = ""
    from_students: Count = 0
    from_schools: Count = 0
    #: Whether it sits on the district's implementation team.
    on_team: bool = False


class TeamSize(Known):
    """How many full-time people a role needs: one for so many of what is counted, at least `least_people`.

    Formula: max(least_people, count / one_for); of several rules of one role the largest holds.
    """

    role: str
    per: Literal["students", "schools", "groups"]
    one_for: Positive
    least_people: Annotated[float, Field(ge=0, le=10)]
    hours_per_week: Annotated[float, Field(gt=0, le=60)]


class TeamDuty(Known):
    """One responsibility: what is done, by whom, how long it takes, and when.

    `hours` per time, plus those per group, student (only those of `counted`), school and tutor of the plan; at a school
    they are that school's. `weeks`: over how many weeks the work before launch, or after the end, is
    spread; before launch it is done `done_weeks` weeks ahead. `item`: the line of the guide that it covers.
    """

    says: str = Field(min_length=1)
    category: Category
    section: str = Field(min_length=1)
    item: str = ""
    responsible: str
    accountable: str
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    #: Other roles that can take the work over.
    relieved_by: tuple[str, ...] = ()
    when: When
    weeks: Annotated[int, Field(ge=1, le=52)] = 1
    done_weeks: Annotated[int, Field(ge=0, le=52)] = 0
    hours: Hours = 0.0
    hours_per_group: HoursEach = 0.0
    hours_per_student: HoursEach = 0.0
    hours_per_school: HoursEach = 0.0
    hours_per_tutor: HoursEach = 0.0
    counted: Literal["students", "online", "english_learners", "iep"] = "students"
    needed_where: Condition = ""
    #: Where the hours come from; they are never verified until a district writes its own.
    hours_source: str = "planning_default"


def team_faults(read: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Duties and sizes that name a role which is not there, and duties without anybody else to answer for them."""
    roles = read.get("team_roles", {})
    named = [
        *((f"team_sizes.{key}", "role", (row.role,)) for key, row in read.get("team_sizes", {}).items()),
        *(
            (f"team_duties.{key}", field, words if isinstance(words, tuple) else (words,))
            for key, row in read.get("team_duties", {}).items()
            for field in ("responsible", "accountable", "consulted", "informed", "relieved_by")
            for words in [getattr(row, field)]
        ),
    ]
    for where, field, words in named:
        for word in words:
            if word not in roles:
                yield Fault(
                    f"evidence {where}",
                    "there is no such role",
                    "a key of team_roles",
                    "Name a role that is there, or add it",
                    column=field,
                    found=word,
                )
