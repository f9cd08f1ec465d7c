"""A plan in the middle of its year: facts change on a day, and the rest is planned anew around what runs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.quantities import print_dollars
from hitdesign.rights.calendar import span_of
from hitdesign.scenarios.replan_answer import Replan
from hitdesign.scenarios.replan_checks import check_awards, check_day, check_schools, clean_ledger, ledger_faults
from hitdesign.scenarios.replan_hours import delivered_hours, session_faults
from hitdesign.scenarios.replan_parts import answer_of, as_it_is
from hitdesign.scenarios.replan_rest import rest_of, takes_hold
from hitdesign.scenarios.replan_running import day_of, running_on
from hitdesign.scenarios.replan_sunk import Sunk, sunk_of
from hitdesign.scenarios.stability import stable_answer
from hitdesign.tables.record import Record

#: Share of the fresh optimum's seats that stability may cost, where nobody says another.
GIVE_UP = 0.02


def replan(
    plan: Plan,
    on: date,
    *,
    district: District | None = None,
    policy: Policy | None = None,
    ledger: pd.DataFrame | None = None,
    sessions: pd.DataFrame | None = None,
    closed_schools: Collection[str] = (),
    give_up: float = GIVE_UP,
    solver: Any = None,
) -> Replan | Infeasible:
    """The rest of a year planned anew from a day on: what runs keeps its tutors, time and place as far as it can.

    `district`: the facts as they are from `on` (None: the plan's own); its spent_dollars are those spent on other
    things than this plan. `policy`: the choices (None: the plan's own). `ledger`: what was spent before `on`, columns
    stream_id, date, dollars, and school_id and cost_kind where known (None: the district's table, else what the plan's
    own lines charge before that day). `sessions`: what was held, columns school_id, block_id, pool_id, date,
    scheduled_minutes, attended_minutes, and band_id where known (None: the district's table, else as planned).
    `closed_schools`: ids of schools that close.
    `give_up`: the share of the seats of a fresh optimum that stability may cost.

    A group that runs needs the rest of its weeks; a new one all weeks of its model, or those that its term has left,
    and is then listed in `short_groups` and leaves the plan where the policy enforces its standard and it fails that.
    Formula of what comes first: after limits, mandates and promises, the most seats in groups that go on and the most
    such groups, with seats and weighted seats at least (1 - give_up) x those of a fresh optimum; then the policy's
    levels.
    Returns Infeasible where no week is left, or where mandates and promises can no longer be kept. Raises InputError
    for a day outside the plan, and for every fault of the ledger, the logs, closed schools and awards.

    >>> import inspect
    >>> from hitdesign.scenarios.replan import GIVE_UP, replan
    >>> inspect.signature(replan).parameters["give_up"].default == GIVE_UP
    True
    """
    on = on.date() if isinstance(on, datetime) else on
    closed_schools = (closed_schools,) if isinstance(closed_schools, str) else closed_schools
    now = _closed(plan.district if district is None else district, closed_schools)
    ledger = _table(ledger, now.ledger)
    sessions = _table(sessions, now.sessions)
    _check(plan, now, on, ledger, sessions, closed_schools, give_up)
    same = district is None and policy is None and not closed_schools
    logs = None if ledger is None else clean_ledger(ledger)
    return _anew(plan, on, now, policy or plan.policy, logs, sessions, give_up, solver, same=same)


def _anew(
    plan: Plan,
    on: date,
    now: District,
    choices: Policy,
    ledger: pd.DataFrame | None,
    sessions: pd.DataFrame | None,
    give_up: float,
    solver: Any,
    *,
    same: bool,
) -> Replan | Infeasible:
    """The answer from what was checked; `same`: facts and choices are the plan's own."""
    running = running_on(plan, on, now.calendar)
    hold = takes_hold(now, choices, running.on, running.calendar)
    if hold is None:
        return _nothing_left(plan, on)
    sunk = sunk_of(plan, running, hold, ledger)
    check_awards(now, sunk)
    delivered = delivered_hours(plan, running, sessions)
    if same and running.on <= span_of(plan.facts.blocks)[0] and not sunk.streams["sunk_dollars"].any():
        return as_it_is(plan, on, running, sunk, delivered, give_up)
    rest = rest_of(plan, now, choices, running, sunk, hold, same=same)
    if not rest.weeks:
        return _nothing_left(plan, on)
    found = stable_answer(rest, plan.evidence, give_up, solver)
    if isinstance(found, Infeasible):
        return _refused(found, on, sunk)
    return answer_of(plan, on, hold, rest, running, sunk, delivered, found, give_up)


def _closed(now: District, closed: Collection[str]) -> District:
    """The district whose closed schools take part no more."""
    if not closed:
        return now
    gone = {str(one) for one in closed}
    schools = (
        school.model_copy(update={"opted_in": "no"}) if school.school_id in gone else school for school in now.schools
    )
    return replace(now, schools=tuple(schools))


def _table(given: pd.DataFrame | None, rows: tuple[Record, ...]) -> pd.DataFrame | None:
    """The table that was given, else the district's own; None where there is neither."""
    if given is not None or not rows:
        return given
    return pd.DataFrame([row.model_dump() for row in rows])


def _check(
    plan: Plan,
    now: District,
    on: date,
    ledger: pd.DataFrame | None,
    sessions: pd.DataFrame | None,
    closed: Collection[str],
    give_up: float,
) -> None:
    """Raise InputError with everything that is wrong with what was asked."""
    faults = [*check_day(plan, on), *check_schools(now, closed)]
    if not 0 <= give_up < 1:
        expected, what = "a share from 0 to below 1", "Give for example 0.02"
        faults.append(
            Fault("replan", "this is no share of seats", expected, what, column="give_up", found=f"{give_up}")
        )
    faults += [] if ledger is None else ledger_faults(ledger, plan, now, on)
    faults += [] if sessions is None else session_faults(sessions, plan, on)
    if faults:
        raise InputError(faults)


def _nothing_left(plan: Plan, on: date) -> Infeasible:
    last = day_of(span_of(plan.facts.blocks)[1])
    spent = float(plan.allocation.spending["not_to_exceed_dollars"].astype(float).sum())
    return Infeasible(
        families=(),
        repairs=pd.DataFrame(columns=["family", "limit", "amount", "unit", "sentence", "verified"]),
        sentences=(
            f"After the week that runs on {on} no term has a whole week left (the last ends on {last}), so there is "
            "nothing to plan anew.",
            f"The running plan's {print_dollars(spent)} stand as they were planned.",
        ),
    )


def _refused(found: Infeasible, on: date, sunk: Sunk) -> Infeasible:
    """The refusal, and what is gone by the day, which no repair can give back."""
    gone = print_dollars(float(sunk.streams["sunk_dollars"].sum()))
    said = f"From {on} on the rest of the year cannot keep what mandates and promises ask for; {gone} are spent."
    return replace(found, sentences=(said, *found.sentences))
