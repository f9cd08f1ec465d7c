"""What an ingredient of a program is: one thing that is used, how much of it, at what price, paid by whom."""

from __future__ import annotations

from typing import Literal, get_args

from hitdesign.quantities import Dollars, Share, Units
from hitdesign.tables.record import Record, column

#: Kinds of ingredients. All but `other` are expected of a program: one without a row is said to be not counted.
Category = Literal[
    "staff",
    "benefits",
    "preparation",
    "supervision",
    "coordination",
    "training",
    "materials",
    "space",
    "devices",
    "transport",
    "administration",
    "other",
]
#: Who bears the cost; `grant` is money given for a purpose, `in_kind` what nobody is paid for and somebody gives.
Payer = Literal["district", "school", "grant", "provider", "families", "in_kind"]
#: Whose costs are counted: the payers of each perspective.
Perspective = Literal["society", "district", "district_own_money", "school", "provider", "families"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
PAYERS: tuple[Payer, ...] = get_args(Payer)
PERSPECTIVES: dict[Perspective, tuple[Payer, ...]] = {
    "society": PAYERS,
    "district": ("district", "school", "grant"),
    "district_own_money": ("district", "school"),
    "school": ("school",),
    "provider": ("provider",),
    "families": ("families",),
}


class Ingredient(Record):
    """One thing that the program uses in one year, and its price."""

    table = "ingredients"
    caption = "One row per thing that is used, paid for or not, for one year of the program."
    key = ("item", "category", "paid_by")

    item: str = column("What it is.", example="paraprofessional tutors")
    category: Category = column("Its kind.", example="staff")
    quantity: Units = column("How much of it is used.", example="1200")
    unit: str = column("In which unit.", example="hours")
    price_dollars: Dollars = column("Dollars for one unit.", unit="dollars", example="24.50")
    price_low_dollars: Dollars | None = column("The least it may be.", unit="dollars", default=None)
    price_high_dollars: Dollars | None = column("The most it may be.", unit="dollars", default=None)
    paid_by: Payer = column("Who bears it.", example="district")
    kind: Literal["recurring", "one_time"] = column("Whether it is bought anew each year.", default="recurring")
    lifetime_years: Units | None = column("Years that a thing bought once lasts.", unit="years", default=None)
    share_used: Share | None = column("Share of it that the program uses; blank = all.", unit="share 0-1", default=None)
    source: str = column("Where quantity and price are from.", example="payroll 2026-27")
