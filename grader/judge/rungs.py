"""Which rung this run uses: asked for, or the highest whose box really starts here."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from grader.box import namespaces, plain
from grader.box.plan import BoxPlan
from grader.errors import SetupError

PROBE_SECONDS = 20


def choose(rung: str, folder: Path) -> tuple[BoxPlan, str, list[str]]:
    """The plan, the rung's name, and sentences about what it does not enforce.

    ``auto`` takes ``namespaces`` if a box of that kind starts here, else ``none``. Raises
    SetupError if the rung asked for is not to be had.
    """
    island = folder / "island"
    if rung == "none":
        return plain.plan(island), "none", [NOTICE_NONE]
    try:
        plan = namespaces.plan(island)
        _probe(plan)
    except SetupError as error:
        if rung != "auto":
            raise
        return plain.plan(island), "none", [f"{error.sentence} {error.fix}".strip(), NOTICE_NONE]
    return plan, "namespaces", []


NOTICE_NONE = (
    "Nothing kept the submission in (rung none): files, network and other processes of this account were "
    "within its reach, and names left in /dev/shm were neither looked for nor removed, because others use "
    "it too. Use this only for code that you trust."
)


def _probe(plan: BoxPlan) -> None:
    """Start the box with a program that does nothing."""
    cut = plan.argv.index("--")
    argv = [*plan.argv[:cut], "--", "/usr/bin/true"]
    with subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=plan.environment,
    ) as launcher:
        assert launcher.stderr is not None
        said = launcher.stderr.read().decode("utf-8", "replace").strip()
        if launcher.wait(PROBE_SECONDS) == 0:
            return
    fix = "See `bwrap --unshare-user true`; in a container, allow user namespaces."
    if os.path.exists("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"):  # noqa: PTH110
        fix = "On Ubuntu: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    raise SetupError(
        f"bubblewrap cannot start a box here ({said.splitlines()[-1] if said else 'no reason given'}).", fix
    )
