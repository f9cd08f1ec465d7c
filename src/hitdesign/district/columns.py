"""The district as plain columns: every blank filled, every filled blank counted as an assumption."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.checks import unknown_id
from hitdesign.district.defaults import Filler, printed_defaults
from hitdesign.district.district import District
from hitdesign.district.records import (
    EVERY_SCHOOL,
    Block,
    Contract,
    FundingStream,
    Record,
    School,
    TutoringModel,
    TutorPool,
)
from hitdesign.district.row_checks import minute_of
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence

#: Grades and days that stand for "any" where a cell is blank.
LOWEST_GRADE, HIGHEST_GRADE = -2, 13
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

Codes = npt.NDArray[np.int64]


class Choices(Protocol):
    """The few choices that decide which facts count: a Policy has them."""

    @property
    def starts_on(self) -> date | None:
        """First day of the plan; None = the blocks' own."""

    @property
    def ends_on(self) -> date | None:
        """Last day of the plan; None = the blocks' own."""

    @property
    def include_unawarded(self) -> bool:
        """Whether money that is not awarded counts."""


@dataclass(frozen=True)
class Facts:
    """Column tables with a RangeIndex; an id is text, a row's position is its code, unknown counts are NaN.

    `schools`: the School record's columns. `blocks`: one row per school and block; school (position), block_id, when,
    days, n_days, minutes, starts_on, ends_on (datetime64), weeks, groups_at_once, starts_minute (NaN = blank),
    room_group, grade_low, grade_high, online_seats, enrolment, take_up_rate, attendance_rate, transport_seats (inf =
    not limited), supervisor_dollars_per_day. `tutors`: the record's columns, people, hourly_dollars and annual_dollars
    with benefits (NaN where not paid so). `funding`: the record's columns, counts, available_dollars, closed_after,
    closed. `models`: model_id, label, size and dosage. `contracts`: the record's columns. Lists are tuples of text;
    an empty one means all. Blank limits are inf, blank dates the first or last day there is.
    """

    schools: pd.DataFrame
    blocks: pd.DataFrame
    tutors: pd.DataFrame
    funding: pd.DataFrame
    models: pd.DataFrame
    contracts: pd.DataFrame
    assumptions: tuple[Assumption, ...] = ()


def facts_of(district: District, policy: Choices, evidence: Evidence) -> Facts:
    """The facts that a plan computes with: blanks filled, `*` rows spread, terms clipped to the policy's dates.

    Raises InputError where a stream names a program that the evidence does not hold, or the evidence lacks a default.
    """
    filler = Filler(evidence)
    schools = _schools(district)
    blocks = _blocks(district, schools, policy, filler)
    first_day = policy.starts_on or min((block.starts_on for block in district.blocks), default=FIRST_DAY)
    spread = sum(block.school_id == EVERY_SCHOOL for block in district.blocks)
    tutors = _tutors(district, filler)
    return Facts(
        schools=schools, blocks=blocks, tutors=tutors, funding=_funding(district, policy, evidence, first_day),
        models=_models(district, evidence), contracts=_contracts(district, first_day),
        assumptions=(*filler.assumptions(), *printed_defaults(blocks, spread), *district.assumed),
    )


def _schools(district: District) -> pd.DataFrame:
    frame = _frame(School, district.schools)
    _fill_grades(frame)
    _fill_numbers(frame, {"enrollment": np.nan, "low_income_students": np.nan})
    return _texts(frame)


