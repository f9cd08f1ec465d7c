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
    from hitdesign.measurement.comparison.balance import balance as balance
    from hitdesign.measurement.comparison.match import Comparison as Comparison
    from hitdesign.measurement.comparison.match import match as match
    from hitdesign.measurement.comparison.match import weigh as weigh
    from hitdesign.measurement.cost.annual import annualisation_factor as annualisation_factor
    from hitdesign.measurement.cost.annual import at_prices_of as at_prices_of
    from hitdesign.measurement.cost.annual import discount_factor as discount_factor
    from hitdesign.measurement.cost.bands import bands as bands
    from hitdesign.measurement.cost.bands import cost_band as cost_band
    from hitdesign.measurement.cost.bands import effect_band as effect_band
    from hitdesign.measurement.cost.benefit import at_rates as at_rates
    from hitdesign.measurement.cost.benefit import benefit_cost as benefit_cost
    from hitdesign.measurement.cost.compare import Alternative as Alternative
    from hitdesign.measurement.cost.compare import compare_alternatives as compare_alternatives
    from hitdesign.measurement.cost.earnings import earnings_value as earnings_value
    from hitdesign.measurement.cost.effect import EffectForCost as EffectForCost
    from hitdesign.measurement.cost.effect import effect_for_cost as effect_for_cost
    from hitdesign.measurement.cost.effect import effect_for_time as effect_for_time
    from hitdesign.measurement.cost.effect import effect_range as effect_range
    from hitdesign.measurement.cost.ledger import ingredients_from_ledger as ingredients_from_ledger
    from hitdesign.measurement.cost.ratio import ratio_interval as ratio_interval
    from hitdesign.measurement.cost.roi import academic_return as academic_return
    from hitdesign.measurement.cost.roi import academic_returns as academic_returns
    from hitdesign.measurement.cost.total import Range as Range
    from hitdesign.measurement.cost.total import program_costs as program_costs
    from hitdesign.measurement.cost.units import Reach as Reach
    from hitdesign.measurement.cost.units import reach_of as reach_of
    from hitdesign.measurement.cost.units import unit_costs as unit_costs
    from hitdesign.measurement.cutoff.checks import covariate_jumps as covariate_jumps
    from hitdesign.measurement.cutoff.checks import placebo_cutoffs as placebo_cutoffs
    from hitdesign.measurement.cutoff.checks import sensitivity as sensitivity
    from hitdesign.measurement.cutoff.density import density_test as density_test
    from hitdesign.measurement.cutoff.estimate import effect_at_cutoff as effect_at_cutoff
    from hitdesign.measurement.cutoff.standards import cutoff_conditions as cutoff_conditions
    from hitdesign.measurement.cycle.alarms import indicator_alarms as indicator_alarms
    from hitdesign.measurement.cycle.audit import audit_reports as audit_reports
    from hitdesign.measurement.cycle.audit import deduced_from_reports as deduced_from_reports
    from hitdesign.measurement.cycle.calendar import review_calendar as review_calendar
    from hitdesign.measurement.cycle.decide import EffectFinding as EffectFinding
    from hitdesign.measurement.cycle.decide import ReviewDecision as ReviewDecision
    from hitdesign.measurement.cycle.decide import decide as decide
    from hitdesign.measurement.cycle.indicators import Indicator as Indicator
    from hitdesign.measurement.cycle.indicators import default_indicators as default_indicators
    from hitdesign.measurement.cycle.internal import internal_report as internal_report
    from hitdesign.measurement.cycle.internal import write_student_progress as write_student_progress
    from hitdesign.measurement.cycle.progress import Progress as Progress
    from hitdesign.measurement.cycle.progress import progress_of as progress_of
    from hitdesign.measurement.cycle.public import ProgramFigure as ProgramFigure
    from hitdesign.measurement.cycle.public import PublicReport as PublicReport
    from hitdesign.measurement.cycle.public import board_counts as board_counts
    from hitdesign.measurement.cycle.public import publish_report as publish_report
    from hitdesign.measurement.cycle.rules import Condition as Condition
    from hitdesign.measurement.cycle.rules import DecisionRules as DecisionRules
    from hitdesign.measurement.cycle.rules import Measure as Measure
    from hitdesign.measurement.cycle.rules import RegisteredRules as RegisteredRules
    from hitdesign.measurement.cycle.rules import Rule as Rule
    from hitdesign.measurement.cycle.rules import register as register
    from hitdesign.measurement.cycle.status import read_indicators as read_indicators
    from hitdesign.measurement.delivery.days import student_days as student_days
    from hitdesign.measurement.delivery.delivered import Dosage as Dosage
    from hitdesign.measurement.delivery.delivered import dosage as dosage
    from hitdesign.measurement.delivery.log import session_log as session_log
    from hitdesign.measurement.delivery.not_held import not_held as not_held
    from hitdesign.measurement.delivery.odds import attendance_odds as attendance_odds
    from hitdesign.measurement.delivery.odds import mcnemar as mcnemar
    from hitdesign.measurement.delivery.odds import paired_days as paired_days
    from hitdesign.measurement.delivery.pace import pace as pace
    from hitdesign.measurement.delivery.publish import tables_to_publish as tables_to_publish
    from hitdesign.measurement.delivery.records import Enrolment as Enrolment
    from hitdesign.measurement.delivery.records import StudentSession as StudentSession
    from hitdesign.measurement.delivery.rules import LogRules as LogRules
    from hitdesign.measurement.delivery.sentences import dosage_sentences as dosage_sentences
    from hitdesign.measurement.delivery.sentences import pace_sentences as pace_sentences
    from hitdesign.measurement.delivery.within import within_students as within_students
    from hitdesign.measurement.disclosure.audit import audit as audit
    from hitdesign.measurement.disclosure.audit import deduced as deduced
    from hitdesign.measurement.disclosure.policy import Band as Band
    from hitdesign.measurement.disclosure.policy import DisclosurePolicy as DisclosurePolicy
    from hitdesign.measurement.disclosure.protect import protect as protect
    from hitdesign.measurement.disclosure.tables import Amount as Amount
    from hitdesign.measurement.disclosure.tables import CountTable as CountTable
    from hitdesign.measurement.disclosure.tables import Dimension as Dimension
    from hitdesign.measurement.disclosure.tables import Link as Link
    from hitdesign.measurement.effects.bounds import bounds_for_missing as bounds_for_missing
    from hitdesign.measurement.effects.descriptive import descriptive_association as descriptive_association
    from hitdesign.measurement.effects.intent import IntentToTreat as IntentToTreat
    from hitdesign.measurement.effects.intent import intent_to_treat as intent_to_treat
    from hitdesign.measurement.effects.learning import learning_equivalents as learning_equivalents
    from hitdesign.measurement.effects.multiple import adjusted_p as adjusted_p
    from hitdesign.measurement.effects.regression import regress as regress
    from hitdesign.measurement.effects.selection import e_value as e_value
    from hitdesign.measurement.effects.selection import oster_beta as oster_beta
    from hitdesign.measurement.effects.selection import oster_delta as oster_delta
    from hitdesign.measurement.effects.selection import partial_r_squared as partial_r_squared
    from hitdesign.measurement.effects.selection import robustness_value as robustness_value
    from hitdesign.measurement.effects.subgroups import effects_by_subgroup as effects_by_subgroup
    from hitdesign.measurement.effects.treated import EffectOnTreated as EffectOnTreated
    from hitdesign.measurement.effects.treated import effect_on_treated as effect_on_treated
    from hitdesign.measurement.lottery.alike import Redraw as Redraw
    from hitdesign.measurement.lottery.assign import Lottery as Lottery
    from hitdesign.measurement.lottery.assign import assign as assign
    from hitdesign.measurement.lottery.omnibus import omnibus_test as omnibus_test
    from hitdesign.measurement.lottery.permutation import draws as draws
    from hitdesign.measurement.lottery.permutation import permutation_test as permutation_test
    from hitdesign.measurement.lottery.record import LotteryRecord as LotteryRecord
    from hitdesign.measurement.lottery.tickets import seed_from_text as seed_from_text
    from hitdesign.measurement.lottery.tickets import ticket as ticket
    from hitdesign.measurement.lottery.verify import verify as verify
    from hitdesign.measurement.power.detection import minimum_detectable_effect as minimum_detectable_effect
    from hitdesign.measurement.power.detection import power_to_detect as power_to_detect
    from hitdesign.measurement.power.detection import required_size as required_size
    from hitdesign.measurement.power.groups import PartiallyNested as PartiallyNested
    from hitdesign.measurement.power.planning import planning_values as planning_values
    from hitdesign.measurement.power.schools import SchoolsRandomised as SchoolsRandomised
    from hitdesign.measurement.power.schools import SchoolsWithGroups as SchoolsWithGroups
    from hitdesign.measurement.power.students import StudentsRandomised as StudentsRandomised
    from hitdesign.measurement.power.students import WithinSchools as WithinSchools
    from hitdesign.measurement.sequential.anytime import confidence_sequence as confidence_sequence
    from hitdesign.measurement.sequential.anytime import ratio_test as ratio_test
    from hitdesign.measurement.sequential.bounds import looks as looks
    from hitdesign.measurement.sequential.bounds import with_actual as with_actual
    from hitdesign.measurement.sequential.futility import looks_with_futility as looks_with_futility
    from hitdesign.measurement.sequential.inference import after_stopping as after_stopping
    from hitdesign.measurement.sequential.inference import read_look as read_look
    from hitdesign.measurement.sequential.power import drift_for_power as drift_for_power
    from hitdesign.measurement.sequential.power import inflation_factor as inflation_factor
    from hitdesign.measurement.sequential.power import outcome_of as outcome_of
    from hitdesign.measurement.sequential.power import smallest_effect_sd as smallest_effect_sd
    from hitdesign.measurement.sequential.rates import rate_alarms as rate_alarms
    from hitdesign.measurement.sequential.spending import Shape as Shape
    from hitdesign.measurement.sequential.spending import Spending as Spending
    from hitdesign.measurement.standards.attrition import attrition as attrition
    from hitdesign.measurement.standards.attrition import attrition_level as attrition_level
    from hitdesign.measurement.standards.baseline import baseline_equivalence as baseline_equivalence
    from hitdesign.measurement.standards.clusters import Clusters as Clusters
    from hitdesign.measurement.standards.clusters import assumed_icc as assumed_icc
    from hitdesign.measurement.standards.clusters import cluster_adjusted_g as cluster_adjusted_g
    from hitdesign.measurement.standards.clusters import cluster_corrected_test as cluster_corrected_test
    from hitdesign.measurement.standards.clusters import t_of_g as t_of_g
    from hitdesign.measurement.standards.effects import Arm as Arm
    from hitdesign.measurement.standards.effects import cox_index as cox_index
    from hitdesign.measurement.standards.effects import hedges_g as hedges_g
    from hitdesign.measurement.standards.effects import hedges_g_from_f as hedges_g_from_f
    from hitdesign.measurement.standards.effects import hedges_g_from_t as hedges_g_from_t
    from hitdesign.measurement.standards.effects import hedges_g_of_gains as hedges_g_of_gains
    from hitdesign.measurement.standards.effects import improvement_index as improvement_index
    from hitdesign.measurement.standards.effects import pooled_standard_deviation as pooled_standard_deviation
    from hitdesign.measurement.standards.effects import small_sample_term as small_sample_term
    from hitdesign.measurement.standards.multiple import benjamini_hochberg as benjamini_hochberg
    from hitdesign.measurement.standards.tiers import Study as Study
    from hitdesign.measurement.standards.tiers import essa_tiers as essa_tiers
    from hitdesign.measurement.standards.tiers import group_design_rating as group_design_rating

