"""A GitHub workflow for what students are given: each push is graded with the checks in the release.

It reads ``assignment.toml``, so a file that is missing fails the job; it does not just leave the sum.
"""

from __future__ import annotations

from typing import Final

PATH: Final = ".github/workflows/grade.yml"
TEXT: Final = """\
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
          cache: pip
          cache-dependency-path: constraints.txt
      - name: Set up the box
        run: |
          sudo apt-get update -qq
          sudo apt-get install -y -qq --no-install-recommends bubblewrap
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - name: Install the grader
        run: pip install --quiet -c constraints.txt ./*.whl
      - name: Grade
        run: grade --assignment assignment.toml --require landlock --github
"""
