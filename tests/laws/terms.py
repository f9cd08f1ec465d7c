"""Contracts of every kind for the small districts: a least, prices that rise or fall, flat fees, prices by student."""

from __future__ import annotations

from typing import Any

from hitdesign.district.prices import bill_dollars, ladders
from hitdesign.district.records import Contract, ContractTier

#: One flag per kind of term that no group and no seat causes alone.
TERMS = ("contract_minimum", "contract_tiers", "contract_flat")
#: Name, basis and price; then, for further prices, where they can begin.
PLAIN = (("by_hour", "hour", 40.0), ("by_session", "session", 19.5), ("by_seat", "seat", 60.0))
BY_STUDENT = (
    ("by_student", "student", 55.0),
    ("by_student_hour", "student_hour", 6.25),
    ("by_student_session", "student_session", 3.1),
)
BEGINS = {
    "hour": (6.0, 9.0, 20.0),
    "session": (10.0, 18.0, 40.0),
    "seat": (1.0, 2.0, 5.0),
    "student": (2.0, 3.0),
    "student_hour": (9.0, 25.0, 30.5),
    "student_session": (18.0, 20.0, 60.0),
}
UNITS = {"hour": 20.0, "session": 25.0, "seat": 6.0, "student": 4.0, "student_hour": 60.0, "student_session": 99.0}


def names_of(has: frozenset[str]) -> list[str]:
    """Contracts that a pool may be paid by."""
    more = has & set(TERMS)
    names = [name for name, _, _ in (*PLAIN, *(BY_STUDENT if more else ()))]
    return [*(["flat"] * len(names) if "contract_flat" in has else []), *names]


def drawn_contracts(dice: Any, has: frozenset[str]) -> tuple[tuple[Contract, ...], tuple[ContractTier, ...]]:
    """The contracts with their further prices."""
    if "contracts" not in has:
        return (), ()
    bare = tuple(
        Contract(
            contract_id=name, price_basis=basis, price_dollars=price, maximum_dollars=dice.pick([None, 300.0, 777.5])
        )
        for name, basis, price in PLAIN
    )
    if not has & set(TERMS):
        return bare, ()
    bare += tuple(
        Contract(contract_id=name, price_basis=basis, price_dollars=price) for name, basis, price in BY_STUDENT
    )
    tiers = tuple(tier for terms in bare for tier in _tiers(dice, terms)) if "contract_tiers" in has else ()
    if "contract_flat" in has:
        fee = Contract(contract_id="flat", price_basis="flat", price_dollars=dice.pick([60.0, 150.0, 420.25]))
        bare += (fee,)
    if "contract_minimum" in has:
        bare = tuple(_least(dice, terms, tiers) for terms in bare)
    return bare, tiers


def _tiers(dice: Any, terms: Contract) -> tuple[ContractTier, ...]:
    factors = dice.pick([(0.8,), (0.5, 0.4), (1.5,), (1.25, 2.0), (), (0.0,)])
    begins = BEGINS[terms.price_basis]
    return tuple(
        ContractTier(
            contract_id=terms.contract_id, from_units=begins[step], price_dollars=round(factor * terms.price_dollars, 2)
        )
        for step, factor in enumerate(factors)
    )


def _least(dice: Any, terms: Contract, tiers: tuple[ContractTier, ...]) -> Contract:
    changes = dice.pick(
        [
            {"minimum_dollars": 720.75},
            {"minimum_dollars": 333.33},
            {"minimum_dollars": 405.5},
            {"minimum_units": UNITS.get(terms.price_basis, 0.0)},
            {"minimum_dollars": 290.0, "minimum_units": UNITS.get(terms.price_basis, 0.0) / 2},
            {},
        ]
    )
    changed = terms.model_copy(update=changes)
    most = terms.maximum_dollars
    own = ladders((terms,), [tier for tier in tiers if tier.contract_id == terms.contract_id])[terms.contract_id]
    least = max(changed.minimum_dollars, bill_dollars(own, changed.minimum_units) if own[0][1] else 0.0)
    return changed if most is None or least <= most else terms
