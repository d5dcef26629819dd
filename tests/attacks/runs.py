"""All attacks at one isolation level, graded in one run; one of the honest submissions follows a few of them.

``python tests/attacks/runs.py LEVEL ATTACK...`` does it as whoever calls it, and writes the outcome as JSON.
"""

from __future__ import annotations

import math
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import accounts
import msgspec
from surroundings import HERE, surround

from grader.exercise import Exercise, load_exercise
from grader.judge import Options, SubmittedFile, grade
from grader.messages.machine import TOO_BUSY
from grader.render import jsonreport
from grader.report import ExerciseReport, Report
from grader.verdict import Verdict

JOBS = 3
#: How many more times what others kept from a CPU is graded.
AGAIN = 5
#: So many attacks share the honest submission that follows them: those graded beside it, and those before.
SHARED = 2 * JOBS


class Attack(msgspec.Struct, frozen=True):
    """A hostile submission."""

    name: str
    text: str
    verdicts: frozenset[Verdict]
    needs_walls: bool
    as_user: bool
    """Whether an ordinary user's boxes are tried with it as well, where root runs the tests."""


def attack(path: Path) -> Attack:
    text = path.read_text("utf-8")
    lines = text.split('"""')[1].splitlines()
    told = dict(line.split(": ", 1) for line in lines if line.startswith(("Verdict: ", "Needs: ", "As: ")))
    verdicts = frozenset(map(Verdict, told["Verdict"].split()))
    return Attack(f"{path.parent.name}/{path.stem}", text, verdicts, "Needs" in told, "As" in told)


ATTACKS = {found.name: found for found in map(attack, sorted(HERE.glob("hostile/*/*.py")))}
#: What gives the warden as much to do as it can.
STORMS = {found.name: found for found in map(attack, sorted(HERE.glob("storms/*.py")))}
KNOWN = ATTACKS | STORMS
#: How long a storm may rage, and what else must not end it.
STORM_LIMITS = {"wall_seconds": 0.5, "cpu_seconds": 20.0, "memory_bytes": 1 << 30}
#: Storms that an ordinary user's boxes are tried with as well, where root runs the tests.
STORMS_ENOUGH = ("storms/deep_stacks", "storms/execs", "storms/forks", "storms/polls", "storms/leftovers")
HONEST_ONES = sorted(path.stem for path in HERE.glob("honest/*.py"))
#: What an ordinary user's boxes are tried with as well: one of each kind, and those that say so.
ENOUGH = sorted(
    set({name.partition("/")[0]: name for name in reversed(ATTACKS)}.values())
    | {name for name, found in ATTACKS.items() if found.as_user}
)
#: What depends on the account that grades.
HONEST_ENOUGH = ("asks_for_accounts", "memory_files", "many_locks", "resolves_names")


class Run(msgspec.Struct, frozen=True):
    """What came of the attacks at one isolation level."""

    isolation: str
    attacks: dict[str, ExerciseReport]
    after: dict[str, ExerciseReport]
    honest: dict[str, ExerciseReport]
    told: bool
    """Whether the report, as it is written, holds the secret."""
    outside: list[str]
    heard: list[bytes]
    signals: list[int]


def squares(folder: Path, storms: bool = False) -> Exercise:
    """The exercise that attacks are made on, in ``folder``; for ``storms`` with one check, and in a hurry."""
    suite = folder / "grader" / "suites" / "squares"
    shutil.copytree(HERE / "suite", suite, ignore=shutil.ignore_patterns("__pycache__"))
    about = suite / "exercise.toml"
    if storms:
        (suite / "test_hidden.py").unlink()
        text = about.read_text("utf-8").replace("points = 3", "points = 1")
        for limit, value in STORM_LIMITS.items():
            text = re.sub(rf"(?m)^{limit} = .*", f"{limit} = {value}", text)
        about.write_text(text, "utf-8")
    return load_exercise(about, folder / "solutions", folder / "exercises")


def perform(isolation: str, names: Sequence[str], folder: Path, honest: Sequence[str]) -> Run:
    """Grade the attacks, or the storms, and what only looks like one, at an isolation level."""
    attacks = [KNOWN[name] for name in names if isolation != "none" or not KNOWN[name].needs_walls]
    storms = set(names) <= STORMS.keys()
    signals: list[int] = []
    before = signal.signal(signal.SIGUSR2, lambda number, _: signals.append(number))
    try:
        exercise = squares(folder, storms)
        with surround(folder) as around:
            filled = {one.name: around.filled(one.text) for one in attacks}
            texts, after = in_order(filled, () if storms else honest)
            jobs = 2 * JOBS if storms else JOBS
            report = graded(exercise, texts, Options(jobs=jobs, seed=5, isolation=isolation))
            outside = sorted(path.name for path in around.outside.iterdir())
            outside += [str(path) for path in around.traces()]
            outside += [] if around.shared.exists() else ["our shared memory is gone"]
    finally:
        signal.signal(signal.SIGUSR2, before)
    found = dict(zip((name for name, _ in texts), report.exercises, strict=True))
    return Run(
        isolation=report.isolation,
        attacks={one.name: found[one.name] for one in attacks},
        after={name: found[follower] for name, follower in after.items()},
        honest={name: found[name] for name in honest},
        told=around.secret in jsonreport.encode(report),
        outside=outside,
        heard=[data for data in around.heard if data],
        signals=signals,
    )


def graded(exercise: Exercise, texts: Sequence[tuple[str, str]], options: Options) -> Report:
    """Grade these; what others kept from a CPU again, and alone, as its message says."""
    files = [SubmittedFile(exercise, "squares.py", text.encode()) for _, text in texts]
    report = grade(files, options)
    for _ in range(AGAIN):
        for number, found in enumerate(report.exercises):
            if any(check.message == TOO_BUSY[0] for check in found.checks):
                alone = msgspec.structs.replace(options, jobs=1)
                report.exercises[number] = grade([files[number]], alone).exercises[0]
    return report


def in_order(hostile: dict[str, str], honest: Sequence[str]) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Name and text of what is graded: the attacks, and an honest one after each few of them.

    Also which honest one follows an attack. Each of these is there; where they are too few, they come again.
    """
    if not honest:
        return list(hostile.items()), {}
    texts: list[tuple[str, str]] = []
    after: dict[str, str] = {}
    for number in range(max(len(honest), math.ceil(len(hostile) / SHARED))):
        group = list(hostile)[number * SHARED : (number + 1) * SHARED]
        again, at = divmod(number, len(honest))
        follower = f"{honest[at]} again {again}" if again else honest[at]
        texts += [(name, hostile[name]) for name in group]
        texts.append((follower, (HERE / "honest" / f"{honest[at]}.py").read_text("utf-8")))
        after |= dict.fromkeys(group, follower)
    return texts, after


def perform_as_account(isolation: str, names: Sequence[str]) -> Run:
    """The same as an ordinary user, in a process of its own."""
    argv = [sys.executable, "-P", str(Path(__file__)), isolation, *names]
    paths = f"PYTHONPATH={HERE}:{HERE.parent}"
    line = accounts.command("env", "-u", "TMPDIR", "HOME=/tmp", paths, *argv)
    done = subprocess.run(line, capture_output=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return msgspec.json.decode(done.stdout, type=Run)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as own:
        inner = Path(own, "run", "surroundings")
        inner.mkdir(parents=True)
        honest = () if set(sys.argv[2:]) <= STORMS.keys() else HONEST_ENOUGH
        run = perform(sys.argv[1], sys.argv[2:], inner, honest)
    sys.stdout.buffer.write(msgspec.json.encode(run))
