"""An award whose letter nobody has at hand gets the dates of its program's law, and says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from hitdesign.district.district import District
from hitdesign.errors import InputError
from hitdesign.io.starter import starter

TITLE_I = {"program": "title_i_a_schoolwide", "award_dollars": 60_000}


def first(**award: Any) -> District:
    school = {"school_id": "0102", "enrollment": 400, "grade_low": 0, "grade_high": 5, "below_proficient": 0.5}
    return starter(pd.DataFrame([school]), pool={"tutors": 12}, award=award)


def windows(district: District) -> list[str]:
    return [one.value for one in district.assumed if one.name.endswith(".window")]


def test_the_year_of_an_award_gives_the_dates_of_its_law_as_an_assumption() -> None:
    district = first(**TITLE_I, award_year=2026)
    assert (district.funding[0].obligate_from, district.funding[0].obligate_by) == (date(2026, 7, 1), date(2028, 9, 30))
    assert windows(district) == ["2026-07-01 to 2028-09-30"]
    assumption = next(one for one in district.assumed if one.name == "programs.title_i_a_schoolwide.window")
    assert (assumption.source, assumption.cells) == ("esea_1114", 2)


def test_a_stated_date_stays() -> None:
    district = first(**TITLE_I, award_year=2026, obligate_by=date(2027, 9, 30))
    assert district.funding[0].obligate_by == date(2027, 9, 30)
    assert windows(district) == ["2026-07-01 to 2027-09-30"]
    stated = first(**TITLE_I, award_year=2026, obligate_by=date(2027, 9, 30), obligate_from=date(2026, 8, 1))
    assert windows(stated) == []


@pytest.mark.parametrize(
    ("award", "says"),
    [
        ({"program": "gift", "award_year": 2026}, "column award_year: Gift or foundation grant names no window"),
        ({"program": "title_ix", "award_year": 2026}, "column award_year: program 'title_ix' is not in the evidence"),
        ({**TITLE_I, "award_year": "next"}, "column award_year: it is no year. Found 'next'"),
        ({**TITLE_I, "award_year": 26}, "column award_year: no year of an award"),
        (TITLE_I, "obligate_from"),
    ],
)
def test_a_year_that_gives_no_dates_is_refused(award: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        first(**{"award_dollars": 60_000, **award})
