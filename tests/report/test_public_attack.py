"""Somebody who holds every public file of a plan works out nothing that the policy hides."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.measurement.disclosure.audit import Audit, audit, deduced
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.tables import CountTable
from hitdesign.plan.plan import Plan
from hitdesign.report.money import model_label
from hitdesign.report.public_counts import counted
from hitdesign.report.published import Published, published_of
from hitdesign.report.schools import low_income_bins
from hitdesign.report.words import REASONS, TIERS
from real import cities
from report import hostile, outside

pytestmark = pytest.mark.once

MARKS = {"with an IEP": "iep", "English learners": "english_learner", "of low income": "low_income"}


def words_of(plan: Plan) -> dict[str, dict[str, str]]:
    schools = plan.facts.schools.set_index("school_id")
    bins = low_income_bins(schools["low_income_students"].astype(float), schools["enrollment"].astype(float))
    return {
        "tier": dict(TIERS),
        "label": {model: model_label(plan, model) for model in plan.facts.models["model_id"]},
        "when": {when: when.replace("_", " ") for when in plan.facts.blocks["when"]},
        "reason": dict(REASONS),
        "mark": MARKS,
        "low_income": {school: bins[school] for school in plan.need.cohorts["school_id"].unique()},
    }


def attacked(
    plan: Plan, folder: Path, policy: DisclosurePolicy | None, *, every_file: bool
) -> tuple[Audit, list[CountTable]]:
    """Write public files, read them back, and audit what a reader of them all can work out."""
    view = published_of(plan, policy)
    hit.write_tables(view, folder / "tables", audience="public")
    texts, said = outside.of_folder(folder / "tables"), (folder / "tables" / "public_about.txt").read_text("utf-8-sig")
    if every_file:
        page = hit.write_report(view, folder / "plan.html", audience="public")
        book = hit.write_workbook(view, folder / "plan.xlsx", audience="public")
        said = page.read_text(encoding="utf-8")
        for name, table in [*outside.of_page(page).items(), *outside.of_workbook(book).items()]:
            pd.testing.assert_frame_equal(table, texts[name], check_dtype=False, obj=name)
    tables, words = outside.published(texts), words_of(plan)
    links = outside.links_of(tables, words["low_income"])
    amounts = outside.dollars_of(plan, said, tables)
    true = outside.true_of(plan, tables, words)
    return audit(tables, true, policy or DisclosurePolicy(), links=links, amounts=amounts), tables


def holds(
    plan: Plan, folder: Path, policy: DisclosurePolicy | None = None, *, every_file: bool = False
) -> list[CountTable]:
    found, tables = attacked(plan, folder, policy, every_file=every_file)
    assert found.complaints == ()
    assert found.recoverable == 0
    return tables


def test_durhams_schools_tell_of_nobody(shared_data: Path, tmp_path: Path) -> None:
    tables = holds(hostile.durham(shared_data), tmp_path, every_file=True)
    by_school = next(table for table in tables if table.name == "by_school")
    assert by_school.cells["students"].isna().any(), "something had to be hidden"


def test_a_district_of_four_small_schools_tells_of_nobody(tmp_path: Path) -> None:
    holds(hostile.drawn(4, seed=4), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(45))
def test_any_small_district_tells_of_nobody(seed: int, tmp_path: Path) -> None:
    holds(hostile.drawn(1 + seed % 15, seed=100 + seed), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("city", ["durham", "chatham", "wake"])
def test_a_real_districts_own_plan_tells_of_nobody(city: str, shared_data: Path, tmp_path: Path) -> None:
    holds(hit.design(getattr(cities, city)(shared_data)).or_raise(), tmp_path, every_file=True)


@pytest.mark.slow
def test_new_yorks_schools_tell_of_nobody(shared_data: Path, tmp_path: Path) -> None:
    tables = holds(hostile.real_schools(cities.new_york(shared_data)), tmp_path)
    assert max(len(table.cells) for table in tables) > 1700


@pytest.mark.slow
def test_detroits_own_plan_tells_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "examples"))
    detroit = importlib.import_module("plan_detroit").detroit()
    holds(hit.design(detroit).or_raise(), tmp_path, every_file=True)


def test_a_stricter_policy_holds_too(tmp_path: Path) -> None:
    policy = DisclosurePolicy(threshold_students=20, zeros="hide", width_students=8)
    holds(hostile.drawn(6, seed=3), tmp_path, policy)


def test_a_single_cohort_of_one_student_is_nowhere(tmp_path: Path) -> None:
    counts = np.zeros((1, 8), dtype=int)
    counts[0, 0] = 1
    tables = holds(hostile.with_counts(counts), tmp_path)
    shown = pd.concat([table.cells[["students", "of_students"]] for table in tables if table.out_of])
    assert not (shown == 1).any(axis=None)


@pytest.fixture(scope="module")
def lopsided() -> Plan:
    return hostile.with_counts(hostile.lopsided())


@pytest.fixture(scope="module")
def first(lopsided: Plan) -> Published:
    return published_of(lopsided, name="A")


def test_the_attack_finds_what_fewer_stars_would_give_away(lopsided: Plan, first: Published) -> None:
    """The reader's side is no formality: with all hidden numbers but one shown again, that one can be worked out."""
    table = next(table for table in first.release if table.name == "by_school")
    full = next(table for table in counted(lopsided, DisclosurePolicy(), "A").tables if table.name == "by_school")
    hidden = table.cells.index[table.cells["students"].isna()]
    assert len(hidden) > 1
    shown = full.cells.astype({"students": "Int64"})
    shown.loc[hidden[0], "students"] = pd.NA
    found = deduced([replace(full, cells=shown)])
    assert (found["low"] == full.cells["students"][hidden[0]]).all()
    assert (found["high"] == found["low"]).all()


def test_facts_of_another_day_are_other_numbers(first: Published) -> None:
    fewer = hostile.lopsided() - (np.arange(8) == 3)
    later = published_of(hostile.with_counts(np.maximum(fewer, 0)), name="A", as_of="2027-01", before=first.release)
    assert {table.as_of for table in later.release} == {"2027-01"}
    assert {table.as_of for table in first.release} == {""}


def test_a_second_scenario_tells_nothing_by_its_difference_from_the_first(lopsided: Plan, first: Published) -> None:
    seats = lopsided.allocation.seats
    fewer = seats.assign(students=seats["students"] - (seats["school_id"] == "0002"))
    other = replace(lopsided, allocation=replace(lopsided.allocation, seats=fewer[fewer["students"] > 0]))
    second = published_of(other, name="B", before=first.release)
    hidden = sum(int(table.cells["of_students"].isna().sum()) for table in first.release if table.out_of)
    assert hidden > 0
    found = deduced(second.release, before=first.release)
    assert found["cell"].str.startswith("seats needed").sum() >= hidden
    assert (found["high"] - found["low"]).min() >= DisclosurePolicy().width_students
