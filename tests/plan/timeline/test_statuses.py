"""What the facts settle, what only a sign-off can, and the law that nothing becomes done by being taken away."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from hitdesign.district.program_records import DistrictDate, Purchase, Signoff, StaffRole, Technology
from hitdesign.plan.plan import Plan
from hitdesign.plan.timeline.checklist import Checklist, checklist_of
from hitdesign.plan.timeline.readiness import readiness_of
from hitdesign.plan.timeline.settled import Settled
from hitdesign.plan.timeline.statuses import status_of
from hitdesign.plan.timeline.timeline import timeline_of
from hitdesign.policy import SelectionCriteria
from plan.timeline.planned import (
    PROVIDER,
    block,
    bought,
    district,
    done,
    other,
    plan,
    policy,
    pools,
    row,
    status,
    streams,
    timeline,
)

FULL = (
    *(Signoff(task_id=name, status="done") for name in ("confirm_budget", "approve_program", "secure_funding")),
    Signoff(task_id="plan_scale", status="begun"),
    Signoff(task_id="record_effort", status="not_needed"),
    Signoff(task_id="confirm_rooms", school_id="A", status="done"),
    Signoff(task_id="confirm_rooms", school_id="B", status="not_needed"),
    Signoff(task_id="brief_teachers", school_id="A", status="done"),
)


def changed(pool: str, **cells: Any) -> dict[str, Any]:
    return {"tutors": tuple(p.model_copy(update=cells) if p.pool_id == pool else p for p in pools())}


def moved(**cells: Any) -> dict[str, Any]:
    return {"funding": tuple(row.model_copy(update=cells) for row in streams())}


EVERYWHERE = Technology(school_id="*", devices=99, connectivity="yes", accounts="yes", privacy_agreement="signed")


def joining(way: str | None) -> dict[str, Any]:
    return {"blocks": tuple(block(one).model_copy(update={"enrolment": way}) for one in "AB")}


#: A change of facts, a task, and what becomes of it.
CHANGES: list[tuple[str, dict[str, Any], str]] = [
    ("secure_funding", {}, "done"),
    ("secure_funding", moved(status="applied"), "open"),
    ("secure_funding", moved(obligate_by=date(2026, 11, 30)), "begun"),
    ("secure_funding", moved(obligate_from=date(2026, 9, 15)), "begun"),
    ("secure_funding", {"funding": streams()[:1]}, "cannot_be_told"),
    ("appoint_coordinator", {}, "done"),
    ("appoint_coordinator", {"people": ()}, "open"),
    ("appoint_coordinator", {"people": (StaffRole(role="program_coordinator", school_id="A"),)}, "begun"),
    ("technology_needs", {}, "done"),
    ("technology_needs", {"technology": ()}, "cannot_be_told"),
    ("technology_needs", {"technology": (Technology(school_id="A", devices=60),)}, "begun"),
    ("technology_needs", {"technology": (EVERYWHERE,)}, "begun"),
    ("background_checks", {}, "done"),
    ("background_checks", changed("online", background_check="no"), "open"),
    ("background_checks", changed("online", background_check="unknown"), "cannot_be_told"),
    ("background_checks", {"tutors": pools()[1:]}, "cannot_be_told"),
    ("labor_agreement", {}, "done"),
    ("labor_agreement", changed("teachers", employer="partner"), "not_needed"),
    ("hire_tutors", {}, "done"),
    ("hire_tutors", changed("teachers", vacancy_rate=0.5), "begun"),
    ("hire_tutors", changed("teachers", vacancy_rate=None), "cannot_be_told"),
    ("make_timeline", {}, "begun"),
    ("schedule_evaluation", {"dates": ()}, "open"),
    ("approve_program", {}, "begun"),
    ("confirm_budget", {}, "open"),
    ("confirm_budget", done("confirm_budget"), "done"),
    ("consult_private_schools", {}, "open"),
    ("family_consent", {}, "open"),
    ("family_consent", joining("assigned"), "not_needed"),
    ("family_consent", joining(None), "open"),
    ("sign:provider_a", bought(signed_on=date(2026, 8, 20)), "done"),
    ("specify:provider_a", bought(begun_on=date(2026, 6, 1)), "begun"),
    ("invite:provider_a", bought(begun_on=date(2026, 6, 1)), "open"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("task", "facts", "word"), CHANGES, ids=[f"{t}-{w}-{n}" for n, (t, _, w) in enumerate(CHANGES)]
)
def test_a_fact_settles_its_task(task: str, facts: dict[str, Any], word: str) -> None:
    assert checklist_of(other(facts)).statuses[task].status == word


def test_every_row_says_what_made_its_status() -> None:
    table = timeline().tasks
    assert (table["because"].str.len() > 10).all()
    assert row(timeline(), "secure_funding")["table"] == "funding"
    assert row(timeline(done("confirm_budget")), "confirm_budget")["settled_by"] == "sign-off"


def test_an_award_whose_status_nobody_wrote_is_not_secured() -> None:
    silent = tuple(one.model_validate(one.model_dump(exclude={"status"})) for one in streams())
    found = row(timeline({"funding": silent}), "secure_funding")
    assert found["status"] == "begun"
    assert "blank" in found["because"]


def test_the_default_objective_and_default_criteria_are_nobodys_decision() -> None:
    made = other()
    bare = made.policy.model_copy(update={"criteria": SelectionCriteria()})
    bare = type(bare).model_validate(bare.model_dump(exclude={"objective"}))
    found = timeline_of(replace(made, policy=bare))
    assert (status(found, "define_objectives"), status(found, "set_criteria")) == ("open", "open")


def test_a_sign_off_against_the_facts_stands_and_says_so() -> None:
    found = row(timeline({**done("secure_funding"), **moved(status="applied")}), "secure_funding")
    assert found["status"] == "done"
    assert "the facts say otherwise" in found["because"]


def test_schools_sign_for_themselves_and_all_of_them_make_it_done() -> None:
    found = timeline({"signoffs": FULL})
    assert (status(found, "confirm_rooms"), status(found, "brief_teachers")) == ("done", "begun")
    assert "1 of 2 schools" in row(found, "brief_teachers")["because"]


def test_done_beats_not_needed_so_that_taking_a_signature_away_never_makes_done() -> None:
    facts, signature = Settled("done", "A fact."), Settled("not_needed", "Signed.")
    assert status_of(facts, signature) == facts
    assert status_of(None, signature) == signature
    assert status_of(Settled("not_needed", "A fact."), Settled("begun", "Signed.")).status == "begun"
    assert status_of(Settled("cannot_be_told", "?"), Settled("begun", "Signed.")).status == "begun"


CHOICES = policy()
TABLES = ("signoffs", "purchases", "people", "technology", "dates", "tutors", "funding", "private_schools")
#: Cells whose blank means that it is not known.
CELLS = (
    ("tutors", "background_check", "unknown"),
    ("tutors", "agreement_covers", "unknown"),
    ("tutors", "vacancy_rate", None),
    ("technology", "devices", None),
    ("technology", "connectivity", "unknown"),
    ("technology", "accounts", "unknown"),
    ("technology", "privacy_agreement", "unknown"),
    ("people", "hours_per_week", None),
    ("purchases", "way", ""),
    ("purchases", "begun_on", None),
    ("purchases", "signed_on", None),
    ("funding", "services_by", None),
    ("signoffs", "on", None),
    ("dates", "until", None),
    ("contracts", "maximum_dollars", None),
)


def starts() -> list[dict[str, Any]]:
    """Districts that know much, and some of it speaks against done."""
    return [
        {"signoffs": FULL, **bought(way="sealed_bids", begun_on=date(2026, 5, 1), signed_on=date(2026, 8, 1))},
        {
            "tutors": (pools()[0].model_copy(update={"background_check": "no", "vacancy_rate": 0.2}), pools()[1]),
            "technology": (
                EVERYWHERE,
                Technology(school_id="A", devices=2, connectivity="no", accounts="yes", privacy_agreement="none"),
            ),
            "people": (StaffRole(role="program_coordinator", school_id="A"),),
            "funding": (streams()[0].model_copy(update={"status": "applied"}), streams()[1]),
            **bought(way="sole_source", begun_on=date(2026, 5, 1)),
        },
        {
            "signoffs": (
                Signoff(task_id="technology_needs", status="not_needed"),
                Signoff(task_id="set_up_technology", status="begun"),
            )
        },
    ]  # fmt: skip


def poorer(facts: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The facts with one row, or one cell, taken away."""
    base = {name: facts.get(name, getattr(plan().district, name)) for name in {*TABLES, *(t for t, _, _ in CELLS)}}
    for name in TABLES:
        for at in range(len(base[name])):
            yield f"{name} {at}", {**facts, name: base[name][:at] + base[name][at + 1 :]}
    for name, cell, blank in CELLS:
        for at, one in enumerate(base[name]):
            if getattr(one, cell) == blank:
                continue
            less = one.model_copy(update={cell: blank})
            yield f"{name} {at} {cell}", {**facts, name: (*base[name][:at], less, *base[name][at + 1 :])}


