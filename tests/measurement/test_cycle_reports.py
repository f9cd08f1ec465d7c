"""Progress reports: full inside, protected outside, never one turned into the other, and no student in either."""

from __future__ import annotations

import contextlib
import io
import logging
import pickle
import stat
import traceback
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.cycle.audit import audit_reports, deduced_from_reports
from hitdesign.measurement.cycle.decide import decide
from hitdesign.measurement.cycle.internal import INTERNAL, InternalReport, internal_report, write_student_progress
from hitdesign.measurement.cycle.markdown import plain, table_markdown
from hitdesign.measurement.cycle.progress import Progress, progress_of
from hitdesign.measurement.cycle.public import ALL, ProgramFigure, PublicReport, board_counts, publish_report
from hitdesign.measurement.cycle.rules import DecisionRules, Rule, register
from hitdesign.measurement.cycle.status import read_indicators
from hitdesign.measurement.disclosure.marks import HIDDEN
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.tables import CountTable
from measurement.cycle_pilot import CANARY, DAYS, nobody_leaves, progress_at, published, schools_of, students_at

DAY = date(2026, 11, 2)
POLICY = DisclosurePolicy()


def students() -> pd.DataFrame:
    """Two invented schools: North with 30 students and South with 4."""
    rows = pd.DataFrame(
        {"student_id": [f"{CANARY}{at}" for at in range(34)], "school_id": ["North"] * 30 + ["South"] * 4}
    )
    rows = rows.assign(enrolled="yes", scheduled_minutes=300.0, attended_minutes=285.0, on_pace="yes")
    rows.loc[:11, ["attended_minutes", "on_pace"]] = [150.0, "no"]
    rows.loc[30, "attended_minutes"] = None
    rows.loc[33, ["enrolled", "scheduled_minutes", "attended_minutes", "on_pace"]] = ["no", None, None, "unknown"]
    return rows.assign(pretest=200.0, interim=[205.0] * 17 + [201.0] * 17, growth_goal=4.0, engagement=0.8)


def progress() -> Progress:
    return progress_of(students(), DAY, good_attendance=0.9)


def public(counts: Any = None, before: Any = (), **more: Any) -> PublicReport:
    how = {"title": "Tutoring", "as_of": DAY, "policy": POLICY, "before": list(before), "unchanged": ["invited"]}
    return publish_report(board_counts(progress()) if counts is None else counts, **{**how, **more})


def test_schools_are_counted_from_students_and_what_is_not_known_counts_as_not_reached() -> None:
    schools = progress().schools.set_index("school_id")
    assert schools.loc["North", ["invited", "enrolled", "attending", "on_pace", "tested", "met_goal"]].tolist() == [
        30, 30, 18, 18, 30, 17,
    ]  # fmt: skip
    assert schools.loc["South", ["invited", "enrolled", "attending", "on_pace", "tested", "met_goal"]].tolist() == [
        4, 3, 2, 3, 3, 0,
    ]  # fmt: skip
    assert schools["attendance_unknown"].to_dict() == {"North": 0, "South": 1}
    assert schools.loc["North", "attendance_rate"] == pytest.approx((18 * 285 + 12 * 150) / 9000)
    assert schools.loc["South", "attendance_rate"] == pytest.approx(0.95)


def test_each_student_has_attendance_engagement_and_growth_inside_a_private_table() -> None:
    table = progress().students
    row = table.frame.iloc[0]
    assert row[["attendance_rate", "attending", "engagement", "on_pace", "growth", "met_goal"]].tolist() == [
        0.5, "no", 0.8, "no", 5.0, "yes",
    ]  # fmt: skip
    assert CANARY not in repr(table)
    assert table.frame["attending"].iloc[30] == "unknown"


def test_every_fault_of_the_students_is_said_at_once_and_nobody_is_quoted() -> None:
    rows = students()
    rows.loc[1, "student_id"] = rows.loc[0, "student_id"]
    rows.loc[2, "attended_minutes"] = 400
    rows.loc[3, "scheduled_minutes"] = None
    rows.loc[33, "attended_minutes"] = 20
    with pytest.raises(InputError) as refused:
        progress_of(rows, DAY, good_attendance=90)
    said = {(fault.column, fault.row) for fault in refused.value.faults}
    assert said == {
        ("good_attendance", None), ("student_id", 3), ("attended_minutes", 4), ("scheduled_minutes", 5),
        ("attended_minutes", 35),
    }  # fmt: skip
    text = rows.assign(attended_minutes=f"{CANARY}late", engagement=80, on_pace=CANARY, grade=99)
    with pytest.raises(InputError) as refused:
        progress_of(text, DAY, good_attendance=0.9)
    assert CANARY not in str(refused.value) + "".join(map(repr, refused.value.faults))
    with pytest.raises(InputError, match="there is no row"):
        progress_of(students().iloc[:0], DAY, good_attendance=0.9)


