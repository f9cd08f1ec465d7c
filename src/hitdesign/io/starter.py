"""A first complete district from five facts; everything else is a sourced default that is flagged as assumed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

import pandas as pd

from hitdesign.district.defaults import assumption_of
from hitdesign.district.district import District
from hitdesign.district.records import EVERY_SCHOOL, Block, FundingStream, Record, School, TutorPool
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.io.award_dates import dated
from hitdesign.io.rows import validated
from hitdesign.need.rates import BELOW, cohorts_from_rates
from hitdesign.tables.fields import columns_of

R = TypeVar("R", bound=Record)
#: What `starter` asks the evidence for where a pool or an award does not say it.
POOL_DEFAULTS = ("kind", "modality", "hours_per_tutor_week", "pay", "hourly_cost_dollars")
BLOCK_DEFAULTS = ("when", "days", "minutes", "groups_at_once", "weeks", "starts")


def starter(
    schools: pd.DataFrame,
    *,
    pool: TutorPool | Mapping[str, Any],
    award: FundingStream | Mapping[str, Any],
    name: str = "first plan",
    evidence: Evidence | None = None,
) -> District:
    """A complete district from schools (enrollment, grade span, share below proficient), one pool and one award.

    `schools`: one row per school: school_id, enrollment, grade_low, grade_high, and `below_proficient` or one
    `below_proficient_<subject>` per subject (shares 0-1); columns of the schools table, `far_below_<subject>` and
    `low_income_share` are used where present. `pool`: a TutorPool, or at least {"tutors": people}. `award`: a
    FundingStream, or at least award_dollars, obligate_from and obligate_by, or in their place award_year, the calendar
    year in which it begins: its program's law then gives the dates. The rest comes from the evidence (`starter.*`).
    What nobody said stands in the district's `assumed`. Raises InputError with every fault.

    >>> import hitdesign as hit
    >>> district = hit.starter(schools, pool={"tutors": 12}, award=award)  # doctest: +SKIP
    """
    defaults = _Defaults(evidence or shipped())
    program = defaults.word("funding.program", award)
    if isinstance(award, Mapping):
        award, windows = dated(award, program, defaults.evidence)
        defaults.used.extend(windows)
    stream = _record(FundingStream, award, {"stream_id": "award", "program": program})
    tutors = _pool(pool, defaults)
    block = _block(stream, defaults)
    rates = _rates(schools, defaults)
    rated = cohorts_from_rates(rates, evidence=defaults.evidence)
    return District(
        name=name,
        schools=_schools(schools),
        cohorts=rated.cohorts,
        blocks=(block,),
        tutors=(tutors,),
        funding=(stream,),
        assumed=(*defaults.used, *rated.assumptions),
    )


class _Defaults:
    """Looks up `starter.*` and remembers what was used."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.used: list[Assumption] = []

    def get(self, key: str) -> str | float:
        parameter = self.evidence.parameters.get(f"starter.{key}")
        if parameter is None:
            raise InputError(
                [
                    Fault(
                        table="evidence",
                        problem=f"no parameter 'starter.{key}'",
                        expected="a sourced default",
                        what_to_do="Add the parameter to the evidence",
                    )
                ]
            )
        self.used.append(assumption_of(f"starter.{key}", parameter, 1))
        return parameter.value

    def word(self, key: str, given: Record | Mapping[str, Any]) -> str:
        """The default of `table.column`, looked up only where the given row does not hold the column."""
        column = key.split(".")[1]
        return "" if isinstance(given, Record) or column in given else str(self.get(key))


def _record(record: type[R], given: R | Mapping[str, Any], defaults: Mapping[str, Any]) -> R:
    """The given record, or one made of the given columns over the defaults."""
    if isinstance(given, record):
        return given
    made = validated(record, {**defaults, **dict(given)} if isinstance(given, Mapping) else {})
    if isinstance(made, record):
        return made
    raise InputError(made if isinstance(made, list) else [])


def _pool(pool: TutorPool | Mapping[str, Any], defaults: _Defaults) -> TutorPool:
    filled: dict[str, Any] = {"pool_id": "tutors"}
    if isinstance(pool, Mapping):
        costs = {"annual_cost_dollars", "contract_id"} & set(pool)
        filled |= {
            column: defaults.get(f"tutors.{column}")
            for column in POOL_DEFAULTS
            if column not in pool and not (column == "hourly_cost_dollars" and costs)
        }
    return _record(TutorPool, pool, filled)


def _block(stream: FundingStream, defaults: _Defaults) -> Block:
    """One block for every school, beginning on the default day, the first time it comes in the award's window."""
    values = {column: defaults.get(f"blocks.{column}") for column in BLOCK_DEFAULTS}
    starts_on = _first(str(values.pop("starts")), stream.obligate_from)
    ends_on = starts_on + timedelta(weeks=float(values.pop("weeks")), days=-1)
    values["minutes"], values["groups_at_once"] = int(float(values["minutes"])), int(float(values["groups_at_once"]))
    return _record(
        Block,
        {**values, "school_id": EVERY_SCHOOL, "block_id": "first", "starts_on": starts_on, "ends_on": ends_on},
        {},
    )


def _first(month_day: str, after: date) -> date:
    """The first day MM-DD on or after a date."""
    month, day = (int(part) for part in month_day.split("-"))
    this_year = date(after.year, month, day)
    return this_year if this_year >= after else date(after.year + 1, month, day)


def _rates(schools: pd.DataFrame, defaults: _Defaults) -> pd.DataFrame:
    """The schools with a share per subject, and a low-income share where counts are known."""
    rates = schools.copy()
    if "below_proficient" in rates.columns:
        rates = rates.rename(columns={"below_proficient": BELOW + str(defaults.get("cohorts.subject"))})
    if "low_income_share" not in rates.columns and {"low_income_students", "enrollment"} <= set(rates.columns):
        enrolled = rates["enrollment"].astype("float64")
        rates["low_income_share"] = (rates["low_income_students"] / enrolled.where(enrolled > 0)).clip(upper=1.0)
    return rates


def _schools(schools: pd.DataFrame) -> tuple[School, ...]:
    """School records from the frame's columns of that table; a blank name is the id."""
    names = [column.name for column in columns_of(School) if column.name in schools.columns]
    made: list[School] = []
    faults: list[Fault] = []
    for line, row in enumerate(schools[names].to_dict("records"), start=2):
        values = {str(key): _plain(value) for key, value in row.items() if not pd.isna(value)}
        values.setdefault("school_name", str(values.get("school_id", "")))
        school = validated(School, values, line)
        if isinstance(school, School):
            made.append(school)
        elif isinstance(school, list):
            faults.extend(school)
    if faults:
        raise InputError(faults)
    return tuple(made)


def _plain(value: Any) -> Any:
    """A numpy number as Python's; a whole float as int, since a column with blanks holds floats."""
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value
