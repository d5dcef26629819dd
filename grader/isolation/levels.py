"""Which isolation level a run uses: asked for, or the highest that holds here when it is tried out."""

from __future__ import annotations

import contextlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.box import namespaces, plain, walled
from grader.box.plan import BoxPlan
from grader.errors import SetupError
from grader.isolation import apparmor
from grader.isolation.probe import broken, probe
from grader.isolation.protocol import Trial
from grader.messages import machine
from grader.report import Probe

#: From the highest down.
LEVELS: Final = ("namespaces", "uid", "landlock", "none")
START_SECONDS: Final = 20


@dataclass(frozen=True)
class Choice:
    """An isolation level, as found here."""

    plan: BoxPlan
    probes: list[Probe]
    """What a submission tried there; empty at level none, which promises nothing."""
    notices: list[str]
    """Sentences about what is not enforced."""


def choose(isolation: str, folder: Path, require: str = "none") -> Choice:
    """The isolation level for a run whose files are in ``folder``.

    ``auto`` takes the highest whose box starts here and denies what it promises to deny, and none below
    ``require``. Raises SetupError if there is none, or if the level asked for is not available.
    """
    box_package = folder / "package"
    if isolation != "auto" and LEVELS.index(isolation) > LEVELS.index(require):
        raise SetupError(machine.below_required(isolation, require))
    notices: list[str] = []
    for name in LEVELS[: LEVELS.index(require) + 1] if isolation == "auto" else (isolation,):
        try:
            plan = plan_of(name, box_package)
            probes = _tried(plan, folder)
        except SetupError as error:
            if isolation != "auto":
                raise
            if (
                name != "uid" or require == "uid" or os.geteuid() == 0
            ):  # others cannot mend that, and need not
                notices.append(f"{error.sentence} {error.fix}".strip())
            continue
        possible = [probe.tried for probe in probes if not probe.denied]
        if possible:
            notices.append(machine.possible(name, possible))
        return Choice(plan, probes, [*notices, *([machine.NOT_ISOLATED] if name == "none" else [])])
    raise SetupError(*machine.no_level(require, notices))


def plan_of(isolation: str, box_package: Path) -> BoxPlan:
    """The plan of a level. Raises SetupError where this machine lacks what it needs."""
    if isolation == "none":
        return plain.plan(box_package)
    if isolation == "namespaces":
        return namespaces.plan(box_package)
    return walled.plan(box_package, isolation)


def foreseen(trial: Trial) -> BoxPlan | None:
    """The plan of the highest level, if it may be what a trial finds; nobody knows yet whether it holds."""
    with contextlib.suppress(SetupError):
        if trial.isolation in ("auto", LEVELS[0]):
            return plan_of(LEVELS[0], Path(trial.folder) / "package")
    return None


def probed(plan: BoxPlan, folder: Path) -> list[Probe]:
    """What the box denies. Raises SetupError that says why if it does not start."""
    try:
        return probe(plan, folder)
    except SetupError:
        if plan.isolation == "namespaces":
            _start(plan)
        raise


def _tried(plan: BoxPlan, folder: Path) -> list[Probe]:
    """What the box denies. Raises SetupError if it does not deny what its level promises."""
    if plan.isolation == "none":
        return []
    probes = probed(plan, folder)
    if ways := broken(plan.isolation, probes):
        raise SetupError(*machine.does_not_hold(plan.isolation, ways))
    return probes


def _start(plan: BoxPlan) -> None:
    """Start bubblewrap with a program that does nothing. Raises SetupError with what it says if it cannot."""
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
    raise SetupError(*machine.no_start(said.splitlines()[-1] if said else "", apparmor.forbidding()))
