"""Who bears more of a contract's least or fee than the part of the work that it pays."""

from __future__ import annotations

import pandas as pd

from hitdesign.allocation.fair_parts import contract_costs_apart


def charges(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["stream_id", "pool_id", "cost_kind", "dollars"])


def test_a_stream_that_bears_its_part_of_a_least_is_not_named() -> None:
    work = (("a", "p", "labour", 300.0), ("b", "q", "seat", 100.0))
    assert contract_costs_apart(charges(*work)) == []
    fair = (("a", "p;q", "contract_minimum", 75.0), ("b", "p;q", "contract_minimum", 25.0))
    assert contract_costs_apart(charges(*work, *fair)) == []


def test_a_stream_that_bears_more_is_named_with_the_dollars() -> None:
    work = (("a", "p", "labour", 300.0), ("b", "p", "labour", 100.0), ("b", "other", "labour", 900.0))
    (said,) = contract_costs_apart(charges(*work, ("b", "p", "contract_minimum", 100.0)))
    assert said.startswith("Contract of p: b bears 75 dollars more")


def test_a_fee_that_several_bear_is_to_be_recorded_where_the_work_costs_nothing() -> None:
    fee = (("a", "p", "contract_fee", 50.0), ("b", "p", "contract_fee", 20.0))
    (said,) = contract_costs_apart(charges(*fee))
    assert "shared by a, b" in said
    assert contract_costs_apart(charges(fee[0])) == []
