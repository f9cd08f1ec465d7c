"""All benchmarks, one after the other: `python benchmarks`, or `python -m benchmarks` from the checkout.

Options are handed on to each; those that one does not know are left out there.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: Each benchmark, and the options that it knows.
ALL = {
    "cities": ("schools", "out"),
    "equity": ("schools", "out"),
    "imports": ("out",),
    "linear": ("schools", "runs", "out"),
    "nation": ("out",),
    "sizes": ("out",),
    "state": ("out",),
    "students": ("runs", "out"),
    "sweep": ("schools", "out"),
    "whole": ("schools", "runs", "out"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description="All benchmarks, one after the other.")
    parser.add_argument("--schools", nargs="+", help="sizes; 170 is Detroit, 1800 New York City where its file is")
    parser.add_argument("--runs", nargs=1, help="runs of which the median is taken")
    parser.add_argument("--out", nargs=1, help="a folder in which each table is written as well")
    asked = vars(parser.parse_args())
    worst = 0
    for name, known in ALL.items():
        command = [sys.executable, str(HERE / f"{name}.py")]
        for option in known:
            if asked[option]:
                command += [f"--{option}", *asked[option]]
        worst = max(worst, subprocess.run(command, check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
