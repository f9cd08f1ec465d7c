"""Academic return on investment as finance officers define it: learning increase x students helped / dollars spent."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hitdesign.errors import Fault
from hitdesign.evidence.library import parameter, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.given import number_faults, refuse
from hitdesign.quantities import print_count, print_dollars

#: The evidence that holds the definition.
DEFINITION = "return.academic_roi"
THOUSAND = 1000.0


@dataclass(frozen=True)
class AcademicReturn:
    """One program's academic return on investment.

    learning_increase: of students helped, less that of the comparison group where there is one; in `unit`. per_dollar:
    the ratio as defined; per_1000_dollars: the same for $1,000 of the whole program. compared: whether a comparison
    group is taken off; without one the increase holds all that students would have learned anyway. source, verified:
    of the definition.
    """

    learning_increase: float
    unit: str
    students_helped: float
    dollars_spent: float
    per_dollar: float
    compared: bool
    source: str
    verified: bool

    @property
    def per_1000_dollars(self) -> float:
        """Learning increase times students for $1,000."""
        return THOUSAND * self.per_dollar

    def sentence(self) -> str:
        """The ratio with all that went into it, and what it is worth."""
        caution = (
            "over a comparison group"
            if self.compared
            else "without a comparison group, so descriptive only: part or all of it would have come anyway"
        )
        return (
            f"Academic return: {self.per_1000_dollars:.3f} {self.unit} x students for $1,000: "
            f"{self.learning_increase:g} {self.unit} {caution}, x {print_count(self.students_helped, 'student')} / "
            f"{print_dollars(self.dollars_spent)}."
        )


def academic_return(
    learning_increase: float,
    students_helped: float,
    dollars_spent: float,
    *,
    comparison_increase: float | None = None,
    unit: str = "standard deviations",
    evidence: Evidence | None = None,
) -> AcademicReturn:
    """Academic return on investment of one program.

    learning_increase: of an average student helped, in `unit`; comparison_increase: of like students who were not,
    taken off. dollars_spent: on the whole program. Raises InputError where a number is out of bounds. Formula:
    (learning increase - comparison increase) x students helped / dollars spent. Source: Government Finance Officers
    Association, PK-12 Budgeting, evidence `return.academic_roi`.

    >>> from hitdesign.measurement.cost.roi import academic_return
    >>> academic_return(0.3, 100, 150_000, comparison_increase=0.1).per_1000_dollars
    0.13333333333333333
    """
    faults = [
        *number_faults("academic return", "learning_increase", learning_increase),
        *number_faults("academic return", "students_helped", students_helped, at_least=0),
        *number_faults("academic return", "dollars_spent", dollars_spent, above=0),
    ]
    if comparison_increase is not None:
        faults += number_faults("academic return", "comparison_increase", comparison_increase)
    refuse(faults)
    increase = learning_increase - (comparison_increase or 0.0)
    definition = parameter(evidence or shipped(), DEFINITION)
    return AcademicReturn(
        increase,
        unit,
        students_helped,
        dollars_spent,
        increase * students_helped / dollars_spent,
        comparison_increase is not None,
        definition.source,
        definition.verified,
    )


def academic_returns(programs: pd.DataFrame, *, unit: str = "standard deviations") -> pd.DataFrame:
    """Academic return of several programs or groups of students, the highest first.

    programs: columns program, learning_increase, students_helped, dollars_spent and, where there is one,
    comparison_increase (blank: none). Returns program, per_1000_dollars, compared, rank; a row without a comparison
    group has no rank, for its number is of another kind. Raises InputError where a column is missing or a row is bad.

    >>> rows = {"program": ["pairs", "fours"], "learning_increase": [0.3, 0.25], "comparison_increase": [0.1, 0.1]}
    >>> rows |= {"students_helped": [50, 100], "dollars_spent": [90_000, 90_000]}
    >>> academic_returns(pd.DataFrame(rows))["program"].tolist()
    ['fours', 'pairs']
    """
    needed = ["program", "learning_increase", "students_helped", "dollars_spent"]
    refuse(
        Fault("academic return", "the column is missing", f"a column {name}", "Add it", column=name)
        for name in needed
        if name not in programs.columns
    )
    names = [name for name in (*needed[1:], "comparison_increase") if name in programs.columns]
    plain = programs[names].apply(pd.to_numeric, errors="coerce")
    bad = plain.isna() & ~(programs[names].isna() & (pd.Index(names) == "comparison_increase"))
    refuse(
        Fault("academic return", "is no number", "a number", "Correct it", at + 2, name, str(programs[name].iloc[at]))
        for name in names
        for at in bad[name].to_numpy().nonzero()[0].tolist()
    )
    rows = []
    for program, row in zip(programs["program"].astype(str), plain.to_dict("records"), strict=True):
        other = row.get("comparison_increase", float("nan"))
        numbers = [float(row[name]) for name in needed[1:]]
        found = academic_return(*numbers, comparison_increase=None if pd.isna(other) else other, unit=unit)
        rows.append({"program": program, "per_1000_dollars": found.per_1000_dollars, "compared": found.compared})
    table = pd.DataFrame(rows, columns=["program", "per_1000_dollars", "compared"])
    table["rank"] = table["per_1000_dollars"].where(table["compared"]).rank(ascending=False, method="min")
    order = ["compared", "per_1000_dollars", "program"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)
