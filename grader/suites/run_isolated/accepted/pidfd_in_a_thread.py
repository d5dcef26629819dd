"""A thread waits on the pidfd of the child; wait4 gives the status."""

from __future__ import annotations

import os
import queue
import select
import threading
from collections.abc import Callable


def _collect(pid: int, answer: queue.Queue[int]) -> None:
    watch = os.pidfd_open(pid)
    poller = select.poll()
    poller.register(watch, select.POLLIN)
    poller.poll()
    os.close(watch)
    _, status, _ = os.wait4(pid, 0)
    answer.put(os.waitstatus_to_exitcode(status))


def _code(stop: SystemExit) -> int:
    match stop.code:
        case None:
            return 0
        case int(n):
            return n & 0xFF
        case _:
            return 1


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    pid = os.fork()
    if pid == 0:
        code = 0
        try:
            fn()
        except SystemExit as stop:
            code = _code(stop)
        except BaseException:
            code = 1
        finally:
            os._exit(code)
    answer: queue.Queue[int] = queue.Queue()
    waiter = threading.Thread(target=_collect, args=(pid, answer), daemon=True)
    waiter.start()
    code = answer.get()
    waiter.join()
    return ("exit", code) if code >= 0 else ("signal", abs(code))
