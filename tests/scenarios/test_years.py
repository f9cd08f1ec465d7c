"""Several years at once: money is spent once and in its window, and the joint answer is what a plain program says."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from allocation.two_schools import block, case, cohort, model, pool, stream
from hitdesign.allocation.allocate import allocate
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.district import District
from hitdesign.errors import InputError
from hitdesign.policy import Policy
from hitdesign.scenarios.prepared import served_of
from hitdesign.scenarios.years import Years, years
from hitdesign.scenarios.years_aims import aimed, weighted_seats
from hitdesign.scenarios.years_moved import label_of, on
from hitdesign.scenarios.years_records import Growth, Recurrence
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from scenarios.scenes import district as three_rivers

#: One group of three for ten weeks is 15 hours, $300.
GROUP = 300.0
GENERAL = Recurrence(stream_id="general", recurs=True, source="the adopted forecast")


def award(name: str, dollars: float, first: int = 2026, last: int = 2027, **other: Any) -> Any:
    """Money from July of one year to June of another."""
    window = {"obligate_from": date(first, 7, 1), "obligate_by": date(last, 6, 30)}
    return stream(name, "general_fund", award=dollars, **window, **other)


def small(*funding: Any, **tables: Any) -> District:
    """Schools A and B with 12 and 9 students; money is what binds."""
    rows = [cohort("A", 12, tier="intensive"), cohort("B", 9)]
    given = {"tutoring_models": (model(weeks=10),), "tutors": (pool(tutors=4, hours_per_tutor_week=20),), **tables}
    return case(rows, funding=funding, **given).district


def solved(*funding: Any, count: int = 2, **how: Any) -> Years:
    found = years(small(*funding), count=count, **how)
    assert isinstance(found, Years)
    return found


def shares(found: Years) -> pd.Series:
    return found.shares.set_index(["year", "award"])["dollars"]


@pytest.fixture(scope="module")
def three() -> Years:
    """A grant of two years, money that comes every year, an award of one year, one that is over."""
    money = (award("grant", 1800, last=2028), award("general", 300), award("once", 600), award("old", 900, 2024, 2025))
    over = Recurrence(stream_id="old", recurs=False, source="the award letter")
    return solved(*money, count=3, recurring=[GENERAL, over])


def test_one_year_is_the_plans_own_linear_program() -> None:
    found, alone = years(three_rivers(), count=1, aim="steady"), allocate(three_rivers(), whole=False)
    assert isinstance(found, Years) and not isinstance(alone, Infeasible)
    ours = {one.level: one.value for one in found.answer.levels}
    theirs = alone.levels.set_index("level")["value"].astype(float).to_dict()
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-9)
    assert found.table["seats"].to_list() == pytest.approx([alone.seats_served], rel=1e-7)
    assert found.assumptions == ()


def test_an_award_whose_window_covers_one_year_pays_in_that_year_alone(three: Years) -> None:
    by_year = shares(three).unstack()["once"]
    assert by_year.to_list() == pytest.approx([600, 0, 0])


def test_an_award_over_several_years_is_spent_once(three: Years) -> None:
    spent = shares(three).groupby("award").sum()
    available = three.streams.set_index("award")["available_dollars"]
    assert (spent <= available.reindex(spent.index) + 1e-6).all()
    assert spent["grant"] == pytest.approx(1800)
    assert shares(three)["2026-27", "grant"] > 0 < shares(three)["2027-28", "grant"]
    assert shares(three)["2028-29", "grant"] == 0


def test_a_window_that_ended_before_the_first_year_pays_nothing_and_is_said(three: Years) -> None:
    row = three.streams.set_index("award").loc["old"]
    assert row["planned_dollars"] == 0 and row["gone_from"] == "2026-27"
    assert "ended on 2025-06-30, before 2026-27 begins" in row["sentence"]


def test_what_is_not_said_to_come_again_is_not_assumed_to(three: Years) -> None:
    rows = three.streams.set_index("award")
    assert rows.loc["once", "recurs"] == "not assumed" and "not assumed to recur" in rows.loc["once", "sentence"]
    assert rows.loc["general of 2028-29", "recurs"] == "yes"
    assert "the adopted forecast" in rows.loc["general of 2028-29", "sentence"]
    assert rows.loc[["once", "grant"], "gone_from"].to_list() == ["2027-28", "2028-29"]
    assert rows.loc["old", "recurs"] == "no" and "does not recur (the award letter)" in rows.loc["old", "sentence"]
    assert any("grant, once" in one.why and "come again" in one.why for one in three.assumptions)


def test_two_years_are_the_joint_program_as_one_writes_it_plainly() -> None:
    """Columns: students and groups of A and B, dollars of the grant and the year's own award; of both years in turn."""
    money = (award("grant", 1500, last=2028), award("first", 700), award("second", 250, 2027, 2028))
    found = solved(*money, aim="steady")
    year = np.array([3.0, 2.0, 0, 0, 0, 0])
    entries = []
    for at, own in ((0, 1), (6, 2)):
        entries += [(own, at + 5, 1.0)]
        entries += [
            (3 * own, at, 1.0),
            (3 * own, at + 2, -3.0),
            (3 * own + 1, at + 1, 1.0),
            (3 * own + 1, at + 3, -3.0),
        ]
        entries += [(3 * own + 2, at + 2, GROUP), (3 * own + 2, at + 3, GROUP)]
        entries += [(3 * own + 2, at + 4, -1.0), (3 * own + 2, at + 5, -1.0), (0, at + 4, 1.0)]
        entries += [(8 + own, 12, 1.0), (8 + own, at, -3.0), (8 + own, at + 1, -2.0)]
    row, column, value = (np.array(part) for part in zip(*entries, strict=True))
    limits = np.array([1500, 700, 250, *[0] * 8])
    keys = pd.DataFrame({"row": range(11)})
    upper = [12.0, 9.0, *[np.inf] * 4] * 2 + [np.inf]
    columns = Columns("all", pd.DataFrame({"n": range(13)}), np.zeros(13), upper)
    rows = Rows("all", keys, row, column, value, "<=", limits, "", "")
    levels = [Level("least", "", "max", np.eye(13)[12], 0.0), Level("sum", "", "max", [*year, *year, 0], 0.0)]
    plain = solve_linear(Program((columns,), (rows,), tuple(levels)))
    assert [one.value for one in found.answer.levels[:2]] == pytest.approx([one.value for one in plain.levels])
    assert found.certificate is not None and found.certificate.holds


