"""What is released works where it goes: on a student's machine, in Actions, Gradescope and Classroom 50."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from boxes import unavailable
from releases import ROOT, cut_off, made

from grader.bank import load_bank
from grader.box.plan import BoxPlan
from grader.errors import SetupError, UsageError
from grader.platforms import classroom50, gradescope
from grader.release import build, wheelhouse

BANK = load_bank()
SLUGS = ("fork_report", "tally")
TALLY = (ROOT / "solutions/06_shared/tally.py").read_text()
FORK_REPORT = (ROOT / "solutions/01_fork/fork_report.py").read_text()
RUNNER = {
    "CLASSROOM": "os-2026",
    "ASSIGNMENT": "week1",
    "USERNAME": "ana",
    "SUBMISSION_TAG": "submit/2026-12-01T12-00-00Z-a1b2c3d",
    "COMMIT_URL": "https://example.org/commit/a1b2c3d",
    "RELEASE_URL": "https://example.org/release",
    "CLASSROOM50_BUNDLE_DIR": "elsewhere",
}
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def wheels() -> dict[str, bytes]:
    """The wheels of an offline release; skips where there is no network to fetch them from."""
    texts = [(ROOT / name).read_text("utf-8") for name in (build.PROJECT, build.PINS)]
    try:
        return wheelhouse.fetch(*texts)
    except SetupError as error:
        unavailable(str(error))


@pytest.fixture(scope="module")
def student(
    tmp_path_factory: pytest.TempPathFactory, wheels: dict[str, bytes], plan_of: Callable[[str], BoxPlan]
) -> Path:
    """An offline release on a machine without a network, set up as its README says."""
    plan_of("namespaces")
    folder = tmp_path_factory.mktemp("student") / "week1"
    files = made(BANK, SLUGS, wheels=wheels)
    build.write_folder(folder, files)
    block = files["README.md"].decode().partition("```sh\n")[2].partition("```")[0]
    assert "--no-index" in block
    lines = block.replace("python3 ", f"{sys.executable} ")
    done = cut_off(["bash", "-e", "-c", lines], folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def grade(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the student's own ``grade``."""
    line = [str(folder / ".venv/bin/grade"), *words]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GITHUB_"))}
    return subprocess.run(
        line, cwd=folder, env=kept | environment, capture_output=True, text=True, timeout=200, check=False
    )


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_student_begins_and_finishes(student: Path) -> None:
    said = grade(student, ".")
    assert said.returncode == 1, said.stderr
    assert "2 exercises: 2 not started." in said.stdout
    assert "0 of 5.5 points" in said.stdout
    assert "More checks are run when the work is graded." in flat(said.stdout)
    (student / "exercises/06_shared/tally.py").write_text(TALLY)
    (student / "exercises/01_fork/fork_report.py").write_text(FORK_REPORT)
    said = grade(student, ".")
    assert said.returncode == 0, said.stdout + said.stderr
    assert "5.5 of 5.5 points" in said.stdout
    listed = grade(student, "list").stdout
    assert "2 of 2 exercises complete, 5.5 of 5.5 points.\nThese are the points of the public" in listed


@pytest.mark.parametrize("words", ["author stubs", "author stubs --check", "release --out x"])
def test_what_a_release_cannot_do_is_a_sentence(student: Path, words: str) -> None:
    said = grade(student, *words.split())
    assert said.returncode == 3
    assert "solutions" in said.stderr
    assert "Errno" not in said.stderr + said.stdout


