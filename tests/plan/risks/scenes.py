"""One small plan, and what can happen to each fact that a rule on risks looks at: from good to worse, and to blank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pandas as pd

from allocation.two_schools import block, cohort, model, pool, school, stream
from hitdesign.district.columns import facts_of
from hitdesign.district.context_records import Barrier
from hitdesign.district.program_records import StaffRole, Technology
from hitdesign.district.records import Contract
from hitdesign.evidence.assumption import Assumption
from hitdesign.plan.plan import Plan
from hitdesign.tables.record import Record
from plan.drafts import drafted

State = Callable[[Plan], Plan]
LAST = date(2026, 12, 18)
MARKS = {"iep": "no", "english_learner": "no"}
READY = {"devices": 9, "headsets": 9, "connectivity": "yes", "accounts": "yes", "privacy_agreement": "signed"}


@cache
def small() -> Plan:
    """School A in person with the district's own tutors, school B online by contract; all of it stated."""
    far = {"modality": "online", "pay": "contract", "hourly_cost_dollars": None, "contract_id": "c"}
    return drafted(
        *(cohort("A", 9, **MARKS), cohort("B", 9, **MARKS)),
        schools=(school("A"), school("B")),
        blocks=(
            block("A", enrolment="opt_in", take_up_rate=1.0, attendance_rate=0.95),
            block("B", held="online", online_seats=9, attendance_rate=0.95),
        ),
        tutors=(
            pool(background_check="yes", tutors=8),
            pool("far", employer="provider", background_check="yes", tutors=8, **far),
        ),
        contracts=(Contract(contract_id="c", price_basis="hour", price_dollars=30),),
        tutoring_models=(model(), model("far_three", modality="online")),
        funding=(stream("money", award=9000, obligate_by=date(2028, 6, 30)),),
        use=("three", "far_three"),
        technology=(Technology(school_id="B", **READY),),
        people=(
            StaffRole(role="program_coordinator", people=2, hours_per_week=20),
            StaffRole(role="principal", school_id="A", hours_per_week=20),
        ),
        barriers=(Barrier(barrier_id="b1", kind="schedule", school_id="A", barrier="The bell moves in spring."),),
    )


def under(plan: Plan, **tables: Any) -> Plan:
    """The same answer where other facts hold."""
    district = replace(plan.district, **tables)
    return replace(plan, district=district, facts=facts_of(district, plan.policy, plan.evidence))


def cells(table: str, key: str, name: str, **values: Any) -> State:
    """Other values in one row of a table."""

    def changed(plan: Plan) -> Plan:
        rows: tuple[Record, ...] = getattr(plan.district, table)
        return under(
            plan, **{table: tuple(row.model_copy(update=values) if getattr(row, key) == name else row for row in rows)}
        )

    return changed


def table(name: str, *rows: Record) -> State:
    """Other rows in one table."""
    return lambda plan: under(plan, **{name: rows})


def answer(**tables: Callable[[pd.DataFrame], pd.DataFrame]) -> State:
    """Tables of the answer changed by hand."""

    def changed(plan: Plan) -> Plan:
        own = {name: change(getattr(plan.allocation, name)) for name, change in tables.items()}
        return replace(plan, allocation=replace(plan.allocation, **own))

    return changed


