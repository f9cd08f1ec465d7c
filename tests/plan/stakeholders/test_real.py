"""Messages, answers, instruction and technology of real districts; skipped where their files are not there."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

import hitdesign as hit
from hitdesign.plan.answers.answers import answers_of
from hitdesign.plan.instruction.instruction import instruction_of
from hitdesign.plan.stakeholders.stakeholders import stakeholders_of
from hitdesign.plan.technology.technology import technology_of
from plan.stakeholders.spoken import numbers, speaking
from real import cities

pytestmark = pytest.mark.slow


ROOT = Path(__file__).resolve().parents[3]


def detroit(data: Path) -> hit.District:
    """Detroit as the example builds it."""
    made: hit.District = runpy.run_path(str(ROOT / "examples" / "plan_detroit.py"))["detroit"]()
    return made


CITIES = [cities.chatham, cities.durham, detroit, cities.chicago]


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.__name__)
def test_a_real_district_is_told_in_two_languages_and_every_part_holds_its_seats(
    shared_data: Path, city: Callable[[Path], hit.District], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    policy = speaking().model_copy(update={"gap": 0.01, "starts_on": cities.TERM["starts_on"]})
    plan = hit.design(city(shared_data), policy, rank_assumptions=False).or_raise()
    said = stakeholders_of(plan)
    for one in said.letters:
        if one.language == "en":
            assert numbers(one.text) == numbers(said.letter(one.letter_id, "es").text)
    assert not [one for one in said.letters if "{" in one.text]
    assert not said.reading.loc[said.reading["audience"] == "families", "beyond_limit"].any()
    assert f"{plan.allocation.seats_served:,} places" in said.letter("letter_board").text
    assert instruction_of(plan).focus["seats"].sum() == plan.allocation.seats_served
    funds = next(one for one in answers_of(plan) if one.topic == "funds")
    facts = funds.facts[funds.facts["fact"] == "seats that rest on it"]
    assert facts["value"].sum() == pytest.approx(plan.allocation.seats_served)
    assert "esser" not in " ".join(funds.unknown)
    assert technology_of(plan).needs.empty
