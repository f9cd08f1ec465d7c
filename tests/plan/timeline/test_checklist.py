"""Every item of the guide's checklist is a task, with its owner, days, what settles it, and the draft it asks for."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from hitdesign.evidence.library import shipped
from hitdesign.plan.timeline.documents import documents_of
from hitdesign.plan.timeline.rules import RULES
from plan.timeline.planned import plan, timeline

ITEMS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "guide.toml").read_text(encoding="utf-8"))["item"]
LISTS = {"Pre-Implementation Strategic Planning": "planning", "Stakeholder Engagement & Communication": "engagement"}


def test_the_checklist_has_fourteen_items_of_planning_and_five_of_engagement() -> None:
    assert [sum(item["list"] == name for item in ITEMS) for name in LISTS] == [14, 5]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item["tasks"][0]))
def test_each_item_is_produced_in_its_list(item: dict[str, Any]) -> None:
    table = timeline().tasks.set_index("task_id")
    first = table.loc[item["tasks"][0]]
    assert first["part"] == LISTS[item["list"]]
    assert str(first["section"]).endswith(item["list"])
    assert set(item["tasks"]) <= set(table.index)
    assert first["document"] == item.get("document", "")


def test_no_task_of_the_two_lists_is_without_an_item() -> None:
    own = {name for name, fact in shipped().tasks.items() if fact.part in LISTS.values()}
    assert own == {item["tasks"][0] for item in ITEMS}


def test_every_task_waits_for_tasks_that_there_are_and_is_settled_by_a_rule_that_there_is() -> None:
    facts = shipped().tasks
    for name, fact in facts.items():
        assert set(fact.depends_on) <= set(facts), name
        assert not fact.rule or fact.rule in RULES, name
        assert not fact.document or fact.document in shipped().documents, name
    assert {fact.rule for fact in facts.values()} - {""} == set(RULES), "a rule that no task asks"


def test_an_item_that_asks_for_a_document_yields_it_filled() -> None:
    made = documents_of(plan(), timeline())
    assert {one.document_id for one in made} == {item["document"] for item in ITEMS if "document" in item}
    for document in made:
        assert document.sections
        assert "{" not in document.text
        assert "nan" not in document.text.lower().split()
