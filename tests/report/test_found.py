"""From a folder with students to a written report: what the plan says of them, and that nobody can be found in it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.evidence.library import shipped
from hitdesign.need.presets import preset
from hitdesign.report.found import found_notes, sure_notes
from hitdesign.report.reading import reading_of
from hitdesign.report.sentences import attendance, children
from hitdesign.report.summary import summary

pytestmark = pytest.mark.once

TABLES = {
    "schools": "school_id,school_name,grade_low,grade_high\n0102,Alder,K,5\n0103,Birch,K,5\n",
    "blocks": "school_id,block_id,when,days,minutes,starts_on,ends_on,groups_at_once\n"
    "*,intervention,during_school,MTWRF,60,2026-09-14,2027-05-21,4\n",
    "tutors": "pool_id,kind,modality,tutors,hours_per_tutor_week,pay,hourly_cost_dollars\n"
    "aides,paraprofessional,in_person,20,20,hourly,22\n",
    "funding": "stream_id,program,award_dollars,obligate_from,obligate_by\n"
    "general,general_fund,90000,2026-07-01,2027-09-30\n",
}
#: What stands in the cells of students and nowhere else.
CANARY, SKILL, SCORES = "ZZQ-CANARY", "ZZQ-SKILL", ("13.3127", "61.6127")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("by_students")
    for name, text in TABLES.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    rng = np.random.default_rng(4)
    count = 120
    rows = pd.DataFrame({"student_id": [f"{CANARY}-{place}" for place in range(count)]})
    rows["school_id"], rows["grade"] = rng.choice(["0102", "0103"], count), rng.integers(0, 6, count)
    for subject in ("math", "reading"):
        rows[f"{subject}_percentile"] = rng.choice(SCORES, count)
    rows["science_score"], rows["skill_areas"] = 512, SKILL
    rows["consent"] = ["no"] * 3 + ["yes"] * (count - 3)
    rows["already_in_program"] = ["unknown"] * 3 + ["yes"] * 5 + ["no"] * (count - 8)
    rows.loc[20:24, ["math_percentile", "reading_percentile"]] = None
    rows.to_csv(place / "students.csv", index=False)
    return place


@pytest.fixture(scope="module")
def plan(folder: Path) -> hit.Plan:
    return hit.design(hit.read_district(folder)).or_raise()


def test_the_plan_serves_found_students_and_loses_nobody(plan: hit.Plan) -> None:
    answer = plan.allocation
    assert answer.audit() == [] and answer.proved
    assert 0 < answer.seats_served < plan.need.students
    assert answer.seats_served + answer.unserved["students"].sum() == plan.need.students


def test_children_are_fewer_than_seats_where_some_need_two_subjects(plan: hit.Plan) -> None:
    found = plan.need.found
    frame = found.flagged.frame
    both = int(frame["student_id"].duplicated().sum())
    assert both > 0
    low, high = plan.allocation.students_served
    assert low <= high <= min(plan.allocation.seats_served, found.children["students"].sum())
    assert low >= plan.allocation.seats_served - both


def test_who_may_hold_two_seats_is_not_counted_as_two_students(plan: hit.Plan) -> None:
    reading = reading_of(plan)
    assert reading.children[0] < reading.enrolled
    assert "invitations" in attendance(reading) and "students" not in attendance(reading)
    assert "more than one subject" in children(reading)


def test_thresholds_are_assumptions_that_say_what_they_move(plan: hit.Plan) -> None:
    known = {one.name: one for one in plan.assumptions}
    strategic = known["need.percentile.strategic"]
    assert (strategic.value, strategic.verified) == ("25", False)
    assert known["need.percentile.intensive"].moves is not None and strategic.moves is not None
    assert known["need.missing"].cells == 10
    assert "students.already_in_program" not in known


def test_the_report_says_how_need_was_found(plan: hit.Plan, tmp_path: Path) -> None:
    notes = found_notes(plan)
    assert notes[0].startswith('Need was found in the records of 120 students by the criteria "need driven"')
    assert notes[1:] == [
        "Taken off first: 5 students in another program already; 3 students not invited because the family declined.",
        "In math, 5 students without a known measure could not be judged.",
        "In reading, 5 students without a known measure could not be judged.",
        "Nobody was looked for in science: the criteria use none of its measures.",
    ]
    assert summary(plan)[: len(notes)] == notes
    page = hit.write_report(plan, tmp_path / "plan.html", audience="internal").read_text(encoding="utf-8")
    assert all(note.replace('"', "&#34;") in page for note in notes)


def test_no_cell_of_a_student_is_written_or_shown(plan: hit.Plan, tmp_path: Path) -> None:
    written = []
    for audience in ("internal", "public"):
        here = tmp_path / audience
        here.mkdir()
        hit.write_report(plan, here / "plan.html", audience=audience)
        hit.write_workbook(plan, here / "plan.xlsx", audience=audience)
        hit.write_tables(plan, here / "tables", audience=audience)
        written += [file.read_bytes() for file in [here / "plan.html", *sorted((here / "tables").rglob("*.*"))]]
        with zipfile.ZipFile(here / "plan.xlsx") as book:
            written += [book.read(name) for name in book.namelist()]
    shown = [repr(plan), str(plan), *summary(plan), *plan.district.notes, *plan.open_checks]
    assert len(written) > 50
    for secret in (CANARY, SKILL, *SCORES):
        assert not any(secret.encode() in content for content in written)
        assert not any(secret in text for text in shown)


def test_the_order_of_the_rows_of_the_students_file_gives_the_same_bytes(
    plan: hit.Plan, folder: Path, tmp_path: Path
) -> None:
    head, *rows = (folder / "students.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    shuffled = tmp_path / folder.name
    shuffled.mkdir()
    for name, text in TABLES.items():
        (shuffled / f"{name}.csv").write_text(text, encoding="utf-8")
    (shuffled / "students.csv").write_text(head + "".join(reversed(rows)), encoding="utf-8")
    other = hit.design(hit.read_district(shuffled)).or_raise()
    for audience in ("internal", "public"):
        paths = [tmp_path / f"{audience}_{place}.html" for place in range(2)]
        for path, one in zip(paths, (plan, other), strict=True):
            hit.write_report(one, path, audience=audience)
        assert paths[0].read_bytes() == paths[1].read_bytes()


def test_the_report_says_how_sure_the_finding_is_in_counts_alone() -> None:
    rows = pd.DataFrame({"student_id": list("abcdef"), "school_id": "01", "grade": 3})
    rows["math_percentile"], rows["math_state_level"] = [5, 24, 26, 26, 33, 60], [1, 4, 3, 4, 4, 4]
    assert sure_notes(hit.identify(rows).found) == [
        "3 students within one standard error (7, assumed) of math percentile 25, 1 on the side that finds.",
        "With another threshold the seats needed would change: math percentile +2 at 26; math state level +1 at 3.",
        "Math percentile and math state level say the same of 83% of 6 students with both (kappa 0.57; 1: always, "
        "0: as by chance).",
    ]


def test_a_plan_says_what_a_person_has_to_see_to_where_title_i_selects(plan: hit.Plan) -> None:
    criteria = preset("title_i_targeted").model_copy(update={"needed": 1})  # these tables hold one measure of reading
    policy = hit.Policy(criteria=criteria)
    chosen = hit.design(plan.district, policy, rank_assumptions=False).or_raise()
    said = [check for check in chosen.open_checks if check.startswith("Title I targeted assistance: ")]
    assert len(said) == len(shipped().selections["title_i_targeted"].open_checks) > 0
    assert not any(check.startswith("Title I targeted assistance: ") for check in plan.open_checks)


def test_a_measure_that_nobody_has_is_named(plan: hit.Plan) -> None:
    frame = plan.district.students.frame.assign(history_percentile=np.nan)
    other = hit.design(plan.district.with_students(frame), rank_assumptions=False).or_raise()
    assert "Known for none of 120 students, and left out: history percentile." in found_notes(other)
