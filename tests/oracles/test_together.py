"""Features of several kinds in one district: rows, whole plans, questions and budgets hold as for each alone."""

from __future__ import annotations

import os
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from hitdesign.allocation.allocate import band_codes
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.questions import ask_curve, ask_prices, ask_why_not, ask_would_take
from hitdesign.allocation.refusal import IN_SHARES
from hitdesign.allocation.whole import whole_program
from hitdesign.allocation.whole_answer import whole_answer
from hitdesign.errors import InputError
from hitdesign.plan.budget_lines import budget_lines
from hitdesign.plan.cash import cash_flow
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.whole import solve_whole
from laws.districts import Asked, Case, asked, case_of
from laws.openings import opened_case
from laws.solved import plan_of
from laws.together import together
from oracles.brute import Brute
from oracles.plain import City, plain_program
from oracles.test_brute import judged
from oracles.test_openings import CLOSER
from oracles.test_plain import agree_as_fractions, counted_only, same
from oracles.week import week_complaints

pytestmark = pytest.mark.once

#: Districts as fractions, in whole numbers, tried in full, and planned to the budget, beside those that once failed.
FRACTIONS, WHOLE, TINY, PLANNED = {"nightly": (4000, 2000, 2000, 1500)}.get(
    os.environ.get("HITDESIGN_TESTS", "dev"), (1, 1, 1, 0)
)
#: Charges of no day in the budget; a used contract billed by its reach; a strict minimum beside contracts.
ONCE_PLANNED = ((0, False), (4, True), (22, False))
ONLINE = (
    *("blocks", "online", "materials", "caps", "indirect", "everywhere"),
    *("limits", "floors", "clocks", "windows", "priorities"),
)


def by_seats(case: Case) -> Asked:
    """The case with seats alone as its objective."""
    return asked(replace(case, policy=case.policy.model_copy(update={"levels": ("seats",)})))


def agree(case: Asked) -> None:
    compact = solve_linear(agree_as_fractions(case).program, levels=1)
    long = solve_linear(case.formulation(plain=True).program, levels=1)
    assert compact.status == long.status
    assert compact.values is None or same(compact.levels[0].value, long.levels[0].value)


def agree_in_whole_numbers(case: Asked) -> None:
    """Counted people: the same best value. Named people: no more than ours, and a proved plan no more than theirs."""
    city, formulation = City(case), case.formulation()
    status, counted, _ = plain_program(city, "counted").solve()
    if status == "unknown":
        return
    ours = solve_whole(counted_only(formulation).without(CLOSER), levels=1)
    assert (ours.values is None) == (status == "infeasible")
    if ours.values is None:
        return
    assert same(ours.levels[0].value, counted), (ours.levels[0].value, counted)
    status, named, _ = plain_program(city, "persons").solve()
    if status != "optimal":
        return
    tight = solve_whole(whole_program(formulation).program, levels=1)
    assert tight.values is not None
    assert named - 1e-6 <= tight.levels[0].bound <= counted + 1e-6 * max(1.0, counted)
    if not same(tight.levels[0].value, named):
        codes = band_codes(formulation, case.chosen)
        plan = whole_answer(formulation, codes, case.case.policy, case.case.evidence, levels=1)
        assert isinstance(plan, Allocation)
        assert not plan.proved or plan.value <= named + 1e-6, (plan.value, named)


def holds(case: Case) -> str:
    """Audits, sums, questions and the budget of both answers to the case; whether the whole plan is proved."""
    facts = asked(case).facts
    for whole in (False, True):
        plan = plan_of(case, whole=whole)
        if not isinstance(plan, Allocation):
            return "refused"
        assert plan.audit() == []
        assert whole or plan.proved
        answers_questions(plan)
        rate = 1 + facts.funding.set_index("stream_id")["indirect_rate"].astype(float)
        charged = plan.charges.groupby("stream_id")["dollars"].sum().reindex(rate.index, fill_value=0.0) * rate
        assert (charged - plan.spending.set_index("stream_id")["not_to_exceed_dollars"]).abs().max() < 0.00501
    assert not plan.proved or week_complaints(facts, plan) == []
    adds_up(SimpleNamespace(allocation=plan, facts=facts, evidence=case.evidence, district=case.district))
    return "proved" if plan.proved else "unproved"


def answers_questions(plan: Allocation) -> None:
    """Nothing breaks, whatever is asked; who has no place is told so."""
    assert (ask_prices(plan, most=2)["sentence"].str.len() > 5).all()
    assert plan.formulation is not None
    cohorts = plan.formulation.inputs.need.cohorts
    ask_why_not(plan)
    for ask in (
        lambda: ask_curve(plan),
        lambda: ask_would_take(plan, school_id=str(cohorts["school_id"].iloc[0])),
        lambda: ask_would_take(plan, tier=str(cohorts["tier"].iloc[-1]), keep_others=False),
    ):
        try:
            ask()
        except InputError as said:
            assert "no curve" in str(said) or "no student in need" in str(said) or "none of these" in str(said)


