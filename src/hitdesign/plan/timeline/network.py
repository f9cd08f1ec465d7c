"""The arithmetic of a network of tasks: their order, the latest and earliest days, and the chain that drives them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hitdesign.plan.timeline.work_days import WorkDays


@dataclass(frozen=True)
class Job:
    """A task as the network sees it: so many working days, after others, or on one of several days.

    `days`: 0 where nothing is to be done. `dated`: it takes place on one of `on`, each its first and last day; where
    none of them fits, it is reckoned as an ordinary task of `days`, and its span says that its day is not known.
    """

    name: str
    days: int
    after: tuple[str, ...] = ()
    dated: bool = False
    on: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Span:
    """Where a task lies: positions of working days from `start` up to, and without, `end`.

    `on`: the last day on which it takes place where others set its days; None where none is known that fits.
    """

    start: int
    end: int
    on: date | None = None


def spans_of(job: Job, days: WorkDays) -> list[Span]:
    """The days on which a dated task can take place, as spans in order; none where nothing is to be done."""
    if not (job.dated and job.days):
        return []
    return [Span(days.before(first), days.after(last), last) for first, last in sorted(job.on)]


def graph_of(jobs: Sequence[Job]) -> Any:
    """The network as a directed graph of networkx: an edge from each task to those that wait for it."""
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(job.name for job in jobs)
    graph.add_edges_from((before, job.name) for job in jobs for before in job.after)
    return graph


def circle_in(jobs: Sequence[Job]) -> tuple[str, ...]:
    """Tasks that wait for each other in a circle, in its order; empty where there is none.

    >>> from hitdesign.plan.timeline.network import Job, circle_in
    >>> circle_in([Job("a", 1, ("b",)), Job("b", 1, ("a",))])
    ('a', 'b')
    """
    import networkx

    try:
        edges = networkx.find_cycle(graph_of(sorted(jobs, key=lambda job: job.name)))
    except networkx.NetworkXNoCycle:
        return ()
    return tuple(str(edge[0]) for edge in edges)


def order_of(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """The tasks, each after those that it waits for; among equals by name. The network has no circle."""
    import networkx

    known = {job.name: job for job in jobs}
    return tuple(known[str(name)] for name in networkx.lexicographical_topological_sort(graph_of(jobs)))


def latest(ordered: Sequence[Job], days: WorkDays) -> Mapping[str, Span]:
    """Backward pass: each task as late as the launch, and what waits for it, let it be.

    Formula: end = min over those that wait of their start, else 0; start = end - days. A dated task takes those of its
    days that begin last among those over by its end; where none is, it starts no later than any of them.
    """
    spans: dict[str, Span] = {}
    limit: dict[str, int] = {}
    for job in reversed(ordered):
        end, known = limit.get(job.name, 0), spans_of(job, days)
        fits = [one for one in known if one.end <= end]
        span = Span(min([end - job.days, *(one.start for one in known)]), end)
        if fits:
            span = max(fits, key=lambda one: (one.start, one.end))
        spans[job.name] = span
        for name in job.after:
            limit[name] = min(limit.get(name, 0), span.start)
    return spans


def earliest(ordered: Sequence[Job], days: WorkDays, begin: int, done: Collection[str] = ()) -> Mapping[str, Span]:
    """Forward pass: each task as early as what it waits for lets it be, nothing before the position `begin`.

    Formula: start = max over those before of their end, at least `begin`; end = start + days. A dated task takes those
    of its days that are over first among those not begun before its start; where none is, it ends no earlier than any
    of them. What is `done` takes no time and has no day.
    """
    spans: dict[str, Span] = {}
    for job in ordered:
        start = max([begin, *(spans[name].end for name in job.after)])
        known = [] if job.name in done else spans_of(job, days)
        taken = 0 if job.name in done else job.days
        fits = [one for one in known if one.start >= start]
        span = Span(start, max([start + taken, *(one.end for one in known)]))
        if fits:
            span = min(fits, key=lambda one: (one.end, one.start))
        spans[job.name] = span
    return spans


def binding_chain(ordered: Sequence[Job], spans: Mapping[str, Span]) -> tuple[str, ...]:
    """The tasks, first to last, that decide how late work may begin: the critical path of a backward pass.

    From the task that has to begin first on to the one that waits for it and begins first, and so on; among equals the
    first by name. What takes no time is left out.
    """
    waiting: dict[str, list[str]] = {job.name: [] for job in ordered}
    for job in ordered:
        for name in job.after:
            waiting[name].append(job.name)
    chain: list[str] = []
    names = sorted(waiting)
    while names:
        name = min(sorted(names), key=lambda one: spans[one].start)
        if takes_time(spans[name]):
            chain.append(name)
        names = waiting[name]
    return tuple(chain)


def takes_time(span: Span) -> bool:
    """Whether anything happens in it."""
    return span.end > span.start or span.on is not None


def driving_chain(ordered: Sequence[Job], spans: Mapping[str, Span]) -> tuple[str, ...]:
    """The tasks, first to last, that decide how early the last of all can end; what takes no time is left out.

    From the task that ends last back to the one before it that ends last, and so on; among equals the first by name.
    """
    known = {job.name: job for job in ordered}
    chain: list[str] = []
    names = sorted(known)
    while names:
        name = max(sorted(names), key=lambda one: spans[one].end)
        if takes_time(spans[name]):
            chain.append(name)
        names = list(known[name].after)
    return tuple(reversed(chain))
