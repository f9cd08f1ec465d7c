"""Which streams may pay: one bit per stream, and the rule that says no for each that may not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import Evidence, Program
from hitdesign.need.need import Need
from hitdesign.rights.places import Places

Bits = NDArray[np.uint64]
#: One bit of a 64-bit word per stream, two kept free.
MOST_STREAMS = 62
MARKS = ("iep", "english_learner", "low_income")


@dataclass(frozen=True)
class Payers:
    """Bits per place: `may` pay for some student there, `limited` only for part of the band's students.

    `cohorts` holds, per cohort, the streams whose marks it meets. `code` is blank per place where somebody may pay.
    """

    may: Bits
    limited: Bits
    cohorts: Bits


def payers_of(facts: Facts, need: Need, evidence: Evidence, places: Places) -> Payers:
    """The streams that may pay at each place, whatever the date.

    Formula: a stream's program must allow the school, time of day, tier, subject, grades, group size, tutors and
    modality, and its own list of schools must hold the school; marks are met per cohort.
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
    cohorts = cohort_bits(need, programs)
    some, every = _band_bits(need, cohorts)
    may &= some[places.band]
    limited = may & ~every[places.band]
    return Payers(may=may, limited=limited, cohorts=cohorts)


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
    if not program.pays_tutoring:
        return np.zeros(len(places.pair), dtype=bool)
    bands, models, blocks, tutors = need.bands, facts.models, facts.blocks, facts.tutors
    school = blocks["school"].to_numpy(dtype=np.int64)[places.block]
    allowed: NDArray[np.bool_] = school_allowed(facts.schools, program, own)[school]
    allowed &= _band_allowed(bands, program)[places.band]
    allowed &= _size_allowed(models, program)[places.model]
    allowed &= _word_in(blocks["when"], program.when)[places.block]
    allowed &= _word_in(tutors["kind"], program.tutor_kinds)[places.pool]
    return allowed


def _word_in(column: pd.Series, words: tuple[str, ...]) -> NDArray[np.bool_]:
    """True where the column's word is one of `words`; no words means all."""
    return np.ones(len(column), dtype=bool) if not words else column.isin(words).to_numpy()


def school_allowed(schools: pd.DataFrame, program: Program, own: tuple[str, ...]) -> NDArray[np.bool_]:
    """Per school: whether the program's conditions on schools, and the stream's own list, hold it."""
    return (
        _word_in(schools["title_i_status"], program.title_i_status)
        & _word_in(schools["support_status"], program.support_status)
        & _word_in(schools["school_id"], own)
    )


def _band_allowed(bands: pd.DataFrame, program: Program) -> NDArray[np.bool_]:
    low = -99 if program.grade_low is None else program.grade_low
    high = 99 if program.grade_high is None else program.grade_high
    return (
        _word_in(bands["tier"], program.tiers)
        & _word_in(bands["subject"], program.subjects)
        & (bands["grade_low"] >= low).to_numpy()
        & (bands["grade_high"] <= high).to_numpy()
    )


def _size_allowed(models: pd.DataFrame, program: Program) -> NDArray[np.bool_]:
    largest = 10_000 if program.largest_group is None else program.largest_group
    return (models["students_per_tutor"] <= largest).to_numpy() & _word_in(models["modality"], program.modalities)


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
