"""A lock that a fork copies.

fork copies the memory of a process, its locks included, but of its threads only the
one that called it. A lock that another thread holds at that moment is held in the
copy, too, and the thread that would release it is not there.
"""

from __future__ import annotations

from collections.abc import Callable


def one_at_a_time(section: Callable[[], object]) -> object:
    """Call `section()` while no other thread of this process is in such a call.

    Return what `section` returns. What it raises passes through, and the next one
    can begin. `section` itself neither forks nor calls this function.

    Many threads of a process call this at the same time, each with a section of
    its own. At every moment at most one of them is in its section. The others
    wait, as long as it takes, and then have their turn.

    A thread that is not in its section may fork at any moment, also while another
    thread is in its own, by `os.fork` or by what uses it, such as a
    `multiprocessing.Process` under the start method fork. Then:

    - the child can call this at once, and in the child, too, at most one thread
      at a time is in its section;
    - the thread of the parent that is in its section stays there alone;
    - the child may fork in its turn.

    The fork itself may wait for the end of the section that it meets. Apart from
    that, processes do not wait for each other: parent and child can be in their
    sections at the same time.

    The start method is fork.
    """
    raise NotImplementedError
