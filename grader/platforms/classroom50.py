"""Classroom 50: the autograder that it runs, and the report as its ``result.json``.

Classroom 50 publishes the files of ``CLASSROOM/autograders/ASSIGNMENT/``, so everybody can read them. It runs
``autograder.py`` in a clone of the student's repository and reads ``result.json`` there. An exit code other
than 0 is a failure of the grading, and gives no score. Scores there are integers and points here are not:
they are given in hundredths. Beside the result goes the text for people.

Source: foundation50/classroom50, wiki page "Advanced Autograding", the contract of ``result.json``
(``classroom50/result/v1``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from grader import safe
from grader.errors import UsageError
from grader.limits import MIB
from grader.platforms import github
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

#: What one point is in Classroom 50, which counts in whole numbers.
SCALE: Final = 100
#: What Classroom 50 calls the runtime block of an assignment.
RUNTIME: Final = {"runs-on": "ubuntu-latest", "python": "3.12", "apt": ["bubblewrap"]}
#: The Python of the block, for wheels.
PYTHON: Final = "3.12"
#: A larger bundle is not fetched.
LIMIT: Final = 10 * MIB

AUTOGRADER: Final = '''\
"""Grade a submission with forklore, in the working directory. Classroom 50 runs this file.

The exit code is 0 if everything was graded, whatever the score is. Otherwise there is no result.json.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BUNDLE = Path(__file__).resolve().parent
CLONE = Path.cwd()
OUTPUTS = ("result.json", "release-body.md")
FAILED = 3


def main() -> int:
    """Install the grader outside of the clone, grade, and put the result into the clone."""
    for name in OUTPUTS:
        remove(CLONE / name)
    with tempfile.TemporaryDirectory(prefix="forklore-") as folder:
        # Nothing is run in the clone: a file of the student's called pip.py would be taken for pip.
        os.chdir(folder)
        installed = Path(folder, "venv", "bin")
        if not install(installed):
            print("::error::The grader could not be installed, so nothing was graded.")
            return FAILED
        code = run(
            installed / "grade",
            *(CLONE / "exercises" if (CLONE / "exercises").is_dir() else CLONE,),
            *("--assignment", BUNDLE / "assignment.toml", "--require", "landlock"),
            *("--github", "--classroom50", Path(folder, OUTPUTS[0])),
        )
        if code not in (0, 1) or not all(Path(folder, name).is_file() for name in OUTPUTS):
            print("::error::Not everything could be graded, so there is no score. Grade it again.")
            return code if code > 1 else FAILED
        for name in OUTPUTS:
            shutil.copyfile(Path(folder, name), CLONE / name)
    return 0


def install(programs: Path) -> bool:
    """Make an environment with the grader of this bundle; whether that worked."""
    # Ubuntu 24.04 forbids boxes to ordinary users. Where this fails, grade says what it does instead.
    run("sudo", "-n", "sysctl", "-q", "-w", "kernel.apparmor_restrict_unprivileged_userns=0")
    if run(sys.executable, "-I", "-m", "venv", programs.parent) != 0:
        return False
    wheels = BUNDLE / "wheels"
    source = ("--no-index", "--find-links", wheels) if wheels.is_dir() else ("-c", BUNDLE / "constraints.txt")
    return run(programs / "python", "-I", "-m", "pip", "install", "-q", *source, *BUNDLE.glob("*.whl")) == 0


def run(*line: object) -> int:
    """Run a program and return its exit code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    kept.pop("GITHUB_STEP_SUMMARY", None)  # Classroom 50 puts release-body.md there
    try:
        return subprocess.run([str(word) for word in line], env=kept, check=False).returncode
    except OSError as error:
        print(f"{line[0]}: {error.strerror}", flush=True)
        return 127


def remove(path: Path) -> None:
    """Remove what a student has put in the place of a result."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
