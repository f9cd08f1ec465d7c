"""Small districts in every shape that the formulation knows, one flag per feature, drawn by chance or by hypothesis.

A district is drawn through a `Dice`: the same code serves loops over seeds (thousands of them, fast) and hypothesis
strategies (which shrink). Amounts are small, so that every limit binds now and then.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from hitdesign.allocation.formulation import Formulation, formulate
from hitdesign.district.columns import Facts, facts_of
from hitdesign.district.district import District
from hitdesign.district.records import Block, FundingStream, School, TutoringModel, TutorPool
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence, Program
from hitdesign.need.need import Need, need_of
from hitdesign.policy import Floor, Policy
from laws.demands import DEMANDING, DEMANDS, with_demands
from laws.duties import DUTY_FEATURES, with_duties
from laws.terms import TERMS, drawn_contracts, names_of

T = TypeVar("T")

#: One flag per feature of the formulation.
FEATURES = (
    "marks",
    "take_up",
    "blocks",
    "terms",
    "rooms",
    "online",
    "salaried",
    "contracts",
    "materials",
    "caps",
    "indirect",
    "two_models",
    "everywhere",
    "limits",
    "floors",
    "clocks",
    "windows",
    "priorities",
    *DEMANDS,
    *TERMS,
)
#: With the duties, whose tables name ids of others: laws that take rows away or rename them leave these out.
EVERY_FEATURE = (*FEATURES, *DUTY_FEATURES)
FALL, SPRING = (date(2026, 9, 14), date(2026, 12, 18)), (date(2027, 1, 11), date(2027, 5, 21))
YEAR = (FALL[0], SPRING[1])
AWARDS, RICHER = [900.0, 431.17, 2500.0, 150.0, 1500.0, 60.5], [900.0, 2500.0, 431.17, 1500.0]


class Dice(Protocol):
    """Where choices come from."""

    def pick(self, options: Sequence[T]) -> T:
        """One of the options; the first is the simplest."""


class Chance:
    """Choices of a seeded generator."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, options: Sequence[T]) -> T:
        return options[self.random.randrange(len(options))]


