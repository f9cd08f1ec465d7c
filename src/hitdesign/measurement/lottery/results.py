"""What comes out of a draw: the table of students, the record without students, and what there is to say."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.measurement.comparison.balance import Balance
from hitdesign.measurement.comparison.covariates import Covariates
from hitdesign.measurement.lottery.alike import Redraw
from hitdesign.measurement.lottery.draw import seats_of
from hitdesign.measurement.lottery.drawn import Drawn
from hitdesign.measurement.lottery.list import LotteryRules
from hitdesign.measurement.lottery.record import BalanceKept, LotteryRecord, RedrawKept, StratumCount, fingerprint
from hitdesign.measurement.lottery.tickets import ALGORITHM, redrawn
from hitdesign.quantities import print_count
from hitdesign.solving.numbers import Floats


def assignment_of(drawn: Drawn, chance: Floats) -> pd.DataFrame:
    """A row per student, in the order of ids."""
    listed, lots = drawn.list, drawn.list.lots
    unit, served = listed.unit_of, drawn.units
    order = lots.orders(drawn.draw)[0]
    waiting = order[~served[order]]
    place = np.full(len(lots.units), np.nan)
    place[waiting] = pd.Series(lots.stratum[waiting]).groupby(lots.stratum[waiting]).cumcount().to_numpy() + 1
    numbers = redrawn(lots.first, drawn.draw)[0, unit]
    inside = (chance > 0) & (chance < 1)
    return pd.DataFrame(
        {
            "student_id": listed.ids,
            "unit": np.array(lots.units, dtype=object)[unit],
            "stratum": np.array(listed.labels, dtype=object)[lots.stratum[unit]],
            "priority": lots.priority[unit],
            "ticket": [f"{number:016x}" for number in numbers.tolist()],
            "arm": np.where(served[unit], "tutoring", "comparison"),
            "in_lottery": np.where(inside[unit], "yes", "no"),
            "probability": chance[unit],
            "waiting_place": place[unit],
        }
    )


def counts_of(drawn: Drawn, chance: Floats) -> tuple[StratumCount, ...]:
    """The counts of each stratum, in the order of their names."""
    lots, served = drawn.list.lots, drawn.units
    seats = seats_of(lots, drawn.draw)[0]
    inside = (chance > 0) & (chance < 1)
    found = []
    for place, label in enumerate(drawn.list.labels):
        here = lots.stratum == place
        drawn_here = here & inside

        def students(chosen: Any) -> int:
            return int(lots.students[chosen].sum())

        found.append(
            StratumCount(
                stratum=label, students=students(here), units=int(here.sum()), seats=int(seats[place]),
                sure_students=students(here & (chance >= 1)), hopeless_students=students(here & (chance <= 0)),
                drawn_among_students=students(drawn_here), drawn_served_students=students(drawn_here & served),
                served_students=students(here & served),
                chance_low=float(chance[drawn_here].min()) if drawn_here.any() else None,
                chance_high=float(chance[drawn_here].max()) if drawn_here.any() else None,
            )
        )  # fmt: skip
    return tuple(found)


def record_of(
    drawn: Drawn, rules: LotteryRules, chance: Floats, how: str, balance: Balance | None,
    distance: tuple[float, int, float] | None, redraw: Redraw | None, *,
    seed_fixed_on: datetime.date | None, seed_from: str, salt: str, redrawn_on: Covariates | None,
) -> LotteryRecord:  # fmt: skip
    """The audit record."""
    lots, served = drawn.list.lots, drawn.units
    kept = None
    if redraw is not None and drawn.likeness is not None and drawn.furthest is not None:
        kept = RedrawKept(
            covariates=redraw.covariates, accepted_share=redraw.accepted_share, most_draws=redraw.most_draws,
            missing=redraw.missing, degrees_of_freedom=drawn.likeness.degrees_of_freedom,
            furthest_accepted=drawn.furthest,
            distance=float(drawn.likeness.distances(served[None, :])[0]), accepted_draw=drawn.draw,
        )  # fmt: skip
    rows = [] if balance is None else balance.rows
    return LotteryRecord(
        algorithm=ALGORITHM, seed=rules.seed, seed_fixed_on=seed_fixed_on, seed_from=seed_from,
        student_id=rules.student_id, unit=rules.unit, strata=rules.strata, priority=rules.priority,
        share=None if rules.share is None else str(rules.share), misfits=rules.misfits, overflow=rules.overflow,
        students=len(drawn.list.ids), units=len(lots.units), served_students=int(lots.students[served].sum()),
        counts=counts_of(drawn, chance), chances=how, redraw=kept,
        balance=tuple(
            BalanceKept(covariate=row.covariate, kind=row.kind, difference_sd=row.difference_sd, verdict=row.verdict)
            for row in rows
        ),
        distance=distance and distance[0], distance_degrees_of_freedom=distance and distance[1],
        distance_p=distance and distance[2], salted=bool(salt),
        list_sha256=fingerprint(list_lines(drawn, redrawn_on), salt), result_sha256=fingerprint(result_lines(drawn)),
    )  # fmt: skip


def list_lines(drawn: Drawn, redrawn_on: Covariates | None) -> list[str]:
    """The list as lines: id, unit, stratum, priority and what was drawn on, with tabs between, in the order of ids."""
    listed, lots = drawn.list, drawn.list.lots
    values = np.zeros((len(listed.ids), 0)) if redrawn_on is None else redrawn_on.values
    return [
        "\t".join(
            [
                student,
                lots.units[unit],
                listed.labels[lots.stratum[unit]],
                *map(repr, (lots.priority[unit].item(), *row)),
            ]
        )
        for student, unit, row in zip(listed.ids.tolist(), listed.unit_of.tolist(), values.tolist(), strict=True)
    ]


def result_lines(drawn: Drawn) -> list[str]:
    """The result as lines: id, tab, arm, in the order of ids."""
    served = drawn.units[drawn.list.unit_of]
    return [
        f"{student}\t{'tutoring' if yes else 'comparison'}"
        for student, yes in zip(drawn.list.ids.tolist(), served.tolist(), strict=True)
    ]


def sentences_of(record: LotteryRecord, balance: Balance | None) -> tuple[str, ...]:
    """What a board should hear of the draw."""
    among = sum(count.drawn_among_students for count in record.counts)
    won = sum(count.drawn_served_students for count in record.counts)
    sure = sum(count.sure_students for count in record.counts)
    hopeless = sum(count.hopeless_students for count in record.counts)
    open_strata = sum(count.drawn_among_students > 0 for count in record.counts)
    said = [
        f"{print_count(record.students, 'student')} stood on the list. The lot decided for {among:,} of them, in "
        f"{open_strata} of {len(record.counts)} strata, and gave {won:,} a seat."
    ]
    if sure:
        said.append(
            f"Sure of a seat, by priority or because seats sufficed: {sure:,}. They are no part of the comparison."
        )
    if hopeless:
        said.append(
            f"With no chance of a seat, by priority or for want of seats: {hopeless:,}. They are no part of it either."
        )
    lows = [count.chance_low for count in record.counts if count.chance_low is not None]
    highs = [count.chance_high for count in record.counts if count.chance_high is not None]
    if max(highs) - min(lows) > 1e-9:
        said.append(
            f"Chances differed from {min(lows):.2f} to {max(highs):.2f}: compare within strata, or weight by the "
            "probability."
        )
    if record.redraw is not None:
        said.append(
            f"The draw was repeated until the arms were alike: draw {record.redraw.accepted_draw + 1:,} was the first "
            f"within the best {record.redraw.accepted_share:.3g} of all; tests must use such draws only. "
            "Where a stratum does not serve half, single chances then differ a little from those stated."
        )
    if record.seed_fixed_on is None and not record.seed_from:
        said.append("Nobody wrote down when the seed was fixed: a doubter can say that it was chosen for its result.")
    else:
        on = f" on {record.seed_fixed_on.isoformat()}" if record.seed_fixed_on else ""
        said.append(f"The seed was fixed{on}{' from a published text' if record.seed_from else ''}, before the draw.")
    return (*said, *(() if balance is None else balance.sentences))
