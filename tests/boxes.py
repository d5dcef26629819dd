"""Asking a real warden: one box that many tests share, and the few facts that they want to know."""

from __future__ import annotations

import importlib.util
import os
import secrets
import textwrap
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import pytest

from grader import wire
from grader.box.plan import BoxPlan
from grader.errors import GraderError
from grader.evidence import Kind, Leftover, LeftoverKind, Outcome, ProcessRecord
from grader.isolation.levels import LEVELS
from grader.limits import Limits
from grader.warden.client import Warden
from grader.warden.protocol import Ask

SLUG = "answer"
#: The isolation levels that a user such as this can have: only root can give a box a user of its own.
LEVELS_HERE = tuple(level for level in LEVELS if level != "uid" or os.geteuid() == 0)
#: Those that every test of the engine runs on: of the two that Landlock walls in, the better one.
LEVELS_ENOUGH = tuple(level for level in LEVELS_HERE if level != "landlock" or "uid" not in LEVELS_HERE)
SCENE_IMPORTS = "from grader.scenario import meet, observe, place, signal_for, wait_for\n"

#: For requests that ought to end by themselves: generous, the machine may be busy.
WALL = 20.0


def unavailable(reason: str) -> NoReturn:
    """Skip here; fail where everything has to be there."""
    if os.environ.get("FORKLORE_CI") == "1":
        pytest.fail(f"FORKLORE_CI is set, so this may not be skipped: {reason}")
    pytest.skip(reason)


def needs(package: str) -> None:
    """Skip the tests of a module where a package is missing. Nothing is imported: nbgrader takes seconds."""
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed", allow_module_level=True)


def limits(**given: Any) -> Limits:
    """Limits with a generous wall clock unless told."""
    return Limits(**({"wall_seconds": WALL} | given))


def call(source: str, function: str = "f", *args: object, **more: Any) -> Ask:
    """A request to call ``function(*args)`` of ``source``."""
    return _ask(source, more, kind="call", function=function, args=wire.encode(list(args)))


def play(source: str, scene: str, *args: object, **more: Any) -> Ask:
    """A request to run ``scene(student, *args)``, a function of the source text ``scene``."""
    text = SCENE_IMPORTS + textwrap.dedent(scene)
    question = {"kind": "scenario", "scene": "scene", "function": "scene", "args": wire.encode(list(args))}
    return _ask(source, more, {"scene.py": text}, **question)


def run(source: str, *argv: str, stdin: str = "", **more: Any) -> Ask:
    """A request to run ``source`` as a script."""
    return _ask(source, more, kind="program", argv=(f"{SLUG}.py", *argv), stdin=stdin)


def _ask(source: str, more: dict[str, Any], files: Mapping[str, str] | None = None, **question: Any) -> Ask:
    text = textwrap.dedent(source)
    return Ask(
        id=secrets.token_hex(8),
        module=SLUG,
        files={f"{SLUG}.py": text, **(files or {})},
        start_method=more.pop("start_method", "fork"),
        keeps=tuple(more.pop("keeps", ())),
        writes=more.pop("writes", False),
        schedule=more.pop("schedule", None),
        limits=limits(**more),
        **question,
    )


class Box:
    """A warden that is started when first asked, and again after it broke."""

    def __init__(self, plan: BoxPlan) -> None:
        self.plan = plan
        self.isolation = plan.isolation
        self._warden: Warden | None = None

    @property
    def warden(self) -> Warden:
        """The warden that serves now."""
        if self._warden is None:
            self._warden = Warden(self.plan)
        return self._warden

    def ask(self, ask: Ask) -> Outcome:
        """Make one request."""
        try:
            return self.warden.ask(ask)
        except GraderError:
            self.close()
            raise

    def call(self, source: str, function: str = "f", *args: object, **more: Any) -> Outcome:
        """Call a function; see :func:`call`."""
        return self.ask(call(source, function, *args, **more))

    def play(self, source: str, scene: str, *args: object, **more: Any) -> Outcome:
        """Run a scenario; see :func:`play`."""
        return self.ask(play(source, scene, *args, **more))

    def run(self, source: str, *argv: str, **more: Any) -> Outcome:
        """Run a program; see :func:`run`."""
        return self.ask(run(source, *argv, **more))

    def close(self) -> None:
        """End the warden, if there is one."""
        if self._warden is not None:
            self._warden.close()
            self._warden = None