def test_in_actions_a_missing_file_fails_the_job(student: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(student, clone, ignore=shutil.ignore_patterns(".venv", ".forklore"))
    (clone / ".venv").symlink_to(student / ".venv")
    (clone / "exercises/01_fork/fork_report.py").unlink()
    (clone / "exercises/06_shared/tally.py").write_text(TALLY)
    workflow = (clone / ".github/workflows/grade.yml").read_text()
    assert "run: pip install --quiet -c constraints.txt ./*.whl\n" in workflow  # Actions has a network
    line = re.search(r"run: grade (.*)", workflow)
    assert line is not None
    said = grade(clone, *line[1].split(), GITHUB_STEP_SUMMARY=str(tmp_path / "summary"))
    assert said.returncode == 1, said.stderr
    assert "2.5 of 5.5 points" in said.stdout
    assert "2.5 of 5.5 points" in (tmp_path / "summary").read_text()


def test_an_offline_release_says_for_which_pythons_it_is() -> None:
    names = [f"wheels/msgspec-1-cp3{n}-cp3{n}-manylinux_2_17_x86_64.whl" for n in (13, 11)]
    text = made(BANK, ["tally"], wheels=dict.fromkeys([*names, "wheels/click-8-py3-none-any.whl"], b""))
    assert "- Python 3.11 or 3.13: " in text["README.md"].decode()
    assert "- Python 3.11 to 3.14: " in made(BANK, ["tally"])["README.md"].decode()


# -- Gradescope


@pytest.fixture(scope="module")
def autograder(
    tmp_path_factory: pytest.TempPathFactory, wheels: dict[str, bytes], plan_of: Callable[[str], BoxPlan]
) -> Path:
    """Gradescope's folder, set up by its setup.sh without a network; apt-get does nothing."""
    plan_of("namespaces")
    root = tmp_path_factory.mktemp("autograder")
    data = build.as_zip(gradescope.contents(made(BANK, SLUGS, hidden=True, wheels=wheels)), "")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(root / "source")
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in archive.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    done = set_up(root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def set_up(root: Path) -> subprocess.CompletedProcess[str]:
    programs = root / "programs"
    programs.mkdir(exist_ok=True)
    (programs / "apt-get").write_text("#!/bin/sh\nexit 0\n")
    (programs / "apt-get").chmod(0o755)
    if not (programs / "python3").exists():
        (programs / "python3").symlink_to(sys.executable)
    path = f"{programs}:{os.environ['PATH']}"
    return cut_off(["bash", root / "source/setup.sh"], root, AUTOGRADER=str(root), PATH=path)


def submit(root: Path, files: dict[str, str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Gradescope's run_autograder for these files."""
    folder = root / "submission"
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    folder.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        ["bash", str(root / "source/run_autograder")],
        env={**kept, "AUTOGRADER": str(root), **environment},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def results(root: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((root / "results/results.json").read_text())["tests"]
    return found


@pytest.mark.parametrize("name", ["SETUP", "RUN"])
def test_the_scripts_are_scripts(name: str) -> None:
    text = getattr(gradescope, name)
    assert subprocess.run(["bash", "-n"], input=text, text=True, timeout=10, check=False).returncode == 0


def test_gradescope_grades_what_was_handed_in(autograder: Path) -> None:
    done = submit(autograder, {"tally.py": TALLY, "fork_report.py": "def fork_report(fd):\n    return 42\n"})
    assert done.returncode == 0, done.stderr
    tests = results(autograder)
    scores = {slug: [t["score"] for t in tests if slug in t["tags"]] for slug in SLUGS}
    assert (sum(scores["tally"]), sum(scores["fork_report"])) == (4, 0)
    assert {test["visibility"] for test in tests} == {"visible", "hidden"}


@pytest.mark.parametrize("files", [{}, {"essay.txt": 'I wrote "nothing"\\\n'}, {"tally.py": TALLY}])
def test_gradescope_counts_what_is_missing(autograder: Path, files: dict[str, str]) -> None:
    done = submit(autograder, files)
    assert done.returncode == 0, done.stderr
    tests = results(autograder)
    assert sum(test["max_score"] for test in tests) == 9
    assert sum(test["score"] for test in tests) == (4 if files.get("tally.py") else 0)


def test_gradescope_tells_the_student_what_cannot_be_graded(autograder: Path) -> None:
    done = submit(autograder, {"tally.py": TALLY, "06_shared/tally.py": TALLY})
    assert done.returncode == 0, done.stderr
    tests = results(autograder)
    assert sum(test["score"] for test in tests) == 0
    assert all("There are two files for tally" in test["output"] for test in tests)


@pytest.mark.parametrize("code", [0, 2, 3, 137])
def test_a_grader_that_breaks_gives_gradescope_no_score(autograder: Path, tmp_path: Path, code: int) -> None:
    broken = tmp_path / "grade"
    broken.write_text(f"#!/bin/sh\nexit {code}\n")
    broken.chmod(0o755)
    (autograder / "results").mkdir(exist_ok=True)
    (autograder / "results/results.json").write_text('{"score": 9}')  # of an earlier run
    done = submit(autograder, {"tally.py": TALLY}, GRADE=str(broken))
    assert done.returncode == 1
    assert "there is no score" in done.stderr
    assert not (autograder / "results/results.json").exists()


#: Makes environments whose pip fails.
PYTHON = """\
#!/bin/sh
[ "$2" = venv ] || exit 0
mkdir -p "$3/bin"
printf '#!/bin/sh\\nexit 1\\n' > "$3/bin/pip"
chmod +x "$3/bin/pip"
"""


def test_a_set_up_that_fails_is_a_failure(tmp_path: Path) -> None:
    for name, data in gradescope.contents(made(BANK, ["tally"], hidden=True)).items():
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / name).write_bytes(data)
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs/python3").write_text(PYTHON)
    (tmp_path / "programs/python3").chmod(0o755)
    done = set_up(tmp_path)
    assert (tmp_path / "venv/bin/pip").is_file(), done.stderr
    assert done.returncode == 1


# -- Classroom 50


def bundled(folder: Path, wheels: dict[str, bytes], slugs: Sequence[str] = SLUGS) -> Path:
    files = classroom50.contents(made(BANK, slugs, wheels=wheels), "week1", hidden=False)
    build.write_folder(folder, files)
    return folder


def submission(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_classroom50_grades_a_clone(
    tmp_path: Path, wheels: dict[str, bytes], plan_of: Callable[[str], BoxPlan]
) -> None:
    plan_of("namespaces")
    bundle = bundled(tmp_path / "bundle", wheels)
    trap = "import os; os._exit(0)\n"
    clone = submission(
        tmp_path / "clone",
        {"exercises/06_shared/tally.py": TALLY, "pip.py": trap, "venv.py": trap, "sitecustomize.py": trap},
    )
    (tmp_path / "somebody's").write_text("precious")
    (clone / "result.json").symlink_to(tmp_path / "somebody's")
    (clone / "release-body.md").mkdir()
    done = cut_off([sys.executable, bundle / "autograder.py"], clone, **RUNNER)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((clone / "result.json").read_text())
    assert (result["score"], result["max-score"], result["owner"]) == (250, 550, "ana")
    assert (tmp_path / "somebody's").read_text() == "precious"
    body = (clone / "release-body.md").read_text()
    assert "2.5 of 5.5 points" in body
    assert "More checks are run when the work is graded" in body


@pytest.mark.parametrize("failing", ["venv", "pip", "grade 2", "grade 3", "grade 137", "grade 0", "grade 1"])
def test_classroom50_has_no_score_where_something_fails(
    tmp_path: Path, failing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of exit codes 0 and 1 there is no score either, unless there is a result."""
    step, _, code = failing.partition(" ")
    clone = submission(tmp_path / "clone", {"tally.py": TALLY, "result.json": '{"score": 9}'})
    monkeypatch.chdir(clone)
    module: dict[str, Any] = {"__file__": str(tmp_path / "bundle/autograder.py"), "__name__": "autograder"}
    exec(compile(classroom50.AUTOGRADER, "autograder.py", "exec"), module)
    lines = []

    def run(*line: object) -> int:
        words = [str(word) for word in line]
        lines.append(words)
        if "sudo" in words:
            return 1
        at = "venv" if "venv" in words else "pip" if "pip" in words else "grade"
        return int(code or 1) if at == step else 0

    module["run"] = run
    found = module["main"]()
    assert found == (int(code) if code in ("2", "3", "137") else 3)
    assert "::error::" in capsys.readouterr().out
    assert not (clone / "result.json").exists()
    assert lines[-1][0].endswith("grade") == (step == "grade")


def test_a_bundle_for_classroom50(tmp_path: Path) -> None:
    files = classroom50.contents(made(BANK, SLUGS), "week1", hidden=False)
    wheel = next(name for name in files if name.endswith(".whl"))
    assert set(files) == {
        "LICENSE",
        ".devcontainer/devcontainer.json", "README.md", "assignment.toml", "autograder.py",
        "constraints.txt", "runtime.json", wheel,
    }  # fmt: skip
    runtime = json.loads(files["runtime.json"])
    assert runtime == {"runs-on": "ubuntu-latest", "python": "3.12", "apt": ["bubblewrap"]}
    assert "everybody can read it" in flat(files["README.md"].decode())
    with zipfile.ZipFile(io.BytesIO(files[wheel])) as archive:
        assert not [name for name in archive.namelist() if "test_hidden" in name]
    with pytest.raises(UsageError, match="fetches 10 MiB at most"):
        classroom50.contents(files | {"wheels/x.whl": bytes(11 * 2**20)}, "week1", hidden=False)


@pytest.mark.parametrize("name", ["2.7", "3", "3.13-arm", "3.13 ", "cp313"])
def test_not_a_python(name: str) -> None:
    with pytest.raises(UsageError, match="is not a Python"):
        wheelhouse.fetch("[project]\ndependencies = []\n", "", [name], running=False)
