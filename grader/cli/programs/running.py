"""``forklore run``: a program as it is, and why it does not end."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import msgspec

from grader import atomic_file
from grader.box.plan import base_python
from grader.cli import faults
from grader.errors import UsageError
from grader.programs import boxed
from grader.programs.watched import Program, Wishes

if TYPE_CHECKING:
    from grader.evidence import Evidence
    from grader.programs.hanging.why_report import WhyReport
    from grader.programs.sessions.post import Post
    from grader.programs.told.run_report import RunReport, StuckPart
    from grader.warden.trace.process_tree import Traced

NOTHING = ("Nothing to run was named.", "Name a script, -m MODULE, or -- COMMAND.")


@dataclass(frozen=True)
class Asked:
    """What was typed."""

    words: tuple[str, ...]
    module: str | None
    post: bool
    python: str | None
    timeout: float | None
    memory: int | None
    json: str | None
    html: str | None
    box: bool
    quiet: bool
    timeline: bool
    command: bool = False


def run(asked: Asked) -> NoReturn:
    """Run the program, say what there is to say, and end as it has ended."""
    faults.require_linux()
    for name in filter(None, (asked.json, asked.html)):
        atomic_file.check_target(Path(name))
    argv = command_line(asked)
    wishes = Wishes(asked.timeout, asked.memory * 2**20 if asked.memory else None)
    if asked.box:
        argv, wishes = boxed.launched(argv), replace(wishes, launchers=boxed.LAUNCHERS)
    post = _post() if asked.post else None
    program = Program(argv, wishes, post)
    gc.freeze()  # nobody looks for garbage in what is loaded
    try:
        report = _watched(program, argv, asked)
    finally:
        program.end(at_once=True)
    _tell(report, asked)
    end_as(report, program)


def _post() -> Post:
    """Listen for a pytest session, and have it find us."""
    from grader.programs.sessions.hooks import POST
    from grader.programs.sessions.post import Post

    post = Post()
    os.environ[POST] = post.address
    return post


def command_line(asked: Asked) -> list[str]:
    """Return the command that is to be run. UsageError if there is none."""
    python = asked.python or (base_python() if asked.box else _python())
    if asked.module is not None:
        return [python, "-m", asked.module, *asked.words]
    if not asked.words:
        raise UsageError(*NOTHING)
    if asked.command:
        return list(asked.words)
    return [python, *asked.words]


def _python() -> str:
    """The interpreter of the active environment, else our own."""
    active = os.environ.get("VIRTUAL_ENV", "")
    beside = Path(active) / "bin" / "python"
    return str(beside) if active and beside.exists() else sys.executable


def _watched(program: Program, argv: Sequence[str], asked: Asked) -> RunReport:
    parts: list[StuckPart] = []
    program.watch(lambda others: parts.append(_notice(program, others, asked)))
    report = _ended(program, argv)
    return msgspec.structs.replace(report, stuck_part=parts[0]) if parts else report


def _notice(program: Program, others: set[Traced], asked: Asked) -> StuckPart:
    """Say of a part of the program that it is stuck. The program goes on."""
    from grader.programs import account
    from grader.programs.told.run_report import part_of, part_text

    waits = account.part_waits(program.prover, program.root, others, program.drain)
    evidence = account.of_part(program.root, program.members, program.begin, waits)
    if not asked.quiet:
        _say(part_text(evidence, _width()))
    return part_of(evidence)


def _ended(program: Program, argv: Sequence[str]) -> RunReport:
    """Say what a program came to that has ended, or that does not end."""
    from grader.programs import account

    silence = time.monotonic() - program.prover.alive_at
    if not program.stuck:
        running = program.settle()
        left = account.leftovers(program, running)
        program.end(at_once=False)
        return _report(program, argv, account.evidence(program, [], left))
    stuck = program.stuck == "deadlock"
    waits = account.waits(program.prover, program.root, program.drain, stuck)
    wall = time.monotonic() - program.begin
    program.end(at_once=True)
    evidence = msgspec.structs.replace(account.evidence(program, waits, []), wall_seconds=round(wall, 6))
    return _report(program, argv, evidence, silence)


def _report(program: Program, argv: Sequence[str], evidence: Evidence, silence: float = 0.0) -> RunReport:
    from grader.programs.told import likes
    from grader.programs.told.run_report import EXIT, RunReport, explained

    code = program.root.exitcode or 0
    if not program.stuck:
        number = max(0, -code)
        return RunReport(
            command=list(argv),
            end="ended",
            exit_code=128 + number if number else code,
            signal=number,
            evidence=evidence,
        )
    why = explained(evidence)
    return RunReport(
        command=list(argv),
        end="deadlock" if program.stuck == "deadlock" else "timeout",
        exit_code=EXIT,
        sentence=why.sentence,
        diagnosis=why.diagnosis,
        cycle=list(why.cycle),
        alike=likes.told(evidence.processes, evidence.waits),
        seconds_still=round(silence, 3),
        evidence=evidence,
    )


def _tell(report: RunReport, asked: Asked) -> None:
    from grader.programs.told.run_report import drawn, text

    if asked.json is not None:
        _write_json(report, asked.json)
    if asked.html is not None:
        from grader.programs.told import run_page

        atomic_file.write(run_page.render(report), Path(asked.html))
    width = _width()
    said = "" if asked.quiet and (report.end == "ended" or not asked.post) else text(report, width)
    said += drawn(report, width) if asked.timeline else ""
    if said:
        _say(said)


def _width() -> int:
    return min(100, shutil.get_terminal_size().columns)


def _say(text: str) -> None:
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(text)
        sys.stderr.flush()


def _write_json(report: RunReport | WhyReport, file: str) -> None:
    from grader.programs.told import schemas

    atomic_file.write(schemas.encode(report), Path(file))


def end_as(report: RunReport, program: Program) -> NoReturn:
    """End as the program did: by its exit code, or by its signal."""
    if report.signal and not program.stuck:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if report.signal != signal.SIGKILL:
            signal.signal(report.signal, signal.SIG_DFL)
        program.close()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {report.signal})
        os.kill(os.getpid(), report.signal)
    os._exit(report.exit_code)


def why(pid: int, attach: bool, json: str | None) -> int:
    """Look at the program, and say what is seen."""
    faults.require_linux()
    from grader.programs.hanging import privileges, snapshot, why_report

    privileges.require(pid)
    if json is not None:
        atomic_file.check_target(Path(json))
    told = why_report.report(snapshot.take(pid), attach)
    if json is not None:
        _write_json(told, json)
    faults.emit(why_report.text(told, _width()))
    return 0
