"""The district as plain columns: every blank filled, every filled blank counted as an assumption."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.arrays import (
    FIRST_DAY,
    LAST_DAY,
    columns_of,
    fill_dates,
    fill_grades,
    fill_numbers,
    framed,
    objects_of,
)
from hitdesign.district.available import funding_columns, set_aside_checks
from hitdesign.district.award_limits import add_limits
from hitdesign.district.block_columns import Choices, block_columns
from hitdesign.district.defaults import Filler, Table, printed_defaults
from hitdesign.district.district import District
from hitdesign.district.duty import Duty, duties_of
from hitdesign.district.held import assumed_of_held, without_held_dollars, without_held_rooms, without_held_tutors
from hitdesign.district.held_checks import unknown_payers
from hitdesign.district.lost_days import calendar_checks
from hitdesign.district.other_costs import OtherCost, barred_uses
from hitdesign.district.prices import contract_table, printed_absence
from hitdesign.district.records import EVERY_SCHOOL, FundingStream, School, TutoringModel, TutorPool
from hitdesign.district.supplanting import Guarded, guarded_services, supplanting_checks
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence
from hitdesign.tables.cell_faults import unknown_id

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Facts:
    """Column tables with a RangeIndex; an id is text, a row's position is its code, unknown counts are NaN.

    `schools`: the School record's columns. `blocks`: one row per school and block; school (position), block_id, when,
    days, n_days, minutes, starts_on, ends_on (datetime64), weeks, groups_at_once, starts_minute (NaN = blank),
    room_group, grade_low, grade_high, online_seats, enrolment, take_up_rate, attendance_rate, transport_seats (inf =
    not limited), supervisor_dollars_per_day, lost (days of the term without tutoring, as day numbers). `tutors`: the
    record's columns, people, hourly_dollars and annual_dollars with benefits (NaN where not paid so). `funding`: the
    record's columns, counts, available_dollars, closed_after, closed, and those of `award_limits` and `available`.
    `models`: model_id, label, size and dosage. `contracts`: those of `contract_table`. Lists are tuples of text; an
    empty one means all. Blank limits are inf, blank dates the first or last day there is. `duties`: mandates with every
    blank filled; `guarded`: services that some streams may not take over; `open_checks`: what a person has to see to
    about both, about money set aside and about the calendar.
    """

    schools: pd.DataFrame
    blocks: pd.DataFrame
    tutors: pd.DataFrame
    funding: pd.DataFrame
    models: pd.DataFrame
    contracts: pd.DataFrame
    assumptions: tuple[Assumption, ...] = ()
    duties: tuple[Duty, ...] = ()
    guarded: tuple[Guarded, ...] = ()
    open_checks: tuple[str, ...] = ()
    #: What a program costs besides tutors and materials, row by row.
    other_costs: tuple[OtherCost, ...] = ()
    #: Seats of a plan to stay near to, by band, model, block and pool; None where none was given.
    last_plan: pd.DataFrame | None = None


def facts_of(district: District, policy: Choices, evidence: Evidence) -> Facts:
    """The facts that a plan computes with: blanks filled, `*` rows spread, terms clipped to the policy's dates.

    What kept programs hold of rooms, tutors and dollars is taken out. Raises InputError where a stream or an existing
    program names a program that the evidence does not hold, or the evidence lacks a default.
    """
    filler = Filler(evidence)
    schools = _schools(district)
    blocks = block_columns(district, schools, policy, filler)
    first_day = first_day_of(district, policy)
    spread = sum(block.school_id == EVERY_SCHOOL for block in district.blocks)
    running, duties = district.existing_programs, duties_of(district, evidence)
    tutors = tutor_facts(district, filler)
    funding = funding_facts(district, policy, evidence, first_day)
    return Facts(
        schools=schools,
        blocks=without_held_rooms(blocks, schools, running),
        tutors=tutors,
        funding=funding,
        models=_models(district, evidence),
        contracts=contract_table(district.contracts, district.contract_tiers, first_day),
        assumptions=(
            *filler.assumptions(),
            *printed_defaults(blocks, spread),
            *assumed_of_held(running, district.funding),
            *printed_absence(district.contracts),
            *district.assumed,
        ),
        duties=duties,
        guarded=guarded_services(district, evidence, duties),
        open_checks=(
            *calendar_checks(district.calendar, blocks),
            *set_aside_checks(district, evidence),
            *supplanting_checks(district, evidence, duties),
        ),
        other_costs=district.other_costs,
    )


def first_day_of(district: District, policy: Choices) -> date:
    """The day on which the plan begins: the policy's, else the first day of a block."""
    return policy.starts_on or min((block.starts_on for block in district.blocks), default=FIRST_DAY)