def column(name: str, value: Any, **where: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """One column of some rows set."""

    def changed(rows: pd.DataFrame) -> pd.DataFrame:
        out = rows.copy()
        hit = pd.Series(True, index=out.index)
        for key, wanted in where.items():
            hit &= out[key] == wanted
        out[name] = out[name].astype(object).where(~hit, value)
        return out

    return changed


def hours(share: float) -> State:
    """The pool of people works this share of its hours and people."""
    rows = {"hours_per_week": 80 * share, "limit_hours_per_week": 80.0, "people": 8 * share, "limit_people": 8.0}

    def used(table: pd.DataFrame) -> pd.DataFrame:
        for name, value in rows.items():
            table = column(name, value, pool_id="people")(table)
        return table

    return answer(tutor_hours=used)


def paid(*dollars: float) -> State:
    """Streams that pay these dollars; the first is money."""

    def changed(plan: Plan) -> Plan:
        more = [stream(f"other{number}", award=9000) for number in range(1, len(dollars))]
        rows = pd.concat([plan.allocation.charges.iloc[:1]] * len(dollars), ignore_index=True)
        names = ["money", *(row.stream_id for row in more)]
        charges = rows.assign(stream_id=names, dollars=[float(one) for one in dollars])
        there = under(plan, funding=(*plan.district.funding, *more))
        return replace(there, allocation=replace(there.allocation, charges=charges))

    return changed


def left_out(students: int) -> State:
    """So many of school A's nine without a seat, for want of rooms."""
    row = {
        "cohort_id": "x",
        "school_id": "A",
        "students": float(students),
        "reason": "outbid",
        "limit": "whole_rooms",
        "basis": "",
        "sentence": f"{students} students: every room is taken.",
    }
    return answer(unserved=lambda rows: pd.DataFrame([row] if students else [], columns=list(rows.columns)))


def missed(students: int) -> State:
    """A mandate that misses so many at school A."""
    row = {"mandate_id": "m", "school_id": "A", "students": 9, "missing": float(students), "sentence": ""}
    return answer(mandates=lambda rows: pd.DataFrame([row]).reindex(columns=rows.columns))


def proof(**values: Any) -> State:
    """Another proof of the same plan."""
    return lambda plan: replace(plan, allocation=replace(plan.allocation, **values))


def assumed(*moves: float | None) -> State:
    """Assumptions of which the first moves so much of the first aim."""
    aims = float(small().allocation.levels["value"].iloc[0])
    made = tuple(
        Assumption(
            name=f"tutors.rate_{number}",
            value="0.1",
            unit="share",
            why="",
            source="planning_default",
            verified=False,
            moves=None if one is None else one * aims,
            moved_to="0.3",
        )
        for number, one in enumerate(moves)
    )
    return lambda plan: replace(plan, assumptions=made)


def day(days: int) -> dict[str, date]:
    """The last day on which money may pay, so many days after the program's last."""
    return {"obligate_by": LAST + timedelta(days=days)}


def coordinators(count: int) -> State:
    """So many coordinators beside a principal."""
    others = [row for row in small().district.people if row.role != "program_coordinator"]
    own = [StaffRole(role="program_coordinator", people=count, hours_per_week=20)] if count else []
    return table("people", *own, *others)


@dataclass(frozen=True)
class Scene:
    """A risk's id, states of its fact from good (no risk) to worse and worse, and states in which it is blank."""

    risk_id: str
    good: State
    worse: tuple[State, ...]
    blank: tuple[State, ...] = ()


def tech(name: str, good: Any, *bad: Any) -> Scene:
    """One column of school B's technology."""
    rule = {"devices": "devices_short", "headsets": "headsets_short", "connectivity": "connectivity_short"}
    rule |= {"accounts": "accounts_open", "privacy_agreement": "privacy_open"}
    empty = None if name in ("devices", "headsets") else "unknown"
    states = [cells("technology", "school_id", "B", **{name: value}) for value in (good, *bad)]
    blank = (cells("technology", "school_id", "B", **{name: empty}), table("technology"))
    return Scene(f"{rule[name]}:B", states[0], tuple(states[1:]), blank)


def rates(risk_id: str, place: str, name: str, good: float, *bad: float) -> Scene:
    """A rate of a school's block."""
    states = [cells("blocks", "school_id", place, **{name: value}) for value in (good, *bad)]
    return Scene(risk_id, states[0], tuple(states[1:]), (cells("blocks", "school_id", place, **{name: None}),))


def filled(share: float) -> State:
    """Groups of school A filled to this share of three."""
    return answer(groups=column("groups", 9 / (3 * share), school_id="A"))


def times(count: int) -> State:
    """So many blocks at school A beside its own of school B."""
    own = [block("A", name, enrolment="opt_in", take_up_rate=1.0, attendance_rate=0.95) for name in ("day", "early")]
    return table("blocks", *own[:count], *(row for row in small().district.blocks if row.school_id == "B"))


def by_contract(seats: float) -> State:
    """So many of eighteen seats taught under the contract."""
    return answer(
        seats=lambda rows: column("students", 18 - seats, pool_id="people")(
            column("students", seats, pool_id="far")(rows)
        )
    )


def program_checked(verified: bool) -> State:
    """Whether the rules of the paying program were checked."""

    def changed(plan: Plan) -> Plan:
        program = plan.evidence.programs["anything"].model_copy(update={"verified": verified})
        programs = {**plan.evidence.programs, "anything": program}
        return replace(plan, evidence=replace(plan.evidence, programs=programs))

    return changed


def coordinator_hours(each: float | None) -> State:
    """Two coordinators with so many hours each."""
    return cells("people", "role", "program_coordinator", hours_per_week=each)


A, NO_PEOPLE = ("schools", "school_id", "A"), table("people")
SCENES = (
    Scene(
        "pool_nearly_full:people",
        hours(0.5),
        (hours(0.95), hours(0.98), hours(1.0)),
        (answer(tutor_hours=lambda rows: rows.iloc[:0]),),
    ),
    Scene(
        "background_open:people",
        cells("tutors", "pool_id", "people", background_check="yes"),
        (cells("tutors", "pool_id", "people", background_check="no"),),
        (cells("tutors", "pool_id", "people", background_check="unknown"),),
    ),
    Scene("single_coordinator:program_coordinator", coordinators(2), (coordinators(1), coordinators(0)), (NO_PEOPLE,)),
    Scene(
        "role_overloaded:program_coordinator",
        coordinator_hours(20.0),
        (coordinator_hours(4.0), coordinator_hours(2.0), coordinator_hours(0.0)),
        (coordinator_hours(None),),
    ),
    Scene(
        "role_unheld:principal",
        table("people", StaffRole(role="principal", people=2, hours_per_week=20)),
        (table("people", StaffRole(role="principal", school_id="A")), coordinators(1)),
        (NO_PEOPLE,),
    ),
    Scene("contract_share:c", by_contract(6), (by_contract(9), by_contract(14), by_contract(17))),
    Scene(
        "one_room:A",
        cells("blocks", "school_id", "A", groups_at_once=2),
        tuple(cells("blocks", "school_id", "A", groups_at_once=count) for count in (1, 0)),
    ),
    Scene("one_block:A", times(2), (times(1), times(0))),
    Scene("need_left_out:A", left_out(3), (left_out(5), left_out(7), left_out(9))),
    Scene("school_not_asked:A", cells(*A, opted_in="yes"), (cells(*A, opted_in="no"),), (cells(*A, opted_in="ask"),)),
    Scene("small_groups:A/three", filled(1.0), (filled(0.6), filled(0.45), filled(0.34))),
    rates("thin_attendance:B/day", "B", "attendance_rate", 0.95, 0.8, 0.7, 0.4),
    rates("low_take_up:A/day", "A", "take_up_rate", 0.9, 0.7, 0.4, 0.1),
    Scene("stream_share:money", paid(50, 50), (paid(75, 25), paid(90, 10), paid(100))),
    Scene(
        "stream_ends:money",
        cells("funding", "stream_id", "money", **day(400)),
        tuple(cells("funding", "stream_id", "money", **day(days)) for days in (180, 30, -20)),
    ),
    Scene(
        "not_awarded:money",
        cells("funding", "stream_id", "money", status="awarded"),
        tuple(cells("funding", "stream_id", "money", status=status) for status in ("estimated", "applied")),
    ),
    Scene("unverified_rules:programs", program_checked(True), (program_checked(False),)),
    tech("devices", 9, 2, 1, 0),
    tech("headsets", 9, 2, 1, 0),
    tech("connectivity", "yes", "no"),
    tech("accounts", "yes", "no"),
    tech("privacy_agreement", "signed", "pending", "none"),
    Scene("not_proved:plan", proof(proved=True), (proof(proved=False),)),
    Scene(
        "gap_open:plan",
        answer(levels=column("gap", 0.0)),
        tuple(answer(levels=column("gap", gap)) for gap in (0.01, 0.05, 0.5)),
        (answer(levels=column("gap", float("nan"))),),
    ),
    Scene("assumption_moves:tutors.rate_0", assumed(0.01), (assumed(-0.1), assumed(-0.3), assumed(-0.6))),
    Scene("mandate_unserved:m/A", missed(0), (missed(1), missed(5))),
    Scene("barrier_stated:b1", table("barriers"), (lambda plan: plan,)),
)
