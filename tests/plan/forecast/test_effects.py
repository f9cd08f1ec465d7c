"""A forecast of effects is the level's own value, in ranges that hold it, and moves with the facts as it must."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hitdesign.allocation.level_evaluate import evaluate
from hitdesign.evidence.library import shipped
from hitdesign.plan.forecast.effects import DOSAGES, PARTS, learning_by_dosage, totals_of
from hitdesign.plan.forecast.forecast import Forecast, forecast_of
from hitdesign.plan.forecast.services import services_of
from hitdesign.plan.plan import Plan
from laws.districts import case_of
from plan.forecast.drafts import FEATURES_TOLD_APART, NEAR, blocks, draft_of, restated, rich, rich_plan, with_seats
from scenarios.small import district, planned, stream


@pytest.fixture(scope="module")
def found() -> Forecast:
    return forecast_of(rich_plan())


def total(plan: Plan, dosage: str = "expected") -> list[float]:
    """Value, low and high of the sum."""
    own = forecast_of(plan).totals.set_index("dosage").loc[dosage]
    return [float(own[f"total_sd{end}"]) for end in ("", "_low", "_high")]


def as_level(plan: Plan) -> list[float]:
    """The same by the level expected_learning, recomputed from the plan's tables."""
    row = evaluate(plan.allocation, plan.allocation.formulation, ["expected_learning"]).iloc[0]
    return [float(row[name]) for name in ("value", "low", "high")]


def test_the_total_is_the_level_of_expected_learning() -> None:
    assert total(rich_plan()) == pytest.approx(as_level(rich_plan()), rel=1e-12, abs=0)


@pytest.mark.slow
def test_the_total_is_the_level_of_a_plan_made_for_that_level() -> None:
    plan = planned(rich(other_costs=()), NEAR.model_copy(update={"levels": ("expected_learning",)}))
    assert total(plan) == pytest.approx(as_level(plan), rel=1e-12, abs=0)
    reached = plan.allocation.levels.set_index("level").loc["expected_learning"]
    assert total(plan)[0] == pytest.approx(float(reached["value"]), rel=1e-9)


@pytest.mark.once
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 25))])
def test_the_total_is_the_level_in_drawn_districts(seed: int) -> None:
    draft = draft_of(case_of(seed, FEATURES_TOLD_APART, tiny=True))
    assert draft is not None
    assert total(draft) == pytest.approx(as_level(draft), rel=1e-12, abs=1e-12)


def test_every_range_holds_its_value(found: Forecast) -> None:
    for table in (found.rows, found.parts, found.totals, found.scales):
        names = [name for name in table.columns if f"{name}_low" in table.columns]
        assert names
        for name in names:
            assert (table[f"{name}_low"] <= table[name]).all(), name
            assert (table[name] <= table[f"{name}_high"]).all(), name
    assert (found.rows["expected_effect_sd_low"] < found.rows["expected_effect_sd_high"]).all()


def test_more_sessions_attended_are_never_worth_less(found: Forecast) -> None:
    for end in ("", "_low", "_high"):
        least, expected, designed = (found.rows[f"{one}_effect_sd{end}"] for one in ("least", "expected", "designed"))
        assert (least <= expected + 1e-12).all()
        assert (expected <= designed + 1e-12).all()


def test_parts_add_up_to_the_whole(found: Forecast) -> None:
    assert set(found.parts["by"]) == set(PARTS)
    for _, own in found.parts.groupby("by"):
        for dosage in DOSAGES:
            whole = found.totals.set_index("dosage").loc[dosage]
            assert own["seats"].sum() == whole["seats"]
            sums = (own["seats"] * own[f"{dosage}_effect_sd"]).sum()
            assert sums == pytest.approx(whole["total_sd"], rel=1e-12)


def test_the_rich_district_has_several_parts_of_what_is_told_apart(found: Forecast) -> None:
    several = found.parts.groupby("by").size()
    assert (several[["subject", "grades", "tutor_kind", "when", "school_id"]] > 1).all()


