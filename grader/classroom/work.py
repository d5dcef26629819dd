"""One student's submission, graded in a process of its own: what a worker of a cluster does.

    python -m grader.classroom.work PARENT < JOB > REPORT

Bytes go in and bytes come out: a worker may be another machine, and keeps nothing.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys

import msgspec

import grader
from grader.bank import load_bank
from grader.classroom import results
from grader.classroom.roster import HandIn
from grader.course import located
from grader.errors import Fault, ForkloreError
from grader.judge import Options, SubmittedFile, grade
from grader.report import Report
from grader.stream import write_all
from grader.warden.trace import ptrace


class SentFile(msgspec.Struct, frozen=True):
    """One file of the student."""

    slug: str
    path: str
    source: bytes
    refusal: str


class Job(msgspec.Struct, frozen=True):
    """A student's files, and how to grade them."""

    files: list[SentFile]
    options: Options
    courses: str = ""
    """The courses that were asked for, as in FORKLORE_COURSE; empty for those that a machine finds."""


class Graded(msgspec.Struct, frozen=True):
    """What became of it: a report, or what broke."""

    report: Report | None = None
    fault: Fault | None = None


def job_of(handed: HandIn, options: Options) -> bytes:
    """The job of grading these files, as bytes."""
    files = [SentFile(f.exercise.slug, f.path, f.source, f.refusal) for f in handed.to_grade]
    return msgspec.json.encode(Job(files, options, located.asked()))


def fingerprint(courses: str = "") -> str:
    """What has to be the same on all machines: the grader, the suites of these courses, and Python."""
    bank = load_bank(*located.named(courses))
    suites = sorted(results.suite_hash(exercise) for exercise in bank.exercises)
    whole = hashlib.sha256("".join(suites).encode()).hexdigest()[:12]
    return f"forklore {grader.__version__}, suites {whole}, Python {platform.python_version()}"


def perform(job: bytes) -> bytes:
    """Have a job done by a new process: whatever becomes of that, the worker lives. The bytes of a Graded."""
    line = [sys.executable, "-m", "grader.classroom.work", str(os.getpid())]
    done = subprocess.run(line, input=job, capture_output=True, check=False)
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    reason = said[-1] if said else f"exit code {done.returncode}"
    return msgspec.json.encode(Graded(fault=Fault("grader", f"Grading broke on the worker: {reason}.")))


def told(answer: bytes) -> Report:
    """The report in an answer. Raises SetupError or GraderError if there is none."""
    found = msgspec.json.decode(answer, type=Graded)
    if found.report is None:
        raise (found.fault or Fault("grader", "The worker's answer is empty.")).raised()
    return found.report


def _graded(job: Job) -> Graded:
    try:
        bank = load_bank(*located.named(job.courses))
        submissions = [
            SubmittedFile(bank.gradable(file.slug), file.path, file.source, file.refusal)
            for file in job.files
        ]
        return Graded(report=grade(submissions, job.options))
    except ForkloreError as error:
        return Graded(fault=Fault.of(error))


def main() -> None:
    """Grade what stands on standard input. Ends when the worker does."""
    ptrace.die_with(int(sys.argv[1]))
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    write_all(1, msgspec.json.encode(_graded(job)))


if __name__ == "__main__":
    main()
