"""Levers of risks are pulled by the sweep: seats, dollars, is the risk gone; an unaffected plan changes by zero."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allocation.two_schools import block, cohort, pool, school, stream
from hitdesign.district.program_records import StaffRole
from hitdesign.levers import Change, Lever
from hitdesign.plan.plan import Plan
from hitdesign.plan.risks.risks import Risks, risks_of
from hitdesign.scenarios.mitigation_words import sentence_of
from hitdesign.scenarios.mitigations import BESIDE, Mitigations, mitigations
from hitdesign.scenarios.pull import Given, pull
from hitdesign.scenarios.sweep import sweep
from plan.drafts import drafted

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Three schools at one time of day, two tutors who have hours for all of them: two schools go without."""
    return drafted(
        *(cohort("A", 18, tier="intensive"), cohort("B", 9), cohort("C", 9)),
        schools=(school("A"), school("B"), school("C")),
        blocks=(block("A"), block("B"), block("C")),
        tutors=(pool(background_check="yes"),),
        funding=(stream("money", award=9000),),
        people=(StaffRole(role="program_coordinator", hours_per_week=40),),
    )


@pytest.fixture(scope="module")
def risks(plan: Plan) -> Risks:
    """The risks whose levers are pulled here: few, so that the tests are quick."""
    found = risks_of(plan)
    wanted = ("need_left_out:", "single_coordinator:", "role_unheld:principal", "pool_nearly_full:")
    return replace(found, levers={name: one for name, one in found.levers.items() if name.startswith(wanted)})


@pytest.fixture(scope="module")
def pulled(plan: Plan, risks: Risks) -> Mitigations:
    few = {name: lever for name, lever in risks.levers.items() if not name.startswith("pool")}
    return mitigations(plan, replace(risks, levers=few))


def test_moving_two_schools_to_before_school_gives_them_seats_and_says_so(pulled: Mitigations, plan: Plan) -> None:
    assert set(pulled.risks.of("need_left_out")["place"]) == {"B", "C"}
    rows = pulled.table.set_index("risk_id")
    row = rows.loc["need_left_out:together"]
    assert row["lever"] == "Moving 2 schools to before school"
    assert row["change_in_seats"] > 0
    assert row["whole_change_in_seats"] > max(
        rows.loc[f"need_left_out:{name}", "whole_change_in_seats"] for name in "BC"
    )
    said = f"Moving 2 schools to before school restores {row['whole_change_in_seats']:.0f} seats"
    said += f" for ${row['whole_change_in_dollars']:,.0f} more"
    assert row["sentence"].startswith(said)
    assert any(said in sentence for sentence in pulled.sentences)


def test_seats_and_dollars_are_those_of_the_sweep(pulled: Mitigations, plan: Plan) -> None:
    assert pulled.swept is not None
    rows = pulled.swept.table.set_index("scenario")
    for row in pulled.table.to_dict("records"):
        if row["lever"] in rows.index:
            assert row["change_in_seats"] == rows.loc[row["lever"], "change_in_seats"]
            assert row["change_in_dollars"] == rows.loc[row["lever"], "change_in_dollars"]


def test_a_lever_that_touches_no_seat_changes_nothing_and_ends_its_risk(pulled: Mitigations, plan: Plan) -> None:
    row = pulled.table.set_index("risk_id").loc["single_coordinator:program_coordinator"]
    assert (row["change_in_seats"], row["change_in_dollars"], row["whole_change_in_seats"]) == (0.0, 0.0, 0.0)
    assert (row["value_before"], row["value_after"], row["trigger_gone"]) == (1.0, 2.0, "yes")


def test_the_sweep_says_zero_as_well_of_tables_beside_the_plan(plan: Plan, risks: Risks) -> None:
    """What is passed over for speed is what a sweep finds."""
    lever = risks.levers["single_coordinator:program_coordinator"]
    assert {change.table for change in lever.changes} <= set(BESIDE)
    swept = sweep(plan.district, plan.policy, [lever], evidence=plan.evidence, rules=plan.rules).table
    assert swept["change_in_seats"].to_list() == [0.0, 0.0]
    assert swept["change_in_dollars"].to_list() == [0.0, 0.0]


def test_a_lever_that_leaves_all_facts_as_they_are_changes_nothing(plan: Plan, risks: Risks) -> None:
    same = Lever(name="Nothing", changes=(Change(table="funding", column="award_dollars", factor=1.0),))
    given = Given(plan.district, plan.policy, plan.evidence)
    assert pull(given, same).district is plan.district
    found = mitigations(plan, replace(risks, levers={"pool_nearly_full:people": same})).table.iloc[0]
    assert (found["change_in_seats"], found["change_in_dollars"], found["whole_change_in_seats"]) == (0.0, 0.0, 0.0)
    assert found["value_before"] == found["value_after"]
    assert found["trigger_gone"] == "no"


def test_what_cannot_be_planned_is_a_row_that_says_why(plan: Plan, risks: Risks) -> None:
    broken = {
        "stream_ends:money": Change(
            table="funding", column="award_dollars", where={"stream_id": ("gone",)}, factor=2.0
        ),
        "role_unheld:principal": Change(table="people", column="no_such", value=1),
    }
    levers = {name: Lever(name=name, changes=(change,)) for name, change in broken.items()}
    table = mitigations(plan, replace(risks, levers=levers)).table
    assert table["status"].to_list() == ["refused", "refused"]
    assert table["trigger_gone"].to_list() == ["not known", "not known"]
    assert all("no row is meant" in one or "no column" in one for one in table["sentence"])
    assert table["change_in_seats"].isna().all()


def test_two_risks_with_one_change_are_one_scenario_and_two_rows(plan: Plan, risks: Risks) -> None:
    lever = risks.levers["pool_nearly_full:people"]
    again = Lever(name="Another word for it", changes=lever.changes)
    both = {"pool_nearly_full:people": lever, "need_left_out:B": again}
    found = mitigations(plan, replace(risks, levers=both), recheck=False)
    assert found.swept is not None
    assert len(found.swept.levers) == 1
    assert found.table["lever"].nunique() == 1
    assert found.table["trigger_gone"].to_list() == ["not asked"] * 2


def test_two_changes_with_one_name_are_two_scenarios(plan: Plan, risks: Risks) -> None:
    more = [Change(table="tutors", column="tutors", difference=count) for count in (1, 2)]
    both = {name: Lever(name="More", changes=(change,)) for name, change in zip(("x:1", "x:2"), more, strict=True)}
    found = mitigations(plan, replace(risks, levers=both), recheck=False)
    assert found.table["lever"].to_list() == ["More", "More (x:2)"]
    assert found.table["change_in_seats"].iloc[1] >= found.table["change_in_seats"].iloc[0] > 0


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ((6.0, 480.0, "yes"), "X restores 6 seats for $480 more; the risk is gone."),
        ((5.0, 480.0, "no"), "X restores 5 seats for $480 more; the risk stays."),
        ((-1.0, -90.0, "not asked"), "X costs 1 seat for $90 less."),
        ((0.0, 0.0, "at 1 of 2"), "X changes no seat; the risk is gone at 1 of 2 places."),
    ],
)
def test_a_mitigation_is_said_in_a_sentence(amounts: tuple[float, float, str], said: str) -> None:
    assert sentence_of("X", "solved", *amounts, "") == said
