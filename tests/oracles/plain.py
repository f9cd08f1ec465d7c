"""The allocation written plainly: one variable per cohort, model, block and pool, loops instead of arrays, own rights.

It shares the tables (Facts, Need, the programs of the evidence) with the library and nothing else: rights, calendar,
costs and rows are written again from the design's words. It is solved by HiGHS directly, without PuLP. Slow and long on
purpose.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from statistics import mean
from typing import Any, Literal

import highspy

from laws.districts import Asked
from oracles import closings, duties
from oracles.openings import add_openings, count_present, name_people
from oracles.plain_demands import demands, label
from oracles.terms import deals_of, dosage, plain_terms

#: lp: fractions. counted: whole students, groups and people, people counted per station. persons: every person by name.
Kind = Literal["lp", "counted", "persons"]
SLACK = 1e-6


@dataclass(frozen=True)
class Place:
    """A band taught with a model in a block by a pool."""

    band: int
    model: int
    block: int
    pool: int


@dataclass
class Lines:
    """A program in dictionaries."""

    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float, str]] = field(default_factory=list)
    names: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def variable(self, *name: Any, upper: float = math.inf, whole: bool = False, value: float = 0.0) -> int:
        assert name not in self.names
        self.names[name] = len(self.upper)
        self.upper.append(upper)
        self.whole.append(whole)
        self.value.append(value)
        return self.names[name]

    def row(
        self, what: str, terms: Iterable[tuple[int, float]], low: float = -math.inf, high: float = math.inf
    ) -> None:
        gathered: dict[int, float] = defaultdict(float)
        for variable, coefficient in terms:
            gathered[variable] += coefficient
        self.rows.append((dict(gathered), low, high, what))

    def solve(self) -> tuple[str, float, list[float]]:
        """Status (unknown where the search was too long), value, and the variables' values; maximised."""
        if not self.upper:
            bad = any(low > SLACK or high < -SLACK for _, low, high, _ in self.rows)
            return ("infeasible", math.nan, []) if bad else ("optimal", 0.0, [])
        h = highspy.Highs()
        for name, setting in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-7),
            ("mip_feasibility_tolerance", 1e-8),
            ("primal_feasibility_tolerance", 1e-9),
            ("mip_max_nodes", 2_000),
        ):
            h.setOptionValue(name, setting)
        for upper, whole, value in zip(self.upper, self.whole, self.value, strict=True):
            h.addVar(0.0, min(upper, highspy.kHighsInf))
            h.changeColCost(h.getNumCol() - 1, value)
            if whole:
                h.changeColIntegrality(h.getNumCol() - 1, highspy.HighsVarType.kInteger)
        for terms, low, high, _ in self.rows:
            kept = {variable: coefficient for variable, coefficient in terms.items() if coefficient}
            h.addRow(
                max(low, -highspy.kHighsInf), min(high, highspy.kHighsInf), len(kept), list(kept), list(kept.values())
            )
        h.changeObjectiveSense(highspy.ObjSense.kMaximize)
        h.run()
        status = h.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:  # said by presolve too, now and then, where a plan exists
            h.setOptionValue("presolve", "off")
            h.clearSolver()
            h.run()
            status = h.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return "infeasible", math.nan, []
        if status == highspy.HighsModelStatus.kSolutionLimit:
            return "unknown", math.nan, []
        assert status == highspy.HighsModelStatus.kOptimal, status
        return "optimal", h.getInfo().objective_function_value, list(h.getSolution().col_value)


