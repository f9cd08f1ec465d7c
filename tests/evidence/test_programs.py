"""Programs of money: what is from memory is never called checked, and a district adds its own in a few lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from hitdesign.district.records import School
from hitdesign.district.staff import TutorKind
from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.evidence.program_checks import WINDOW
from hitdesign.evidence.terms import WORDS
from hitdesign.tables.record import Modality, Tier, When

PROGRAMS = shipped().programs
#: What was recalled and not read, as (program, field); a blank field is the program as a whole.
FROM_MEMORY = [
    ("title_i_a_reservation", ""),
    ("title_i_a_homeless", ""),
    ("title_i_consolidated", ""),
    ("direct_student_services", "administration_cap_share"),
    ("section_1003", "support_status"),
    ("title_ii_a", "transfers_to"),
    ("title_iii_a_immigrant", ""),
    ("title_iv_a", "transfers_to"),
    ("title_iv_b_expanded_learning", ""),
    ("reap_srsa", ""),
    ("reap_alternative_use", "transfers_to"),
    ("reap_rlis", ""),
    ("mckinney_vento", ""),
    ("idea_b", "supplanting"),
    ("idea_b_cceis", "excludes_marks"),
    ("americorps", "match_in_kind"),
    ("federal_work_study", "match_share_of_total"),
    ("tennessee_grade_4", ""),
    ("virginia_all_in", "least_weeks"),
    ("general_fund", "window_months"),
    ("state_compensatory", "window_months"),
    *((key, "restricted_indirect") for key, one in PROGRAMS.items() if one.restricted_indirect),
]
OWN = {
    "name": "River Foundation",
    "summary": "Reading after school.",
    "restrictiveness": 5,
    "source": "planning_default",
    "as_of": "2026-06-03",
    "verified": True,
}


def refused(**fields: Any) -> str:
    """What is said of a program of one's own with these fields."""
    with pytest.raises(InputError) as caught:
        overlay(shipped(), {"programs": {"river": {**OWN, **fields}}})
    assert all("programs.river" in fault.table for fault in caught.value.faults)
    return str(caught.value)


@pytest.mark.parametrize(("key", "field"), FROM_MEMORY)
def test_what_is_from_memory_is_not_called_checked(key: str, field: str) -> None:
    program = PROGRAMS[key]
    assert not program.verified or field in program.unverified_fields


def test_a_program_of_a_source_that_was_never_read_is_not_called_checked() -> None:
    sources = shipped().sources
    wrong = [key for key, one in PROGRAMS.items() if one.verified and not sources[one.source].verified]
    assert not wrong


def test_every_program_of_the_field_is_there() -> None:
    assert len(PROGRAMS) == 39
    families = ("title_i_", "title_ii_", "title_iii_", "title_iv_", "idea_", "esser_", "reap_", "texas_", "tennessee_")
    for family in families:
        assert sum(key.startswith(family) for key in PROGRAMS) >= 1, family


def test_the_last_days_of_relief_money_are_data() -> None:
    days = [(one.closed_after, one.liquidated_by) for one in (PROGRAMS[f"esser_{n}"] for n in ("i", "ii", "iii"))]
    assert days == [
        (date(2022, 9, 30), date(2023, 1, 28)),
        (date(2023, 9, 30), date(2024, 1, 29)),
        (date(2024, 9, 30), date(2025, 1, 28)),
    ]
    assert PROGRAMS["esser_iii"].late_liquidated_by == date(2026, 3, 30)


def test_a_schoolwide_program_needs_forty_percent_or_a_waiver() -> None:
    program = PROGRAMS["title_i_a_schoolwide"]
    assert (program.least_low_income_share, program.low_income_waiver) == (0.4, True)


def test_early_intervening_services_are_a_part_of_the_award_for_disabilities() -> None:
    voluntary, required = PROGRAMS["idea_b_ceis"], PROGRAMS["idea_b_cceis"]
    assert (voluntary.part_of, voluntary.least_share_of_whole, voluntary.most_share_of_whole) == ("idea_b", None, 0.15)
    assert (required.least_share_of_whole, required.most_share_of_whole) == (0.15, 0.15)


