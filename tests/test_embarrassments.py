"""Mistakes that would embarrass a district in front of its board: one test each, through the functions people call."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hitdesign as hit
from allocation.two_schools import block, case, cohort, school, stream
from hitdesign.evidence.library import number, shipped
from hitdesign.policy import Policy
from hitdesign.recommendation.listing import numbers_of
from hitdesign.recommendation.rule import knowledge_of
from hitdesign.recommendation.rules import RULES
from hitdesign.recommendation.standards import compare_standards
from recommendation.situations import MODELS, bands, heard, ranks

ROOT = Path(__file__).resolve().parents[1]
BAND = "band00000"
RICH = {"dollars": 9000.0, "hours": 4.5}
LONG_AGO = {"obligate_from": date(2021, 7, 1), "obligate_by": date(2027, 6, 30)}


def refused(program: str, cohorts: list[dict[str, Any]], **tables: Any) -> dict[str, str]:
    """By school: why the only award, of this program, may not pay for tutoring there; blank where it may."""
    places = [row["school_id"] for row in cohorts]
    given = {
        "schools": tuple(school(place) for place in places),
        "blocks": tuple(block(place) for place in places),
        "funding": (stream("award", program, **LONG_AGO),),
        **tables,
    }
    found = hit.recommend(case(cohorts, **given).district).verdicts
    payers = found[found["rule"] == "payers"]
    said = {
        str(band).partition(":")[0]: str(code) for band, code in zip(payers["band_id"], payers["code"], strict=True)
    }
    return {place: said.get(place, "") for place in places}


NO = "no_stream:rules"


@pytest.mark.parametrize("program", ["esser_i", "esser_ii", "esser_iii"])
def test_esser_pays_for_no_tutoring_whatever_the_award_letter_says(program: str) -> None:
    assert refused(program, [cohort("A", 12)]) == {"A": "no_stream:window"}


def test_other_money_of_the_same_dates_does_pay() -> None:
    assert refused("general_fund", [cohort("A", 12)]) == {"A": ""}


def test_effects_promised_to_a_district_are_those_at_scale_and_not_the_first_papers() -> None:
    knowledge = knowledge_of(shipped(), Policy())
    asked = {key for rule in RULES for key in numbers_of(rule, bands([{}]), knowledge)}
    assert number(shipped(), "effect.pooled") == 0.288
    assert "effect.pooled" in asked
    assert not {key for key in asked if number(shipped(), key) in (0.37, 0.42)}, "superseded, or of small trials"
    text = "\n".join(heard().why(BAND))
    assert "Expect less than trials found" in text
    assert "0.21 standard deviations and of 1,000 and more 0.16" in text
    assert "0.37" not in text


def test_what_is_planned_is_not_what_is_delivered() -> None:
    for model in MODELS:
        if model["sessions_per_week"] * model["weeks"] > 34:
            said = heard({"block_minutes": 60.0, "grade_low": 0, "grade_high": 2}).why(BAND, str(model["model_id"]))
            assert any("what will be delivered here is uncertain" in line for line in said), model["model_id"]
    share = shipped().parameters["dosage.actual_share"]
    assert share.low is not None
    assert share.low <= number(shipped(), "dosage.observed.online_pilot") <= float(share.value) <= 0.5


def test_ratio_limits_are_those_of_the_document_and_five_to_one_is_nowhere() -> None:
    limits = {
        "texas_hb_1416": 4,
        "texas_hb_4545": 3,
        "louisiana_act_771": 4,
        "nssa_playbook": 4,
        "nssa_2024_snapshot": 3,
        "edresearch_2024": 3,
        "dc_osse": 4,
    }
    for grades, tennessee in (((1, 5), 3), ((6, 8), 4)):
        table = compare_standards(shipped(), *grades)
        size = table[table["element"] == "group_size"].set_index(["standard", "model_id"])["status"]
        for standard, most in {**limits, "tennessee_all_corps": tennessee}.items():
            assert size[standard, f"group_{most}"] == "met", standard
            assert size[standard, f"group_{most + 1}"] == "failed", standard
        assert not (size.xs("group_5", level="model_id") == "met").any()


def test_one_to_one_is_not_always_best() -> None:
    assert ranks(heard({"tier": "intensive", **RICH}))[0] == "one_to_one"
    assert ranks(heard({"tier": "strategic", **RICH}))[0] == "group_3"
    assert ranks(heard({"tier": "intensive"}))[0] == "group_3"


@pytest.mark.parametrize("enforced", [True, False])
def test_students_served_are_not_the_only_aim(enforced: bool) -> None:
    """However scarce money is, the biggest, thinnest groups are not what is recommended."""
    for tier in ("intensive", "strategic", "on_level"):
        scarce = heard({"tier": tier, "dollars": 5.0, "hours": 0.01}, Policy(enforce_standard=enforced))
        chosen = scarce.ranking.loc[scarce.ranking["chosen"], "model_id"]
        assert "group_5" not in set(chosen)


def test_a_school_id_keeps_its_leading_zero_and_a_rounded_one_is_refused(tmp_path: Path) -> None:
    alabama = "010000500870"
    district = read(tmp_path, alabama)
    assert [one.school_id for one in district.schools] == [alabama]
    assert hit.recommend(district).ranking["band_id"].iloc[0].startswith(f"{alabama}:")
    with pytest.raises(hit.InputError, match="rounded by a spreadsheet"):
        read(tmp_path, "1.00005E+10")


def read(folder: Path, school_id: str) -> hit.District:
    tables = {
        "schools": f"school_id,school_name,grade_low,grade_high,enrollment\n{school_id},Alder,K,5,412\n",
        "cohorts": f"school_id,grade_low,grade_high,subject,tier,students\n{school_id},3,5,math,strategic,36\n",
        "blocks": "school_id,block_id,when,days,minutes,starts_on,ends_on,groups_at_once\n"
        "*,day,during_school,MTWRF,40,2026-09-14,2027-05-21,4\n",
        "tutors": "pool_id,kind,modality,tutors,hours_per_tutor_week,pay,hourly_cost_dollars\n"
        "aides,paraprofessional,in_person,20,12,hourly,22.50\n",
        "funding": "stream_id,program,award_dollars,obligate_from,obligate_by\n"
        "general,general_fund,85000,2026-07-01,2027-09-30\n",
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return hit.read_district(folder)


def test_nobody_is_sent_to_a_cost_tool_that_is_gone() -> None:
    pages = [*(ROOT / "docs").glob("*.md"), *(ROOT / "src").rglob("*.toml"), *(ROOT / "src").rglob("*.py")]
    assert len(pages) > 50
    assert not [page.name for page in pages if "costout" in page.read_text(encoding="utf-8").casefold()]


@pytest.mark.parametrize("program", ["title_i_a_schoolwide", "title_i_a_targeted", "title_i_a_reservation"])
def test_a_school_that_is_eligible_for_title_i_is_not_one_that_runs_it(program: str) -> None:
    serves = "targeted" if program == "title_i_a_targeted" else "schoolwide"
    statuses = ("eligible_not_served", "not_eligible", "unknown", serves)
    schools = tuple(school(status, title_i_status=status) for status in statuses)
    said = refused(program, [cohort(status, 12) for status in statuses], schools=schools)
    assert said == {"eligible_not_served": NO, "not_eligible": NO, "unknown": NO, serves: ""}


def test_21st_century_money_does_not_pay_in_the_school_day() -> None:
    times = ("during_school", "before_school", "after_school")
    blocks = tuple(block(when, when=when) for when in times)
    said = refused("title_iv_b_21st_cclc", [cohort(when, 12) for when in times], blocks=blocks)
    assert said == {"during_school": NO, "before_school": "", "after_school": ""}


def test_early_intervening_services_serve_nobody_with_an_iep() -> None:
    said = refused("idea_b_ceis", [cohort(mark, 12, iep=mark) for mark in ("yes", "unknown", "no")])
    assert said == {"yes": NO, "unknown": NO, "no": ""}


def test_title_iii_serves_english_learners_only() -> None:
    said = refused("title_iii_a", [cohort(mark, 12, english_learner=mark) for mark in ("yes", "unknown", "no")])
    assert said == {"yes": "", "unknown": NO, "no": NO}
