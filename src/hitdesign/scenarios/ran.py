"""What a run over many parts hands back: results in order, what is missing and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from hitdesign.errors import HitdesignError


class Submits(Protocol):
    """What is asked of an executor: `submit`, and of the future that it returns what concurrent.futures gives one."""

    def submit(self, work: Callable[..., Any], /, *given: Any) -> Any:
        """Begin the work some time, and return a future of its result."""


@dataclass(frozen=True)
class Failed:
    """The result of a part that raised a HitdesignError: the error's name and its message."""

    error: str
    message: str

    def __str__(self) -> str:
        return f"{self.error}: {self.message}"


@dataclass(frozen=True)
class Ran:
    """Results in the order of the parts, each what the work returned or Failed.

    At the positions in `missing` stands None, and `why` says in a sentence what happened.
    """

    results: tuple[Any, ...]
    missing: tuple[int, ...] = ()
    why: str = ""

    @property
    def complete(self) -> bool:
        """Whether every part has a result."""
        return not self.missing


class Interrupted(KeyboardInterrupt):
    """Ctrl-C stopped the run; `ran` holds the results until then, and what had not begun was cancelled.

    It is a KeyboardInterrupt, so a program that does not catch it stops as ever.
    """

    def __init__(self, ran: Ran) -> None:
        self.ran = ran
        super().__init__(ran.why)

    def __reduce__(self) -> tuple[type[Interrupted], tuple[Any, ...]]:
        return type(self), (self.ran,)


class CannotTravelError(HitdesignError):
    """The work, a part or a result cannot be sent to another process."""
