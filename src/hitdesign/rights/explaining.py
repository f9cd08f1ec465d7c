"""May this money pay at this school on this day, for whom, and if not, which rule says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.columns import Facts, facts_of
from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence, Program
from hitdesign.need.need import Need, need_of
from hitdesign.policy import Policy
from hitdesign.rights.calendar import span_of
from hitdesign.rights.payers import band_tests, cohort_bits, kind_test, model_tests, school_tests, when_test
from hitdesign.rights.places import Places, band_schools, places_of
from hitdesign.rights.whole_streams import Standing, standing_of
from hitdesign.rights.why_words import OF_THE_DISTRICT, Answer, Teller

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
COLUMNS = (
    *("stream_id", "program", "school_id", "may_pay", "rule", "students", "of_students", "sentence", "source"),
    "verified",
)

#: Rules that rest on fields of another name.
FIELDS = {"marks": ("requires_marks", "excludes_marks"), "grades": ("grade_low", "grade_high")}


def explain_funding(
    district: District, day: date, *, policy: Policy | None = None, evidence: Evidence | None = None
) -> pd.DataFrame:
    """One row per stream and school: whether the money may pay for tutoring there on this day, and the rule behind it.

    Columns: stream_id, program, school_id; may_pay (yes: for every student in need who can be taught there;
    some_students; no); rule (a code: the field of the program, or the fact, that decided); students, of_students (in
    need and with a time, tutors and a tutoring model there; those it may pay for, and all); sentence; source (a key of
    the sources) and verified, missing where a fact of the district decided. A `no` holds whatever the tutoring model,
    time and tutors; what several streams have left is not shared out here. Raises InputError as `design` does.

    >>> import pandas as pd, hitdesign as hit
    >>> from datetime import date
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"program": "title_iii_a", "award_dollars": 9_000, "obligate_from": "2026-07-01"}
    >>> district = hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award={**award, "obligate_by": "2027-09-30"})
    >>> explain_funding(district, date(2026, 6, 1))["sentence"].iloc[0]
    'Title III, Part A pays nothing yet: its window opens on 2026-07-01.'
    """
    day = _day(day)
    policy, evidence = policy or Policy(), evidence or shipped()
    ground = ground_of(district, policy, evidence)
    parts = []
    for number, name in enumerate(ground.facts.funding["program"]):
        program = evidence.programs[str(name)]
        standing = standing_of(ground.facts.funding.iloc[number], program, day, span_of(ground.facts.blocks)[0])
        answers = _nowhere(ground, standing) if standing.rule else _by_school(ground, number, program, standing)
        parts.append(_rows(ground, number, program, standing, answers, day))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _day(value: object) -> date:
    """The day of a date or a moment."""
    if not isinstance(value, date):
        expected = "a day such as date(2026, 10, 1)"
        raise InputError([Fault("explain_funding", "day is no date", expected, "Give a date", found=str(value))])
    return date(value.year, value.month, value.day)


@dataclass(frozen=True)
class Ground:
    """Facts and need with every place that a tutoring model has, whatever the money; positions of schools beside."""

    facts: Facts
    need: Need
    places: Places
    band_school: Ints
    place_school: Ints

    @cached_property
    def schools(self) -> list[dict[str, object]]:
        """Per school what its sentences name."""
        named = ["title_i_status", "support_status", "low_income_students", "enrollment"]
        columns = [self.facts.schools[name].tolist() for name in named]
        return [dict(zip(named, row, strict=True)) for row in zip(*columns, strict=True)]

    @property
    def n_schools(self) -> int:
        """How many schools there are."""
        return len(self.facts.schools)


def ground_of(district: District, policy: Policy, evidence: Evidence) -> Ground:
    """The places of every band under every tutoring model."""
    facts, need = facts_of(district, policy, evidence), need_of(district, policy, evidence=evidence)
    n_bands, n_models = len(need.bands), len(facts.models)
    band, model = np.repeat(np.arange(n_bands), n_models), np.tile(np.arange(n_models), n_bands)
    places = places_of(facts, need, band, model, tuple(evidence.staffing.values()))
    school = facts.blocks["school"].to_numpy(dtype=np.int64)[places.block]
    return Ground(facts, need, places, band_schools(facts, need), school)


class _Funnel:
    """What is left at each school after each rule: the first rule that leaves nothing, and the rules that took some."""

    def __init__(self, n_schools: int) -> None:
        self.rule = np.full(n_schools, "", dtype=object)
        self.took: dict[str, Bools] = {}

    def pour(self, rule: str, school: Ints, left: Bools, passed: Bools) -> Bools:
        """What of `left` passes; a school that had some and has none now owes it to `rule`."""
        after: Bools = left & passed
        lost = np.zeros(len(self.rule), dtype=bool)
        lost[school[left & ~passed]] = True
        self.took[rule] = lost
        self.empty(rule, school[after])
        return after

    def empty(self, rule: str, school: Ints) -> None:
        """Schools that are not among these have nothing left; the first rule to say so is kept."""
        some = np.zeros(len(self.rule), dtype=bool)
        some[school] = True
        self.rule[~some & (self.rule == "")] = rule


def _nowhere(ground: Ground, standing: Standing) -> Answer:
    """The answer of a stream that pays nowhere."""
    nothing = np.zeros(ground.n_schools, dtype=np.int64)
    rules = np.full(ground.n_schools, standing.rule, dtype=object)
    return Answer(rules, {}, nothing, _taught(ground, np.ones(len(ground.places.pair), dtype=bool), None))


def _by_school(ground: Ground, number: int, program: Program, standing: Standing) -> Answer:
    """Rules on schools, on students, on places, in this order; each school's first that leaves nothing."""
    facts, need, places = ground.facts, ground.need, ground.places
    funnel = _Funnel(ground.n_schools)
    every = np.arange(ground.n_schools)
    open_ = np.ones(ground.n_schools, dtype=bool)
    for rule, passed in school_tests(facts.schools, program, facts.funding["schools"].iloc[number]).items():
        open_ = funnel.pour(rule, every, open_, passed)
    meets = cohort_bits(need, [program]) == 1
    bands = funnel.pour("no_students", ground.band_school, open_[ground.band_school], _some(need, None))
    for rule, passed in {**band_tests(need.bands, program), "marks": _some(need, meets)}.items():
        bands = funnel.pour(rule, ground.band_school, bands, passed)
    left = bands[places.band]
    funnel.empty("no_place", ground.place_school[left])
    service = {name: passed[places.model] for name, passed in model_tests(facts.models, program).items()}
    service["when"] = when_test(facts.blocks, program)[places.block]
    service["tutor_kinds"] = kind_test(facts.tutors, program)[places.pool]
    contract = (facts.tutors["pay"].to_numpy() == "contract")[places.pool]
    service["contracts"] = np.where(contract, standing.contracted, standing.employed)
    for rule, passed in service.items():
        left = funnel.pour(rule, ground.place_school, left, passed)
    marked = need.cohorts["band"].to_numpy(dtype=np.int64)
    funnel.took["marks"] = _at(ground, bands[marked] & ~meets & (need.cohorts["students"].to_numpy() > 0))
    everybody = _taught(ground, np.ones(len(left), dtype=bool), None)
    return Answer(funnel.rule, funnel.took, _taught(ground, left, meets), everybody)


