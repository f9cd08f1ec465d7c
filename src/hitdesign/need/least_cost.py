"""The least that any seat can cost in a district, from pay, prices and tutoring models alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hitdesign.district.columns import Facts

Floats = npt.NDArray[np.float64]
MINUTES_AN_HOUR = 60


def least_seat_dollars(facts: Facts) -> float | None:
    """Dollars of the cheapest seat in a full group over all pools and tutoring models of the same modality.

    Formula: hourly and extra duty: sessions x weeks x minutes / 60 x (1 + paid preparation) x loaded rate / students
    per tutor; contracts: the lowest price of their basis, none of a flat fee; plus materials. A bound from below: no
    rule on rooms, time or money makes a seat cheaper. None where a pool is salaried (its hours are paid either way) or
    nobody teaches.
    """
    tutors, models = facts.tutors, facts.models
    people = ((tutors["people"] > 0) & (tutors["hours_per_tutor_week"] > 0)).to_numpy()
    if not people.any() or (people & (tutors["pay"].to_numpy() == "salaried")).any():
        return None
    sessions = (models["sessions_per_week"] * models["weeks"]).to_numpy(dtype=np.float64)
    hours = sessions * models["minutes_per_session"].to_numpy(dtype=np.float64) / MINUTES_AN_HOUR
    size = models["students_per_tutor"].to_numpy(dtype=np.float64)
    materials = models["materials_dollars_per_student"].to_numpy(dtype=np.float64)
    terms = {str(row["contract_id"]): row for row in facts.contracts.to_dict("records")}
    least = np.inf
    for pool in tutors[people].to_dict("records"):
        own = (models["modality"] == pool["modality"]).to_numpy()
        if pool["pay"] == "contract":
            price = terms[str(pool["contract_id"])]
            ones = np.ones(len(models))
            units = {"hour": hours / size, "session": sessions / size, "seat": ones, "student": ones, "flat": 0 * ones}
            units |= {"student_hour": hours, "student_session": sessions}
            seat = float(price["lowest_dollars"]) * units[str(price["price_basis"])]
        else:
            seat = hours * (1 + pool["paid_preparation_share"]) * pool["hourly_dollars"] / size
        least = min(least, float((seat + materials)[own].min(initial=np.inf)))
    return least if np.isfinite(least) else None
