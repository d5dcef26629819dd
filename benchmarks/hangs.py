"""Hangs of public reports, rebuilt small: is each proved, and told at its lines?

``python benchmarks/hangs.py [NAME...]`` runs each under ``forklore run`` and prints a table. A program of
``benchmarks/hangs`` has its source in its first lines, and ``# <- stuck`` at each line that has to be told.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "hangs"
MARK = "# <- stuck"
WITHIN_SECONDS = 1.0


@dataclass(frozen=True)
class Told:
    """What came of one."""

    name: str
    proved: bool
    missing: list[str]
    """Lines that were not told."""
    seconds: float
    """From its last step to the proof."""
    text: str

    @property
    def right(self) -> bool:
        """Whether it was proved in time and told at all its lines."""
        return self.proved and not self.missing and self.seconds <= WITHIN_SECONDS


def names() -> list[str]:
    """All programs."""
    return sorted(path.stem for path in FOLDER.glob("*.py"))


def tell(name: str, limit: float = 30.0) -> Told:
    """Run one."""
    source = (FOLDER / f"{name}.py").read_text("utf-8").splitlines()
    lines = [f"{name}.py:{number}" for number, line in enumerate(source, 1) if MARK in line]
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.json")
        words = ["run", "--timeout", str(limit), "--json", str(report), f"{name}.py"]
        done = subprocess.run(
            [sys.executable, "-P", "-m", "grader", *words],
            cwd=FOLDER, capture_output=True, text=True, timeout=limit * 4,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        told = json.loads(report.read_bytes()) if report.exists() else {"end": "", "seconds_still": 0}
    missing = [line for line in lines if line not in done.stderr]
    return Told(name, told["end"] == "deadlock", missing, told["seconds_still"], done.stderr)


def main() -> int:
    """Print the table."""
    found = []
    for name in sys.argv[1:] or names():
        one = tell(name)
        found.append(one)
        state = "right" if one.right else "not proved" if not one.proved else f"not told: {one.missing}"
        print(f"{one.name:20} {one.seconds:5.2f} s  {state}", flush=True)
    print(f"{sum(one.right for one in found)} of {len(found)} right")
    if len(found) == 1:
        print(found[0].text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