def _some(need: Need, meets: Bools | None) -> Bools:
    """Per band: whether a cohort with students is there that meets the marks."""
    present = need.cohorts["students"].to_numpy() > 0
    some = np.zeros(len(need.bands), dtype=bool)
    some[need.cohorts["band"].to_numpy(dtype=np.int64)[present if meets is None else present & meets]] = True
    return some


def _at(ground: Ground, cohorts: Bools) -> Bools:
    """Schools of these cohorts."""
    there = np.zeros(ground.n_schools, dtype=bool)
    there[ground.band_school[ground.need.cohorts["band"].to_numpy(dtype=np.int64)[cohorts]]] = True
    return there


def _taught(ground: Ground, left: Bools, meets: Bools | None) -> Ints:
    """Per school: students of cohorts that meet the marks, in bands that have one of these places left."""
    cohorts = ground.need.cohorts
    placed = np.zeros(len(ground.need.bands), dtype=bool)
    placed[ground.places.band[left]] = True
    band = cohorts["band"].to_numpy(dtype=np.int64)
    counted = placed[band] if meets is None else placed[band] & meets
    students = np.where(counted, cohorts["students"].to_numpy(dtype=np.int64), 0)
    return np.bincount(ground.band_school[band], weights=students, minlength=ground.n_schools).astype(np.int64)


def _rows(ground: Ground, number: int, program: Program, standing: Standing, answer: Answer, day: date) -> pd.DataFrame:
    """The rows of one stream."""
    stream = ground.facts.funding.iloc[number]
    teller = Teller(answer, program, stream, standing, day)
    said = [teller.said(at, school) for at, school in enumerate(ground.schools)]
    rules = [one.rule for one in said]
    district = np.isin(rules, OF_THE_DISTRICT)
    checked = np.array([program.verified and not _open(rule, program) for rule in rules], dtype=bool)
    columns = {
        "stream_id": stream["stream_id"],
        "program": stream["program"],
        "school_id": ground.facts.schools["school_id"].to_numpy(dtype=object),
        "may_pay": [one.may_pay for one in said],
        "rule": rules,
        "students": answer.students,
        "of_students": answer.of_students,
        "sentence": [one.sentence for one in said],
        "source": np.where(district, "district", program.source),
        "verified": pd.arrays.BooleanArray(checked, district),
    }
    return pd.DataFrame(columns)[list(COLUMNS)]


def _open(rule: str, program: Program) -> bool:
    """Whether a field behind the rule is one that nobody has checked."""
    fields = FIELDS.get(rule, (rule,))
    return any(field in program.unverified_fields for field in fields)
