"""Which streams may pay: one bit per stream, and the rule that says no for each that may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.arrays import among
from hitdesign.district.columns import Facts
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import CostUse, Evidence, Program
from hitdesign.need.need import Need
from hitdesign.quantities import TOLERANCE
from hitdesign.rights.begun import weeks_in_all
from hitdesign.rights.duties import guarded_bits
from hitdesign.rights.places import Places

Bits = NDArray[np.uint64]
#: One bit of a 64-bit word per stream, two kept free.
MOST_STREAMS = 62
MARKS = ("iep", "english_learner", "low_income")


@dataclass(frozen=True)
class Payers:
    """Bits per place: `may` pay for some student there, `limited` only for part of the band's students.

    `cohorts` holds, per cohort, the streams whose marks it meets and that may pay for it; `guarded`, per place, those
    that may not only because they would supplant. `code` is blank per place where somebody may pay.
    """

    may: Bits
    guarded: Bits
    limited: Bits
    cohorts: Bits


def payers_of(facts: Facts, need: Need, evidence: Evidence, places: Places) -> Payers:
    """The streams that may pay at each place, whatever the date.

    Formula: a stream's program must allow the school, time of day, tier, subject, grades, group size, dosage, tutors
    and modality, and its own list of schools must hold the school; marks are met per cohort, and a stream whose test
    presumes supplanting pays for no cohort that may hold students of a guarded service (`guarded_bits`).
    """
    streams = facts.funding
    _check_count(streams)
    programs = [evidence.programs[name] for name in streams["program"]]
    may = np.zeros(len(places.pair), dtype=np.uint64)
    for number, program in enumerate(programs):
        if not streams["available_dollars"].iloc[number] > 0:
            continue
        allowed = _allowed(facts, need, places, program, streams["schools"].iloc[number])
        may |= np.where(allowed, np.uint64(1) << np.uint64(number), np.uint64(0))
    met = cohort_bits(need, programs)
    cohorts = met & ~guarded_bits(facts, need)
    some, every = _band_bits(need, cohorts)
    unguarded = may & _band_bits(need, met)[0][places.band]
    may &= some[places.band]
    limited = may & ~every[places.band]
    return Payers(may=may, guarded=unguarded & ~may, limited=limited, cohorts=cohorts)


def _check_count(streams: pd.DataFrame) -> None:
    if len(streams) > MOST_STREAMS:
        raise InputError(
            [
                Fault(
                    table="funding",
                    problem="too many streams for one plan",
                    found=str(len(streams)),
                    expected=f"at most {MOST_STREAMS}",
                    what_to_do="Join awards that have the same rules and dates into one row",
                )
            ]
        )


def _allowed(facts: Facts, need: Need, places: Places, program: Program, own: tuple[str, ...]) -> NDArray[np.bool_]:
    """Whether this program's conditions, and the stream's own list of schools, hold at each place."""
    if not pays_tutoring(program):
        return np.zeros(len(places.pair), dtype=bool)
    bands, models, blocks, tutors = need.bands, facts.models, facts.blocks, facts.tutors
    school = blocks["school"].to_numpy(dtype=np.int64)[places.block]
    allowed: NDArray[np.bool_] = every(school_tests(facts.schools, program, own))[school]
    allowed &= every(band_tests(bands, program))[places.band]
    allowed &= every(model_tests(models, program))[places.model]
    allowed &= when_test(blocks, program)[places.block]
    allowed &= kind_test(tutors, program)[places.pool]
    return allowed


def when_test(blocks: pd.DataFrame, program: Program) -> NDArray[np.bool_]:
    """Blocks at a time of day at which it may pay."""
    return among(blocks["when"], program.when)


def kind_test(tutors: pd.DataFrame, program: Program) -> NDArray[np.bool_]:
    """Pools of a kind that it may pay for."""
    return among(tutors["kind"], program.tutor_kinds)


def pays_tutoring(program: Program) -> bool:
    """Whether it may pay for tutoring that a plan can show: of its uses, and of students whom the tables mark."""
    return program.pays_tutoring and uses_allowed(program, "tutoring") and not program.unmarked_students


def uses_allowed(program: Program, use: CostUse) -> bool:
    """Whether the program may pay for this kind of cost; one without a list of uses may pay for all.

    >>> from hitdesign.evidence.library import shipped
    >>> work_study = shipped().programs["federal_work_study"]
    >>> uses_allowed(work_study, "tutoring"), uses_allowed(work_study, "materials")
    (True, False)
    """
    return not program.uses or use in program.uses


def materials_barred(facts: Facts, evidence: Evidence) -> np.uint64:
    """Bits of the streams whose programs' uses leave out materials."""
    names = enumerate(facts.funding["program"])
    return np.uint64(sum(1 << n for n, name in names if not uses_allowed(evidence.programs[str(name)], "materials")))


