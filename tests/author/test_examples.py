"""The courses in examples/, each copied elsewhere: proved, handed out and graded with an installed wheel."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from releases import ROOT

from grader.bank import load_bank

pytestmark = pytest.mark.timeout(600)
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/course.toml"))
#: Lines of a suite, its scenes included.
MOST_LINES = 100


@dataclass(frozen=True)
class Machine:
    """An environment with a wheel of forklore, away from the repository."""

    programs: Path
    folder: Path

    def grade(self, folder: Path, *words: str, code: int = 0, course: str = "") -> str:
        """Run ``grade``; return what it said."""
        return self.run(folder, str(self.programs / "grade"), *words, code=code, course=course)

    def run(self, folder: Path, *line: str, code: int = 0, course: str = "") -> str:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GITHUB_", "FORKLORE_"))}
        path = os.pathsep.join([str(self.programs), sysconfig.get_path("scripts"), os.environ["PATH"]])
        environment = {**kept, "PATH": path, "FORKLORE_COURSE": course}
        done = subprocess.run(
            line, cwd=folder, env=environment, capture_output=True, text=True, timeout=500, check=False
        )
        assert done.returncode == code, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def install(self, wheel: Path) -> None:
        """Install a wheel, and nothing that it needs."""
        pip = [sys.executable, "-m", "pip", "--python", str(self.programs / "python")]
        quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--no-compile"]
        subprocess.run([*pip, "install", *quiet, str(wheel)], check=True, timeout=100)


def built(source: Path, out: Path) -> Path:
    """Build the wheel of a folder, as pip does."""
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(line, cwd=source, capture_output=True, timeout=100, check=True)
    (wheel,) = out.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A new environment: the wheel of forklore is its own, and the packages that it needs are this one's."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("machine")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    made = Machine(folder / "venv" / "bin", folder)
    made.install(built(ROOT, folder / "dist"))
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = made.run(folder, str(made.programs / "python"), "-c", "import grader; print(grader.__file__)")
    assert where.strip() == str(site / "grader/__init__.py")
    return made


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.name)
def lab(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One of the courses, outside the repository, and handed out in ``handout``."""
    folder = tmp_path_factory.mktemp("lab") / request.param.name
    shutil.copytree(request.param, folder, ignore=shutil.ignore_patterns("__pycache__"))
    yield folder


def test_every_example_is_small_and_a_repository_of_its_own() -> None:
    assert len(EXAMPLES) == 3
    for folder in EXAMPLES:
        assert (folder / "README.md").is_file() and (folder / ".github/workflows/check.yml").is_file()
        for exercise in load_bank(folder).exercises:
            lines = sum(len(path.read_text().splitlines()) for path in exercise.suite.glob("*.py"))
            assert lines <= MOST_LINES
            assert len(exercise.accepted) >= 2 and len(exercise.rejected) >= 3 and exercise.diagnoses


def test_it_proves_itself(machine: Machine, lab: Path) -> None:
    said = machine.grade(lab, "author", "check", "--tier", "complete")
    assert "Every exercise is complete" in said and ", 0 not as expected" in said
    assert "Every stub" in machine.grade(lab, "author", "stubs", "--check")


def test_it_is_handed_out_filled_and_graded(machine: Machine, lab: Path, tmp_path: Path) -> None:
    bank = load_bank(lab)
    machine.grade(lab, "release", "--out", str(tmp_path / "week1"))
    assert "multi-process" not in (tmp_path / "week1/README.md").read_text()
    class_ = tmp_path / "class"
    for student in ("ada", "bert", "cyd"):
        shutil.copytree(tmp_path / "week1/exercises", class_ / student)
    for exercise in bank.exercises:
        place = Path(exercise.topic, f"{exercise.slug}.py")
        shutil.copy(exercise.solution, class_ / "ada" / place)
        shutil.copy(exercise.rejected[0].path, class_ / "bert" / place)
    results = machine.folder / "results" / lab.name
    results.parent.mkdir(exist_ok=True)
    machine.grade(lab, "batch", str(class_), "--out", str(results), "--assignment", str(tmp_path / "week1"))
    rows = {row["id"]: row for row in csv.DictReader((results / "grades.csv").read_text().splitlines())}
    most = sum(exercise.points for exercise in bank.exercises)
    assert (float(rows["ada"]["points"]), float(rows["cyd"]["points"])) == (most, 0.0)
    assert float(rows["bert"]["points"]) < most
    seen = machine.grade(tmp_path, "insight", str(results))
    diagnoses = bank.courses[0].catalogue({})
    assert "3 students" in seen and not [name for name in diagnoses if name in seen]


def test_every_form_of_a_release_has_it(machine: Machine, lab: Path, tmp_path: Path) -> None:
    slugs = load_bank(lab).slugs
    for words in (
        ("--out", "week1", "--zip"),
        ("--out", "autograder", "--gradescope"),
        ("--classroom50", "classroom"),
        ("--nbgrader", "course"),
    ):
        out = [word if word.startswith("--") else str(tmp_path / word) for word in words]
        machine.grade(lab, "release", *out)
    assert len(list((tmp_path / "course/source").glob("*/*.ipynb"))) == len(slugs)
    with zipfile.ZipFile(tmp_path / "week1.zip") as archive:
        names = archive.namelist()
        (wheel,) = (name for name in names if name.endswith(".whl"))
        archive.extract(wheel, tmp_path)
    assert {f"{slug}.py" for slug in slugs} <= {Path(name).name for name in names}
    with zipfile.ZipFile(tmp_path / wheel) as archive:
        archive.extractall(tmp_path / "site")
    python = str(machine.programs / "python")
    line = (
        "import sys; sys.path.insert(0, 'site'); from grader.bank import load_bank; print(*load_bank().slugs)"
    )
    assert machine.run(tmp_path, python, "-c", line).split() == list(slugs)


def test_their_classes_are_synced_to_a_gradebook(machine: Machine) -> None:
    pytest.importorskip("nbgrader")
    classes = sorted((machine.folder / "results").iterdir())
    assert classes
    python = str(machine.programs / "python")  # one for all: to import nbgrader takes seconds
    line = (
        "import sys; from grader.cli.classroom import book\n"
        "for results in sys.argv[2:]:\n"
        "    book(results, sys.argv[1], results.rpartition('/')[2], 'c', None, 'none', False, False)"
    )
    book = f"sqlite:///{machine.folder}/book.db"
    said = machine.run(machine.folder, python, "-c", line, book, *map(str, classes))
    for results in classes:
        assert f"3 students in assignment {results.name}" in said


def test_its_wheel_is_a_course_by_its_name(machine: Machine, lab: Path, tmp_path: Path) -> None:
    machine.install(built(lab, tmp_path / "dist"))
    bank = load_bank(lab)
    said = machine.grade(tmp_path, "list", course=lab.name)
    assert all(exercise.title in said or exercise.slug in said for exercise in bank.exercises)
    started = str(tmp_path / "mine")
    machine.grade(tmp_path, "start", started, "--course", lab.name)
    for exercise in bank.exercises:
        shutil.copy(exercise.solution, Path(started) / "exercises" / exercise.topic / f"{exercise.slug}.py")
        machine.grade(Path(started), exercise.slug)
    assert not (tmp_path / lab.name).exists()