def adds_up(plan: Any) -> None:
    """Budget lines and cash come to every stream's dollars, to the cent, each in a month and a year."""
    spending = plan.allocation.spending
    planned = in_cents(spending[spending["not_to_exceed_dollars"] > 0], "not_to_exceed_dollars")
    lines = budget_lines(plan, ())
    assert in_cents(lines, "dollars") == planned
    direct = lines.loc[lines["cost_kind"] != "indirect", "dollars"].sum()
    assert round(direct, 2) == round(plan.allocation.charges["dollars"].sum(), 2)
    assert lines["month"].str.fullmatch(r"\d{4}-\d\d").all()
    flow = cash_flow(plan, paid_after_months=2)
    assert in_cents(flow, "encumbered_dollars") == in_cents(flow, "paid_dollars") == planned
    assert (flow["still_encumbered_dollars"] >= -1e-9).all()


def in_cents(table: pd.DataFrame, column: str) -> dict[str, int]:
    return table.groupby("stream_id")[column].sum().mul(100).round().astype(int).to_dict()


def test_as_fractions_the_three_forms_have_the_same_value() -> None:
    for seed in range(1_000_000, 1_000_000 + FRACTIONS):
        agree(by_seats(together(seed)))


def test_in_whole_numbers_counted_people_agree_and_named_people_bound_what_is_proved() -> None:
    for seed in range(1_010_000, 1_010_000 + WHOLE):
        agree_in_whole_numbers(by_seats(together(seed)))


def test_the_best_plan_of_a_tiny_district_is_the_best_of_all_plans() -> None:
    found = [judged(by_seats(together(seed, tiny=True))) for seed in range(1_020_000, 1_020_000 + TINY)]
    assert found.count("unproved") <= 0.05 * len(found) + 1, found


def test_all_plans_are_tried_with_the_staff_and_the_steps_of_prices_that_a_match_has_to_pay() -> None:
    """The trial took falling prices at their lower hull, and a school's staff for nobody, where awards demand match."""
    assert judged(by_seats(together(1062, tiny=True))) == "same, nobody served"
    staffed = opened_case(12, ("salaried", "match"), ("training",), tiny=True)
    assert judged(by_seats(staffed)) == "same"


def test_plans_are_audited_answer_questions_and_become_budgets() -> None:
    cases = [*ONCE_PLANNED, *((seed, bool(seed % 2)) for seed in range(1_030_000, 1_030_000 + PLANNED))]
    found = [holds(together(seed, tiny=tiny)) for seed, tiny in cases]
    assert found.count("unproved") <= 0.1 * len(found) + 1, found


@pytest.mark.parametrize(
    ("seed", "tiny", "says", "shares"),
    [
        (1_030_375, True, "Possible: lower the minimum spending by 101.06 dollars in all.", False),
        (1_030_530, False, "Possible: have 1 more whole people at the time of the blocks.", True),
    ],
    ids=["every plan tried", "people by name"],
)
def test_what_fractions_can_keep_and_whole_people_cannot_is_refused(
    seed: int, tiny: bool, says: str, shares: bool
) -> None:
    """The amounts of such a refusal were shares of people, and nothing said so."""
    case = together(seed, tiny=tiny)
    city = City(asked(case))
    assert isinstance(plan_of(case, whole=False, levels=1), Allocation)
    assert plain_program(city, "persons").solve()[0] == "infeasible"
    assert not tiny or Brute(city).best() is None
    refused = plan_of(case, levels=1)
    assert isinstance(refused, Infeasible)
    assert says in refused.sentences
    assert (IN_SHARES in refused.sentences) == shares


@pytest.mark.parametrize(
    ("seed", "features"),
    [(30_446, ("rooms", "salaried", "caps", "two_models", "everywhere", "limits", "priorities")), (20_020, ONLINE)],
    ids=["one person with two session lengths", "a week that holds six and a half sessions"],
)
def test_whole_people_have_no_more_than_people_by_name(seed: int, features: tuple[str, ...]) -> None:
    """A staff of one stood in two rooms at once; a week of six and a half sessions held seven of two persons."""
    case = asked(case_of(seed, features))
    named = plain_program(City(case), "persons").solve()[1]
    tight = solve_whole(whole_program(case.formulation()).program, levels=1)
    assert same(tight.levels[0].bound, named)
