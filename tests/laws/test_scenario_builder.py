"""A scenario built step by step: awards scaled, split, dropped, schools closed, steps undone, saved and read again."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hitdesign.evidence.library import shipped
from hitdesign.io.scenario_files import read_levers, write_levers
from hitdesign.levers import Change, Lever
from hitdesign.policy import Policy
from hitdesign.scenarios.prepared import Prepared, prepare, served_of, spent_of
from hitdesign.scenarios.pull import Given, pull
from hitdesign.scenarios.ready import school_closed
from hitdesign.scenarios.sweep import sweep
from hitdesign.solving.linear import solve_linear
from scenarios.scenes import district

pytestmark = pytest.mark.once

RUNS, STEPS = {"dev": (1, 8), "brief": (1, 8), "ci": (1, 10), "nightly": (200, 30)}[
    os.environ.get("HITDESIGN_TESTS", "dev")
]
BASE = Given(district(), Policy(), shipped())
BEFORE = repr((BASE.district, BASE.policy, BASE.district.cohorts.to_csv()))
FACTORS = st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.0])
#: Recommended models are those of the base throughout, so that only what is changed changes the answer.
MODELS = prepare(BASE).recommendation


class Builder(RuleBasedStateMachine):
    """Facts as they stand after some levers, with those before each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.levers: list[Lever] = []
        self.facts: list[Given] = [BASE]
        self.answered: Prepared | None = None

    @property
    def now(self) -> Given:
        return self.facts[-1]

    @property
    def streams(self) -> list[str]:
        return [row.stream_id for row in self.now.district.funding]

    def pulled(self, *changes: Change) -> None:
        lever = Lever(name=f"step {len(self.levers) + 1}", changes=changes)
        self.facts.append(pull(self.now, lever))
        self.levers.append(lever)

    @rule(which=st.integers(0, 9), factor=FACTORS)
    def scale_an_award(self, which: int, factor: float) -> None:
        where = {"stream_id": (self.streams[which % len(self.streams)],)}
        self.pulled(Change(table="funding", column="award_dollars", where=where, factor=factor))

    @rule(which=st.integers(0, 9), first=st.sampled_from([0.25, 0.5, 0.75]))
    @precondition(lambda self: len(self.streams) < 5)
    def split_an_award(self, which: int, first: float) -> None:
        row = self.now.district.funding[which % len(self.streams)]
        where, part = {"stream_id": (row.stream_id,)}, round(row.award_dollars * first, 2)
        new = {name: value for name, value in row.model_dump(mode="json").items() if value not in (None, "", [], ())}
        new |= {"stream_id": f"{row.stream_id}_{len(self.levers)}", "award_dollars": row.award_dollars - part}
        self.pulled(
            Change(table="funding", column="award_dollars", where=where, value=part), Change(table="funding", add=new)
        )

    @rule(which=st.integers(0, 9))
    @precondition(lambda self: len(self.streams) > 1)
    def drop_an_award(self, which: int) -> None:
        where = {"stream_id": (self.streams[which % len(self.streams)],)}
        self.pulled(Change(table="funding", where=where, remove=True))

    @rule(which=st.integers(0, 9), school=st.sampled_from(["A", "B", "C"]))
    def an_award_is_for_one_school_or_for_all(self, which: int, school: str) -> None:
        row = self.now.district.funding[which % len(self.streams)]
        where = {"stream_id": (row.stream_id,)}
        other = Change(table="funding", column="schools", where=where, value=[school])
        self.pulled(Change(table="funding", column="schools", where=where, blank=True) if row.schools else other)

    @rule(school=st.sampled_from(["A", "B", "C"]))
    def close_a_school(self, school: str) -> None:
        self.pulled(*school_closed(self.now.district, school).changes)

    @rule(factor=FACTORS)
    def hours_of_a_week(self, factor: float) -> None:
        self.pulled(Change(table="tutors", column="hours_per_tutor_week", factor=factor / 2))

    @rule(low_income=st.booleans())
    def what_is_wanted_first(self, low_income: bool) -> None:
        weight = Change(table="policy", column="tier_weights.intensive", value=3.0 if low_income else 1.0)
        self.pulled(weight)

    @rule()
    @precondition(lambda self: self.levers)
    def undo(self) -> None:
        self.levers.pop()
        self.facts.pop()

    @rule()
    @precondition(lambda self: self.levers)
    def save_and_read_again(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file, other = Path(folder) / "one.toml", Path(folder) / "other.toml"
            write_levers(self.levers, file)
            read = read_levers(file)
            write_levers(read, other)
            assert file.read_bytes() == other.read_bytes()
        assert told(pull(BASE, *read)) == told(self.now)

    @rule()
    def one_award_moved_by_a_sweep_is_solved_as_from_the_start(self) -> None:
        lever = Change(table="funding", column="award_dollars", where={"stream_id": (self.streams[0],)}, factor=1)
        names = [f"{step}" for step in range(5)]
        levers = [
            Lever(name=name, changes=(lever.model_copy(update={"factor": 0.6 + step / 5}),))
            for step, name in enumerate(names)
        ]
        here = self.now
        found = sweep(here.district, here.policy, levers, evidence=here.evidence, models="kept")
        kept = prepare(here).recommendation
        for one, outcome in zip(levers, found.outcomes, strict=True):
            alone = solve_linear(prepare(pull(here, one), recommendation=kept).program)
            assert outcome is not None
            assert (outcome.status == "solved") == (alone.values is not None)
            for level in alone.levels if alone.values is not None else ():
                assert outcome.levels[level.level][0] == pytest.approx(level.value, rel=1e-9, abs=1e-7)

    @invariant()
    def what_was_given_first_is_untouched(self) -> None:
        assert repr((BASE.district, BASE.policy, BASE.district.cohorts.to_csv())) == BEFORE

    @invariant()
    def no_more_is_served_than_needs_it_nor_spent_than_is_there(self) -> None:
        ready = prepare(self.now, recommendation=MODELS)
        answer = solve_linear(ready.program, levels=1)
        assert answer.values is not None
        served, spent = served_of(ready.formulation, answer.values), spent_of(ready.formulation, answer.values)
        need = ready.need.cohorts.set_index("cohort_id")["students"]
        there = {row.stream_id: row.award_dollars for row in self.now.district.funding}
        assert (served <= need.reindex(served.index) + 1e-6).all()
        assert all(spent[name] <= there[name] + 1e-6 * max(1.0, there[name]) for name in there)


def told(given: Given) -> Any:
    """What is compared of facts and choices."""
    tables = ("schools", "blocks", "tutors", "funding", "contracts", "tutoring_models")
    return ([getattr(given.district, name) for name in tables], given.district.cohorts.to_csv(), given.policy)


Builder.TestCase.settings = settings(max_examples=RUNS, stateful_step_count=STEPS)
TestBuilder = Builder.TestCase
