"""A GitHub workflow for what students are given: each push is graded with the checks in the release.

It reads ``assignment.toml``, so a file that is missing fails the job; it does not just leave the sum.
"""

from __future__ import annotations

from typing import Final

PATH: Final = ".github/workflows/grade.yml"
_TEXT: Final = """\
name: grade

on: [push, workflow_dispatch]

permissions:
  contents: read

concurrency:
  group: grade-${{ github.ref }}
  cancel-in-progress: true

jobs:
  grade:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
CACHE
      - name: Set up the box
        run: |
          sudo apt-get update -qq
          sudo apt-get install -y -qq --no-install-recommends bubblewrap
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - name: Install the grader
        run: INSTALL
      - name: Grade
        run: grade --assignment assignment.toml --require landlock --github
"""
_CACHE: Final = """\
          cache: pip
          cache-dependency-path: constraints.txt"""


def text(install: str, cached: bool) -> str:
    """Return the workflow; ``install`` installs the grader, ``cached`` keeps what it has downloaded."""
    return _TEXT.replace("CACHE\n", f"{_CACHE}\n" if cached else "").replace("INSTALL", install)
