"""Ingredients from lines of a ledger or a budget that know an amount and a word of their own for what it is."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.cost.records import CATEGORIES, PAYERS, Category, Payer
from hitdesign.measurement.given import refuse, word_faults


def ingredients_from_ledger(
    lines: pd.DataFrame,
    *,
    item: str,
    dollars: str,
    category: str,
    payer: str,
    categories: Mapping[str, Category],
    payers: Mapping[str, Payer],
    source: str,
) -> pd.DataFrame:
    """Rows of the ingredients table, one per line, each once at its amount.

    item, dollars, category, payer: names of the columns. categories, payers: what each word of the ledger is here; a
    word that is not named is a fault, so that nothing is left out unseen. A ledger knows what was paid: gifts, rooms
    and time that nobody pays for are not in it and have to be added. Raises InputError with every fault.

    >>> rows = pd.DataFrame({"account": ["0110"], "fund": ["GF"], "what": ["tutors"], "spent": [900.0]})
    >>> words = {"categories": {"0110": "staff"}, "payers": {"GF": "district"}, "source": "ledger"}
    >>> made = ingredients_from_ledger(rows, item="what", dollars="spent", category="account", payer="fund", **words)
    >>> made[["item", "category", "price_dollars", "paid_by"]].values.tolist()
    [['tutors', 'staff', 900.0, 'district']]
    """
    where = "ledger"
    faults = [
        Fault(where, "the column is missing", f"a column {name}", "Add it or name another", column=name)
        for name in dict.fromkeys((item, dollars, category, payer))
        if name not in lines.columns
    ]
    for known, words, name in ((categories, CATEGORIES, "categories"), (payers, PAYERS, "payers")):
        faults += [fault for word in known.values() for fault in word_faults(where, name, word, words)]
    for column, given, name in ((category, categories, "categories"), (payer, payers, "payers")):
        for word in sorted(set(lines[column].astype(str)) - set(given)) if column in lines.columns else []:
            problem = f"a word of the ledger has no meaning in {name}"
            faults.append(Fault(where, problem, "each word named", f"Add it to {name}", column=column, found=word))
    refuse(faults)
    return pd.DataFrame(
        {
            "item": lines[item].astype(str),
            "category": lines[category].astype(str).map(dict(categories)),
            "quantity": 1,
            "unit": "line of the ledger",
            "price_dollars": lines[dollars],
            "paid_by": lines[payer].astype(str).map(dict(payers)),
            "source": source,
        }
    )
