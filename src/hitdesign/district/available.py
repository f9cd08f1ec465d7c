"""The money that is really there: an award less what is committed, spent, reserved and the private schools' share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hitdesign.district.cents import cents
from hitdesign.district.defaults import Table
from hitdesign.district.district import District
from hitdesign.district.duties import Reservation
from hitdesign.district.held import dollars_held
from hitdesign.district.private_share import private_cents, share_rule_of
from hitdesign.district.records import FundingStream
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import Evidence, Program
from hitdesign.quantities import print_dollars

EQUITABLE = "equitable_services"
ADMINISTRATION = "administration"


@dataclass(frozen=True)
class Available:
    """One award taken apart, in whole cents; the parts add up to the award exactly.

    `reserved` holds every purpose, stated equitable services among them; `private_schools` only what was computed from
    private schools' children; `left` is what is there to plan with and is negative where more was set aside than there
    is.
    """

    award: int
    committed: int
    spent: int
    reserved: int
    private_schools: int

    @property
    def left(self) -> int:
        """Cents to plan with.

        Formula: award - committed - spent - reserved - private schools' share.
        """
        return self.award - self.committed - self.spent - self.reserved - self.private_schools


def reserved_cents(award_dollars: float, rows: Sequence[Reservation]) -> dict[str, int]:
    """Cents by purpose.

    Formula: dollars, or share x award, each row rounded to the cent.
    """
    found: dict[str, int] = {}
    for row in rows:
        own = cents(row.dollars) if row.dollars is not None else cents(award_dollars, row.share or 0.0)
        found[row.purpose] = found.get(row.purpose, 0) + own
    return found


def available_of(district: District, programs: Mapping[str, Program], evidence: Evidence) -> dict[str, Available]:
    """Every stream's award taken apart, by stream_id; `programs`: each stream's program.

    The private schools' share is computed by `private_cents`.
    """
    reserved = {row.stream_id: reserved_cents(row.award_dollars, _own(district, row)) for row in district.funding}
    private = private_cents(district, programs, evidence, reserved)
    return {
        row.stream_id: Available(
            award=cents(row.award_dollars),
            committed=cents(row.committed_dollars),
            spent=cents(row.spent_dollars),
            reserved=sum(reserved[row.stream_id].values()),
            private_schools=sum(private.get(row.stream_id, {}).values()),
        )
        for row in district.funding
    }


def _own(district: District, stream: FundingStream) -> list[Reservation]:
    return [row for row in district.reservations if row.stream_id == stream.stream_id]


def overdrawn(district: District, available: Mapping[str, Available]) -> list[Fault]:
    """Streams of which more is set aside, and held by kept programs, than there is: what to change, per stream."""
    held = dollars_held(district.existing_programs)
    faults = []
    for row in district.funding:
        own = available[row.stream_id]
        over = cents(held.get(row.stream_id, 0.0)) - own.left
        if over <= 0 or not (own.reserved or own.private_schools):
            continue
        parts = {
            "committed": own.committed,
            "spent": own.spent,
            "reserved": own.reserved,
            "private schools' share": own.private_schools,
            "kept programs": cents(held.get(row.stream_id, 0.0)),
        }
        said = ", ".join(f"{name} {print_dollars(part / 100)}" for name, part in parts.items() if part)
        faults.append(
            Fault(
                table="funding",
                column="award_dollars",
                found=print_dollars(row.award_dollars),
                problem=f"{print_dollars(over / 100)} too much of stream {row.stream_id} is set aside ({said})",
                expected="an award that covers what is committed, spent, reserved and owed to private schools",
                what_to_do="Lower a reservation or what is committed, end a kept program, or correct the award",
            )
        )
    return faults


def set_aside_checks(district: District, evidence: Evidence) -> tuple[str, ...]:
    """Sentences on equitable services that are owed, or may be, and of which the district said nothing."""
    programs, out = {row.stream_id: evidence.programs[row.program] for row in district.funding}, []
    for row in district.funding:
        program = programs[row.stream_id]
        stated = any(one.purpose == EQUITABLE for one in _own(district, row))
        computed = share_rule_of(district, row, program, evidence) is not None
        if stated or computed or program.equitable_services == "no":
            continue
        owes = program.equitable_services == "yes"
        said = "owes private schools a share (equitable services)" if owes else "may owe private schools a share"
        how = (
            "give private_schools, or a reservation for equitable_services"
            if _has_rule(row.program, evidence)
            else "state it as a reservation for equitable_services"
        )
        out.append(
            f"Equitable services of {row.stream_id}: {program.name} {said}, and the district stated none, so nothing "
            f"is set aside and how much is owed is not known; {how}."
        )
    return tuple(out)


def _has_rule(program: str, evidence: Evidence) -> bool:
    return any(program in rule.programs for rule in evidence.private_shares.values())


def funding_columns(district: District, evidence: Evidence) -> Table:
    """Columns of the facts' funding, by stream: reserved_dollars, private_schools_dollars, left_dollars.

    Raises InputError with every stream of which more is set aside than there is.
    """
    programs = {row.stream_id: evidence.programs[row.program] for row in district.funding}
    available = available_of(district, programs, evidence)
    faults = overdrawn(district, available)
    if faults:
        raise InputError(faults)
    own = [available[row.stream_id] for row in district.funding]
    return {
        "reserved_dollars": np.array([one.reserved / 100 for one in own], dtype=np.float64),
        "private_schools_dollars": np.array([one.private_schools / 100 for one in own], dtype=np.float64),
        "left_dollars": np.array([one.left / 100 for one in own], dtype=np.float64),
    }
