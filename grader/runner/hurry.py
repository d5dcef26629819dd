"""Injections that take away luck: time limits that run out at once, and queues that are slow.

They change multiprocessing in the process that calls them and in what it forks. A right answer does not
depend on how long a wait may take, nor on how soon an item that was put can be got.
"""

from __future__ import annotations

import os
from typing import Any

from grader.runner import stage

#: What is left of a time limit, in seconds.
LEFT = 0.01


def cut_short(most: float = 2.0) -> None:
    """Let waits of pipes and queues with a limit of up to ``most`` seconds run out at once.

    Longer limits stay: they are a safety net and not a way to learn that nothing more will come.
    """
    import multiprocessing.connection

    connections: Any = multiprocessing.connection
    poll, wait = connections._ConnectionBase.poll, connections.wait

    def short(timeout: Any) -> Any:
        return LEFT if timeout is not None and LEFT < timeout <= most else timeout

    connections._ConnectionBase.poll = lambda self, timeout=0.0: poll(self, short(timeout))
    connections.wait = lambda things, timeout=None: wait(things, short(timeout))


def slow_queues() -> None:
    """Let the first item that a process puts into a queue reach it only when everybody else sleeps."""
    import multiprocessing.queues

    queues: Any = multiprocessing.queues.Queue
    reset = queues._reset

    def slow_reset(queue: Any, after_fork: bool = False) -> None:
        reset(queue, after_fork)
        send = queue._send_bytes
        held: list[int] = []

        def send_late(*args: Any) -> Any:
            if os.getpid() not in held:
                held.append(os.getpid())
                stage.all_asleep()
            return send(*args)

        queue._send_bytes = send_late

    queues._reset = slow_reset
