"""A GitHub workflow for what students are given: each push is graded, and GitHub Classroom gets the points.

Source: classroom-resources/autograding-grading-reporter: the result of a runner is its JSON in base64.
"""

from __future__ import annotations

from typing import Final

PATH: Final = ".github/workflows/classroom.yml"
TEXT: Final = """\
name: grade

on: [push, workflow_dispatch]

permissions:
  contents: read

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
      - name: Set up the box
        run: |
          sudo apt-get update -qq
          sudo apt-get install -y -qq --no-install-recommends bubblewrap
          sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
      - name: Install the grader
        run: pip install --quiet -c constraints.txt ./*.whl
      - name: Grade
        id: forklore
        run: |
          status=0
          grade --require landlock --github --classroom classroom.json || status=$?
          echo "result=$(base64 -w0 classroom.json)" >> "$GITHUB_OUTPUT"
          test "$status" -le 1
      - name: Tell GitHub Classroom
        if: always() && steps.forklore.outputs.result
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
          FORKLORE_RESULTS: ${{ steps.forklore.outputs.result }}
        with:
          runners: forklore
"""
