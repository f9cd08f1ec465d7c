"""A year planned anew from January on: what runs goes on, what is spent stays spent, what is missing is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.district import District
from hitdesign.district.duties import Mandate
from hitdesign.errors import InputError
from hitdesign.plan.plan import Plan
from hitdesign.policy import Floor
from hitdesign.scenarios.replan import replan
from hitdesign.scenarios.replan_answer import Replan
from hitdesign.scenarios.replan_checks import clean_ledger
from hitdesign.scenarios.replan_hours import delivered_hours
from hitdesign.scenarios.replan_running import running_on
from hitdesign.scenarios.replan_sunk import sunk_of
from scenarios.small import FIRST, JANUARY, LAST, POLICY, block, cohort, district, plan, planned, with_award


@cache
def cut() -> Replan:
    """The largest award falls by three tenths in January."""
    return answered(replan(plan(), JANUARY, district=with_award(district(), "grant", 0.7)))


def answered(found: Replan | Infeasible) -> Replan:
    assert isinstance(found, Replan), found
    return found


def spent(found: Replan) -> pd.Series:
    """What each stream pays over the whole year."""
    new = found.allocation.spending.set_index("stream_id")["not_to_exceed_dollars"].astype(float)
    return new + found.sunk_dollars.set_index("stream_id")["sunk_dollars"]


def test_on_the_first_day_with_nothing_changed_the_plan_stands() -> None:
    found = answered(replan(plan(), FIRST))
    assert found.plan is plan()
    assert found.comparison.seats_change == found.releases["released_dollars"].abs().sum() == 0
    assert found.sunk_dollars["sunk_dollars"].sum() == 0
    assert found.short_groups.empty
    assert (found.groups[["weeks", "asked_weeks", "weeks_in_all"]] == 30).all(axis=None)


@pytest.mark.slow
def test_in_january_with_nothing_changed_every_group_goes_on_for_the_rest_of_its_weeks() -> None:
    found = answered(replan(plan(), JANUARY))
    assert found.comparison.groups_kept == 8
    assert found.comparison.groups_ended == found.comparison.groups_moved == found.comparison.groups_new == 0
    assert set(found.groups["kind"]) == {"kept"}
    assert set(found.groups["weeks"]) == {12}
    assert found.releases["released_dollars"].abs().sum() == 0
    whole = plan().allocation.spending.set_index("stream_id")["not_to_exceed_dollars"].astype(float)
    assert spent(found).to_dict() == pytest.approx(whole.to_dict())
    assert found.allocation.audit() == []


@pytest.mark.slow
@pytest.mark.parametrize("days", [1, 3, 6])
def test_a_week_that_has_begun_is_taught_to_its_end_and_costs_nothing_twice(days: int) -> None:
    on = JANUARY - timedelta(days=days)
    found = answered(replan(plan(), on))
    assert found.takes_hold == JANUARY
    assert found.comparison.groups_kept == 8
    assert found.sunk_dollars["sunk_dollars"].sum() == pytest.approx(8640)
    assert found.sunk_dollars["running_week_dollars"].sum() == pytest.approx(14_400 / 210 * days, abs=0.1)


def test_after_a_cut_no_award_pays_more_over_the_year_than_it_holds_and_nothing_is_broken() -> None:
    found = cut()
    awards = {row.stream_id: row.award_dollars for row in found.plan.district.funding}
    assert all(dollars <= awards[stream] + 0.005 for stream, dollars in spent(found).items())
    assert found.allocation.audit() == []
    assert found.allocation.proved
    assert found.plan.departures.empty
    assert found.comparison.groups_kept == 5
    assert found.comparison.groups_kept >= found.fresh_groups["groups_kept"].sum()
    assert found.allocation.seats_served >= (1 - found.give_up) * found.fresh.seats_served


def test_the_price_of_stability_compares_with_the_fresh_optimum() -> None:
    table = cut().price.set_index("level")
    assert table.loc["seats_served", "fresh_value"] == cut().fresh.seats_served
    assert table.loc["seats_served", "change"] == -cut().seats_given_up
    assert table.loc["dollars_not_to_exceed", "change"] == cut().dollars_given_up
    assert {"seats", "recommendation", "dollars"} <= set(table.index)


def test_released_money_is_what_was_encumbered_less_what_is_needed() -> None:
    sums = cut().releases.groupby("stream_id")[["encumbered_dollars", "needed_dollars", "released_dollars"]].sum()
    assert sums.loc["grant"].tolist() == pytest.approx([3600, 900, 2700])
    assert sums.loc["local", "released_dollars"] == pytest.approx(-540)
    assert cut().releases["month"].min() == "2027-01"
    said = " ".join(cut().sentences)
    assert "grant: $2,700 of $3,600 encumbered from 2027-01-18 on is no longer needed." in said
    assert "No ledger was given" in said


def test_what_a_ledger_says_is_spent_and_the_running_week_comes_on_top() -> None:
    ledger = pd.DataFrame([("grant", "2026-10-31", "3000")], columns=["stream_id", "date", "dollars"])
    sunk = sunk_of(plan(), running_on(plan(), JANUARY - timedelta(days=7)), 0, clean_ledger(ledger))
    assert (sunk.of("grant"), sunk.of("local"), sunk.of("nobody")) == (3000.0, 0.0, 0.0)
    middle = sunk_of(plan(), running_on(plan(), JANUARY - timedelta(days=4)), 0, clean_ledger(ledger))
    assert middle.of("grant") == pytest.approx(3000 + 9000 / 210 * 4, abs=0.02)
    assert (middle.charges[["before", "week", "after"]].sum(axis=1) == 100 * middle.charges["dollars"]).all()


@pytest.mark.slow
def test_a_ledger_stands_in_the_place_of_the_plans_own_lines() -> None:
    rows = [
        ("grant", "2026-10-31", 3000.0, "A"),
        ("grant", date(2026, 12, 31), 500.0, ""),
        ("local", "2026-12-31", 0, ""),
    ]
    ledger = pd.DataFrame(rows, columns=["stream_id", "date", "dollars", "school_id"])
    found = answered(replan(plan(), JANUARY, ledger=ledger))
    table = found.sunk_dollars.set_index("stream_id")
    assert table["basis"].unique().tolist() == ["ledger"]
    assert table["spent_dollars"].to_dict() == {"grant": 3500.0, "local": 0.0}
    assert table["planned_dollars"].to_dict() == {"grant": 5400.0, "local": 3240.0}
    assert found.comparison.seats_change > 0
    assert not any("No ledger" in one for one in found.sentences)


def test_a_new_group_comes_short_where_the_term_is_and_says_so() -> None:
    """A gift in January pays for groups that cannot have thirty weeks any more."""
    richer = with_award(district(), "local", 2.0)
    found = answered(replan(plan(), JANUARY, district=richer))
    short = found.short_groups
    assert len(short)
    assert set(short["weeks"]) == {17}
    assert set(short["asked_weeks"]) == {30}
    assert found.comparison.groups_kept == 8
    assert found.comparison.groups_new == short["groups"].sum()
    assert any("get fewer weeks than their tutoring model asks for" in one for one in found.sentences)


@pytest.mark.slow
def test_where_the_standard_is_enforced_no_new_group_that_fails_it_is_formed() -> None:
    """Three half hours a week for seventeen weeks are fewer weeks than this standard asks for."""
    strict = POLICY.model_copy(update={"enforce_standard": True, "standard": "virginia_all_in"})
    loose = strict.model_copy(update={"enforce_standard": False})
    richer = with_award(district(), "local", 2.0)
    refused, flagged = (answered(replan(plan(), JANUARY, district=richer, policy=one)) for one in (strict, loose))
    assert refused.short_groups.empty
    assert (flagged.short_groups["fails_of_standard"] != "").all()
    assert any("of them fail" in one for one in flagged.sentences)


@pytest.mark.slow
def test_a_closed_school_loses_its_groups_and_frees_its_money() -> None:
    found = answered(replan(plan(), JANUARY, closed_schools=["B"]))
    assert set(found.groups["school_id"]) == {"A"}
    assert found.comparison.schools.set_index("school_id").loc["B", "seats_after"] == 0
    assert found.comparison.groups_kept == 6


def two_terms() -> tuple[District, Plan]:
    """Twelve weeks in fall and twelve in spring: groups of the fall are over in January."""
    terms = {"fall": (FIRST, date(2026, 12, 18)), "spring": (JANUARY, LAST)}
    blocks = tuple(
        block("A", name, starts_on=first, ends_on=last, groups_at_once=1) for name, (first, last) in terms.items()
    )
    models = tuple(row.model_copy(update={"weeks": 12}) for row in district().tutoring_models)
    cohorts = pd.DataFrame([cohort("A", "strategic", 14)])
    one = district(blocks=blocks, tutoring_models=models, cohorts=cohorts)
    return one, planned(one)


@pytest.mark.slow
def test_students_of_a_term_that_is_over_are_served_and_their_promises_kept() -> None:
    one, before = two_terms()
    served = before.allocation.seats.groupby("block_id")["students"].sum().to_dict()
    assert served["fall"] + served["spring"] == 14
    promise = POLICY.model_copy(update={"floors": (Floor(name="everybody", share=1.0),)})
    found = answered(replan(before, date(2027, 1, 11), policy=promise, district=one))
    assert found.plan.need.students == found.allocation.seats_served == served["spring"]
    assert found.comparison.groups_kept == found.comparison.groups["groups_before"].sum()
    finished = before.allocation.groups.set_index("block_id")["groups"]["fall"]
    assert found.sunk_hours["groups_finished"].tolist() == [float(finished)]
    assert found.plan.policy.floors[0].students == served["spring"]


@pytest.mark.slow
def test_a_mandate_looks_at_all_weeks_of_a_running_group_and_at_those_of_a_short_one() -> None:
    """Eighty of a hundred of the eleven students are owed thirty weeks that begin by October."""
    asks = {"tiers": ("intensive",), "schools": ("A",), "share": 0.8, "least_weeks": 30}
    board = Mandate(mandate_id="board", starts_by=date(2026, 10, 1), source="policy", as_of=FIRST, **asks)
    before = planned(district(mandates=(board,)))
    found = answered(replan(before, JANUARY, district=with_award(district(mandates=(board,)), "grant", 0.7)))
    row = found.allocation.mandates.iloc[0]
    assert (row["owed"], row["served_as_asked"], row["missing"]) == (9, 9, 0)
    more = board.model_copy(update={"share": 1.0})
    refused = replan(before, JANUARY, district=with_award(district(mandates=(more,)), "local", 2.0))
    assert isinstance(refused, Infeasible)
    assert refused.mandates is not None
    assert refused.mandates["missing"].sum() == 2


@pytest.mark.slow
def test_the_new_plan_can_be_read_like_any_other(tmp_path: Path) -> None:
    hit.write_report(cut().plan, tmp_path / "plan.html")
    hit.write_workbook(cut().plan, tmp_path / "plan.xlsx")
    assert "12 of 30 weeks left" in (tmp_path / "plan.html").read_text(encoding="utf-8")


def test_when_no_whole_week_is_left_the_answer_says_so() -> None:
    found = replan(plan(), LAST - timedelta(days=2))
    assert isinstance(found, Infeasible)
    assert "no term has a whole week left" in str(found)


@pytest.mark.slow
def test_a_promise_that_can_no_longer_be_kept_is_refused_with_what_is_spent() -> None:
    promise = POLICY.model_copy(update={"floors": (Floor(name="everybody", share=1.0),)})
    found = replan(plan(), JANUARY, policy=promise)
    assert isinstance(found, Infeasible)
    assert "$8,640 are spent" in str(found)


def test_a_plan_that_was_planned_anew_is_refused() -> None:
    with pytest.raises(InputError, match="planned anew") as caught:
        replan(cut().plan, JANUARY + timedelta(days=30))
    assert [fault.column for fault in caught.value.faults] == ["plan"]


@pytest.mark.slow
def test_a_cap_per_student_holds_over_the_year_and_ends_no_group() -> None:
    """A seat costs 600 dollars; the grant may pay 450 of them, and has paid its part of the weeks that are over."""
    capped = tuple(
        row.model_copy(update={"per_student_cap_dollars": 450.0}) if row.stream_id == "grant" else row
        for row in district().funding
    )
    before = planned(district(funding=capped))
    found = answered(replan(before, JANUARY))
    assert found.comparison.groups_ended == found.comparison.groups_moved == 0
    assert found.allocation.audit() == []
    assert spent(found)["grant"] <= 450 * found.allocation.seats_served + 0.01


def test_what_is_wrong_with_the_day_the_schools_and_the_awards_is_named() -> None:
    for on, words in ((FIRST - timedelta(days=1), "before the program begins"), (LAST + timedelta(days=1), "ends")):
        with pytest.raises(InputError, match=words) as caught:
            replan(plan(), on, closed_schools=["Z"], give_up=1.0)
        assert [(fault.table, fault.column) for fault in caught.value.faults] == [
            ("replan", "on"),
            ("closed_schools", "school_id"),
            ("replan", "give_up"),
        ]
    with pytest.raises(InputError) as caught:
        replan(plan(), JANUARY, district=with_award(district(), "grant", 0.3))
    (fault,) = caught.value.faults
    assert (fault.table, fault.column, fault.found) == ("funding", "award_dollars", "$2,700")
    assert "$5,400" in fault.expected


def test_every_fault_of_a_ledger_comes_at_once_with_row_and_column() -> None:
    rows = [("grants", "2026-10-01", 1.0, "A"), ("grant", "2027-02-01", 1.0, ""), ("grant", "soon", "much", "Q")]
    with pytest.raises(InputError) as caught:
        replan(plan(), JANUARY, ledger=pd.DataFrame(rows, columns=["stream_id", "date", "dollars", "school_id"]))
    found = [(fault.table, fault.row, fault.column, fault.found) for fault in caught.value.faults]
    assert found == [
        ("ledger", 2, "stream_id", "grants"),
        ("ledger", 4, "school_id", "Q"),
        ("ledger", 4, "date", "soon"),
        ("ledger", 3, "date", "2027-02-01"),
        ("ledger", 4, "dollars", "much"),
    ]
    assert all(fault.expected and fault.what_to_do for fault in caught.value.faults)
    with pytest.raises(InputError, match="no column dollars"):
        replan(plan(), JANUARY, ledger=pd.DataFrame({"stream_id": [], "date": []}))
    too_much = pd.DataFrame([("grant", "2026-10-01", 9_500.0)], columns=["stream_id", "date", "dollars"])
    with pytest.raises(InputError, match="more is spent of grant than its award holds"):
        replan(plan(), JANUARY, ledger=too_much)


def test_session_logs_say_what_was_delivered() -> None:
    rows = [
        ("A", "day", "teachers", "A:3-5:math:intensive", "2026-10-01", 90, 60),
        ("B", "day", "teachers", "", "2026-10-01", 60, 60),
    ]
    columns = ["school_id", "block_id", "pool_id", "band_id", "date", "scheduled_minutes", "attended_minutes"]
    logs = pd.DataFrame(rows, columns=columns)
    table = delivered_hours(plan(), running_on(plan(), JANUARY), logs).set_index("band_id")
    assert table.loc["A:3-5:math:intensive", ["planned_hours", "scheduled_hours", "delivered_hours"]].tolist() == [
        pytest.approx(81),
        1.5,
        1.0,
    ]
    assert table.loc["B:3-5:math:strategic", "delivered_hours"] == 1.0
    assert table.loc["A:3-5:math:strategic", "basis"] == "unknown"
    bad = [("A", "night", "teachers", "", "2026-10-01", 60, 90)]
    with pytest.raises(InputError) as caught:
        replan(plan(), JANUARY, sessions=pd.DataFrame(bad, columns=columns))
    assert [fault.column for fault in caught.value.faults] == ["school_id", "attended_minutes"]


@pytest.mark.slow
def test_the_answer_is_the_same_whatever_the_order_of_the_ledger() -> None:
    rows = [("grant", "2026-10-31", 3000.0), ("local", "2026-12-31", 40.0)]
    ledger = pd.DataFrame(rows, columns=["stream_id", "date", "dollars"])
    one, other = (answered(replan(plan(), JANUARY, ledger=table)) for table in (ledger, ledger.iloc[::-1]))
    pd.testing.assert_frame_equal(one.allocation.charges, other.allocation.charges)
    assert one.sentences == other.sentences


@pytest.mark.slow
def test_the_plan_before_is_left_as_it_was() -> None:
    seats = plan().allocation.seats.copy()
    replan(plan(), JANUARY, district=replace(district(), name="another"))
    pd.testing.assert_frame_equal(plan().allocation.seats, seats)
