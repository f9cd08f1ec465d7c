"""Design a high-impact tutoring program for a school district: which model for whom, paid by what, taught by whom.

This is the front door: the names most people need, and nothing computed. Each is loaded when it is first used, so that
`import hitdesign` costs next to nothing and prints nothing.

>>> import hitdesign as hit
>>> hit.Policy(name="our first year").name
'our first year'
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hitdesign.allocation.allocate import allocate
    from hitdesign.allocation.allocation import Allocation
    from hitdesign.allocation.infeasible import Infeasible
    from hitdesign.design import design
    from hitdesign.district.district import District
    from hitdesign.district.records import Block, FundingStream, School, TutoringModel, TutorPool
    from hitdesign.errors import HitdesignError, InputError
    from hitdesign.io.reading import read_district
    from hitdesign.io.starter import starter
    from hitdesign.io.template import write_template
    from hitdesign.levers import Lever
    from hitdesign.need.identify import identify
    from hitdesign.need.rates import cohorts_from_rates
    from hitdesign.plan.plan import Plan
    from hitdesign.plan.roster import roster
    from hitdesign.policy import Floor, Policy, SelectionCriteria
    from hitdesign.recommendation.recommend import recommend
    from hitdesign.report.html import write_report
    from hitdesign.report.tables import write_tables
    from hitdesign.report.workbook import write_workbook
    from hitdesign.scenarios.compare import compare
    from hitdesign.scenarios.replan import replan
    from hitdesign.scenarios.sweep import sweep

__version__ = "0.1.0"

__all__ = [
    "Allocation",
    "Block",
    "District",
    "Floor",
    "FundingStream",
    "HitdesignError",
    "Infeasible",
    "InputError",
    "Lever",
    "Plan",
    "Policy",
    "School",
    "SelectionCriteria",
    "TutorPool",
    "TutoringModel",
    "allocate",
    "cohorts_from_rates",
    "compare",
    "design",
    "identify",
    "read_district",
    "recommend",
    "replan",
    "roster",
    "starter",
    "sweep",
    "write_report",
    "write_tables",
    "write_template",
    "write_workbook",
]

#: Where each name lives.
_HOME = {
    "Allocation": "allocation.allocation",
    "Block": "district.records",
    "District": "district.district",
    "Floor": "policy",
    "FundingStream": "district.records",
    "HitdesignError": "errors",
    "Infeasible": "allocation.infeasible",
    "InputError": "errors",
    "Lever": "levers",
    "Plan": "plan.plan",
    "Policy": "policy",
    "School": "district.records",
    "SelectionCriteria": "policy",
    "TutorPool": "district.records",
    "TutoringModel": "district.records",
    "allocate": "allocation.allocate",
    "design": "design",
    "identify": "need.identify",
    "read_district": "io.reading",
    "cohorts_from_rates": "need.rates",
    "compare": "scenarios.compare",
    "recommend": "recommendation.recommend",
    "replan": "scenarios.replan",
    "sweep": "scenarios.sweep",
    "roster": "plan.roster",
    "starter": "io.starter",
    "write_report": "report.html",
    "write_tables": "report.tables",
    "write_template": "io.template",
    "write_workbook": "report.workbook",
}


class _FrontDoor(ModuleType):
    """The package itself, whose public names are never hidden by a submodule of the same name.

    Importing a submodule binds it to its parent under its own name; `design` is both a submodule and a public function,
    and it is the function that people call.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'hitdesign' has no attribute {name!r}; its names are: {', '.join(__all__)}")
    value = getattr(importlib.import_module(f"hitdesign.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, for people who look around with tab completion."""
    return sorted([*__all__, "__version__"])


sys.modules[__name__].__class__ = _FrontDoor
