"""An autograder for Gradescope: the archive that it builds a container from, and runs for every submission.

Source: Gradescope's autograder documentation, "Autograder specifications".
"""

from __future__ import annotations

from typing import Final

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
