"""Who asks for a seat: the students found in need, with what decides where each may sit and in which order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import MARKS
from hitdesign.district.service_times import Busy, busy_times
from hitdesign.need.caught import TIERS
from hitdesign.need.found import find
from hitdesign.need.looked_at import TAKEN_OFF, bands_of, spans_of, taken_off
from hitdesign.need.need import BAND, Need, band_ids, planned_schools
from hitdesign.plan.plan import Plan
from hitdesign.plan.seating import limited_bits, promised_bits
from hitdesign.rights.duties import guarded_bits
from hitdesign.rights.payers import cohort_bits


@dataclass(frozen=True, repr=False)
class Applicants:
    """`rows`: one per student and subject in need: student (code), student_id, school_id, band_id, subject, tier,
    consent, skills, standing (the need index turned round: lower is greater need, NaN unknown), rank (tier, then
    standing, then the lot), has (bits of the marks).

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
        standing=-rows["need_index"],
    )
    rows = rows.assign(has=_bits(plan, rows), order=rows["tier"].map({tier: n for n, tier in enumerate(TIERS)}))
    rows = rows.sort_values(["order", "standing", "lottery", "subject"], kind="stable", na_position="last")
    rows = rows.assign(rank=np.arange(len(rows)))
    rows = rows.sort_values(["school_id", "band_id", "rank"], kind="stable", ignore_index=True)
    columns = ["student", "student_id", "school_id", "grade", "band_id", "subject", "tier", "consent", "skills"]
    busy, unsaid = _services(here, sorted(set(position.tolist())))
    return Applicants(rows[[*columns, "standing", "rank", "has"]], busy, unsaid, _taken_off(plan, frame, here))


def _bits(plan: Plan, rows: pd.DataFrame) -> npt.NDArray[np.uint64]:
    """The limited streams whose marks each row meets, and the promises to its marks."""
    formulation = plan.allocation.formulation
    if formulation is None or rows.empty:
        return np.zeros(len(rows), dtype=np.uint64)
    inputs = formulation.inputs
    programs = [plan.evidence.programs[str(name)] for name in inputs.facts.funding["program"]]
    marks = rows[list(MARKS)].assign(marks_apart=False)
    bits = cohort_bits(Need(cohorts=marks, bands=inputs.need.bands), programs)
    if inputs.facts.guarded:
        bits &= ~guarded_bits(inputs.facts, Need(cohorts=rows, bands=inputs.need.bands))
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


def _taken_off(plan: Plan, frame: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """Students who are not asked, with the first reason of TAKEN_OFF; those of schools without a plan."""
    school, ids = pd.factorize(here["school_id"].to_numpy(dtype=object), sort=True)
    spans = spans_of(plan.district.schools)
    low, high = bands_of(here["grade"].to_numpy(), school, [str(school_id) for school_id in ids], spans)
    words = np.array([*TAKEN_OFF, ""], dtype=object)
    reason = words[taken_off(here, low, high, plan.policy.criteria)]
    off = here.loc[reason != "", ["student_id"]].assign(reason=reason[reason != ""])
    elsewhere = frame.loc[~frame["student_id"].isin(here["student_id"]), ["student_id"]]
    both: pd.DataFrame = pd.concat([off, elsewhere.assign(reason="school_not_planned")], ignore_index=True)
    return both
