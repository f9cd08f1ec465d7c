"""The whole plan whose first aim is that the least served school is served well: its share, the bound, processor time.

Each district once with `equity_between_schools` before seats and dollars: what share the least served school reaches,
what no plan can pass, the weighted seats of the same plan, and the processor seconds of the allocation, the
recommendation apart.
"""

from __future__ import annotations

import cities
from bench import clocked, markdown, options, publish

import hitdesign as hit

LEVELS = ("equity_between_schools", "seats", "dollars")


def line_of(schools: int, *, marks: bool) -> tuple[object, ...]:
    """One district planned."""
    district = cities.district_of(schools, marks=marks)
    recommendation = hit.recommend(district)
    policy = hit.Policy(levels=LEVELS)
    spent, plan = clocked(lambda: hit.allocate(district, recommendation=recommendation, policy=policy).or_raise())
    even, seats = (plan.levels.set_index("level").loc[name] for name in LEVELS[:2])
    numbers = (even["value"], even["bound"], seats["value"], seats["bound"])
    return (district.name, *(f"{number:,.2f}" for number in numbers), spent.processor)


def main() -> None:
    """A line for each size."""
    asked = options(__doc__, schools=(30, 100, 200), marks=0)
    rows = [line_of(schools, marks=bool(asked.marks)) for schools in asked.schools]
    head = ("district", "least share, %", "bound, %", "weighted seats", "their bound", "processor seconds")
    publish(asked.out, "equity", "The least served school first, in whole numbers", markdown(head, rows))


if __name__ == "__main__":
    main()
