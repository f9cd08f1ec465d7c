"""Networks of tasks against plain loops: every path is walked, every bound is a maximum or a minimum over all paths."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hitdesign.plan.timeline.network import (
    Job,
    Span,
    binding_chain,
    circle_in,
    driving_chain,
    earliest,
    latest,
    order_of,
)
from hitdesign.plan.timeline.work_days import WorkDays

LAUNCH = date(2028, 3, 4)  # a Saturday just after a leap day
DAYS = WorkDays(LAUNCH, frozenset({date(2028, 2, 21), date(2028, 3, 6)}))
NAMES = "abcdefgh"


@st.composite
def networks(draw: st.DrawFn, *, dated: bool = True) -> tuple[Job, ...]:
    """Up to eight tasks, each after some of those before it in a shuffled alphabet; some on days that others set."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    jobs = []
    for place, name in enumerate(names):
        after = tuple(sorted(draw(st.sets(st.sampled_from(names[:place]))))) if place else ()
        hangs = dated and draw(st.booleans()) and draw(st.booleans())
        starts = draw(st.lists(st.integers(-60, 30), max_size=3)) if hangs else []
        on = tuple((LAUNCH + timedelta(n), LAUNCH + timedelta(n + draw(st.integers(0, 4)))) for n in starts)
        jobs.append(Job(name, draw(st.integers(0 if not hangs else 1, 9)), after, hangs, on))
    return tuple(jobs)


def paths_from(name: str, waiting: dict[str, list[str]]) -> list[list[str]]:
    """Every path from a task to one for which nothing waits."""
    if not waiting[name]:
        return [[name]]
    return [[name, *rest] for one in waiting[name] for rest in paths_from(one, waiting)]


def paths_to(name: str, before: dict[str, tuple[str, ...]]) -> list[list[str]]:
    if not before[name]:
        return [[name]]
    return [[*rest, name] for one in before[name] for rest in paths_to(one, before)]


@given(jobs=networks(dated=False), begin=st.integers(-40, 5))
def test_bounds_are_the_longest_paths(jobs: tuple[Job, ...], begin: int) -> None:
    days, before = {job.name: job.days for job in jobs}, {job.name: job.after for job in jobs}
    waiting: dict[str, list[str]] = {name: [] for name in days}
    for job in jobs:
        for name in job.after:
            waiting[name].append(job.name)
    late, early = latest(order_of(jobs), DAYS), earliest(order_of(jobs), DAYS, begin)
    for name in days:
        tail = max(sum(days[one] for one in path) for path in paths_from(name, waiting))
        head = max(sum(days[one] for one in path) for path in paths_to(name, before))
        assert late[name] == Span(-tail, -tail + days[name])
        assert early[name] == Span(begin + head - days[name], begin + head)


def by_loops(jobs: tuple[Job, ...], begin: int) -> tuple[dict[str, Span], dict[str, Span]]:
    """Both passes by settling again and again until nothing moves, on calendar days counted one by one."""

    def count(day: date) -> int:
        step, at, number = (1, LAUNCH, 0) if day >= LAUNCH else (-1, day, 0)
        while at != (day if step > 0 else LAUNCH):
            number += at.weekday() < 5 and at not in DAYS.closed
            at += timedelta(1)
        return step * number

    def options(job: Job) -> list[Span]:
        return [Span(count(a), count(b + timedelta(1)), b) for a, b in job.on] if job.dated else []

    late = {job.name: Span(-job.days, 0) for job in jobs}
    early = {job.name: Span(begin, begin + job.days) for job in jobs}
    for _ in range(2 * len(jobs) + 2):
        for job in jobs:
            end = min([0, *(late[one.name].start for one in jobs if job.name in one.after)])
            fits = sorted((s.start, s.end, s.on) for s in options(job) if s.end <= end)
            first = min([end - job.days, *(s.start for s in options(job))])
            late[job.name] = Span(*fits[-1]) if fits else Span(first, end)
            start = max([begin, *(early[name].end for name in job.after)])
            fits = sorted((s.end, s.start, s.on) for s in options(job) if s.start >= start)
            last = max([start + job.days, *(s.end for s in options(job))])
            early[job.name] = Span(fits[0][1], fits[0][0], fits[0][2]) if fits else Span(start, last)
    return late, early


@given(jobs=networks(), begin=st.integers(-40, 5))
def test_days_that_others_set_are_kept_as_by_plain_loops(jobs: tuple[Job, ...], begin: int) -> None:
    late, early = by_loops(jobs, begin)
    for name, span in latest(order_of(jobs), DAYS).items():
        assert (span.start, span.end) == (late[name].start, late[name].end)
    for name, span in earliest(order_of(jobs), DAYS, begin).items():
        assert (span.start, span.end) == (early[name].start, early[name].end)


