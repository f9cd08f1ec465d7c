"""What was delivered, what it did, what it cost; usable without a plan.

The names that most people need, each loaded when it is first used; nothing is computed here.

>>> from hitdesign import measurement
>>> measurement.StudentsRandomised(students=250, attrition=0.0).students
250
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hitdesign.measurement.cost_effect import EffectForCost, effect_for_cost
    from hitdesign.measurement.cost_total import Range, program_costs
    from hitdesign.measurement.cost_units import reach_of, unit_costs
    from hitdesign.measurement.cycle_decide import EffectFinding, ReviewDecision, decide
    from hitdesign.measurement.cycle_internal import internal_report
    from hitdesign.measurement.cycle_progress import Progress, progress_of
    from hitdesign.measurement.cycle_public import ProgramFigure, PublicReport, board_counts, publish_report
    from hitdesign.measurement.cycle_rules import Condition, DecisionRules, Measure, RegisteredRules, Rule, register
    from hitdesign.measurement.disclosure import protect
    from hitdesign.measurement.disclosure_audit import audit, deduced
    from hitdesign.measurement.disclosure_policy import Band, DisclosurePolicy
    from hitdesign.measurement.disclosure_tables import CountTable, Dimension, Link
    from hitdesign.measurement.dosage import Dosage, dosage
    from hitdesign.measurement.effects import IntentToTreat, intent_to_treat
    from hitdesign.measurement.effects_treated import EffectOnTreated, effect_on_treated
    from hitdesign.measurement.lottery import Lottery, assign
    from hitdesign.measurement.lottery_tickets import seed_from_text
    from hitdesign.measurement.lottery_verify import verify
    from hitdesign.measurement.power import minimum_detectable_effect, power_to_detect, required_size
    from hitdesign.measurement.power_groups import PartiallyNested
    from hitdesign.measurement.power_planning import planning_values
    from hitdesign.measurement.power_schools import SchoolsRandomised, SchoolsWithGroups
    from hitdesign.measurement.power_students import StudentsRandomised, WithinSchools
    from hitdesign.measurement.standards_attrition import attrition, attrition_level
    from hitdesign.measurement.standards_baseline import baseline_equivalence
    from hitdesign.measurement.standards_clusters import Clusters, cluster_adjusted_g, cluster_corrected_test, t_of_g
    from hitdesign.measurement.standards_effects import Arm, cox_index, hedges_g, improvement_index
    from hitdesign.measurement.standards_multiple import benjamini_hochberg
    from hitdesign.measurement.standards_tiers import Study, essa_tiers, group_design_rating

__all__ = [
    "Arm",
    "Band",
    "Clusters",
    "Condition",
    "CountTable",
    "DecisionRules",
    "Dimension",
    "DisclosurePolicy",
    "Dosage",
    "EffectFinding",
    "EffectForCost",
    "EffectOnTreated",
    "IntentToTreat",
    "Link",
    "Lottery",
    "Measure",
    "PartiallyNested",
    "ProgramFigure",
    "Progress",
    "PublicReport",
    "Range",
    "RegisteredRules",
    "ReviewDecision",
    "Rule",
    "SchoolsRandomised",
    "SchoolsWithGroups",
    "StudentsRandomised",
    "Study",
    "WithinSchools",
    "assign",
    "attrition",
    "attrition_level",
    "audit",
    "baseline_equivalence",
    "benjamini_hochberg",
    "board_counts",
    "cluster_adjusted_g",
    "cluster_corrected_test",
    "cox_index",
    "decide",
    "deduced",
    "dosage",
    "effect_for_cost",
    "effect_on_treated",
    "essa_tiers",
    "group_design_rating",
    "hedges_g",
    "improvement_index",
    "intent_to_treat",
    "internal_report",
    "minimum_detectable_effect",
    "planning_values",
    "power_to_detect",
    "program_costs",
    "progress_of",
    "protect",
    "publish_report",
    "reach_of",
    "register",
    "required_size",
    "seed_from_text",
    "t_of_g",
    "unit_costs",
    "verify",
]

#: Where each name lives.
_HOME = {
    "Arm": "standards_effects",
    "Band": "disclosure_policy",
    "Clusters": "standards_clusters",
    "Condition": "cycle_rules",
    "CountTable": "disclosure_tables",
    "DecisionRules": "cycle_rules",
    "Dimension": "disclosure_tables",
    "DisclosurePolicy": "disclosure_policy",
    "Dosage": "dosage",
    "EffectFinding": "cycle_decide",
    "EffectForCost": "cost_effect",
    "EffectOnTreated": "effects_treated",
    "IntentToTreat": "effects",
    "Link": "disclosure_tables",
    "Lottery": "lottery",
    "Measure": "cycle_rules",
    "PartiallyNested": "power_groups",
    "ProgramFigure": "cycle_public",
    "Progress": "cycle_progress",
    "PublicReport": "cycle_public",
    "Range": "cost_total",
    "RegisteredRules": "cycle_rules",
    "ReviewDecision": "cycle_decide",
    "Rule": "cycle_rules",
    "SchoolsRandomised": "power_schools",
    "SchoolsWithGroups": "power_schools",
    "StudentsRandomised": "power_students",
    "Study": "standards_tiers",
    "WithinSchools": "power_students",
    "assign": "lottery",
    "attrition": "standards_attrition",
    "attrition_level": "standards_attrition",
    "audit": "disclosure_audit",
    "baseline_equivalence": "standards_baseline",
    "benjamini_hochberg": "standards_multiple",
    "board_counts": "cycle_public",
    "cluster_adjusted_g": "standards_clusters",
    "cluster_corrected_test": "standards_clusters",
    "cox_index": "standards_effects",
    "decide": "cycle_decide",
    "deduced": "disclosure_audit",
    "dosage": "dosage",
    "effect_for_cost": "cost_effect",
    "effect_on_treated": "effects_treated",
    "essa_tiers": "standards_tiers",
    "group_design_rating": "standards_tiers",
    "hedges_g": "standards_effects",
    "improvement_index": "standards_effects",
    "intent_to_treat": "effects",
    "internal_report": "cycle_internal",
    "minimum_detectable_effect": "power",
    "planning_values": "power_planning",
    "power_to_detect": "power",
    "program_costs": "cost_total",
    "progress_of": "cycle_progress",
    "protect": "disclosure",
    "publish_report": "cycle_public",
    "reach_of": "cost_units",
    "register": "cycle_rules",
    "required_size": "power",
    "seed_from_text": "lottery_tickets",
    "t_of_g": "standards_clusters",
    "unit_costs": "cost_units",
    "verify": "lottery_verify",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'hitdesign.measurement' has no attribute {name!r}; see dir() of it")
    value = getattr(importlib.import_module(f"hitdesign.measurement.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(_HOME)
