"""Random assignment that can be shown: who is offered tutoring when more students are eligible than seats are there."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.comparison.balance import Balance, balance_of
from hitdesign.measurement.comparison.covariates import Covariates, Missing, covariates_of
from hitdesign.measurement.comparison.frames import Reading, refuse_all
from hitdesign.measurement.lottery.alike import Redraw, chance_below, furthest_accepted, likeness_of
from hitdesign.measurement.lottery.draw import Misfits, Overflow
from hitdesign.measurement.lottery.drawn import Drawn, chances_of, first_acceptable
from hitdesign.measurement.lottery.list import LotteryList, LotteryRules, read_list, rules_of
from hitdesign.measurement.lottery.record import LotteryRecord
from hitdesign.measurement.lottery.results import assignment_of, record_of, sentences_of
from hitdesign.solving.numbers import Floats
from hitdesign.tables.private import PrivateTable


@dataclass(frozen=True)
class Lottery:
    """A lottery that was held.

    `assignment`: a row per student with `arm`, `in_lottery` (whether the lot decided), `probability` of tutoring before
    the draw, `ticket`, and `waiting_place` in the stratum for who was not served. `record`: what to keep. `balance`:
    how alike those drawn are, weighted by the inverse of their probability; None without covariates.
    """

    assignment: PrivateTable
    record: LotteryRecord
    balance: Balance | None
    sentences: tuple[str, ...]
    drawn: Drawn = field(repr=False, compare=False)

    @property
    def strata(self) -> pd.DataFrame:
        """Counts and chances by stratum."""
        return pd.DataFrame([count.model_dump() for count in self.record.counts])


def assign(
    frame: pd.DataFrame,
    *,
    seed: str | int,
    seats: Mapping[Any, int] | int | None = None,
    share: float | None = None,
    strata: Sequence[str] = (),
    priority: str | None = None,
    student_id: str = "student_id",
    unit: str | None = None,
    misfits: Misfits = "pooled",
    overflow: Overflow = "skip",
    redraw: Redraw | None = None,
    covariates: Sequence[str] = (),
    missing: Missing = "refuse",
    seed_fixed_on: datetime.date | None = None,
    seed_from: str = "",
    salt: str = "",
    chance_draws: int = 1_000,
) -> Lottery:
    """Draw who is offered tutoring, by lot within strata, so that everybody can check it.

    `frame`: a row per eligible student. `seats`: students who can be served, in all or by stratum ({name: seats}, a
    tuple of names where several columns make the strata); or `share` of each stratum's units. `strata`: columns such as
    school and grade. `priority`: a column of numbers, 1 served before 2; the lot decides among equals only. `unit`: a
    column whose students are drawn together (family, group, school; blank: alone). `misfits`: a share's odd part of a
    seat is `pooled` over strata and drawn, rounded `down` or `up`. `overflow`: a unit larger than the seats left is
    passed over (`skip`), ends the stratum (`stop`) or is served beyond the seats (`exceed`). `redraw`: repeat until the
    arms are alike. `covariates`: for the balance table only. `seed_fixed_on`, `seed_from`, `salt`: see `LotteryRecord`.
    `chance_draws`: draws from which chances are counted where units differ in size.

    Raises InputError with every fault, and where the lot would decide nothing; MissingExtra where scipy is needed and
    absent. Formula: `lottery.tickets.ticket`, `lottery.draw.served`.

    >>> import pandas as pd
    >>> from hitdesign.measurement.lottery.assign import assign
    >>> drawn = assign(pd.DataFrame({"student_id": list("abcdef")}), seats=3, seed="2026")
    >>> drawn.record.served_students, drawn.assignment.frame["probability"].tolist()[0]
    (3, 0.5)
    """
    rules = rules_of(
        seed=seed, seats=seats, share=share, strata=strata, priority=priority, student_id=student_id, unit=unit,
        misfits=misfits, overflow=overflow,
    )  # fmt: skip
    kept = {"seed_fixed_on": seed_fixed_on, "seed_from": seed_from, "salt": salt}
    return _held(frame, rules, redraw, covariates, missing, chance_draws, kept)


def _held(
    frame: pd.DataFrame, rules: LotteryRules, redraw: Redraw | None, covariates: Sequence[str], missing: Missing,
    chance_draws: int, kept: Mapping[str, Any],
) -> Lottery:  # fmt: skip
    listed = read_list(frame, rules)
    redrawn_on = _read(frame, listed, redraw.covariates, redraw.missing) if redraw else None
    shown = _read(frame, listed, covariates, missing) if covariates else redrawn_on
    drawn = _draw(listed, redraw, redrawn_on)
    chance, how = chances_of(drawn, chance_draws)
    if not ((chance > 0) & (chance < 1)).any():
        raise InputError([_nothing_to_draw()])
    alike = None if shown is None else _balance(drawn, shown, chance)
    distance = None if shown is None else _distance(drawn, shown)
    record = record_of(drawn, rules, chance, how, alike, distance, redraw, redrawn_on=redrawn_on, **kept)
    assignment = PrivateTable(assignment_of(drawn, chance))
    return Lottery(assignment, record, alike, sentences_of(record, alike), drawn)


def _read(frame: pd.DataFrame, listed: LotteryList, names: Sequence[str], missing: Missing) -> Covariates:
    reading = Reading("lottery list", frame)
    read = covariates_of(reading, names, missing)
    refuse_all(reading.faults)
    return Covariates(read.names, read.values[listed.rows], read.known[listed.rows], read.share)


def _draw(listed: LotteryList, redraw: Redraw | None, read: Covariates | None) -> Drawn:
    if redraw is None or read is None:
        return Drawn(listed, None, None, 0)
    likeness = likeness_of(listed.lots, listed.unit_of, read.values)
    if not likeness.degrees_of_freedom:
        problem = "no covariate differs within a stratum"
        fault = Fault("lottery", problem, "covariates that differ", "Draw without it", column="redraw")
        raise InputError([fault])
    furthest = round(furthest_accepted(redraw.accepted_share, likeness.degrees_of_freedom), 9)
    return first_acceptable(Drawn(listed, likeness, furthest, 0), redraw.most_draws)


def _balance(drawn: Drawn, read: Covariates, chance: Floats) -> Balance | None:
    by_student = chance[drawn.list.unit_of]
    treated = drawn.units[drawn.list.unit_of]
    inside = (by_student > 0) & (by_student < 1)
    if min((treated & inside).sum(), (~treated & inside).sum()) < 2:
        return None
    weights = np.where(
        inside, 1 / np.where(treated, np.maximum(by_student, 1e-12), np.maximum(1 - by_student, 1e-12)), 0.0
    )
    return balance_of(read, treated, weights)


def _distance(drawn: Drawn, read: Covariates) -> tuple[float, int, float] | None:
    likeness = likeness_of(drawn.list.lots, drawn.list.unit_of, read.values)
    freedom = likeness.degrees_of_freedom
    if not freedom:
        return None
    distance = float(likeness.distances(drawn.units[None, :])[0])
    return distance, freedom, 1 - chance_below(distance, freedom)


def _nothing_to_draw() -> Fault:
    return Fault(
        "lottery",
        "the lot would decide nothing: every student is sure of a seat or of none",
        "a stratum with more students of equal priority than seats left for them",
        "Serve them without a lottery, and measure with another design",
        column="seats",
    )