class Drawn:
    """Choices of hypothesis."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw

    def pick(self, options: Sequence[T]) -> T:
        return self.draw(st.sampled_from(options))


@dataclass(frozen=True)
class Case:
    """A district with what else a formulation needs; `models` names the recommended ones per tier, best first."""

    district: District
    policy: Policy
    evidence: Evidence
    models: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def with_tables(self, **tables: Any) -> Case:
        """The same case with other tables of its district."""
        return replace(self, district=replace(self.district, **tables))


@dataclass(frozen=True)
class Asked:
    """A case ready to be formulated."""

    case: Case
    facts: Facts
    need: Need
    chosen: pd.DataFrame

    def formulation(self, *, plain: bool = False) -> Formulation:
        """The formulation of the case."""
        return formulate(self.facts, self.need, self.chosen, self.case.policy, self.case.evidence, plain=plain)


def asked(case: Case) -> Asked:
    """Facts, need and the recommended models of a case."""
    facts, need = facts_of(case.district, case.policy, case.evidence), need_of(case.district, case.policy)
    position = {str(model): number for number, model in enumerate(facts.models["model_id"])}
    rows = [
        (band, position[model], 1.0 - 0.25 * rank)
        for band, tier in enumerate(need.bands["tier"])
        for rank, model in enumerate(case.models[tier])
    ]
    chosen = pd.DataFrame(rows, columns=["band", "model", "score"]).astype({"band": np.int64, "model": np.int64})
    return Asked(case, facts, need, chosen.sort_values(["band", "model"]).reset_index(drop=True))


def program(name: str, restrictiveness: int = 0, **rules: Any) -> Program:
    """A law of our own."""
    return Program(
        name=name,
        summary=name,
        restrictiveness=restrictiveness,
        source="planning_default",
        as_of=date(2026, 1, 1),
        verified=False,
        **rules,
    )


#: Laws that restrict one thing each.
PROGRAMS = {
    "anything": program("anything"),
    "english_learners": program("english_learners", 8, requires_marks=("english_learner",)),
    "iep": program("iep", 8, requires_marks=("iep",)),
    "not_english_learners": program("not_english_learners", 3, excludes_marks=("english_learner",)),
    "after_school": program("after_school", 7, when=("after_school", "saturday")),
    "intensive": program("intensive", 6, tiers=("intensive",)),
    "math": program("math", 4, subjects=("math",)),
    "small_groups": program("small_groups", 5, largest_group=2),
    "teachers": program("teachers", 5, tutor_kinds=("certified_teacher",)),
    "schoolwide": program("schoolwide", 5, title_i_status=("schoolwide",)),
    "support": program("support", 7, support_status=("csi", "tsi")),
    "grades": program("grades", 2, grade_low=3, grade_high=4),
    "in_person": program("in_person", 2, modalities=("in_person",)),
    "closed": program("closed", 4, closed_after=date(2026, 11, 15)),
    "training": program("training", 6, pays_tutoring=False),
    "often": program("often", 4, least_sessions_per_week=3, least_minutes_per_week=90),
    "long": program("long", 4, least_minutes_per_session=30, least_weeks=6, least_hours=9),
    **DEMANDING,
}
MARKED = ("english_learners", "iep", "not_english_learners")
RULED = (
    "after_school",
    "intensive",
    "math",
    "small_groups",
    "teachers",
    "schoolwide",
    "support",
    "grades",
    "in_person",
    "training",
    "often",
    "long",
)

#: students per tutor, sessions a week, minutes, weeks, modality.
MODELS = {
    "one": (1, 2, 30, 6, "in_person"),
    "two": (2, 3, 30, 6, "in_person"),
    "three": (3, 3, 30, 8, "in_person"),
    "four": (4, 2, 40, 5, "in_person"),
    "five": (5, 5, 20, 6, "in_person"),
    "online_one": (1, 3, 30, 6, "online"),
    "online_three": (3, 2, 30, 10, "online"),
}


def presuming_of(laws: dict[str, Program]) -> dict[str, Program]:
    """The same laws with a test that presumes supplanting, and owing private schools a share."""
    return {
        f"{name}_presuming": law.model_copy(update={"supplanting": "presumptions", "equitable_services": "yes"})
        for name, law in laws.items()
    }


def evidence() -> Evidence:
    """The shipped knowledge with laws of our own beside the shipped ones."""
    presuming = presuming_of(PROGRAMS)
    rule = shipped().private_shares["title_i_a"]
    shares = {"made_up": rule.model_copy(update={"programs": (*PROGRAMS, *presuming), "title_i_status": ()})}
    return replace(
        shipped(),
        programs={**shipped().programs, **PROGRAMS, **presuming},
        private_shares={**shipped().private_shares, **shares},
    )


EVIDENCE = evidence()


def draw_case(dice: Dice, features: Iterable[str] = (), *, tiny: bool = False, schools: int = 0) -> Case:
    """A small district with these features; `tiny` keeps it small enough to try every plan; `schools` wants so many."""
    has = frozenset(features)
    has |= {"contracts"} if has & set(TERMS) else set()
    models = _models(dice, has)
    here = _schools(dice, schools or (1 if tiny and dice.pick([True, True, False]) else 2))
    subjects = ["math"] if tiny else dice.pick([["math"], ["math", "reading"]])
    cohorts, tiers = _cohorts(dice, has, here, subjects, tiny)
    named = {tier: _recommended(dice, has, tiny) for tier in tiers}
    floors = _floors(dice, tiers) if "floors" in has else ()
    policy = Policy(
        tier_weights=dice.pick(
            [{"intensive": 3.0, "strategic": 2.0, "on_level": 1.0}, {"intensive": 1.0, "strategic": 1.0}]
        ),
        school_priorities={"S1": 1.5} if "priorities" in has else {},
        subject_priorities={"math": 2.0} if "priorities" in has else {},
        grade_priorities={3: 2.0, 4: 1.5} if "priorities" in has else {},
        floors=floors,
        gap=0.0,
        tolerance=0.0,
    )
    blocks, tutors, funding = _blocks(dice, has, here, tiny), _tutors(dice, has, tiny), _funding(dice, has)
    contracts, tiers = drawn_contracts(dice, has)
    district = District(
        name="small",
        schools=here,
        cohorts=pd.DataFrame(cohorts),
        blocks=blocks,
        tutors=tutors,
        funding=funding,
        tutoring_models=models,
        contracts=contracts,
        contract_tiers=tiers,
    )
    case = Case(with_duties(dice, has, district), policy, EVIDENCE, named)
    return with_demands(dice, has, case) if has & {*DEMANDS} else case


def cases(
    features: Iterable[str] | None = None, *, tiny: bool = False, demands: bool = True
) -> st.SearchStrategy[Case]:
    """Cases with these features; None: with any set of features, without `demands` none that an award demands.

    What awards demand is not monotone (a larger award must spend more) and does not split (a minimum of each part).
    """
    known = [name for name in FEATURES if demands or name not in DEMANDS]

    @st.composite
    def drawn(draw: Callable[[Any], Any]) -> Case:
        wanted = draw(st.sets(st.sampled_from(known))) if features is None else features
        return draw_case(Drawn(draw), wanted, tiny=tiny)

    return drawn()


def case_of(seed: int, features: Iterable[str] | None = None, *, tiny: bool = False, schools: int = 0) -> Case:
    """The case of a seed; features None: each with even odds."""
    dice = Chance(seed)
    wanted = [name for name in FEATURES if dice.pick([True, False])] if features is None else features
    return draw_case(dice, wanted, tiny=tiny, schools=schools)


def _models(dice: Dice, has: frozenset[str]) -> tuple[TutoringModel, ...]:
    return tuple(
        TutoringModel(
            model_id=name,
            students_per_tutor=size,
            sessions_per_week=sessions,
            minutes_per_session=minutes,
            weeks=weeks,
            modality=modality,
            materials_dollars_per_student=dice.pick([0.0, 7.77, 25.0]) if "materials" in has else 0.0,
        )
        for name, (size, sessions, minutes, weeks, modality) in MODELS.items()
    )


def _recommended(dice: Dice, has: frozenset[str], tiny: bool) -> tuple[str, ...]:
    names = ["two", "three"] if tiny else ["one", "two", "three", "four", "five"]
    first = dice.pick(["online_one", "online_three", *names[:1]]) if "online" in has else dice.pick(names)
    others = [name for name in [*names, "online_three"] if name != first]
    return (first, dice.pick(others)) if "two_models" in has else (first,)


def _schools(dice: Dice, count: int) -> tuple[School, ...]:
    return tuple(
        School(
            school_id=f"S{number + 1}",
            school_name=f"School {number + 1}",
            grade_low=0,
            grade_high=5,
            enrollment=200,
            low_income_students=dice.pick([50, 120]),
            title_i_status=dice.pick(["schoolwide", "not_eligible"]),
            support_status=dice.pick(["none", "csi"]),
            opted_in="yes",
        )
        for number in range(count)
    )


def _cohorts(
    dice: Dice, has: frozenset[str], schools: Sequence[School], subjects: Sequence[str], tiny: bool
) -> tuple[list[dict[str, Any]], list[str]]:
    tiers = ["strategic"] if tiny else dice.pick([["strategic"], ["intensive", "strategic"]])
    rows: list[dict[str, Any]] = []
    for school in schools:
        for subject in subjects:
            for tier in tiers:
                low, high = dice.pick([(3, 4), (4, 5)]) if "limits" in has else (3, 5)
                marks: list[dict[str, str]] = [{}]
                if "marks" in has:
                    marks = dice.pick(
                        [
                            [{"english_learner": "yes"}, {"english_learner": "no"}],
                            [
                                {"english_learner": "yes", "iep": "no"},
                                {"english_learner": "no", "iep": "yes"},
                                {"english_learner": "no", "iep": "no"},
                            ],
                            [{"iep": "yes"}, {"iep": "unknown"}],
                            [{"english_learner": "yes", "iep": "yes"}, {"english_learner": "yes", "iep": "no"}],
                        ]
                    )
                    marks = marks[:2] if tiny else marks
                for mark in marks:
                    students = dice.pick([*range(1, 6 if tiny else 15), *range(1, 6 if tiny else 15), 0])
                    row = {
                        "school_id": school.school_id,
                        "grade_low": low,
                        "grade_high": high,
                        "subject": subject,
                        "tier": tier,
                        "students": students,
                        **mark,
                    }
                    if "take_up" in has:
                        row["take_up_rate"] = dice.pick([None, None, 0.5, 0.35])
                    rows.append(row)
    return rows, tiers


def _blocks(dice: Dice, has: frozenset[str], schools: Sequence[School], tiny: bool) -> tuple[Block, ...]:
    terms = [FALL, SPRING] if "terms" in has else [dice.pick([FALL, YEAR])]
    out: list[Block] = []
    homes = ["*"] if "everywhere" in has else [school.school_id for school in schools]
    if "everywhere" in has and dice.pick([True, False]):
        homes.append(schools[0].school_id)
    for home in homes:
        for number, term in enumerate(terms):
            names = dice.pick([["day", "after"], ["day", "day2"], ["after", "after2"]]) if "blocks" in has else ["day"]
            names = names[:1] if tiny and number else names
            out.extend(_block(dice, has, home, f"{name}_{number}", term) for name in names)
    return tuple(out)


def _block(dice: Dice, has: frozenset[str], home: str, name: str, term: tuple[date, date]) -> Block:
    after = name.startswith("after")
    when = (
        dice.pick(["after_school", "saturday"])
        if after and "limits" in has
        else "after_school"
        if after
        else "during_school"
    )
    if not after and "take_up" in has and "blocks" not in has:
        when = "after_school"
    families = {"enrolment": "assigned"}
    if "take_up" in has:
        families = {
            "enrolment": dice.pick(["opt_in", "opt_out", "assigned"]),
            "take_up_rate": dice.pick([0.6, 0.34, 0.9]),
        }
    return Block(
        school_id=home,
        block_id=name,
        when=when,
        days="S" if when == "saturday" else dice.pick(["MTWRF", "MWF", "MTWR", "MTWRF", "TR"]),
        minutes=dice.pick([30, 40, 60, 90]),
        starts_on=term[0],
        ends_on=term[1],
        groups_at_once=dice.pick([1, 2, 3]),
        starts_at=(clock := dice.pick(["", "08:00", "08:45", "15:00"]) if "clocks" in has else ""),
        room_group=dice.pick(["", "library"]) if "rooms" in has else "",
        online_seats=dice.pick([2, 3, 6]) if "online" in has else None,
        held="online" if "online" in has and clock == "15:00" else "either",
        **families,
    )


def _tutors(dice: Dice, has: frozenset[str], tiny: bool) -> tuple[TutorPool, ...]:
    names = ["a", "b"] if dice.pick([True, False]) else ["a"]
    out = [_pool(dice, has, name, "in_person", tiny) for name in names]
    if "online" in has:
        out.append(_pool(dice, has, "web", "online", tiny))
    return tuple(out)


def _pool(dice: Dice, has: frozenset[str], name: str, modality: Any, tiny: bool) -> TutorPool:
    pays: list[Any] = ["hourly", "extra_duty"]
    pays = ["salaried", *pays[:1]] if "salaried" in has else pays
    pays = (
        ["contract", *pays[:1]] if "contracts" in has and ("salaried" not in has or dice.pick([True, False])) else pays
    )
    pay = dice.pick(["contract", "contract", *pays] if has & set(TERMS) else pays)
    limits: dict[str, Any] = {}
    if "limits" in has:
        limits = dice.pick(
            [
                {},
                {"subjects": ("math",)},
                {"grade_low": 3, "grade_high": 4},
                {"schools": ("S1",)},
                {"when": ("during_school",)},
                {"starts_on": FALL[0], "ends_on": FALL[1]},
            ]
        )
    return TutorPool(
        pool_id=name,
        kind=dice.pick(["certified_teacher", "paraprofessional"]),
        modality=modality,
        tutors=dice.pick([1, 2] if tiny else [1, 2, 3, 4]),
        hours_per_tutor_week=dice.pick([4.0, 2.0, 10.0, 3.0, 1.5]),
        pay=pay,
        hourly_cost_dollars=dice.pick([18.0, 23.5, 0.0]) if pay in ("hourly", "extra_duty") else None,
        annual_cost_dollars=dice.pick([400.0, 650.0]) if pay == "salaried" else None,
        contract_id=dice.pick(names_of(has)) if pay == "contract" else "",
        benefits_rate=dice.pick([0.0, 0.0765]),
        paid_preparation_share=dice.pick([0.0, 0.25]),
        vacancy_rate=dice.pick([0.0, 0.25]),
        **limits,
    )


def _funding(dice: Dice, has: frozenset[str]) -> tuple[FundingStream, ...]:
    laws = ["anything"]
    if "marks" in has:
        laws += [dice.pick(MARKED), dice.pick(["anything", *MARKED])]
    if "limits" in has:
        laws += [dice.pick(RULED)]
    if "windows" in has or "terms" in has:
        laws += [dice.pick(["anything", "closed"])]
    if len(laws) > 1 and dice.pick([True, False]):
        laws = laws[1:]
    return tuple(_stream(dice, has, f"f{number}_{law}", law) for number, law in enumerate(laws))


def _stream(dice: Dice, has: frozenset[str], name: str, law: str) -> FundingStream:
    opens, closes, served = date(2026, 7, 1), date(2027, 9, 30), None
    if "windows" in has:
        opens = dice.pick([opens, opens, date(2026, 10, 1)])
        closes = dice.pick([closes, closes, date(2026, 11, 30), date(2027, 2, 14)])
        served = dice.pick([None, date(2027, 6, 30)])
    return FundingStream(
        stream_id=name,
        program=law,
        award_dollars=dice.pick(RICHER if has & set(TERMS) else AWARDS),
        committed_dollars=dice.pick([0.0, 20.25]),
        obligate_from=opens,
        obligate_by=closes,
        services_by=served,
        per_student_cap_dollars=dice.pick([None, 45.0, 88.88]) if "caps" in has else None,
        indirect_rate=dice.pick([0.0, 0.08, 0.153]) if "indirect" in has else 0.0,
        schools=dice.pick([(), ("S1",)]) if "limits" in has else (),
    )


def _floors(dice: Dice, tiers: Sequence[str]) -> tuple[Floor, ...]:
    return dice.pick(
        [
            (Floor(name="some", share=0.25),),
            (Floor(name="first", students=1, school_id="S1"),),
            (Floor(name="tier", share=0.3, tier=tiers[0]), Floor(name="math", students=2, subject="math")),
            (Floor(name="learners", share=0.5, mark="english_learner"),),
            (Floor(name="too_much", share=1.0),),
        ]
    )
