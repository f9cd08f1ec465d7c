"""The list that a lottery draws from: read, checked as a whole, and put in an order that no spreadsheet decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.comparison.frames import Reading, plain, refuse_all
from hitdesign.measurement.given import number_faults, word_faults
from hitdesign.measurement.lottery.draw import Lots, Misfits, Overflow
from hitdesign.solving.numbers import Ints

#: Between the parts of a stratum's name.
BETWEEN = " | "
WHOLE_LIST = "all"
#: Denominator up to which a share is taken as a fraction: 0.3333333 is a third.
SMALLEST_PART = 1_000_000


@dataclass(frozen=True, kw_only=True)
class LotteryRules:
    """How a lottery is held: all of it can be written down before anybody knows who wins."""

    seed: str
    seats: Mapping[str, int] | int | None
    share: Fraction | None
    strata: tuple[str, ...]
    priority: str | None
    student_id: str
    unit: str
    misfits: Misfits
    overflow: Overflow


@dataclass(frozen=True, repr=False, eq=False)
class LotteryList:
    """Students in the order of their ids: each one's unit (a place in `lots.units`) and row in the frame given."""

    ids: npt.NDArray[np.object_]
    unit_of: Ints
    rows: Ints
    labels: tuple[str, ...]
    lots: Lots


def rules_of(
    *, seed: str | int, seats: Any, share: Any, strata: Sequence[str], priority: str | None, student_id: str,
    unit: str | None, misfits: Misfits, overflow: Overflow,
) -> LotteryRules:  # fmt: skip
    """The rules, checked; InputError with every fault."""
    where = "lottery"
    faults = [
        *word_faults(where, "misfits", misfits, get_args(Misfits)),
        *word_faults(where, "overflow", overflow, get_args(Overflow)),
    ]
    if not str(seed).strip() or isinstance(seed, bool) or not isinstance(seed, str | int):
        faults.append(Fault(where, "it is no seed", "a text or a whole number", "Fix one beforehand", column="seed"))
    if (seats is None) == (share is None):
        faults.append(Fault(where, "seats and share say the same thing", "one of the two", "Give one", column="seats"))
    if isinstance(strata, str):
        faults.append(Fault(where, "it is a single text", "a list of columns", "Put it in brackets", column="strata"))
    if share is not None:
        faults += number_faults(where, "share", share, above=0, below=1)
    if seats is not None and not isinstance(seats, Mapping):
        faults += number_faults(where, "seats", seats, at_least=1, whole=True)
    if isinstance(seats, Mapping):
        for number in seats.values():
            faults += number_faults(where, "seats", number, at_least=0, whole=True)
    refuse_all(faults)
    return LotteryRules(
        seed=str(seed),
        seats={_name(key): int(value) for key, value in seats.items()} if isinstance(seats, Mapping) else seats,
        share=None if share is None else Fraction(str(share)).limit_denominator(SMALLEST_PART),
        strata=tuple(strata), priority=priority, student_id=student_id, unit=unit or student_id,
        misfits=misfits, overflow=overflow,
    )  # fmt: skip


def _name(key: object) -> str:
    """The name of a stratum, as the table's cells give it."""
    parts = key if isinstance(key, tuple) else (key,)
    return BETWEEN.join(
        str(plain(pd.Series([part])).iloc[0] if isinstance(part, Real) else part).strip() for part in parts
    )


def read_list(frame: pd.DataFrame, rules: LotteryRules) -> LotteryList:
    """The list, checked: InputError with every fault, students named by row only."""
    reading = Reading("lottery list", frame)
    ids = reading.texts(rules.student_id)
    reading.once(rules.student_id, ids)
    strata = [reading.texts(name) for name in rules.strata]
    priority = reading.numbers(rules.priority) if rules.priority else np.zeros(len(ids))
    units = ids if rules.unit == rules.student_id else reading.texts(rules.unit, blank=True)
    if not len(ids) and not reading.faults:
        reading.add("has no rows", "a row for each student who wants a seat", "Give the list", None)
    refuse_all(reading.faults)
    alone = np.array([not unit for unit in units], dtype=np.bool_)
    named = set(units[~alone])
    shared = alone & np.array([student in named for student in ids], dtype=np.bool_)
    reading.rows(shared, rules.unit, "is blank, and the student's own id names a unit", "a unit", "Name the unit")
    units = np.where(alone, ids, units)
    names = np.array(
        [BETWEEN.join(parts) for parts in zip(*strata, strict=True)] if strata else [WHOLE_LIST] * len(ids),
        dtype=object,
    )
    known, unit_of = np.unique(units.astype(str), return_inverse=True)
    labels, stratum_of = np.unique(names.astype(str), return_inverse=True)
    for values, said in ((stratum_of, "several strata"), (priority, "several priorities")):
        bad = _not_constant(unit_of, values)
        reading.rows(
            bad,
            rules.unit,
            f"students who are drawn together stand in {said}",
            "one for each unit",
            "Choose strata and priorities that a unit shares, or draw students one by one",
        )
    refuse_all(reading.faults, _crowded(len(labels), len(known)) or _seat_faults(rules, labels))
    first = np.unique(unit_of, return_index=True)[1]
    order = np.argsort(ids.astype(str), kind="stable")
    lots = Lots(
        units=tuple(known.tolist()), students=np.bincount(unit_of).astype(np.int64),
        stratum=stratum_of[first].astype(np.int64), priority=np.asarray(priority[first], dtype=np.float64),
        strata=len(labels), seats=_seats(rules, labels), share=rules.share,
        misfits=rules.misfits, overflow=rules.overflow, seed=rules.seed,
    )  # fmt: skip
    return LotteryList(
        ids[order], unit_of[order].astype(np.int64), order.astype(np.int64), tuple(labels.tolist()), lots
    )


def _crowded(strata: int, units: int) -> list[Fault]:
    """A fault where strata hold fewer than two units on average: nobody could be compared, and names would show."""
    if 2 * strata <= units or strata == 1:
        return []
    problem, remedy = "there are nearly as many strata as students (or units)", "Use coarser strata"
    return [Fault("lottery list", problem, "two units or more in a stratum", remedy, column="strata")]


def _not_constant(unit_of: Ints, values: Any) -> Any:
    low = pd.Series(values).groupby(unit_of).transform("min").to_numpy()
    high = pd.Series(values).groupby(unit_of).transform("max").to_numpy()
    return low != high


def _seats(rules: LotteryRules, labels: Any) -> Ints | None:
    if rules.seats is None:
        return None
    seats = rules.seats
    return np.array(
        [seats[label] if isinstance(seats, Mapping) else seats for label in labels.tolist()], dtype=np.int64
    )


def _seat_faults(rules: LotteryRules, labels: Any) -> Iterator[Fault]:
    if rules.seats is None:
        return
    if not isinstance(rules.seats, Mapping):
        if len(labels) > 1:
            yield Fault(
                "lottery",
                "one number of seats, several strata",
                "seats by stratum",
                "Give {stratum: seats}",
                column="seats",
            )
        return
    lost, more = sorted(set(labels) - set(rules.seats)), sorted(set(rules.seats) - set(labels))
    for names, problem, remedy in (
        (lost, "strata of the list have no number of seats", "Give each its seats, 0 where there are none"),
        (more, "seats are given for strata that are not in the list", "Correct the names, or leave them out"),
    ):
        if names:
            yield Fault(
                "lottery", problem, "the same strata in both", remedy, column="seats", found="; ".join(names)[:200]
            )
