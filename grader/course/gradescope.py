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
"$root/venv/bin/pip" install --quiet -c "$root/source/forklore/constraints.txt" "$root"/source/forklore/*.whl
chmod -R go= "$root/source" "$root"/venv/lib/python3*/site-packages/grader/suites # suites are root's alone
"$root/venv/bin/grade" doctor || true
"""
#: Run for every submission, as root.
RUN: Final = """\
#!/usr/bin/env bash
root=${AUTOGRADER:-/autograder}
results=$root/results/results.json
mkdir -p "$root/results"
rm -f "$results"
said=$(${GRADE:-"$root/venv/bin/grade"} "$root/submission" --require landlock --gradescope "$results" 2>&1)
echo "$said"
if [ ! -s "$results" ]; then # nothing was graded: say why
    reason=$(printf '%s' "$said" | tail -n 3 | tr -d '\\\\"' | tr '\\n\\t' '  ' | tr -d '\\000-\\037')
    printf '{"score": 0, "output": "%s", "stdout_visibility": "hidden"}\\n' "$reason" > "$results"
fi
exit 0
"""


def contents(files: dict[str, bytes]) -> dict[str, bytes]:
    """The members of the archive: ``files`` are those of a release with hidden checks."""
    found = {f"forklore/{name}": data for name, data in files.items()}
    return {"setup.sh": SETUP.encode(), "run_autograder": RUN.encode(), **found}
