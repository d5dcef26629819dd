"""Stop a process that takes too long: ask first, insist later.

A process cannot be ended politely and surely at the same time. SIGTERM is a request: the process
may tidy up, may take its time, may ignore it. SIGKILL cannot be refused, but nothing is tidied up.
So programs that run other people's code wait, then ask, then insist.
"""

from __future__ import annotations

# BEGIN SOLUTION
import multiprocessing

# END SOLUTION
from collections.abc import Callable


def run_with_deadline(
    target: Callable[..., object], args: tuple[object, ...], deadline: float, grace: float
) -> tuple[str, int]:
    """Run `target(*args)` in a process of its own and return how it ended, with its exit code.

    - If the process ends by itself within `deadline` seconds of its start: `("done", exitcode)`.
    - If not, send it SIGTERM and give it up to `grace` seconds more, counted from the SIGTERM. If
      it ends in that time, no matter why: `("terminated", exitcode)`.
    - If not, send it SIGKILL: `("killed", exitcode)`.

    Both limits are seconds as they are given, not rounded. Only the process that was started gets
    signals.

    The word says which of the three steps was needed, not what the exit code looks like: a process
    that kills itself before the deadline is "done", and one that answers SIGTERM by leaving with
    exit code 0 is "terminated".

    The exit code is what `Process.exitcode` shows: 0 after a normal return, n after `sys.exit(n)`,
    1 after an uncaught exception, -N if signal N ended the process. It is always an int.

    `deadline` and `grace` are limits, not durations: return as soon as the process has ended, even
    if hours of either are left. `Process.join` with a timeout returns None whether the process has
    ended or not, and `terminate()` and `kill()` send a signal without waiting for its effect.

    `target` is a module-level function, and it and `args` can be pickled. `target` runs once and
    never in the calling process. This must work under every start method (fork, forkserver,
    spawn); the caller has chosen one already, leave it as it is.

    When this returns, the process has ended and has been waited for, so that not even a zombie is
    left. No descriptor, signal handler, timer or thread is left either. Other children of the
    caller, running or finished, are not touched.
    """
    # BEGIN SOLUTION
    process = multiprocessing.Process(target=target, args=args)
    process.start()
    how = "done"
    process.join(deadline)
    if process.is_alive():
        how = "terminated"
        process.terminate()
        process.join(grace)
    if process.is_alive():
        how = "killed"
        process.kill()
        process.join()  # without a limit: nothing survives SIGKILL
    exitcode = process.exitcode
    assert exitcode is not None  # it has been joined
    process.close()  # frees the descriptors of the object now, not when it is collected
    return how, exitcode
    # END SOLUTION
