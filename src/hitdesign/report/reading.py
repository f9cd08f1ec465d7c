"""A plan as people read it: every reading table, computed once, and the few numbers that open every report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from hitdesign.allocation.shapes import SHAPES
from hitdesign.need.assessment import NeedsAssessment, assess
from hitdesign.plan.departures import CAPTION
from hitdesign.plan.plan import Plan
from hitdesign.report import choices, knowledge, money, schools, times
from hitdesign.report.attendance import seat_counts
from hitdesign.report.budget import BUDGET_CAPTIONS, budget_tables
from hitdesign.report.context_words import CONTEXT_CAPTIONS
from hitdesign.report.standing import standing_tables

#: The reading tables: name -> caption.
CAPTIONS: Mapping[str, str] = {
    "by_need": "Need, invitations and seats by need and subject.",
    "by_school": "Need, seats, groups, tutors and dollars by school.",
    "by_school_and_need": "Need, invitations and seats by school, need and subject.",
    "by_model": "Tutoring models taught, by need.",
    "by_stream": "Each funding stream: what it has, what it pays at most, what is expected.",
    "by_cost": "Dollars not to exceed by kind of cost.",
    "by_pool": "Each tutor pool in its busiest weeks, against its limits.",
    "by_time": "Times of day: what fits, who comes, what speaks for and against.",
    "schedule_fit": "Whether each tutoring model fits each block, and why not.",
    "staffing": "Rules on who may teach and over what no tutoring stands.",
    "recommendations": "First choice of tutoring model for each band, and what spoke for and against it.",
    "departures": CAPTION,
    "equity": "Served shares of schools, of students with and without a mark, and of board areas.",
    "unserved_reasons": "Students in need without a seat, by reason.",
    "assumptions": "Values nobody in the district stated, largest effect first.",
    "sources": "Where the plan's numbers and rules come from.",
    "open_checks": "What was not checked.",
    **BUDGET_CAPTIONS,
    **CONTEXT_CAPTIONS,
}


@dataclass(frozen=True)
class Reading:
    """A plan, the needs assessment before it, the tables of CAPTIONS, and totals over them.

    need, invited, enrolled, expected_attending, unserved are students in seats; children is (fewest, most) different
    students; more_possible is the proved share by which level 1 could at most be raised.
    """

    plan: Plan
    assessment: NeedsAssessment
    tables: Mapping[str, pd.DataFrame]
    need: float
    invited: float
    enrolled: float
    expected_attending: float
    unserved: float
    schools: int
    schools_served: int
    children: tuple[float, float]
    groups: float
    people: float
    available_dollars: float
    not_to_exceed_dollars: float
    expected_dollars: float
    unspent_dollars: float
    more_possible: float

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A reading table by its name in CAPTIONS."""
        return self.tables[name]


def reading_of(plan: Plan | Reading) -> Reading:
    """Compute every reading table of a plan, once: a reading, which every writer of reports takes too, is handed back.

    >>> from hitdesign.report.reading import reading_of
    >>> reading_of(plan)["by_school"]["enrolled"].sum() == plan.allocation.seats_served  # doctest: +SKIP
    True
    """
    if isinstance(plan, Reading):
        return plan
    assessment = assess(plan.district, plan.policy, plan.evidence, need=plan.need, facts=plan.facts)
    tables = {**_tables(plan), **budget_tables(plan), **standing_tables(assessment)}
    by_school = tables["by_school"][tables["by_school"]["school_name"] != schools.DISTRICT_WIDE]
    spending = plan.allocation.spending
    return Reading(
        plan=plan,
        assessment=assessment,
        tables=tables,
        schools=len(by_school),
        schools_served=int((by_school["enrolled"] > 0).sum()),
        children=plan.allocation.students_served,
        people=float(tables["by_pool"]["people"].sum(skipna=False)),
        groups=float(plan.allocation.groups["groups"].sum()),
        more_possible=more_possible(plan),
        **{name: float(by_school[name].sum()) for name in schools.COUNTS},
        **{
            f"{name}_dollars": float(spending[f"{name}_dollars"].sum())
            for name in ("available", "not_to_exceed", "expected", "unspent")
        },
    )


def _tables(plan: Plan) -> dict[str, pd.DataFrame]:
    counted = seat_counts(plan)
    by_need = schools.by_keys(plan, counted, ["tier", "subject"])
    return {
        "by_need": by_need,
        "by_school": schools.by_school(plan, counted),
        "by_school_and_need": schools.by_school_and_need(plan, counted),
        "by_model": money.by_model(plan, counted),
        "by_stream": money.by_stream(plan),
        "by_cost": money.by_cost(plan),
        "by_pool": money.by_pool(plan),
        "by_time": times.by_time(plan),
        "schedule_fit": times.fit_table(plan),
        "staffing": times.staffing(plan),
        "recommendations": choices.recommendations(plan),
        "departures": plan.departures,
        "equity": schools.equity(plan),
        "unserved_reasons": knowledge.unserved_reasons(plan),
        "assumptions": knowledge.assumptions(plan),
        "sources": knowledge.sources(plan),
        "open_checks": knowledge.open_checks(plan),
    }


def more_possible(plan: Plan) -> float:
    """The proved share by which level 1's value could at most be raised; NaN where nothing was proved.

    Formula: max(0, bound - value) / |value|; infinite where the value is 0 and the bound is not.
    """
    levels = plan.allocation.levels
    if levels.empty or pd.isna(levels["bound"].iloc[0]):
        return float("nan")
    value, bound = float(levels["value"].iloc[0]), float(levels["bound"].iloc[0])
    room = max(0.0, bound - value)
    return room / abs(value) if value else (float("inf") if room else 0.0)


def answer_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """The tables of the plan's own answer, by their names in SHAPES.

    Without the seconds that the search took: the same plan is the same file, however fast the machine.
    """
    tables = {name: getattr(plan.allocation, name) for name in SHAPES}
    return {**tables, "levels": tables["levels"].drop(columns="seconds", errors="ignore")}
