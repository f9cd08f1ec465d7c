"""Levers pulled on small districts: what changes, what stays the very same, and what is refused in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import pytest

from allocation.two_schools import block, case, pool, stream
from hitdesign.district.district import District
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.levers import Change, Lever
from hitdesign.policy import Policy
from hitdesign.scenarios.pull import Given, pull


def situation(**tables: Any) -> Given:
    return Given(case(**tables).district, Policy(), shipped())


def lever(*changes: Change) -> Lever:
    return Lever(name="what if", changes=changes)


def change(table: str, column: str = "", **what: Any) -> Change:
    where = {name: (value,) for name, value in what.pop("where", {}).items()}
    return Change(table=table, column=column, where=where, **what)


def awards(found: Given) -> dict[str, float]:
    return {row.stream_id: row.award_dollars for row in found.district.funding}


def test_a_factor_moves_the_rows_that_are_meant_and_no_other() -> None:
    before = situation(funding=(stream("grant"), stream("other")))
    found = pull(before, lever(change("funding", "award_dollars", where={"stream_id": "grant"}, factor=0.7)))
    assert awards(found) == {"grant": 700, "other": 1000}
    assert awards(before) == {"grant": 1000, "other": 1000}


def test_changes_happen_in_order_and_levers_one_after_another() -> None:
    more, half = change("funding", "award_dollars", difference=100), change("funding", "award_dollars", factor=0.5)
    assert awards(pull(situation(), lever(more, half))) == {"money": 550}
    assert awards(pull(situation(), lever(half), lever(more))) == {"money": 600}


def test_people_are_whole_and_halves_go_up() -> None:
    assert (
        pull(situation(tutors=(pool(tutors=5),)), lever(change("tutors", "tutors", factor=0.5)))
        .district.tutors[0]
        .tutors
        == 3
    )


def test_a_date_moves_by_days_and_takes_another_day() -> None:
    found = pull(situation(), lever(change("funding", "obligate_from", difference=31)))
    assert found.district.funding[0].obligate_from == date(2026, 8, 1)
    found = pull(situation(), lever(change("funding", "obligate_from", value="2026-10-01")))
    assert found.district.funding[0].obligate_from == date(2026, 10, 1)


def test_students_in_need_move_with_the_high_end_of_counts_that_are_exact() -> None:
    before = situation()
    cohorts = before.district.cohorts
    cohorts["students_high"] = [12.0, 14.0]
    before = replace(before, district=before.district.with_cohorts(cohorts))
    found = pull(before, lever(change("cohorts", "students", factor=1.5))).district.cohorts
    assert found["students"].to_list() == [18, 14]
    assert found["students_high"].to_list() == [18, 14]


def test_rows_come_and_go() -> None:
    new = {
        "stream_id": "new",
        "program": "anything",
        "award_dollars": 5,
        **dict.fromkeys(("obligate_from",), "2026-07-01"),
    }
    added = pull(situation(), lever(Change(table="funding", add={**new, "obligate_by": "2027-06-30"})))
    assert awards(added) == {"money": 1000, "new": 5}
    gone = pull(added, lever(change("funding", where={"stream_id": "money"}, remove=True)))
    assert awards(gone) == {"new": 5}


def test_a_choice_of_the_policy_is_replaced_or_one_entry_of_it_moved() -> None:
    found = pull(
        situation(), lever(change("policy", "tier_weights.intensive", factor=2), change("policy", "gap", value=0))
    )
    assert found.policy.tier_weights == {"intensive": 6.0, "strategic": 2.0, "on_level": 1.0}
    assert found.policy.gap == 0


def test_a_number_of_the_evidence_moves_and_keeps_its_source() -> None:
    name = next(key for key, one in shipped().parameters.items() if isinstance(one.value, float) and one.value)
    found = pull(situation(), lever(change("evidence", name, factor=0.5))).evidence.parameters[name]
    assert found.value == shipped().parameters[name].value * 0.5
    assert found.source == shipped().parameters[name].source


@pytest.mark.parametrize(
    "nothing",
    [
        change("funding", "award_dollars", factor=1),
        change("tutors", "tutors", difference=0),
        change("blocks", "minutes", value=60),
        change("policy", "gap", factor=1),
        change("cohorts", "students", factor=1),
    ],
)
def test_a_lever_that_changes_nothing_hands_on_the_very_same_facts(nothing: Change) -> None:
    before = situation()
    found = pull(before, lever(nothing))
    assert found.district is before.district
    assert found.policy == before.policy and found.evidence is before.evidence


def test_undoing_a_lever_restores_every_table() -> None:
    before = situation(blocks=(block("A"), block("B", groups_at_once=8)))
    for table, column in (
        ("funding", "award_dollars"),
        ("blocks", "groups_at_once"),
        ("tutors", "hours_per_tutor_week"),
    ):
        there = pull(before, lever(change(table, column, factor=0.5)))
        back = pull(there, lever(change(table, column, factor=2)))
        assert getattr(back.district, table) == getattr(before.district, table)
        assert getattr(there.district, table) != getattr(before.district, table)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (change("fundng", "award_dollars", factor=1), "Did you mean 'funding'"),
        (change("funding", "award_dollar", factor=1), "Did you mean 'award_dollars'"),
        (change("funding", "award_dollars", where={"stream_id": "monye"}, factor=1), "stream_id = monye"),
        (change("funding", "program", factor=2), "a factor cannot move this column"),
        (change("funding", "obligate_by", factor=2), "a factor cannot move this column"),
        (change("funding", "obligate_by", difference=0.5), "a date moves by whole days"),
        (change("funding", "award_dollars", value="much"), "award_dollars"),
        (change("tutors", "vacancy_rate", difference=2), "less than or equal to 1"),
        (change("policy", "levles", value=()), "Did you mean 'levels'"),
        (change("policy", "gap.first", value=1), "no entries"),
        (change("policy", "gap", value=7), "less than or equal to 1"),
        (change("evidence", "no.such", factor=1), "the evidence has no such number"),
        (change("students", "grade", difference=1), "the district counts cohorts"),
    ],
)
def test_what_cannot_be_changed_is_said_with_the_lever_and_what_to_do(wrong: Change, said: str) -> None:
    with pytest.raises(InputError, match=said) as trouble:
        pull(situation(), lever(wrong))
    assert "what if" in str(trouble.value)


def test_a_blank_cell_is_not_moved_and_the_default_behind_it_is_named() -> None:
    with pytest.raises(InputError, match="blank cell"):
        pull(situation(tutors=(pool(vacancy_rate=None),)), lever(change("tutors", "vacancy_rate", factor=2)))


def test_all_faults_of_all_changes_come_at_once() -> None:
    with pytest.raises(InputError) as trouble:
        pull(situation(), lever(change("fundng", "a", factor=1), change("funding", "b", factor=1)))
    assert len(trouble.value.faults) == 2


def test_a_student_is_never_named() -> None:
    rows = pd.DataFrame({"student_id": ["Zed-7"], "school_id": ["A"], "grade": [3], "math_percentile": [12]})
    there = situation()
    there = replace(there, district=there.district.with_students(rows))
    with pytest.raises(InputError) as trouble:
        pull(there, lever(change("students", "grade", where={"student_id": "Zed-9"}, difference=1)))
    assert "Zed" not in str(trouble.value)
    assert pull(there, lever(change("students", "grade", difference=1))).district.students.frame["grade"].to_list() == [
        4
    ]


def test_a_district_that_cannot_stand_is_refused_as_ever() -> None:
    with pytest.raises(InputError, match="no row of schools"):
        pull(situation(), lever(change("schools", where={"school_id": "A"}, remove=True)))


def test_other_amounts_are_checked_as_a_new_district_is() -> None:
    before = situation(funding=(stream("money", match_share_of_total=0.5, match_source="other"), stream("other")))
    for column, value in (("award_dollars", 10.0), ("committed_dollars", 5000.0)):
        rows = tuple(row.model_copy(update={column: value}) for row in before.district.funding)
        cheap = verdict(before.district.with_amounts, funding=rows)
        assert cheap == verdict(partial(replace, before.district), funding=rows)


def verdict(make: Any, **tables: Any) -> str:
    try:
        made = make(**tables)
    except InputError as trouble:
        return str(trouble)
    assert isinstance(made, District)
    return "fine"


def test_a_list_and_a_text_can_be_made_blank() -> None:
    before = situation(funding=(stream("grant", schools=("A",)), stream("other", match_source="grant")))
    found = pull(before, lever(change("funding", "schools", where={"stream_id": "grant"}, blank=True)))
    assert found.district.funding[0].schools == ()
    again = pull(found, lever(change("funding", "match_source", where={"stream_id": "other"}, blank=True)))
    assert again.district.funding[1].match_source == ""