def _blocks(district: District, schools: pd.DataFrame, policy: Choices, filler: Filler) -> pd.DataFrame:
    """Rows by school, then block_id; a blank grade is the school's; weeks = floor((ends_on - starts_on + 1) / 7)."""
    rows, taught_at = _spread(district.blocks, schools["school_id"].tolist())
    frame = _frame(Block, district.blocks)
    _fill_blocks(frame, filler, np.bincount(rows, minlength=len(frame)))
    _fill_dates(frame, {"starts_on": FIRST_DAY, "ends_on": LAST_DAY})
    first, last = pd.Timestamp(policy.starts_on or FIRST_DAY), pd.Timestamp(policy.ends_on or LAST_DAY)
    frame["starts_on"] = frame["starts_on"].where(frame["starts_on"] > first, first)
    frame["ends_on"] = frame["ends_on"].where(frame["ends_on"] < last, last)
    frame["weeks"] = (((frame["ends_on"] - frame["starts_on"]).dt.days + 1) // 7).clip(lower=0).astype("int64")
    frame["n_days"] = frame["days"].str.len().astype("int64")
    minutes = {clock: minute_of(clock) for clock in frame["starts_at"].unique()}
    frame["starts_minute"] = frame.pop("starts_at").map(minutes).astype("float64")
    frame[["minutes", "groups_at_once"]] = frame[["minutes", "groups_at_once"]].astype("int64")
    frame = _texts(frame).iloc[rows].reset_index(drop=True)
    for name in ("grade_low", "grade_high"):
        frame[name] = frame[name].fillna(schools[name].iloc[taught_at].reset_index(drop=True)).astype("int64")
    frame.insert(0, "school", taught_at)
    return frame.drop(columns="school_id")


def _fill_blocks(frame: pd.DataFrame, filler: Filler, schools: Codes) -> None:
    """Blank seats, enrolment, take-up and attendance from the evidence; who is assigned, joins."""
    filler.fill(frame, "blocks", "online_seats", cells=schools)
    filler.fill(frame, "blocks", "enrolment", by="when", cells=schools)
    assigned = (frame["enrolment"] == "assigned") & frame["take_up_rate"].isna()
    frame["take_up_rate"] = frame["take_up_rate"].where(~assigned, 1.0)
    filler.fill(frame, "blocks", "take_up_rate", by="when", cells=schools)
    filler.fill(frame, "blocks", "attendance_rate", by="when", cells=schools)
    _fill_numbers(frame, {
        "online_seats": 0, "take_up_rate": np.nan, "attendance_rate": np.nan, "transport_seats": np.inf,
        "supervisor_dollars_per_day": 0, "grade_low": np.nan, "grade_high": np.nan,
    })
    frame["online_seats"] = frame["online_seats"].astype("int64")


def _spread(blocks: Sequence[Block], school_ids: list[str]) -> tuple[Codes, Codes]:
    """The rows of `blocks` that hold at each school in turn (its own, else those of `*`), and the school's position."""
    own: dict[str, list[int]] = defaultdict(list)
    for row, block in enumerate(blocks):
        own[block.school_id].append(row)
    rows: list[int] = []
    taught_at: list[int] = []
    for position, school_id in enumerate(school_ids):
        here = own.get(school_id) or own.get(EVERY_SCHOOL, [])
        rows.extend(here)
        taught_at.extend([position] * len(here))
    return np.array(rows, dtype=np.int64), np.array(taught_at, dtype=np.int64)


def _tutors(district: District, filler: Filler) -> pd.DataFrame:
    """Adds people = tutors x (1 - vacancy_rate); hourly and annual dollars = cost x (1 + benefits_rate)."""
    frame = _frame(TutorPool, district.tutors)
    for name in ("benefits_rate", "paid_preparation_share", "vacancy_rate"):
        filler.fill(frame, "tutors", name)
    _fill_grades(frame)
    _fill_numbers(frame, {
        "tutors": 0, "hours_per_tutor_week": 0, "benefits_rate": np.nan, "paid_preparation_share": np.nan,
        "vacancy_rate": np.nan, "sites_per_tutor": np.inf, "hourly_cost_dollars": np.nan, "annual_cost_dollars": np.nan,
    })
    _fill_dates(frame, {"starts_on": FIRST_DAY, "ends_on": LAST_DAY})
    frame["tutors"] = frame["tutors"].astype("int64")
    frame["people"] = frame["tutors"] * (1 - frame["vacancy_rate"])
    by_hour, by_year = frame["pay"].isin(["hourly", "extra_duty"]), frame["pay"] == "salaried"
    frame["hourly_dollars"] = (frame["hourly_cost_dollars"] * (1 + frame["benefits_rate"])).where(by_hour)
    frame["annual_dollars"] = (frame["annual_cost_dollars"] * (1 + frame["benefits_rate"])).where(by_year)
    return _texts(frame)


def _funding(district: District, policy: Choices, evidence: Evidence, first_day: date) -> pd.DataFrame:
    """available_dollars = award - committed - spent, never below 0, and 0 for what does not count in this policy."""
    faults = [_no_program(row, evidence) for row in district.funding if row.program not in evidence.programs]
    if faults:
        raise InputError(faults)
    frame = _frame(FundingStream, district.funding)
    programs = [evidence.programs[row.program] for row in district.funding]
    _fill_numbers(frame, {
        "award_dollars": 0, "committed_dollars": 0, "spent_dollars": 0, "per_student_cap_dollars": np.inf,
        "minimum_spend_dollars": 0, "administration_cap_share": np.nan, "indirect_rate": 0, "match_share_of_total": 0,
    })
    caps = pd.Series([program.administration_cap_share for program in programs], dtype="float64")
    frame["administration_cap_share"] = frame["administration_cap_share"].fillna(caps).fillna(1.0)
    frame["services_by"] = frame["services_by"].where(frame["services_by"].notna(), frame["obligate_by"])
    frame["closed_after"] = pd.Series([program.closed_after for program in programs], dtype=object)
    _fill_dates(frame, {"obligate_from": FIRST_DAY, "obligate_by": LAST_DAY, "services_by": LAST_DAY,
                        "liquidate_by": LAST_DAY, "closed_after": LAST_DAY})
    frame["closed"] = frame["closed_after"] < pd.Timestamp(first_day)
    frame["counts"] = (frame["status"] == "awarded") | policy.include_unawarded
    left = frame["award_dollars"] - frame["committed_dollars"] - frame["spent_dollars"]
    frame["available_dollars"] = left.clip(lower=0).where(frame["counts"], 0.0)
    return _texts(frame)


def _no_program(row: FundingStream, evidence: Evidence) -> Fault:
    return Fault(
        table="funding", column="program", found=row.program,
        problem=f"stream {row.stream_id} names an unknown program", expected="a program of the evidence",
        what_to_do=unknown_id(row.program, evidence.programs),
    )


def _models(district: District, evidence: Evidence) -> pd.DataFrame:
    """The district's own tutoring models, else the catalogue's; sorted by model_id."""
    names = [*TutoringModel.model_fields, "label"]
    if district.tutoring_models:
        values = [{**vars(row), "label": row.model_id} for row in district.tutoring_models]
    else:
        values = [{name: getattr(row, name) for name in names} for row in evidence.tutoring_models.values()]
    values.sort(key=lambda row: str(row["model_id"]))
    frame = pd.DataFrame({name: [row[name] for row in values] for name in names})
    frame["materials_dollars_per_student"] = frame["materials_dollars_per_student"].astype("float64")
    return _texts(frame)


def _contracts(district: District, first_day: date) -> pd.DataFrame:
    frame = _frame(Contract, district.contracts)
    _fill_numbers(frame, {"price_dollars": 0, "minimum_dollars": 0, "maximum_dollars": np.inf})
    _fill_dates(frame, {"signed_on": first_day})
    return _texts(frame)


def _frame(record: type[Record], rows: Sequence[Record]) -> pd.DataFrame:
    """One column per field; lists stay tuples."""
    values = [vars(row) for row in rows]
    return pd.DataFrame({name: pd.Series([row[name] for row in values], dtype=object) for name in record.model_fields})


def _fill_numbers(frame: pd.DataFrame, blanks: dict[str, float]) -> None:
    for name, blank in blanks.items():
        frame[name] = frame[name].astype("float64").fillna(blank)


def _fill_grades(frame: pd.DataFrame) -> None:
    _fill_numbers(frame, {"grade_low": LOWEST_GRADE, "grade_high": HIGHEST_GRADE})
    frame[["grade_low", "grade_high"]] = frame[["grade_low", "grade_high"]].astype("int64")


def _fill_dates(frame: pd.DataFrame, blanks: dict[str, date]) -> None:
    for name, blank in blanks.items():
        filled = [blank if day is None else day for day in frame[name]]
        frame[name] = np.array(filled, dtype="datetime64[D]").astype("datetime64[s]")


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of objects that hold nothing but text become text columns; an empty table keeps its columns."""
    for name in frame.columns:
        if frame[name].dtype == object and all(type(value) is str for value in frame[name]):
            frame[name] = frame[name].astype("str")
    return frame.reset_index(drop=True)
