"""Many districts with one call: a row for each, the same whoever works on it, and any of the plans on demand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.design import design
from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import Evidence
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.scenarios.many_recipes import Recipe, Source, sources_of
from hitdesign.scenarios.many_rows import Choices, DistrictRow, allocated, row_of, table_of
from hitdesign.scenarios.running import Executor, Failed, Interrupted, Progress, Ran, run

#: Districts that one worker takes at a time, so that a policy is not sent once for each.
CHUNK = 8
#: How a person gets the districts that a stopped run did not reach.
GO_ON = "plan_many(..., done=this answer), with the same choices, works on the missing districts alone"


@dataclass(frozen=True)
class Many:
    """What became of many districts, in the order of their keys.

    `why` says in a sentence why rows are missing, where a worker was lost or Ctrl-C came; `plan_many(..., done=many)`
    with the same choices works on those alone.
    """

    found: tuple[DistrictRow, ...]
    sources: tuple[Source, ...]
    choices: Choices
    why: str = ""

    @property
    def rows(self) -> pd.DataFrame:
        """One row per district, the same at every run.

        Columns: key, district, status (proved, not proved, infeasible, failed, missing), schools, need_seats, seats,
        seats_intensive, seats_strategic, seats_on_level, value, bound and gap (of level 1), dollars (not to exceed), a
        column `dollars_<program>` for every program of any district, sentence. NaN where there is no plan. Rounded to
        millionths of a seat and to cents.
        """
        return table_of(self.found)

    @property
    def seconds(self) -> pd.DataFrame:
        """Columns key, seconds: how long each district took its worker; not the same at every run."""
        return pd.DataFrame({"key": [row.key for row in self.found], "seconds": [row.seconds for row in self.found]})

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of districts whose worker was lost, or that had no turn."""
        return tuple(row.key for row in self.found if row.status == "missing")

    @property
    def failures(self) -> pd.DataFrame:
        """Key, status and sentence of the districts without a plan."""
        without = self.rows["status"].isin(["infeasible", "failed", "missing"])
        return self.rows.loc[without, ["key", "district", "status", "sentence"]].reset_index(drop=True)

    def district(self, key: str) -> District:
        """The district of a key, made anew from its recipe; raises InputError where the key is unknown."""
        source = next((source for source in self.sources if source.key == key), None)
        if source is None:
            fault = Fault(
                table="districts",
                column="key",
                problem="there is no district of this key",
                found=key,
                expected="a key of the rows",
                what_to_do="Take it from the column key",
            )
            raise InputError([fault])
        return source.district()

    def allocation(self, key: str) -> Allocation | Infeasible:
        """The allocation behind a row, found again; raises InputError where the key is unknown."""
        return allocated(self.district(key), self.choices)

    def plan(self, key: str, **options: Any) -> Plan | Infeasible:
        """The whole plan of a district, for its report and its tables; `options` as `design` takes them.

        It is in whole students and groups, also where the rows come from the linear program. Raises InputError where
        the key is unknown.
        """
        return design(self.district(key), self.choices.policy, evidence=self.choices.evidence, **options)


class InterruptedMany(Interrupted):
    """Ctrl-C stopped `plan_many`; `many` holds the rows until then."""

    def __init__(self, ran: Ran, many: Many) -> None:
        super().__init__(ran)
        self.many = many

    def __reduce__(self) -> tuple[type[InterruptedMany], tuple[Any, ...]]:
        return type(self), (self.ran, self.many)


def plan_many(
    districts: Iterable[Recipe | District],
    policy: Policy | None = None,
    *,
    evidence: Evidence | None = None,
    whole: bool = False,
    levels: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    retry: int = 1,
    chunk: int = CHUNK,
    done: Many | None = None,
) -> Many:
    """Allocate every district by itself and keep a row of each.

    `districts`: districts, or recipes that make one where it is worked on. `whole`: plans in whole students and groups;
    off, the linear program's answer, which is sooner there. `levels`: how many of the policy's levels to solve (None:
    all). `executor`, `progress` (counts chunks) and `retry` as in `run`; `chunk`: districts that a worker takes at a
    time. `done`: an earlier answer, under the same choices, of which only the missing districts are worked on.

    A district that cannot be planned is a row with a sentence. Raises InputError where keys are not unique or `done`
    was found under other choices, and InterruptedMany with the rows so far on Ctrl-C.

    >>> import pandas as pd, hitdesign as hit
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> district = hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award, name="Fairview")
    >>> plan_many([district]).rows[["key", "status", "need_seats"]].to_numpy().tolist()
    [['Fairview', 'proved', 200.0]]
    """
    sources = sources_of(districts)
    choices = Choices(policy or Policy(), evidence, whole, levels)
    if done is not None and done.choices != choices:
        raise InputError([_other_choices()])
    known = {row.key: row for row in done.found if row.status != "missing"} if done is not None else {}
    open_ones = [source for source in sources if source.key not in known]
    parts = _Parts(open_ones, choices, max(1, chunk))
    try:
        ran = run(work_on, parts, executor=executor, progress=progress, retry=retry, go_on=GO_ON)
    except Interrupted as stop:
        raise InterruptedMany(stop.ran, _many(stop.ran, parts, known, sources)) from None
    return _many(ran, parts, known, sources)


def _other_choices() -> Fault:
    return Fault(
        table="done",
        problem="the earlier answer was found under other choices, so its rows would not stand beside new ones",
        expected="the policy, evidence, whole and levels of that run",
        what_to_do="Give the same again, or leave done out",
    )


def work_on(part: tuple[Sequence[Source], Choices]) -> list[DistrictRow]:
    """The rows of a chunk of districts: the work that is sent to a worker."""
    sources, choices = part
    return [row_of(source, choices) for source in sources]


class _Parts(Sequence[tuple[Sequence[Source], Choices]]):
    """The chunks, each made when it is asked for."""

    def __init__(self, sources: Sequence[Source], choices: Choices, size: int) -> None:
        self.sources, self.choices, self.size = sources, choices, size

    def __len__(self) -> int:
        return (len(self.sources) + self.size - 1) // self.size

    def __getitem__(self, position: Any) -> Any:
        begin = position * self.size
        return self.sources[begin : begin + self.size], self.choices


def _many(ran: Ran, parts: _Parts, known: Mapping[str, DistrictRow], sources: tuple[Source, ...]) -> Many:
    """The rows of the run and those known before, one for every district."""
    rows = dict(known)
    for position, result in enumerate(ran.results):
        for number, source in enumerate(parts[position][0]):
            if position in ran.missing:
                rows[source.key] = DistrictRow(key=source.key, status="missing", sentence=ran.why)
            elif isinstance(result, Failed):
                rows[source.key] = DistrictRow(key=source.key, status="failed", sentence=str(result))
            else:
                rows[source.key] = result[number]
    return Many(tuple(rows[source.key] for source in sources), sources, parts.choices, ran.why)
