"""Each year's own linear program: its facts, need and rights, with the tutoring models of the first year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hitdesign.allocation.allocate import chosen_pairs
from hitdesign.allocation.formulation import Formulation, formulate
from hitdesign.allocation.level_change import last_of
from hitdesign.allocation.linear_answer import for_shares
from hitdesign.district.arrays import FIRST_DAY, LAST_DAY
from hitdesign.district.columns import Facts, facts_of
from hitdesign.errors import Fault, InputError
from hitdesign.need.need import Need, need_of
from hitdesign.recommendation.recommend import recommend
from hitdesign.recommendation.recommendation import Recommendation
from hitdesign.recommendation.rules import RuleBook
from hitdesign.scenarios.pull import Given
from hitdesign.scenarios.years_calendar import days_later
from hitdesign.scenarios.years_money import (
    Award,
    Days,
    available_of,
    awards_of,
    named_in,
    rows_of,
    school_money,
    with_older,
)
from hitdesign.scenarios.years_moved import label_of, moved
from hitdesign.scenarios.years_records import Growth, Recurrence


@dataclass(frozen=True)
class YearProgram:
    """One year by itself: its days, its facts and choices with every award that may pay, and its own program.

    `named`: the award behind each stream_id of `given`.
    """

    days: Days
    given: Given
    named: Mapping[str, Award]
    need: Need
    recommendation: Recommendation
    formulation: Formulation

    @property
    def awards(self) -> tuple[Award, ...]:
        """The award behind each row of the facts' funding."""
        return tuple(self.named[str(name)] for name in self.formulation.inputs.facts.funding["stream_id"])

    @property
    def parts(self) -> dict[str, float]:
        """The share of its days on which each award may pay for work, or for contracted services where there are such.

        0 for awards without dollars.
        """
        inputs = self.formulation.inputs
        funding, periods = inputs.facts.funding, inputs.rights.periods
        days = (periods.ends - periods.starts + 1).astype(float)
        open_days = days @ periods.employed
        if (inputs.facts.tutors["pay"] == "contract").any():
            open_days = np.maximum(open_days, days @ periods.contracted)
        there = funding["available_dollars"].to_numpy(dtype=float) > 0
        shares = np.where(there, open_days / max(days.sum(), 1.0), 0.0).tolist()
        return {award.name: share for award, share in zip(self.awards, shares, strict=True)}

    @property
    def may_pay(self) -> tuple[Award, ...]:
        """Awards with dollars and a window that is open on some of its days."""
        parts = self.parts
        return tuple(award for award in self.awards if parts[award.name] > 0)


def days_of(given: Given, count: int) -> tuple[Days, ...]:
    """The program years: the days from the first block's first to the last block's last, and the same days later.

    Raises InputError where there are no such days, or where a year would run into the next.
    """
    blocks, policy = given.district.blocks, given.policy
    first = max(min((one.starts_on for one in blocks), default=LAST_DAY), policy.starts_on or FIRST_DAY)
    last = min(max((one.ends_on for one in blocks), default=FIRST_DAY), policy.ends_on or LAST_DAY)
    none = last < first
    if none or last >= days_later(given.district, policy, 1)(first):
        raise InputError(
            [
                Fault(
                    table="blocks",
                    column="ends_on",
                    found=None if none else f"{first} to {last}",
                    problem="there is no day to teach on" if none else "the blocks run for more than a year",
                    expected="the blocks of one program year, which is repeated",
                    what_to_do="Give the blocks of one year" + ("" if none else ", or bound it in the policy's dates"),
                )
            ]
        )
    begins = int(label_of(first, last)[:4])
    found = []
    for year in range(count):
        move = days_later(given.district, policy, year)
        found.append(Days(year, f"{begins + year}-{(begins + year + 1) % 100:02d}", move(first), move(last)))
    return tuple(found)


@dataclass(frozen=True)
class Made:
    """The years' programs, the awards over them, and dollars of each award for all years together.

    `after`: the share of the days of the year after the last one on which awards may still pay.
    """

    years: tuple[YearProgram, ...]
    awards: tuple[Award, ...]
    dollars: Mapping[str, float]
    after: Mapping[str, float]
    rules: RuleBook | None = None


def made(given: Given, count: int, recurring: Sequence[Recurrence], growth: Growth, rules: RuleBook | None) -> Made:
    """The years by themselves. Tutoring models are recommended for the first year and kept."""
    *days, beyond = days_of(given, count + 1)
    awards = awards_of(given.district.funding, recurring, days)
    held = given.district.school_allocations
    books = []
    for day in days:
        named = named_in(day, awards, own=True)
        books.append(moved(given, day.number, growth, rows_of(named), school_money(held, named)))
    dollars = available_of(books, days, awards)
    need = need_of(given.district, given.policy, evidence=given.evidence)
    recommendation = recommend(given.district, need, given.policy, evidence=given.evidence, rules=rules)
    years = []
    for day, own in zip(days, books, strict=True):
        named = named_in(day, awards)
        known = None if growth.need and day.number else need
        years.append(year_program(with_older(own, named, held), day, named, recommendation, dollars, known))
    after = {award.name: award.part_of(beyond) for award in awards if _lasts(award, beyond, given)}
    return Made(tuple(years), awards, dollars, after, rules)


def _lasts(award: Award, beyond: Days, given: Given) -> bool:
    """Whether the law behind the award is not closed by then."""
    closed = given.evidence.programs[award.row.program].closed_after
    return closed is None or closed >= beyond.first


def year_program(
    given: Given,
    days: Days,
    named: Mapping[str, Award],
    recommendation: Recommendation,
    dollars: Mapping[str, float],
    need: Need | None,
) -> YearProgram:
    """A year's own program; each award has all its dollars there, which the joint program then shares out.

    `need`: the year's where it is known.
    """
    district, policy, evidence = given.district, given.policy, given.evidence
    need = need or need_of(district, policy, evidence=evidence)
    facts = _with_dollars(facts_of(district, policy, evidence), named, dollars)
    facts = replace(facts, last_plan=last_of(district, policy.levels, None))
    formulation = formulate(facts, need, chosen_pairs(facts, need, recommendation), policy, evidence)
    return YearProgram(days, given, named, need, recommendation, for_shares(formulation, policy))


def _with_dollars(facts: Facts, named: Mapping[str, Award], dollars: Mapping[str, float]) -> Facts:
    available = [dollars[named[str(name)].name] for name in facts.funding["stream_id"]]
    return replace(facts, funding=facts.funding.assign(available_dollars=np.array(available, dtype=float)))
