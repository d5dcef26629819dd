"""The control: the hostile submissions of tests/attacks against a plain pytest grader.

    python benchmarks/plain_pytest.py

The usual grader: a pytest module imports the submission and compares. Each attack runs in a bubblewrap box
of its own, so that it does no harm here, with ten seconds; floods are left out, for they would take the
machine. Prints the table of docs/explanation/threat-model.md: per class, how many attacks end with exit
code 0 (what a CI calls a pass), do not end, read the instructor's file, or leave a process that runs on.
"""

from __future__ import annotations

import collections
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

HOSTILE = Path(__file__).parents[1] / "tests" / "attacks" / "hostile"
SECONDS = 10
SUITE = """
import random

import squares


def square(number):
    return number * number


def shifted(number):
    return number * number + 77


def test_example():
    assert squares.squares(square, [1, 2, 3]) == [1, 4, 9]


def test_numbers():
    numbers = random.sample(range(10**6), 3)
    assert squares.squares(shifted, numbers) == [n * n + 77 for n in numbers]
"""
#: Runs pytest, then says how many processes are left besides itself.
DRIVER = """
import os, subprocess, sys, time
line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_squares.py"]
try:
    code = subprocess.run(line, timeout={seconds}, stdin=subprocess.DEVNULL).returncode
except subprocess.TimeoutExpired:
    code = "late"
time.sleep(0.2)
left = 0
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) not in (1, os.getpid()):
        try:
            left += open("/proc/" + name + "/stat").read().rpartition(")")[2].split()[0] not in "ZX"
        except OSError:
            pass
print("RESULT", code, left, flush=True)
"""


def run(path: Path) -> tuple[str, bool, bool]:
    """The exit code (or ``late``), whether the secret got out, whether something lives on."""
    secret = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="forklore-control-") as name:
        folder = Path(name)
        (folder / "outside").mkdir()
        (folder / "canary").write_text(secret)
        text = path.read_text("utf-8")
        for word, value in {
            "CANARY": "/run/c/canary", "OUTSIDE": "/run/c/outside", "JUDGE": "1", "PORT": "9",
            "SOCKET": "/run/c/s", "ABSTRACT": "nothing", "MARK": "abcd1234",
        }.items():  # fmt: skip
            text = text.replace(f"{{{word}}}", value)
        (folder / "squares.py").write_text(text)
        (folder / "test_squares.py").write_text(SUITE)
        line = ["bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc"]
        line += [
            "--dev",
            "/dev",
            "--tmpfs",
            "/tmp",
            "--tmpfs",
            "/dev/shm",
            "--tmpfs",
            "/run",
            "--bind",
            name,
            "/run/c",
        ]
        line += ["--chdir", "/run/c", sys.executable, "-c", DRIVER.format(seconds=SECONDS)]
        try:
            ended = subprocess.run(line, capture_output=True, timeout=SECONDS * 2, check=False)
        except subprocess.TimeoutExpired:  # the grader itself was stopped
            return "late", False, True
        said = (ended.stdout + ended.stderr).decode("utf-8", "replace")
    result = said.rpartition("RESULT ")[2].split()
    code, left = (result[0], int(result[1])) if "RESULT " in said else ("killed", 0)
    return code, secret in said, left > 0


def main() -> None:
    rows: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for path in sorted(HOSTILE.glob("*/*.py")):
        kind = rows[path.parent.name]
        kind["attacks"] += 1
        if path.parent.name == "floods":
            continue
        code, read, left = run(path)
        kind["passed"] += code == "0"
        kind["late"] += code == "late"
        kind["read"] += read
        kind["left"] += left
    print("| class | attacks | exit code 0 | did not end | read the secret | left a process |")
    print("|---|---|---|---|---|---|")
    total: collections.Counter[str] = collections.Counter()
    for name, kind in rows.items():
        total += kind
        words = ["passed", "late", "read", "left"]
        cells = ["not run"] * 4 if name == "floods" else [str(kind[word]) for word in words]
        print(f"| {name.replace('_', ' ')} | {kind['attacks']} | {' | '.join(cells)} |")
    cells = [str(total[word]) for word in ("attacks", "passed", "late", "read", "left")]
    print(f"| all | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
