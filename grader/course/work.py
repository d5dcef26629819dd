"""One student's submission, graded in a process of its own: what a worker of a cluster does.

    python -m grader.course.work < JOB > REPORT

Bytes go in and bytes come out: a worker may be another machine, and keeps nothing.
"""

from __future__ import annotations

import hashlib
import os
import platform
import signal
import subprocess
import sys

import msgspec

import grader
from grader.bank import Bank, load_bank
from grader.course import results
from grader.course.roster import HandIn
from grader.errors import ForkloreError, GraderError, SetupError
from grader.judge import Options, Submission, grade
from grader.scoring import Report
from grader.warden import ptrace


class Piece(msgspec.Struct, frozen=True):
    """One file of the student."""

    slug: str
    path: str
    source: bytes
    refusal: str


class Job(msgspec.Struct, frozen=True):
    """A student's files, and how to grade them."""

    pieces: list[Piece]
    options: Options


class Told(msgspec.Struct, frozen=True):
    """What became of it: a report, or what broke."""

    report: Report | None = None
    fault: str = ""
    fix: str = ""
    setup: bool = False


def job_of(handed: HandIn, options: Options) -> bytes:
    """The job of grading these files, as bytes."""
    pieces = [Piece(f.exercise.slug, f.path, f.source, f.refusal) for f in handed.pieces]
    return msgspec.json.encode(Job(pieces, options))


def fingerprint() -> str:
    """What has to be the same on all machines: the grader, its suites, and Python."""
    bank = load_bank()
    suites = sorted(results.suite_hash(exercise) for exercise in bank.exercises)
    whole = hashlib.sha256("".join(suites).encode()).hexdigest()[:12]
    return f"forklore {grader.__version__}, suites {whole}, Python {platform.python_version()}"


def perform(job: bytes) -> bytes:
    """Have a job done by a new process: whatever becomes of that, the worker lives. The bytes of a Told."""
    line = [sys.executable, "-m", "grader.course.work"]
    done = subprocess.run(line, input=job, capture_output=True, check=False)
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    reason = said[-1] if said else f"exit code {done.returncode}"
    return msgspec.json.encode(Told(fault=f"Grading broke on the worker: {reason}."))


def told(answer: bytes) -> Report:
    """The report in an answer. Raises SetupError or GraderError if there is none."""
    found = msgspec.json.decode(answer, type=Told)
    if found.report is None:
        raise (SetupError if found.setup else GraderError)(found.fault, found.fix)
    return found.report


def _graded(job: Job, bank: Bank) -> Told:
    submissions = [
        Submission(bank.find(piece.slug), piece.path, piece.source, piece.refusal) for piece in job.pieces
    ]
    try:
        return Told(report=grade(submissions, job.options))
    except ForkloreError as error:
        return Told(fault=error.sentence, fix=error.fix, setup=isinstance(error, SetupError))


def main() -> None:
    """Grade what stands on standard input. Ends when the worker does."""
    ptrace.prctl(ptrace.PR_SET_PDEATHSIG, signal.SIGKILL)
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    answer = memoryview(msgspec.json.encode(_graded(job, load_bank())))
    while answer:
        answer = answer[os.write(1, answer) :]


if __name__ == "__main__":
    main()
