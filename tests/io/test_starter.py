"""A first district from five facts: complete, plannable, and open about what nobody said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from hitdesign.district.columns import facts_of
from hitdesign.district.district import District
from hitdesign.district.records import FundingStream, TutorPool
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.io.starter import starter
from hitdesign.need.need import need_of
from hitdesign.policy import Policy

AWARD = {"award_dollars": 200_000, "obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30)}


def schools(**changed: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "school_id": ["0102", "0103"],
            "enrollment": [400, 300],
            "grade_low": [0, 0],
            "grade_high": [5, 8],
            "below_proficient": [0.5, 0.25],
            **changed,
        }
    )


def first(**changed: Any) -> District:
    return starter(**{"schools": schools(), "pool": {"tutors": 12}, "award": AWARD, **changed})


def test_five_facts_are_enough_to_compute_with() -> None:
    district = first()
    facts = facts_of(district, Policy(), shipped())
    assert need_of(district).students == 275
    assert len(facts.blocks) == 2 and facts.blocks["weeks"].min() == shipped().parameters["starter.blocks.weeks"].value


def test_every_value_that_nobody_said_is_an_assumption_with_its_source() -> None:
    names = {assumption.name for assumption in first().assumed}
    assert {
        "starter.blocks.minutes",
        "starter.tutors.kind",
        "starter.tutors.hourly_cost_dollars",
        "starter.funding.program",
        "starter.cohorts.subject",
        "starter.cohorts.intensive_share_of_need",
    } <= names
    assert all(assumption.source and assumption.why for assumption in first().assumed)


def test_what_is_said_is_not_assumed() -> None:
    pool = TutorPool(
        pool_id="t",
        kind="volunteer",
        modality="online",
        tutors=3,
        hours_per_tutor_week=4,
        pay="hourly",
        hourly_cost_dollars=0,
    )
    district = first(
        pool=pool,
        award=FundingStream(stream_id="gift", program="gift", **AWARD),
        schools=schools().rename(columns={"below_proficient": "below_proficient_reading"}),
    )
    names = {assumption.name for assumption in district.assumed}
    assert not any(name.startswith(("starter.tutors", "starter.funding", "starter.cohorts.subject")) for name in names)
    assert (district.tutors[0], set(district.cohorts["subject"])) == (pool, {"reading"})


def test_low_income_counts_mark_the_cohorts() -> None:
    district = first(schools=schools(low_income_students=[400, 0]))
    marks = district.cohorts.groupby("school_id")["low_income"].agg(lambda words: "".join(sorted(set(words))))
    assert marks.to_dict() == {"0102": "yes", "0103": "no"}
    assert district.schools[0].low_income_students == 400


def test_the_block_begins_in_the_awards_window() -> None:
    starts = [
        first(award={**AWARD, "obligate_from": day}).blocks[0].starts_on
        for day in (date(2026, 7, 1), date(2026, 12, 1))
    ]
    assert [day.year for day in starts] == [2026, 2027]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pool": {}}, "tutors"),
        ({"pool": {"tutors": -1}}, "tutors"),
        ({"award": {"award_dollars": 1}}, "obligate_from"),
        ({"award": {**AWARD, "colour": "red"}}, "colour"),
        ({"schools": schools(below_proficient=[0.5, 1.5])}, "below_proficient"),
        ({"schools": schools().drop(columns="enrollment")}, "enrollment"),
        ({"schools": schools(school_id=[1, 2])}, "school_id"),
        ({"schools": schools(school_id=["a", "a"])}, "twice"),
    ],
)
def test_a_fact_that_cannot_be_used_is_an_input_error(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        first(**changed)
    assert said in str(caught.value)