def test_an_internal_report_says_at_both_ends_that_it_is() -> None:
    values = pd.DataFrame({"indicator_id": ["attendance"], "value": [0.84], "measured_on": [DAY], "known_share": [1.0]})
    reading = read_indicators(values, DAY, launch=date(2026, 9, 14))
    fixed = register(DecisionRules((), (Rule("go on", "continue"),)), date(2026, 8, 1), date(2026, 9, 14))
    decision = decide(fixed, {}, DAY)
    report = internal_report(progress(), title="Tutoring", reading=reading, decision=decision)
    lines = report.to_markdown().strip().splitlines()
    assert lines[0] == lines[-1] == f"**{INTERNAL}**"
    for words in ("34 students invited, 33 enrolled", "Attendance at sessions held: 84%", "Decision on", "go on"):
        assert words in report.to_markdown()
    assert "no effect" in report.to_markdown()


def test_a_principal_sees_one_school() -> None:
    report = internal_report(progress(), title="Tutoring", school_id="South", names=[("South", "South Middle")])
    assert report.schools["school"].tolist() == ["South Middle"]
    assert len(report.students) == 4
    assert "North" not in report.to_markdown()
    with pytest.raises(InputError, match="the school has no row"):
        internal_report(progress(), title="Tutoring", school_id="East")


def test_students_are_written_only_by_name_for_their_owner_and_never_over_another_file(tmp_path: Path) -> None:
    report = internal_report(progress(), title="Tutoring", school_id="South")
    path = tmp_path / "south.csv"
    write_student_progress(report, path)
    text = path.read_text()
    assert text.startswith(INTERNAL)
    assert text.count(CANARY) == 4
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_student_progress(report, path)


@pytest.fixture(scope="module")
def safe() -> PublicReport:
    """With two figures and a decision by rules that were fixed too late."""
    figures = [ProgramFigure("Cost", "$31 an hour", "enrolled"), ProgramFigure("Effect", "0.1 SD", "on_pace")]
    fixed = register(DecisionRules((), (Rule("go on", "continue"),)), date(2026, 9, 20), date(2026, 9, 14))
    return public(figures=figures, decision=decide(fixed, {}, DAY))


def test_no_id_runs_as_a_formula(tmp_path: Path) -> None:
    rows = students().assign(student_id=lambda table: '=HYPERLINK("x")' + table["student_id"])
    report = internal_report(progress_of(rows, DAY, good_attendance=0.9), title="Tutoring")
    write_student_progress(report, tmp_path / "all.csv")
    read = pd.read_csv(tmp_path / "all.csv", skiprows=1)
    assert read["student_id"].str.startswith("'=HYPERLINK").all()
    assert read["growth"].iloc[0] == 5.0


def test_a_public_report_hides_small_numbers_and_both_sides_of_rates(safe: PublicReport) -> None:
    report = safe
    tables = report.tables
    assert tables["on pace, of enrolled"]["students"].tolist() == [HIDDEN, HIDDEN, "21"]
    assert tables["enrolled, of invited"].loc[1].tolist() == ["South", HIDDEN, HIDDEN, HIDDEN]
    text = report.to_markdown()
    assert INTERNAL not in text
    assert "\\*" in text


def test_nothing_internal_becomes_public_without_protection() -> None:
    report = internal_report(progress(), title="Tutoring")
    for internal in (report, [report], progress(), report.schools, [report.schools], None):
        with pytest.raises(InputError, match="something else than counts"):
            public(internal if internal is not None else [None])
        with pytest.raises(InputError, match="it was not protected"):
            PublicReport("Tutoring", DAY, internal)
    with pytest.raises(InputError, match="it was not protected"):
        PublicReport("Tutoring", DAY, board_counts(progress()))
    with pytest.raises(InputError, match="something else than public reports"):
        public(before=[report])
    assert not issubclass(InternalReport, PublicReport)
    assert not issubclass(PublicReport, InternalReport)


def test_a_public_report_keeps_nothing_but_what_is_published(safe: PublicReport) -> None:
    """What was hidden, and why, tells how small it is: none of it lives on in the report, in whatever form."""
    report = safe
    held = vars(report)
    assert set(held) == {"title", "as_of", "sentences", "tables", "release"}
    whole = pickle.dumps(report)
    assert b"primary" not in whole
    hidden = [table.cells.loc[table.cells["students"].isna()] for table in report.release]
    assert sum(map(len, hidden)) > 0
    with pytest.raises((TypeError, ValueError)):
        replace(report, title="Other")


def test_a_report_that_is_not_safe_is_not_published() -> None:
    from hitdesign.measurement.disclosure.protect import protect

    safe = protect(board_counts(progress()), POLICY)
    bad = replace(safe.audit, table=safe.audit.table.assign(verdict="recoverable"))
    with pytest.raises(InputError, match="work out"):
        PublicReport("Tutoring", DAY, replace(safe, audit=bad))


def test_faults_of_a_release_are_said_at_once(safe: PublicReport) -> None:
    with pytest.raises(InputError) as refused:
        public(before=[safe], unchanged=["eaten"])
    assert [fault.column for fault in refused.value.faults] == ["before", "unchanged"]
    with pytest.raises(InputError, match="schools share a name"):
        board_counts(progress(), [("North", "South")])
    with pytest.raises(InputError, match="no rows of this school"):
        safe.of_school(ALL)


