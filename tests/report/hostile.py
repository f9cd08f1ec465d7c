"""Plans whose counts are small or lopsided, and a real district's schools under a made-up answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from hitdesign.district.cohorts import cohort_table
from hitdesign.district.district import District
from hitdesign.plan.plan import Plan
from real import cities
from report.place import made_up_district, made_up_plan


def with_counts(counts: np.ndarray) -> Plan:
    """A plan of as many schools as there are rows, each with its eight cohorts' students."""
    district = made_up_district(len(counts))
    cohorts = district.cohorts.assign(students=counts.reshape(-1))
    return made_up_plan(district=around(district, cohorts))


def around(district: District, cohorts: pd.DataFrame) -> District:
    """The district with other cohorts; those without students are left out."""
    kept = cohorts[cohorts["students"] > 0].drop(columns=["cohort_id", "students_high"], errors="ignore")
    return replace(district, cohorts=cohort_table(kept))


def drawn(schools: int, seed: int) -> Plan:
    """Counts as the smallest districts have them: most below ten, some none, one cohort of one student."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(1.0, 8.0, (schools, 1)), (schools, 8)) * (rng.random((schools, 8)) > 0.2)
    counts[0, 0] = 1
    return with_counts(counts)


def lopsided() -> np.ndarray:
    """Seven schools: one of four students in need, one of forty, of whom few can be served, others as usual."""
    counts = np.full((7, 8), 20)
    counts += np.arange(7)[:, None] % 3
    counts[0], counts[1] = [1, 1, 0, 0, 1, 1, 0, 0], [2, 2, 8, 8, 2, 2, 8, 8]
    return counts


def real_schools(district: District) -> Plan:
    """Real schools and their need, under the made-up place's times, tutors and money."""
    frame = district.cohorts
    numbers = {school: f"{place:05d}" for place, school in enumerate(sorted(set(frame["school_id"])))}
    cohorts = frame.assign(school_id=frame["school_id"].map(numbers))
    schools = tuple(
        school.model_copy(update={"school_id": numbers[school.school_id]})
        for school in district.schools
        if school.school_id in numbers
    )
    place = replace(made_up_district(1), schools=schools, cohorts=cohorts.drop(columns=["cohort_id", "students_high"]))
    return made_up_plan(district=place)


def durham(data: Path) -> Plan:
    """Durham's schools."""
    return real_schools(cities.durham(data))
