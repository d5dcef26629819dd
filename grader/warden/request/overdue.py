"""The last resort against a warden that is kept from looking at the clock.

Theory of operation
-------------------
All that a warden does for a request is bounded: what it reads in one look, how many looks it takes, how long
others may work for it. Should a submission find something that is not, a timer of the warden's own goes off
when the request ought to be over. It breaks into whatever the warden is doing, calls of the kernel included;
the request is then over its limit, and its box is given up.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import Final

#: In the place of a limit's name.
LIMIT: Final = "attention"
#: Seconds that ending all processes may take.
ENDING: Final = 0.25


class Overdue(BaseException):
    """The time of a request is over, and the warden has not come to say so."""


@contextlib.contextmanager
def broken_off(left: Callable[[], float]) -> Iterator[None]:
    """Raise :class:`Overdue` in the block when no seconds are ``left``: asked again while others delay us."""

    def ring(*_: object) -> None:
        seconds = left()
        if seconds <= 0:
            raise Overdue
        signal.setitimer(signal.ITIMER_REAL, seconds + 0.01)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(left(), 0.01))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