def test_what_nobody_measured_yet_has_no_table() -> None:
    early = students().assign(interim=None, on_pace="unknown")
    counted = [table.counts for table in board_counts(progress_of(early, DAY, good_attendance=0.9))]
    assert counted == ["enrolled", "attending"]
    whole = [table.counts for table in board_counts(progress())]
    assert whole == ["enrolled", "attending", "on pace", "tested", "met their growth goal"]


def test_a_report_tells_of_no_decision_of_a_later_day() -> None:
    fixed = register(DecisionRules((), (Rule("go on", "continue"),)), date(2026, 8, 1), date(2026, 9, 14))
    later = decide(fixed, {}, date(2026, 11, 3))
    for build in (lambda: public(decision=later), lambda: internal_report(progress(), title="T", decision=later)):
        with pytest.raises(InputError, match="decision is of a later day"):
            build()


def test_a_figure_is_printed_only_where_the_number_of_students_behind_it_is(safe: PublicReport) -> None:
    assert safe.sentences[:2] == ("Cost: withheld, as the number of students is.", "Effect: 0.1 SD (21 students).")


def test_the_decision_is_public_and_its_values_are_not(safe: PublicReport) -> None:
    said = safe.sentences
    assert said[2] == "Decision on 2026-11-02: continue, by rule: go on."
    assert "not before the launch" in said[3]
    assert len(said) == 4


Published = tuple[list[PublicReport], list[tuple[CountTable, ...]]]


@pytest.fixture(scope="module")
def durham(shared_data: Path) -> Published:
    """Reports on four schools, chosen because reports that forget those before do tell there."""
    return published(progress_at(students_at(schools_of(shared_data, 20, 24), seed=0)), POLICY)


def check_three_reports(reports: list[PublicReport], counts: list[tuple[CountTable, ...]]) -> None:
    checked = audit_reports(reports, counts, POLICY, unchanged=["invited"], changes=nobody_leaves(2))
    assert checked.recoverable == 0, [one for one in checked.complaints if "can work out" in one][:5]
    assert checked.holds, checked.complaints[:5]
    ends = deduced_from_reports(reports, unchanged=["invited"], changes=nobody_leaves(2))
    ends = ends.merge(checked.table[["cell", "verdict"]], on="cell")
    open_ = ends[ends["verdict"] != "in_vain"]
    assert (open_["high"] - open_["low"] >= 1).all()
    release = [table for report in reports for table in report.release]
    hidden = sum(int(table.cells["students"].isna().sum()) for table in release)
    shown = sum(int(table.cells["students"].notna().sum()) for table in release)
    assert min(hidden, shown) > 0
    print(f"{hidden} hidden, {shown} shown")


@pytest.mark.once
def test_three_reports_on_real_schools_tell_of_nobody(durham: Published) -> None:
    check_three_reports(*durham)


@pytest.mark.slow
def test_three_reports_on_all_schools_of_the_district_tell_of_nobody(shared_data: Path) -> None:
    progress = progress_at(students_at(schools_of(shared_data, 0, None)))
    check_three_reports(*published(progress, POLICY, seconds=120))


@pytest.mark.once
def test_reports_that_forget_those_before_do_tell(durham: Published) -> None:
    """What the check is for: each report is safe alone, and both together give two counts away."""
    first, counts = durham[0][0], durham[1][:2]
    how: dict[str, Any] = {"policy": POLICY, "before": [], "unchanged": []}
    alone = [first, publish_report(counts[1], title="T", as_of=DAYS[1], **how)]
    found = audit_reports(alone, counts, POLICY, unchanged=["invited"])
    assert found.recoverable == 2
    ends = deduced_from_reports(alone, unchanged=["invited"])
    assert (ends["low"] == ends["high"]).sum() >= 2


def test_no_student_comes_out_of_any_report_or_message(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    out, said = io.StringIO(), []
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        inside, outside = internal_report(progress(), title="Tutoring"), public()
        one = outside.of_school("North")
        for shown in (progress(), inside, outside, one, inside.students, progress().students, board_counts(progress())):
            said += [repr(shown), str(shown), f"{shown}"]
        said += [inside.to_markdown(), outside.to_markdown(), one.to_markdown(), inside.students._repr_html_()]
        for bad in (students().assign(attended_minutes=1e9), students().assign(engagement=CANARY)):
            try:
                progress_of(bad, DAY, good_attendance=0.9)
            except InputError as error:
                said.append("".join(traceback.format_exception(error)))
    assert CANARY not in "".join([*said, out.getvalue(), caplog.text])
    assert CANARY.encode() not in pickle.dumps(outside)


def test_words_in_a_table_cannot_break_it() -> None:
    table = pd.DataFrame({"school": ["A | B\n# C\u202e <b>", None], "students": [3.0, float("nan")]})
    assert table_markdown(table).splitlines()[2:] == ["| A \\| B # C  &lt;b&gt; | 3 |", "|  |  |"]
    assert [plain(value) for value in (True, pd.Timestamp(2026, 1, 2), 1234, 0.5)] == [
        "yes",
        "2026-01-02",
        "1,234",
        "0.5",
    ]
