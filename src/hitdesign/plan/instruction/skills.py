"""Skills that the students of a band need, as assessments say: named only where many students share them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.inert import inert

Place = tuple[str, int, int, str, str]
PLACE = ["school_id", "grade_low", "grade_high", "subject", "tier"]


@dataclass(frozen=True)
class Skills:
    """The skills of a band. `named`: the most frequent first; `others`: whether there are skills too rare to name."""

    named: tuple[str, ...]
    others: bool

    @property
    def text(self) -> str:
        """The skills in words; blank where there are none to name."""
        more = ("other skills of few students",) if self.others else ()
        return "; ".join((*self.named, *more))


def skills_of(plan: Drafted, policy: DisclosurePolicy) -> Mapping[Place, Skills]:
    """Skills by school, grades, subject and tier, of students in need; empty where no student's skills are given.

    A skill is named where as many students of the band share it as the policy's threshold asks, without their number:
    what stands in few students' rows tells of those students, and stays with whoever seats them (the roster).
    """
    rows = _rows(plan)
    found: dict[Place, Skills] = {}
    for _, part in rows.groupby(PLACE, sort=True):
        count = Counter({str(skill): len(own) for skill, own in part.groupby("skill")})
        order = sorted(count.items(), key=lambda item: (-item[1], item[0]))
        named = tuple(skill for skill, many in order if many >= policy.threshold_students)
        school, low, high, subject, tier = part[PLACE].iloc[0]
        key = (str(school), int(low), int(high), str(subject), str(tier))
        found[key] = Skills(named, others=len(named) < len(count))
    return found


def _rows(plan: Drafted) -> pd.DataFrame:
    """One row per student in need, subject and skill."""
    found, students = plan.need.found, plan.district.students
    if found is None or students is None or "skill_areas" not in students.frame:
        return pd.DataFrame(columns=[*PLACE, "student_id", "skill"])
    skills = students.frame[["student_id", "skill_areas"]].assign(
        skill=lambda table: table["skill_areas"].fillna("").astype(str).str.split(";")
    )
    each = skills.explode("skill")
    each["skill"] = each["skill"].map(inert).str.casefold()
    each = each.loc[each["skill"] != "", ["student_id", "skill"]].drop_duplicates()
    return found.flagged.frame[["student_id", *PLACE]].merge(each, on="student_id")
