"""A class graded by several worker processes: as one process does it, also when a worker dies.

Needs dask.distributed (``pip install -e '.[test,cluster]'``); without it only its absence is tested.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import pytest

from grader.bank import load_bank
from grader.box.plan import BoxPlan
from grader.classroom import batch, cluster, results, roster, work
from grader.classroom.roster import HandIn
from grader.course import located
from grader.errors import SetupError, UsageError
from grader.judge import Options
from grader.render import jsonreport

ROOT = Path(__file__).parents[2]
OPTIONS = Options(jobs=1, seed=1, isolation="namespaces")
WRONG = "import os\n\ndef fork_report(fd):\n    return 42\n"
EVIL = "# takes its worker with it\n"


def students(folder: Path, **texts: str) -> list[HandIn]:
    """A class: one file for each name."""
    for name, text in texts.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "fork_report.py").write_text(text)
    return roster.students(folder, load_bank())


def right() -> str:
    return next((ROOT / "solutions").rglob("fork_report.py")).read_text()


def marks(out: Path, everybody: list[HandIn]) -> dict[str, Any]:
    """Of each student the fault and the verdicts."""
    found = {}
    for student in everybody:
        row = results.read(out, student.id)
        assert row is not None
        checks = [check for exercise in row["report"]["exercises"] for check in exercise["checks"]]
        found[student.id] = (row["fault"], [(check["id"], check["verdict"]) for check in checks])
    return found


def silent(handed: HandIn, rows: Sequence[dict[str, Any]]) -> None:
    """Nobody is told."""


@pytest.fixture
def dask(plan_of: Callable[[str], BoxPlan]) -> Any:
    plan_of("namespaces")
    yield pytest.importorskip("distributed")
    resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]


def fatal(job: bytes) -> bytes:
    """Do a job, unless it is the one that ends its worker."""
    import base64

    if base64.b64encode(EVIL.encode())[:20] in job:
        os.kill(os.getpid(), signal.SIGKILL)
    return work.perform(job)


def test_the_same_results_as_without_a_cluster(dask: Any, tmp_path: Path) -> None:
    everybody = students(tmp_path / "class", ada=right(), bob=WRONG, cyd=right(), dan="syntax error")
    for name in ("one", "many"):
        results.prepare(tmp_path / name)
    batch.run(everybody, tmp_path / "one", OPTIONS, jsonreport.as_dict, silent)
    cluster.run("local:3", everybody, tmp_path / "many", OPTIONS, jsonreport.as_dict, silent)
    assert marks(tmp_path / "many", everybody) == marks(tmp_path / "one", everybody)
    assert batch.plan(everybody, tmp_path / "many", OPTIONS.isolation, force=False).todo == ()


@pytest.mark.parametrize("workers", [1, 2])
def test_who_kills_two_workers_is_given_up_and_nobody_else(dask: Any, tmp_path: Path, workers: int) -> None:
    import cloudpickle

    everybody = students(tmp_path / "class", mal=EVIL, ada=right(), cyd=WRONG)  # one worker has all in hand
    results.prepare(tmp_path / "out")
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    address = f"local:{workers}"
    try:
        cluster.run(address, everybody, tmp_path / "out", OPTIONS, jsonreport.as_dict, silent, fatal)
    finally:
        cloudpickle.unregister_pickle_by_value(sys.modules[__name__])
    found = marks(tmp_path / "out", everybody)
    assert found["mal"] == ("It took two workers with it.", [])
    assert found["ada"][0] == found["cyd"][0] == ""
    assert {verdict for _, verdict in found["ada"][1]} == {"PASSED"}


def test_a_worker_that_is_killed_loses_nothing(dask: Any, tmp_path: Path) -> None:
    everybody = students(tmp_path / "class", **{f"s{number}": right() for number in range(6)})
    results.prepare(tmp_path / "out")
    with (
        dask.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as machines,
        dask.Client(machines) as client,
    ):
        pids = list(client.run(os.getpid).values())
        done: list[str] = []

        def tell(handed: HandIn, rows: Sequence[dict[str, Any]]) -> None:
            if not done:
                os.kill(pids[0], signal.SIGKILL)
            done.append(handed.id)

        address = machines.scheduler_address
        cluster.run(address, everybody, tmp_path / "out", OPTIONS, jsonreport.as_dict, tell)
    assert sorted(done) == sorted(student.id for student in everybody)
    for fault, verdicts in marks(tmp_path / "out", everybody).values():
        assert fault == ""
        assert {verdict for _, verdict in verdicts} == {"PASSED"}


def test_another_grader_on_the_workers_is_said(dask: Any) -> None:
    ours = cluster.work.fingerprint

    def other() -> str:
        return f"{ours('')} of another day"

    with dask.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as machines:
        with dask.Client(machines) as client:
            theirs = client.run(ours, located.asked())
        assert list(theirs.values()) == [ours()]

        class Answers:
            def run(self, *_: Any, **__: Any) -> dict[str, str]:
                return {"tcp://there": other()}

        with pytest.raises(SetupError, match="another grader"):
            cluster._compare(Answers())


@pytest.mark.parametrize("address", ["local:", "local:x", "local:0"])
def test_no_cluster_of_that_name(dask: Any, tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="is no cluster"):
        cluster.run(address, [], tmp_path, OPTIONS, jsonreport.as_dict, silent)


def test_without_dask_the_fix_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SetupError, match="not installed") as caught:
        cluster.run("local:2", [], tmp_path, OPTIONS, jsonreport.as_dict, silent)
    assert "forklore[cluster]" in caught.value.fix
