"""A class from release to gradebook, with the commands that a teacher types."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import postgres
import pytest
from boxes import needs

from grader.box.plan import BoxPlan

needs("nbgrader")
pytestmark = pytest.mark.timeout(300)
ROOT = Path(__file__).parents[2]
SLUGS = ("fork_report", "tally")
WRONG = "def {slug}(*args):\n    return 42\n"
#: Student to the exercises that are right, and those that are wrong; the others stay stubs.
CLASS = {
    "ada": (SLUGS, ()),
    "bert": (("tally",), ("fork_report",)),
    "cyd": ((), ("tally",)),
    "dora": ((), ()),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/book.db"
        return
    pytest.importorskip("psycopg")
    binaries = postgres.programs()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with postgres.server(binaries) as address:
        yield address


def run(folder: Path, *line: str, expect: int = 0) -> str:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-m", *line],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def hand_in(release: Path, target: Path, right: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    """What a student makes of the release: a folder with the same layout."""
    shutil.copytree(release / "exercises", target)
    for slug in right:
        source = next((ROOT / "solutions").rglob(f"{slug}.py"))
        shutil.copyfile(source, next(target.rglob(f"{slug}.py")))
    for slug in wrong:
        next(target.rglob(f"{slug}.py")).write_text(WRONG.format(slug=slug))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, plan_of: Callable[[str], BoxPlan]) -> Path:
    """The folder of a class that was released, and has been graded twice: for every kind of database once."""
    plan_of("namespaces")
    folder = tmp_path_factory.mktemp("graded")
    run(folder, "grader.cli", "release", "--out", "week1", *SLUGS)
    for student, (right, wrong) in CLASS.items():
        hand_in(folder / "week1", folder / "class" / student, right, wrong)
    assert "Layout: folders." in run(folder, "grader.cli", "batch", "class", "--out", "results")
    again = run(folder, "grader.cli", "batch", "class", "--out", "results")
    assert "4 students unchanged" in again
    return folder


def test_released_graded_synced_exported(tmp_path: Path, database: str, graded: Path) -> None:
    sync = ("grader.cli", "book", "sync", str(graded / "results"), "--db", database, "--assignment", "week1")
    assert "4 students in assignment week1" in run(tmp_path, *sync)
    run(tmp_path, *sync)
    (tmp_path / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.db_url = {database!r}\n"
    )
    run(tmp_path, "nbgrader", "export", "--to", "exported.csv")
    with (graded / "results" / "grades.csv").open(newline="") as file:
        ours = {row["id"]: float(row["points"]) for row in csv.DictReader(file)}
    with (tmp_path / "exported.csv").open(newline="") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == ours
    assert (ours["ada"], ours["dora"]) == (9, 0)
    assert 0 <= ours["cyd"] < ours["bert"] < ours["ada"]