@pytest.fixture(scope="module")
def uneven() -> Years:
    """Much money in the first year, little in the second, some for both."""
    return solved(award("first", 1500), award("second", 300, 2027, 2028), award("both", 600, last=2028))


def reached(found: Years, aim: Any, more_dollars: float = 0.0) -> float:
    """What an aim comes to on the same years, with more dollars of the second's award; a floor of three tenths."""
    program = aimed(found.stack, Policy(), aim, 0.3)
    budget = program.family("budget")
    limits = budget.limits + more_dollars * (budget.keys["stream_id"] == "second").to_numpy(dtype=float)
    return solve_linear(program.with_limits("budget", limits), levels=1).levels[0].value


def test_what_every_year_can_keep_is_no_more_than_the_average_of_the_most(uneven: Years) -> None:
    assert reached(uneven, "most") == pytest.approx(uneven.value)
    assert 0 < reached(uneven, "steady") <= uneven.value / 2 + 1e-9


def test_changes_are_the_weighted_seats_by_which_years_differ(uneven: Years) -> None:
    seats = [
        float(weighted_seats(year.formulation) @ uneven.stack.of(uneven.values, at))
        for at, year in enumerate(uneven.stack.years)
    ]
    levels = {one.level: one.value for one in uneven.answer.levels}
    assert levels["changes"] == pytest.approx(abs(seats[1] - seats[0])) and levels["changes"] > 1


def test_more_money_never_lowers_what_an_aim_reaches(uneven: Years) -> None:
    for aim in ("most", "steady", "floor"):
        assert reached(uneven, aim, 150) > reached(uneven, aim) + 1


