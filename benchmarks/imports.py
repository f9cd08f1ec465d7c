"""What importing costs: `hitdesign`, and everything behind its front door, over `pandas` and `pulp`.

Each import runs in a fresh process, in turns; the seconds are of the import alone, without the start of Python. The
compiled files of all libraries lie in one folder, filled by a first round that does not count (`--fresh 0`: where they
ever lie, without such a round).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import markdown, options, publish

FLOOR = "import pandas, pulp"
CASES = {
    FLOOR: FLOOR,
    "import hitdesign": "import hitdesign",
    "everything behind its front door": "import hitdesign\n[getattr(hitdesign, name) for name in hitdesign.__all__]",
}
TIMED = "import time\nbegin = time.perf_counter()\n{code}\nprint(time.perf_counter() - begin)"


def seconds_of(code: str, folder: str) -> float:
    """Seconds of one import in a fresh process; `folder`: where its compiled files lie (blank: where they ever do)."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    environment["PYTHONPATH"] = os.pathsep.join(str(Path(path).resolve()) for path in paths if path)
    environment |= {"PYTHONPYCACHEPREFIX": folder} if folder else {}
    command = [sys.executable, "-c", TIMED.format(code=code)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder or None, env=environment)
    return float(done.stdout.split()[-1])


def main() -> None:
    asked = options(__doc__, runs=9, fresh=1)
    found: dict[str, list[float]] = {name: [] for name in CASES}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(0 if asked.fresh else 1, asked.runs + 1):
            for name, code in CASES.items():
                seconds = seconds_of(code, folder if asked.fresh else "")
                if turn:
                    found[name].append(seconds)
    middle = {name: statistics.median(seconds) for name, seconds in found.items()}
    rows = [(name, seconds, f"**{seconds / middle[FLOOR]:.2f}**") for name, seconds in middle.items()]
    title = f"Imports: seconds, median of {asked.runs} fresh processes"
    publish(asked.out, "imports", title, markdown(("import", "seconds", "ratio"), rows))


if __name__ == "__main__":
    main()
