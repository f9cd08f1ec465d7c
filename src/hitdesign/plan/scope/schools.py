"""Schools as a pilot sees them: what they are compared by, and which of them may take part."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pandas as pd

from hitdesign.district.records import School
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.scope.loads import Loads
from hitdesign.quantities import print_count
from hitdesign.rollout.pilot import PilotMeasure

MEASURES: tuple[PilotMeasure, ...] = get_args(PilotMeasure)
#: Never chosen by, only compared afterwards.
CHECKED = ("title_i", "support", "intensive_need")
#: Grades of each level; a school that serves grades of two levels is of both.
LEVELS = {"elementary": (-2, 5), "middle": (6, 8), "high": (9, 13)}
#: The first digit of an NCES locale code.
LOCALES = {"1": "city", "2": "suburb", "3": "town", "4": "rural"}


def schools_table(plan: Drafted, loads: Loads) -> pd.DataFrame:
    """One row per school of `loads`: the measures, then what is only checked; unknown is NaN or blank.

    levels: of the grades served. poverty: low-income students / enrollment. size: enrollment. need: seats needed /
    enrollment. locale: city, suburb, town, rural (of the NCES code), or the district's word. title_i, support: as the
    schools table says. intensive_need: share of the seats needed that is intensive.
    """
    records = {school.school_id: school for school in plan.district.schools}
    own = [records[one] for one in loads.schools.index]
    enrolled = np.array([_number(school.enrollment) for school in own], dtype=float)
    enrolled[enrolled == 0] = np.nan
    bands = plan.need.bands
    intensive = bands[bands["tier"] == "intensive"].groupby("school_id")["students"].sum()
    table = pd.DataFrame(index=loads.schools.index)
    table["levels"] = [_levels(school) for school in own]
    table["poverty"] = np.array([_number(school.low_income_students) for school in own]) / enrolled
    table["size"] = enrolled
    need = loads.schools["need_seats"].to_numpy(dtype=float)
    table["need"] = need / enrolled
    table["locale"] = [locale_of(school.locale) for school in own]
    table["board_area"] = [school.board_area.strip() for school in own]
    table["title_i"] = ["" if school.title_i_status == "unknown" else school.title_i_status for school in own]
    table["support"] = [school.support_status for school in own]
    table["intensive_need"] = intensive.reindex(table.index).fillna(0.0).to_numpy(dtype=float) / need
    return table


def locale_of(said: str) -> str:
    """City, suburb, town or rural of an NCES code; other words as they stand, in lower case.

    >>> from hitdesign.plan.scope.schools import locale_of
    >>> locale_of("12"), locale_of("41"), locale_of("Urban ")
    ('city', 'rural', 'urban')
    """
    word = said.strip().lower()
    is_code = len(word) == len("11") and word.isdigit() and word[1] in "123"
    return LOCALES.get(word[0], word) if is_code else word


def may_take_part(plan: Drafted, loads: Loads) -> dict[str, str]:
    """Schools of the district that cannot be in a pilot, each with the reason; all others of `loads` can."""
    with_times = set(plan.facts.schools["school_id"].to_numpy()[plan.facts.blocks["school"]])
    out: dict[str, str] = {}
    for school in plan.district.schools:
        one = school.school_id
        if school.opted_in == "no":
            out[one] = "it does not take part"
        elif one not in loads.schools.index:
            out[one] = "no student in need is counted there, or the plan leaves out undecided schools"
        elif one not in with_times:
            out[one] = "it has no scheduled time for tutoring"
        elif one in plan.policy.rollout.pilot.must_not:
            out[one] = "the district wants it not to be in the pilot"
    return out


def names_of(loads: Loads, ids: tuple[str, ...], most: int = 12) -> str:
    """Names of schools for a sentence; past `most`, how many more there are."""
    names = [str(loads.schools.at[one, "school_name"]) for one in ids[:most]]
    more = len(ids) - len(names)
    return ", ".join(names) + (f" and {print_count(more, 'school')} more" if more > 0 else "")


def _levels(school: School) -> tuple[str, ...] | str:
    if school.grade_low is None or school.grade_high is None:
        return ""
    return tuple(name for name, (low, high) in LEVELS.items() if school.grade_low <= high and school.grade_high >= low)


def _number(count: int | None) -> float:
    return math.nan if count is None else float(count)
