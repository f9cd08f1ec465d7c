"""The counts of students that a plan may publish, as tables of one linked system, each as fine as it can be whole."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from hitdesign.district.cohorts import MARKS
from hitdesign.errors import OutputError
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.primary import primary_of
from hitdesign.measurement.disclosure.tables import CountTable, Dimension, Link
from hitdesign.plan.plan import Plan
from hitdesign.quantities import TOLERANCE
from hitdesign.report.schools import LOW_INCOME, low_income_bins
from hitdesign.report.words import TIER_ORDER

#: The label of every total.
ALL = "(total)"
#: What is counted. Seats filled depend on the plan, and carry its name where it has one.
NEEDED, FILLED, NOT_FILLED = "seats needed", "seats filled", "seats not filled"
#: A table of which the policy alone hides more than this share of its rows is given more coarsely.
MOST_HIDDEN = 0.25
#: A table of several dimensions with more rows than this is given more coarsely.
MOST_ROWS = 400
#: Where a number of the whole district comes from fewer schools, who knows which can read it as theirs.
FEWEST_SCHOOLS = 3


@dataclass(frozen=True, eq=False)
class Counted:
    """The tables that are to leave together, in full, and the sums that run through them: not yet protected."""

    tables: tuple[CountTable, ...]
    links: tuple[Link, ...]

    def without(self, name: str) -> Counted:
        """The same without one table and the sums that run through it."""
        kept = tuple(table for table in self.tables if table.name != name)
        places = {table.place(counts, at) for table in kept for _, counts in table.columns for at in table.labels()}
        return Counted(kept, tuple(link for link in self.links if {link.whole, *link.parts} <= places))


def counted(plan: Plan, policy: DisclosurePolicy, name: str = "", as_of: str = "") -> Counted:
    """Every count of students that a public report shows: need and seats by need, school, mark, model, time, reason.

    policy: decides how fine a table can be (of each, the finest form of which it hides few rows). name: tells the
    seats of several plans of one district apart; need is the same number in all of them. as_of: the day of the facts,
    where another day's are published too: nothing is then the same number. Raises OutputError for a plan that holds
    parts of students.

    >>> from hitdesign.report.public_counts import counted
    >>> [table.name for table in counted(plan, DisclosurePolicy()).tables][:2]  # doctest: +SKIP
    ['by_need', 'by_school']
    """
    rows = _rows(plan)
    filled = f"{FILLED} ({name})" if name else FILLED
    made, seats = _Made(rows, policy, filled, as_of), seats_of(plan)
    tables = [
        made.finest("by_need", ("tier", "subject"), ("tier",)) or made.total("by_need"),
        made.finest("by_school", ("school", "tier"), ("school",)) if made.several else None,
        made.finest("by_low_income", ("low_income_students",)) if made.several and made.known_low_income else None,
        made.by_mark(),
        made.finest("by_model", ("tier", "model"), ("model",), frame=seats),
        made.finest("by_time", ("time",), frame=seats),
        made.not_filled(plan, filled),
    ]
    kept = tuple(table for table in tables if table is not None)
    return Counted(kept, tuple(_links(kept, rows, filled)))


def _rows(plan: Plan) -> pd.DataFrame:
    """A row per cohort: its labels, the seats needed and filled."""
    cohorts, seats = plan.need.cohorts, plan.allocation.seats
    filled = pd.to_numeric(seats["students"]).groupby(seats["cohort_id"]).sum()
    rows = cohorts[["cohort_id", "subject", "tier"]].copy()
    rows["school"] = cohorts["school_id"].astype(str)
    schools = plan.facts.schools.set_index("school_id")
    low_income = low_income_bins(schools["low_income_students"].astype(float), schools["enrollment"].astype(float))
    rows["low_income_students"] = cohorts["school_id"].map(low_income)
    rows["needed"] = cohorts["students"].astype(float)
    rows["filled"] = cohorts["cohort_id"].map(filled).astype(float).fillna(0.0)
    apart = cohorts["marks_apart"].astype(bool)
    for mark in MARKS:
        rows[mark] = cohorts[mark].astype(str).where(~apart, "unknown")
    for column in ("needed", "filled"):
        if ((rows[column] - rows[column].round()).abs() > TOLERANCE).any():
            raise OutputError("A public report needs a plan of whole students; this one holds parts of students.")
        rows[column] = rows[column].round().astype("int64")
    return rows


def seats_of(plan: Plan) -> pd.DataFrame:
    """A row per row of seats: school, model and block, tier, time of day, seats filled."""
    seats, blocks = plan.allocation.seats, plan.facts.blocks
    schools = plan.facts.schools["school_id"].to_numpy()[blocks["school"].to_numpy()]
    times = dict(zip(zip(schools, blocks["block_id"], strict=True), blocks["when"], strict=True))
    rows = pd.DataFrame({"school": seats["school_id"], "model": seats["model_id"], "block": seats["block_id"]})
    rows["time"] = [times[place] for place in zip(seats["school_id"], seats["block_id"], strict=True)]
    rows["tier"] = seats["tier"]
    return rows.astype("str").assign(filled=pd.to_numeric(seats["students"]).round().astype("int64"))


class _Made:
    """Tables of one plan, made from its rows."""

    def __init__(self, rows: pd.DataFrame, policy: DisclosurePolicy, filled: str, as_of: str) -> None:
        self.rows, self.policy, self.counts, self.as_of = rows, policy, filled, as_of
        self.several = rows["school"].nunique() >= FEWEST_SCHOOLS
        self.known_low_income = rows["low_income_students"].nunique() > 1

    def finest(self, name: str, *forms: tuple[str, ...], frame: pd.DataFrame | None = None) -> CountTable | None:
        """The first form that has several rows, hides few of them, and none of which speaks of one or two schools."""
        source = self.rows if frame is None else frame
        for form in forms:
            if self.spread_out(source, form):
                table = self.table(name, source, form)
                if self.whole_enough(table):
                    return table
        return None

    def total(self, name: str) -> CountTable:
        """Need and seats filled of the whole district, and nothing else."""
        cells = pd.DataFrame({"district": [ALL], "students": self.rows["filled"].sum()})
        cells["of_students"] = self.rows["needed"].sum()
        return CountTable(name, self.counts, cells, (Dimension("district", ALL),), NEEDED, self.as_of)

    def table(self, name: str, frame: pd.DataFrame, by: Sequence[str]) -> CountTable:
        """Seats by some columns with all totals, 0 where there is nobody."""
        columns = [one for one in ("needed", "filled") if one in frame]
        labels = [_labels(one, self.rows[one] if one in self.rows else frame[one]) for one in by]
        full = pd.MultiIndex.from_product(labels, names=list(by)) if len(by) > 1 else pd.Index(labels[0], name=by[0])
        parts = [_summed(frame, list(by), kept, columns) for kept in itertools.product((True, False), repeat=len(by))]
        cells = pd.concat(parts).reindex(full, fill_value=0).reset_index()
        cells = cells.rename(columns={"filled": "students", "needed": "of_students"})
        dimensions = tuple(Dimension(one, ALL) for one in by)
        return CountTable(name, self.counts, cells, dimensions, NEEDED if "needed" in frame else None, self.as_of)

    def spread_out(self, frame: pd.DataFrame, form: tuple[str, ...]) -> bool:
        """Whether every number that is not a school's own comes from several schools; in a district of few, always."""
        if form[0] in ("school", "low_income_students") or not self.several:
            return len(frame) > 0
        return len(frame) > 0 and all(
            frame[frame[column] > 0].groupby(list(form))["school"].nunique().min() >= FEWEST_SCHOOLS
            for column in ("needed", "filled")
            if column in frame and frame[column].any()
        )

    def whole_enough(self, table: CountTable) -> bool:
        """Whether the policy alone hides few of its rows, and there are not too many.

        A rate that is coded says nearly as much as its number, and counts as hidden only of schools.
        """
        of_schools = table.dimensions[0].name == "school"
        why = primary_of([table], self.policy).why
        touched = {place.at for place, code in why.items() if of_schools or code != "coded"}
        small = len(table.dimensions) == 1 or len(table.cells) <= MOST_ROWS
        return small and len(touched) <= MOST_HIDDEN * len(table.cells)

    def by_mark(self) -> CountTable | None:
        """Seats of students with a mark, without it, and of whom it is not known: each mark divides the whole."""
        parts, sums = [], []
        for mark in [one for one in MARKS if (self.rows[one] != "unknown").any()]:
            rows = self.rows.assign(group=mark + ": " + self.rows[mark])
            if self.spread_out(rows, ("group",)):
                own = self.table("by_mark", rows, ["group"]).cells
                sums.append((ALL, tuple(label for label in own["group"] if label != ALL)))
                parts.append(own)
        if not parts:
            return None
        cells = pd.concat(parts).drop_duplicates("group").reset_index(drop=True)
        table = CountTable("by_mark", self.counts, cells, (Dimension("group", ALL, tuple(sums)),), NEEDED, self.as_of)
        return table if self.whole_enough(table) else None

    def not_filled(self, plan: Plan, filled: str) -> CountTable | None:
        """Seats not filled by reason, where they add up to need less seats filled."""
        unserved = plan.allocation.unserved
        rows = pd.DataFrame({"reason": unserved["reason"], "school": unserved["school_id"]}).astype("str")
        rows["filled"] = pd.to_numeric(unserved["students"]).astype(float)
        short = int(self.rows["needed"].sum() - self.rows["filled"].sum())
        if abs(float(rows["filled"].sum()) - short) > TOLERANCE or (rows["filled"] % 1 != 0).any():
            return None
        table = self.finest("not_filled", ("reason",), frame=rows.astype({"filled": "int64"}))
        return None if table is None else replace(table, counts=filled.replace(FILLED, NOT_FILLED, 1))


