"""An outcome for every item, whatever happens to it.

A pool sends exceptions back as it sends results: pickled. What cannot be pickled,
and what ends a process of the pool, takes other items with it, unless it is
caught where it is raised.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def map_outcomes(func: Callable[[Any], object], items: list[Any], workers: int) -> list[tuple[str, object]]:
    """Call `func(item)` for every item in `workers` processes; return what became of each.

    The calls run in processes other than the caller's, `workers` of them at
    once: so many items may wait for each other. Whenever an item is waiting, all
    `workers` are at work: a slow item holds up nobody. The answer is a list of pairs,
    one for each item, in the order of the items:

        ("ok", result)           func returned result
        ("error", type name)     it raised error: `type(error).__name__`,
                                 for example "ValueError"

    One item that fails changes nothing for the others. That holds for every
    exception, also for those that do not derive from `Exception` (SystemExit,
    KeyboardInterrupt), and for exceptions that cannot be pickled, or cannot be
    unpickled again: only the name has to travel.

    A result may be any value that can be pickled, also one that looks like an
    outcome. No items: `[]`. `workers` is at least 1.

    `func` is a picklable function at the top level of a module. The function
    must work under the start methods fork, forkserver and spawn; the caller has
    set one, leave it as it is.

    When the function returns, every process that it started has ended and has
    been collected.
    """
    raise NotImplementedError