def less_of(facts: dict[str, Any]) -> Plan:
    """The plan with these tables, unchecked: what was taken away may be missed elsewhere."""
    made = plan()
    bare = copy(made.district)
    for name, rows in facts.items():
        object.__setattr__(bare, name, rows)
    return replace(made, district=bare, policy=CHOICES)


@cache
def before(number: int) -> Checklist:
    return checklist_of(less_of(starts()[number]))


def score(one: Checklist) -> float:
    return readiness_of(one.tasks, one.statuses).score


@pytest.mark.once
@pytest.mark.parametrize("number", range(3))
def test_nothing_becomes_done_or_more_ready_by_taking_facts_away(number: int) -> None:
    rich = before(number)
    tried = 0
    for what, facts in poorer(starts()[number]):
        poor = checklist_of(less_of(facts))
        was = {name for name, one in rich.statuses.items() if one.status == "done"}
        new = {name for name, one in poor.statuses.items() if one.status == "done"} - was
        assert not new, f"{what} taken away made {new} done"
        assert score(poor) <= score(rich) + 1e-9, what
        tried += 1
    assert tried > 15


def test_a_plan_that_teaches_nobody_has_nothing_done_but_what_stands_without_it() -> None:
    made = other()
    empty = replace(
        made.allocation,
        groups=made.allocation.groups.iloc[:0],
        seats=made.allocation.seats.iloc[:0],
        charges=made.allocation.charges.iloc[:0],
    )
    found = timeline_of(replace(made, allocation=empty))
    for name in ("secure_funding", "background_checks", "technology_needs", "hire_tutors", "privacy_agreement"):
        assert status(found, name) == "cannot_be_told", name


