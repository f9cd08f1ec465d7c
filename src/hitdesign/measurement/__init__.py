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
    from hitdesign.measurement.comparison import Comparison, match, weigh
    from hitdesign.measurement.comparison_balance import balance
    from hitdesign.measurement.cost_annual import annualisation_factor, at_prices_of, discount_factor
    from hitdesign.measurement.cost_bands import bands, cost_band, effect_band
    from hitdesign.measurement.cost_benefit import at_rates, benefit_cost
    from hitdesign.measurement.cost_compare import Alternative, compare_alternatives
    from hitdesign.measurement.cost_earnings import earnings_value
    from hitdesign.measurement.cost_effect import EffectForCost, effect_for_cost, effect_for_time, effect_range
    from hitdesign.measurement.cost_ledger import ingredients_from_ledger
    from hitdesign.measurement.cost_ratio import ratio_interval
    from hitdesign.measurement.cost_roi import academic_return, academic_returns
    from hitdesign.measurement.cost_total import Range, program_costs
    from hitdesign.measurement.cost_units import Reach, reach_of, unit_costs
    from hitdesign.measurement.cutoff import effect_at_cutoff
    from hitdesign.measurement.cutoff_checks import covariate_jumps, placebo_cutoffs, sensitivity
    from hitdesign.measurement.cutoff_density import density_test
    from hitdesign.measurement.cutoff_standards import cutoff_conditions
    from hitdesign.measurement.cycle_alarms import indicator_alarms
    from hitdesign.measurement.cycle_audit import audit_reports, deduced_from_reports
    from hitdesign.measurement.cycle_calendar import review_calendar
    from hitdesign.measurement.cycle_decide import EffectFinding, ReviewDecision, decide
    from hitdesign.measurement.cycle_indicators import Indicator, default_indicators
    from hitdesign.measurement.cycle_internal import internal_report, write_student_progress
    from hitdesign.measurement.cycle_progress import Progress, progress_of
    from hitdesign.measurement.cycle_public import ProgramFigure, PublicReport, board_counts, publish_report
    from hitdesign.measurement.cycle_rules import Condition, DecisionRules, Measure, RegisteredRules, Rule, register
    from hitdesign.measurement.cycle_status import read_indicators
    from hitdesign.measurement.disclosure import protect
    from hitdesign.measurement.disclosure_audit import audit, deduced
    from hitdesign.measurement.disclosure_policy import Band, DisclosurePolicy
    from hitdesign.measurement.disclosure_tables import CountTable, Dimension, Link
    from hitdesign.measurement.dosage_days import student_days
    from hitdesign.measurement.dosage_delivered import Dosage, dosage
    from hitdesign.measurement.dosage_log import session_log
    from hitdesign.measurement.dosage_not_held import not_held
    from hitdesign.measurement.dosage_odds import attendance_odds, mcnemar, paired_days
    from hitdesign.measurement.dosage_pace import pace
    from hitdesign.measurement.dosage_publish import tables_to_publish
    from hitdesign.measurement.dosage_rules import LogRules
    from hitdesign.measurement.dosage_sentences import dosage_sentences, pace_sentences
    from hitdesign.measurement.dosage_within import within_students
    from hitdesign.measurement.effects import IntentToTreat, intent_to_treat
    from hitdesign.measurement.effects_bounds import bounds_for_missing
    from hitdesign.measurement.effects_descriptive import descriptive_association
    from hitdesign.measurement.effects_learning import learning_equivalents
    from hitdesign.measurement.effects_multiple import adjusted_p
    from hitdesign.measurement.effects_regression import regress
    from hitdesign.measurement.effects_selection import (
        e_value,
        oster_beta,
        oster_delta,
        partial_r_squared,
        robustness_value,
    )
    from hitdesign.measurement.effects_subgroups import effects_by_subgroup
    from hitdesign.measurement.effects_treated import EffectOnTreated, effect_on_treated
    from hitdesign.measurement.lottery import Lottery, assign
    from hitdesign.measurement.lottery_alike import Redraw
    from hitdesign.measurement.lottery_omnibus import omnibus_test
    from hitdesign.measurement.lottery_permutation import draws, permutation_test
    from hitdesign.measurement.lottery_record import LotteryRecord
    from hitdesign.measurement.lottery_tickets import seed_from_text, ticket
    from hitdesign.measurement.lottery_verify import verify
    from hitdesign.measurement.power import minimum_detectable_effect, power_to_detect, required_size
    from hitdesign.measurement.power_groups import PartiallyNested
    from hitdesign.measurement.power_planning import planning_values
    from hitdesign.measurement.power_schools import SchoolsRandomised, SchoolsWithGroups
    from hitdesign.measurement.power_students import StudentsRandomised, WithinSchools
    from hitdesign.measurement.sequential_anytime import confidence_sequence, ratio_test
    from hitdesign.measurement.sequential_bounds import looks, with_actual
    from hitdesign.measurement.sequential_futility import looks_with_futility
    from hitdesign.measurement.sequential_inference import after_stopping, read_look
    from hitdesign.measurement.sequential_power import drift_for_power, inflation_factor, outcome_of, smallest_effect_sd
    from hitdesign.measurement.sequential_rates import rate_alarms
    from hitdesign.measurement.sequential_spending import Shape, Spending
    from hitdesign.measurement.standards_attrition import attrition, attrition_level
    from hitdesign.measurement.standards_baseline import baseline_equivalence
    from hitdesign.measurement.standards_clusters import (
        Clusters,
        assumed_icc,
        cluster_adjusted_g,
        cluster_corrected_test,
        t_of_g,
    )
    from hitdesign.measurement.standards_effects import (
        Arm,
        cox_index,
        hedges_g,
        hedges_g_from_f,
        hedges_g_from_t,
        hedges_g_of_gains,
        improvement_index,
        pooled_standard_deviation,
        small_sample_term,
    )
    from hitdesign.measurement.standards_multiple import benjamini_hochberg
    from hitdesign.measurement.standards_tiers import Study, essa_tiers, group_design_rating

