"""One district's answer as one row: need, seats by tier, dollars by program, how it ended, and a sentence where not."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pandas as pd

from hitdesign.allocation.allocate import allocate
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.district import District
from hitdesign.district.records import Tier
from hitdesign.errors import HitdesignError
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import need_of
from hitdesign.policy import Policy
from hitdesign.scenarios.many_recipes import Source

#: How a district ended: with a proof, without one, with the answer that its limits clash, with an error that says what
#: to mend, or not at all, because its worker was lost.
Status = Literal["proved", "not proved", "infeasible", "failed", "missing"]
TIERS: tuple[Tier, ...] = get_args(Tier)
FIXED = ("key", "district", "status", "schools", "need_seats", "seats", *(f"seats_{tier}" for tier in TIERS), "value",
         "bound", "gap", "dollars")  # fmt: skip
#: Decimals beyond which two seats, values or gaps are the same one, and two amounts of dollars.
DIGITS, CENTS = 6, 2
UNKNOWN = math.nan


@dataclass(frozen=True)
class Choices:
    """What holds for every district of a run."""

    policy: Policy
    evidence: Evidence | None
    whole: bool
    levels: int | None


@dataclass(frozen=True)
class DistrictRow:
    """What became of one district; NaN where it is not known. `seconds` differ from run to run, nothing else does."""

    key: str
    status: Status
    sentence: str = ""
    district: str = ""
    schools: float = UNKNOWN
    need_seats: float = UNKNOWN
    seats: float = UNKNOWN
    seats_by_tier: Mapping[str, float] = field(default_factory=dict)
    dollars_by_program: Mapping[str, float] = field(default_factory=dict)
    value: float = UNKNOWN
    bound: float = UNKNOWN
    gap: float = UNKNOWN
    seconds: float = field(default=UNKNOWN, compare=False)


def row_of(source: Source, choices: Choices) -> DistrictRow:
    """Make the district, allocate, and keep what fits in a row; a HitdesignError is a row with its message."""
    begin = time.perf_counter()
    found: dict[str, Any] = {}
    try:
        found = _answered(source.district(), choices)
    except HitdesignError as error:
        found = {"status": "failed", "sentence": f"{type(error).__name__}: {error}"}
    except Exception as error:
        error.add_note(f"raised by the district of key {source.key}")
        raise
    return DistrictRow(key=source.key, seconds=time.perf_counter() - begin, **found)


def _answered(district: District, choices: Choices) -> dict[str, Any]:
    need = need_of(district, choices.policy, evidence=choices.evidence)
    facts = {"district": district.name, "schools": len(district.schools), "need_seats": need.students}
    answer = allocated(district, choices, need=need)
    if isinstance(answer, Infeasible):
        return {**facts, "status": "infeasible", "sentence": " ".join(answer.sentences)}
    seats = answer.seats.groupby("tier", observed=True)["students"].sum()
    dollars = answer.spending.groupby("program", sort=True)["not_to_exceed_dollars"].sum()
    return {
        **facts,
        "status": "proved" if answer.proved else "not proved",
        "sentence": "" if answer.proved else _not_proved(answer, choices.policy.gap),
        "seats": _tidy(answer.seats_served),
        "seats_by_tier": {tier: _tidy(seats.get(tier, 0.0)) for tier in TIERS},
        "dollars_by_program": {str(program): round(float(spent), CENTS) for program, spent in dollars.items()},
        "value": _tidy(answer.value),
        "bound": _tidy(answer.bound),
        "gap": _tidy(answer.gap),
    }


def _not_proved(answer: Allocation, asked: float) -> str:
    if answer.gap > asked:
        return f"A plan up to {answer.gap:.2%} better may exist; the policy asks for a proof within {asked:.2%}."
    return "Not every limit of it is proved, or no timetable of its rooms and people was found."


def allocated(district: District, choices: Choices, **stages: Any) -> Allocation | Infeasible:
    """The allocation of one district under the choices of the run."""
    return allocate(
        district, policy=choices.policy, evidence=choices.evidence, whole=choices.whole, levels=choices.levels, **stages
    )


def _tidy(value: float) -> float:
    """Rounded, and never -0."""
    return round(float(value), DIGITS) + 0.0


def table_of(rows: Sequence[DistrictRow]) -> pd.DataFrame:
    """One row per district; a column of dollars for every program of any district, 0 where a district has none."""
    programs = sorted({program for row in rows for program in row.dollars_by_program})
    records = []
    for row in rows:
        planned = bool(row.seats_by_tier)
        spent = row.dollars_by_program
        records.append(
            {
                **{name: getattr(row, name, None) for name in FIXED},
                **{f"seats_{tier}": row.seats_by_tier.get(tier, UNKNOWN) for tier in TIERS},
                "dollars": round(sum(spent.values()), CENTS) if planned else UNKNOWN,
                **{f"dollars_{name}": spent.get(name, 0.0) if planned else UNKNOWN for name in programs},
                "sentence": row.sentence,
            }
        )
    columns = [*FIXED, *(f"dollars_{program}" for program in programs), "sentence"]
    words = ("key", "district", "status", "sentence")
    kinds = {name: "object" if name in words else "float64" for name in columns}
    return pd.DataFrame(records, columns=columns).astype(kinds)
