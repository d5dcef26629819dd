"""The report as JUnit XML, for CI systems: one testsuite per exercise, one testcase per check."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree

from grader import messages, safe
from grader.report import CheckResult, ExerciseReport, Report
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
        ("isolation", report.isolation),
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