#: The names of each module.
_NAMES = {
    "comparison.balance": "balance",
    "comparison.match": "Comparison match weigh",
    "cost.annual": "annualisation_factor at_prices_of discount_factor",
    "cost.bands": "bands cost_band effect_band",
    "cost.benefit": "at_rates benefit_cost",
    "cost.compare": "Alternative compare_alternatives",
    "cost.earnings": "earnings_value",
    "cost.effect": "EffectForCost effect_for_cost effect_for_time effect_range",
    "cost.ledger": "ingredients_from_ledger",
    "cost.ratio": "ratio_interval",
    "cost.roi": "academic_return academic_returns",
    "cost.total": "Range program_costs",
    "cost.units": "Reach reach_of unit_costs",
    "cutoff.checks": "covariate_jumps placebo_cutoffs sensitivity",
    "cutoff.density": "density_test",
    "cutoff.estimate": "effect_at_cutoff",
    "cutoff.standards": "cutoff_conditions",
    "cycle.alarms": "indicator_alarms",
    "cycle.audit": "audit_reports deduced_from_reports",
    "cycle.calendar": "review_calendar",
    "cycle.decide": "EffectFinding ReviewDecision decide",
    "cycle.indicators": "Indicator default_indicators",
    "cycle.internal": "internal_report write_student_progress",
    "cycle.progress": "Progress progress_of",
    "cycle.public": "ProgramFigure PublicReport board_counts publish_report",
    "cycle.rules": "Condition DecisionRules Measure RegisteredRules Rule register",
    "cycle.status": "read_indicators",
    "delivery.days": "student_days",
    "delivery.delivered": "Dosage dosage",
    "delivery.log": "session_log",
    "delivery.not_held": "not_held",
    "delivery.odds": "attendance_odds mcnemar paired_days",
    "delivery.pace": "pace",
    "delivery.publish": "tables_to_publish",
    "delivery.records": "Enrolment StudentSession",
    "delivery.rules": "LogRules",
    "delivery.sentences": "dosage_sentences pace_sentences",
    "delivery.within": "within_students",
    "disclosure.audit": "audit deduced",
    "disclosure.policy": "Band DisclosurePolicy",
    "disclosure.protect": "protect",
    "disclosure.tables": "Amount CountTable Dimension Link",
    "effects.bounds": "bounds_for_missing",
    "effects.descriptive": "descriptive_association",
    "effects.intent": "IntentToTreat intent_to_treat",
    "effects.learning": "learning_equivalents",
    "effects.multiple": "adjusted_p",
    "effects.regression": "regress",
    "effects.selection": "e_value oster_beta oster_delta partial_r_squared robustness_value",
    "effects.subgroups": "effects_by_subgroup",
    "effects.treated": "EffectOnTreated effect_on_treated",
    "lottery.alike": "Redraw",
    "lottery.assign": "Lottery assign",
    "lottery.omnibus": "omnibus_test",
    "lottery.permutation": "draws permutation_test",
    "lottery.record": "LotteryRecord",
    "lottery.tickets": "seed_from_text ticket",
    "lottery.verify": "verify",
    "power.detection": "minimum_detectable_effect power_to_detect required_size",
    "power.groups": "PartiallyNested",
    "power.planning": "planning_values",
    "power.schools": "SchoolsRandomised SchoolsWithGroups",
    "power.students": "StudentsRandomised WithinSchools",
    "sequential.anytime": "confidence_sequence ratio_test",
    "sequential.bounds": "looks with_actual",
    "sequential.futility": "looks_with_futility",
    "sequential.inference": "after_stopping read_look",
    "sequential.power": "drift_for_power inflation_factor outcome_of smallest_effect_sd",
    "sequential.rates": "rate_alarms",
    "sequential.spending": "Shape Spending",
    "standards.attrition": "attrition attrition_level",
    "standards.baseline": "baseline_equivalence",
    "standards.clusters": "Clusters assumed_icc cluster_adjusted_g cluster_corrected_test t_of_g",
    "standards.effects": (
        "Arm cox_index hedges_g hedges_g_from_f hedges_g_from_t hedges_g_of_gains improvement_index "
        "pooled_standard_deviation small_sample_term"
    ),
    "standards.multiple": "benjamini_hochberg",
    "standards.tiers": "Study essa_tiers group_design_rating",
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}


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