def test_thinner_attendance_lowers_the_expected_effect_and_not_the_designed_one() -> None:
    thin = restated(rich_plan(), blocks=blocks(attendance_rate=0.4))
    assert total(thin)[0] < total(rich_plan())[0]
    mean, before = (forecast_of(plan).totals.set_index("dosage")["effect_sd"] for plan in (thin, rich_plan()))
    assert mean["expected"] < before["expected"]
    assert mean["designed"] == before["designed"]


def test_other_tutors_change_the_forecast() -> None:
    tutors = tuple(row.model_copy(update={"kind": "volunteer"}) for row in rich_plan().district.tutors)
    volunteers = forecast_of(restated(rich_plan(), tutors=tutors))
    assert volunteers.parts.query("by == 'tutor_kind'")["part"].tolist() == ["volunteer"]
    assert volunteers.totals["effect_sd"][1] < forecast_of(rich_plan()).totals["effect_sd"][1]


@pytest.mark.parametrize("row", [0, 1, 2])
def test_more_seats_never_lower_the_low_end_of_the_total(row: int) -> None:
    seats = rich_plan().allocation.seats.copy()
    seats.loc[row, "students"] += 4
    assert total(with_seats(rich_plan(), seats))[1] > total(rich_plan())[1]


@pytest.mark.once
def test_a_larger_award_never_lowers_the_low_end_where_one_kind_of_seat_exists() -> None:
    ends = [total(planned(district(funding=(stream("grant", award),))))[1] for award in (2_000.0, 7_300.0)]
    assert ends == sorted(ends)
    assert ends[0] < ends[-1]


def test_a_program_of_another_size_counts_by_its_band() -> None:
    plan = replace(rich_plan(), policy=rich_plan().policy.model_copy(update={"program_students": 1_200}))
    found = forecast_of(plan)
    assert found.scales.loc[found.scales["used"], "parameter"].tolist() == ["effect.scale.1000_up"]
    assert found.totals["effect_sd"][1] < forecast_of(rich_plan()).totals["effect_sd"][1]
    one = found.scales.set_index("parameter")["effect_sd"]
    assert one["effect.scale.1_99"] == pytest.approx(forecast_of(rich_plan()).totals["effect_sd"][1], rel=1e-9)


@pytest.mark.once
def test_parameters_are_those_that_decide(found: Forecast) -> None:
    def with_value(key: str) -> list[list[float]]:
        entry = shipped().parameters[key].model_copy(update={"value": 0.43, "low": 0.4, "high": 0.6})
        evidence = replace(shipped(), parameters={**shipped().parameters, key: entry})
        services = services_of(replace(rich_plan(), evidence=evidence))
        plan = replace(rich_plan(), evidence=evidence)
        totals = totals_of(plan, services, learning_by_dosage(plan, services))
        return totals.drop(columns="dosage").to_numpy().tolist()

    before = found.totals.drop(columns="dosage").to_numpy().tolist()
    for key in found.parameters["parameter"]:
        assert not np.allclose(with_value(key), before, rtol=1e-9), key
    assert with_value("effect.tutor.peer") == before


def test_every_parameter_says_its_source_and_whether_it_was_checked(found: Forecast) -> None:
    for _, row in found.parameters.iterrows():
        entry = shipped().parameters[row["parameter"]]
        assert (row["source"], row["verified"], row["as_of"]) == (entry.source, entry.verified, entry.as_of)
        assert row["title"] == shipped().sources[entry.source].title
        assert row["has_range"] == (entry.low is not None)


def test_a_forecast_of_nothing_says_so() -> None:
    empty = with_seats(rich_plan(), rich_plan().allocation.seats.iloc[:0])
    found = forecast_of(empty)
    assert found.sentences == ("The plan serves nobody, so there is nothing to forecast.",)
    assert found.totals["effect_sd"].isna().all()
    assert (found.totals["total_sd"] == 0).all()
    assert found.parts.empty