def test_programs_speak_the_words_of_the_tables_and_no_others() -> None:
    columns = {name: School.model_fields[name].annotation for name in ("title_i_status", "support_status")}
    assert set(WORDS["when"]) == set(get_args(When))
    assert set(WORDS["tiers"]) == set(get_args(Tier))
    assert set(WORDS["modalities"]) == set(get_args(Modality))
    assert set(WORDS["tutor_kinds"]) == set(get_args(TutorKind))
    assert {*WORDS["title_i_status"], "unknown"} == set(get_args(columns["title_i_status"]))
    assert set(WORDS["support_status"]) == set(get_args(columns["support_status"]))


def test_a_program_of_ones_own_is_a_few_lines() -> None:
    programs = overlay(shipped(), {"programs": {"river": OWN}}).programs
    assert programs["river"].when == ()
    assert len(programs) == len(PROGRAMS) + 1


def test_a_field_that_no_program_has_is_refused_with_the_nearest_one() -> None:
    assert "column largest_groop: there is no field largest_groop" in refused(largest_groop=3)
    assert "Did you mean largest_group" in refused(largest_groop=3)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"when": ["afterschool"]}, "column when: .* Found 'afterschool'. Expected one of before_school"),
        ({"requires_marks": ["gifted"]}, "column requires_marks: .* Found 'gifted'"),
        ({"requires_marks": ["iep"], "excludes_marks": ["iep"]}, "a mark is required and excluded"),
        ({"window_months": 27}, "column window_begins: window_begins is blank beside the rest"),
        ({"window_months": 27, "window_begins": "1 July"}, "column window_begins: no day .* Found '1 July'"),
        ({"carry_over_share": 0.15}, "column carry_over_after_months"),
        ({"grade_low": 5, "grade_high": 3}, "column grade_low: it lies above grade_high"),
        ({"part_of": "idea"}, "column part_of: .* Expected one of .*idea_b"),
        ({"unverified_fields": ["whenn"]}, "column unverified_fields: .* Expected one of .*when"),
        ({"more_sources": ["nowhere"]}, "column more_sources: its source is not among the sources"),
        ({"uses": ["lunch"]}, r"column uses\.0: uses\.0 cannot be used"),
    ],
)
def test_what_a_program_cannot_hold_is_refused_by_its_field(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        overlay(shipped(), {"programs": {"river": {**OWN, **fields}}})


def test_every_fault_of_a_program_comes_at_once() -> None:
    with pytest.raises(InputError) as caught:
        overlay(shipped(), {"programs": {"river": {**OWN, "when": ["noon"], "grade_low": 9, "grade_high": 1}}})
    assert [fault.column for fault in caught.value.faults] == ["when", "grade_low"]


def test_an_own_word_on_a_shipped_program_drops_what_was_not_checked_of_it() -> None:
    own = {"title_iv_a": {"source": "planning_default", "as_of": "2026-11-23", "restrictiveness": 5}}
    program = overlay(shipped(), {"programs": own}).programs["title_iv_a"]
    assert (program.verified, program.unverified_fields, program.more_sources) == (False, (), ())
    assert program.activity_shares == PROGRAMS["title_iv_a"].activity_shares


def test_a_table_may_be_a_folder_and_a_key_stands_in_one_file_of_it(tmp_path: Path) -> None:
    (tmp_path / "programs").mkdir()
    text = '[{}]\nname = "A"\nsummary = "A."\nrestrictiveness = 1\nsource = "planning_default"\nas_of = 2026-06-03\n'
    for name in ("a", "b"):
        (tmp_path / "programs" / f"{name}.toml").write_text(text.format(name) + "verified = false\n")
    assert {"a", "b"} < set(overlay(shipped(), tmp_path).programs)
    (tmp_path / "programs" / "c.toml").write_text(text.format("a") + "verified = false\n")
    with pytest.raises(InputError, match=r"programs/c\.toml \[a\]: it also stands in programs/a\.toml"):
        overlay(shipped(), tmp_path)


def test_every_window_is_whole() -> None:
    for key, program in PROGRAMS.items():
        assert len({bool(getattr(program, name)) for name in WINDOW}) == 1, key