@given(jobs=networks(), begin=st.integers(-40, 5), more=st.integers(1, 10), which=st.integers(0, 7))
def test_a_longer_task_never_makes_a_due_day_later_or_slack_larger(
    jobs: tuple[Job, ...], begin: int, more: int, which: int
) -> None:
    longer = list(jobs)
    at = which % len(jobs)
    longer[at] = Job(jobs[at].name, jobs[at].days + more, jobs[at].after, jobs[at].dated, jobs[at].on)
    old, new = latest(order_of(jobs), DAYS), latest(order_of(longer), DAYS)
    soon, later = earliest(order_of(jobs), DAYS, begin), earliest(order_of(longer), DAYS, begin)
    for name in old:
        assert new[name].end <= old[name].end
        assert new[name].start <= old[name].start
        assert later[name].start >= soon[name].start
        assert new[name].start - later[name].start <= old[name].start - soon[name].start


@given(jobs=networks(dated=False))
def test_the_driving_chain_is_as_long_as_the_longest_path_and_waits_step_by_step(jobs: tuple[Job, ...]) -> None:
    ordered = order_of(jobs)
    early = earliest(ordered, DAYS, 0)
    chain = driving_chain(ordered, early)
    length = {job.name: job.days for job in jobs}
    assert sum(length[name] for name in chain) == max(span.end for span in early.values())
    for one, other in pairwise(chain):
        assert early[one].end == early[other].start


@given(jobs=networks(dated=False))
def test_the_critical_path_is_a_longest_path_without_a_gap(jobs: tuple[Job, ...]) -> None:
    ordered = order_of(jobs)
    late = latest(ordered, DAYS)
    chain = binding_chain(ordered, late)
    length = {job.name: job.days for job in jobs}
    assert sum(length[name] for name in chain) == -min(span.start for span in late.values())
    for one, other in pairwise(chain):
        assert late[one].end == late[other].start


@given(jobs=networks())
def test_the_order_does_not_depend_on_how_the_tasks_are_listed(jobs: tuple[Job, ...]) -> None:
    ordered = order_of(jobs)
    assert order_of(tuple(reversed(jobs))) == ordered
    place = {job.name: number for number, job in enumerate(ordered)}
    assert all(place[name] < place[job.name] for job in jobs for name in job.after)
    assert circle_in(jobs) == ()


def test_a_circle_is_named_in_its_order() -> None:
    jobs = (Job("a", 1, ("c",)), Job("b", 1, ("a",)), Job("c", 1, ("b",)), Job("d", 1, ("a",)))
    assert circle_in(jobs) == ("a", "b", "c")
    assert circle_in((Job("a", 1, ("a",)),)) == ("a",)


def test_a_meeting_is_the_last_that_is_early_enough_and_the_first_that_is_late_enough() -> None:
    meetings = tuple((day, day) for day in (date(2028, 1, 18), date(2028, 2, 15), date(2028, 3, 21)))
    jobs = (Job("draft", 3), Job("vote", 1, ("draft",), True, meetings), Job("hire", 13, ("vote",)))
    late = latest(order_of(jobs), DAYS)
    assert late["vote"].on == date(2028, 1, 18)
    assert DAYS.day(late["draft"].end - 1) == date(2028, 1, 17)
    early = earliest(order_of(jobs), DAYS, DAYS.before(date(2028, 1, 17)))
    assert early["vote"].on == date(2028, 2, 15)


def test_without_a_meeting_that_fits_an_ordinary_day_stands_in_and_has_no_date() -> None:
    jobs = (Job("vote", 1, (), True, ((date(2028, 3, 21), date(2028, 3, 21)),)),)
    assert latest(order_of(jobs), DAYS)["vote"] == Span(-1, 0)
    assert earliest(order_of(jobs), DAYS, 60)["vote"].on is None


def test_of_training_days_within_others_those_that_begin_last_and_those_that_are_over_first_are_taken() -> None:
    week, two = (date(2028, 2, 22), date(2028, 2, 28)), (date(2028, 2, 23), date(2028, 2, 24))
    jobs = (Job("train", 2, (), True, (week, two)),)
    assert latest(jobs, DAYS)["train"].on == two[1]
    assert earliest(jobs, DAYS, DAYS.before(date(2028, 2, 22)))["train"].on == two[1]


def test_what_is_done_takes_no_time() -> None:
    jobs = (Job("a", 5), Job("b", 2, ("a",)))
    assert earliest(order_of(jobs), DAYS, -3, {"a"})["b"] == Span(-3, -1)
