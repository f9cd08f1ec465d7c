"""Plans side by side for everybody: what one shows and another hides, nobody works out from both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.disclosure.audit import deduced
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.tables import AT_LEAST, AT_MOST, Amount, CountTable
from hitdesign.plan.plan import Plan
from hitdesign.report.public_counts import counted
from hitdesign.report.public_scenarios import PublishedScenarios, published_scenarios
from hitdesign.report.published import published_beside
from report import hostile

pytestmark = pytest.mark.once


def with_less(plan: Plan, school: str, students: int) -> Plan:
    """The plan with so many seats less in each of a school's groups that have more."""
    seats = plan.allocation.seats
    fewer = seats.assign(students=seats["students"] - students * (seats["school_id"] == school))
    return replace(plan, allocation=replace(plan.allocation, seats=fewer[fewer["students"] > 0]))


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    first = hostile.with_counts(hostile.lopsided())
    more = hostile.with_counts(hostile.lopsided() + 3)
    return {"As it is": first, "One seat less": with_less(first, "0002", 1), "More in need": more}


@pytest.fixture(scope="module")
def found(plans: dict[str, Plan]) -> PublishedScenarios:
    return published_scenarios(plans)


def widths(release: Sequence[CountTable], before: Sequence[CountTable] = ()) -> pd.DataFrame:
    """How wide what a reader can work out of each hidden count is, and whether its rate is coded (a band is told)."""
    ends = deduced(release, before=before)
    coded = {
        str(table.place(table.counts, labels))
        for table in [*release, *before]
        for labels, *shares in zip(table.labels(), *map(table.numbers, (AT_LEAST, AT_MOST)), strict=True)
        if not np.isnan(shares).all()
    }
    return ends.assign(width=ends["high"] - ends["low"], coded=ends["cell"].isin(coded)).set_index("cell")


def test_nobody_comes_near_a_hidden_count_with_all_plans_on_the_desk(found: PublishedScenarios) -> None:
    known = widths(found.release)
    assert len(known) > 0
    assert known["width"].min() > 1
    assert known.loc[~known["coded"], "width"].min() >= DisclosurePolicy().width_students


def test_each_plan_is_a_row_with_its_published_numbers_and_how_many_more_seats(found: PublishedScenarios) -> None:
    frame = found.frame.set_index("scenario")
    assert frame.index.tolist() == ["As it is", "One seat less", "More in need"]
    for name, view in found.views.items():
        total = view.frames["by_need"].iloc[-1]
        assert (frame.loc[name, "needed"], frame.loc[name, "filled"]) == (total["need"], total["enrolled"])
    assert frame.loc["As it is", "more_than_first"] == 0
    assert int(str(frame.loc["One seat less", "more_than_first"])) < 0
    assert frame["at_most_dollars"].str.startswith("$").all()


def test_a_difference_is_shown_only_where_both_numbers_are(found: PublishedScenarios) -> None:
    table = found.by_school
    first = table[table["scenario"] == "As it is"].set_index("school_id")["filled"]
    seen = {"shown": 0, "withheld": 0}
    for row in table.to_dict("records"):
        both = isinstance(row["filled"], int) and isinstance(first.get(row["school_id"]), int)
        assert isinstance(row["more_than_first"], int) == both
        seen["shown" if both else "withheld"] += 1
    assert min(seen.values()) > 0


def test_another_need_is_said_and_stands_apart(found: PublishedScenarios) -> None:
    assert found.notes == ("More in need: its need is not that of the first; it stands with facts of its own.",)
    assert {table.as_of for table in found.views["More in need"].release} == {"More in need"}
    assert {table.as_of for table in found.views["One seat less"].release} == {""}


def test_what_was_published_before_binds_all_of_them(plans: dict[str, Plan], found: PublishedScenarios) -> None:
    later = published_scenarios({"A tenth less": with_less(plans["As it is"], "0003", 2)}, before=found.release)
    known = widths(later.release, found.release)
    assert known["width"].min() > 1
    assert known.loc[~known["coded"], "width"].min() >= DisclosurePolicy().width_students


def test_what_dollars_told_of_an_earlier_plan_counts_when_the_next_one_is_made_safe(plans: dict[str, Plan]) -> None:
    """Dollars that give away a hidden count of the first plan leave no second one that could be published."""
    first, told = published_beside(plans["As it is"], name="A")
    assert told, "dollars and groups are printed"
    how: Any = {"name": "B", "before": first.release}
    assert published_beside(plans["One seat less"], told=told, **how)[0].release
    table = next(table for table in first.release if table.name == "by_school")
    hidden = int(np.flatnonzero(table.cells["students"].isna())[0])
    whole = next(one for one in counted(plans["As it is"], DisclosurePolicy(), "A").tables if one.name == "by_school")
    place, count = table.place(table.counts, table.labels()[hidden]), whole.numbers("students")[hidden]
    naive = Amount("dollars", ((place, 1.0),), count, count)
    with pytest.raises(InputError, match="a reader can work out its number"):
        published_beside(plans["One seat less"], told=[*told, naive], **how)


def test_nothing_to_publish_is_refused() -> None:
    with pytest.raises(InputError, match="there is no plan to publish"):
        published_scenarios({})