def every(tests: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Where all of the tests are passed."""
    passed: NDArray[np.bool_] = np.logical_and.reduce(list(tests.values()))
    return passed


def school_tests(schools: pd.DataFrame, program: Program, own: tuple[str, ...]) -> dict[str, NDArray[np.bool_]]:
    """Per rule on schools: which of them pass; `own` is the stream's list of schools."""
    return {
        "schools": among(schools["school_id"], own),
        "title_i_status": among(schools["title_i_status"], program.title_i_status),
        "support_status": among(schools["support_status"], program.support_status),
    }


def school_allowed(schools: pd.DataFrame, program: Program, own: tuple[str, ...]) -> NDArray[np.bool_]:
    """Per school: whether the program's conditions on schools, and the stream's own list, hold it."""
    return every(school_tests(schools, program, own))


def band_tests(bands: pd.DataFrame, program: Program) -> dict[str, NDArray[np.bool_]]:
    """Per rule on students, marks apart: which bands pass."""
    low = -99 if program.grade_low is None else program.grade_low
    high = 99 if program.grade_high is None else program.grade_high
    return {
        "tiers": among(bands["tier"], program.tiers),
        "subjects": among(bands["subject"], program.subjects),
        "grades": (bands["grade_low"] >= low).to_numpy() & (bands["grade_high"] <= high).to_numpy(),
    }


def model_tests(models: pd.DataFrame, program: Program) -> dict[str, NDArray[np.bool_]]:
    """Per rule on tutoring models: which of them pass.

    Formula: minutes a week = sessions a week x minutes a session; hours = minutes a week x weeks / 60.
    """
    largest = 10_000 if program.largest_group is None else program.largest_group
    sessions, minutes = (models[name].to_numpy(dtype=np.int64) for name in ("sessions_per_week", "minutes_per_session"))
    weeks = weeks_in_all(models)
    return {
        "largest_group": (models["students_per_tutor"] <= largest).to_numpy(),
        "modalities": among(models["modality"], program.modalities),
        "least_sessions_per_week": sessions >= (program.least_sessions_per_week or 0),
        "least_minutes_per_session": minutes >= (program.least_minutes_per_session or 0),
        "least_minutes_per_week": sessions * minutes >= (program.least_minutes_per_week or 0),
        "least_weeks": weeks >= (program.least_weeks or 0),
        "least_hours": sessions * minutes * weeks >= 60 * (program.least_hours or 0) - TOLERANCE,
    }


def cohort_bits(need: Need, programs: list[Program]) -> Bits:
    """Per cohort, the streams whose marks it meets: a required mark must be yes, an excluded one no.

    An unknown mark meets neither, nor do two marks together that were counted apart.
    """
    bits = np.zeros(len(need.cohorts), dtype=np.uint64)
    for number, program in enumerate(programs):
        several = len(program.requires_marks) + len(program.excludes_marks) > 1
        meets = ~need.cohorts["marks_apart"].to_numpy(dtype=bool) if several else np.ones(len(need.cohorts), dtype=bool)
        for mark in MARKS:
            value = need.cohorts[mark].to_numpy()
            if mark in program.requires_marks:
                meets &= value == "yes"
            if mark in program.excludes_marks:
                meets &= value == "no"
        bits |= np.where(meets, np.uint64(1) << np.uint64(number), np.uint64(0))
    return bits


def _band_bits(need: Need, cohorts: Bits) -> tuple[Bits, Bits]:
    """Per band: streams that some cohort meets, and streams that every cohort with students meets."""
    some = np.zeros(len(need.bands), dtype=np.uint64)
    every = np.full(len(need.bands), ~np.uint64(0))
    band = need.cohorts["band"].to_numpy(dtype=np.int64)
    present = need.cohorts["students"].to_numpy() > 0
    np.bitwise_or.at(some, band[present], cohorts[present])
    np.bitwise_and.at(every, band[present], cohorts[present])
    return some, every


def bits_to_positions(bits: int) -> tuple[int, ...]:
    """The streams whose bits are set.

    >>> bits_to_positions(0b101)
    (0, 2)
    """
    return tuple(number for number in range(64) if int(bits) >> number & 1)
