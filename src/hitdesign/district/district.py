"""The district as one frozen value: every table, in canonical order, cross-checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, replace

import pandas as pd

from hitdesign.district.account_codes import AccountCode
from hitdesign.district.checks import check_district
from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.cohorts import cohort_table
from hitdesign.district.context import context_tables
from hitdesign.district.context_records import Barrier, ExistingProgram, Perspective, ReferenceValue, Result
from hitdesign.district.duties import Mandate, PrivateSchool, Rebuttal, Reservation
from hitdesign.district.last_plan import LastSeats
from hitdesign.district.money_records import MatchGift, SchoolAllocation
from hitdesign.district.other_costs import OtherCost
from hitdesign.district.program_records import DistrictDate, Purchase, Signoff, StaffRole, StrategicGoal, Technology
from hitdesign.district.records import Block, Cohort, Contract, FundingStream, School, TutoringModel, TutorPool
from hitdesign.district.staff import ContractTier
from hitdesign.district.students import Students, students_of
from hitdesign.district.year_records import LedgerLine, SessionLog
from hitdesign.errors import InputError
from hitdesign.evidence.assumption import Assumption

#: How the names of assumptions begin that made cohorts.
OF_COHORTS = ("cohorts.", "rates.", "starter.cohorts.")


@dataclass(frozen=True)
class District:
    """Facts of one district: frozen records per table; the cohorts, or the students instead of them, as column tables.

    Tables may be given in any order; they are held sorted by their ids, so that nothing downstream can depend on the
    order of a spreadsheet. Where students are given (a Students, or a frame of that table), `cohorts` is empty: they
    are counted from the students under a policy's criteria. Raises InputError with every fault of every table.
    """

    name: str
    schools: tuple[School, ...]
    cohorts: pd.DataFrame = field(default_factory=lambda: cohort_table(()), kw_only=True)
    blocks: tuple[Block, ...]
    tutors: tuple[TutorPool, ...]
    funding: tuple[FundingStream, ...]
    tutoring_models: tuple[TutoringModel, ...] = ()
    contracts: tuple[Contract, ...] = ()
    #: Values that stand in the tables but that nobody in the district said.
    assumed: tuple[Assumption, ...] = ()
    #: Sentences that every report of this district prints first.
    notes: tuple[str, ...] = field(default=())
    students: Students | None = None
    existing_programs: tuple[ExistingProgram, ...] = ()
    results: tuple[Result, ...] = ()
    reference_values: tuple[ReferenceValue, ...] = ()
    perspectives: tuple[Perspective, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    private_schools: tuple[PrivateSchool, ...] = ()
    rebuttals: tuple[Rebuttal, ...] = ()
    school_allocations: tuple[SchoolAllocation, ...] = ()
    match_gifts: tuple[MatchGift, ...] = ()
    other_costs: tuple[OtherCost, ...] = ()
    contract_tiers: tuple[ContractTier, ...] = ()
    account_codes: tuple[AccountCode, ...] = ()
    last_plan: tuple[LastSeats, ...] = ()
    ledger: tuple[LedgerLine, ...] = ()
    sessions: tuple[SessionLog, ...] = ()
    calendar: tuple[ClosedDays, ...] = ()
    people: tuple[StaffRole, ...] = ()
    technology: tuple[Technology, ...] = ()
    strategic_goals: tuple[StrategicGoal, ...] = ()
    dates: tuple[DistrictDate, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    signoffs: tuple[Signoff, ...] = ()

    def __post_init__(self) -> None:
        of_context = [
            "other_costs",
            "contract_tiers",
            "account_codes",
            "last_plan",
            "ledger",
            "sessions",
            "calendar",
            *(name for name, _ in context_tables(self)),
        ]
        for name in ("schools", "blocks", "tutors", "funding", "tutoring_models", "contracts", *of_context):
            rows = getattr(self, name)
            object.__setattr__(self, name, tuple(sorted(rows, key=lambda row: tuple(getattr(row, k) for k in row.key))))
        object.__setattr__(self, "cohorts", cohort_table(self.cohorts))
        object.__setattr__(self, "students", students_of(self.students))
        faults = check_district(self)
        if faults:
            raise InputError(faults)

    def with_amounts(self, **tables: tuple[FundingStream | TutorPool | Block, ...]) -> District:
        """The same district with other amounts in rows of funding, tutors or blocks: same ids, in the same order.

        What no amount can make wrong is not checked again, so that a sweep over budgets is cheap. Raises InputError as
        the district itself.
        """
        other = copy(self)
        for table, rows in tables.items():
            object.__setattr__(other, table, rows)
        faults = check_district(other, amounts_only=True)
        if faults:
            raise InputError(faults)
        return other

    def with_cohorts(self, cohorts: pd.DataFrame | Iterable[Cohort]) -> District:
        """The same district with other cohorts, and with them in the place of students where it had those."""
        return replace(self, cohorts=cohort_table(cohorts), students=None)

    def with_students(self, students: Students | pd.DataFrame) -> District:
        """The same district with these students in the place of its students or cohorts, and of what those assumed."""
        assumed = tuple(one for one in self.assumed if not one.name.startswith(OF_COHORTS))
        return replace(self, cohorts=cohort_table(()), students=students_of(students), assumed=assumed)
