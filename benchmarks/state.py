"""A whole state as one program: the schools of its districts, each with tutors and money of its own, and state grants.

North Carolina: the schools of the state's 115 districts in the 2018-19 file, with enrollment, grades, low income and
shares below proficient; charter schools and the state's own are left out. Without the file: synthetic districts of 20
schools. Around each school stands what `cities.py` gives one. A district's tutors teach in its schools only. Title I
and local money are held by the schools; after-school centers, money for schools in support and the state grant are the
state's, for which all districts compete.

Run as a script it measures as `sizes.py` does.
"""

from __future__ import annotations

from pathlib import Path

import cities
import numpy as np
import pandas as pd
from bench import options, publish
from linear import warm_up
from sizes import text_of

import hitdesign as hit
from hitdesign.district.money_records import SchoolAllocation

CAROLINA = "state_nc_schools_2018_19.csv"
DISTRICTS, SCHOOLS_EACH = 115, 20
#: The district that the state itself ran, beside those without a name.
STATE_RUN = "Innovative School District"


def state(districts: int = DISTRICTS) -> hit.District:
    """The first districts of the state by id, as one."""
    real = (cities.DATA / CAROLINA).is_file()
    schools = carolina(cities.DATA / CAROLINA) if real else synthetic(districts)
    kept = sorted(schools["district_id"].unique())[:districts]
    name = f"{'North Carolina' if real else 'Synthetic'}, {len(kept)} districts"
    return together(name, schools[schools["district_id"].isin(kept)].reset_index(drop=True))


def carolina(path: Path) -> pd.DataFrame:
    """What is not published counts as nobody: a school without a score has no cohort of that subject."""
    data = pd.read_csv(path, dtype={"school_id": "str"})
    named = data["district_name"].notna() & (data["district_name"] != STATE_RUN) & (data["sector"] == "district")
    data = data[named].dropna(subset=["enrollment", "grade_low", "grade_high"]).reset_index(drop=True)
    schools = data[["school_id", "district_id"]].copy()
    for name in ("enrollment", "grade_low", "grade_high"):
        schools[name] = data[name].astype(int)
    schools["low_income"], schools["learners"] = data["pct_low_income"].fillna(0.0), data["pct_ell"].fillna(0.0)
    for subject, score in (("math", "math_prof"), ("reading", "read_prof")):
        schools[subject] = 1 - data[score].fillna(1.0)
    a_grade = schools["enrollment"] / (schools["grade_high"] - schools["grade_low"] + 1)
    for low, high in ((3, 5), (6, 8)):
        grades = np.minimum(schools["grade_high"], high) - np.maximum(schools["grade_low"], low) + 1
        schools[f"{low}-{high}"] = (grades.clip(lower=0) * a_grade).astype(int)
    return schools


def synthetic(districts: int) -> pd.DataFrame:
    """Districts of so many synthetic schools each."""
    schools = cities.synthetic(districts * SCHOOLS_EACH)
    return schools.assign(district_id=[f"D{number // SCHOOLS_EACH:03d}" for number in range(len(schools))])


def together(name: str, schools: pd.DataFrame) -> hit.District:
    """One district of all, its tutors and its money where they belong."""
    one = cities.around(name, schools.drop(columns="district_id"), marks=False)
    tutors = [
        pool.model_copy(update={"schools": tuple(own["school_id"]), "pool_id": f"{district}_{pool.pool_id}"})
        for district, own in schools.groupby("district_id")
        for pool in cities.tutors(int(own["enrollment"].sum()))
    ]
    poor = (schools["low_income"] * schools["enrollment"]).where(schools["low_income"] >= cities.SCHOOLWIDE, 0.0)
    awards = {stream.stream_id: stream.award_dollars for stream in one.funding}
    held = [
        *allocated("title_i", awards["title_i"], schools["school_id"], poor),
        *allocated("general", awards["general"], schools["school_id"], schools["enrollment"]),
    ]
    return hit.District(
        name=name,
        schools=one.schools,
        cohorts=one.cohorts,
        blocks=one.blocks,
        tutors=tutors,
        funding=one.funding,
        school_allocations=held,
    )


def allocated(stream: str, dollars: float, schools: pd.Series, share: pd.Series) -> list[SchoolAllocation]:
    """The award in whole dollars by share, rounded down; schools that get nothing are left out."""
    each = np.floor(dollars * share / share.sum())
    pairs = zip(schools[each > 0], each[each > 0], strict=True)
    return [SchoolAllocation(stream_id=stream, school_id=school, dollars=own) for school, own in pairs]


def main() -> None:
    asked = options(__doc__, districts=DISTRICTS, whole=10_000, seconds=240)
    warm_up()
    text = text_of([state(asked.districts)], asked.whole, asked.seconds)
    publish(asked.out, "state", "A state as one program, level 1, one run", text)


if __name__ == "__main__":
    main()