def test_a_floor_stands_under_every_year_and_a_floor_too_high_says_what_would_do(uneven: Years) -> None:
    floored = solve_linear(aimed(uneven.stack, Policy(), "floor", 0.42)).values
    assert floored is not None
    for at, year in enumerate(uneven.stack.years):
        assert served_of(year.formulation, uneven.stack.of(floored, at)).sum() >= 0.42 * 21 - 1e-6
    found = years(small(award("first", 300), award("both", 0.5, last=2028)), count=2, aim="floor", floor=0.5)
    assert isinstance(found, Infeasible)
    assert any("dollars to the streams" in text for text in found.sentences)


def test_a_year_without_money_has_no_seats_and_a_sentence() -> None:
    found = solved(award("once", 600))
    assert found.table["seats"].to_list() == pytest.approx([6, 0])
    assert found.sentences[1] == "2027-28: no money may be spent in this year, so nobody has a seat of 21 needed."
    never = years(small(award("once", 600)), count=2, aim="floor", floor=0.1)
    assert isinstance(never, Infeasible)
    assert never.sentences[-1] == "In 2027-28 no money may be spent at all."


def test_an_award_that_comes_again_may_leave_money_for_the_next_year_and_no_year_stands_out() -> None:
    found = solved(award("general", 900, last=2028), recurring=[GENERAL.model_copy(update={"factor_per_year": 0.0})])
    by_award = shares(found)
    assert by_award["2027-28", "general of 2026-27"] == pytest.approx(450)
    assert found.table["seats"].to_list() == pytest.approx([4.5, 4.5])


def test_dearer_years_have_fewer_seats_and_grown_need_is_counted() -> None:
    growth = Growth(costs=0.25, need=1.0, source="a forecast")
    found = solved(award("general", 300), recurring=[GENERAL], growth=growth)
    assert found.table["need"].to_list() == [21, 42]
    assert found.table["seats"].to_list() == pytest.approx([3, 3 / 1.25])
    assert {"a forecast"} == {one.source for one in found.assumptions if one.name.startswith("years.growth")}
    with pytest.raises(ValueError, match="source"):
        Growth(costs=0.1)


def test_streams_and_years_add_up(three: Years) -> None:
    by_stream = three.spending.groupby("year")["dollars"].sum()
    pd.testing.assert_series_equal(by_stream, three.table.set_index("year")["dollars"], check_names=False)
    over = three.spending[three.spending["ends"]].groupby("year")["dollars"].sum()
    assert over["2026-27"] == pytest.approx(three.table["ending_dollars"][0]) == pytest.approx(600)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"count": 0}, "from 1 to 5"),
        ({"count": 6}, "Ask for fewer years"),
        ({"count": 2, "recurring": [GENERAL.model_copy(update={"stream_id": "mony"})]}, "Did you mean 'money'"),
        ({"count": 2, "recurring": [GENERAL.model_copy(update={"stream_id": "money"})] * 2}, "spoken of twice"),
        ({"count": 2, "aim": "stedy"}, "Did you mean 'steady'"),
        ({"count": 2, "aim": "floor"}, "needs the share of need"),
        ({"count": 2, "floor": 0.4}, "does not look at it"),
        ({"count": 2, "policy": Policy(ends_on=date(2026, 9, 1))}, "no day to teach on"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_do(asked: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        years(small(award("money", 300)), **asked)


def test_blocks_that_run_for_more_than_a_year_are_refused() -> None:
    long = small(award("money", 300), blocks=tuple(block(place, ends_on=date(2027, 12, 1)) for place in ("A", "B")))
    with pytest.raises(InputError, match="more than a year"):
        years(long, count=2)


def test_days_move_by_whole_years_and_years_are_called_as_schools_call_them() -> None:
    assert on(date(2028, 2, 29), 4) == date(2032, 2, 29)
    assert on(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert label_of(date(2027, 1, 11), date(2027, 5, 21)) == "2026-27"
    assert label_of(date(2099, 9, 1), date(2100, 5, 1)) == "2099-00"
