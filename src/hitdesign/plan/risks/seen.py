"""What a rule on risks sees at one place of a plan, and the plan as the rules look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from hitdesign.district.records import EVERY_SCHOOL, Block
from hitdesign.levers import Lever
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.team.counted import Counted, blocks_used, counted_of
from hitdesign.plan.team.team import Team, team_of

UNKNOWN = float("nan")


@dataclass(frozen=True)
class Seen:
    """One place at which a rule looked.

    `what` is the kind of thing (school, pool, stream, ...), `id` names it within the rule. `value`: as the rule's
    `measures` says, NaN where it is not known; `assumed`: a default stands in for it. `seats` and `dollars` are those
    of the plan that rest on it. `words` fill the rule's sentences. `table` and `column`: the facts that made it.
    """

    what: str
    id: str
    value: float
    seats: float
    dollars: float
    table: str
    column: str
    words: Mapping[str, str] = field(default_factory=dict)
    lever: Lever | None = None
    assumed: bool = False


@dataclass(frozen=True)
class Look:
    """A plan with the sums that rules ask for again and again."""

    plan: Drafted

    @cached_property
    def counted(self) -> Counted:
        """Its students, groups and days."""
        return counted_of(self.plan)

    @cached_property
    def team(self) -> Team:
        """Its team."""
        return team_of(self.plan)

    @cached_property
    def seats(self) -> float:
        """All seats of the plan."""
        return float(self.plan.allocation.seats["students"].sum())

    @cached_property
    def dollars(self) -> float:
        """All dollars of the plan, not to exceed."""
        return float(self.plan.allocation.charges["dollars"].sum())

    @cached_property
    def blocks(self) -> pd.DataFrame:
        """The blocks in use, with their school_id."""
        return blocks_used(self.plan)

    @cached_property
    def times(self) -> dict[str, list[dict[str, Any]]]:
        """All blocks of the facts by school, as plain rows."""
        ids = self.plan.facts.schools["school_id"].tolist()
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.plan.facts.blocks.to_dict("records"):
            found.setdefault(ids[int(row["school"])], []).append({str(name): cell for name, cell in row.items()})
        return found

    @cached_property
    def stated(self) -> dict[tuple[str, str], Block]:
        """The district's own rows of blocks by school (or EVERY_SCHOOL) and block."""
        return {(row.school_id, row.block_id): row for row in self.plan.district.blocks}

    @cached_property
    def with_blocks(self) -> set[str]:
        """Schools with rows of blocks of their own."""
        return {row.school_id for row in self.plan.district.blocks}

    @cached_property
    def assumed(self) -> set[str]:
        """Columns of blocks that were filled by whoever made the district, not by its people."""
        names = (one.name.split(".") for one in self.plan.district.assumed)
        return {name for words in names if "blocks" in words for name in words}

    @cached_property
    def left(self) -> dict[str, list[dict[str, Any]]]:
        """Students without a seat by school, as plain rows."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.plan.allocation.unserved.to_dict("records"):
            found.setdefault(str(row["school_id"]), []).append({str(name): cell for name, cell in row.items()})
        return found

    @cached_property
    def joining(self) -> dict[tuple[str, str], list[float]]:
        """Take-up rates of cohorts seated in a block (NaN: the block's), by school and block."""
        cohorts, seats = self.plan.need.cohorts, self.plan.allocation.seats
        rates = dict(zip(cohorts["cohort_id"], cohorts["take_up_rate"].astype(float), strict=True))
        found: dict[tuple[str, str], list[float]] = {}
        columns = (seats["school_id"], seats["block_id"], seats["cohort_id"], seats["students"])
        for school, block, cohort, students in zip(*columns, strict=True):
            if students > 0:
                found.setdefault((school, block), []).append(rates[cohort])
        return found

    @cached_property
    def schools(self) -> dict[str, str]:
        """Names of schools by id."""
        table = self.plan.facts.schools
        return dict(zip(table["school_id"], table["school_name"], strict=True))

    @cached_property
    def need(self) -> dict[str, float]:
        """Seats needed by school."""
        found = self.plan.need.cohorts.groupby("school_id")["students"].sum()
        return {str(name): float(count) for name, count in found.items()}

    def seats_where(self, **where: str) -> float:
        """Seats of the plan at a school, of a pool, of a block."""
        return self._sum("seats", "students", where)

    def dollars_where(self, **where: str) -> float:
        """Dollars of the plan at a school, of a pool, of a stream."""
        return self._sum("charges", "dollars", where)

    def seats_of_dollars(self, dollars: float) -> float:
        """Seats in proportion to dollars: what a stream pays of each, no table says."""
        return self.seats * dollars / self.dollars if self.dollars > 0 else 0.0

    def school(self, school_id: str) -> str:
        """A school's name with its id, where they differ."""
        name = self.schools.get(school_id, school_id)
        return name if name == school_id else f"{name} ({school_id})"

    def _sum(self, table: str, column: str, where: Mapping[str, str]) -> float:
        """A sum of a column where names have these values; every school is all of them. Sums are made once."""
        asked = tuple((name, value) for name, value in sorted(where.items()) if value != EVERY_SCHOOL)
        names = tuple(name for name, _ in asked)
        if (table, names) not in self._sums:
            rows = getattr(self.plan.allocation, table)
            found = rows.groupby(list(names))[column].sum() if names else None
            self._sums[table, names] = (
                {(): float(rows[column].sum())}
                if found is None
                else {key if isinstance(key, tuple) else (key,): float(value) for key, value in found.items()}
            )
        return self._sums[table, names].get(tuple(value for _, value in asked), 0.0)

    @cached_property
    def _sums(self) -> dict[tuple[str, tuple[str, ...]], dict[tuple[object, ...], float]]:
        return {}

    @property
    def places(self) -> list[str]:
        """Schools with need or seats, in order."""
        return sorted({*(name for name, count in self.need.items() if count > 0), *self.counted.schools})


#: A rule looks at a plan and says what it saw, place by place; also where nothing is wrong.
Rule = Callable[[Look], Iterator[Seen]]
