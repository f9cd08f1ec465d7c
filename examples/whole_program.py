"""The program around a plan of Muskegon's 10 elementary schools: `python examples/whole_program.py --out folder`.

Pilot or all schools and why, what to expect and to promise, who does what, tasks before launch, risks, letters, and
answers to a board's questions. Schools and need are those of the other Michigan examples; people, days, sign-offs and
the district's own goal are assumed for this example and say nothing of the place.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ask_a_plan import PLACE, district_of
from michigan import assumed, folder_of, note

import hitdesign as hit
from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.program_records import DistrictDate, Purchase, Signoff, StaffRole, StrategicGoal
from hitdesign.report.program_files import write_program
from hitdesign.rollout.goals import GoalChoices
from hitdesign.rollout.messages import MessageChoices
from hitdesign.rollout.rollout import Rollout
from hitdesign.rollout.timeline import TimelineChoices

ASSUMED = (
    assumed("people", "1 coordinator, 1 principal a school", "", "No district's staff list."),
    assumed("dates, purchases, signoffs", "5 rows", "", "Days of a year that nobody has set."),
    assumed("strategic_goals", "1 goal", "", "No district's own words."),
)
CHOICES = Rollout(
    goals=GoalChoices(assessments={"math": "the spring assessment", "reading": "the spring assessment"}),
    timeline=TimelineChoices(as_of=date(2026, 6, 1)),
    messages=MessageChoices(contact="the office of teaching and learning"),
)


def whole_district() -> hit.District:
    """The district of the example that asks a plan, with people, days and a goal."""
    place = district_of()
    principals = [
        StaffRole(role="principal", school_id=school.school_id, hours_per_week=3.0) for school in place.schools
    ]
    return replace(
        place,
        people=(StaffRole(role="program_coordinator", hours_per_week=30.0), *principals),
        calendar=(ClosedDays(school_id="*", starts_on=date(2026, 12, 21), ends_on=date(2027, 1, 1), kind="break"),),
        dates=(
            DistrictDate(kind="board_meeting", on=date(2026, 6, 16)),
            DistrictDate(kind="board_meeting", on=date(2026, 8, 18)),
            DistrictDate(kind="staff_training", on=date(2026, 8, 27)),
            DistrictDate(
                kind="assessment", on=date(2027, 5, 3), until=date(2027, 5, 14), label="the spring assessment"
            ),
        ),
        purchases=(Purchase(contract_id="online", begun_on=date(2026, 5, 18)),),
        signoffs=(Signoff(task_id="analyse_need", status="done", role="superintendent", on=date(2026, 5, 4)),),
        strategic_goals=(
            StrategicGoal(
                goal_id="g1", goal="More fourth graders read well", subject="reading", grade_low=4, grade_high=4
            ),
        ),
        assumed=(*place.assumed, *ASSUMED),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Plan, print what each part says first, write all of them."""
    out = folder_of(argv, PLACE)
    print(note(PLACE), flush=True)
    policy = hit.Policy(rollout=CHOICES)
    plan = hit.design(whole_district(), policy, rank_assumptions=False).or_raise()
    parts = {
        "Scope": plan.scope.because,
        "Forecast": plan.forecast.sentences[1],
        "Goals": plan.goals.sentences[2],
        "Team": plan.team.sentences[0],
        "Timeline": plan.timeline.sentences[0],
        "Readiness": plan.timeline.sentences[1],
        "Risks": plan.risks.sentences[0],
        "Answers": plan.answers[1].sentences[0],
    }
    for name, sentence in parts.items():
        print(f"{name}: {sentence}")
    print(f"Files: {len(write_program(plan, out))} in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