# -- outcomes --------------------------------------------------------------------------------------


def answer(outcome: Outcome) -> Any:
    """The runner's answer as it was sent, ``None`` if there was none."""
    return wire.loads(outcome.answer)["answer"] if outcome.answer else None


def value(outcome: Outcome) -> Any:
    """The value that the submission's function returned; fails with the outcome if there is none."""
    said = answer(outcome)
    assert isinstance(said, dict) and "value" in said, outcome
    return wire.decode(said["value"])


def raised(outcome: Outcome) -> Any:
    """What the submission raised."""
    said = answer(outcome)
    assert isinstance(said, dict) and "raised" in said, outcome
    return said["raised"]


def runner(outcome: Outcome) -> ProcessRecord:
    """The process that called the submission."""
    (found,) = (p for p in outcome.evidence.processes if p.kind is Kind.RUNNER)
    return found


def children(outcome: Outcome) -> list[ProcessRecord]:
    """Every process that the submission began, Python's services left out."""
    return [p for p in outcome.evidence.processes if p.kind is Kind.PROCESS]


def left(outcome: Outcome) -> set[LeftoverKind]:
    """The kinds of leftovers."""
    return {leftover.kind for leftover in outcome.evidence.leftovers}


def leftovers(outcome: Outcome, kind: LeftoverKind) -> list[Leftover]:
    """The leftovers of one kind."""
    return [leftover for leftover in outcome.evidence.leftovers if leftover.kind is kind]


# -- processes of the machine ----------------------------------------------------------------------


def read(path: str) -> bytes:
    """A file of /proc, empty if it is gone or not ours."""
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""


def processes() -> dict[int, tuple[str, int]]:
    """State and parent of every process of the machine."""
    found: dict[int, tuple[str, int]] = {}
    for name in (path.name for path in Path("/proc").iterdir()):
        if name.isdigit():
            text = read(f"/proc/{name}/stat")
            fields = text[text.rfind(b")") + 2 :].split()
            if len(fields) > 2:
                found[int(name)] = (fields[0].decode(), int(fields[1]))
    return found


def descendants(of: int) -> set[int]:
    """Pids of all living processes below ``of``; zombies are not alive."""
    table = processes()
    below: dict[int, list[int]] = {}
    for pid, (_, parent) in table.items():
        below.setdefault(parent, []).append(pid)
    found: set[int] = set()
    waiting = [of]
    while waiting:
        for pid in below.get(waiting.pop(), []):
            waiting.append(pid)
            if table[pid][0] not in "ZX":
                found.add(pid)
    return found


def marked(mark: str) -> set[int]:
    """Living processes that carry ``mark`` in arguments, environment, folder or mounts; we do not count."""
    needle = mark.encode()
    found = set()
    table = processes()
    own, step = set[int](), os.getpid()
    while step and step not in own:
        own.add(step)
        step = table[step][1] if step in table else 0
    for pid, (state, _) in table.items():
        if state in "ZX" or pid in own:
            continue
        texts = (read(f"/proc/{pid}/{name}") for name in ("cmdline", "environ", "mountinfo"))
        try:
            folder = bytes(Path(f"/proc/{pid}/cwd").readlink())
        except OSError:
            folder = b""
        if needle in folder or any(needle in text for text in texts):
            found.add(pid)
    return found


def alive(pids: Iterable[int]) -> set[int]:
    """Those of ``pids`` that have not ended."""
    table = processes()
    return {pid for pid in pids if pid in table and table[pid][0] not in "ZX"}


def until(condition: Callable[[], object], seconds: float | None = None) -> bool:
    """Whether ``condition`` became true in time. The time is only ever spent by a failing test."""
    deadline = time.monotonic() + (patience(10.0) if seconds is None else seconds)
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def gone(pids: Iterable[int], seconds: float = 1.0) -> bool:
    """Whether all of ``pids`` end within ``seconds``."""
    wanted = set(pids)
    return until(lambda: not alive(wanted), patience(seconds))


def patience(seconds: float) -> float:
    """A bound in seconds for a machine with nothing else to do, stretched by how busy this one is."""
    return seconds * max(1.0, 1.5 * os.getloadavg()[0] / (os.cpu_count() or 1))
