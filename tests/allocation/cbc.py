"""CBC, the solver that PuLP 3 brings along: it shares no code with HiGHS. PuLP 4 brings none."""

from __future__ import annotations

import math
import re
import warnings
from pathlib import Path
from typing import Any

import pulp
import pytest


def cbc(**options: Any) -> Any:
    """PuLP's CBC with these options (making it warns that PuLP 4 will not bring it), or None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        make = getattr(pulp, "PULP_CBC_CMD", None)
        solver = make(msg=False, **options) if make is not None else None
    return solver if solver is not None and solver.available() else None


needs_cbc = pytest.mark.skipif(cbc() is None, reason="this PuLP brings no CBC along")


def least_in(log: Path) -> float:
    """The least cost that CBC's log holds possible at its end; NaN where CBC proved its plan and names no bound."""
    found = re.findall(r"^Lower bound:\s+(\S+)$", log.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return float(found[-1]) if found else math.nan


def proved_in(log: Path) -> bool:
    """Whether CBC's log says that it searched to the end, or to the gap that it was given."""
    return "Result - Optimal solution found" in log.read_text(encoding="utf-8")
