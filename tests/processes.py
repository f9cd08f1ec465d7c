"""Python in processes of its own, with the package that the tests import: this checkout's, or an installed wheel's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import hitdesign

HERE = Path(__file__).parent
#: The folders of the package under test and of the tests.
PATHS = (str(Path(hitdesign.__file__).parents[1]), str(HERE))


def world(**more: str) -> dict[str, str]:
    """The environment of such a process; it leaves no compiled files beside the scripts that it runs."""
    paths = [*PATHS, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1", **more}


def run(command: list[str], here: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments, every warning an error, in a folder and with more of an environment."""
    return subprocess.run(
        [sys.executable, "-W", "error", *command],
        cwd=here,
        env=world(**more),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
