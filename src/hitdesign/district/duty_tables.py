"""The tables of duties and of money set aside, as what holds them must show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hitdesign.district.duties import Mandate, PrivateSchool, Rebuttal, Reservation
from hitdesign.tables.record import Record


class DutyTables(Protocol):
    """Mandates, reservations, private schools and rebuttals."""

    @property
    def mandates(self) -> tuple[Mandate, ...]:
        """Rows of mandates."""

    @property
    def reservations(self) -> tuple[Reservation, ...]:
        """Rows of reservations."""

    @property
    def private_schools(self) -> tuple[PrivateSchool, ...]:
        """Rows of private_schools."""

    @property
    def rebuttals(self) -> tuple[Rebuttal, ...]:
        """Rows of rebuttals."""


def duty_tables(district: DutyTables) -> list[tuple[str, Sequence[Record]]]:
    """These tables with their names."""
    return [
        ("mandates", district.mandates),
        ("reservations", district.reservations),
        ("private_schools", district.private_schools),
        ("rebuttals", district.rebuttals),
    ]
