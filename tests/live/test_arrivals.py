"""What arrives in a class's folder counts when it is whole, and is graded once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.box.plan import BoxPlan
from grader.live import arrivals
from grader.live.arrivals import Arrivals

ROOT = Path(__file__).resolve().parents[2]
RIGHT = ROOT / "solutions/01_fork/fork_report.py"
WRONG = ROOT / "grader/suites/fork_report/rejected/child_returns.py"

BATCH = [sys.executable, "-m", "grader", "batch"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "class"
    (found / "ana").mkdir(parents=True)
    (found / "bob").mkdir()
    return found


@pytest.fixture
def arriving(folder: Path) -> Iterator[Arrivals]:
    with Arrivals(folder, folder / "results", quiet=0.0) as found:
        yield found


def names(found: Arrivals) -> set[str]:
    """Who is not settled when the class is read now."""
    found.read(lambda: None)
    return {path.name for path in found.held}


def test_what_is_open_for_writing_does_not_count(folder: Path, arriving: Arrivals) -> None:
    with (folder / "ana" / "fork_report.py").open("w") as file:
        file.write("half")
        file.flush()
        assert names(arriving) == {"ana"}
    assert names(arriving) == set()
    with (folder / "ana" / "fork_report.py").open("a"):  # nothing is changed yet
        assert names(arriving) == set()


def test_closing_ends_the_wait_though_nothing_is_written_then(folder: Path, arriving: Arrivals) -> None:
    with (folder / "ana" / "fork_report.py").open("w") as file:
        file.write("whole")
        file.flush()
        assert names(arriving) == {"ana"}
    arriving.wait()
    assert names(arriving) == set()


def test_new_changed_renamed_and_removed_entries_end_the_wait(folder: Path, arriving: Arrivals) -> None:
    part, whole = folder / ".cyd.part", folder / "cyd.py"
    steps: list[Callable[[], object]] = [
        lambda: (folder / "ana" / "a.py").write_text("1"),
        lambda: (folder / "ana" / "a.py").write_text("2"),
        lambda: (part.write_text("x"), part.rename(whole)),
        whole.unlink,
        (folder / "bob").rmdir,
    ]
    names(arriving)
    for step in steps:
        step()
        arriving.wait()
        assert names(arriving) == set()


def test_what_changes_while_the_class_is_read_does_not_count(folder: Path, arriving: Arrivals) -> None:
    file = folder / "ana" / "a.py"
    file.write_text("x" * 10)
    arriving.read(lambda: file.write_text("longer" * 10))
    assert {path.name for path in arriving.held} == {"ana"}
    arriving.wait()
    assert names(arriving) == set()


def test_where_the_kernel_does_not_tell_a_file_has_to_stand(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(arrivals, "_is_written", lambda _: None)
    monkeypatch.setattr(arrivals.time, "monotonic", lambda: now[0])
    file = folder / "ana" / "a.py"
    file.write_text("1")
    with Arrivals(folder, folder / "results", quiet=2.0) as found:
        assert names(found) == {"ana"}
        now[0] += 1.5
        file.write_text("12")
        assert names(found) == {"ana"}
        now[0] += 1.5
        assert names(found) == {"ana"}
        now[0] += 0.5
        assert names(found) == set()


def test_results_in_the_folder_are_nobodys(folder: Path, arriving: Arrivals) -> None:
    (folder / "results").mkdir()
    with (folder / "results" / "ana.json").open("w") as file:
        file.write("{")
        file.flush()
        assert names(arriving) == set()


@pytest.mark.timeout(300)
def test_a_class_is_graded_as_it_arrives(folder: Path, plan_of: Callable[[str], BoxPlan]) -> None:
    plan_of("namespaces")
    out, log = folder.parent / "results", folder.parent / "log"
    line = [*BATCH, folder, "--out", out, "--watch", "--json", "fork_report"]
    with log.open("wb") as errors:
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=errors, start_new_session=True)

    def points(name: str) -> object:
        file = out / "students" / f"{name}.json"
        return json.loads(file.read_text())["points"] if file.exists() else None

    def until(name: str, wanted: object) -> None:
        end = time.monotonic() + 100
        while points(name) != wanted:
            assert process.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.05)

    try:
        until("ana", 0)  # an empty folder is graded, too
        with (folder / "ana" / "fork_report.py").open("w") as slow:
            slow.write("import os\nraise SystemExit\n")
            slow.flush()
            (folder / "bob" / "fork_report.py").write_bytes(RIGHT.read_bytes())
            until("bob", 5)
            assert points("ana") == 0
            stamp = (out / "students" / "bob.json").stat().st_mtime_ns
            slow.seek(0)
            slow.write(RIGHT.read_text())
        until("ana", 5)
        (folder / "ana" / "fork_report.py").write_bytes(WRONG.read_bytes())
        until("ana", 0)
        assert (out / "students" / "bob.json").stat().st_mtime_ns == stamp
        os.kill(process.pid, signal.SIGINT)
        text, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode in (0, 3), log.read_text()  # 3: the last whole round had something to look at
    assert "Traceback" not in log.read_text()
    rounds = [json.loads(one) for one in text.splitlines()]
    assert [row["student"]["id"] for row in rounds[-1]["students"]] == ["ana", "bob"]
    with pytest.raises(ProcessLookupError):  # nothing of its session is left
        os.killpg(process.pid, 0)


def test_an_archive_cannot_be_watched(tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(b"")
    line = [*BATCH, tmp_path / "class.zip", "--out", tmp_path / "r", "--watch"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "--watch needs a folder" in done.stderr
