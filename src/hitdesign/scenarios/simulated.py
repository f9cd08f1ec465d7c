"""Districts made up around a count of children: for trying a whole state or nation, never for advice to one district.

A census of children and of children in poverty is known for every district; schools, their sizes, grades and shares
are drawn here, each district by itself from the seed and its id, so that no other district and no order of rows can
change it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.district import District
from hitdesign.district.records import Block, FundingStream, School, TutorPool
from hitdesign.errors import Fault, InputError
from hitdesign.need.rates import BELOW, cohorts_from_rates, largest_remainder

Floats = npt.NDArray[np.float64]
#: Words in a district's name that say which grades it teaches; the first that is found holds.
NAMED_GRADES = (
    ("unified", (0, 12)),
    ("elementary", (0, 8)),
    ("high school", (9, 12)),
    ("union high", (9, 12)),
    ("secondary", (7, 12)),
)
EVERY_GRADE = (0, 12)
#: Grades of an elementary, a middle and a high school.
LEVELS = {"elementary": (0, 5), "middle": (6, 8), "high": (9, 12)}
NOTE = (
    "Simulated: of this district only its name, its children and its children in poverty are known. Its schools, their "
    "students, grades and shares, its rooms, tutors and money are made up; nothing here describes or advises it."
)


@dataclass(frozen=True)
class Counted:
    """What is known of a district: children of school age who live there, and those in poverty."""

    district_id: str
    name: str
    children: int
    children_in_poverty: int


@dataclass(frozen=True, kw_only=True)
class MadeUp:
    """By which numbers districts are made up; each is the caller's, with no default, and none is known of a district.

    Shares are 0 to 1. `tutors`, `funding` and `blocks` are patterns: their number of people, dollars or rooms is put in
    for each district or school.
    """

    seed: int
    #: Students of the district's schools for each child of school age who lives there.
    enrolled_share: float
    #: Students of a usual school, by level: elementary, middle, high.
    school_students: Mapping[str, float]
    #: With no more students than this, one school teaches all grades of the district.
    one_school_students: int
    #: Standard deviation of the logarithm of a school's size around its level's usual one.
    size_spread: float
    #: Low-income students, as schools count them, for each child in poverty, as the census counts them.
    low_income_per_poor: float
    #: Standard deviation of the logarithm of a school's low-income share around the district's.
    low_income_spread: float
    #: By subject, the share below proficient of a school without low-income students, and of one with no others.
    below_proficient: Mapping[str, tuple[float, float]]
    #: Of those below proficient, the share that is far below.
    intensive_share: float
    #: Standard deviation of a school's share below proficient around that line.
    below_spread: float
    #: Low-income share from which a school runs a schoolwide program.
    schoolwide_from: float
    #: Students of a school for each group that a block holds at once, beside the groups that its pattern names.
    students_per_room: float
    blocks: tuple[Block, ...]
    #: Pattern of a pool, and students of the district for each of its people.
    tutors: tuple[tuple[TutorPool, float], ...]
    #: Pattern of an award, and its dollars for each low-income student and for each student.
    funding: tuple[tuple[FundingStream, float, float], ...]


def simulated(given: tuple[Counted, MadeUp]) -> District:
    """The district that is made up around a count, the same whenever and wherever it is made.

    Students = enrolled share x children, over the grades that the name tells (an elementary district has no high
    school). Schools of a level = its students / the usual size, rounded, at least one; sizes differ by a lognormal
    factor and add up exactly. A school's low-income share is the district's (poverty rate x low-income students for
    each poor child) times a lognormal factor of mean one, at most 1; its share below proficient lies on the subject's
    line, with a normal deviation, between 0 and 1. Takes one value, so that it serves as a Recipe. Raises InputError
    where there are no children, or more poor children than children, and where one of the numbers cannot be used.

    The draws are PCG64's, seeded with SHA-256 of seed and district_id.
    """
    counted, made = given
    if faults := _unusable(made):
        raise InputError(faults)
    if not 0 <= counted.children_in_poverty <= counted.children or round(made.enrolled_share * counted.children) < 1:
        raise InputError([_no_children(counted)])
    digest = hashlib.sha256(f"{made.seed}:{counted.district_id}".encode()).digest()
    schools = _schools(counted, made, np.random.default_rng(int.from_bytes(digest[:8], "big")))
    rows = schools.to_dict("records")
    students = int(schools["enrollment"].sum())
    rated = cohorts_from_rates(schools, intensive_share=made.intensive_share, low_income_ratio=1.0)
    low_income = float((schools["low_income_share"] * schools["enrollment"]).sum())
    return District(
        name=counted.name,
        schools=tuple(_school(row, made) for row in rows),
        cohorts=rated.cohorts,
        blocks=tuple(_block(row, pattern, made) for row in rows for pattern in made.blocks),
        tutors=tuple(pool.model_copy(update={"tutors": max(1, round(students / each))}) for pool, each in made.tutors),
        funding=tuple(
            stream.model_copy(update={"award_dollars": float(round(poor * low_income + every * students))})
            for stream, poor, every in made.funding
        ),
        assumed=rated.assumptions,
        notes=(NOTE,),
    )


def _schools(counted: Counted, made: MadeUp, draw: np.random.Generator) -> pd.DataFrame:
    """One row per school: school_id, enrollment, grade_low, grade_high, low_income_share, shares below by subject."""
    frames = []
    for (low, high), students, schools in _levels(counted, made):
        factors = np.exp(made.size_spread * draw.standard_normal(schools))
        sizes = largest_remainder(np.zeros(schools, dtype=np.int64), students * factors / factors.sum())
        frames.append(pd.DataFrame({"enrollment": sizes, "grade_low": low, "grade_high": high}))
    table = pd.concat(frames, ignore_index=True)
    table = table[table["enrollment"] > 0].reset_index(drop=True)
    table.insert(0, "school_id", [f"{counted.district_id}-{number:04d}" for number in range(1, len(table) + 1)])
    poor = made.low_income_per_poor * counted.children_in_poverty / counted.children
    factors = np.exp(made.low_income_spread * draw.standard_normal(len(table)))
    mean = float(factors @ table["enrollment"].to_numpy(dtype=float)) / float(table["enrollment"].sum())
    table["low_income_share"] = _shares(poor * factors / mean)
    for subject, (none, all_of_them) in sorted(made.below_proficient.items()):
        line = none + (all_of_them - none) * table["low_income_share"].to_numpy(dtype=float)
        table[BELOW + subject] = _shares(line + made.below_spread * draw.standard_normal(len(table)))
    return table


def _levels(counted: Counted, made: MadeUp) -> list[tuple[tuple[int, int], int, int]]:
    """Grades, students and number of schools of every level that the district teaches."""
    low, high = grades_of(counted.name)
    students = round(made.enrolled_share * counted.children)
    if students <= made.one_school_students:
        return [((low, high), students, 1)]
    spans = {name: (max(low, begin), min(high, end)) for name, (begin, end) in LEVELS.items()}
    taught = {name: span for name, span in spans.items() if span[0] <= span[1]}
    grades = np.array([end - begin + 1 for begin, end in taught.values()], dtype=np.float64)
    each = largest_remainder(np.zeros(len(taught), dtype=np.int64), students * grades / grades.sum())
    return [
        (span, int(own), max(1, round(own / made.school_students[name])))
        for (name, span), own in zip(taught.items(), each, strict=True)
    ]


def grades_of(name: str) -> tuple[int, int]:
    """The grades that a district's name tells; all of them where it tells none.

    >>> grades_of("Burlingame Elementary School District"), grades_of("Elko County School District")
    ((0, 8), (0, 12))
    """
    return next((grades for words, grades in NAMED_GRADES if words in name.lower()), EVERY_GRADE)


def _shares(values: Floats) -> Floats:
    """Between 0 and 1, in thousandths, as shares are published."""
    return np.asarray(np.round(np.clip(values, 0.0, 1.0), 3), dtype=np.float64)


def _school(row: Mapping[Any, Any], made: MadeUp) -> School:
    return School(
        school_id=row["school_id"],
        school_name=f"Simulated school {row['school_id']}",
        grade_low=int(row["grade_low"]),
        grade_high=int(row["grade_high"]),
        enrollment=int(row["enrollment"]),
        low_income_students=int(row["low_income_share"] * row["enrollment"]),
        title_i_status="schoolwide" if row["low_income_share"] >= made.schoolwide_from else "not_eligible",
        opted_in="yes",
    )


def _block(row: Mapping[Any, Any], pattern: Block, made: MadeUp) -> Block:
    """The pattern at a school, its rooms by the school's size; what the pattern itself holds comes on top."""
    rooms = max(1, round(row["enrollment"] / made.students_per_room))
    own = {"school_id": row["school_id"], "groups_at_once": rooms + pattern.groups_at_once}
    return pattern.model_copy(update=own)


