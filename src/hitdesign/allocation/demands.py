"""What awards demand, as kinds of columns after the dollars: match, money of schools, what stays unspent."""

from __future__ import annotations

from dataclasses import dataclass

from hitdesign.allocation.extra import Extra
from hitdesign.allocation.layout import Inputs, Layout
from hitdesign.allocation.level_parts import LevelValue
from hitdesign.allocation.rows_match import Matching, matching_columns, matching_of
from hitdesign.allocation.rows_money import Money, school_payers
from hitdesign.allocation.rows_schools import school_money
from hitdesign.allocation.rows_spending import required_of, shortfall, unspent_columns
from hitdesign.policy import Policy


@dataclass(frozen=True)
class Demands:
    """The kinds of columns that awards ask for, each only where one does; `end` is where the next kind begins."""

    kinds: tuple[Extra, ...]
    matching: Matching | None
    end: int

    def values(self, inputs: Inputs, money: Money, policy: Policy, size: int) -> dict[str, LevelValue]:
        """The level minimum_spending over all columns, made small; nothing where no award has a minimum to reach."""
        if not required_of(inputs) or policy.strict_minimum_spending:
            return {}
        short = shortfall(inputs, money, self.end - self.kinds[-1].columns.size, size)
        return {"minimum_spending": LevelValue("dollars short and charged", "min", short)}


def demands_of(inputs: Inputs, layout: Layout, money: Money, policy: Policy) -> Demands:
    """Match, what the district adds to schools' money, and what stays unspent."""
    end, kinds, matching = money.begin + len(money.of_row), list[Extra](), None
    if (inputs.facts.funding["match_share_of_total"] > 0).any():
        matching = matching_of(inputs, money, end)
        kinds.append(matching_columns(inputs, layout, money, matching))
        end += kinds[-1].columns.size
    if school_payers(inputs.facts):
        kinds.append(school_money(inputs, money, end))
        end += kinds[-1].columns.size
    if required_of(inputs):
        kinds.append(unspent_columns(inputs, money, end, strict=policy.strict_minimum_spending))
        end += kinds[-1].columns.size
    return Demands(tuple(kinds), matching, end)
