"""Where the plan teaches another model than a band's first choice: why, and what the first choice would have cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocation import Allocation
from hitdesign.plan.slack import Slack, slack_of
from hitdesign.quantities import print_count, print_dollars
from hitdesign.recommendation.recommendation import Recommendation
from hitdesign.rights.begun import plain_models
from hitdesign.rights.rights import Rights

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
COLUMNS = (
    "band_id",
    "first_choice",
    "used_model",
    "students",
    "reason",
    "first_dollars_per_seat",
    "used_dollars_per_seat",
    "difference_dollars",
    "further_dollars",
    "sentence",
)
CAPTION = "Bands that are taught with another tutoring model than their first choice, and why."
#: No limit stands in the way of this band alone.
NONE_ALONE = "none_alone"
WORDS = {
    "rooms": ("groups at once", "rooms"),
    "online_seats": ("seats online at once", "seats online"),
    "tutors_at_once": ("tutors at the same time", "tutors"),
    "tutor_hours": ("tutor hours a week", "tutor hours"),
    "budget": ("dollars", "dollars"),
    "contract": ("dollars under its contract", "dollars"),
}
UNBOUND = (
    "taken alone they would find rooms, seats online, tutor hours and unspent dollars; whole people who can be at one"
    " school at a time and what is paid for each of them, caps and windows of money and whom it may pay for, bus seats,"
    " a mandate, the order of the plan's aims, or how far from the best plan the search stopped, left it so"
)


@dataclass(frozen=True)
class Departure:
    """Students of one band in another model than its first choice: where they are taught, in how many groups."""

    band: int
    first: int
    used: int
    students: float
    places: Ints
    groups: Floats


def departures_of(recommendation: Recommendation, allocation: Allocation) -> pd.DataFrame:
    """One row per band and model used that is not the band's first choice; columns as in COLUMNS.

    The question asked of each: could these students move to the first choice in groups of their own, everything else as
    planned, counting what they free? `reason` names the limits that stand in the way, those of the place of the first
    choice that lacks fewest (the cheapest of equals): rooms, online_seats, tutors_at_once, tutor_hours, budget,
    contract (its maximum), joined by "; ", or none_alone where none does.
    Money needed counts what contracts and other costs bill on top (`further_dollars`) and no salaried hour that is paid
    without a group anyway. Money left is what streams that may pay there at any time have unspent and may still pay
    with their match and caps on administration, and what is freed; it is never too low, for caps per student and hour,
    the part of marked students and periods are not looked at, nor is what is paid for each person.
    Dollars a seat are the price of whole groups and seats at that place and at the places used, without indirect cost.
    further_dollars: fees, dearer steps and leasts of contracts, and other costs but those per tutor, that would come on
    top (less than 0: that would go). difference_dollars = students x (first - used) + further_dollars: what the first
    would cost more.
    """
    formulation = allocation.formulation
    if formulation is None or allocation.groups.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    inputs = formulation.inputs
    slack = slack_of(formulation, allocation)
    rows = [_row(one, inputs.rights, slack, allocation) for one in _departures(recommendation, allocation, slack)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["band_id", "used_model"], kind="stable", ignore_index=True)


def _departures(recommendation: Recommendation, allocation: Allocation, slack: Slack) -> list[Departure]:
    """Bands and models with groups of which another model stands first."""
    inputs, places = slack.inputs, slack.inputs.rights.places
    ranking = recommendation.ranking
    best = ranking[(ranking["rank"] == 1) & ~ranking["excluded"]]
    bands, models = inputs.need.bands["band_id"], pd.Index(inputs.facts.models["model_id"])
    first_of = dict(zip(best["band_id"], models.get_indexer(best["model_id"]).tolist(), strict=True))
    first = bands.map(first_of).fillna(-1).to_numpy(dtype=np.int64)
    plain = plain_models(inputs.facts.models)[places.model]
    taught = np.flatnonzero((slack.groups > 0) & (plain != first[places.band]) & (first[places.band] >= 0))
    key = places.band[taught] * len(models) + places.model[taught]
    found = []
    for one in np.unique(key):
        here = taught[key == one]
        band, used = divmod(int(one), len(models))
        students = float(slack.seats[here].sum())
        found.append(Departure(band, int(first[band]), used, students, here, slack.groups[here]))
    return [one for one in found if one.students > 0]


def _row(one: Departure, rights: Rights, slack: Slack, allocation: Allocation) -> tuple[object, ...]:
    facts, bands = slack.inputs.facts, slack.inputs.need.bands
    ids, size = facts.models["model_id"], float(facts.models["students_per_tutor"].iloc[one.first])
    groups = np.ceil(one.students / size) if allocation.whole else one.students / size
    used = float(slack.dollars(one.places, one.groups, slack.seats[one.places]).sum()) / one.students
    options = np.flatnonzero((rights.places.band == one.band) & (rights.places.model == one.first))
    asked = [
        (slack.lacks(int(place), float(groups), one.students, one.places), float(cost) / one.students, int(place))
        for place, cost in zip(
            options,
            slack.dollars(options, np.full(len(options), groups), np.full(len(options), one.students)),
            strict=True,
        )
    ]
    lacks, first, place = min(
        asked, key=lambda option: (len(option[0]), option[1], option[2]), default=([], np.nan, -1)
    )
    further = slack.more_beyond(place, float(groups), one.students, one.places) if place >= 0 else np.nan
    return (
        bands["band_id"].iloc[one.band],
        ids.iloc[one.first],
        ids.iloc[one.used],
        one.students,
        "; ".join(name for name, _, _ in lacks) or NONE_ALONE,
        first,
        used,
        one.students * (first - used) + further,
        further,
        _sentence(str(ids.iloc[one.first]), one.students, lacks),
    )


def _sentence(first: str, students: float, lacks: list[tuple[str, float, float]]) -> str:
    """Which limits stand in the way, with what would be needed and what there is."""
    who = f"{print_count(students, 'student')} in {first}"
    if not lacks:
        return f"{who}: {UNBOUND}."
    parts = [f"{_amount(name, need)} needed and {_amount(name, left, bare=True)} left" for name, need, left in lacks]
    return f"{who}: {'; '.join(parts)}."


def _amount(name: str, value: float, *, bare: bool = False) -> str:
    if name in ("budget", "contract"):
        return print_dollars(value) + (" under its contract" if name == "contract" and not bare else "")
    return f"{value:,.4g}" if bare else f"{value:,.4g} {WORDS[name][0]}"
