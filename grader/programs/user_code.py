"""Whose code a line of Python is, and how its file is called for a person."""

from __future__ import annotations

import os
import re
from typing import Final

#: What was installed, not written: the standard library, packages, what the interpreter has frozen.
INSTALLED: Final = re.compile(r"^<|/(site|dist)-packages/|/lib(64)?/(python|pypy)\d[^/]*/|/grader/programs/")


def is_users(filename: str) -> bool:
    """Whether a file is neither Python's own nor an installed package's."""
    return INSTALLED.search(filename) is None


def called(filename: str, folder: str) -> str:
    """How a file is called for somebody who is in ``folder``: the shorter of its names."""
    if not os.path.isabs(filename):
        return filename
    relative = os.path.relpath(filename, folder)
    return relative if not relative.startswith("..") and len(relative) < len(filename) else filename
