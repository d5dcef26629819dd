"""Where a thread is, told by names that the learner has written."""

from __future__ import annotations

from typing import Any

import pytest

from grader.warden.deadlock.frames import Place, named_so, places

FRAMES = {"filename": "/lib/multiprocessing/queues.py", "name": "Queue.get", "line": 100}


def place(name: str) -> Place:
    """Where a process is whose innermost frame of the submission has this name."""
    own = {"filename": "/work/run/gather.py", "name": name, "line": 8}
    dump: Any = [{"os_thread_id": 1, "frames": [FRAMES, own]}]
    asker: Any = type("Asker", (), {"drain": lambda: None, "dumps": lambda *_: {}})
    read: Any = lambda pids, left: dict.fromkeys(pids, dump)  # noqa: E731
    return places([1], named_so("gather.py"), asker, lambda: 1.0, read)[1, 1]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gather", "gather"),
        ("gather.<locals>.work", "work"),
        ("gather.<locals>.<listcomp>", "gather"),
        ("gather.<locals>.work.<locals>.<lambda>", "work"),
        ("Worker.run", "Worker.run"),
        ("<module>", "<module>"),
        ("<lambda>", "<lambda>"),
    ],
)
def test_a_function_has_the_name_that_the_source_gives_it(name: str, told: str) -> None:
    assert place(name) == Place("queues.Queue.get", told, 8, "/work/run/gather.py")
