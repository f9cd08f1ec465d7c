"""Risks of tutors: pools nearly full, background checks open, one contract that teaches most."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, isnan

import numpy as np
import pandas as pd

from hitdesign.plan.risks.changes import cell, one_more_tutor
from hitdesign.plan.risks.seen import UNKNOWN, Look, Seen
from hitdesign.quantities import TOLERANCE, print_count


def pool_nearly_full(look: Look) -> Iterator[Seen]:
    """Each pool in use: the larger of hours / hours it has and people / people it has, in its busiest interval.

    In a whole plan people are whole: of 10.8 people ten can be there.
    """
    table = look.plan.allocation.tutor_hours
    for pool in sorted(set(look.plan.allocation.groups["pool_id"])):
        rows = table[table["pool_id"] == pool]
        has = rows["limit_people"].astype(float)
        people = has.map(lambda one: floor(one + TOLERANCE)) if look.plan.allocation.whole else has
        seats = look.seats_where(pool_id=pool)
        used = rows["people"].astype(float)
        shares = [_share(rows["hours_per_week"], rows["limit_hours_per_week"]), _share(used, people)]
        known = [one for one in shares if not isnan(one)]
        there = float(used.max()) if used.max() > 0 else float(has.max()) if len(rows) else 0.0
        each = ceil(seats / max(1.0, there) - TOLERANCE)
        yield Seen(
            *("pool", pool, max(known) if known else UNKNOWN, seats, look.dollars_where(pool_id=pool)),
            *("tutors", "tutors, hours_per_tutor_week, vacancy_rate"),
            words={"name": pool, "each": f"{each:,.0f}"},
            lever=one_more_tutor(pool),
        )


def _share(used: pd.Series, limit: pd.Series) -> float:
    """The largest share of any interval; an interval that has nothing and needs nothing does not count."""
    amounts, limits = used.to_numpy(dtype=float), limit.to_numpy(dtype=float)
    asked = (amounts > TOLERANCE) | (limits > TOLERANCE)
    if not asked.any():
        return UNKNOWN
    return float(np.max(np.where(limits > 0, amounts / np.where(limits > 0, limits, 1.0), np.inf)[asked]))


def background_open(look: Look) -> Iterator[Seen]:
    """Each pool with people: whether its background checks are cleared."""
    for pool in look.plan.district.tutors:
        if pool.tutors > 0:
            yield Seen(
                *("pool", pool.pool_id, {"yes": 0.0, "no": 1.0}.get(pool.background_check, UNKNOWN)),
                *(look.seats_where(pool_id=pool.pool_id), look.dollars_where(pool_id=pool.pool_id)),
                *("tutors", "background_check"),
                words={"name": pool.pool_id},
                lever=cell(
                    *("tutors", "background_check", {"pool_id": pool.pool_id}),
                    f"The background checks of {pool.pool_id} are cleared",
                    value="yes",
                ),
            )


def contract_share(look: Look) -> Iterator[Seen]:
    """Each contract in use: the share of all seats that its tutors teach."""
    tutors = look.plan.facts.tutors
    own = [row for row in look.plan.district.tutors if row.pay != "contract" and row.tutors > 0]
    for contract in look.counted.contracts:
        pools = tutors.loc[(tutors["pay"] == "contract") & (tutors["contract_id"] == contract), "pool_id"]
        seats = sum(look.seats_where(pool_id=str(pool)) for pool in pools)
        dollars = sum(look.dollars_where(pool_id=str(pool)) for pool in pools)
        share = seats / look.seats if look.seats > 0 else 0.0
        largest = max(own, key=lambda row: (row.tutors, row.pool_id), default=None)
        lever = None
        if largest is not None:
            more = max(1, ceil(largest.tutors / 2))
            name = f"{print_count(more, 'tutor')} more in {largest.pool_id}, the district's own"
            lever = cell("tutors", "tutors", {"pool_id": largest.pool_id}, name, difference=more)
        yield Seen(
            *("contract", contract, share, seats, dollars, "tutors", "contract_id"),
            words={"name": contract},
            lever=lever,
        )