__all__ = [
    "Alternative",
    "Arm",
    "Band",
    "Clusters",
    "Comparison",
    "Condition",
    "CountTable",
    "DecisionRules",
    "Dimension",
    "DisclosurePolicy",
    "Dosage",
    "EffectFinding",
    "EffectForCost",
    "EffectOnTreated",
    "Indicator",
    "IntentToTreat",
    "Link",
    "LogRules",
    "Lottery",
    "LotteryRecord",
    "Measure",
    "PartiallyNested",
    "ProgramFigure",
    "Progress",
    "PublicReport",
    "Range",
    "Reach",
    "Redraw",
    "RegisteredRules",
    "ReviewDecision",
    "Rule",
    "SchoolsRandomised",
    "SchoolsWithGroups",
    "Shape",
    "Spending",
    "StudentsRandomised",
    "Study",
    "WithinSchools",
    "academic_return",
    "academic_returns",
    "adjusted_p",
    "after_stopping",
    "annualisation_factor",
    "assign",
    "assumed_icc",
    "at_prices_of",
    "at_rates",
    "attendance_odds",
    "attrition",
    "attrition_level",
    "audit",
    "audit_reports",
    "balance",
    "bands",
    "baseline_equivalence",
    "benefit_cost",
    "benjamini_hochberg",
    "board_counts",
    "bounds_for_missing",
    "cluster_adjusted_g",
    "cluster_corrected_test",
    "compare_alternatives",
    "confidence_sequence",
    "cost_band",
    "covariate_jumps",
    "cox_index",
    "cutoff_conditions",
    "decide",
    "deduced",
    "deduced_from_reports",
    "default_indicators",
    "density_test",
    "descriptive_association",
    "discount_factor",
    "dosage",
    "dosage_sentences",
    "draws",
    "drift_for_power",
    "e_value",
    "earnings_value",
    "effect_at_cutoff",
    "effect_band",
    "effect_for_cost",
    "effect_for_time",
    "effect_on_treated",
    "effect_range",
    "effects_by_subgroup",
    "essa_tiers",
    "group_design_rating",
    "hedges_g",
    "hedges_g_from_f",
    "hedges_g_from_t",
    "hedges_g_of_gains",
    "improvement_index",
    "indicator_alarms",
    "inflation_factor",
    "ingredients_from_ledger",
    "intent_to_treat",
    "internal_report",
    "learning_equivalents",
    "looks",
    "looks_with_futility",
    "match",
    "mcnemar",
    "minimum_detectable_effect",
    "not_held",
    "omnibus_test",
    "oster_beta",
    "oster_delta",
    "outcome_of",
    "pace",
    "pace_sentences",
    "paired_days",
    "partial_r_squared",
    "permutation_test",
    "placebo_cutoffs",
    "planning_values",
    "pooled_standard_deviation",
    "power_to_detect",
    "program_costs",
    "progress_of",
    "protect",
    "publish_report",
    "rate_alarms",
    "ratio_interval",
    "ratio_test",
    "reach_of",
    "read_indicators",
    "read_look",
    "register",
    "regress",
    "required_size",
    "review_calendar",
    "robustness_value",
    "seed_from_text",
    "sensitivity",
    "session_log",
    "small_sample_term",
    "smallest_effect_sd",
    "student_days",
    "t_of_g",
    "tables_to_publish",
    "ticket",
    "unit_costs",
    "verify",
    "weigh",
    "with_actual",
    "within_students",
    "write_student_progress",
]

