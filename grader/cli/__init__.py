"""The command line: parse, call, render, exit.

Only click and the standard library are imported before a command runs, so that it answers at once, also where
nothing can be graded (another system, an old Python); for ``grade --version`` not even click.
"""

from __future__ import annotations

from grader.cli.console import main, script

__all__ = ["main", "script"]
