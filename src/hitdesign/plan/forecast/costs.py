"""What a plan costs: by stream and kind of cost, and borne by its services, to the cent of what streams spend."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.forecast.services import KEYS, Services

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
COSTS = ("stream_id", "program", "cost_kind", "school_id", "model_id", "tutor_kind", "not_to_exceed_dollars")
MONEY = ("stream_id", "program", "available_dollars", "expected_dollars", "not_to_exceed_dollars")
#: Kind of cost of what a stream carries beyond its charges.
INDIRECT = "indirect"
#: Kind of cost that follows a group's hours and not its seats.
LABOUR = "labour"
#: Pools of one charge stand in one cell.
BETWEEN = ";"


def costs_of(plan: Drafted) -> pd.DataFrame:
    """Dollars not to exceed by stream, kind of cost, school, tutoring model and kind of tutor, in whole cents.

    Blank: of no one school, model or kind. Indirect cost is a row of its stream. Rows of a stream add up to its dollars
    not to exceed in the table of spending, to the cent.
    """
    charges, spending = plan.allocation.charges, plan.allocation.spending
    kinds = dict(zip(plan.facts.tutors["pool_id"], plan.facts.tutors["kind"], strict=True))
    pools = charges["pool_id"].astype(str)
    own = charges.assign(tutor_kind=[_kind(kinds, pool) for pool in pools], dollars=charges["dollars"].astype(float))
    found = []
    for stream, program, most in spending[["stream_id", "program", "not_to_exceed_dollars"]].itertuples(index=False):
        keys = ["cost_kind", "school_id", "model_id", "tutor_kind"]
        rows = own[own["stream_id"] == stream].groupby(keys, sort=True)["dollars"].sum().reset_index()
        due = round(100 * float(most))
        direct = min(round(100 * float(rows["dollars"].sum())), due)
        cents = whole_parts(rows["dollars"].to_numpy(dtype=float), direct)
        further = pd.DataFrame({"cost_kind": [INDIRECT], **{key: [""] for key in keys[1:]}})
        rows = pd.concat([rows[keys], further], ignore_index=True)
        dollars = np.append(cents, due - direct) / 100
        found.append(rows.assign(stream_id=stream, program=program, not_to_exceed_dollars=dollars)[list(COSTS)])
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(COSTS))
    return table[table["not_to_exceed_dollars"] != 0].reset_index(drop=True)


def money_of(plan: Drafted) -> pd.DataFrame:
    """Each stream's dollars: there to plan with, expected, and not to exceed, indirect cost included."""
    spending = plan.allocation.spending[list(MONEY)].copy()
    names = [name for name in MONEY if name.endswith("_dollars")]
    spending[names] = spending[names].astype(float)
    return spending.reset_index(drop=True)


def spending_ends(plan: Drafted) -> tuple[float, float]:
    """The least that may be expected to be spent, and what is not to be exceeded.

    Where a contract pays by outcomes and nobody said which will be met, the least is what it bills if none is, indirect
    cost at the highest rate of a stream taken off with it.
    """
    money, bills = money_of(plan), plan.allocation.contract_bills
    open_ = float((bills["expected_dollars"] - bills["expected_low_dollars"]).astype(float).sum()) if len(bills) else 0
    rate = float(plan.facts.funding["indirect_rate"].max()) if len(plan.facts.funding) else 0.0
    least = float(money["expected_dollars"].sum()) - (1 + rate) * open_
    return max(0.0, least), float(money["not_to_exceed_dollars"].sum())


def borne(plan: Drafted, services: Services) -> dict[str, Floats]:
    """Dollars that each service bears: not_to_exceed_dollars and expected_dollars, in whole cents.

    A charge is borne by the services that it names, labour by the pay of their groups, all else by their seats; what
    names none (a coordinator, idle hours of a pool at another school) by those of its school, else by all. Indirect
    cost and what a stream is expected to pay less follow its charges. Both add up to what the streams spend.
    """
    direct = _by_stream(plan, services)
    spending = plan.allocation.spending.set_index("stream_id")
    out = {}
    for name in ("not_to_exceed_dollars", "expected_dollars"):
        amounts = spending[name].astype(float)
        total = np.zeros(len(services.seats))
        for stream, own in direct.items():
            total += own * (float(amounts[stream]) / own.sum() if own.sum() else 0.0)
        out[name] = whole_parts(total, round(100 * float(amounts.sum()))) / 100
    return out


def whole_parts(amounts: Floats, total: int) -> Ints:
    """Whole parts of a total in proportion to the amounts, the largest remainders first.

    >>> whole_parts(np.array([1.0, 1.0, 1.0]), 100).tolist()
    [34, 33, 33]
    """
    whole = float(amounts.sum())
    if not len(amounts) or whole == 0:
        return np.zeros(len(amounts), dtype=np.int64)
    exact = amounts / whole * total
    parts = np.floor(exact).astype(np.int64)
    left = total - int(parts.sum())
    parts[np.argsort(-(exact - parts), kind="stable")[:left]] += 1
    return parts


def _kind(kinds: dict[str, str], pool: str) -> str:
    """The kind of tutor of a charge's pool; several kinds with `;` between, blank where no pool is named."""
    return BETWEEN.join(sorted({kinds[one] for one in pool.split(BETWEEN) if one in kinds}))


def _by_stream(plan: Drafted, services: Services) -> dict[str, Floats]:
    """Per stream: its charges, shared out over services."""
    table, charges = services.table, plan.allocation.charges
    names = {key: table[key].to_numpy(dtype=object) for key in KEYS}
    groups = plan.allocation.groups
    pay = groups.groupby(KEYS)["labour_dollars"].sum().reindex(pd.MultiIndex.from_frame(table[KEYS]))
    paid = pay.fillna(0.0).to_numpy(dtype=float)
    columns = [*KEYS, "cost_kind", "stream_id"]
    sums = charges.assign(dollars=charges["dollars"].astype(float)).groupby(columns, sort=True)["dollars"].sum()
    out: dict[str, Floats] = {}
    known: dict[tuple[object, ...], Floats] = {}
    for key, dollars in sums.items():
        *place, kind, stream = key if isinstance(key, tuple) else (key,)
        asked = (*place, kind == LABOUR)
        if asked not in known:
            known[asked] = _weights(names, place, paid if kind == LABOUR else services.seats, services.seats)
        out.setdefault(str(stream), np.zeros(len(table)))
        out[str(stream)] += float(dollars) * known[asked]
    return out


def _weights(names: dict[str, NDArray[np.object_]], place: list[object], weight: Floats, seats: Floats) -> Floats:
    """Shares of one charge by service: those that fit all that it names, else all that fit its school, else all."""
    fits = np.ones(len(seats), dtype=bool)
    here = np.ones(len(seats), dtype=bool)
    for key, wanted in zip(KEYS, place, strict=True):
        words = str(wanted).split(BETWEEN) if wanted else []
        if words:
            same = np.isin(names[key].astype(str), words)
            fits &= same
            here &= same if key == "school_id" else True
    chosen = fits if fits.any() else here if here.any() else np.ones(len(seats), dtype=bool)
    own = np.where(chosen, weight if weight[chosen].sum() > 0 else seats, 0.0)
    total = float(own.sum())
    return own / total if total else own
