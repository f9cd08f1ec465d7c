"""Several plans of one district as everybody may see them side by side: no number of one gives away that of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.tables import Amount, CountTable
from hitdesign.plan.plan import Plan
from hitdesign.report import public_sentences as say
from hitdesign.report.published import Published, published_beside
from hitdesign.report.words import plain

#: The mark of a number that is withheld, and of one that nobody has.
HIDDEN, NONE = "*", "–"
Cell = int | str


@dataclass(frozen=True, eq=False)
class PublishedScenarios:
    """What of several plans may leave the district together.

    views: the public view of each, by name: each can be written as a report, a workbook or tables of its own. frame: a
    row per plan: scenario, needed, filled, more_than_first (seats), at_most_dollars, at_most_a_seat (text). by_school:
    scenario, school_id, school_name, needed, filled, more_than_first; no row where schools are not shown. A `*` is a
    number that is withheld, or one that would tell it. notes: plans whose need is not that of the first.
    """

    views: Mapping[str, Published] = field(repr=False)
    frame: pd.DataFrame
    by_school: pd.DataFrame = field(repr=False)
    notes: tuple[str, ...]

    @property
    def release(self) -> tuple[CountTable, ...]:
        """All counts as published, for the next release's `before`."""
        return tuple(table for view in self.views.values() for table in view.release)


def published_scenarios(
    plans: Mapping[str, Plan],
    disclosure: DisclosurePolicy | None = None,
    *,
    as_of: str = "",
    before: Sequence[CountTable] = (),
) -> PublishedScenarios:
    """The public views of several plans, each made safe beside all before it, and what stands side by side.

    plans: by name, the one that the others are compared with first; it has the most freedom what to show. as_of,
    before: as in `published_of`. Need is one number where the plans agree on it; a plan of another need stands with
    facts of its own, and a note says so. Raises InputError for no plan, and as `published_of`.

    >>> from hitdesign.report.public_scenarios import published_scenarios
    >>> published_scenarios({"as it is": plan, "a tenth more": other}).frame["filled"].tolist()  # doctest: +SKIP
    [528, 571]
    """
    if not plans:
        expected = "one plan at least, by the name of its scenario"
        raise InputError([Fault("scenarios", "there is no plan to publish", expected, "Give plans", column="plans")])
    views: dict[str, Published] = {}
    earlier, told, notes = list(before), list[Amount](), list[str]()
    first = _need(next(iter(plans.values())))
    for name, plan in plans.items():
        alike = _need(plan) == first
        if not alike:
            notes.append(f"{plain(name)}: its need is not that of the first; it stands with facts of its own.")
        day = as_of if alike else f"{as_of} {name}".strip()
        how: Any = {"name": name, "as_of": day, "before": earlier, "told": told}
        views[name], more = published_beside(plan, disclosure, **how)
        earlier, told = [*earlier, *views[name].release], [*told, *more]
    return PublishedScenarios(views, _frame(views), _by_school(views), tuple(notes))


def _need(plan: Plan) -> list[tuple[str, float]]:
    """The need of each cohort, in the order of their ids."""
    cohorts = plan.need.cohorts
    return sorted(zip(cohorts["cohort_id"].astype(str), cohorts["students"].astype(float), strict=True))


def _frame(views: Mapping[str, Published]) -> pd.DataFrame:
    """A row per plan, from what each publishes."""
    columns = ["scenario", "needed", "filled", "more_than_first", "at_most_dollars", "at_most_a_seat"]
    rows: list[tuple[Cell, ...]] = []
    for name, view in views.items():
        total, texts = say.total_row(view.frames["by_need"]), {what: text for what, text, _ in view.figures}
        filled = _cell(total["enrolled"])
        more = _less(filled, rows[0][2] if rows else filled)
        rows.append((plain(name), _cell(total["need"]), filled, more, texts["At most"], texts["Cost per seat"]))
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _by_school(views: Mapping[str, Published]) -> pd.DataFrame:
    """The schools' own rows of every plan that shows them, all needs together."""
    columns = ["scenario", "school_id", "school_name", "needed", "filled", "more_than_first"]
    rows: list[tuple[Cell, ...]] = []
    first: dict[str, Cell] = {}
    for number, (name, view) in enumerate(views.items()):
        frame = view.frames.get("by_school", pd.DataFrame())
        if frame.empty:
            continue
        whole = frame["tier"] == "Total" if "tier" in frame else frame["school_id"] == frame["school_id"]
        kept = frame[whole & (frame["school_id"] != "")]
        for one in kept.to_dict("records"):
            filled = _cell(one["enrolled"])
            if not number:
                first[one["school_id"]] = filled
            more = _less(filled, first.get(one["school_id"], NONE))
            rows.append((plain(name), one["school_id"], one["school_name"], _cell(one["need"]), filled, more))
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _cell(value: object) -> Cell:
    return value if isinstance(value, int) else str(value)


def _less(one: Cell, other: Cell) -> Cell:
    """The difference of two published numbers; withheld where one of them is."""
    if isinstance(one, int) and isinstance(other, int):
        return one - other
    return NONE if NONE in (one, other) else HIDDEN
