"""Whether the streams can carry a whole plan of fixed groups, students and staff where awards demand more than a flow.

The groups, people and students are those of the search; only who pays is left open, and that is a small linear program
in the plain form's rows of money.
"""

from __future__ import annotations

import math
from typing import Any

from oracles.plain import City, Lines, Place, money_rows
from oracles.plain_demands import minimums, share_of_others


def demanding(city: City) -> bool:
    """Whether an award demands something that no flow can show."""
    return any(
        share_of_others(city, k) > 0
        or math.isfinite(row["per_hour_cap_dollars"])
        or row["administration_cap_share"] < 1
        or row["school_dollars"]
        or (city.policy.strict_minimum_spending and minimums(city, k))
        for k, row in enumerate(city.streams)
    )


def must_spend(city: City) -> bool:
    """Whether a plan may need groups of nobody to spend what it must."""
    return city.policy.strict_minimum_spending and any(minimums(city, k) for k in range(len(city.streams)))


def carried(
    city: City, plan: dict[Place, int], sitting: dict[Place, dict[int, int]], staff: Any, fewest: dict[int, int]
) -> bool:
    """Whether some way of paying keeps every row of money with these numbers; `fewest`: people who teach, by pool."""
    lines = Lines()

    def fixed(amount: float, *name: Any) -> None:
        variable = lines.variable(*name, upper=float(amount))
        lines.row("fixed", [(variable, 1)], low=float(amount))

    for place in city.places:
        fixed(plan.get(place, 0), "n", place)
        for c in city.members[place.band]:
            fixed(sitting.get(place, {}).get(c, 0), "x", c, place)
    for k, pool in enumerate(city.pools):
        for s in range(len(city.schools)) if pool["pay"] == "salaried" else ():
            taught = sum(
                number * city.weekly_hours(p) * city.models[p.model]["weeks"]
                for p, number in plan.items()
                if (p.pool, city.blocks[p.block]["school"]) == (k, s)
            )
            paid = staff.get((k, s), 0) * pool["hours_per_tutor_week"] * city.weeks()
            fixed(staff.get((k, s), 0), "staff", k, s)
            fixed(max(0.0, paid - taught), "idle", k, s)
    money_rows(city, lines, whole=True)
    for k, people in fewest.items():
        if ("people", k) in lines.names:
            lines.row("fewest", [(lines.names["people", k], 1)], low=float(people))
    return lines.solve()[0] == "optimal"
