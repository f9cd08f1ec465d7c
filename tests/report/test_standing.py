"""What we found: sentences that say the tables' numbers, on the page only where there is something to say."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from district import small
from hitdesign.district.context_records import Barrier, ExistingProgram, Perspective, ReferenceValue, Result
from hitdesign.need.assessment import NeedsAssessment, assess
from hitdesign.report.html import page_bytes
from hitdesign.report.reading import Reading
from hitdesign.report.standing import standing_of, standing_tables
from hitdesign.report.words import heading

NAMES = pd.Series({"0102": "Alder", "0103": "<b>Birch</b>"})
OF_MATH = {"subject": "math", "measure": "share_below_proficient", "school_year": "2025-26"}


@pytest.fixture(scope="module")
def found() -> NeedsAssessment:
    return assess(
        small.district(
            funding=(small.stream(award_dollars=90_000.0),),
            results=(
                Result(school_id="0102", share=0.95, share_high=1.0, tested=100, **OF_MATH),
                Result(school_id="0103", share=0.4, tested=100, **OF_MATH),
                Result(school_id="0103", share=None, **{**OF_MATH, "subject": "reading"}),
            ),
            reference_values=(ReferenceValue(level="state", share=0.5, **OF_MATH),),
            existing_programs=(
                ExistingProgram(program_id="corps", school_id="0102", decision="keep", students=5),
                ExistingProgram(program_id="lab", school_id="0102", decision="replace", students=9),
            ),
            perspectives=(
                Perspective(perspective_id="1", role="teacher", theme="schedule", rating=2, respondents=10),
                Perspective(perspective_id="2", role="family", theme="schedule", rating=5, respondents=4),
                Perspective(perspective_id="3", role="family", theme="space", said="ZZQ-CANARY"),
            ),
            barriers=(Barrier(barrier_id="b", kind="space", school_id="0102", barrier="The annex is closed."),),
        )
    )


def test_what_a_barrier_is_about_is_not_headed_like_the_kind_of_a_tutor(found: NeedsAssessment) -> None:
    headings = [heading(column) for column in standing_tables(found)["barriers"]]
    assert headings == [
        "Code",
        "What it is about",
        "Subject",
        "Schools",
        "Students",
        "In words",
        "Said by the district",
    ]


def test_the_sentences_say_what_the_tables_hold(found: NeedsAssessment) -> None:
    said = standing_of(found, NAMES)
    assert said["results"] == [
        "In math, between 68% and 70% of students are below proficient, between 17.5 and 20.0 points above the state's "
        "value on average. Certainly behind it: 1 of 2 schools; there between 45 and 50 students more are below "
        "proficient than that value would give.",
        "In reading, no result with a number of students is known: how far behind it is cannot be said.",
        "Furthest behind the state's value: Alder (math, 45 points).",
    ]
    assert said["programs"] == [
        "2 programs already run (1 kept, 1 replaced): 5 seats came off the need before this plan was made."
    ]
    assert said["voices"] == [
        "On schedule: 14 answers from 2 roles, rated 2.9 of 5 by 14; roles disagree: teacher 2.0, family 5.0 (below 3 "
        "speaks against, above 3 for).",
        "On space: 1 answer from 1 role, none with a rating.",
    ]
    assert said["barriers"] == ["The district says (space): The annex is closed. It touches 7 seats at 1 school."]
    assert [table.name for table in said["grids"]] == ["gaps_by_subject", "programs_running"]


def test_the_section_stands_on_the_page_where_there_is_something_to_say(
    reading: Reading, found: NeedsAssessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_charts = {"need": "", "streams": "", "schools": ""}
    monkeypatch.setattr("hitdesign.report.page._drawn", lambda _: no_charts)
    plain = page_bytes(reading).decode("utf-8")
    page = page_bytes(replace(reading, assessment=found)).decode("utf-8")
    assert 'id="found"' not in plain
    assert page.count('id="found"') == 1 and "What stands in the way" in page
    assert "0102 (math, 45 points)" in page and page.count("<table") == plain.count("<table") + 2
    assert "ZZQ-CANARY" not in page


def test_a_district_that_gave_nothing_has_nothing_to_say() -> None:
    empty = assess(small.district(funding=(small.stream(award_dollars=90_000.0),)))
    said = standing_of(empty, NAMES)
    assert not said["any"] and said["grids"] == []
