"""Which rung a run uses: asked for, or the highest that holds here when it is tried out."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.box import namespaces, plain, walled
from grader.box.plan import BoxPlan
from grader.errors import SetupError
from grader.isolation.probe import broken, probe
from grader.scoring import Probe

#: From the highest down.
RUNGS: Final = ("namespaces", "uid", "landlock", "none")
NOTICE_NONE: Final = (
    "Nothing kept the submission in (rung none): files, network and other processes of this account were "
    "within its reach. Use this only for code that you trust."
)
DOCTOR: Final = "`grade doctor` says what this machine can enforce, and how to mend what it cannot."
START_SECONDS: Final = 20


@dataclass(frozen=True)
class Choice:
    """A rung, as found here."""

    plan: BoxPlan
    probes: list[Probe]
    """What a submission tried there; empty on rung none, which promises nothing."""
    notices: list[str]
    """Sentences about what is not enforced."""


def choose(rung: str, folder: Path, require: str = "none") -> Choice:
    """The rung for a run whose files are in ``folder``.

    ``auto`` takes the highest whose box starts here and denies what it promises to deny, and none below
    ``require``. Raises SetupError if there is none, or if the rung asked for is not available.
    """
    island = folder / "island"
    if rung != "auto" and RUNGS.index(rung) > RUNGS.index(require):
        raise SetupError(f"The rung {rung} is below {require}, which is required.")
    notices: list[str] = []
    for name in RUNGS[: RUNGS.index(require) + 1] if rung == "auto" else (rung,):
        try:
            plan = plan_of(name, island)
            probes = _tried(plan, folder)
        except SetupError as error:
            if rung != "auto":
                raise
            if (
                name != "uid" or require == "uid" or os.geteuid() == 0
            ):  # others cannot mend that, and need not
                notices.append(f"{error.sentence} {error.fix}".strip())
            continue
        possible = [probe.tried for probe in probes if not probe.denied]
        if possible:
            notices.append(f"On rung {name} a submission can {' and '.join(possible)}.")
        return Choice(plan, probes, [*notices, *([NOTICE_NONE] if name == "none" else [])])
    told = " ".join(notices)
    raise SetupError(
        f"Nothing here keeps a submission in as rung {require} or a higher one does. {told}", DOCTOR
    )


def plan_of(rung: str, island: Path, tried: bool = False) -> BoxPlan:
    """The plan of a rung. Raises SetupError where this machine cannot have it, unless that was ``tried``."""
    if rung == "none":
        return plain.plan(island)
    if rung == "namespaces":
        plan = namespaces.plan(island)
        if not tried:
            _start(plan)
        return plan
    return walled.plan(island, rung)


def _tried(plan: BoxPlan, folder: Path) -> list[Probe]:
    """What the box denies. Raises SetupError if it does not deny what its rung promises."""
    if plan.rung == "none":
        return []
    probes = probe(plan, folder)
    if ways := broken(plan.rung, probes):
        raise SetupError(
            f"The rung {plan.rung} does not hold here: a submission can {' and '.join(ways)}.", DOCTOR
        )
    return probes


def _start(plan: BoxPlan) -> None:
    """Start bubblewrap with a program that does nothing: it says why if it cannot."""
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
        if launcher.wait(START_SECONDS) == 0:
            return
    fix = "See `bwrap --unshare-user true`; in a container, allow user namespaces."
    if os.path.exists("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"):  # noqa: PTH110
        fix = "On Ubuntu: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    raise SetupError(
        f"bubblewrap cannot start a box here ({said.splitlines()[-1] if said else 'no reason given'}).", fix
    )
