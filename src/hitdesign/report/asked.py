"""Two questions that a board asks of every plan: what one more would do, and why some schools are left out."""

from __future__ import annotations

import re

from hitdesign.allocation.questions import ask_prices
from hitdesign.errors import SolverError
from hitdesign.plan.plan import Plan
from hitdesign.report.reading import Reading
from hitdesign.report.words import plain

#: Limits that somebody can buy or hire more of.
BOUGHT = ("budget", "tutor_hours", "tutors_at_once", "staff", "contract")
#: The level that counts seats.
SEATS = "seats"
#: What tells limits of one name apart: two that do the same are said once.
_TOLD_APART = re.compile(r" \(\d+ of \d+\)")
#: Schools in sentences; the table why_not holds all.
MOST_SCHOOLS = 10
NOTHING = "None of the limits on money, tutors and contracts that press most would alone serve anybody else."
#: The same where no aim of the plan counts seats, so that nothing is known of them.
NOTHING_IN = "None of the limits on money, tutors and contracts that press most would alone change anything in {aim}."


def one_more(plan: Plan, most: int) -> list[str]:
    """What one more of the limits on money and tutors worth most would do, a sentence each; empty for `most` of 0.

    What it does to the aim that counts seats is said, wherever that stands; to the first aim where none counts them.
    Nothing is said where the plan carries no program, or no answer of the solver can be trusted.

    >>> from hitdesign.report.asked import one_more
    >>> one_more(plan, 1)  # doctest: +SKIP
    ['title_i: dollars available ($54,000 now): each $900 more serves one more student, up to $4,500 more.']
    """
    formulation = plan.allocation.formulation
    if most < 1 or formulation is None:
        return []
    families = [rows.family for rows in formulation.program.rows if rows.family in BOUGHT and rows.size]
    if not families:
        return []
    try:
        prices = ask_prices(plan.allocation, families=families, most=most)
    except SolverError:
        return []
    levels = [level.name for level in formulation.program.levels]
    aim = SEATS if SEATS in levels else levels[0]
    more = prices[(prices["side"] == "more") & (prices["level"] == aim)]
    worth = more[more["value"].notna() & (more["value"] != 0)]
    said = {_TOLD_APART.sub("", text): plain(text) for text in reversed(worth["sentence"].to_list())}
    nothing = NOTHING if aim == SEATS else NOTHING_IN.format(aim=aim.replace("_", " "))
    return [*reversed(said.values())] or [nothing]


def left_out(reading: Reading) -> list[str]:
    """The schools with most need left that could be taught, a sentence each."""
    table = reading["why_not"].sort_values(["students", "school_id"], ascending=[False, True], kind="stable")
    return [plain(text) for text in table["sentence"].head(MOST_SCHOOLS)]