def test_readiness_is_done_and_half_of_begun_over_what_is_needed() -> None:
    found = timeline({"signoffs": FULL})
    words = [
        word
        for name, word in zip(found.tasks["task_id"], found.tasks["status"], strict=True)
        if ":" not in name or name.startswith("sign:")
    ]
    needed = [word for word in words if word != "not_needed"]
    assert found.readiness.score == pytest.approx((words.count("done") + words.count("begun") / 2) / len(needed))
    assert len(found.readiness.missing) == len(needed) - words.count("done")
    assert found.readiness.by_part["done"].sum() == words.count("done")
    assert not any(f"{PROVIDER}" in line and "Describe" in line for line in found.readiness.missing)


def test_a_sign_off_of_a_task_that_is_not_there_is_said() -> None:
    found = timeline({"signoffs": (Signoff(task_id="confirm_bugdet", status="done"),)})
    assert any("confirm_bugdet" in line for line in found.unknown)


def test_notes_of_sign_offs_never_reach_the_timeline() -> None:
    secret = Signoff(task_id="confirm_rooms", status="not_needed", note="Jordan Example sits there")
    found = timeline({"signoffs": (secret,)})
    assert "Jordan" not in found.tasks.to_csv() + " ".join((*found.sentences, *found.unknown, *found.readiness.missing))


def test_the_district_of_these_tests_is_whole() -> None:
    assert district().purchases == ()
    assert {type(row) for row in (*FULL, *district().dates)} == {Signoff, DistrictDate}
    assert Purchase(contract_id=PROVIDER).way == ""
