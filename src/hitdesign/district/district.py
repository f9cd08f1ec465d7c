"""The district as one frozen value: every table, in canonical order, cross-checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from hitdesign.district.checks import check_district
from hitdesign.district.cohorts import cohort_table
from hitdesign.district.records import Block, Cohort, Contract, FundingStream, School, TutoringModel, TutorPool
from hitdesign.errors import InputError
from hitdesign.evidence.assumption import Assumption


@dataclass(frozen=True)
class District:
    """Facts of one district: frozen records per table, and the cohorts as a column table.

    Tables may be given in any order; they are held sorted by their ids, so that nothing downstream can depend on the
    order of a spreadsheet. Raises InputError with every fault of every table.
    """

    name: str
    schools: tuple[School, ...]
    cohorts: pd.DataFrame
    blocks: tuple[Block, ...]
    tutors: tuple[TutorPool, ...]
    funding: tuple[FundingStream, ...]
    tutoring_models: tuple[TutoringModel, ...] = ()
    contracts: tuple[Contract, ...] = ()
    #: Values that stand in the tables but that nobody in the district said.
    assumed: tuple[Assumption, ...] = ()
    #: Sentences that every report of this district prints first.
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for name in ("schools", "blocks", "tutors", "funding", "tutoring_models", "contracts"):
            rows = getattr(self, name)
            object.__setattr__(self, name, tuple(sorted(rows, key=lambda row: tuple(getattr(row, k) for k in row.key))))
        object.__setattr__(self, "cohorts", cohort_table(self.cohorts))
        faults = check_district(self)
        if faults:
            raise InputError(faults)

    def with_cohorts(self, cohorts: pd.DataFrame | Iterable[Cohort]) -> District:
        """The same district with other cohorts."""
        return District(
            name=self.name,
            schools=self.schools,
            cohorts=cohort_table(cohorts),
            blocks=self.blocks,
            tutors=self.tutors,
            funding=self.funding,
            tutoring_models=self.tutoring_models,
            contracts=self.contracts,
            assumed=self.assumed,
            notes=self.notes,
        )
