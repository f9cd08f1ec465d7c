"""What a group and a seat cost at each place, period by period, in whole cents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.district.lost_days import DAYS_A_WEEK
from hitdesign.quantities import TOLERANCE
from hitdesign.rights.begun import share_left
from hitdesign.rights.calendar import Periods, span_of
from hitdesign.rights.places import Places
from hitdesign.rights.terms import seat_prices, terms_of, units_of
from hitdesign.rights.work_days import work_days

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Costs:
    """Per place: cents per group and per seat in each period (places x periods), and the hours behind them.

    `weekly_hours` are paid hours a week of one group, preparation included; `paid_hours` the same over its weeks.
    `at_once` is the share of a block's time that one group holds: sessions a week / (days x sessions that fit a day).
    `group_units`, `seat_units`: what a contract bills of one group and one seat, in units of its price basis;
    `seat_price`: dollars of it a seat; `material_cents`: the part of `seat_cents` that is materials. `work_shares`
    (places x periods): the part of its days of work that lies in each period.
    """

    group_cents: Ints
    seat_cents: Ints
    material_cents: Ints
    weekly_hours: Floats
    paid_hours: Floats
    at_once: Floats
    contracted: NDArray[np.bool_]
    group_units: Floats
    seat_units: Floats
    seat_price: Floats
    work_shares: Floats

    @property
    def works(self) -> NDArray[np.bool_]:
        """Places x periods: whether a group meets there then."""
        meets: NDArray[np.bool_] = self.work_shares > 0
        return meets


def costs_of(facts: Facts, places: Places, periods: Periods) -> Costs:
    """Costs of one group and one seat at each place.

    Formula: paid hours = sessions a week x weeks x minutes / 60 x (1 + paid preparation share); hourly and extra duty
    cost paid hours x loaded rate; a salaried hour costs the loaded salary over the hours of the year; a contract bills
    its lowest price by tutor hour, session, seat, student hour or student session, and a flat fee nothing here. Work
    runs from the block's first day for the weeks of the tutoring model, which lost days make end later (`work_days`);
    each period bears its share of those days, rounded up to a cent.
    """
    models, tutors = facts.models, facts.tutors
    sessions = _take(models["sessions_per_week"], places.model)
    weeks = _take(models["weeks"], places.model)
    hours = _take(models["minutes_per_session"], places.model) / MINUTES_AN_HOUR
    weekly = sessions * hours * (1 + _take(tutors["paid_preparation_share"], places.pool))
    paid = weekly * weeks
    taught_hours = sessions * weeks * hours
    terms, left = terms_of(facts), share_left(models)[places.model]
    group_units, seat_units = units_of(terms, places, taught_hours, sessions * weeks, left)
    group = _labour(facts, places, paid) + group_units * terms.price[places.pool]
    price = seat_prices(terms, places, seat_units)
    materials = _take(models["materials_dollars_per_student"], places.model)
    seat = materials + price
    shares = _shares(facts, places, periods)
    return Costs(
        group_cents=_cents(group[:, None] * shares),
        seat_cents=_cents(seat[:, None] * shares),
        material_cents=_cents(materials[:, None] * shares),
        weekly_hours=weekly,
        paid_hours=paid,
        at_once=_at_once(facts, places),
        contracted=(tutors["pay"].to_numpy() == "contract")[places.pool],
        group_units=group_units,
        seat_units=seat_units,
        seat_price=price,
        work_shares=shares,
    )


def _take(column: pd.Series, positions: Ints) -> Floats:
    return column.to_numpy(dtype=float)[positions]


def _cents(dollars: Floats) -> Ints:
    return np.ceil(100 * dollars - TOLERANCE).astype(np.int64)


def _labour(facts: Facts, places: Places, paid: Floats) -> Floats:
    """Dollars of one group over its weeks where the pool is paid by hour or salary."""
    tutors = facts.tutors
    hourly = tutors["hourly_dollars"].fillna(0.0).to_numpy(dtype=float)
    rate = np.where(tutors["pay"].to_numpy() == "salaried", salaried_rate(facts), hourly)[places.pool]
    group: Floats = paid * rate
    return group


def salaried_rate(facts: Facts) -> Floats:
    """Per pool: dollars of one salaried hour; zero for pools paid another way.

    Formula: loaded salary / (paid hours a week x weeks from the first day of the first term to the last of the last).
    """
    hours = facts.tutors["hours_per_tutor_week"].to_numpy(dtype=float) * year_weeks(facts)
    annual = facts.tutors["annual_dollars"].fillna(0.0).to_numpy(dtype=float)
    rate: Floats = np.where(facts.tutors["pay"].to_numpy() == "salaried", annual / np.maximum(hours, 1.0), 0.0)
    return rate


def year_weeks(facts: Facts) -> float:
    """Weeks from the first day of the first term to the last day of the last; a salary pays for lost days too."""
    first, last = span_of(facts.blocks)
    return max(last - first + 1, 0) / DAYS_A_WEEK


def _shares(facts: Facts, places: Places, periods: Periods) -> Floats:
    """Share of each place's days of work that falls in each period (places x periods); rows add up to one."""
    work = work_days(facts.blocks, places.block, facts.models["weeks"].to_numpy(dtype=np.int64)[places.model])
    shares = np.zeros((len(places.block), len(periods.starts)))
    whole = np.maximum(work.done(work.last), TOLERANCE)
    for number, (begin, end) in enumerate(zip(periods.starts.tolist(), periods.ends.tolist(), strict=True)):
        before, until = (work.done(np.full_like(work.last, day)) for day in (begin - 1, end))
        shares[:, number] = (until - before) / whole
    return shares


def _at_once(facts: Facts, places: Places) -> Floats:
    blocks, models = facts.blocks, facts.models
    fit_a_day = _take(blocks["minutes"], places.block) // _take(models["minutes_per_session"], places.model)
    shares: Floats = _take(models["sessions_per_week"], places.model) / (
        _take(blocks["n_days"], places.block) * fit_a_day
    )
    return shares