'''

README: Final = """\
# {name}, for Classroom 50

1. Put this folder into your `classroom50` repository as `CLASSROOM/autograders/ASSIGNMENT/`.
2. Give the assignment the runtime in `runtime.json`:
   `gh teacher assignment add ... --runtime runtime.json`.
3. Take a release of the same exercises (`grade release --out FOLDER`) as the template that students accept,
   without its `.github` folder.

**Classroom 50 publishes this folder: everybody can read it.** {checks}

Scores are in hundredths of a point, because Classroom 50 counts in whole numbers. If something could not be
graded, there is no score: grade it again.
"""
_PUBLIC: Final = """\
Only the public checks are in it.
Grade what counts yourself: clone the submissions with `gh teacher download`, then run `grade batch`, which
has the hidden checks too."""
_HIDDEN: Final = "The hidden checks are in it, so they are not hidden any more."


def contents(files: dict[str, bytes], name: str, hidden: bool) -> dict[str, bytes]:
    """Return the members of the folder; ``files`` are those of a release. UsageError if they are too many."""
    skipped = ("exercises/", "README.md", ".gitignore", github.PATH)
    found = {path: data for path, data in files.items() if not path.startswith(skipped)}
    found |= {
        "autograder.py": AUTOGRADER.encode(),
        "runtime.json": (json.dumps(RUNTIME, indent=2) + "\n").encode(),
        "README.md": README.format(name=name, checks=_HIDDEN if hidden else _PUBLIC).encode(),
    }
    size = sum(map(len, found.values()))
    if size > LIMIT:
        raise UsageError(
            f"The bundle has {size / MIB:.1f} MiB, and Classroom 50 fetches 10 MiB at most.",
            "Leave --offline out, or the wheels for other Pythons.",
        )
    return dict(sorted(found.items()))


SCHEMA: Final = "classroom50/result/v1"
#: The text for people, beside the result.
BODY: Final = "release-body.md"
#: Field of the result to the variables of the environment that hold it, the first that is set.
_FIELDS: Final = {
    "classroom": ("CLASSROOM",),
    "assignment": ("ASSIGNMENT",),
    "owner": ("OWNER", "USERNAME"),
    "submission": ("SUBMISSION_TAG",),
    "commit": ("COMMIT_URL",),
    "release": ("RELEASE_URL",),
    "review": ("REVIEW_URL", "COMMIT_URL"),
}
_KINDS: Final = ("individual", "group", "team")


def identity(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return whose submission this is, as Classroom 50's runner says it; UsageError outside of it."""
    found = {}
    for field, names in _FIELDS.items():
        values = [environment[name] for name in names if environment.get(name)]
        if not values:
            raise UsageError(
                f"--classroom50 needs what Classroom 50's runner sets, and {names[0]} is not set.",
                "Let Classroom 50 run the autograder.py that grade release --classroom50 writes.",
            )
        found[field] = values[0]
    kind = environment.get("ASSIGNMENT_TYPE", "")
    return found | {"assignment_type": kind if kind in _KINDS else "individual"}


def encode(report: Report) -> bytes:
    """Return the document in UTF-8."""
    tests = [test for exercise in report.exercises for test in _tests(exercise)]
    document = {
        "schema": SCHEMA,
        **identity(),
        "datetime": datetime.fromisoformat(report.started).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return json.dumps(document, indent=1).encode() + b"\n"


def body(report: Report) -> bytes:
    """Return the text for people, in Markdown."""
    scale = f"Classroom 50 counts in whole numbers: {SCALE} there are one point here."
    return f"{github.summary(report)}\n{scale}\n".encode()


def _tests(exercise: ExerciseReport) -> list[dict[str, Any]]:
    if exercise.checks:
        return [_test(exercise, check) for check in exercise.checks]
    return [{"test-name": safe.line(exercise.slug), "passed": False, "score": 0, "max-score": 0}]


def _test(exercise: ExerciseReport, check: CheckResult) -> dict[str, Any]:
    return {
        "test-name": safe.line(f"{exercise.slug}: {check.title}"),
        "passed": check.verdict is Verdict.PASSED,
        "score": round(check.points * SCALE),
        "max-score": round(check.max_points * SCALE),
    }
