"""The rules on risks by the key of their data: what looks for each."""

from __future__ import annotations

from collections.abc import Mapping

from hitdesign.plan.risks import of_money, of_places, of_plan, of_roles, of_staff, of_technology
from hitdesign.plan.risks.seen import Rule

RULES: Mapping[str, Rule] = {
    "pool_nearly_full": of_staff.pool_nearly_full,
    "background_open": of_staff.background_open,
    "single_coordinator": of_roles.single_coordinator,
    "role_overloaded": of_roles.role_overloaded,
    "role_unheld": of_roles.role_unheld,
    "contract_share": of_staff.contract_share,
    "one_room": of_places.one_room,
    "one_block": of_places.one_block,
    "need_left_out": of_places.need_left_out,
    "school_not_asked": of_places.school_not_asked,
    "small_groups": of_places.small_groups,
    "thin_attendance": of_places.thin_attendance,
    "low_take_up": of_places.low_take_up,
    "stream_share": of_money.stream_share,
    "stream_ends": of_money.stream_ends,
    "not_awarded": of_money.not_awarded,
    "unverified_rules": of_money.unverified_rules,
    "devices_short": of_technology.devices_short,
    "headsets_short": of_technology.headsets_short,
    "connectivity_short": of_technology.connectivity_short,
    "accounts_open": of_technology.accounts_open,
    "privacy_open": of_technology.privacy_open,
    "not_proved": of_plan.not_proved,
    "gap_open": of_plan.gap_open,
    "assumption_moves": of_plan.assumption_moves,
    "mandate_unserved": of_plan.mandate_unserved,
    "barrier_stated": of_plan.barrier_stated,
}
