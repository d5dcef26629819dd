"""The planted bugs of tests/warden/schedule/planted: how many two seconds of CPU each find, and how.

    python benchmarks/planted_bugs.py [--seconds S] [--held | --open] [NAME ...]

Each is looked for as a check looks for it: fixed orders, random ones, the same on a slow machine, then every
order with one switch. What is found is played again from its choices, and minimised. Bugs in
``planted/held`` may not be used to tune the policies. Seconds are those of CPU: the machine may be busy.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "warden" / "schedule"))
from boxes import Box
from corpus import planted
from hunt import Hunt, hunted

from grader.box import namespaces
from grader.box.plan import build_box_package


def told(title: str, hunts: Sequence[Hunt], seconds: float) -> str:
    """One line of the table."""
    found = [hunt for hunt in hunts if hunt.found and hunt.cpu_seconds <= seconds]
    if not found:
        return f"{title:6} 0 of {len(hunts)}"
    median = statistics.median(hunt.switches for hunt in found)
    times = statistics.quantiles([hunt.cpu_seconds for hunt in found] * 2, n=20)
    return (
        f"{title:6} {len(found)} of {len(hunts)} found, {sum(hunt.replayed for hunt in found)} replayed, "
        f"{sum(hunt.plain for hunt in hunts)} right in the plain order, "
        f"{sum(hunt.hurried for hunt in found)} on a slow machine; "
        f"switches: median {median:g}; CPU: median {times[9]:.2f} s, 95 of 100 {times[18]:.2f} s"
    )


def main() -> int:
    """Hunt and print; 1 if more than two in a hundred were not found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--held", action="store_true")
    parser.add_argument("--open", action="store_true")
    options = parser.parse_args()
    chosen = [bug for bug in planted().values() if not options.names or bug.name in options.names]
    chosen = [bug for bug in chosen if not ((options.held and not bug.held) or (options.open and bug.held))]
    hunts = []
    with tempfile.TemporaryDirectory() as folder:
        box = Box(namespaces.plan(build_box_package(Path(folder))))
        for bug in chosen:
            hunts.append(hunted(box, bug, options.seconds))
            print(hunts[-1], flush=True)
        box.close()
    for title, some in (
        ("open", [hunt for hunt in hunts if not hunt.bug.held]),
        ("held", [hunt for hunt in hunts if hunt.bug.held]),
        ("all", hunts),
    ):
        if some:
            print(told(title, some, options.seconds))
    missed = sum(not hunt.found or hunt.cpu_seconds > options.seconds for hunt in hunts)
    return 1 if missed * 50 > len(hunts) else 0


if __name__ == "__main__":
    sys.exit(main())
