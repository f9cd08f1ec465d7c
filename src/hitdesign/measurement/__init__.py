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
    from hitdesign.measurement.disclosure import protect
    from hitdesign.measurement.disclosure_audit import audit, deduced
    from hitdesign.measurement.disclosure_policy import Band, DisclosurePolicy
    from hitdesign.measurement.disclosure_tables import CountTable, Dimension, Link
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
    "CountTable",
    "Dimension",
    "DisclosurePolicy",
    "Link",
    "PartiallyNested",
    "SchoolsRandomised",
    "SchoolsWithGroups",
    "StudentsRandomised",
    "Study",
    "WithinSchools",
    "attrition",
    "attrition_level",
    "audit",
    "baseline_equivalence",
    "benjamini_hochberg",
    "cluster_adjusted_g",
    "cluster_corrected_test",
    "cox_index",
    "deduced",
    "essa_tiers",
    "group_design_rating",
    "hedges_g",
    "improvement_index",
    "minimum_detectable_effect",
    "planning_values",
    "power_to_detect",
    "protect",
    "required_size",
    "t_of_g",
]

#: Where each name lives.
_HOME = {
    "Arm": "standards_effects",
    "Band": "disclosure_policy",
    "Clusters": "standards_clusters",
    "CountTable": "disclosure_tables",
    "Dimension": "disclosure_tables",
    "DisclosurePolicy": "disclosure_policy",
    "Link": "disclosure_tables",
    "PartiallyNested": "power_groups",
    "SchoolsRandomised": "power_schools",
    "SchoolsWithGroups": "power_schools",
    "StudentsRandomised": "power_students",
    "Study": "standards_tiers",
    "WithinSchools": "power_students",
    "attrition": "standards_attrition",
    "attrition_level": "standards_attrition",
    "audit": "disclosure_audit",
    "baseline_equivalence": "standards_baseline",
    "benjamini_hochberg": "standards_multiple",
    "cluster_adjusted_g": "standards_clusters",
    "cluster_corrected_test": "standards_clusters",
    "cox_index": "standards_effects",
    "deduced": "disclosure_audit",
    "essa_tiers": "standards_tiers",
    "group_design_rating": "standards_tiers",
    "hedges_g": "standards_effects",
    "improvement_index": "standards_effects",
    "minimum_detectable_effect": "power",
    "planning_values": "power_planning",
    "power_to_detect": "power",
    "protect": "disclosure",
    "required_size": "power",
    "t_of_g": "standards_clusters",
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
