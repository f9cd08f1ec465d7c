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
    from hitdesign.errors import HitdesignError, InputError
    from hitdesign.policy import Floor, Policy

__version__ = "0.1.0"

__all__ = [
    "Floor",
    "HitdesignError",
    "InputError",
    "Policy",
]

#: Where each name lives.
_HOME = {
    "Floor": "policy",
    "HitdesignError": "errors",
    "InputError": "errors",
    "Policy": "policy",
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
