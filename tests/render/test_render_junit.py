from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from grader import atomic_file
from grader.errors import SetupError, UsageError
from grader.platforms import junit
from grader.report import Report
from grader.verdict import Verdict


def test_counts_and_kinds(mixed_report: Report) -> None:
    root = ElementTree.fromstring(junit.encode(mixed_report))
    assert root.tag == "testsuites"
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "12",
        "failures": "6",
        "errors": "1",
        "skipped": "2",
    }
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == [exercise.slug for exercise in mixed_report.exercises]
    case = suites["fork_report"].findall("testcase")[1]
    assert case.get("classname") == "fork_report.test_public"
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("type") == "LEAKED"
    assert (failure.get("message") or "").startswith("left something behind: The parent waits")
    assert "nobody waited" in (failure.text or "")


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict(make: SimpleNamespace, verdict: Verdict) -> None:
    report = make.report(make.exercise("s", "T", "p", make.check("One.", verdict, 0, 1)))
    case = ElementTree.fromstring(junit.encode(report)).find(".//testcase")
    assert case is not None
    expected = {Verdict.PASSED: [], Verdict.SKIPPED: ["skipped"], Verdict.GRADER_ERROR: ["error"]}
    assert [child.tag for child in case] == expected.get(verdict, ["failure"])


def test_a_submission_without_checks_does_not_look_fine(make: SimpleNamespace) -> None:
    report = make.report(
        make.exercise("s", "T", "p", refusal="It is a folder."), make.exercise("t", "T", "p")
    )
    root = ElementTree.fromstring(junit.encode(report))
    assert [failure.text for failure in root.iter("failure")] == [
        "It is a folder.",
        "There was nothing to check.",
    ]


def test_hostile_text(make: SimpleNamespace) -> None:
    hostile = "]]><testcase/> & \" ' \x00 \x1b[31m \ufffe \udc80 \u202e"
    check = make.check(hostile, Verdict.FAILED, 0, 1, hostile)
    root = ElementTree.fromstring(junit.encode(make.report(make.exercise("s", hostile, hostile, check))))
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.text == "]]><testcase/> & \" ' \\x00 \\x1b[31m \\ufffe \\udc80 \\u202e"
    assert len(list(root.iter("testcase"))) == 1


def test_write_replaces_at_once_and_keeps_the_mode(mixed_report: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    file.write_text("old")
    file.chmod(0o640)
    atomic_file.write(junit.encode(mixed_report), file)
    assert ElementTree.parse(file).getroot().tag == "testsuites"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_obeys_the_umask(mixed_report: Report, tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        atomic_file.write(junit.encode(mixed_report), tmp_path / "new.xml")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new.xml").stat().st_mode) == 0o640


def test_a_link_stays_a_link(mixed_report: Report, tmp_path: Path) -> None:
    (tmp_path / "link.xml").symlink_to("real.xml")
    atomic_file.write(junit.encode(mixed_report), tmp_path / "link.xml")
    assert (tmp_path / "link.xml").is_symlink()
    assert (tmp_path / "real.xml").read_bytes().startswith(b"<?xml")


def test_a_fifo_is_written_not_replaced(mixed_report: Report, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    atomic_file.write(junit.encode(mixed_report), fifo)
    reader.join(10)
    assert read[0].startswith(b"<?xml")
    assert stat.S_ISFIFO(fifo.stat().st_mode)


def test_a_full_disk_is_one_sentence(mixed_report: Report) -> None:
    with pytest.raises(SetupError) as caught:
        atomic_file.write(junit.encode(mixed_report), Path("/dev/full"))
    assert caught.value.sentence == "/dev/full could not be written: no space left on device."
    assert caught.value.fix


def test_a_failed_write_leaves_the_old_file(
    mixed_report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.xml"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fchmod", full)
    with pytest.raises(SetupError):
        atomic_file.write(junit.encode(mixed_report), file)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_impossible_targets_are_refused_before_grading(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it is a folder"):
        atomic_file.check_target(tmp_path)
    with pytest.raises(UsageError, match="there is no folder"):
        atomic_file.check_target(tmp_path / "absent" / "report.xml")
    atomic_file.check_target(tmp_path / "report.xml")