#: Where each name lives.
_HOME = {
    "Alternative": "cost_compare",
    "Arm": "standards_effects",
    "Band": "disclosure_policy",
    "Clusters": "standards_clusters",
    "Comparison": "comparison",
    "Condition": "cycle_rules",
    "CountTable": "disclosure_tables",
    "DecisionRules": "cycle_rules",
    "Dimension": "disclosure_tables",
    "DisclosurePolicy": "disclosure_policy",
    "Dosage": "dosage_delivered",
    "EffectFinding": "cycle_decide",
    "EffectForCost": "cost_effect",
    "EffectOnTreated": "effects_treated",
    "Indicator": "cycle_indicators",
    "IntentToTreat": "effects",
    "Link": "disclosure_tables",
    "LogRules": "dosage_rules",
    "Lottery": "lottery",
    "LotteryRecord": "lottery_record",
    "Measure": "cycle_rules",
    "PartiallyNested": "power_groups",
    "ProgramFigure": "cycle_public",
    "Progress": "cycle_progress",
    "PublicReport": "cycle_public",
    "Range": "cost_total",
    "Reach": "cost_units",
    "Redraw": "lottery_alike",
    "RegisteredRules": "cycle_rules",
    "ReviewDecision": "cycle_decide",
    "Rule": "cycle_rules",
    "SchoolsRandomised": "power_schools",
    "SchoolsWithGroups": "power_schools",
    "Shape": "sequential_spending",
    "Spending": "sequential_spending",
    "StudentsRandomised": "power_students",
    "Study": "standards_tiers",
    "WithinSchools": "power_students",
    "academic_return": "cost_roi",
    "academic_returns": "cost_roi",
    "adjusted_p": "effects_multiple",
    "after_stopping": "sequential_inference",
    "annualisation_factor": "cost_annual",
    "assign": "lottery",
    "assumed_icc": "standards_clusters",
    "at_prices_of": "cost_annual",
    "at_rates": "cost_benefit",
    "attendance_odds": "dosage_odds",
    "attrition": "standards_attrition",
    "attrition_level": "standards_attrition",
    "audit": "disclosure_audit",
    "audit_reports": "cycle_audit",
    "balance": "comparison_balance",
    "bands": "cost_bands",
    "baseline_equivalence": "standards_baseline",
    "benefit_cost": "cost_benefit",
    "benjamini_hochberg": "standards_multiple",
    "board_counts": "cycle_public",
    "bounds_for_missing": "effects_bounds",
    "cluster_adjusted_g": "standards_clusters",
    "cluster_corrected_test": "standards_clusters",
    "compare_alternatives": "cost_compare",
    "confidence_sequence": "sequential_anytime",
    "cost_band": "cost_bands",
    "covariate_jumps": "cutoff_checks",
    "cox_index": "standards_effects",
    "cutoff_conditions": "cutoff_standards",
    "decide": "cycle_decide",
    "deduced": "disclosure_audit",
    "deduced_from_reports": "cycle_audit",
    "default_indicators": "cycle_indicators",
    "density_test": "cutoff_density",
    "descriptive_association": "effects_descriptive",
    "discount_factor": "cost_annual",
    "dosage": "dosage_delivered",
    "dosage_sentences": "dosage_sentences",
    "draws": "lottery_permutation",
    "drift_for_power": "sequential_power",
    "e_value": "effects_selection",
    "earnings_value": "cost_earnings",
    "effect_at_cutoff": "cutoff",
    "effect_band": "cost_bands",
    "effect_for_cost": "cost_effect",
    "effect_for_time": "cost_effect",
    "effect_on_treated": "effects_treated",
    "effect_range": "cost_effect",
    "effects_by_subgroup": "effects_subgroups",
    "essa_tiers": "standards_tiers",
    "group_design_rating": "standards_tiers",
    "hedges_g": "standards_effects",
    "hedges_g_from_f": "standards_effects",
    "hedges_g_from_t": "standards_effects",
    "hedges_g_of_gains": "standards_effects",
    "improvement_index": "standards_effects",
    "indicator_alarms": "cycle_alarms",
    "inflation_factor": "sequential_power",
    "ingredients_from_ledger": "cost_ledger",
    "intent_to_treat": "effects",
    "internal_report": "cycle_internal",
    "learning_equivalents": "effects_learning",
    "looks": "sequential_bounds",
    "looks_with_futility": "sequential_futility",
    "match": "comparison",
    "mcnemar": "dosage_odds",
    "minimum_detectable_effect": "power",
    "not_held": "dosage_not_held",
    "omnibus_test": "lottery_omnibus",
    "oster_beta": "effects_selection",
    "oster_delta": "effects_selection",
    "outcome_of": "sequential_power",
    "pace": "dosage_pace",
    "pace_sentences": "dosage_sentences",
    "paired_days": "dosage_odds",
    "partial_r_squared": "effects_selection",
    "permutation_test": "lottery_permutation",
    "placebo_cutoffs": "cutoff_checks",
    "planning_values": "power_planning",
    "pooled_standard_deviation": "standards_effects",
    "power_to_detect": "power",
    "program_costs": "cost_total",
    "progress_of": "cycle_progress",
    "protect": "disclosure",
    "publish_report": "cycle_public",
    "rate_alarms": "sequential_rates",
    "ratio_interval": "cost_ratio",
    "ratio_test": "sequential_anytime",
    "reach_of": "cost_units",
    "read_indicators": "cycle_status",
    "read_look": "sequential_inference",
    "register": "cycle_rules",
    "regress": "effects_regression",
    "required_size": "power",
    "review_calendar": "cycle_calendar",
    "robustness_value": "effects_selection",
    "seed_from_text": "lottery_tickets",
    "sensitivity": "cutoff_checks",
    "session_log": "dosage_log",
    "small_sample_term": "standards_effects",
    "smallest_effect_sd": "sequential_power",
    "student_days": "dosage_days",
    "t_of_g": "standards_clusters",
    "tables_to_publish": "dosage_publish",
    "ticket": "lottery_tickets",
    "unit_costs": "cost_units",
    "verify": "lottery_verify",
    "weigh": "comparison",
    "with_actual": "sequential_bounds",
    "within_students": "dosage_within",
    "write_student_progress": "cycle_internal",
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
