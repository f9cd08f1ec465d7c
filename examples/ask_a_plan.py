"""Ask a plan of Muskegon's 10 elementary schools: `python examples/ask_a_plan.py --out folder`.

What one more dollar and one more person would do, how many students any amount of money serves, why the school with
most need left has no more seats, what it would take to serve it fully, and the budget by account. Blocks and tutoring
models are those of the Grand Rapids example; tutors and money are smaller.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pandas as pd
from michigan import WINDOW, assumed, folder_of, need_of, note, records_of, schools_of
from plan_grand_rapids import TITLE_I_DOLLARS, TITLE_I_SHARE, blocks_of, models_of

import hitdesign as hit
from hitdesign.allocation.questions import ask_curve, ask_prices, ask_would_take
from hitdesign.district.account_codes import AccountCode
from hitdesign.district.records import Contract
from hitdesign.plan.budget_lines import budget_lines, payroll_shares
from hitdesign.report.files import write_folder_whole
from hitdesign.report.tables import csv_bytes

PLACE, CODE = "Muskegon", 61010

ASSUMED = (
    assumed("tutors", "8, 10 and 6 people", "", "Salaried interventionists, paraprofessionals, online tutors."),
    assumed("contracts.online", "$38", "a tutor hour", "At most $40,000."),
    assumed("funding.title_i", "$400", "a low-income child", "A fifth of it for tutoring."),
    assumed("funding.state_tutoring", "$60,000", "", "A state grant of that size."),
    assumed("account_codes", "fund 11 and 22", "", "No district's chart of accounts."),
)
CODES = (
    AccountCode(part="template", code="{stream_id}-{cost_kind}-{fiscal_year}"),
    AccountCode(part="stream_id", value="title_i", code="11"),
    AccountCode(part="stream_id", value="*", code="22"),
    AccountCode(part="cost_kind", value="labour", code="1120"),
    AccountCode(part="cost_kind", value="*", code="5900"),
)
#: Families of limits on money and people.
ASKED = ("budget", "staff", "tutors_at_once", "tutor_hours", "contract")


def tutors_of() -> list[hit.TutorPool]:
    """Salaried interventionists, paraprofessionals by the hour, and a provider's online tutors."""
    person = {"modality": "in_person", "when": ("during_school",)}
    pay = {"pay": "salaried", "annual_cost_dollars": 20_000, "hours_per_tutor_week": 15, "kind": "certified_teacher"}
    hourly = {"pay": "hourly", "hourly_cost_dollars": 21, "hours_per_tutor_week": 20, "kind": "paraprofessional"}
    online = {"employer": "provider", "modality": "online", "hours_per_tutor_week": 15, "vacancy_rate": 0}
    online |= {"pay": "contract", "contract_id": "online", "kind": "college_student"}
    return [
        hit.TutorPool(pool_id="interventionists", tutors=8, **person, **pay),
        hit.TutorPool(pool_id="paraprofessionals", tutors=10, **person, **hourly),
        hit.TutorPool(pool_id="online_provider", tutors=6, **online),
    ]


def district_of() -> hit.District:
    """Muskegon's schools of 2001 with assumed times, tutors and money."""
    schools = schools_of(CODE)
    cohorts, counting = need_of(schools)
    title_i = float(TITLE_I_DOLLARS * schools["low_income_students"].sum())
    awards = (
        ("title_i", "title_i_a_schoolwide", title_i, title_i * (1 - TITLE_I_SHARE)),
        ("state_tutoring", "state_grant", 60_000, 0),
    )
    return hit.District(
        name=PLACE,
        schools=records_of(schools),
        cohorts=cohorts,
        blocks=blocks_of(schools),
        tutors=tutors_of(),
        funding=[
            hit.FundingStream(stream_id=name, program=program, award_dollars=award, committed_dollars=kept, **WINDOW)
            for name, program, award, kept in awards
        ],
        tutoring_models=models_of(),
        contracts=[Contract(contract_id="online", price_basis="hour", price_dollars=38, maximum_dollars=40_000)],
        account_codes=CODES,
        assumed=(*counting, *ASSUMED),
        notes=(note(PLACE),),
    )


def first_level(prices: pd.DataFrame) -> list[str]:
    """What more of each limit does to the first aim, a sentence each."""
    return prices[(prices["level"] == prices["level"].iloc[0]) & (prices["side"] == "more")]["sentence"].to_list()


def by_dollars(curve: pd.DataFrame) -> list[str]:
    """The curve, a line for each break: dollars, students, and what one more thousand serves from there on."""
    lines = []
    for row in curve.itertuples():
        begins = f"; begins to bind: {row.begins_to_bind}" if row.begins_to_bind else ""
        lines.append(
            f"  ${row.dollars:>8,.0f} {row.value:>6,.1f} students, {row.per_1000_dollars:.2f} a $1,000{begins}"
        )
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Plan, ask, print the answers, write their tables."""
    out = folder_of(argv, PLACE)
    print(note(PLACE), flush=True)
    plan = hit.design(district_of(), rank_assumptions=False).or_raise()
    allocation = plan.allocation
    prices, curve = ask_prices(allocation, families=ASKED, most=None), ask_curve(allocation)
    left = plan.left_out.sort_values(["students", "school_id"], ascending=[False, True], kind="stable")
    worst = str(left["school_id"].iloc[0])
    takes = ask_would_take(allocation, school_id=worst)
    lines = budget_lines(plan)
    print(
        f"The plan fills {allocation.seats_served:,.0f} seats.",
        "What more would do, where groups may be shared:",
        sep="\n",
    )
    print(
        *[f"  {text}" for text in first_level(prices)],
        "Students by dollars, where groups may be shared:",
        *by_dollars(curve),
        sep="\n",
    )
    print(
        "Most need is left at:", f"  {left['sentence'].iloc[0]}", *[f"  {text}" for text in takes.sentences], sep="\n"
    )
    print("The budget by account:")
    for account, dollars in lines.groupby("account")["dollars"].sum().items():
        print(f"  {account:<18} ${dollars:>12,.2f}")
    total = allocation.spending["not_to_exceed_dollars"].sum()
    print(f"  {'together':<18} ${lines['dollars'].sum():>12,.2f} of ${total:,.2f} not to exceed")
    tables = {"prices": prices, "curve": curve, "why_not": left, "moves": takes.moves, "budget_lines": lines}
    tables["payroll_shares"] = payroll_shares(plan)
    write_folder_whole(out, {f"{name}.csv": csv_bytes(table) for name, table in tables.items()})
    print(f"Tables: {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
