"""Who should be tutored, and how strongly: cohorts gathered to the bands whose students may sit together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.district.arrays import codes_of
from hitdesign.district.district import District
from hitdesign.district.existing import ExistingProgram
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.found import Found, find, spans_of
from hitdesign.need.margins import certain_parts
from hitdesign.need.running import Running, taken_off
from hitdesign.policy import Policy

#: What makes a band: equal rights to be taught, whatever the marks.
BAND = ("school_id", "grade_low", "grade_high", "subject", "tier")


@dataclass(frozen=True)
class Need:
    """Counted need in canonical order.

    `cohorts`: cohort_id, band (position in `bands`), school_id, grade_low, grade_high, subject, tier, students,
    students_low, students_high, iep, english_learner, low_income, take_up_rate, marks_apart (each of its marks was
    counted alone: who carries two of them is not known).
    `bands`: band_id, school_id, grade_low, grade_high, subject, tier, students.
    `found`: where the need was found in a students table, its students, with reasons, and what became of the others.
    `running`: where programs run already, what they took off before all this was counted.
    """

    cohorts: pd.DataFrame
    bands: pd.DataFrame
    found: Found | None = None
    running: Running | None = None

    @property
    def students(self) -> int:
        """Seats needed: a student with two subjects counts twice."""
        return int(self.cohorts["students"].sum())

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What stood in where nobody in the district said it."""
        found = self.found.assumptions if self.found is not None else ()
        return (*found, *(self.running.assumptions if self.running is not None else ()))


def need_of(district: District, policy: Policy | None = None, *, evidence: Evidence | None = None) -> Need:
    """The need that a district's cohorts state, or that its students show under the policy's criteria.

    Masked counts enter at the policy's end (`masked_counts`); schools that opted out are left out; students of existing
    programs that are kept are taken off. `evidence`: where the thresholds of default criteria come from (None: the
    shipped one).

    >>> import pandas as pd, hitdesign as hit
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> need_of(hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award)).students
    200
    """
    policy = policy or Policy()
    planned = planned_schools(district, policy)
    if district.students is not None:
        frame = district.students.frame
        here = frame[frame["school_id"].isin(planned)]
        spans, blank = spans_of(district.schools), district.students.blank
        found = find(here, policy.criteria, evidence or shipped(), spans, blank)
        return gathered(found.cohorts, policy, found, district.existing_programs)
    cohorts = district.cohorts[district.cohorts["school_id"].isin(planned)].copy()
    return gathered(cohorts, policy, programs=district.existing_programs)


def gathered(
    cohorts: pd.DataFrame, policy: Policy, found: Found | None = None, programs: Sequence[ExistingProgram] = ()
) -> Need:
    """Cohorts in canonical form, split where marks are counted within them, gathered to bands as the policy wants.

    `programs`: what already runs; kept programs' students come off, unless student records said it of each (`found`).
    """
    low = cohorts["students"].to_numpy(dtype=np.int64)
    high = cohorts["students_high"].fillna(cohorts["students"]).to_numpy(dtype=np.int64)
    cohorts["students_low"], cohorts["students_high"] = low, high
    cohorts["students"] = high if policy.masked_counts == "high" else low
    cohorts = certain_parts(cohorts)
    running = None
    if programs:
        cohorts, running = taken_off(cohorts, programs, recorded=found is not None)
    keys = list(BAND) + list(policy.separate_groups_by)
    band, place = (codes_of(cohorts[name].to_numpy() for name in names) for names in (keys, ["cohort_id"]))
    order = np.lexsort((place, band))
    band, cohorts = band[order], cohorts.iloc[order].reset_index(drop=True)
    cohorts["band"] = band
    first = np.unique(band, return_index=True)[1]
    bands = cohorts[[*keys, "students"]].iloc[first].reset_index(drop=True)
    bands["students"] = np.add.reduceat(cohorts["students"].to_numpy(), first)
    bands.insert(0, "band_id", band_ids(bands, keys))
    return Need(cohorts=cohorts, bands=bands, found=found, running=running)


def planned_schools(district: District, policy: Policy) -> set[str]:
    """Schools that the plan may serve: those that opted in, and the undecided ones where the policy says so."""
    allowed = {"yes", "ask"} if policy.plan_undecided_schools else {"yes"}
    return {school.school_id for school in district.schools if school.opted_in in allowed}


def band_ids(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    """`school:grade_low-grade_high:subject:tier`, with the separated marks behind."""
    school, low, high, *others = (rows[key].tolist() for key in keys)
    spans = (f"{one}:{first}-{last}" for one, first, last in zip(school, low, high, strict=True))
    return pd.Series([":".join(parts) for parts in zip(spans, *others, strict=True)], index=rows.index, dtype="str")
