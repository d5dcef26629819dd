"""The same checks that CI runs, one at a time: ``nox``, ``nox -s types``, ``nox -s flake -- 20``."""

from __future__ import annotations

import nox

nox.needs_version = ">=2024.4"
nox.options.sessions = ["lint", "types", "tests", "bank"]

#: How often ``flake`` judges every answer, unless a number is given.
REPEAT = "50"
#: What people read; ``PAGES`` also does without the words of docs/site/words.txt.
PAGES = ("README.md", "INSTRUCTOR.md", "CONTRIBUTING.md", "docs")
PROSE = (
    *PAGES,
    "CHANGELOG.md",
    "benchmarks",
    "exercises",
    "solutions",
    "grader/messages",
    "grader/data/diagnoses",
    "grader/cli",
)
#: No part of a name in these, or of a word in ``PAGES``, is in docs/site/names.txt.
CODE = ("grader", "tests", "benchmarks", "exercises", "solutions", "mkdocs.yml")
#: Twice as many as CI has processors, and more: half of the time, a test waits for a box.
SIDE_BY_SIDE = ("-n", "6", "--dist", "loadfile", "--no-loadscope-reorder")
#: Tests that need no box and no other program.
QUICK = (
    "tests/course",
    "tests/intake",
    "tests/messages",
    "tests/render",
    "tests/structure",
    "tests/test_bank.py",
    "tests/test_exercise.py",
    "tests/test_stubs.py",
    "tests/test_wire.py",
)


def install(session: nox.Session, extra: str = "test") -> None:
    """Install forklore from this folder with the versions of constraints.txt."""
    session.install("-c", "constraints.txt", "-e", f".[{extra}]")


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff: rules and format; codespell: spelling, and words that pages do without."""
    install(session)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("codespell", *PROSE)
    quoted = ("--skip", "*/reference/causes.md")  # made from titles of checks and of answers
    session.run("codespell", "--dictionary", "docs/site/words.txt", *quoted, *PAGES)
    session.run("codespell", "--config", "docs/site/names.cfg", *PAGES, *CODE)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation site in build/site; a warning or a broken link fails."""
    install(session, "docs")
    quiet = {"NO_MKDOCS_2_WARNING": "1"}  # the theme's notice about its own successor
    session.run("mkdocs", "build", "--strict", "--site-dir", "build/site", *session.posargs, env=quiet)


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, strict."""
    install(session)
    session.run("mypy")


@nox.session(venv_backend="none")
def quick(session: nox.Session) -> None:
    """Check what can be checked within 90 seconds, in the environment that is active; installs nothing."""
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("pytest", "-q", "-x", *QUICK)


@nox.session
def tests(session: nox.Session) -> None:
    """Run this project's own tests, six files at a time; arguments go to pytest instead."""
    install(session)
    session.run("pytest", *(session.posargs or SIDE_BY_SIDE))


@nox.session
def bank(session: nox.Session) -> None:
    """Prove that every exercise is complete."""
    install(session)
    texts = ("--texts", "tests/learner/golden")
    session.run("grade", "author", "check", "--tier", "strict", *texts, *session.posargs)


@nox.session
def flake(session: nox.Session) -> None:
    """Judge every answer many times with two busy loops beside it: each verdict must stay the same."""
    install(session)
    repeat = session.posargs[0] if session.posargs else REPEAT
    session.run(
        "grade",
        "author",
        "check",
        "--tier",
        "strict",
        "--repeat",
        repeat,
        "--busy",
        "2",
        *session.posargs[1:],
    )
