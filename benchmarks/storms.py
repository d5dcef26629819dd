"""Storms against the warden: whether each request ends within its limit and a second, whatever it does.

    python benchmarks/storms.py [STORM...]

Every submission of `tests/attacks/storms` and `hostile/floods` (or those named) is called once at each level,
with limits of 2 s and 200 processes, as who runs this; as root also as the ordinary user of
`tests/accounts.py`. Prints for each the seconds beyond the limit, less those that were forgiven because
others held the CPUs; the most memory that the warden had; the load of the machine; and the end.
Exit code 1 if one took longer than a second.
"""

from __future__ import annotations

import os
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from grader import wire
from grader.box.plan import BoxPlan, build_box_package
from grader.errors import ForkloreError
from grader.evidence import Outcome
from grader.isolation.levels import LEVELS, plan_of
from grader.limits import GRACE_SECONDS, Limits
from grader.warden.client import Warden
from grader.warden.protocol import Ask

ROOT = Path(__file__).resolve().parents[1]
LIMITS = Limits(wall_seconds=2.0, processes=200)
#: How many threads or processes a storm has here; fewer in the file, for the suite that grades it.
FEWER, MORE = "N = 40", "N = 150"


def storms(wanted: list[str]) -> Iterator[tuple[str, str]]:
    for kind in ("storms", "hostile/floods"):
        for path in sorted((ROOT / "tests" / "attacks" / kind).glob("*.py")):
            if not wanted or path.stem in wanted:
                yield path.stem, path.read_text("utf-8").replace(FEWER, MORE)


def asked(text: str, function: str, *args: object) -> Ask:
    return Ask(
        id=secrets.token_hex(8),
        module="squares",
        files={"squares.py": text},
        kind="call",
        function=function,
        args=wire.encode(list(args)),
        limits=LIMITS,
    )


def said(outcome: Outcome) -> str:
    return f"{outcome.end.value} {outcome.limit}".strip()


def peak(pid: int) -> int:
    """The most memory, in MiB, that a process has had."""
    for line in Path(f"/proc/{pid}/status").read_text("utf-8", "replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) >> 10
    return 0


def raised(plan: BoxPlan, name: str, text: str) -> bool:
    """Raise one storm; whether it ended in its time."""
    with Warden(plan) as warden:
        warden.ask(asked("def f():\n    return 1\n", "f"))
        began = time.monotonic()
        forgiven = 0.0
        try:
            outcome = warden.ask(asked(text, "squares", None, [1, 2, 3]))
            told, forgiven = said(outcome), outcome.evidence.forgiven_seconds
        except ForkloreError as error:
            told = f"FAULT: {error.sentence}"
        late = time.monotonic() - began - LIMITS.wall_seconds - forgiven
        memory = peak(warden.pid)
        try:
            warden.ask(asked("def f():\n    return 1\n", "f"))
        except ForkloreError as error:
            told += f", then FAULT: {error.sentence}"
    mark = "" if late <= GRACE_SECONDS and "FAULT" not in told else "  <--"
    seconds = f"{late:+6.2f} s (forgiven {forgiven:5.2f} s)"
    about = f"{seconds} {memory:4} MiB  load {os.getloadavg()[0]:4.1f}"
    print(f"  {plan.isolation:11} {name:22} {about}  {told}{mark}", flush=True)
    return not mark


def main(wanted: list[str]) -> bool:
    folder = Path(tempfile.mkdtemp(prefix="forklore-storms-"))
    well = True
    try:
        folder.chmod(0o755)
        build_box_package(folder)
        print(f"as user {os.geteuid()}:")
        for level in LEVELS:
            try:
                plan = plan_of(level, folder / "package")
            except ForkloreError as error:
                print(f"  {level}: {error.sentence}")
                continue
            for name, text in storms(wanted):
                well = raised(plan, name, text) and well
        own, helpers = (resource.getrusage(who).ru_maxrss >> 10 for who in (0, -1))
        print(f"  at most {own} MiB here, {helpers} MiB in a process below, stack readers included")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return well


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    import accounts

    well = main(sys.argv[1:])
    if not accounts.missing():
        line = accounts.command("env", "-u", "TMPDIR", "HOME=/tmp", sys.executable, __file__, *sys.argv[1:])
        well = subprocess.run(line, check=False).returncode == 0 and well
    sys.exit(not well)