def _schools(district: District) -> pd.DataFrame:
    table = columns_of(School, district.schools)
    fill_grades(table)
    fill_numbers(table, {"enrollment": np.nan, "low_income_students": np.nan})
    return framed(table)


def tutor_facts(district: District, filler: Filler) -> pd.DataFrame:
    """Adds people = tutors x (1 - vacancy_rate); hourly and annual dollars = cost x (1 + benefits_rate).

    Hours a week are at most what the labor agreement allows; what kept programs hold is taken out.
    """
    table = columns_of(TutorPool, district.tutors)
    for name in ("benefits_rate", "paid_preparation_share", "vacancy_rate"):
        filler.fill(table, "tutors", name)
    fill_grades(table)
    fill_numbers(
        table,
        {
            "tutors": 0,
            "hours_per_tutor_week": 0,
            "benefits_rate": np.nan,
            "paid_preparation_share": np.nan,
            "vacancy_rate": np.nan,
            "sites_per_tutor": np.inf,
            "agreement_hours_per_week": np.inf,
            "agreement_notice_days": np.nan,
            "hourly_cost_dollars": np.nan,
            "annual_cost_dollars": np.nan,
        },
    )
    fill_dates(table, {"starts_on": FIRST_DAY, "ends_on": LAST_DAY})
    table["tutors"] = table["tutors"].astype(np.int64)
    table["hours_per_tutor_week"] = np.minimum(table["hours_per_tutor_week"], table["agreement_hours_per_week"])
    table["people"] = table["tutors"] * (1 - table["vacancy_rate"])
    by_hour, by_year = np.isin(table["pay"], ["hourly", "extra_duty"]), table["pay"] == "salaried"
    loaded = 1 + table["benefits_rate"]
    table["hourly_dollars"] = np.where(by_hour, table["hourly_cost_dollars"] * loaded, np.nan)
    table["annual_dollars"] = np.where(by_year, table["annual_cost_dollars"] * loaded, np.nan)
    return without_held_tutors(framed(table), district.existing_programs)


def funding_facts(district: District, policy: Choices, evidence: Evidence, first_day: date) -> pd.DataFrame:
    """The table of `funding_table`."""
    return framed(funding_table(district, policy, evidence, first_day))


def funding_table(district: District, policy: Choices, evidence: Evidence, first_day: date) -> Table:
    """available_dollars = award - committed - spent - reserved - private schools' share; 0 for what does not count.

    What kept programs hold is taken out.
    """
    faults = [_no_program(row, evidence) for row in district.funding if row.program not in evidence.programs]
    faults += unknown_payers(district, evidence)
    faults += barred_uses(district, evidence)
    if faults:
        raise InputError(faults)
    table = columns_of(FundingStream, district.funding)
    programs = [evidence.programs[row.program] for row in district.funding]
    fill_numbers(
        table,
        {
            "award_dollars": 0,
            "committed_dollars": 0,
            "spent_dollars": 0,
            "minimum_spend_dollars": 0,
            "indirect_rate": 0,
        },
    )
    add_limits(table, district.funding, programs, district, policy.fiscal_year_ends)
    table["services_by"] = np.where(pd.isna(table["services_by"]), table["obligate_by"], table["services_by"])
    table["closed_after"] = objects_of(program.closed_after for program in programs)
    fill_dates(
        table,
        {
            "obligate_from": FIRST_DAY,
            "obligate_by": LAST_DAY,
            "services_by": LAST_DAY,
            "liquidate_by": LAST_DAY,
            "carry_over_by": LAST_DAY,
            "closed_after": LAST_DAY,
        },
    )
    table["closed"] = table["closed_after"] < np.datetime64(first_day, "s")
    table["counts"] = (table["status"] == "awarded") | policy.include_unawarded
    table = {**table, **funding_columns(district, evidence)}
    left = table.pop("left_dollars")
    table["available_dollars"] = np.where(table["counts"], np.maximum(left, 0), 0.0)
    return without_held_dollars(table, district.existing_programs)


def _no_program(row: FundingStream, evidence: Evidence) -> Fault:
    return Fault(
        table="funding",
        column="program",
        found=row.program,
        problem=f"stream {row.stream_id} names an unknown program",
        expected="a program of the evidence",
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
    table = {name: np.array([row[name] for row in values]) for name in names}
    for name in names:
        if table[name].dtype.kind not in "bif":
            table[name] = objects_of(row[name] for row in values)
    table["materials_dollars_per_student"] = table["materials_dollars_per_student"].astype(np.float64)
    return framed(table)