def _labels(name: str, column: pd.Series) -> list[str]:
    """The labels of a dimension, the strongest need first, its total last."""
    order = {"tier": TIER_ORDER, "low_income_students": LOW_INCOME}.get(name, ())
    rank = {label: place for place, label in enumerate(order)}
    return [*sorted(set(column.astype(str)), key=lambda label: (rank.get(label, len(rank)), label)), ALL]


def _summed(frame: pd.DataFrame, by: list[str], kept: tuple[bool, ...], columns: list[str]) -> pd.DataFrame:
    """Sums over the columns that are not kept."""
    labels = {one: frame[one].astype(str) if keep else ALL for one, keep in zip(by, kept, strict=True)}
    return frame.assign(**labels).groupby(by, sort=True)[columns].sum().astype("int64")


def _links(tables: Sequence[CountTable], rows: pd.DataFrame, filled: str) -> Iterator[Link]:
    """Sums through several tables: need is filled and not filled; a group of schools is its schools."""
    by_name = {table.name: table for table in tables}
    need = by_name["by_need"]
    total = tuple(ALL for _ in need.dimensions)
    if "not_filled" in by_name:
        rest = by_name["not_filled"]
        yield Link(need.place(NEEDED, total), (need.place(filled, total), rest.place(rest.counts, (ALL,))))
    if {"by_school", "by_low_income"} <= by_name.keys():
        schools, bins = by_name["by_school"], by_name["by_low_income"]
        beside = tuple(ALL for _ in schools.dimensions[1:])
        for label, members in rows.groupby("low_income_students")["school"]:
            inside = sorted(set(members))
            for counts in (filled, NEEDED):
                parts = tuple(schools.place(counts, (school, *beside)) for school in inside)
                yield Link(bins.place(counts, (str(label),)), parts)
