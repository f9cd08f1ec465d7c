"""What of the district the plan makes use of, and the days between which it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hitdesign.district.records import TutorPool
from hitdesign.errors import Fault, InputError
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.taught import launch_of, term_of


@dataclass(frozen=True)
class Used:
    """Pools, schools and streams that the plan's groups and charges name, and its first and last day.

    `pools`: by id, None where the tutors table has no such row. `online_students`: students online by school, all times
    together. `contracts`: by pool. `launch_said`: the launch was chosen, not read from the blocks.
    """

    launch_on: date
    ends_on: date
    blocks_start_on: date
    launch_said: bool
    pools: dict[str, TutorPool | None]
    schools: tuple[str, ...]
    streams: tuple[str, ...]
    online_students: dict[str, float]
    modality_known: bool

    @property
    def taught(self) -> bool:
        """Whether the plan teaches anybody."""
        return bool(self.pools)

    @property
    def all_pools_known(self) -> bool:
        """Whether every pool that teaches is a row of tutors."""
        return self.taught and all(pool is not None for pool in self.pools.values())

    @property
    def known_pools(self) -> tuple[TutorPool, ...]:
        """Those that are."""
        return tuple(pool for pool in self.pools.values() if pool is not None)


def used_of(plan: Drafted) -> Used:
    """What a plan uses; raises InputError where neither a block nor the policy says when tutoring begins."""
    groups, choices = plan.allocation.groups, plan.policy.rollout.timeline
    rows = {pool.pool_id: pool for pool in plan.district.tutors}
    first, last = term_of(plan)
    launch = launch_of(plan)
    if launch is None:
        raise InputError([_no_launch()])
    online, known = _online(plan)
    return Used(
        launch_on=launch,
        ends_on=max(last or launch, launch),
        blocks_start_on=first or launch,
        launch_said=choices.launch_on is not None,
        pools={name: rows.get(name) for name in sorted({str(one) for one in groups["pool_id"]})},
        schools=tuple(sorted({str(one) for one in groups["school_id"]})),
        streams=tuple(sorted({str(one) for one in plan.allocation.charges["stream_id"]})),
        online_students=online,
        modality_known=known,
    )


def _online(plan: Drafted) -> tuple[dict[str, float], bool]:
    """Students of online models by school, and whether every model's modality is known."""
    seats = plan.allocation.seats
    modality = dict(zip(plan.facts.models["model_id"], plan.facts.models["modality"], strict=True))
    of_seat = seats["model_id"].map(modality)
    students = seats[of_seat == "online"].groupby("school_id", sort=True)["students"].sum()
    return {str(name): float(count) for name, count in students.items()}, bool(of_seat.notna().all())


def _no_launch() -> Fault:
    return Fault(
        "policy rollout.timeline",
        "neither a block nor the policy says when tutoring begins",
        "a date",
        "Give launch_on, or blocks with a first day",
        column="launch_on",
    )
