"""The optional tables of where a district stands, as what holds them must show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hitdesign.district.context_records import Barrier, ExistingProgram, Perspective, ReferenceValue, Result
from hitdesign.district.duty_tables import DutyTables, duty_tables
from hitdesign.district.money_records import MoneyTables, money_tables
from hitdesign.district.program_records import ProgramTables, program_tables
from hitdesign.tables.record import Record


class ContextTables(DutyTables, MoneyTables, ProgramTables, Protocol):
    """What runs already, results and what they are held against, what people say, what is in the way."""

    @property
    def existing_programs(self) -> tuple[ExistingProgram, ...]:
        """Rows of existing_programs."""

    @property
    def results(self) -> tuple[Result, ...]:
        """Rows of results."""

    @property
    def reference_values(self) -> tuple[ReferenceValue, ...]:
        """Rows of reference_values."""

    @property
    def perspectives(self) -> tuple[Perspective, ...]:
        """Rows of perspectives."""

    @property
    def barriers(self) -> tuple[Barrier, ...]:
        """Rows of barriers."""


def context_tables(district: ContextTables) -> list[tuple[str, Sequence[Record]]]:
    """These tables with their names."""
    return [
        ("existing_programs", district.existing_programs),
        ("results", district.results),
        ("reference_values", district.reference_values),
        ("perspectives", district.perspectives),
        ("barriers", district.barriers),
        *duty_tables(district),
        *money_tables(district),
        *program_tables(district),
    ]
