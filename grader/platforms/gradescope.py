"""Gradescope: the archive that it builds a container from, and the report as its ``results.json``.

One test per check; hidden checks are not shown to the student.

Source: Gradescope's autograder documentation, "Autograder specifications" and "Output format".
"""

from __future__ import annotations

import json
from typing import Any, Final

from grader import messages, safe
from grader.report import CheckResult, ExerciseReport, Report
from grader.verdict import Verdict

#: Run once, as root, when the container is built. Ubuntu 22.04, which Gradescope offers, has Python 3.10.
SETUP: Final = """\
#!/usr/bin/env bash
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
root=${AUTOGRADER:-/autograder}
python=python3
apt-get update -qq
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python=python3.11
    apt-get install -y -qq --no-install-recommends python3.11
fi
apt-get install -y -qq --no-install-recommends "$python-venv" bubblewrap
"$python" -m venv "$root/venv"
cd "$root/source/forklore"
if [ -d wheels ]; then
    "$root/venv/bin/pip" install --quiet --no-index --find-links wheels ./*.whl
else
    "$root/venv/bin/pip" install --quiet -c constraints.txt ./*.whl
fi
chmod -R go= "$root/source" "$root"/venv/lib/python3*/site-packages/grader/suites # suites are root's alone
"$root/venv/bin/grade" doctor || true
"""
#: Run for every submission, as root. Without results.json and with exit code 1, Gradescope shows that the
#: autograder failed, and it can be run again; that never counts as a score.
RUN: Final = """\
#!/usr/bin/env bash
root=${AUTOGRADER:-/autograder}
results=$root/results/results.json
mkdir -p "$root/results"
rm -f "$results"
status=0
${GRADE:-"$root/venv/bin/grade"} "$root/submission" --assignment "$root/source/forklore/assignment.toml" \\
    --require landlock --gradescope "$results" || status=$?
if [ "$status" -gt 1 ] || [ ! -s "$results" ]; then
    rm -f "$results"
    echo "Not everything could be graded, so there is no score. Run the autograder again." >&2
    exit 1
fi
"""
#: The Pythons that Gradescope's images have, and setup.sh installs: wheels are fetched for them.
PYTHONS: Final = ("3.11", "3.12")


def contents(files: dict[str, bytes]) -> dict[str, bytes]:
    """The members of the archive: ``files`` are those of a release with hidden checks."""
    found = {f"forklore/{name}": data for name, data in files.items()}
    return {"setup.sh": SETUP.encode(), "run_autograder": RUN.encode(), **found}


def encode(report: Report) -> bytes:
    """Return the document in UTF-8. Gradescope adds up the scores of the tests."""
    tests: list[dict[str, Any]] = []
    for exercise in report.exercises:
        tests += [_test(exercise, check) for check in exercise.checks] or [_refused(exercise)]
    document = {
        "execution_time": round(report.duration),
        "output": "" if report.complete else messages.GRADER_FAULT,
        "stdout_visibility": "hidden",
        "tests": tests or [{"name": messages.NO_CHECKS, "score": 0, "max_score": 0, "status": "failed"}],
        "extra_data": {"forklore": report.forklore, "seed": report.seed, "isolation": report.isolation},
    }
    return json.dumps(document, indent=1).encode() + b"\n"


def _test(exercise: ExerciseReport, check: CheckResult) -> dict[str, Any]:
    said = f"{messages.WORDS[check.verdict]}: {check.message or messages.MEANINGS[check.verdict]}"
    passed = check.verdict is Verdict.PASSED
    return {
        "name": safe.line(f"{exercise.slug}: {check.title}"),
        "name_format": "text",
        "score": check.points,
        "max_score": check.max_points,
        "status": "passed" if passed else "failed",
        "output": "" if passed else safe.terminal(said),
        "output_format": "text",
        "tags": [exercise.slug, *([check.diagnosis] if check.diagnosis else [])],
        "visibility": "visible" if check.visibility == "public" else "hidden",
    }


def _refused(exercise: ExerciseReport) -> dict[str, Any]:
    return {
        "name": safe.line(exercise.slug),
        "score": 0,
        "max_score": 0,
        "status": "failed",
        "output": safe.terminal(exercise.refusal or messages.NO_CHECKS),
        "output_format": "text",
        "visibility": "visible",
    }
