"""What is said of money at a school is what an independent reading of the rules finds, place by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.rows_money import ANY_TIME
from hitdesign.rights.explaining import explain_funding
from laws.districts import Case, asked, cases
from laws.solved import plan_of, some
from oracles.plain import City, Place

DAYS = (date(2026, 9, 14), date(2026, 6, 1), date(2026, 11, 20), date(2027, 3, 1), date(2027, 7, 1), date(2027, 10, 15))


def told(case: Case, day: date) -> pd.DataFrame:
    return explain_funding(case.district, day, policy=case.policy, evidence=case.evidence)


def city_of(case: Case) -> City:
    """The city of a case, without any tutoring model chosen."""
    ready = asked(case)
    return City(replace(ready, chosen=ready.chosen.iloc[:0]))


def places_at(city: City, school_id: str) -> Iterator[Place]:
    """Every place that a band of this school has, whatever the money."""
    for band, row in enumerate(city.bands):
        for block in range(len(city.blocks)):
            here = city.schools[city.blocks[block]["school"]]["school_id"] == row["school_id"] == school_id
            for model in range(len(city.models) if here else 0):
                for pool in range(len(city.pools)):
                    place = Place(band, model, block, pool)
                    if city.may_teach(place):
                        yield place


def students_of(city: City, bands: set[int], stream: int | None) -> int:
    """Students of these bands, of those that the stream's marks allow where one is given."""
    return sum(
        row["students"]
        for number, row in enumerate(city.cohorts)
        if row["band"] in bands and (stream is None or city.meets(number, stream))
    )


def counted(city: City, stream: int, places: list[Place], day: date) -> tuple[int, int]:
    """Students whom the stream may pay for on this day, and students who can be taught at all."""
    paid = {
        place.band
        for place in places
        if city.may_pay(stream, place)
        and city.in_window(stream, day.toordinal(), contract=city.pools[place.pool]["pay"] == "contract")
    }
    return students_of(city, paid, stream), students_of(city, {place.band for place in places}, None)


@given(cases(), st.sampled_from(DAYS))
@settings(max_examples=max(4, settings.default.max_examples // 5))
def test_students_whom_money_may_pay_for_are_those_of_an_independent_reading(case: Case, day: date) -> None:
    city, table = city_of(case), told(case, day).set_index(["stream_id", "school_id"])
    assert len(table) == len(city.streams) * len(city.schools)
    for school in city.schools:
        places = list(places_at(city, school["school_id"]))
        for number, stream in enumerate(city.streams):
            row: Any = table.loc[(stream["stream_id"], school["school_id"])]
            students, everybody = counted(city, number, places, day)
            assert (row["students"], row["of_students"]) == (students, everybody)
            word = "no" if not students else "yes" if students == everybody else "some_students"
            assert row["may_pay"] == word, row["sentence"]


@given(cases())
@some(0.5)
def test_no_plan_charges_money_where_and_when_it_is_said_to_pay_nothing(case: Case) -> None:
    answer = plan_of(case)
    if isinstance(answer, Infeasible):
        return
    paid = answer.charges[answer.charges["dollars"] > 0]
    paid = paid[(paid["period"] != ANY_TIME) & (paid["school_id"] != "")]  # a fee is of no day and of no school
    for period, rows in paid.groupby("period"):
        table = told(case, date.fromisoformat(str(period)[:10])).set_index(["stream_id", "school_id"])
        for key in zip(rows["stream_id"], rows["school_id"], strict=True):
            assert table.loc[key, "may_pay"] != "no", table.loc[key, "sentence"]
