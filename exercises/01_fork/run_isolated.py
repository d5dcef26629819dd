"""How a process ends, and what its parent learns of it.

A child can return, raise, call `sys.exit`, call `os._exit` or be killed by a
signal. The kernel tells its parent one of two things: an exit code from 0 to
255, or the number of a signal.
"""

from __future__ import annotations

from collections.abc import Callable


def run_isolated(fn: Callable[[], object]) -> tuple[str, int]:
    """Call `fn` once in a child process; say how that process ended.

    `fn` takes no arguments and is called exactly once, in a new process, never
    in the caller's. What it does to variables, the working directory or signal
    handlers therefore stays in that process.

    Return `("exit", code)` if the child ended by itself, with the code that a
    Python program has that does the same:

        fn returns, whatever its value          0
        fn calls sys.exit() or sys.exit(None)   0
        fn calls sys.exit(n), n an integer      n & 0xFF: 256 gives 0, -1 gives 255
        fn calls sys.exit("some text")          1
        fn raises any other exception           1
        fn calls os._exit(n), n from 0 to 255   n

    An uncaught KeyboardInterrupt ends a Python program by SIGINT; here it may
    be told as that or as any other exception.

    Return `("signal", number)` if a signal ended the child; the number is
    positive: 9 for SIGKILL, 15 for SIGTERM.

    `fn` may take its time: the function returns when the child has ended, not
    before.

    When the function returns:

    - only the caller has come back to the caller, however `fn` ended.
      `sys.exit` does not end a process: it raises SystemExit, and an exception
      that nobody catches in the child travels up through the caller's frames;
    - the child has ended and has been collected; neither happens by itself;
    - no other child that the caller may have has been touched. One that has
      already finished can still be waited for by the caller.
    """
    raise NotImplementedError
