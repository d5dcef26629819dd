"""Stress mode: races in the submission's file are made certain instead of likely.

Theory of operation
-------------------
Every process of the request stops at certain points until all others sleep or have stopped as well:
before it stores into an attribute or an item (in the submission's file, by the interpreter's own
instruction events), before and after it takes a lock of multiprocessing there (as every use of
``value.value`` does), and after it releases one.
Two processes that both read before they write, or before they take the lock, have then both read; two that
hold one lock each and want the other's hold them.
A right answer only becomes slower: who waits for a lock sleeps, and whoever has it goes on.

Nobody measures time here, except to give up on a process that runs on without end. Whoever has stopped
least often goes on first, and nobody else until it has stopped again or sleeps: processes that do the same
stand at the same point together, and take the next step one after the other. All that is needed travels in
the environment; a new interpreter imports this module as its main module, because that is what the caller's
says it is.
A submission can find and undo all of this: it runs in its own processes. It is an injection, not a proof.
"""

from __future__ import annotations

import os
import random
import sys
from importlib.machinery import ModuleSpec
from typing import Any, Final

from grader.runner import marks, stage

STRESS: Final = "FORKLORE_STRESS"
#: How often all others have to be found asleep.
SAMPLES: Final = 4
#: Seconds that a stop waits for others who run on, and seconds of CPU that they may use: at the first few
#: stops others may still be starting (a new interpreter works for a while), later they only poll.
FIRST, LATER, FEW = (6.0, 1.5), (3.0, 0.2), 2
#: After so many stops a process is left alone.
MOST: Final = 150

_draw = random.Random()
_stops = 0


def begin(seed: int, file: str) -> None:
    """Put this process, and every process that it will start, under stress."""
    os.environ[STRESS] = f"{seed} {file}"
    main: Any = sys.modules["__main__"]
    main.__spec__ = ModuleSpec("grader.runner.stress", None)
    begin_here()


def begin_here() -> None:
    """Put this process under the stress that its environment asks for."""
    seed, _, file = os.environ[STRESS].partition(" ")
    _draw.seed(int(seed))
    os.register_at_fork(after_in_child=_in_child)
    marks.begin(file, _stop)


def _in_child() -> None:
    global _stops
    _stops = 0
    _draw.seed(f"{os.environ.get(STRESS)} {os.getpid()}")


def _stop(_line: int) -> None:
    """Stay until everybody else sleeps or has stopped too, no less often than this process."""
    global _stops
    _stops += 1
    if _stops <= MOST:
        patience, spin = FIRST if _stops <= FEW else LATER
        stage.all_asleep(patience, SAMPLES + _draw.randrange(2), 0.002, spin=spin, turn=_stops)


if __name__ == "__mp_main__" and STRESS in os.environ:
    begin_here()
