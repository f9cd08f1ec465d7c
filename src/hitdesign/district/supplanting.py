"""Supplement, not supplant: services that money with a presumption test may not take over, and what cannot be tested.

Sources: ESEA section 1118(b) as amended (Title I, Part A: a methodology, not the single service); the older tests of
other titles presume supplanting where state or local money paid for the service last year or a law requires it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hitdesign.district.district import District
from hitdesign.district.duties import Rebuttal
from hitdesign.district.duty import Duty
from hitdesign.district.existing import ExistingProgram
from hitdesign.district.held import at_schools
from hitdesign.evidence.records import Evidence, Program

Money = Literal["state_or_local", "federal", "other", "unknown"]
EVERY_STREAM = "*"


@dataclass(frozen=True)
class Guarded:
    """A service that some streams may not pay for, with those whom it serves; blank conditions hold for all.

    `about`: the running program or the mandate behind it; `because`: paid last year by state or local money, or
    required by a law; `barred`: stream ids; `school_ids`: where it is, blank everywhere.
    """

    about: str
    because: Literal["paid_last_year", "required"]
    barred: frozenset[str]
    school_ids: frozenset[str] | None
    row: ExistingProgram | None = None
    duty: Duty | None = None


def guarded_services(district: District, evidence: Evidence, duties: Sequence[Duty]) -> tuple[Guarded, ...]:
    """Services guarded against supplanting: of programs that do not go on as they are, and of laws' mandates.

    A program that is kept goes on with its own money and its students are not in the need; one that is folded in or
    replaced leaves its students, and the state or local money that paid for them, to the plan.
    """
    presuming = [
        row.stream_id for row in district.funding if evidence.programs[row.program].supplanting == "presumptions"
    ]
    found = []
    for row, schools in at_schools(district.existing_programs, [school.school_id for school in district.schools]):
        if row.decision != "keep" and paid_with(row, district, evidence) == "state_or_local":
            barred = _unrebutted(presuming, row.program_id, district.rebuttals)
            found.append(Guarded(row.program_id, "paid_last_year", barred, frozenset(schools), row=row))
    for duty in duties:
        if duty.required:
            barred = _unrebutted(presuming, duty.mandate_id, district.rebuttals)
            found.append(Guarded(duty.mandate_id, "required", barred, None, duty=duty))
    return tuple(one for one in found if one.barred)


def _unrebutted(streams: Sequence[str], about: str, rebuttals: Sequence[Rebuttal]) -> frozenset[str]:
    open_to = {row.stream_id for row in rebuttals if row.about == about}
    return frozenset() if EVERY_STREAM in open_to else frozenset(streams) - open_to


def paid_with(row: ExistingProgram, district: District, evidence: Evidence) -> Money:
    """Whose money paid for a program last year: as the row says, else what the program behind paid_by is known to be.

    Where the evidence does not say whether that program is federal, its test of supplanting tells.
    """
    if row.paid_last_year_with is not None:
        return row.paid_last_year_with
    of_stream = {stream.stream_id: stream.program for stream in district.funding}
    program = evidence.programs.get(of_stream.get(row.paid_by, row.paid_by))
    if program is None:
        return "unknown"
    if program.federal is not None:
        return "federal" if program.federal else "state_or_local"
    by_test: Mapping[str, Money] = {"none": "state_or_local", "methodology": "federal", "presumptions": "federal"}
    return by_test.get(program.supplanting, "unknown")


def supplanting_checks(district: District, evidence: Evidence, duties: Sequence[Duty]) -> tuple[str, ...]:
    """What a person has to see to, in sentences: tests that no plan can show, unknown payers, rebuttals relied on."""
    programs = {row.stream_id: evidence.programs[row.program] for row in district.funding}
    out = [said for stream, program in programs.items() if (said := _test_of(stream, program))]
    presuming = [stream for stream, program in programs.items() if program.supplanting == "presumptions"]
    if presuming:
        out += _unknown_payers(district, evidence, presuming)
    abouts = {row.program_id for row in district.existing_programs if row.decision != "keep"}
    abouts |= {duty.mandate_id for duty in duties if duty.required}
    for row in district.rebuttals:
        whom = "every stream" if row.stream_id == EVERY_STREAM else row.stream_id
        used = "" if row.about in abouts else " It opens nothing: the service goes on as it is, or no law requires it."
        out.append(
            f"Supplement, not supplant: a recorded rebuttal lets {whom} pay for {row.about}: {row.reason.rstrip('.')} "
            f"({row.recorded_by}, {row.recorded_on}). Keep the record for the auditor.{used}"
        )
    return tuple(out)


def _test_of(stream: str, program: Program) -> str:
    said = {
        "methodology": "the test is a written method of giving state and local money to schools that ignores this "
        "money; that method, comparability and maintenance of effort were not tested here.",
        "presumptions": "it pays for nothing here that state or local money is known to have paid last year or that a "
        "law is known to require; whether the same service is paid with other money for other students, and "
        "maintenance of effort, were not tested here.",
        "unknown": "which test applies is not known here, so nothing was withheld from it; ask before it takes over "
        "what state or local money paid.",
        "none": "",
    }[program.supplanting]
    return f"Supplement, not supplant, {stream} ({program.name}): {said}" if said else ""


def _unknown_payers(district: District, evidence: Evidence, presuming: Sequence[str]) -> list[str]:
    unknown = {
        row.program_id
        for row in district.existing_programs
        if row.decision != "keep" and paid_with(row, district, evidence) == "unknown"
    }
    return [
        f"Supplement, not supplant: whose money paid for {name} last year is not known, so {', '.join(presuming)} may "
        "pay for its students here; state it in paid_by or paid_last_year_with."
        for name in sorted(unknown)
    ]
