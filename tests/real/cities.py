"""Districts from the published files of real ones: school facts as published, everything else assumed by one rule.

Each file lacks something; how a gap is read is a sentence in the district's notes. Nothing of a district is committed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

import hitdesign as hit
from hitdesign.quantities import print_count

TERM = {"starts_on": date(2026, 9, 14), "ends_on": date(2027, 5, 28)}
WINDOW = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30)}
EXPIRED = {"obligate_from": date(2021, 3, 24), "obligate_by": date(2024, 9, 30)}
#: Grades by the level of a school, where a file has no grade span.
SPANS = {"elementary": (0, 8), "high": (9, 12)}
SUBJECTS = {"math": "math_prof", "reading": "read_prof"}


def durham(data: Path) -> hit.District:
    """Durham Public Schools, North Carolina."""
    return north_carolina(data, "320LEA", "Durham")


def chatham(data: Path) -> hit.District:
    """Chatham County Schools, North Carolina."""
    return north_carolina(data, "190LEA", "Chatham County")


def wake(data: Path) -> hit.District:
    """Wake County Schools, North Carolina."""
    return north_carolina(data, "920LEA", "Wake County")


def north_carolina(data: Path, district_id: str, name: str) -> hit.District:
    """Shares proficient in grades 3 to 8, 2018-19; `gt95` and blank shares make no cohort, `lt05` stands at its end."""
    schools = published(data / "state_nc_schools_2018_19.csv")
    schools = schools[schools["district_id"] == district_id]
    counted = schools.dropna(subset=["enrollment", "grade_low", "grade_high"])
    rates = facts_of(counted)
    silent = 0
    for subject, column in SUBJECTS.items():
        known = counted[f"{column}_flag"].ne("gt95") & counted[column].notna()
        rates[f"below_proficient_{subject}"] = (1 - counted[column]).where(known)
        silent += int((~known).sum())
    rates["low_income_share"] = counted["pct_low_income"]
    cohorts = hit.cohorts_from_rates(rates, bands=((3, 5), (6, 8))).cohorts
    notes = (
        f"{print_count(len(schools) - len(counted), 'school')} without enrollment or grades were left out.",
        f"{silent} shares above 95% or not published make no cohort.",
    )
    return around(name, counted, cohorts, notes)


def chicago(data: Path) -> hit.District:
    """Chicago's schools of fiscal 2026 with Title I as budgeted; no scores are published, so need follows low income.

    Six in ten low-income students are taken to need each subject; English learners by their share.
    """
    schools = published(data / "district_chicago_schools_fy2026.csv")
    spans = schools["level"].map(SPANS).apply(lambda span: span if isinstance(span, tuple) else (0, 12))
    schools["grade_low"], schools["grade_high"] = zip(*spans, strict=True)
    rows = []
    for school in schools.itertuples():
        need = int(0.6 * school.n_low_income)
        learners = min(need, round(need * school.pct_ell))
        for subject in SUBJECTS:
            for tier, share in (("intensive", 0.4), ("strategic", 0.6)):
                for mark, students in (("yes", learners), ("no", need - learners)):
                    rows.append((school.school_id, *spans[school.Index], subject, tier, int(share * students), mark))
    names = ["school_id", "grade_low", "grade_high", "subject", "tier", "students", "english_learner"]
    each = schools["title_i_per_pupil_usd"].fillna(0) * schools["enrollment"]
    title_i = float(each.add(schools["title_i_total_usd"].fillna(0)).sum())
    notes = ("Need is not published: six in ten low-income students. Schools without a level are taken for K-12.",)
    return around("Chicago", schools, pd.DataFrame(rows, columns=names), notes, title_i=title_i)


def new_york(data: Path) -> hit.District:
    """New York City's schools of 2017-18; scores are not in the file, so need is two in three of the low-income share.

    A share above 95% stands in the file at 0.95, its low end.
    """
    schools = published(data / "city_nyc_schools_2017_18.csv")
    rates = facts_of(schools)
    for subject in SUBJECTS:
        rates[f"below_proficient_{subject}"] = schools["pct_low_income"] * 2 / 3
    cohorts = hit.cohorts_from_rates(rates).cohorts
    schools["title_i"] = np.where(schools["pct_low_income"] >= 0.4, "Y", "N")
    notes = ("Need is not in the file: two thirds of the low-income share, whose values above 95% are read as 95%.",)
    return around("New York City", schools, cohorts, notes)


def published(path: Path) -> pd.DataFrame:
    """The file as it is: ids and words as text, numbers as numbers, blanks as NaN."""
    table = pd.read_csv(path, dtype={"school_id": "str", "district_id": "str"})
    words = ["level", "title_i", "math_prof_flag", "read_prof_flag", "essa_csi", "essa_tsi"]
    for name in set(words) & set(table.columns):
        table[name] = table[name].astype("object").fillna("").astype("str")
    return table


def facts_of(schools: pd.DataFrame) -> pd.DataFrame:
    """The four facts of cohorts_from_rates."""
    rates = schools[["school_id", "enrollment", "grade_low", "grade_high"]].copy()
    return rates.astype({"enrollment": "int64", "grade_low": "int64", "grade_high": "int64"})


def around(
    name: str, schools: pd.DataFrame, cohorts: pd.DataFrame, notes: tuple[str, ...], title_i: float | None = None
) -> hit.District:
    """A district around published schools: rooms, tutors and money by enrollment and need, by the same rule for all.

    A room for 150 students in the school day and one more after it; a paraprofessional for 250 students, a teacher
    after hours for 200, a college student for 500; $350 of Title I a low-income child unless published, a quarter of
    it for tutoring; $10 of state money and $5 of the board's a student.
    """
    students = int(schools["enrollment"].sum())
    poor = float((schools["pct_low_income"].fillna(0) * schools["enrollment"]).sum())
    award = round(350 * poor if title_i is None else title_i)
    return hit.District(
        name=name,
        schools=[_school(row) for row in schools.to_dict("records")],
        cohorts=cohorts,
        blocks=[block for row in schools.to_dict("records") for block in _blocks(row)],
        tutors=_tutors(students),
        funding=[
            _stream("title_i", "title_i_a_schoolwide", award, committed_dollars=round(0.75 * award)),
            _stream("title_iii", "title_iii_a", 5 * poor),
            _stream("state", "state_grant", 10 * students),
            _stream("general", "general_fund", 5 * students),
            _stream("esser", "esser_iii", 1_000_000, **EXPIRED),
        ],
        notes=notes,
    )


def _school(row: dict[str, object]) -> hit.School:
    """Title I Y is taken for a schoolwide program; CSI and TSI as published."""
    status = {"Y": "schoolwide", "N": "not_eligible"}.get(str(row["title_i"]), "unknown")
    support = "csi" if row.get("essa_csi") == "Y" else "tsi" if row.get("essa_tsi") == "Y" else "none"
    return hit.School(
        school_id=row["school_id"],
        school_name=row["school_name"],
        grade_low=int(row["grade_low"]),
        grade_high=int(row["grade_high"]),
        enrollment=int(row["enrollment"]),
        title_i_status=status,
        support_status=support,
        opted_in="yes",
    )


def _blocks(row: dict[str, object]) -> tuple[hit.Block, hit.Block]:
    rooms = max(1, round(int(row["enrollment"]) / 150))
    here = {"school_id": row["school_id"], "minutes": 60, **TERM}
    return (
        hit.Block(block_id="day", when="during_school", days="MTWRF", groups_at_once=rooms, **here),
        hit.Block(block_id="after", when="after_school", days="MTWR", groups_at_once=rooms + 1, **here),
    )


def _tutors(students: int) -> list[hit.TutorPool]:
    kinds = (
        ("paraprofessionals", "paraprofessional", 250, 20, "hourly", 22, ("during_school",)),
        ("teachers", "certified_teacher", 200, 6, "extra_duty", 40, ("after_school",)),
        ("college", "college_student", 500, 10, "hourly", 18, ()),
    )
    return [
        hit.TutorPool(
            pool_id=pool_id,
            kind=kind,
            modality="in_person",
            tutors=students // each,
            hours_per_tutor_week=hours,
            pay=pay,
            hourly_cost_dollars=dollars,
            when=when,
        )
        for pool_id, kind, each, hours, pay, dollars, when in kinds
    ]


def _stream(stream_id: str, program: str, dollars: float, **more: object) -> hit.FundingStream:
    return hit.FundingStream(stream_id=stream_id, program=program, award_dollars=round(dollars), **{**WINDOW, **more})
