"""Who asks for a seat: the students found in need, with what decides where each may sit and in which order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import MARKS
from hitdesign.district.service_times import Busy, busy_times
from hitdesign.need.caught import TIERS
from hitdesign.need.found import TAKEN_OFF, Found, find, spans_of
from hitdesign.need.measures import measures_for, values_of
from hitdesign.need.need import BAND, Need, band_ids, planned_schools
from hitdesign.plan.plan import Plan
from hitdesign.plan.seating import limited_bits, promised_bits
from hitdesign.rights.payers import cohort_bits

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Applicants:
    """`rows`: one per student and subject in need: student (code), student_id, school_id, band_id, subject, tier,
    consent, skills, standing (0 the greatest need, NaN unknown), rank (tier, then standing, then id), has (bits of the
    marks).

    `busy`, `unsaid_minutes`: per student code, times of other services and minutes a week whose time nobody said.
    `off`: student_id, reason of those who were taken off first.
    """

    rows: pd.DataFrame
    busy: dict[int, tuple[Busy, ...]]
    unsaid_minutes: dict[int, int]
    off: pd.DataFrame


def applicants_of(plan: Plan, frame: pd.DataFrame) -> Applicants:
    """The students of a table in canonical form who are in need under the plan's own criteria.

    Raises InputError where table and criteria do not fit.
    """
    here = frame[frame["school_id"].isin(planned_schools(plan.district, plan.policy))].reset_index(drop=True)
    found = find(here, plan.policy.criteria, plan.evidence, spans_of(plan.district.schools))
    rows = found.flagged.frame.astype(dict.fromkeys(["subject", "tier", *MARKS], "str"))
    position = pd.Index(here["student_id"]).get_indexer(rows["student_id"])
    keys = [*BAND, *plan.policy.separate_groups_by]
    rows = rows.assign(
        student=position,
        band_id=band_ids(rows, keys) if len(rows) else "",
        consent=here["consent"].to_numpy(dtype=object)[position],
        skills=here["skill_areas"].to_numpy(dtype=object)[position],
        standing=_standing(plan, here, found, position, rows["subject"].to_numpy(dtype=object)),
    )
    rows = rows.assign(has=_bits(plan, rows), order=rows["tier"].map({tier: n for n, tier in enumerate(TIERS)}))
    rows = rows.sort_values(["order", "standing", "student_id", "subject"], kind="stable", na_position="last")
    rows = rows.assign(rank=np.arange(len(rows)))
    rows = rows.sort_values(["school_id", "band_id", "rank"], kind="stable", ignore_index=True)
    columns = ["student", "student_id", "school_id", "grade", "band_id", "subject", "tier", "consent", "skills"]
    busy, unsaid = _services(here, sorted(set(position.tolist())))
    return Applicants(rows[[*columns, "standing", "rank", "has"]], busy, unsaid, _taken_off(frame, here))


def _standing(
    plan: Plan, frame: pd.DataFrame, found: Found, position: npt.NDArray[np.int64], subject: npt.NDArray[np.object_]
) -> Floats:
    """How a student stands among those found in the subject, 0 the greatest need; NaN where no measure is known.

    Formula: sum of w x r / sum of w over the known measures of the criteria, w their weights, r the share of those
    found whose value speaks of greater need, ties in the middle.
    """
    out = np.full(len(position), np.nan)
    for name, bound in measures_for(frame, plan.policy.criteria, plan.evidence).by_subject.items():
        here = np.flatnonzero(subject == name)
        total, weight = np.zeros(len(here)), np.zeros(len(here))
        for one in bound:
            values = pd.Series(values_of(frame, one.column)[position[here]])
            rising = one.measure.catches in ("at_or_below", "below")
            share = ((values.rank(ascending=rising) - 0.5) / max(int(values.notna().sum()), 1)).to_numpy()
            known = ~np.isnan(share)
            total[known] += one.measure.weight * share[known]
            weight[known] += one.measure.weight
        out[here] = np.divide(total, weight, out=np.full(len(here), np.nan), where=weight > 0)
    return out


def _bits(plan: Plan, rows: pd.DataFrame) -> npt.NDArray[np.uint64]:
    """The limited streams whose marks each row meets, and the promises to its marks."""
    formulation = plan.allocation.formulation
    if formulation is None or rows.empty:
        return np.zeros(len(rows), dtype=np.uint64)
    inputs = formulation.inputs
    programs = [plan.evidence.programs[str(name)] for name in inputs.facts.funding["program"]]
    marks = rows[list(MARKS)].assign(marks_apart=False)
    bits = cohort_bits(Need(cohorts=marks, bands=inputs.need.bands), programs)
    band = pd.Index(inputs.need.bands["band_id"]).get_indexer(pd.Index(rows["band_id"]))
    limited = np.append(limited_bits(formulation), np.uint64(0))[band]
    has: npt.NDArray[np.uint64] = (bits & limited) | promised_bits(plan, rows)
    return has


def _services(frame: pd.DataFrame, students: list[int]) -> tuple[dict[int, tuple[Busy, ...]], dict[int, int]]:
    """Times of other services, and minutes of them that no time accounts for, of those who have any."""
    busy: dict[int, tuple[Busy, ...]] = {}
    unsaid: dict[int, int] = {}
    texts = frame["service_times"].to_numpy(dtype=object)
    minutes = frame["service_minutes_blocked"].to_numpy(dtype=float)
    for student in students:
        times = busy_times(str(texts[student])) or ()
        if times:
            busy[student] = times
        said = sum(time.end - time.start for time in times)
        if not np.isnan(minutes[student]) and minutes[student] > said:
            unsaid[student] = int(minutes[student]) - said
    return busy, unsaid


def _taken_off(frame: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """Students who are not asked, with the first reason of TAKEN_OFF; those of schools without a plan."""
    conditions = [here["already_in_program"] == "yes", here["consent"] == "no", ~here["grade"].between(0, 12)]
    reason = np.select([condition.to_numpy() for condition in conditions], TAKEN_OFF, default="")
    off = here.loc[reason != "", ["student_id"]].assign(reason=reason[reason != ""])
    elsewhere = frame.loc[~frame["student_id"].isin(here["student_id"]), ["student_id"]]
    both: pd.DataFrame = pd.concat([off, elsewhere.assign(reason="school_not_planned")], ignore_index=True)
    return both
