"""Words and faces: what a column is called in a heading, how its values are printed, what a code means in English."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from hitdesign.quantities import print_dollars, print_grade, print_share
from hitdesign.report.budget import BUDGET_COLUMNS, BUDGET_SUMS
from hitdesign.report.context_words import CONTEXT_COLUMNS
from hitdesign.report.duty_words import DUTY_COLUMNS

Kind = Literal["text", "count", "dollars", "share", "fine_share", "amount", "grade", "yes_no", "date", "year"]

#: Column -> (heading with its unit, how values are printed). A column that is not here is text under its own name.
COLUMNS: Mapping[str, tuple[str, Kind]] = {
    "school_id": ("School id", "text"),
    "school_name": ("School", "text"),
    "cohort_id": ("Cohort", "text"),
    "band_id": ("Band", "text"),
    "model_id": ("Tutoring model id", "text"),
    "block_id": ("Block", "text"),
    "pool_id": ("Tutor pool", "text"),
    "stream_id": ("Stream", "text"),
    "label": ("Tutoring model", "text"),
    "grade_low": ("Lowest grade", "grade"),
    "grade_high": ("Highest grade", "grade"),
    "grades": ("Grades", "text"),
    "subject": ("Subject", "text"),
    "tier": ("Need", "text"),
    "students": ("Students", "count"),
    "need": ("Need (seats)", "count"),
    "invited": ("Invited (seats)", "count"),
    "enrolled": ("Enrolled (seats)", "count"),
    "expected_attending": ("Expected on a day (seats)", "amount"),
    "unserved": ("Not served (seats)", "count"),
    "share_served": ("Served (share of need)", "share"),
    "low_income_share": ("Low-income (share of enrollment)", "share"),
    "schools": ("Schools", "count"),
    "schools_served": ("Schools served", "count"),
    "groups": ("Groups", "count"),
    "tutors": ("Tutors (people)", "count"),
    "paid_hours": ("Paid tutor time (hours)", "amount"),
    "labour_dollars": ("Labour (dollars)", "dollars"),
    "dollars": ("Dollars", "dollars"),
    "cost_kind": ("Kind of cost", "text"),
    "amount": ("Open (0 or 1), people, or times due", "amount"),
    "payers": ("May be paid by", "text"),
    "period": ("Period", "text"),
    "program": ("Program", "text"),
    "program_name": ("Program", "text"),
    "available_dollars": ("Available (dollars)", "dollars"),
    "not_to_exceed_dollars": ("Not to exceed (dollars)", "dollars"),
    "expected_dollars": ("Expected (dollars)", "dollars"),
    "contract_id": ("Contract", "text"),
    "price_basis": ("Priced by", "text"),
    "used": ("Used (share)", "share"),
    "units": ("Units billed", "amount"),
    "expected_low_dollars": ("Expected at least (dollars)", "dollars"),
    "minimum_dollars": ("Least once used (dollars)", "dollars"),
    "maximum_dollars": ("Most (dollars)", "dollars"),
    "unspent_dollars": ("Left over (dollars)", "dollars"),
    "share_used": ("Used (share of available)", "share"),
    "pays_nothing_because": ("Pays nothing because", "text"),
    "dollars_per_seat": ("Dollars per seat", "dollars"),
    "kind": ("Who they are", "text"),
    "interval": ("Weeks", "text"),
    "hours_per_week": ("Paid time (hours a week)", "amount"),
    "limit_hours_per_week": ("Limit (hours a week)", "amount"),
    "people": ("People needed", "count"),
    "idle_hours": ("Paid and not taught (hours)", "amount"),
    "limit_people": ("People there are", "count"),
    "share_of_hours": ("Used (share of hours)", "share"),
    "term": ("Term", "text"),
    "day": ("Day", "text"),
    "starts_minute": ("Starts (minutes into the block)", "count"),
    "minutes": ("Length (minutes)", "count"),
    "room": ("Room", "year"),
    "tutor": ("Tutor", "year"),
    "group": ("Group", "year"),
    "level": ("Aim", "text"),
    "unit": ("Unit", "text"),
    "between": ("Between", "text"),
    "students_of": ("Students of", "text"),
    "with_right": ("Could be taught somewhere (seats)", "count"),
    "counted": ("Compared", "yes_no"),
    "value": ("Value", "amount"),
    "low": ("At least", "amount"),
    "high": ("At most", "amount"),
    "bound": ("Best possible", "amount"),
    "gap": ("Gap (share)", "fine_share"),
    "tolerance": ("May give up (share)", "fine_share"),
    "status": ("Status", "text"),
    "reason": ("Reason", "text"),
    "limit": ("Limit", "text"),
    "basis": ("Basis", "text"),
    "sentence": ("In words", "text"),
    "side": ("Side", "text"),
    "up_to": ("Up to", "amount"),
    "seats_per_unit": ("Seats per unit", "amount"),
    "first_choice": ("First choice", "text"),
    "score": ("Score", "amount"),
    "runner_up": ("Runner-up", "text"),
    "runner_up_score": ("Runner-up's score", "amount"),
    "used_model": ("Taught with", "text"),
    "first_dollars_per_seat": ("First choice (dollars per seat)", "dollars"),
    "used_dollars_per_seat": ("Taught (dollars per seat)", "dollars"),
    "difference_dollars": ("First choice would cost more (dollars)", "dollars"),
    "further_dollars": ("Of it fees and other costs (dollars)", "dollars"),
    "speaks_for": ("Speaks for it", "text"),
    "speaks_against": ("Speaks against it", "text"),
    "name": ("Assumption", "text"),
    "why": ("Why", "text"),
    "source": ("Source", "text"),
    "verified": ("Checked", "yes_no"),
    "as_of": ("As of", "date"),
    "cells": ("Cells filled", "count"),
    "moves": ("Moves the first aim by", "amount"),
    "moved_to": ("When it goes to", "text"),
    "assumed": ("Value", "text"),
    "used_for": ("Used for", "text"),
    "title": ("Title", "text"),
    "who": ("Who", "text"),
    "year": ("Year", "year"),
    "where": ("Where", "text"),
    "students_per_tutor": ("Students per tutor", "count"),
    "sessions_per_week": ("Sessions a week", "count"),
    "minutes_per_session": ("Session (minutes)", "count"),
    "weeks": ("Length (weeks)", "count"),
    "when": ("Time of day", "text"),
    "blocks": ("Blocks", "count"),
    "models_fitting": ("Tutoring models that fit", "count"),
    "not_known": ("Not known", "text"),
    "fits": ("Fits", "yes_no"),
    "session": ("Session (minutes)", "count"),
    "sessions_per_day": ("Sessions a day", "count"),
    "spare_minutes": ("To spare (minutes a day)", "count"),
    "days": ("Days a week", "count"),
    "weeks_left": ("Weeks of the term", "count"),
    "groups_at_most": ("Groups at most", "count"),
    "why_not": ("Why not", "text"),
    "verdict": ("Verdict", "text"),
    "rule": ("Rule", "text"),
    "whom": ("Whom, and what is stated", "text"),
    "check": ("Not checked", "text"),
    "statements": ("Statements used", "count"),
    "statements_checked": ("of them checked", "count"),
    **CONTEXT_COLUMNS,
    **DUTY_COLUMNS,
    **BUDGET_COLUMNS,
}

#: Columns whose values may be added up over the rows of a table.
ADDITIVE = frozenset(
    {
        "students",
        "need",
        "invited",
        "enrolled",
        "expected_attending",
        "unserved",
        "groups",
        "paid_hours",
        "labour_dollars",
        "dollars",
        "available_dollars",
        "not_to_exceed_dollars",
        "expected_dollars",
        "unspent_dollars",
        "difference_dollars",
        "cells",
        *BUDGET_SUMS,
    }
)

REASONS: Mapping[str, str] = {
    "no_model": "no tutoring model suits them under the policy",
    "no_block": "their school has no time that fits the tutoring models chosen for them",
    "no_pool": "no tutors may teach them at the times their school has",
    "no_stream": "no funding may pay for them",
    "outbid": "money, tutors, rooms or time ran out before their turn",
    "remainder": "the last places are too few to make another whole group",
    "choice": "families are expected not to choose a place at this time of day",
}

LEVELS: Mapping[str, str] = {
    "seats": "serve as many students as possible, the strongest need first",
    "recommendation": "teach them with the tutoring models that suit them best",
    "minimum_spending": "spend what awards must have spent",
    "restricted_money": "use restricted and expiring money first",
    "dollars": "spend no more than that takes",
    "expected_learning": "expect the most learning, as studies elsewhere have it",
    "equity_between_schools": "raise the least served school as far as possible",
    "equity_between_marks": "raise the least served of students with and without a mark as far as possible",
    "equity_between_areas": "raise the least served board area as far as possible",
    "least_change": "change as few seats of the last plan as possible",
}

STATUSES: Mapping[str, str] = {
    "optimal": "proved to be the best",
    "gap_reached": "proved to be as close as was asked",
    "node_limit": "the search reached its limit of steps",
    "time_limit": "the search reached its limit of time",
    "gave_way": "gave way to the aims below it, as far as it may",
}

COSTS: Mapping[str, str] = {
    "labour": "tutors' pay",
    "seat": "materials and prices per seat",
    "idle_salary": "salaried time that is not taught",
    "contract_fee": "flat fees of contracts",
    "contract_tier": "prices of contracts above their lowest",
    "contract_minimum": "minimums of contracts beyond what is taught",
    "indirect": "indirect cost of the streams",
    "supervision": "supervision of open buildings",
    "start_up": "start-up",
}

TIERS: Mapping[str, str] = {"intensive": "Intensive need", "strategic": "Strategic need", "on_level": "On level"}
#: Strongest need first, everywhere.
TIER_ORDER = tuple(TIERS)

#: Control characters, halves and non-characters, and the marks that turn the direction of what follows them.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


def plain(text: object) -> str:
    """Text that every format can hold: without control characters, halves of characters and turns of direction."""
    return _CONTROL.sub("", str(text))


def heading(column: str) -> str:
    """The heading of a column, with its unit."""
    return COLUMNS[column][0] if column in COLUMNS else column.replace("_", " ").capitalize()


def kind_of(column: str) -> Kind:
    """How a column's values are printed."""
    return COLUMNS[column][1] if column in COLUMNS else "text"


