"""What a program costs, by hand: totals, payers, ranges, what is not counted, per student and hour."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hitdesign.errors import InputError
from hitdesign.measurement.cost.annual import annualisation_factor, at_prices_of, discount_factor
from hitdesign.measurement.cost.ledger import ingredients_from_ledger
from hitdesign.measurement.cost.records import CATEGORIES, PAYERS
from hitdesign.measurement.cost.total import program_costs
from hitdesign.measurement.cost.units import Reach, reach_of, unit_costs
from hitdesign.measurement.delivery.delivered import dosage
from measurement.dosage_cases import AS_OF, YEAR, small

COLUMNS = ["item", "category", "quantity", "unit", "price_dollars", "paid_by"]


def table(*rows: tuple[Any, ...], **more: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS).assign(source="payroll", **more)


TUTORS = ("tutors", "staff", 1200, "hours", 25, "district")
ROOM = ("room", "space", 1, "year", 900, "in_kind")
LAPTOPS = ("laptops", "devices", 10, "laptops", 400, "grant")
ALL = table(
    TUTORS, ROOM, LAPTOPS,
    price_low_dollars=[22, None, None], price_high_dollars=[None, 1000, None],
    kind=["recurring", "recurring", "one_time"], lifetime_years=[None, None, 4],
)  # fmt: skip


def test_things_that_last_cost_a_share_of_their_price_a_year() -> None:
    costs = program_costs(ALL, discount_rate=0.05)
    laptops = 4000 * annualisation_factor(0.05, 4)
    assert costs.total.value == pytest.approx(30_000 + 900 + laptops)
    assert costs.total.low == pytest.approx(26_400 + 900 + laptops)
    assert costs.total.high == pytest.approx(30_000 + 1000 + laptops)
    assert "spread over its life at 5.0% a year." in " ".join(costs.sentences())
    assert "nobody has checked" in " ".join(program_costs(ALL).sentences())


def test_a_share_used_is_a_share_of_the_cost() -> None:
    half = table(ROOM, share_used=[0.5])
    assert program_costs(half).total.value == 450


def test_a_category_without_a_row_is_not_counted_and_one_that_others_bear_is_named() -> None:
    costs = program_costs(ALL, perspective="district_own_money", price_year=2026)
    assert costs.total.value == 30_000
    assert costs.borne_by_others == ("space", "devices")
    assert "transport" in costs.not_counted
    assert "space" not in costs.not_counted
    assert "staff" not in costs.not_counted
    said = costs.sentences()
    assert said[0] == (
        "A year of the program costs $30,000 ($26,400 to $30,000) from the perspective of the district's own money "
        "at prices of 2026."
    )
    assert said[-1].startswith("Not counted, because no row says what they cost: benefits, preparation")


def test_faults_of_ingredients_are_said_together() -> None:
    bad = table(TUTORS, ("room", "space", -1, "year", 900, "nobody"), LAPTOPS)
    bad = bad.assign(price_low_dollars=[30, None, None], kind=["recurring", "recurring", "one_time"])
    with pytest.raises(InputError) as refused:
        program_costs(bad, perspective="ours", discount_rate=2)  # type: ignore[arg-type]
    assert {fault.column for fault in refused.value.faults} == {"perspective", "discount_rate", "quantity", "paid_by"}
    with pytest.raises(InputError) as refused:
        program_costs(bad.drop(index=1))
    assert {fault.column for fault in refused.value.faults} == {"price_low_dollars", "lifetime_years"}


def test_each_unit_has_its_own_cost_and_an_unknown_or_empty_one_has_none() -> None:
    reach = Reach(students_served=100, students_adequate=0, student_hours=3000)
    costs = unit_costs(program_costs(table(TUTORS)), reach)
    assert costs.per("students_served").value == 300
    assert costs.per("student_hours").value == 10
    assert costs.per("students_adequate") is None
    assert costs.per("tutoring_hours") is None
    assert np.isnan(costs.table.set_index("unit").loc["student at adequate dosage", "dollars"])
    said = " ".join(costs.sentences())
    unknown = "cost per student scheduled, tutoring hour delivered, student hour scheduled"
    assert f"Unknown, because nobody counted them: {unknown}." in said
    assert "No cost can be named per student at adequate dosage: there was none." in said
    assert "too low by whatever is spent on benefits, preparation" in said
    with pytest.raises(InputError):
        Reach(students_served=-1)


def test_no_sentence_tells_of_few_students_by_the_dollars_of_each() -> None:
    costs = program_costs(table(TUTORS))
    said = unit_costs(costs, Reach(students_scheduled=180, students_served=171, students_adequate=112)).sentences()
    assert [sentence for sentence in said if sentence.startswith("$")] == [
        "$167 per student scheduled.", "$268 per student at adequate dosage.",
    ]  # fmt: skip
    assert "Not said per student served: it would tell of too few students." in said
    few = unit_costs(costs, Reach(students_adequate=9, student_hours=300)).sentences()
    assert few[:2] == (
        "$100 per student hour attended.",
        "Not said per student at adequate dosage: it would tell of too few students.",
    )


def test_reach_is_read_from_the_log_of_sessions() -> None:
    reach = reach_of(dosage(*small(), as_of=AS_OF, year=YEAR, adequate_hours=2), tutoring_hours=5)
    assert (reach.students_scheduled, reach.students_served, reach.students_adequate) == (3, 2, 1)
    assert reach.student_hours == pytest.approx(160 / 60)
    assert reach.scheduled_student_hours == 5.5


def test_a_ledger_becomes_ingredients_and_a_word_without_a_meaning_is_refused() -> None:
    ledger = pd.DataFrame({"object": ["0110", "0210"], "fund": ["GF", "T1"], "line": ["a", "b"], "paid": [900.0, 90.0]})
    how = {"item": "line", "dollars": "paid", "category": "object", "payer": "fund", "source": "ledger"}
    words = {"0110": "staff", "0210": "benefits"}
    made = ingredients_from_ledger(ledger, **how, categories=words, payers={"GF": "district", "T1": "grant"})
    costs = program_costs(made)
    assert costs.total.value == 990
    paid = costs.by_payer
    assert dict(zip(paid["paid_by"], paid["dollars"], strict=True)) == {"district": 900, "grant": 90}
    with pytest.raises(InputError) as refused:
        ingredients_from_ledger(ledger, **how, categories={"0110": "wages"}, payers={"GF": "district"})
    assert [fault.found for fault in refused.value.faults] == ["wages", "0210", "T1"]
    with pytest.raises(InputError, match="the column is missing"):
        ingredients_from_ledger(ledger.drop(columns="paid"), **how, categories=words, payers={})


def test_money_of_other_times_needs_a_source_and_a_level_of_both_years() -> None:
    assert discount_factor(0.0, 30) == 1
    assert discount_factor(0.03, 10) == pytest.approx(1.03**-10)
    assert at_prices_of(10, from_year=2019, to_year=2026, index={2019: 250, 2026: 300}, source="an index") == 12
    with pytest.raises(InputError) as refused:
        at_prices_of(10, from_year=2019, to_year=2026, index={2026: 0}, source=" ")
    assert len(refused.value.faults) == 3
    with pytest.raises(InputError):
        annualisation_factor(-0.1, 0)


amounts = st.lists(
    st.tuples(
        st.sampled_from(CATEGORIES), st.sampled_from(PAYERS), st.integers(0, 500), st.integers(0, 300)
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@settings(max_examples=max(min(settings().max_examples, 300) // 5, 3))
@given(amounts, st.floats(0.1, 10), st.randoms())
def test_costs_add_up_over_categories_and_payers_scale_with_prices_and_know_no_order(
    rows: list[tuple[Any, ...]], factor: float, mix: Any
) -> None:
    given = table(*(("thing", kind, many, "units", price, payer) for kind, payer, many, price in rows))
    costs = program_costs(given)
    total = sum(many * price for _, _, many, price in rows)
    assert costs.total.value == pytest.approx(total)
    assert costs.by_category["dollars"].sum() == pytest.approx(total)
    parts = [program_costs(given, perspective=one).total.value for one in ("district", "provider", "families")]
    gifts = costs.lines.loc[costs.lines["paid_by"] == "in_kind", "dollars"].sum()
    assert sum(parts) + gifts == pytest.approx(total)
    scaled = program_costs(given.assign(price_dollars=factor * given["price_dollars"]))
    assert scaled.total.value == pytest.approx(factor * total)
    order = list(range(len(rows)))
    mix.shuffle(order)
    assert program_costs(given.iloc[order]).total.value == pytest.approx(total)
