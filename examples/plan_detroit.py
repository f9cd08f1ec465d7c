"""Plan tutoring for the 170 elementary schools of Detroit: `python examples/plan_detroit.py --out plan_detroit`.

Real school results of 2001; rooms, tutors, money and dates are assumptions that the report lists. It demonstrates.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

import pandas as pd
from michigan import TERM, WINDOW, assumed, folder_of, need_of, note, present, records_of, schools_of

import hitdesign as hit

PLACE, CODE = "Detroit", 82010

#: Students of a school for each room that is free for tutoring; after school two more rooms are free.
STUDENTS_A_ROOM = 150
#: Paraprofessionals who tutor in the school day, by area of the city: the first two areas are short of them.
PARAPROFESSIONALS = {"north": 110, "east": 140, "south": 190, "west": 230}
#: Title I dollars that a school gets for each low-income child, and the share of them that it gives to tutoring.
TITLE_I_DOLLARS, TITLE_I_SHARE = 400, 0.25
#: Schools with an after-school center: those with the largest shares of low-income children.
CENTERS = 40

ASSUMED = (
    assumed("blocks.minutes", "60", "minutes", "Two intervention blocks in the school day and one after school."),
    assumed("blocks.groups_at_once", "1 room", "for 150 students", "At least two rooms; two more after school."),
    assumed("tutors.paraprofessionals", "670 people", "20 hours, $22", "Four a school, more in the south and west."),
    assumed("tutors.teachers_after_hours", "800 people", "6 hours, $40", "Five a school who stay after hours."),
    assumed(
        "tutors.college_students",
        "120 people",
        "12 hours, $18",
        "Two colleges that send tutors; preparation is not paid.",
    ),
    assumed("schools.board_area", "every fourth building", "", "The data holds no places; codes are dealt in turn."),
    assumed("funding.title_i", "$400", "a low-income child", "School budgets of another large city show $364 to $492."),
    assumed("funding.title_i.committed", "75%", "of the award", "What schools keep for their other Title I uses."),
    assumed("funding.21st_cclc", "$1,400,000", "for 40 centers", "$35,000 a center for its tutoring."),
    assumed("funding.state_tutoring", "$1,500,000", "", "A state grant of that size; its letter sets its rules."),
    assumed("funding.general_fund", "$1,000,000", "", "What the board adds."),
    assumed("funding.esser_iii", "$5,000,000", "", "A line that some budgets still hold; it pays nothing now."),
)


def blocks_of(schools: pd.DataFrame) -> list[hit.Block]:
    """Two intervention blocks in the school day, which share their rooms but not their hour, and one after school."""
    blocks = []
    for school in schools.itertuples():
        here = {"school_id": school.school_id, "minutes": 60, **TERM}
        rooms = max(2, round(school.enrollment / STUDENTS_A_ROOM))
        for name, clock in (("morning", "09:00"), ("midday", "12:30")):
            blocks.append(
                hit.Block(
                    block_id=name, when="during_school", days="MTWRF", starts_at=clock, groups_at_once=rooms, **here
                )
            )
        blocks.append(
            hit.Block(block_id="after_school", when="after_school", days="MTWR", groups_at_once=rooms + 2, **here)
        )
    return blocks


def tutors_of(schools: pd.DataFrame) -> list[hit.TutorPool]:
    """Paraprofessionals by area, teachers paid extra after hours, and college students wherever they are needed."""
    areas = len(PARAPROFESSIONALS)
    return [
        *(
            hit.TutorPool(
                pool_id=f"paraprofessionals_{area}",
                kind="paraprofessional",
                modality="in_person",
                tutors=people,
                hours_per_tutor_week=20,
                pay="hourly",
                hourly_cost_dollars=22,
                schools=tuple(schools["school_id"][place::areas]),
                when=("during_school",),
            )
            for place, (area, people) in enumerate(PARAPROFESSIONALS.items())
        ),
        hit.TutorPool(
            pool_id="teachers_after_hours",
            kind="certified_teacher",
            modality="in_person",
            tutors=800,
            hours_per_tutor_week=6,
            pay="extra_duty",
            hourly_cost_dollars=40,
            when=("after_school",),
        ),
        hit.TutorPool(
            pool_id="college_students",
            kind="college_student",
            employer="college",
            modality="in_person",
            tutors=120,
            hours_per_tutor_week=12,
            paid_preparation_share=0,
            pay="hourly",
            hourly_cost_dollars=18,
        ),
    ]


def funding_of(schools: pd.DataFrame) -> list[hit.FundingStream]:
    """Title I by counts of low-income children, a grant for centers, state and board money, and an expired award."""
    title_i = float(TITLE_I_DOLLARS * schools["low_income_students"].sum())
    centers = schools.sort_values("low_income_share", ascending=False, kind="stable").head(CENTERS)["school_id"]
    expired = {"obligate_from": date(2021, 3, 24), "obligate_by": date(2024, 9, 30)}

    def stream(stream_id: str, program: str, dollars: float, **more: object) -> hit.FundingStream:
        return hit.FundingStream(stream_id=stream_id, program=program, award_dollars=dollars, **{**WINDOW, **more})

    return [
        stream("title_i", "title_i_a_schoolwide", title_i, committed_dollars=title_i * (1 - TITLE_I_SHARE)),
        stream("21st_cclc", "title_iv_b_21st_cclc", 1_400_000, schools=tuple(centers)),
        stream("state_tutoring", "state_grant", 1_500_000),
        stream("general_fund", "general_fund", 1_000_000),
        stream("esser_iii", "esser_iii", 5_000_000, **expired),
    ]


def detroit() -> hit.District:
    """The district with all of its tables."""
    schools = schools_of(CODE)
    cohorts, counting = need_of(schools)
    return hit.District(
        name=PLACE,
        schools=records_of(schools),
        cohorts=cohorts,
        blocks=blocks_of(schools),
        tutors=tutors_of(schools),
        funding=funding_of(schools),
        assumed=(*counting, *ASSUMED),
        notes=(note(PLACE),),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Plan Detroit, write the files, print the plan in short."""
    out = folder_of(argv, PLACE)
    print(note(PLACE), flush=True)
    return present(hit.design(detroit()), out)


if __name__ == "__main__":
    sys.exit(main())
