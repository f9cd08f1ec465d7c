"""The answer on efficiency: cost per seat and hour, beside the next best model and beside what is left unserved."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from hitdesign.plan.answers.answer import Answer, Fact, facts_table
from hitdesign.plan.answers.cost import NextBest, UnitCosts, next_best, unit_costs
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.inert import inert
from hitdesign.quantities import TOLERANCE, print_count, print_dollars

TOPIC = "efficiency"
#: What cost per seat and hour cannot say; printed with every answer.
SILENT = (
    "A seat is one student in one group: a child with two subjects holds two, so a child may cost more than a seat.",
    "Hours are as designed. Sessions that are missed cost the same and teach nobody.",
    "None of these numbers says what students learn: that is forecast as a range and measured once they are taught.",
    "The cost of one more seat is not the average cost: it depends on rooms, tutors and money that are left.",
)


def efficient(plan: Drafted, question: str) -> Answer:
    """Why it is an efficient use, as far as costs can say; what they do not say stands beside it."""
    costs, other = unit_costs(plan), next_best(plan)
    left = plan.allocation.unserved
    unknown = []
    if math.isnan(costs.attended_hours):
        unknown.append("blocks.attendance_rate of every block that is used")
    if other.seats and math.isnan(other.dollars_per_seat):
        unknown.append("what an hour of teaching costs: pay is by the year or by contract, and no group carries it")
    sentences = (*_own(costs), *_beside(other, costs), *_left(costs, left), *SILENT)
    return Answer(TOPIC, question, sentences, facts_table(_facts(costs, other, left)), tuple(unknown))


def _own(costs: UnitCosts) -> Iterator[str]:
    if costs.seats <= 0:
        yield "The plan fills no seat, so there is no cost of one."
        return
    yield (
        f"{print_count(costs.seats, 'seat')} cost at most {print_dollars(costs.dollars)}: "
        f"{print_dollars(costs.per(costs.seats))} a seat, {_cents(costs.per(costs.student_hours))} for an hour of "
        f"tutoring of one student as designed."
    )
    if costs.attended_hours > 0:
        yield (
            f"With the attendance that the blocks expect, an hour that a student is there costs "
            f"{_cents(costs.per(costs.attended_hours))}."
        )


def _beside(other: NextBest, costs: UnitCosts) -> Iterator[str]:
    if costs.seats <= 0:
        return
    if not other.seats:
        yield "No other tutoring model is recommended where the plan teaches, so there is no next best to compare with."
        return
    if math.isnan(other.dollars_per_seat) or math.isnan(other.next_dollars_per_seat):
        yield "What the next best model would cost is not known: no group carries the pay of its tutors."
        return
    more = other.next_dollars_per_seat - other.dollars_per_seat
    change = f"{print_dollars(abs(more))} {'more' if more >= 0 else 'less'}"
    names = ", ".join(map(inert, other.models))
    yield (
        f"For {print_count(other.seats, 'seat')} another model is recommended next ({names}). At the "
        f"plan's own wages and full groups it would cost {print_dollars(other.next_dollars_per_seat)} a seat for "
        f"{other.next_hours:,.0f} hours, {change} than {print_dollars(other.dollars_per_seat)} "
        f"for {other.hours:,.0f} hours as planned (teaching and materials only)."
    )


def _left(costs: UnitCosts, left: pd.DataFrame) -> Iterator[str]:
    students = float(left["students"].astype(float).sum())
    if students <= TOLERANCE:
        yield "Every seat that is needed is filled."
        return
    text = f"{print_count(students, 'seat')} that are needed stay empty"
    if costs.seats > 0:
        text += (
            f"; at the plan's average they would cost {print_dollars(students * costs.per(costs.seats))}, "
            "if rooms and tutors were there"
        )
    yield f"{text}."


def _cents(dollars: float) -> str:
    return "unknown" if math.isnan(dollars) else f"${dollars:,.2f}"


def _facts(costs: UnitCosts, other: NextBest, left: pd.DataFrame) -> Iterator[Fact]:
    yield ("the whole program at most", costs.dollars, "dollars", "spending", "*", "not_to_exceed_dollars")
    yield ("seats filled", costs.seats, "seats", "seats", "*", "students")
    yield ("dollars a seat", costs.per(costs.seats), "dollars a seat", "spending, seats", "*", "dollars / students")
    of_model = "sessions_per_week x minutes_per_session x weeks"
    yield ("hours of students as designed", costs.student_hours, "hours", "tutoring_models", "*", of_model)
    yield ("dollars an hour", costs.per(costs.student_hours), "dollars an hour", "spending, seats", "*", of_model)
    yield ("hours of students expected", costs.attended_hours, "hours", "blocks", "*", "attendance_rate")
    yield ("paid hours of tutors", costs.paid_hours, "hours", "groups", "*", "paid_hours")
    yield ("dollars a paid tutor hour", costs.per(costs.paid_hours), "dollars an hour", "groups", "*", "paid_hours")
    models = "; ".join(other.models)
    yield ("seats with a next best model", other.seats, "seats", "recommendation", models, "rank")
    yield ("teaching as planned", other.dollars_per_seat, "dollars a seat", "groups", "*", "labour_dollars")
    yield (
        "teaching with the next best",
        other.next_dollars_per_seat,
        "dollars a seat",
        "groups",
        models,
        "labour_dollars",
    )
    yield ("seats needed and empty", float(left["students"].astype(float).sum()), "seats", "unserved", "*", "students")