def is_number(column: str) -> bool:
    """Whether a column holds numbers, which stand to the right."""
    return kind_of(column) not in {"text", "yes_no", "date"}


def tier_words(tier: str) -> str:
    """`Intensive need` for `intensive`; an unknown tier under its own name."""
    return TIERS.get(tier, plain(tier))


def cost_words(kind: str) -> str:
    """A kind of cost in words; an unknown one under its own name."""
    return COSTS.get(kind, plain(kind).replace("_", " "))


def is_blank(value: Any) -> bool:
    """Whether a value is unknown: None, NaN or empty text."""
    return value is None or value == "" or bool(pd.isna(value))


def face(value: Any, kind: Kind) -> str:
    """A value as people read it; an unknown number is a dash, never 0."""
    if is_blank(value):
        return "" if kind in {"text", "date"} else "–"
    if isinstance(value, float) and math.isinf(value):
        return "no limit"
    return str(_FACES[kind](value))


def _count(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _amount(value: float) -> str:
    return f"{value:,.1f}"


_FACES: Mapping[Kind, Any] = {
    "text": plain,
    "date": plain,
    "year": lambda value: f"{int(value)}",
    "count": _count,
    "amount": _amount,
    "dollars": print_dollars,
    "share": print_share,
    "fine_share": lambda value: print_share(value, 3),
    "grade": lambda value: print_grade(int(value)),
    "yes_no": lambda value: "yes" if value else "no",
}