def _unusable(made: MadeUp) -> list[Fault]:
    """Numbers that are not there, not finite, or not above 0 where others are divided by them."""
    divide = {f"school_students.{name}": made.school_students.get(name, 0.0) for name in LEVELS}
    divide |= {f"tutors.{pool.pool_id}": each for pool, each in made.tutors}
    divide |= {"students_per_room": made.students_per_room}
    plain = ("enrolled_share", "size_spread", "low_income_per_poor", "low_income_spread", "below_spread")
    least = {**{name: getattr(made, name) for name in plain}, "schoolwide_from": made.schoolwide_from}
    bad = [name for name, number in divide.items() if not 0 < number < math.inf]
    bad += [name for name, number in least.items() if not 0 <= number < math.inf]
    numbers = {**divide, **least}
    expected, what = "a number: 0 or more, and above 0 for students by school, room and tutor", "Correct it"
    return [Fault("made", "this number cannot be used", expected, what, column=n, found=str(numbers[n])) for n in bad]


def _no_children(counted: Counted) -> Fault:
    return Fault(
        table="districts",
        column="children",
        problem="no district can be made up around it",
        found=f"{counted.children:,} children, {counted.children_in_poverty:,} of them in poverty",
        expected="enough children for a student, and no more in poverty than there are",
        what_to_do=f"Leave {counted.district_id} out, or correct its counts",
    )
