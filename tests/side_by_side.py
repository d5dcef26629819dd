"""Which tests a worker gets at once (``pytest -n 6 --dist loadfile``), and which come first."""

from __future__ import annotations

import re
from typing import Any

from grader.isolation.levels import LEVELS

#: What takes long, the longest first.
LONG = (
    "notebook/test_nbgrader", "attacks/test_attacks", "classroom/test_class_end_to_end", "notebook/",
    "docs/test_instructor", "platforms/", "author/test_examples", "attacks/", "classroom/", "request/",
    "schedule/", "deadlock/", "judge/", "learner/", "programs/", "release/", "docs/",
)  # fmt: skip
#: Files with a fixture that takes long for each isolation level: several workers share them.
BY_LEVEL = ("attacks/test_attacks.py", "attacks/test_storms.py")


def place(test: str) -> int:
    """Where a test stands in the order."""
    return next((at for at, name in enumerate(LONG) if name in test), len(LONG))


def portion(test: str) -> str:
    """What a test belongs to that one worker does: its file, or one isolation level of it.

    What is tried as an ordinary user is together: its limit of processes counts all that the user has.
    """
    file, _, rest = test.partition("::")
    if not file.endswith(BY_LEVEL):
        return file
    level = re.search(rf"\[({'|'.join(LEVELS)})", rest)
    return f"{file} as a user" if "as a user" in rest else f"{file} {level[1] if level else ''}"


def scheduler(config: Any, log: Any) -> Any:
    """xdist's scheduler of files, with portions of ours."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPortion(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return portion(nodeid)

    return ByPortion(config, log)
