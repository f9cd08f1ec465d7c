"""Pieces of work for other processes: functions at the top of a file, parts of plain data."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from hitdesign.errors import HitdesignError


class Unheard(HitdesignError):
    """A refusal of the library's kind."""


def squared(number: int) -> int:
    """Later parts end sooner, so that the order of ending is not that of the parts."""
    time.sleep(0.02 if number % 4 == 0 else 0)
    return number * number


def refused_at_three(number: int) -> int:
    if number == 3:
        raise Unheard("three is not planned")
    return number


def broken_at_three(number: int) -> int:
    return 1 // (number - 3)


def killed_once(part: tuple[int, str]) -> int:
    """The worker of part 5 dies by SIGKILL the first time: the flag is a file."""
    number, flag = part
    if number == 5 and not Path(flag).exists():
        Path(flag).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return number


def killed_always(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.01)
    return number


def interrupts(part: tuple[int, int]) -> int:
    """Part 3 sends Ctrl-C to the process that runs the sweep."""
    number, pid = part
    if number == 3:
        time.sleep(0.05)
        os.kill(pid, signal.SIGINT)
        time.sleep(0.1)
    time.sleep(0.01 if number > 3 else 0)
    return number


def lambda_of(number: int) -> Any:
    return lambda: number
