"""Plan tutoring for the 45 elementary schools of Grand Rapids: `python examples/plan_grand_rapids.py --out folder`.

The same data as for Detroit under other choices: skills before grades, groups of four where the standard allows them,
reading first, a promise to the students furthest behind, and salaried tutors who are paid whether they teach or not.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import pandas as pd
from michigan import TERM, WINDOW, assumed, folder_of, need_of, note, present, records_of, schools_of

import hitdesign as hit
from hitdesign.district.records import Contract

PLACE, CODE = "Grand Rapids", 41010

POLICY = hit.Policy(
    name="reading first, skills, groups of up to four",
    objective="skill_reinforcement",
    standard="nssa_playbook",
    factor_weights={
        "student_need": 2.0,
        "objective": 1.0,
        "budget_and_staffing": 1.0,
        "logistics": 0.5,
        "evidence": 1.5,
    },
    acceptable_margin=1.6,
    subject_priorities={"reading": 1.5, "math": 1.0},
    floors=(
        hit.Floor(name="half of those furthest behind in reading", tier="intensive", subject="reading", share=0.5),
        hit.Floor(name="a third of those furthest behind in math", tier="intensive", subject="math", share=0.33),
        hit.Floor(name="one in ten of those less far behind", tier="strategic", share=0.1),
        hit.Floor(name="a third of the low-income students", mark="low_income", share=0.33),
    ),
)
#: Title I dollars for tutoring: a share of $400 for each low-income child.
TITLE_I_DOLLARS, TITLE_I_SHARE = 400, 0.2
#: Students of a school for each room that is free for tutoring.
STUDENTS_A_ROOM = 80
#: Schools of this size have a cart of laptops for the online tutors.
STUDENTS_FOR_A_CART, CART = 300, 12

ASSUMED = (
    assumed("blocks.minutes", "60", "minutes", "Two blocks in the school day; one after it at the larger schools."),
    assumed("blocks.groups_at_once", "1 room", "for 80 students", "At least two rooms."),
    assumed("blocks.online_seats", "12", "laptops", "A cart in the library of each school of 300 students and more."),
    assumed("tutoring_models", "3 models", "", "Three or four to a tutor in person, three online."),
    assumed("tutors.interventionists", "45 people", "15 hours, $20,000", "Half-time, salaried, one for each school."),
    assumed("tutors.paraprofessionals", "80 people", "20 hours, $21", "Paid by the hour."),
    assumed("tutors.online_provider", "40 tutors", "15 hours", "What one provider offered, nobody missing."),
    assumed("contracts.online", "$38", "a tutor hour", "The offer, at least $40,000 and at most $400,000."),
    assumed("funding.title_i", "$400", "a low-income child", "School budgets of a large city show $364 to $492."),
    assumed("funding.title_i.committed", "80%", "of the award", "What schools keep for their other Title I uses."),
    assumed("funding.state_tutoring", "$600,000", "", "A state grant of that size; its letter sets its rules."),
    assumed("funding.general_fund", "$350,000", "", "What the board adds."),
)


def blocks_of(schools: pd.DataFrame) -> list[hit.Block]:
    """Two intervention blocks a school, rooms by enrollment; at the larger schools an hour online in the library."""
    blocks = []
    for school in schools.itertuples():
        here = {"school_id": school.school_id, "minutes": 60, **TERM}
        day = {
            "when": "during_school",
            "days": "MTWRF",
            "groups_at_once": max(2, round(school.enrollment / STUDENTS_A_ROOM)),
            **here,
        }
        blocks.append(hit.Block(block_id="morning", starts_at="09:00", **day))
        blocks.append(hit.Block(block_id="midday", starts_at="12:30", **day))
        if school.enrollment >= STUDENTS_FOR_A_CART:
            room = {"groups_at_once": CART // 3, "online_seats": CART}
            blocks.append(hit.Block(block_id="library", when="after_school", days="MTWR", **room, **here))
    return blocks


def models_of() -> list[hit.TutoringModel]:
    """What the district offers, in place of the library's catalogue: half an hour three times a week."""
    dosage = {"sessions_per_week": 3, "minutes_per_session": 30, "weeks": 30}
    return [
        hit.TutoringModel(model_id="group_of_3", students_per_tutor=3, modality="in_person", **dosage),
        hit.TutoringModel(model_id="group_of_4", students_per_tutor=4, modality="in_person", **dosage),
        hit.TutoringModel(model_id="online_group_of_3", students_per_tutor=3, modality="online", **dosage),
    ]


def tutors_of() -> list[hit.TutorPool]:
    """Salaried interventionists, paraprofessionals by the hour, and a provider's online tutors."""
    return [
        hit.TutorPool(
            pool_id="interventionists",
            kind="certified_teacher",
            modality="in_person",
            tutors=45,
            hours_per_tutor_week=15,
            pay="salaried",
            annual_cost_dollars=20_000,
            when=("during_school",),
        ),
        hit.TutorPool(
            pool_id="paraprofessionals",
            kind="paraprofessional",
            modality="in_person",
            tutors=80,
            hours_per_tutor_week=20,
            pay="hourly",
            hourly_cost_dollars=21,
            when=("during_school",),
        ),
        hit.TutorPool(
            pool_id="online_provider",
            kind="college_student",
            employer="provider",
            modality="online",
            tutors=40,
            hours_per_tutor_week=15,
            vacancy_rate=0,
            pay="contract",
            contract_id="online",
        ),
    ]


def funding_of(schools: pd.DataFrame) -> list[hit.FundingStream]:
    """Title I by counts of low-income children, a state grant, and the board's money."""
    title_i = float(TITLE_I_DOLLARS * schools["low_income_students"].sum())
    kept = title_i * (1 - TITLE_I_SHARE)
    awards = (
        ("title_i", "title_i_a_schoolwide", title_i, kept),
        ("state_tutoring", "state_grant", 600_000, 0),
        ("general_fund", "general_fund", 350_000, 0),
    )
    return [
        hit.FundingStream(stream_id=name, program=program, award_dollars=award, committed_dollars=kept, **WINDOW)
        for name, program, award, kept in awards
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Plan Grand Rapids, write the files, print the plan in short."""
    out = folder_of(argv, PLACE)
    print(note(PLACE), flush=True)
    schools = schools_of(CODE)
    cohorts, counting = need_of(schools)
    contract = Contract(
        contract_id="online", price_basis="hour", price_dollars=38, minimum_dollars=40_000, maximum_dollars=400_000
    )
    district = hit.District(
        name=PLACE,
        schools=records_of(schools),
        cohorts=cohorts,
        blocks=blocks_of(schools),
        tutors=tutors_of(),
        funding=funding_of(schools),
        tutoring_models=models_of(),
        contracts=[contract],
        assumed=(*counting, *ASSUMED),
        notes=(note(PLACE),),
    )
    return present(hit.design(district, POLICY), out)


if __name__ == "__main__":
    sys.exit(main())
