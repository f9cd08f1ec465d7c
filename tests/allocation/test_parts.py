"""Awards of which a part belongs to something else: a plan that goes beyond it says so."""

from __future__ import annotations

import pandas as pd
import pytest

from allocation.two_schools import ready, stream
from hitdesign.allocation.parts import beyond_parts
from hitdesign.district.records import FundingStream
from laws.districts import EVIDENCE


def said(*funding: FundingStream, paid: float = 0.0) -> list[str]:
    """What is said where the first of these awards pays so much."""
    charges = pd.DataFrame({"stream_id": [funding[0].stream_id], "dollars": [paid]})
    return beyond_parts(ready(funding=funding).facts, EVIDENCE, charges)


@pytest.mark.parametrize(("award", "paid", "beyond"), [(30_000, 24_000, 0), (30_000, 24_001, 1), (29_000, 29_000, 0)])
def test_title_iv_a_keeps_a_fifth_for_safe_and_healthy_students(award: float, paid: float, beyond: int) -> None:
    found = said(stream("iv", "title_iv_a", award), paid=paid)
    assert len(found) == beyond
    assert all("leaves at most $24,000 of iv to tutoring" in one and "takes $24,001" in one for one in found)


@pytest.mark.parametrize(("part", "beyond"), [(15_000, False), (15_200, True), (10_000, False)])
def test_early_intervening_services_are_at_most_fifteen_percent(part: float, *, beyond: bool) -> None:
    found = said(stream("early", "idea_b_ceis", part), stream("rest", "idea_b", 85_000))
    assert bool(found) == beyond
    assert all("is 15.2% of the awards of IDEA Part B in the tables; it is at most 15%" in one for one in found)


def test_the_comprehensive_reserve_is_exactly_fifteen_percent() -> None:
    found = said(stream("reserve", "idea_b_cceis", 10_000), stream("rest", "idea_b", 90_000))
    assert len(found) == 1
    assert "it is at least 15% of them" in found[0]


def test_a_part_whose_whole_is_not_in_the_tables_is_not_judged() -> None:
    assert said(stream("early", "idea_b_ceis", 15_000)) == []
