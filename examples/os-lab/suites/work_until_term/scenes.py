"""What both test modules play: steps, one of which sends the signal to its own process."""

import os
import signal
from typing import Any

from grader.scenario import observe
from grader.testing import in_box, scenario


@in_box
def handler() -> str:
    now = signal.getsignal(signal.SIGTERM)
    return "default" if now is signal.SIG_DFL else getattr(now, "__name__", "another")


@in_box
def earlier(*_: object) -> None:
    observe(["earlier handler"])


@scenario
def told_in_step(student: Any, number: int, own: bool) -> tuple[object, str]:
    if own:
        signal.signal(signal.SIGTERM, earlier)
    steps = [0]

    def step() -> None:
        observe(["begins", steps[0]])
        steps[0] += 1
        if steps[0] == number:
            os.kill(os.getpid(), signal.SIGTERM)
        if steps[0] > number + 3:
            os._exit(3)
        observe(["ends", steps[0] - 1])

    return student.work_until_term(step), handler()
