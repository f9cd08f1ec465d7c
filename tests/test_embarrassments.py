"""Mistakes that would embarrass a district in front of its board: one test each, through the functions people call."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import hitdesign as hit
from allocation.two_schools import block, case, cohort, school, stream
from district.a_year import CALENDAR, TERM
from hitdesign.allocation.parts import beyond_parts
from hitdesign.district.columns import facts_of
from hitdesign.district.existing import ExistingProgram
from hitdesign.evidence.library import number, shipped
from hitdesign.evidence.windows import AwardWindow, award_window, match_share, most_carried_over
from hitdesign.policy import Policy
from hitdesign.recommendation.listing import numbers_of
from hitdesign.recommendation.rule import knowledge_of
from hitdesign.recommendation.rules import RULES
from hitdesign.recommendation.standards import compare_standards
from hitdesign.rights.explaining import explain_funding
from hitdesign.rights.title_i import allocate_title_i
from hitdesign.rights.title_i_check import check_title_i
from hitdesign.rights.title_i_choices import TitleIChoices
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


# --- money: awards that lapse, schools that come first, shares and tests that are remembered wrongly ---------------


def days_of(program: str, year: int) -> AwardWindow:
    """The days of the award of a federal year, begun on 1 July."""
    found = award_window(shipped().programs[program], year)
    assert found is not None
    return found


TWENTY_SEVEN_MONTHS = sorted(name for name, one in shipped().programs.items() if one.window_months == 27)


def test_title_awards_of_2024_lapsed_on_30_september_2026() -> None:
    assert {"title_i_a_schoolwide", "title_i_a_targeted", "title_iii_a", "title_iv_a"} <= set(TWENTY_SEVEN_MONTHS)
    assert {days_of(name, 2024).obligate_by for name in TWENTY_SEVEN_MONTHS} == {date(2026, 9, 30)}


@pytest.mark.parametrize(("year", "said"), [(2024, "no_stream:window"), (2025, "")])
def test_a_lapsed_award_pays_for_nothing_after_its_last_day(year: int, said: str) -> None:
    days = days_of("title_i_a_schoolwide", year)
    dates = {"obligate_from": days.obligate_from, "obligate_by": days.obligate_by}
    award = (stream("award", "title_i_a_schoolwide", **dates),)
    places = (school("A", title_i_status="schoolwide"),)
    blocks = (block("A", starts_on=date(2026, 10, 1)),)
    found = refused("title_i_a_schoolwide", [cohort("A", 12)], funding=award, schools=places, blocks=blocks)
    assert found == {"A": said}


@pytest.mark.parametrize(("award", "due"), [(49_999, 0), (50_000, 42_500), (200_000, 170_000)])
def test_no_more_than_15_percent_of_title_i_is_carried_over_after_15_months(award: float, due: float) -> None:
    """An award of 50,000 dollars and more has to spend 85 percent by the end of its fifteenth month, not its 27th."""
    funding = (stream("award", "title_i_a_schoolwide", award=award, obligate_by=date(2028, 9, 30)),)
    facts = facts_of(case(funding=funding).district, Policy(), shipped()).funding.iloc[0]
    assert award * (1 - facts["carry_over_share"]) == pytest.approx(due)
    if due:
        assert facts["carry_over_by"].date() == date(2027, 9, 30)
    assert most_carried_over(shipped().programs["title_i_a_schoolwide"], award) == (award - due if due else None)


RANKS = pd.DataFrame(
    {
        "school_id": ["above", "at", "below"],
        "children": [1000, 1000, 2000],
        "low_income_students": [751, 750, 500],
        "grade_span": ["high", "elementary", "elementary"],
    }
)


def test_schools_above_75_percent_come_first_whatever_the_grades_that_the_district_serves() -> None:
    choices = TitleIChoices(allocation_dollars=500_000, ranking="grade_span", grade_spans_served=("elementary",))
    schools = allocate_title_i(RANKS, choices).schools.set_index("school_id")
    assert schools.index.tolist()[0] == "above"
    assert schools["group"].to_dict() == {"above": "first", "at": "rest", "below": "rest"}
    assert schools.loc["above", "dollars"] > 0
    passed_over = check_title_i(RANKS, {"at": 300_000}, TitleIChoices(allocation_dollars=500_000))
    assert passed_over.set_index("rule").loc["first_passed_over", "school_id"] == "above"


@pytest.mark.parametrize(("low_income", "told"), [(3900, True), (3996, True), (4000, False)])
def test_a_schoolwide_program_needs_40_percent_or_a_waiver(low_income: int, told: bool) -> None:
    place = school("A", title_i_status="schoolwide", low_income_students=low_income)
    place = place.model_copy(update={"enrollment": 10_000})
    award = (stream("award", "title_i_a_schoolwide"),)
    district = case([cohort("A", 12)], schools=(place,), blocks=(block("A"),), funding=award).district
    said = explain_funding(district, date(2026, 10, 1)).iloc[0]
    assert ("waiver" in said["sentence"]) == told
    assert "40% are low-income" not in said["sentence"]
    assert said["may_pay"] == "yes", "the state may have waived it: the plan says so, and does not decide it"


def test_at_a_targeted_school_only_identified_students_are_served_with_title_i() -> None:
    tiers = ("intensive", "strategic", "on_level")
    cohorts = [cohort(tier, 12, tier=tier) for tier in tiers]
    places = tuple(school(tier, title_i_status="targeted") for tier in tiers)
    said = refused("title_i_a_targeted", cohorts, schools=places)
    assert said == {"intensive": "", "strategic": "", "on_level": NO}
    everybody = tuple(school(tier, title_i_status="schoolwide") for tier in tiers)
    assert set(refused("title_i_a_schoolwide", cohorts, schools=everybody).values()) == {""}


def test_the_fifteen_percent_of_title_iv_a_are_of_its_technology_and_of_nothing_else() -> None:
    shares = {one.activity: one for one in shipped().programs["title_iv_a"].activity_shares}
    capped = {name: one for name, one in shares.items() if one.most_share is not None}
    assert [(name, one.of, one.most_share) for name, one in capped.items()] == [
        ("technology infrastructure", "effective use of technology", 0.15)
    ]
    assert not capped["technology infrastructure"].holds_tutoring


def beyond(dollars: float, *funding: hit.FundingStream) -> list[str]:
    """What is said where so many dollars of the first of these awards are charged."""
    facts = facts_of(case(funding=funding).district, Policy(), shipped())
    return beyond_parts(facts, shipped(), pd.DataFrame({"stream_id": [funding[0].stream_id], "dollars": [dollars]}))


@pytest.mark.parametrize(
    ("award", "dollars", "said"), [(29_999, 29_999, 0), (30_000, 24_000, 0), (30_000, 24_001, 1), (90_000, 72_001, 1)]
)
def test_a_fifth_for_safe_and_healthy_students_is_owed_from_30_000_dollars_on(
    award: float, dollars: float, said: int
) -> None:
    assert len(beyond(dollars, stream("four", "title_iv_a", award=award))) == said


def test_the_match_of_americorps_ends_at_30_percent_and_not_at_half() -> None:
    americorps = shipped().programs["americorps"]
    assert [match_share(americorps, years) for years in (0, 3, 6, 9, 40)] == [0.24, 0.26, 0.28, 0.30, 0.30]


@pytest.mark.parametrize(
    ("program", "status", "said"),
    [
        ("title_i_a_schoolwide", "schoolwide", ""),
        ("title_i_a_targeted", "targeted", ""),
        ("title_iv_a", "schoolwide", "no_stream:supplanting"),
    ],
)
def test_title_i_must_not_supplant_by_its_method_and_not_service_by_service(
    program: str, status: str, said: str
) -> None:
    """State money paid for this service last year: that alone bars Title IV-A, and does not bar Title I."""
    running = ExistingProgram(
        program_id="old", school_id="A", decision="replace", paid_last_year_with="state_or_local", students=12
    )
    tables = {"schools": (school("A", title_i_status=status),), "existing_programs": (running,)}
    assert refused(program, [cohort("A", 12)], **tables) == {"A": said}


@pytest.mark.parametrize(("part", "said"), [(150, 0), (150.01, 1), (151, 1)])
def test_early_intervening_services_are_at_most_15_percent_of_the_award_for_disabilities(part: int, said: int) -> None:
    found = beyond(0, stream("early", "idea_b_ceis", award=part), stream("rest", "idea_b", award=1000 - part))
    assert len(found) == said
    assert all("at most 15%" in text and "15.0%" not in text for text in found)


# --- time: a year that is counted without its breaks ---------------------------------------------------------------


def test_a_year_is_not_promised_the_weeks_of_its_holidays_breaks_and_testing() -> None:
    """From 14 September 2026 to 21 May 2027 the dates hold 35 weeks; of 180 days 25 are lost, which leaves 31."""
    given = {"blocks": (block("A", **TERM), block("B", **TERM)), "funding": (stream("award", "general_fund"),)}
    both = (case(calendar=rows, **given).district for rows in (CALENDAR, ()))
    known, silent = (facts_of(one, Policy(), shipped()) for one in both)
    assert (known.blocks["weeks"].tolist(), silent.blocks["weeks"].tolist()) == ([31, 31], [35, 35])
    told = [[one for one in facts.open_checks if one.startswith("Days without tutoring")] for facts in (known, silent)]
    assert [len(one) for one in told] == [0, 1]