class City:
    """The tables as lists of plain dictionaries, with what the design derives from them."""

    def __init__(self, asked: Asked) -> None:
        facts, need = asked.facts, asked.need
        self.policy, self.district = asked.case.policy, asked.case.district
        self.schools: list[Any] = facts.schools.to_dict("records")
        self.blocks: list[Any] = facts.blocks.to_dict("records")
        self.pools: list[Any] = facts.tutors.to_dict("records")
        self.streams: list[Any] = facts.funding.to_dict("records")
        self.models: list[Any] = facts.models.to_dict("records")
        self.cohorts: list[Any] = need.cohorts.to_dict("records")
        self.bands: list[Any] = need.bands.to_dict("records")
        self.other_costs = facts.other_costs
        self.deals = deals_of(asked.case.district)
        self.programs = [asked.case.evidence.programs[stream["program"]] for stream in self.streams]
        self.members = [[c for c, row in enumerate(self.cohorts) if row["band"] == b] for b in range(len(self.bands))]
        self.first = min(day(block["starts_on"]) for block in self.blocks)
        self.last = max(day(block["ends_on"]) for block in self.blocks)
        self.periods = list(self._periods())
        wanted = [(int(row["band"]), int(row["model"])) for row in asked.chosen.to_dict("records")]
        self.places = [
            place
            for band, model in wanted
            for block in range(len(self.blocks))
            for pool in range(len(self.pools))
            if self.may_teach(place := Place(band, model, block, pool)) and self.payable(place)
        ]

    # --- who may ---------------------------------------------------------------------------------------------------

    def may_teach(self, place: Place) -> bool:
        """The block holds the band and the model, and the pool may teach there."""
        band, model, block, pool = (
            self.bands[place.band],
            self.models[place.model],
            self.blocks[place.block],
            self.pools[place.pool],
        )
        school = self.schools[block["school"]]["school_id"]
        online = model["modality"] == "online"
        return (
            school == band["school_id"]
            and block["grade_low"] <= band["grade_low"] <= band["grade_high"] <= block["grade_high"]
            and model["minutes_per_session"] <= block["minutes"]
            and model["sessions_per_week"] <= len(block["days"])
            and 7 * model["weeks"] <= day(block["ends_on"]) - day(block["starts_on"]) + 1
            and len(block["days"]) * model["weeks"] <= len(closings.held(self, block))
            and block["groups_at_once"] >= 1
            and (not online or block["online_seats"] >= 1)
            and block["held"] in ("either", model["modality"])
            and pool["modality"] == model["modality"]
            and (not pool["subjects"] or band["subject"] in pool["subjects"])
            and pool["grade_low"] <= band["grade_low"] <= band["grade_high"] <= pool["grade_high"]
            and (not pool["schools"] or school in pool["schools"])
            and (not pool["when"] or block["when"] in pool["when"])
            and pool["starts_on"] <= block["starts_on"] <= block["ends_on"] <= pool["ends_on"]
            and pool["tutors"] * (1 - pool["vacancy_rate"]) > 0
            and pool["hours_per_tutor_week"] > 0
            and self.weekly_hours(place) <= pool["hours_per_tutor_week"] + SLACK
        )

    def meets(self, cohort: int, stream: int) -> bool:
        """The cohort has every mark that the stream's law wants, and none that it refuses; unknown is neither."""
        row, law = self.cohorts[cohort], self.programs[stream]
        return (
            not duties.barred(self, cohort, stream)
            and all(row[mark] == "yes" for mark in law.requires_marks)
            and all(row[mark] == "no" for mark in law.excludes_marks)
        )

    def may_pay(self, stream: int, place: Place) -> bool:
        """The stream's law, marks and dates apart, allows the service."""
        row, law = self.streams[stream], self.programs[stream]
        band, model, block, pool = (
            self.bands[place.band],
            self.models[place.model],
            self.blocks[place.block],
            self.pools[place.pool],
        )
        school = self.schools[block["school"]]
        return (
            law.pays_tutoring
            and (not law.uses or "tutoring" in law.uses)
            and row["available_dollars"] > 0
            and one_of(school["title_i_status"], law.title_i_status)
            and one_of(school["support_status"], law.support_status)
            and one_of(school["school_id"], row["schools"])
            and one_of(band["tier"], law.tiers)
            and one_of(band["subject"], law.subjects)
            and (law.grade_low is None or band["grade_low"] >= law.grade_low)
            and (law.grade_high is None or band["grade_high"] <= law.grade_high)
            and (law.largest_group is None or model["students_per_tutor"] <= law.largest_group)
            and one_of(model["modality"], law.modalities)
            and self.enough(model, law)
            and one_of(block["when"], law.when)
            and one_of(pool["kind"], law.tutor_kinds)
            and any(self.meets(c, stream) for c in self.present(place.band))
        )

    @staticmethod
    def enough(model: dict[str, Any], law: Any) -> bool:
        """The tutoring model gives at least the dosage that the law pays for."""
        sessions, minutes, weeks = model["sessions_per_week"], model["minutes_per_session"], model["weeks"]
        wanted = (
            (sessions, law.least_sessions_per_week),
            (minutes, law.least_minutes_per_session),
            (sessions * minutes, law.least_minutes_per_week),
            (weeks, law.least_weeks),
            (sessions * minutes * weeks / 60, law.least_hours),
        )
        return all(least is None or given >= least for given, least in wanted)

    def present(self, band: int) -> list[int]:
        """Cohorts of the band that have students."""
        return [c for c in self.members[band] if self.cohorts[c]["students"] > 0]

    def limited(self, stream: int, band: int) -> bool:
        """The stream may pay for some of the band's students only."""
        return not all(self.meets(c, stream) for c in self.present(band))

    def in_window(self, stream: int, day_number: int, *, contract: bool) -> bool:
        """Whether the stream may pay for work on this day."""
        row, law = self.streams[stream], self.programs[stream]
        opens, closes = day(row["obligate_from"]), day(row["obligate_by"])
        if law.closed_after is not None:
            closes = min(closes, law.closed_after.toordinal())
        if not contract:
            return opens <= day_number <= closes
        signed = max(self.first, opens)
        served = min(day(row["services_by"]), day(row["liquidate_by"]))
        return signed <= closes and opens <= day_number <= max(closes, served)

    def _periods(self) -> Iterator[tuple[int, int]]:
        """Runs of days on which the same streams may pay."""

        def who(number: int) -> tuple[Any, ...]:
            pays = (self.in_window(k, number, contract=c) for c in (False, True) for k in range(len(self.streams)))
            return (*pays, label(self, number))

        start, known = self.first, who(self.first)
        for number in range(self.first + 1, self.last + 1):
            if (now := who(number)) != known:
                yield start, number - 1
                start, known = number, now
        yield start, self.last

    def payers(self, place: Place, period: int) -> list[int]:
        """The streams that may pay for the service in the period."""
        contract = self.pools[place.pool]["pay"] == "contract"
        begin = self.periods[period][0]
        return [
            k
            for k in range(len(self.streams))
            if self.may_pay(k, place) and self.in_window(k, begin, contract=contract)
        ]

    def payable(self, place: Place) -> bool:
        """Somebody may pay for every cent of it."""
        return all(
            (self.payers(place, t) or not (self.group_cents(place, t) or self.seat_cents(place, t)))
            and (self.material_payers(place, t) or not self.material_cents(place, t))
            for t in range(len(self.periods))
        )

    def material_payers(self, place: Place, period: int) -> list[int]:
        """Those of them whose law pays for materials."""
        laws = self.programs
        return [k for k in self.payers(place, period) if not laws[k].uses or "materials" in laws[k].uses]

    # --- what it costs ---------------------------------------------------------------------------------------------

    def work_share(self, place: Place, period: int) -> float:
        """Share of the service's days that lie in the period."""
        block, weeks = self.blocks[place.block], self.models[place.model]["weeks"]
        low, high = self.periods[period]
        if self.district.calendar:
            return math.fsum(part for number, part in closings.work(self, block, weeks) if low <= number <= high)
        start, days = day(block["starts_on"]), 7 * weeks
        return sum(1 for number in range(start, start + days) if low <= number <= high) / days

    def group_size(self, place: Place) -> int:
        """Most students in a group: the model's, and online no more than are online at once."""
        model, block = self.models[place.model], self.blocks[place.block]
        return (
            min(model["students_per_tutor"], block["online_seats"])
            if model["modality"] == "online"
            else model["students_per_tutor"]
        )

    def weekly_hours(self, place: Place) -> float:
        """Paid hours a week of one group."""
        model, pool = self.models[place.model], self.pools[place.pool]
        return model["sessions_per_week"] * model["minutes_per_session"] / 60 * (1 + pool["paid_preparation_share"])

    def salary_hour(self, pool: int) -> float:
        """Dollars of one salaried hour of the program's year."""
        row = self.pools[pool]
        return (
            row["annual_cost_dollars"]
            * (1 + row["benefits_rate"])
            / max(row["hours_per_tutor_week"] * self.weeks(), 1.0)
        )

    def weeks(self) -> float:
        """Weeks from the first day of the first term to the last of the last."""
        return (self.last - self.first + 1) / 7

    def group_dollars(self, place: Place) -> float:
        """Labour of one group."""
        model, pool = self.models[place.model], self.pools[place.pool]
        sessions = model["sessions_per_week"] * model["weeks"]
        if pool["pay"] == "contract":
            deal = self.deals[pool["contract_id"]]
            return deal.lowest * deal.group_units(sessions, model["minutes_per_session"] / 60)
        paid = self.weekly_hours(place) * model["weeks"]
        if pool["pay"] == "salaried":
            return paid * self.salary_hour(place.pool)
        return paid * pool["hourly_cost_dollars"] * (1 + pool["benefits_rate"])

    def seat_price(self, place: Place) -> float:
        """What a contract asks for a seat."""
        pool = self.pools[place.pool]
        if pool["pay"] != "contract":
            return 0.0
        return self.deals[pool["contract_id"]].seat_dollars(*dosage(self, place))

    def group_cents(self, place: Place, period: int) -> int:
        """Cents of one group in the period, rounded up."""
        return cents(self.group_dollars(place) * self.work_share(place, period))

    def seat_cents(self, place: Place, period: int) -> int:
        """Cents of one seat in the period, rounded up."""
        dollars = self.models[place.model]["materials_dollars_per_student"] + self.seat_price(place)
        return cents(dollars * self.work_share(place, period))

    def material_cents(self, place: Place, period: int) -> int:
        """Cents of a seat's materials in the period, rounded up."""
        return cents(self.models[place.model]["materials_dollars_per_student"] * self.work_share(place, period))

    def costs(self, place: Place, period: int) -> list[tuple[str, float, int, int, list[int]]]:
        """What is paid for by different streams: a name, group cents, seat cents, largest group, who may pay.

        Materials stand alone where somebody who may pay for the rest may not pay for them.
        """
        group, seat = self.group_cents(place, period), self.seat_cents(place, period)
        everybody, some = self.payers(place, period), self.material_payers(place, period)
        materials = 0 if everybody == some else self.material_cents(place, period)
        size = self.group_size(place)
        both = [("", group, seat - materials, size, everybody), ("materials", 0, materials, size, some)]
        return [one for one in both if one[1] or one[2]]

    # --- time ------------------------------------------------------------------------------------------------------

    def at_once(self, place: Place) -> float:
        """Share of the block's sessions that a group holds."""
        model, block = self.models[place.model], self.blocks[place.block]
        return model["sessions_per_week"] / (len(block["days"]) * (block["minutes"] // model["minutes_per_session"]))

    def moments(self) -> list[frozenset[int]]:
        """Sets of blocks that run at the same moment: each first day, weekday, time of day and starting clock."""
        found = set()
        for term_day in {day(block["starts_on"]) for block in self.blocks}:
            for when in {block["when"] for block in self.blocks}:
                for letter in "MTWRFS":
                    here = [
                        b
                        for b, block in enumerate(self.blocks)
                        if block["when"] == when
                        and letter in block["days"]
                        and day(block["starts_on"]) <= term_day <= day(block["ends_on"])
                    ]
                    clocks = {self.blocks[b]["starts_minute"] for b in here}
                    for clock in clocks:
                        running = frozenset(b for b in here if at(self.blocks[b], clock))
                        found.add(running)
        return sorted((one for one in found if one), key=sorted)

    def weeks_together(self) -> list[list[int]]:
        """Blocks that run in the same week, at each first day of a term."""
        return [
            [b for b, block in enumerate(self.blocks) if day(block["starts_on"]) <= start <= day(block["ends_on"])]
            for start in sorted({day(block["starts_on"]) for block in self.blocks})
        ]

    def joins(self, cohort: int, block: int) -> float:
        """Share of the cohort that comes at that time."""
        row, own = self.blocks[block], self.cohorts[cohort]["take_up_rate"]
        if row["enrolment"] == "assigned":
            return 1.0
        return row["take_up_rate"] if math.isnan(own) else own

    def kinds(self, band: int) -> list[list[int]]:
        """Cohorts of the band that no mark rule and no take-up of their own tells apart."""
        here = [p for p in self.places if p.band == band]
        rules = [k for k in range(len(self.streams)) if self.limited(k, band) and any(self.may_pay(k, p) for p in here)]
        found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for c in self.members[band]:
            own = self.cohorts[c]["take_up_rate"]
            told_apart = (*(self.meets(c, k) for k in rules), None if math.isnan(own) else own)
            found[(*told_apart, duties.covered_by(self, c))].append(c)
        return list(found.values())

    def weight(self, cohort: int) -> float:
        """What a seat counts."""
        row, policy = self.cohorts[cohort], self.policy
        return (
            policy.tier_weights.get(row["tier"], 1.0)
            * policy.school_priorities.get(row["school_id"], 1.0)
            * policy.subject_priorities.get(row["subject"], 1.0)
            * mean(policy.grade_priorities.get(grade, 1.0) for grade in range(row["grade_low"], row["grade_high"] + 1))
        )


def day(value: Any) -> int:
    """A date as a number."""
    return date(value.year, value.month, value.day).toordinal()


def cents(dollars: float) -> int:
    """Whole cents, never less than the dollars."""
    return math.ceil(100 * dollars - SLACK)


def one_of(word: str, allowed: tuple[str, ...]) -> bool:
    """An empty list allows all."""
    return not allowed or word in allowed


def at(block: Any, clock: float) -> bool:
    """Whether the block runs at the clock time; one of them without a clock always meets."""
    start = block["starts_minute"]
    return math.isnan(start) or (not math.isnan(clock) and start <= clock < start + block["minutes"])


def plain_program(city: City, kind: Kind = "lp") -> Lines:
    """All variables and rows; level 1 as the value."""
    lines, whole = Lines(), kind != "lp"
    for place in city.places:
        lines.variable("n", place, whole=whole)
        for c in city.members[place.band]:
            lines.variable("x", c, place, upper=float(city.cohorts[c]["students"]), whole=whole, value=city.weight(c))
    _students(city, lines)
    _time(city, lines)
    _staff(city, lines, whole=whole)
    money_rows(city, lines, whole=whole)
    _floors(city, lines)
    duties.mandate_rows(city, lines)
    if whole:
        _whole(city, lines, by_name=kind == "persons")
    return lines


def _students(city: City, lines: Lines) -> None:
    x, n = (lambda c, p: lines.names["x", c, p]), (lambda p: lines.names["n", p])
    for place in city.places:
        size = city.group_size(place)
        lines.row("ratio", [(n(place), -size), *((x(c, place), 1) for c in city.members[place.band])], high=0)
    for band in range(len(city.bands)):
        here = [p for p in city.places if p.band == band]
        for c in city.members[band]:
            lines.row("need", [(x(c, p), 1) for p in here], high=city.cohorts[c]["students"])
        for kind in city.kinds(band):
            students = sum(city.cohorts[c]["students"] for c in kind)
            for when in {city.blocks[p.block]["when"] for p in here}:
                rates = {p: city.joins(kind[0], p.block) for p in here if city.blocks[p.block]["when"] == when}
                for rate in {r for r in rates.values() if r < 1}:
                    terms = [(x(c, p), 1) for p, own in rates.items() if own <= rate + 1e-9 for c in kind]
                    lines.row("take_up", terms, high=math.floor(rate * students + SLACK))


def _time(city: City, lines: Lines) -> None:
    n = {p: lines.names["n", p] for p in city.places}
    for b, block in enumerate(city.blocks):
        here = [p for p in city.places if p.block == b]
        lines.row("rooms", [(n[p], city.at_once(p)) for p in here], high=block["groups_at_once"])
        online = [p for p in here if city.models[p.model]["modality"] == "online"]
        seats = [(lines.names["x", c, p], city.at_once(p)) for p in online for c in city.members[p.band]]
        lines.row("online_seats", seats, high=block["online_seats"])
    for together in _sharing(city):
        most = max(city.blocks[b]["groups_at_once"] for b in together)
        lines.row("rooms", [(n[p], city.at_once(p)) for p in city.places if p.block in together], high=most)
    for k, pool in enumerate(city.pools):
        own = [p for p in city.places if p.pool == k]
        people = pool["tutors"] * (1 - pool["vacancy_rate"])
        for moment in city.moments():
            lines.row("tutors_at_once", [(n[p], city.at_once(p)) for p in own if p.block in moment], high=people)
        for weeks in city.weeks_together():
            terms = [(n[p], city.weekly_hours(p)) for p in own if p.block in weeks]
            lines.row("tutor_hours", terms, high=people * pool["hours_per_tutor_week"])


def _sharing(city: City) -> list[list[int]]:
    """Blocks of a school and room group that run at the same moment."""
    out = []
    for moment in city.moments():
        groups = defaultdict(list)
        for b in sorted(moment):
            if city.blocks[b]["room_group"]:
                groups[city.blocks[b]["school"], city.blocks[b]["room_group"]].append(b)
        out += [members for members in groups.values() if len(members) > 1]
    return out


def _staffed(city: City) -> list[tuple[int, int]]:
    """Salaried pools and the schools where they may teach."""
    return sorted(
        {(p.pool, city.blocks[p.block]["school"]) for p in city.places if city.pools[p.pool]["pay"] == "salaried"}
    )


def _staff(city: City, lines: Lines, *, whole: bool) -> None:
    for k, s in _staffed(city):
        pool = city.pools[k]
        here = [p for p in city.places if p.pool == k and city.blocks[p.block]["school"] == s]
        staff = lines.variable("staff", k, s, upper=pool["tutors"] * (1 - pool["vacancy_rate"]), whole=whole)
        idle = lines.variable("idle", k, s)
        hours = pool["hours_per_tutor_week"]
        taught = [(lines.names["n", p], city.weekly_hours(p) * city.models[p.model]["weeks"]) for p in here]
        lines.row("staff_hours", [*taught, (idle, 1), (staff, -hours * city.weeks())], low=0, high=0)
        for weeks in city.weeks_together():
            terms = [(lines.names["n", p], city.weekly_hours(p)) for p in here if p.block in weeks]
            lines.row("staff_week", [*terms, (staff, -hours)], high=0)
        for moment in city.moments():
            terms = [(lines.names["n", p], city.at_once(p)) for p in here if p.block in moment]
            lines.row("staff_at_once", [*terms, (staff, -1)], high=0)
    for k, pool in enumerate(city.pools):
        terms = [(lines.names["staff", a, s], 1) for a, s in _staffed(city) if a == k]
        lines.row("staff", terms, high=pool["tutors"] * (1 - pool["vacancy_rate"]))


def money_rows(city: City, lines: Lines, *, whole: bool = False) -> None:
    """Dollars of each stream for each cohort's seats where it is limited to marks, else for the service as a whole."""
    spent: dict[int, list[int]] = defaultdict(list)
    capped: dict[tuple[int, Place], list[int]] = defaultdict(list)
    for place in city.places:
        for t in range(len(city.periods)):
            for what, group, seat, size, payers in city.costs(place, t):
                paid, for_cohort = [], defaultdict(list)
                for k in payers:
                    if city.limited(k, place.band):
                        own = [c for c in city.members[place.band] if city.meets(c, k)]
                        dollars = [lines.variable("d", k, place, t, what, c) for c in own]
                        for c, variable in zip(own, dollars, strict=True):
                            for_cohort[c].append(variable)
                    else:
                        dollars = [lines.variable("d", k, place, t, what)]
                    paid += dollars
                    spent[k] += dollars
                    capped[k, place] += dollars
                cost = [(lines.names["n", place], group / 100)]
                cost += [(lines.names["x", c, place], seat / 100) for c in city.members[place.band]]
                lines.row("cost", [*cost, *((one, -1) for one in paid)], low=0, high=0)
                for c, dollars in for_cohort.items():
                    own_part = (lines.names["x", c, place], -(group / size + seat) / 100)
                    lines.row("share", [own_part, *((one, 1) for one in dollars)], high=0)
    for (k, place), dollars in capped.items():
        cap = city.streams[k]["per_student_cap_dollars"]
        if math.isfinite(cap):
            own = [c for c in city.members[place.band] if not city.limited(k, place.band) or city.meets(c, k)]
            lines.row(
                "cap", [*((one, 1) for one in dollars), *((lines.names["x", c, place], -cap) for c in own)], high=0
            )
    _idle(city, lines, spent)
    add_openings(city, lines, spent, whole=whole)
    plain_terms(city, lines, spent, whole=whole, sharing=_sharing(city))
    demands(city, lines)
    for k, stream in enumerate(city.streams):
        lines.row("budget", [(one, 1 + stream["indirect_rate"]) for one in spent[k]], high=stream["available_dollars"])


def _idle(city: City, lines: Lines, spent: dict[int, list[int]]) -> None:
    """Idle hours are paid by streams that may pay, for every student, for some work of the person at the school."""
    for pool, s in _staffed(city):
        here = [p for p in city.places if p.pool == pool and city.blocks[p.block]["school"] == s]
        for t, (low, high) in enumerate(city.periods):
            dollars = city.salary_hour(pool) * (high - low + 1) / (city.last - city.first + 1)
            if dollars == 0:
                continue
            payers = [
                k
                for k in range(len(city.streams))
                if city.in_window(k, low, contract=False)
                and not math.isfinite(city.streams[k]["per_hour_cap_dollars"])
                and any(
                    k in city.payers(p, any_time) and not city.limited(k, p.band)
                    for p in here
                    for any_time in range(len(city.periods))
                    if city.group_cents(p, any_time) or city.seat_cents(p, any_time)
                )
            ]
            paid = [lines.variable("idle$", k, pool, s, t) for k in payers]
            for k, variable in zip(payers, paid, strict=True):
                spent[k].append(variable)
            lines.row("cost", [(lines.names["idle", pool, s], dollars), *((one, -1) for one in paid)], low=0, high=0)


def _floors(city: City, lines: Lines) -> None:
    for floor in city.policy.floors:
        own = [
            c
            for c, row in enumerate(city.cohorts)
            if floor.school_id in (None, row["school_id"])
            and floor.subject in (None, row["subject"])
            and floor.tier in (None, row["tier"])
            and (floor.mark is None or row[floor.mark] == "yes")
        ]
        need = sum(city.cohorts[c]["students"] for c in own)
        least = floor.students if floor.students is not None else math.floor((floor.share or 0) * need + SLACK)
        terms = [(lines.names["x", c, p], 1) for p in city.places for c in city.members[p.band] if c in own]
        lines.row("floors", terms, low=least)


# --- whole people ------------------------------------------------------------------------------------------------


def station(city: City, place: Place) -> tuple[Any, ...]:
    """Where a person stands: in a block (online: at a time, unless on a staff), with one session length."""
    block, minutes = city.blocks[place.block], city.models[place.model]["minutes_per_session"]
    pool = city.pools[place.pool]
    if pool["modality"] == "online" and pool["pay"] != "salaried":
        clock = None if math.isnan(block["starts_minute"]) else block["starts_minute"]
        return (
            place.pool,
            (block["when"], block["days"], clock, block["minutes"], block["starts_on"], block["ends_on"]),
            minutes,
        )
    return place.pool, place.block, minutes


def _whole(city: City, lines: Lines, *, by_name: bool) -> None:
    """Whole rooms with one session length each; whole people, each in one place at a time."""
    lengths = defaultdict(list)
    for p in city.places:
        lengths[p.block, city.models[p.model]["minutes_per_session"]].append(p)
    for (b, minutes), here in lengths.items():
        rooms = lines.variable("rooms", b, minutes, whole=True)
        lines.row("whole_room_use", [(rooms, -1), *((lines.names["n", p], city.at_once(p)) for p in here)], high=0)
    for together in [*([b] for b in range(len(city.blocks))), *_sharing(city)]:
        most = max(city.blocks[b]["groups_at_once"] for b in together)
        lines.row("whole_room_limit", [(lines.names["rooms", b, m], 1) for b, m in lengths if b in together], high=most)
    stations = defaultdict(list)
    for p in city.places:
        stations[station(city, p)].append(p)
    for k, pool in enumerate(city.pools):
        people = math.floor(pool["tutors"] * (1 - pool["vacancy_rate"]) + SLACK)
        own = {key: here for key, here in stations.items() if key[0] == k}
        if by_name:
            _named(city, lines, k, people, own)
        else:
            _counted(city, lines, k, people, own)


def _counted(city: City, lines: Lines, pool: int, people: int, own: dict[Any, list[Place]]) -> None:
    hours = city.pools[pool]["hours_per_tutor_week"]
    paid = 1 + city.pools[pool]["paid_preparation_share"]
    for key, here in own.items():
        present = lines.variable("present", key, upper=people, whole=True)
        held = math.floor(hours * 60 / (key[2] * paid) + SLACK)
        lines.row("whole_slots", [(present, -1), *((lines.names["n", p], city.at_once(p)) for p in here)], high=0)
        sessions = [(lines.names["n", p], city.models[p.model]["sessions_per_week"]) for p in here]
        lines.row("whole_week", [(present, -held), *sessions], high=0)
    schools = [s for k, s in _staffed(city) if k == pool]
    for moment in city.moments():
        there = [key for key, places in own.items() if any(p.block in moment for p in places)]
        lines.row("whole_people", [(lines.names["present", key], 1) for key in there], high=people)
        for s in schools:
            at_home = [key for key in there if city.blocks[key[1]]["school"] == s]
            terms = [(lines.names["present", key], 1) for key in at_home]
            lines.row("whole_staff", [*terms, (lines.names["staff", pool, s], -1)], high=0)
    for weeks in city.weeks_together():
        terms = [(lines.names["n", p], city.weekly_hours(p)) for here in own.values() for p in here if p.block in weeks]
        lines.row("whole_hours", terms, high=people * hours)
    count_present(city, lines, pool, own)


def _named(city: City, lines: Lines, pool: int, people: int, own: dict[Any, list[Place]]) -> None:
    """Every person by name: who stands where, and teaches how many groups of what."""
    hours = city.pools[pool]["hours_per_tutor_week"]
    schools = [s for k, s in _staffed(city) if k == pool]
    for who in range(people):
        homes = [lines.variable("home", pool, who, s, upper=1, whole=True) for s in schools]
        lines.row("one_home", [(one, 1) for one in homes], high=1)
        for key, here in own.items():
            stands = lines.variable("stands", key, who, upper=1, whole=True)
            for p in here:
                lines.variable("teaches", p, who, whole=True)
            taught = [(lines.names["teaches", p, who], city.at_once(p)) for p in here]
            lines.row("slots", [(stands, -1), *taught], high=0)
            if schools:
                home = lines.names["home", pool, who, city.blocks[here[0].block]["school"]]
                lines.row("at_home", [(stands, 1), (home, -1)], high=0)
        for moment in city.moments():
            here = [
                lines.names["stands", key, who] for key, places in own.items() if any(p.block in moment for p in places)
            ]
            lines.row("one_place", [(one, 1) for one in here], high=1)
        for weeks in city.weeks_together():
            terms = [
                (lines.names["teaches", p, who], city.weekly_hours(p))
                for here in own.values()
                for p in here
                if p.block in weeks
            ]
            lines.row("week", terms, high=hours)
    for here in own.values():
        for p in here:
            lines.row(
                "taught", [(lines.names["n", p], -1), *((lines.names["teaches", p, w], 1) for w in range(people))], 0, 0
            )
    for s in schools:
        terms = [(lines.names["staff", pool, s], -1), *((lines.names["home", pool, w, s], 1) for w in range(people))]
        lines.row("homes", terms, 0, 0)
    name_people(city, lines, pool, people, own)


def plain_value(asked: Asked, kind: Kind = "lp") -> tuple[str, float]:
    """Status and value of the plain form's level 1."""
    status, value, _ = plain_program(City(asked), kind).solve()
    return status, value
