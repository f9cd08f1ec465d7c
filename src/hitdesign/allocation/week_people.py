"""Can people work the timetable? Nobody in two places, over the paid week, at too many schools, or not there at all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.allocation.formulation import Formulation
from hitdesign.quantities import TOLERANCE

PERSON = ["pool_id", "tutor"]


def people_faults(formulation: Formulation, staff: pd.DataFrame, week: pd.DataFrame) -> list[str]:
    """What the sessions ask of people that these cannot do. `week`: the sessions beside what their blocks offer."""
    week = week[week["block"].notna()].astype({"block": int})
    return [
        *_two_places(formulation, week),
        *_over_the_week(formulation, week),
        *_too_many_schools(formulation, week),
        *_not_there(formulation, staff, week),
    ]


def _two_places(formulation: Formulation, week: pd.DataFrame) -> list[str]:
    """People who are in two places at one moment, in any weeks that two terms have in common.

    Without clock times, two blocks of one time of day are at one moment all along.
    """
    calendar = formulation.inputs.rights.calendar
    own = week.assign(number=np.arange(len(week)), time_class=calendar.time_class[week["block"].to_numpy()])
    own = own[[*PERSON, "day", "number", "time_class", "starts_minute", "minutes", "starts_minute_of_block"]]
    pairs = own.merge(own, on=[*PERSON, "day"], suffixes=("", "_other"))
    pairs = pairs[pairs["number"] < pairs["number_other"]]
    first, second = pairs["time_class"].to_numpy(), pairs["time_class_other"].to_numpy()
    meets = (calendar.overlaps.T.astype(np.int64) @ calendar.overlaps.astype(np.int64))[first, second] > 0
    clock, other = (
        pairs[name].to_numpy(dtype=float) for name in ("starts_minute_of_block", "starts_minute_of_block_other")
    )
    alike = first == second
    apart = np.where(alike, 0.0, clock - other)
    begin = pairs["starts_minute"].to_numpy() + apart
    end, then = begin + pairs["minutes"].to_numpy(), pairs["starts_minute_other"].to_numpy()
    together = np.isnan(apart) | ((begin < then + pairs["minutes_other"].to_numpy()) & (then < end))
    times = int((meets & together).sum())
    return [f"timetable: a person is in two places at one moment ({times} times)"] if times else []


def _over_the_week(formulation: Formulation, week: pd.DataFrame) -> list[str]:
    """People who teach and prepare for more hours than their paid week, in the weeks from any first day of a term."""
    tutors = formulation.inputs.facts.tutors.set_index("pool_id")
    paid = (1 + week["pool_id"].map(tutors["paid_preparation_share"]).astype(float)) * week["minutes"] / 60
    first, last = week["term"].str[:10], week["term"].str[-10:]
    over: set[tuple[str, int]] = set()
    for day in first.unique():
        running = (first <= day) & (day <= last)
        hours = paid[running].groupby([week["pool_id"], week["tutor"]]).sum()
        most = tutors["hours_per_tutor_week"].reindex(hours.index.get_level_values(0)).to_numpy(dtype=float)
        over |= set(hours.index[hours.to_numpy(dtype=float) > most + TOLERANCE])
    return [f"timetable: people work more than their paid week ({len(over)} of them)"] if over else []


def _too_many_schools(formulation: Formulation, week: pd.DataFrame) -> list[str]:
    """People who teach at more schools than one of their pool may serve: salaried ones at one, others in person."""
    tutors = formulation.inputs.facts.tutors.set_index("pool_id")
    salaried = tutors["pay"] == "salaried"
    bound = (tutors["modality"] == "in_person") | salaried
    here = week[week["pool_id"].map(bound).astype(bool)]
    schools = here.groupby(PERSON)["school_id"].nunique()
    most = tutors["sites_per_tutor"].mask(salaried, 1).reindex(schools.index.get_level_values(0)).to_numpy(dtype=float)
    over = int((schools.to_numpy(dtype=float) > most).sum())
    return [f"timetable: people serve more schools than they may ({over} of them)"] if over else []


def _not_there(formulation: Formulation, staff: pd.DataFrame, week: pd.DataFrame) -> list[str]:
    """Pools with more people in the timetable, or a higher number, than there are; staffs of schools likewise."""
    tutors = formulation.inputs.facts.tutors.set_index("pool_id")
    people = week.groupby("pool_id")["tutor"].agg(lambda own: max(own.nunique(), own.max()))
    found = [
        f"timetable: {int(count)} people of {pool} teach, and {np.floor(there + TOLERANCE):g} are there"
        for pool, count, there in zip(people.index, people, tutors["people"].reindex(people.index), strict=True)
        if count > there + TOLERANCE
    ]
    own = week[week["pool_id"].map(tutors["pay"] == "salaried").astype(bool)]
    place = ["pool_id", "school_id"]
    teach = own.groupby(place)["tutor"].nunique()
    on_staff = staff.groupby(place)["people"].sum().reindex(teach.index).fillna(0.0)
    return found + [
        f"timetable: {int(count)} people of {pool} teach at {school}, and {there:g} are on its staff"
        for (pool, school), count, there in zip(teach.index, teach, on_staff, strict=True)
        if count > there + TOLERANCE
    ]
