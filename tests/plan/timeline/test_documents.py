"""The drafts carry the plan's own numbers, and say what to provide where it has none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.plan.timeline.documents import Document, documents_of
from hitdesign.plan.timeline.timeline import timeline_of
from hitdesign.quantities import print_dollars
from plan.timeline.planned import PROVIDER, other, plan, timeline


def drafts(**facts: tuple[object, ...]) -> dict[str, Document]:
    made = other(dict(facts))
    return {one.document_id: one for one in documents_of(made, timeline_of(made))}


def test_the_budget_for_finance_names_streams_dollars_accounts_and_contracts() -> None:
    text = drafts()["cfo_alignment"].text
    spending = plan().allocation.spending.set_index("stream_id")["not_to_exceed_dollars"]
    for stream, dollars in spending.items():
        assert f"{stream} (" in text
        assert print_dollars(float(dollars)) in text
    assert print_dollars(float(spending.sum())) in text
    assert "title_i-labour" in text
    assert PROVIDER in text


def test_accounts_add_up_to_the_cost() -> None:
    section = next(one for one in drafts()["cfo_alignment"].sections if one.heading == "Accounts")
    dollars = [float(line.split("$")[1].rstrip(".").replace(",", "")) for line in section.lines]
    assert sum(dollars) == pytest.approx(plan().allocation.spending["not_to_exceed_dollars"].sum(), abs=len(dollars))


def test_what_the_district_did_not_give_is_asked_for() -> None:
    made = drafts(account_codes=(), dates=())
    assert "fill the table account_codes" in made["cfo_alignment"].text
    assert "add rows to the table dates" in made["training_plan"].text
    assert "give goals.assessments" in made["data_collection_plan"].text


def test_a_changed_fact_changes_the_draft() -> None:
    text = drafts(people=())["communication_protocol"].text
    assert "has no program_coordinator" in text
    assert text != drafts()["communication_protocol"].text


def test_every_draft_says_that_it_is_internal_and_names_its_tasks() -> None:
    made = drafts()
    assert all("Internal draft" in one.text.splitlines()[2] for one in made.values())
    assert made["training_plan"].task_ids == ("make_timeline", "train_staff", "train_tutors")


def test_a_draft_of_ones_own_that_names_what_no_plan_has_is_refused_with_the_known_names() -> None:
    provenance = {"source": "guide_checklist", "as_of": "2026-11-26"}
    own = {"title": "Ours", "sections": [{"heading": "One", "lines": ["{no_such_thing}"]}], **provenance}
    made = replace(plan(), evidence=overlay(shipped(), {"documents": {"feedback_form": own}}))
    with pytest.raises(InputError, match="feedback_form, column lines: it names what a plan does not have"):
        documents_of(made, timeline())
