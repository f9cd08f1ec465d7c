"""Staffing rules: a stated fact that forbids keeps a pool or a block out, an unknown one is a check left open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import hitdesign as hit
from allocation.two_schools import block, cohort, model, pool, ready, school, stream
from hitdesign.district.columns import Facts, facts_of
from hitdesign.district.district import District
from hitdesign.evidence.library import overlay, shipped
from hitdesign.policy import Policy
from hitdesign.rights.rights import Rights, rights_of
from hitdesign.rights.staffing import staffing_checks, staffing_verdicts

A = [cohort("A", 12)]
SAFE = {"background_check": "yes", "agreement_covers": "yes", "qualified": "yes", "supervised_by": "teacher"}
SCHOOLWIDE = (school("A", title_i_status="schoolwide"), school("B"))


def district(cohorts: list[dict[str, Any]] | None = None, **tables: Any) -> District:
    given = {
        "schools": SCHOOLWIDE,
        "blocks": (block("A"), block("B")),
        "tutors": (pool(),),
        "funding": (stream("money", "general_fund"),),
        "tutoring_models": (model(),),
        **tables,
    }
    return District(name="two schools", cohorts=pd.DataFrame(cohorts or A), **given)


def facts(**tables: Any) -> Facts:
    return facts_of(district(**tables), Policy(), shipped())


def rights(**tables: Any) -> Rights:
    given = ready(A, schools=SCHOOLWIDE, **tables)
    evidence = replace(given.case.evidence, staffing=shipped().staffing)
    chosen = given.chosen
    return rights_of(given.facts, given.need, evidence, chosen["band"].to_numpy(), chosen["model"].to_numpy())


def verdict(table: pd.DataFrame, rule: str, about: str = "people") -> tuple[str, str, int]:
    own = table[(table["rule"] == rule) & (table["id"] == about)]
    assert len(own) == 1
    return tuple(own[["verdict", "stated", "schools"]].iloc[0])


@pytest.mark.parametrize(
    ("fact", "word"),
    [
        ("background_check", "no"),
        ("agreement_covers", "no"),
        ("qualified", "no"),
        ("supervised_by", "nobody"),
        ("supervised_by", "other"),
    ],
)
def test_a_stated_fact_that_forbids_keeps_the_pool_out_and_says_so(fact: str, word: str) -> None:
    assert list(rights(tutors=(pool(**{**SAFE, fact: word}),)).code) == [f"no_pool:{fact}"]
    assert list(rights(tutors=(pool(**SAFE),)).code) == [""]
    assert list(rights(tutors=(pool(),)).code) == [""]


def test_rules_of_title_i_hold_at_its_schools_and_for_paraprofessionals_only() -> None:
    unfit = {**SAFE, "qualified": "no", "supervised_by": "nobody"}
    assert list(rights(tutors=(pool(**unfit, kind="certified_teacher"),)).code) == [""]
    given = ready([cohort("A", 9), cohort("B", 9)], schools=SCHOOLWIDE, tutors=(pool(**unfit),))
    evidence = replace(given.case.evidence, staffing=shipped().staffing)
    chosen = given.chosen
    found = rights_of(given.facts, given.need, evidence, chosen["band"].to_numpy(), chosen["model"].to_numpy())
    assert list(found.code) == ["no_pool:qualified", ""]


def test_the_labor_agreement_of_the_district_does_not_bind_a_provider() -> None:
    assert list(rights(tutors=(pool(**{**SAFE, "agreement_covers": "no", "employer": "provider"}),)).code) == [""]


def test_hours_beyond_the_labor_agreement_are_not_planned() -> None:
    capped = facts(tutors=(pool(agreement_hours_per_week=6),))
    assert capped.tutors["hours_per_tutor_week"].tolist() == [6.0]
    assert facts(tutors=(pool(agreement_hours_per_week=60),)).tutors["hours_per_tutor_week"].tolist() == [10.0]
    assert list(rights(tutors=(pool(**SAFE, agreement_hours_per_week=1.4),)).code) == ["no_pool:week"]


@pytest.mark.parametrize("over", ["core", "iep_service", "el_service"])
def test_a_block_over_core_or_a_required_service_holds_no_tutoring(over: str) -> None:
    assert list(rights(blocks=(block("A", over=over),)).code) == ["no_block:over"]
    assert list(rights(blocks=(block("A", over="intervention"),)).code) == [""]


def test_a_plan_without_allowed_tutors_serves_nobody_and_its_exclusions_say_why() -> None:
    refused = district(tutors=(pool(background_check="no"),))
    plan = hit.design(refused, hit.Policy(enforce_standard=False), rank_assumptions=False).or_raise()
    assert plan.allocation.seats_served == 0
    assert plan.allocation.unserved["students"].tolist() == [12]
    (band,) = plan.need.bands["band_id"]
    assert any("no cleared background check" in said for said in plan.recommendation.why(band))
    assert plan.allocation.audit() == []


def test_what_nobody_stated_is_an_open_check_in_every_plan_and_never_passed() -> None:
    plan = hit.design(district(), hit.Policy(enforce_standard=False), rank_assumptions=False).or_raise()
    assert plan.allocation.seats_served > 0
    said = [check.partition(":")[0] for check in plan.open_checks]
    names = [rule.name for rule in shipped().staffing.values()]
    assert all(name in said for name in names)
    assert staffing_verdicts(plan.facts, shipped()).query("stated == 'unknown'")["verdict"].eq("open").all()


def test_each_rule_gives_each_pool_a_verdict_with_its_source() -> None:
    table = staffing_verdicts(facts(tutors=(pool(**{**SAFE, "qualified": "no"}),)), shipped())
    assert verdict(table, "Qualification of paraprofessionals") == ("refused", "no", 1)
    assert verdict(table, "Supervision of paraprofessionals") == ("allowed", "teacher", 1)
    assert verdict(table, "Background check") == ("allowed", "yes", 2)
    assert verdict(table, "What tutoring takes the place of", "day") == ("open", "unknown", 2)
    assert set(table["source"]) <= set(shipped().sources)
    assert not table["verified"].any()


def test_notice_is_a_persons_to_give_and_stays_open_with_its_days() -> None:
    found = facts(tutors=(pool(**SAFE, agreement_notice_days=14, agreement_hours_per_week=6), pool("more", **SAFE)))
    assert verdict(staffing_verdicts(found, shipped()), "Hours under the labor agreement") == (
        "allowed",
        "6 hours a week",
        2,
    )
    (notice,) = [one for one in staffing_checks(found, shipped(), required_services=False) if "Notice" in one]
    assert "not stated for pools more; pools people (14 days)" in notice


def test_required_services_come_first_where_students_have_them() -> None:
    served = staffing_checks(facts(), shipped(), required_services=True)
    assert any("never counts as a service of an IEP" in check for check in served)
    assert len(staffing_checks(facts(), shipped(), required_services=False)) == len(served) - 1


def test_a_district_may_lay_its_own_rule_over_the_shipped_one() -> None:
    own = {"background_check": {"refused": ["no", "unknown"], "open": [], "source": "district", "as_of": "2026-11-23"}}
    table = staffing_verdicts(facts(), overlay(shipped(), {"staffing": own}))
    assert verdict(table, "Background check") == ("refused", "unknown", 2)
