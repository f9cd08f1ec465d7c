"""A small district whose money, people and rooms all bind somewhere, and levers for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from allocation.two_schools import block, cohort, model, pool, school, stream
from hitdesign.district.district import District
from hitdesign.levers import Change, Lever

STREAMS = ("title_i", "general")


def district(**tables: Any) -> District:
    """Three schools, two times of day, two pools, two awards: 90 students in need, money for about half of them."""
    places = ("A", "B", "C")
    cohorts = [
        cohort(place, 15, tier=tier, english_learner=mark)
        for place in places
        for tier, mark in (("intensive", "yes"), ("strategic", "no"))
    ]
    given: dict[str, Any] = {
        "schools": tuple(
            school(place, title_i_status="schoolwide", low_income_students=40 + 10 * at)
            for at, place in enumerate(places)
        ),
        "blocks": tuple(block(place, groups_at_once=3) for place in places)
        + tuple(block(place, "late", when="after_school", groups_at_once=2) for place in places),
        "tutors": (
            pool("aides", tutors=4, hours_per_tutor_week=12),
            pool("teachers", tutors=2, when=("after_school",)),
        ),
        "funding": (
            stream("title_i", "title_i_a_schoolwide", award=1500),
            stream("general", "general_fund", award=900),
        ),
        "tutoring_models": (model(weeks=10), model("pair", students_per_tutor=2, weeks=10)),
        **tables,
    }
    return District(name="Three Rivers", cohorts=pd.DataFrame(cohorts), **given)


def award(factor: float, stream_id: str = "", name: str = "") -> Lever:
    """Awards times a factor, all of them or one stream's."""
    where = {"stream_id": (stream_id,)} if stream_id else {}
    change = Change(table="funding", column="award_dollars", where=where, factor=factor)
    return Lever(name=name or f"{stream_id or 'all money'} x {factor:g}", changes=(change,))


def people(factor: float) -> Lever:
    """Hours of a tutor's week times a factor."""
    change = Change(table="tutors", column="hours_per_tutor_week", factor=factor)
    return Lever(name=f"hours x {factor:g}", changes=(change,))


def budgets(factors: Sequence[float]) -> list[Lever]:
    """One lever per factor of all money."""
    return [award(factor) for factor in factors]
