"""The command line: parse, call, render, exit.

Only click and the standard library are imported before a command runs, so that ``grade --version``
answers at once, also where nothing can be graded (another system, an old Python).
"""

from __future__ import annotations

from grader.cli.app import app, main

__all__ = ["app", "main"]
