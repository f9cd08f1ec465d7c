"""Many districts: a row for each, the same whoever works on it, failures as rows, plans on demand."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.scenarios.many import InterruptedMany, Many, plan_many
from hitdesign.scenarios.many_recipes import Recipe, sources_of
from hitdesign.scenarios.many_rows import Choices, allocated
from scenarios import districts_by_recipe as places

COUNT = 3
small = partial(plan_many, levels=1)
PROMISED = hit.Policy(floors=(hit.Floor(name="all", share=1.0),))


def written(many: Many) -> bytes:
    return many.rows.to_csv().encode()


@pytest.fixture(scope="module")
def many() -> Many:
    return small(places.recipes(COUNT))


def test_a_row_holds_need_seats_by_tier_and_dollars_by_program(many: Many) -> None:
    row, answer = many.rows.iloc[2], many.allocation("002")
    assert isinstance(answer, hit.Allocation) and not answer.whole
    assert (row["key"], row["district"], row["status"], row["schools"]) == ("002", "District 2", "proved", 3)
    assert row["need_seats"] == sum(places.numbered(2).cohorts["students"])
    assert row["seats"] == pytest.approx(answer.seats_served, abs=1e-6) and row["seats"] > 0
    assert row[["seats_intensive", "seats_strategic", "seats_on_level"]].sum() == pytest.approx(row["seats"], abs=1e-5)
    spent = answer.spending["not_to_exceed_dollars"].sum()
    assert row["dollars_state_grant"] == row["dollars"] == pytest.approx(spent, abs=0.01)
    assert row["gap"] == 0 and row["value"] == row["bound"]


def test_a_faulty_district_is_a_row_with_its_sentence_and_no_numbers(many: Many) -> None:
    row = many.rows.set_index("key").loc["001"]
    assert row["status"] == "failed" and "award_dollars" in row["sentence"] and "InputError" in row["sentence"]
    assert row[["need_seats", "seats", "dollars", "dollars_state_grant", "value"]].isna().all()
    assert list(many.failures["key"]) == ["001"]


def test_seconds_stand_apart_from_what_is_the_same_every_time(many: Many) -> None:
    assert "seconds" not in many.rows and (many.seconds["seconds"] > 0).all()
    assert list(many.seconds["key"]) == list(many.rows["key"])


def test_what_clashes_is_a_row_with_the_sentences_of_the_clash() -> None:
    row = plan_many(places.recipes(1), PROMISED).rows.iloc[0]
    assert row["status"] == "infeasible" and "cannot" in row["sentence"] and row["need_seats"] > 0
    assert pd.isna(row["seats"])


def test_threads_and_another_order_give_the_same_bytes(many: Many) -> None:
    with ThreadPoolExecutor(2) as executor:
        again = small(reversed(places.recipes(COUNT)), executor=executor, chunk=1)
    assert written(again) == written(many)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_give_the_same_bytes(many: Many, method: str) -> None:
    make = partial(ProcessPoolExecutor, 2, mp_context=multiprocessing.get_context(method))
    assert written(small(places.recipes(COUNT), executor=make, chunk=1)) == written(many)


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(many: Many) -> None:
    distributed = pytest.importorskip(
        "distributed", reason="dask[distributed] is not installed; it is in the extra dev"
    )
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert written(small(places.recipes(COUNT), executor=client.get_executor(), chunk=1)) == written(many)


def test_districts_themselves_go_by_their_names() -> None:
    held = places.numbered(0)
    (source,) = sources_of([held])
    assert source.key == "District 0" and source.district() is held


def test_what_a_recipe_is_given_is_never_shown() -> None:
    students = pd.DataFrame({"student_id": ["S-4711"]})
    assert "4711" not in repr(sources_of([Recipe("a", len, students)]))


def test_two_districts_of_one_key_are_refused() -> None:
    with pytest.raises(hit.InputError, match="000"):
        plan_many([*places.recipes(2), *places.recipes(1)])


@pytest.mark.slow
def test_a_plan_is_made_when_it_is_asked_for(many: Many) -> None:
    plan = many.plan("000", rank_assumptions=False)
    assert isinstance(plan, hit.Plan) and plan.allocation.whole
    row = plan_many(places.recipes(1), whole=True).rows.iloc[0]
    assert row["seats"] == plan.allocation.seats_served == round(row["seats"])
    assert row["seats"] <= many.rows["seats"].iloc[0] + 1e-6
    assert plan.district.name == "District 0"


def test_a_key_that_no_row_has_is_refused(many: Many) -> None:
    with pytest.raises(hit.InputError, match="no district of this key"):
        many.plan("999")


def stops(part: tuple[int, str]) -> hit.District:
    """District 1 stops the run the first time: the flag is a file."""
    number, flag = part
    if number == 1 and not Path(flag).exists():
        Path(flag).touch()
        os.kill(os.getpid(), signal.SIGINT)
    return places.numbered(number)


def test_an_interrupted_run_hands_over_its_rows_and_goes_on_later(many: Many, tmp_path: Path) -> None:
    recipes = [Recipe(f"{number:03d}", stops, (number, str(tmp_path / "flag"))) for number in range(COUNT)]
    with pytest.raises(InterruptedMany) as caught:
        small(recipes, chunk=1)
    part = caught.value.many
    assert part.missing == ("001", "002")
    assert "interrupted" in part.rows["sentence"].iloc[-1]
    told: list[Any] = []
    assert written(small(recipes, done=part, chunk=1, progress=lambda *seen: told.append(seen))) == written(many)
    assert told == [(1, 2), (2, 2)]


def test_an_answer_under_other_choices_is_not_gone_on_with(many: Many) -> None:
    with pytest.raises(hit.InputError, match="under other choices"):
        small(places.recipes(COUNT), PROMISED, done=many)
    assert written(small(places.recipes(COUNT), done=many)) == written(many)


@pytest.mark.parametrize(("gap", "said"), [(0.02, "2.00% better may exist"), (0.0, "no timetable")])
def test_a_row_without_a_proof_says_what_is_not_proved(gap: float, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = allocated(places.numbered(0), Choices(hit.Policy(), None, False, 1)).or_raise()
    unproved = dataclasses.replace(answer, proved=False)
    monkeypatch.setattr(type(answer), "gap", property(lambda _: gap))
    monkeypatch.setattr("hitdesign.scenarios.many_rows.allocated", lambda *_, **__: unproved)
    row = small(places.recipes(1)).rows.iloc[0]
    assert row["status"] == "not proved" and said in row["sentence"]
