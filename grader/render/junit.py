"""The report as JUnit XML, for CI systems: one testsuite per exercise, one testcase per check."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from grader import messages
from grader.errors import SetupError, UsageError
from grader.render import safe
from grader.scoring import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

_LONGEST: Final = 20_000


def encode(report: Report) -> bytes:
    """Return the report as a JUnit XML document in UTF-8."""
    root = ElementTree.Element("testsuites", name="forklore")
    for exercise in report.exercises:
        root.append(_suite(report, exercise))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{report.duration:.3f}")
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(report: Report, exercise: ExerciseReport) -> ElementTree.Element:
    """Build the testsuite of one exercise."""
    suite = ElementTree.Element("testsuite", name=safe.xml(exercise.slug), timestamp=safe.xml(report.started))
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (
        ("title", exercise.title),
        ("path", exercise.path),
        ("points", messages.number(exercise.points)),
        ("max_points", messages.number(exercise.max_points)),
        ("rung", report.rung),
        ("witness", report.witness),
        ("seed", str(report.seed)),
    ):
        ElementTree.SubElement(properties, "property", name=name, value=safe.xml(value))
    cases = [_case(check) for check in exercise.checks]
    if not cases:
        cases = [_unchecked(exercise)]
    suite.extend(cases)
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", f"{sum(check.duration for check in exercise.checks):.3f}")
    return suite


def _case(check: CheckResult) -> ElementTree.Element:
    """Build one testcase; everything except PASSED says why."""
    group, _, name = check.id.partition("::")
    case = ElementTree.Element(
        "testcase",
        classname=safe.xml(group.replace("/", ".")),
        name=safe.xml(name or check.id),
        time=f"{check.duration:.3f}",
    )
    if check.verdict is not Verdict.PASSED:
        headline = f"{messages.WORDS[check.verdict]}: {check.title}"
        child = ElementTree.SubElement(case, _tag(check.verdict), message=safe.xml(headline))
        if check.verdict is not Verdict.SKIPPED:
            child.set("type", check.verdict.value)
        child.text = safe.xml((check.message or messages.MEANINGS[check.verdict])[:_LONGEST])
    return case


def _tag(verdict: Verdict) -> str:
    """Return the element that says what became of a check that did not pass."""
    if verdict is Verdict.SKIPPED:
        return "skipped"
    return "error" if verdict is Verdict.GRADER_ERROR else "failure"


def _unchecked(exercise: ExerciseReport) -> ElementTree.Element:
    """Build the one testcase of a submission without checks, so that it does not look fine."""
    case = ElementTree.Element("testcase", classname=safe.xml(exercise.slug), name="submission", time="0.000")
    kind = messages.NOT_TAKEN_IN if exercise.refusal else messages.NO_CHECKS
    child = ElementTree.SubElement(case, "failure", message=kind, type="REFUSED")
    child.text = safe.xml((exercise.refusal or messages.NO_CHECKS)[:_LONGEST])
    return case


def check_target(path: Path) -> None:
    """Raise :class:`UsageError` if no file can be made at ``path``: before grading, not after."""
    if path.is_dir():
        raise UsageError(*messages.cannot_write(str(path), "it is a folder"))
    folder = path.resolve().parent
    if not folder.is_dir():
        raise UsageError(*messages.cannot_write(str(path), f"there is no folder {folder}"))


def write(report: Report, path: Path) -> None:
    """Write the document to ``path`` at once or not at all; :class:`SetupError` if it cannot be written."""
    try:
        _write(encode(report), path.resolve())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SetupError(*messages.cannot_write(str(path), reason[:1].lower() + reason[1:])) from error


def _write(document: bytes, path: Path) -> None:
    """Write a temporary file beside ``path`` and rename it; devices and FIFOs are written in place."""
    mode = _mode(path)
    if mode is None:
        path.write_bytes(document)
        return
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(document)
            file.flush()
            os.fchmod(file.fileno(), mode)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _mode(path: Path) -> int | None:
    """Return the permissions that the new file should have, ``None`` for what is not a plain file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask
    return stat.S_IMODE(status.st_mode) if stat.S_ISREG(status.st_mode) else None
