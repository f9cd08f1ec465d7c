"""Every fact has a source, a date and a unit; a district's own values lie over the shipped ones."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from hitdesign.district.records import Tier, TutorKind, When
from hitdesign.errors import InputError
from hitdesign.evidence.library import number, overlay, parameter, shipped

OWN = {"value": 0.2, "source": "planning_default", "as_of": "2026-11-23"}


def test_the_shipped_knowledge_is_read_once_and_can_be_sent_to_another_process() -> None:
    assert shipped() is shipped()
    assert pickle.loads(pickle.dumps(shipped())) == shipped()


@pytest.mark.parametrize(
    "table",
    [
        "parameters",
        "programs",
        "standards",
        "tutoring_models",
        "selections",
        "staffing",
        "attrition_boundaries",
        "evidence_tiers",
        "indicators",
        "tasks",
        "purchase_thresholds",
        "purchase_ways",
    ],
)
def test_every_fact_names_a_source_and_a_date(table: str) -> None:
    for key, entry in getattr(shipped(), table).items():
        assert entry.source in shipped().sources, key
        assert entry.as_of <= date(2026, 11, 26), key


def test_sources_that_no_fact_uses_are_known_by_name() -> None:
    tables = ("parameters", "programs", "standards", "tutoring_models", "selections", "staffing")
    tables += ("mandates", "private_shares", "attrition_boundaries", "evidence_tiers", "indicators")
    tables += ("tasks", "purchase_thresholds", "purchase_ways")
    used = {entry.source for table in tables for entry in getattr(shipped(), table).values()}
    read_only = {"district", "nssa_homework", "edweek_2023", "futureed", "esea_1127", "fldoe_tydings"}
    assert set(shipped().sources) - used == read_only, "a source for which no fact is left, or one that found a use"


def test_a_planning_default_is_never_called_verified_and_always_says_why() -> None:
    for key, entry in shipped().parameters.items():
        if entry.source == "planning_default":
            assert not entry.verified, key
            assert entry.note, key


def test_every_effect_has_bounds_or_says_what_is_not_known_of_it() -> None:
    for key, entry in shipped().parameters.items():
        if key.startswith("effect."):
            assert entry.note or (entry.low is not None and entry.high is not None), key
        if entry.source == "nickow_2024_moderators" and key.startswith("effect.") and entry.verified:
            assert "standard error not seen" in entry.note.lower(), key


def test_a_source_says_when_it_was_looked_at_and_whether_it_was() -> None:
    for key, source in shipped().sources.items():
        assert source.as_of, key
        of_no_page = key in ("planning_default", "district") or "from memory; read it" in source.where
        assert source.verified != of_no_page, key


def test_bounds_hold_the_value() -> None:
    for key, entry in shipped().parameters.items():
        if entry.low is not None and entry.high is not None:
            assert isinstance(entry.value, float), key
            assert entry.low <= entry.value <= entry.high, key


def test_programs_speak_the_words_of_the_tables() -> None:
    for key, program in shipped().programs.items():
        assert set(program.when) <= set(get_args(When)), key
        assert set(program.tiers) <= set(get_args(Tier)), key
        assert set(program.tutor_kinds) <= set(get_args(TutorKind)), key
        assert set(program.title_i_status) <= {"schoolwide", "targeted"}, key
        assert set(program.support_status) <= {"csi", "tsi", "atsi"}, key
        assert {*program.requires_marks, *program.excludes_marks} <= {"iep", "english_learner", "low_income"}, key


def test_the_rules_of_money_that_would_embarrass_a_plan() -> None:
    programs = shipped().programs
    assert programs["esser_iii"].closed_after == date(2024, 9, 30)
    assert "during_school" not in programs["title_iv_b_21st_cclc"].when
    assert programs["idea_b_ceis"].excludes_marks == ("iep",)
    assert programs["title_iii_a"].requires_marks == ("english_learner",)
    assert not programs["title_ii_a"].pays_tutoring
    assert programs["general_fund"].restrictiveness == min(p.restrictiveness for p in programs.values())


def test_five_to_one_meets_no_definition_that_states_a_size() -> None:
    sizes = [standard.largest_group for standard in shipped().standards.values() if standard.largest_group]
    assert max(sizes) == number(shipped(), "threshold.largest_group") == 4


def test_an_own_value_keeps_unit_and_label_but_not_the_shipped_provenance() -> None:
    mine = overlay(shipped(), {"parameters": {"tutors.vacancy_rate": OWN}})
    entry = parameter(mine, "tutors.vacancy_rate")
    assert (entry.value, entry.unit, entry.verified, entry.note, entry.high) == (0.2, "share 0-1", False, "", None)
    assert parameter(shipped(), "tutors.vacancy_rate").value == 0.1


def test_an_own_value_without_a_source_is_refused_with_the_place() -> None:
    with pytest.raises(InputError, match=r"parameters\.tutors\.vacancy_rate, column source: no source") as caught:
        overlay(shipped(), {"parameters": {"tutors.vacancy_rate": {"value": 0.2, "as_of": "2026-11-23"}}})
    assert len(caught.value.faults) == 1


def test_all_faults_are_reported_together() -> None:
    with pytest.raises(InputError) as caught:
        overlay(shipped(), {"parameter": {}, "parameters": {"mine": {"value": 1, "unit": ""}}})
    columns = {fault.column for fault in caught.value.faults}
    assert columns == {None, "source", "as_of", "unit", "label"}


def test_a_source_of_its_own_may_come_along() -> None:
    office = {"title": "Payroll", "who": "Alder County", "year": 2026}
    tables = {"sources": {"payroll": office}, "parameters": {"wage.teacher": {**OWN, "value": 44, "source": "payroll"}}}
    assert number(overlay(shipped(), tables), "wage.teacher") == 44
    with pytest.raises(InputError, match="its source is not among the sources"):
        overlay(shipped(), {"parameters": tables["parameters"]})


def test_a_program_that_is_laid_over_keeps_its_conditions() -> None:
    mine = {"gift": {"grade_high": 3, "source": "planning_default", "as_of": "2026-11-23"}}
    gift = overlay(shipped(), {"programs": mine}).programs["gift"]
    assert (gift.grade_high, gift.restrictiveness) == (3, shipped().programs["gift"].restrictiveness)


def test_own_values_come_from_a_file_or_a_folder(tmp_path: Path) -> None:
    text = 'value = 0.2\nsource = "planning_default"\nas_of = 2026-11-23\n'
    (tmp_path / "parameters.toml").write_text('["tutors.vacancy_rate"]\n' + text)
    assert number(overlay(shipped(), tmp_path), "tutors.vacancy_rate") == 0.2
    (tmp_path / "all.toml").write_text('[parameters."tutors.vacancy_rate"]\n' + text)
    assert number(overlay(shipped(), tmp_path / "all.toml"), "tutors.vacancy_rate") == 0.2
    (tmp_path / "broken.toml").write_text("value = ")
    with pytest.raises(InputError, match=r"broken\.toml: the file cannot be read"):
        overlay(shipped(), tmp_path / "broken.toml")


def test_a_near_miss_is_named_and_a_word_is_no_number() -> None:
    with pytest.raises(InputError, match=r"such as .*tutors\.vacancy_rate"):
        parameter(shipped(), "tutor.vacancy_rate")
    with pytest.raises(InputError, match="it is a word"):
        number(shipped(), "blocks.enrolment.during_school")
