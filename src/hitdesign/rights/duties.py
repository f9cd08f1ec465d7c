"""Whom a duty covers and which teaching is as it asks: the cohorts and places of mandates and of guarded services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.arrays import among, one_of
from hitdesign.district.cohorts import MARKS
from hitdesign.district.columns import Facts
from hitdesign.district.duties import Mandate
from hitdesign.district.duty import Duty
from hitdesign.district.supplanting import Guarded
from hitdesign.need.need import Need
from hitdesign.quantities import TOLERANCE
from hitdesign.rights.begun import has_begun, weeks_in_all
from hitdesign.rights.places import Places
from hitdesign.rights.term_days import begins_on

Bools = NDArray[np.bool_]
Bits = NDArray[np.uint64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Owed:
    """What every duty asks at every school with students it covers, one entry each, by duty and school_id.

    `covered`: cohorts x duties; per entry: `duty` (position), `school_id`, `students` covered, `opted_out`, `owed`.
    """

    covered: Bools
    duty: Ints
    school_id: NDArray[np.object_]
    students: Ints
    opted_out: Ints
    owed: Ints


def covered_cohorts(facts: Facts, need: Need, duties: Sequence[Duty]) -> Bools:
    """Which cohorts each duty covers with certainty (cohorts x duties).

    A cohort is covered where its school, subject and tier are named, all its grades lie within the duty's, and its
    marks are known to be those asked for; `uncertain` counts those of whom that cannot be told.
    """
    columns = [_meets(facts, need.cohorts, duty.asks)[0] for duty in duties]
    return _stacked(columns, len(need.cohorts))


def uncertain(facts: Facts, need: Need, duties: Sequence[Duty]) -> list[int]:
    """Per duty: students in need of whom it cannot be told whether it covers them (grades apart, marks unknown)."""
    out = []
    for duty in duties:
        sure, maybe = _meets(facts, need.cohorts, duty.asks)
        out.append(int(need.cohorts["students"].to_numpy()[maybe & ~sure].sum()))
    return out


def _stacked(columns: list[Bools], length: int) -> Bools:
    return np.stack(columns, axis=1) if columns else np.zeros((length, 0), dtype=bool)


def _meets(facts: Facts, cohorts: pd.DataFrame, asks: Mandate) -> tuple[Bools, Bools]:
    """Cohorts that are covered for certain, and those that may be."""
    schools = facts.schools
    at = among(schools["school_id"], asks.schools) & among(schools["title_i_status"], asks.title_i_status)
    at = at & among(schools["support_status"], asks.support_status)
    here = one_of(cohorts["school_id"], schools["school_id"].to_numpy(dtype=object)[at].tolist())
    here = here & among(cohorts["subject"], asks.subjects) & among(cohorts["tier"], asks.tiers)
    low = -99 if asks.grade_low is None else asks.grade_low
    high = 99 if asks.grade_high is None else asks.grade_high
    first, last = cohorts["grade_low"].to_numpy(dtype=np.int64), cohorts["grade_high"].to_numpy(dtype=np.int64)
    maybe = here & (first <= high) & (last >= low)
    sure = here & (first >= low) & (last <= high)
    said = [mark for mark in MARKS if getattr(asks, mark) != "unknown"]
    for mark in said:
        value = cohorts[mark].to_numpy()
        sure &= value == getattr(asks, mark)
        maybe &= (value == getattr(asks, mark)) | (value == "unknown")
    if len(said) > 1:
        sure &= ~cohorts["marks_apart"].to_numpy(dtype=bool)
    return sure, maybe


def as_asked(facts: Facts, model: Ints, block: Ints, duties: Sequence[Duty]) -> Bools:
    """Whether teaching with this model in this block is what each duty asks (places x duties).

    Formula: students_per_tutor <= largest_group; sessions a week, minutes and weeks at least those asked; sessions x
    minutes x weeks / 60 >= least_hours; the block's time of day is one that counts and it begins by the last day,
    lost days at its beginning counted.
    """
    models, blocks = facts.models, facts.blocks
    sessions, minutes, size = (
        models[name].to_numpy(dtype=float)[model]
        for name in ("sessions_per_week", "minutes_per_session", "students_per_tutor")
    )
    weeks, begun = weeks_in_all(models).astype(float)[model], has_begun(models)[model]
    hours = sessions * minutes * weeks / 60
    when, starts = blocks["when"].to_numpy(dtype=object)[block], begins_on(blocks)[block]
    columns = []
    for duty in duties:
        asks = duty.asks
        good: Bools = size <= (np.inf if asks.largest_group is None else asks.largest_group)
        good &= (sessions >= (asks.least_sessions_per_week or 0)) & (weeks >= (asks.least_weeks or 0))
        good &= (minutes >= (asks.least_minutes_per_session or 0)) & (hours >= (asks.least_hours or 0) - TOLERANCE)
        good &= np.isin(when, asks.when) if asks.when else True
        good &= begun | (starts <= np.datetime64(asks.starts_by)) if asks.starts_by else True
        columns.append(good)
    return _stacked(columns, len(model))


def owed_of(facts: Facts, need: Need, duties: Sequence[Duty]) -> Owed:
    """What each duty asks at each school.

    Formula: opted_out = ceil(opt_out_share x students); owed = ceil(share x (students - opted_out)). A part of a
    student is owed as a whole one. Families decline in whole numbers as take-up counts them: where opt_out_share is
    one less take_up_rate, opted_out is what floor(take_up_rate x students) leaves, so that both can hold together.
    """
    covered = covered_cohorts(facts, need, duties)
    students = need.cohorts["students"].to_numpy(dtype=np.int64)
    schools = need.cohorts["school_id"].to_numpy(dtype=object)
    rows: list[tuple[int, str, int, int, int]] = []
    for number, duty in enumerate(duties):
        here = covered[:, number] & (students > 0)
        for school_id in sorted(set(schools[here])):
            count = int(students[here & (schools == school_id)].sum())
            out = int(np.ceil(duty.asks.opt_out_share * count - TOLERANCE))
            rows.append((number, school_id, count, out, int(np.ceil(duty.share * (count - out) - TOLERANCE))))
    columns = list(zip(*rows, strict=True)) or [()] * 5
    whole = [np.array(columns[place], dtype=np.int64) for place in (0, 2, 3, 4)]
    names = np.fromiter(columns[1], dtype=object)
    return Owed(covered, whole[0], names, whole[1], whole[2], whole[3])


def place_signatures(facts: Facts, need: Need, places: Places) -> Ints:
    """A code per place that tells apart, within a (band, model) pair, blocks that are as some duty of the band asks.

    Where all places of a pair stand alike to every duty that covers some of the band, all carry -1.
    """
    if not facts.duties or not len(places.pair):
        return np.full(len(places.pair), -1, dtype=np.int64)
    of_band = np.zeros((len(need.bands), len(facts.duties)), dtype=bool)
    np.logical_or.at(of_band, need.cohorts["band"].to_numpy(dtype=np.int64), covered_cohorts(facts, need, facts.duties))
    meets = as_asked(facts, places.model, places.block, facts.duties) & of_band[places.band]
    code = np.unique(meets, axis=0, return_inverse=True)[1].ravel().astype(np.int64)
    pair = np.unique(places.pair, return_inverse=True)[1]
    low, high = np.full(int(pair.max()) + 1, len(code)), np.full(int(pair.max()) + 1, -1)
    np.minimum.at(low, pair, code)
    np.maximum.at(high, pair, code)
    out: Ints = np.where((low == high)[pair], -1, code).astype(np.int64)
    return out


def cohort_signatures(facts: Facts, need: Need) -> Ints:
    """A code per cohort: cohorts with the same code are covered by the same duties."""
    if not facts.duties:
        return np.zeros(len(need.cohorts), dtype=np.int64)
    codes: Ints = np.unique(covered_cohorts(facts, need, facts.duties), axis=0, return_inverse=True)[1].ravel()
    return codes.astype(np.int64)


def guarded_bits(facts: Facts, need: Need) -> Bits:
    """Per cohort, the streams that may not pay for it, because some of its students may have a guarded service.

    Every cohort that may hold such students is guarded as a whole: which of them they are is not known.
    """
    number = {str(stream): place for place, stream in enumerate(facts.funding["stream_id"])}
    bits = np.zeros(len(need.cohorts), dtype=np.uint64)
    for one in facts.guarded:
        word = np.uint64(sum(1 << number[stream] for stream in one.barred))
        bits[_may_be_served(facts, need.cohorts, one)] |= word
    return bits


def _may_be_served(facts: Facts, cohorts: pd.DataFrame, one: Guarded) -> Bools:
    if one.duty is not None:
        return _meets(facts, cohorts, one.duty.asks)[1]
    row = one.row
    may = np.ones(len(cohorts), dtype=bool)
    if one.school_ids is not None:
        may &= one_of(cohorts["school_id"], one.school_ids)
    if row is None:
        return may
    may &= among(cohorts["subject"], row.subjects) & among(cohorts["tier"], (row.tier,) if row.tier else ())
    low = -99 if row.grade_low is None else row.grade_low
    high = 99 if row.grade_high is None else row.grade_high
    may &= (cohorts["grade_low"] <= high).to_numpy() & (cohorts["grade_high"] >= low).to_numpy()
    for mark in MARKS:
        said = getattr(row, mark)
        if said != "unknown":
            may &= one_of(cohorts[mark], (said, "unknown"))
    return may
