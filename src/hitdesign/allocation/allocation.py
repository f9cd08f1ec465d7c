"""The answer of the allocation: a frozen value whose tables speak the district's own ids, units in their columns."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from hitdesign.allocation.audit import audit
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.level_evaluate import EQUITY_COLUMNS, equity_table
from hitdesign.allocation.proof import Proof
from hitdesign.allocation.shapes import empty_table
from hitdesign.solving.certificate import Certificate


@dataclass(frozen=True)
class Allocation:
    """Which students sit in which groups, who teaches them, and which dollars pay.

    `whole` tells a plan of whole students and groups from the fractional answer of the linear program. `proved` is
    True where every limit was re-checked, the gap is within the target and a timetable exists. `bound` and `gap` are
    level 1's, whichever the policy puts first: no plan of this district under this policy can be better in it.
    """

    whole: bool
    status: str
    proved: bool
    reproducible: bool
    seats: pd.DataFrame
    groups: pd.DataFrame
    charges: pd.DataFrame
    staff: pd.DataFrame
    spending: pd.DataFrame
    tutor_hours: pd.DataFrame
    timetable: pd.DataFrame
    levels: pd.DataFrame
    unserved: pd.DataFrame
    prices: pd.DataFrame
    #: What mandates owe at each school, met or missed.
    mandates: pd.DataFrame = field(default_factory=lambda: empty_table("mandates"))
    #: Sentences on what was not tested or not enforced.
    open_checks: tuple[str, ...] = ()
    contract_bills: pd.DataFrame = field(default_factory=lambda: empty_table("contract_bills"))
    #: The program that the tables answer; `audit` recomputes its rows.
    formulation: Formulation | None = field(default=None, repr=False, compare=False)
    #: Certificate of the linear program's optimality; None for a whole plan, whose proof is its bound.
    certificate: Certificate | None = None
    #: What is open, and what the program costs beside tutors and materials; one row per column that says so.
    openings: pd.DataFrame = field(default_factory=lambda: empty_table("openings"))
    #: What `audit` proves the linear program's answer by; None for a whole plan.
    proof: Proof | None = field(default=None, repr=False, compare=False)

    @property
    def seats_served(self) -> float:
        """Seats: one student in one group; whole in a whole-number plan."""
        total = float(self.seats["students"].sum())
        return round(total) if self.whole else total

    @property
    def students_served(self) -> tuple[float, float]:
        """Fewest and most children behind the seats: a child may hold a seat in each subject.

        Formula, summed over schools and grade bands: low = the largest subject's seats; high = seats. Where the need
        was found in student records, with n the children in need there and e the seats needed less n: low = max(low,
        seats - e), high = min(high, n).
        """
        place = ["school_id", "grade_low", "grade_high"]
        seats = self.seats.groupby([*place, "subject"], sort=True)["students"].sum().groupby(place).agg(["max", "sum"])
        low, high = seats["max"], seats["sum"]
        need = self.formulation.inputs.need if self.formulation is not None else None
        if need is not None and need.found is not None:
            children = need.found.children.set_index(place)["students"].reindex(seats.index)
            more = need.cohorts.groupby(place)["students"].sum().reindex(seats.index) - children
            low, high = low.clip(lower=high - more), high.clip(upper=children)
        fewest, most = float(low.sum()), float(high.sum())
        return (round(fewest), round(most)) if self.whole else (fewest, most)

    @property
    def equity(self) -> pd.DataFrame:
        """Served shares of schools, of students with and without a mark, and of board areas, and who stands out.

        Columns between, group, need, with_right, served, share, counted, why; empty where no formulation is known.
        """
        if self.formulation is None:
            return pd.DataFrame(columns=list(EQUITY_COLUMNS), dtype=object)
        return equity_table(self, self.formulation)

    @property
    def value(self) -> float:
        """Level 1's value."""
        return float(self.levels["value"].iloc[0])

    @property
    def bound(self) -> float:
        """Level 1's proved bound: no plan can be better in it."""
        return float(self.levels["bound"].iloc[0])

    @property
    def gap(self) -> float:
        """Relative distance from level 1's value to its bound: (bound - value) / max(1, |bound|)."""
        return float(self.levels["gap"].iloc[0])

    def audit(self) -> list[str]:
        """Every rule of the formulation that these tables break, recomputed without a solver; empty where none is."""
        return audit(self, self.formulation, self.proof)

    def or_raise(self) -> Allocation:
        """The allocation itself; `Infeasible` has the same method and raises."""
        return self
