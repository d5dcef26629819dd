"""What a scenario can use besides the submission: observations and meeting points.

Works in every process of the request under fork, forkserver and spawn: all that it needs travels
in environment variables.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from typing import Final

from grader import wire
from grader.scenario import processes
from grader.scenario.processes import Patience

POST: Final = "FORKLORE_POST"
STAGE: Final = "FORKLORE_STAGE"
CALLER: Final = "FORKLORE_CALLER"
WAITS: Final = ".waits-"


def set_post(path: str, folder: str) -> None:
    """Say where observations go, where meeting points are kept, and that this is the caller's process."""
    os.environ[POST] = path
    os.environ[STAGE] = folder
    os.environ[CALLER] = str(os.getpid())


def address(post: str) -> str:
    """The socket address that ``post`` names; ``@`` stands for an abstract one."""
    return "\0" + post[1:] if post.startswith("@") else post


def observe(value: object) -> None:
    """Report ``value`` to the judge. The kernel attests which process did; order is kept.

    Raises ValueError if the value takes more than 60,000 bytes as JSON.
    """
    data = wire.dumps(wire.encode(value))
    if len(data) > wire.CHUNK:
        raise ValueError(f"too large to observe: {len(data)} bytes")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.sendto(data, address(os.environ[POST]))


def mark() -> None:
    """Make a mark, as before a store in the submission's file: in a schedule, others may go on here."""
    with contextlib.suppress(OSError):  # it is no line's number, and a request may run free
        os.sched_get_priority_max(-1)


def place(thing: int | str) -> str:
    """Return the name that records of writes have for what a descriptor or path leads to, or nothing."""
    try:
        found = os.stat(thing)
    except OSError:
        return ""
    return f"{found.st_dev}:{found.st_ino}"


def meet(name: str, parties: int, patience: float = 5.0) -> bool:
    """Wait until ``parties`` processes or threads are in this meeting at once.

    Returns False if they are not all there after ``patience`` seconds, or if that has already
    happened to another party: then nobody waits again. Time in which anybody in the request was kept waiting
    for a CPU does not count, here and everywhere below.
    """
    folder = os.path.join(os.environ[STAGE], ".meet-" + name)
    os.makedirs(folder, exist_ok=True)
    missed = os.path.join(folder, "missed")
    own = os.path.join(folder, f"{os.getpid()}-{time.monotonic_ns()}")
    open(own, "x").close()
    waited = Patience(patience)
    while True:
        names = os.listdir(folder)
        if "missed" in names:
            return False
        if len(names) >= parties:
            return True
        if waited.is_over():
            with open(missed, "w"):
                return False
        time.sleep(0.002)


def wait_for(name: str, patience: float = 10.0) -> bool:
    """Wait until some process has called ``signal_for`` with this name; False if it never did."""
    path = os.path.join(os.environ[STAGE], ".flag-" + name)
    waited = Patience(patience)
    while not os.path.exists(path):
        if waited.is_over():
            return False
        time.sleep(0.002)
    return True


def signal_for(name: str) -> None:
    """Let everybody go on who waits for this name, now or later."""
    open(os.path.join(os.environ[STAGE], ".flag-" + name), "w").close()


def outlast(number: int, count: int, patience: float = 3.0) -> bool:
    """Call this in each of ``count`` calls: the first one stays until all others have begun.

    False if it stayed in vain: somebody who could have worked did not, while calls were waiting.
    """
    signal_for(f"begun{number}")
    return number > 0 or all(wait_for(f"begun{other}", patience) for other in range(1, count))


def all_asleep(patience: float = 1.5, samples: int = 10, interval: float = 0.004, spin: float = 0.6) -> bool:
    """Wait until every other process of this request has slept for a while: nothing begins by itself now.

    Who waits here counts as asleep, and so does who polls with sleeps. False if somebody still runs after
    ``patience`` seconds, or if those who do not wait here have used ``spin`` seconds of CPU meanwhile: one of
    them polls without sleeping.
    """
    mark = os.path.join(os.environ[STAGE], f"{WAITS}{os.getpid()}-{time.monotonic_ns()}")
    os.close(os.open(mark, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        quiet, spun, waited = 0, 0, Patience(patience)
        before = _others()[1]
        while quiet < samples:
            time.sleep(interval)
            awake, used = _others()
            spun += sum(used[pid] - before[pid] for pid in used if pid in before)
            before = used
            quiet = 0 if awake else quiet + 1
            if awake and (waited.is_over() or spun > spin * os.sysconf("SC_CLK_TCK")):
                return False
        return True
    finally:
        os.unlink(mark)


def _others() -> tuple[bool, dict[int, int]]:
    """Whether another process is awake; the CPU ticks of each that does not wait here."""
    waiting = {
        int(name.removeprefix(WAITS).partition("-")[0])
        for name in os.listdir(os.environ[STAGE])
        if name.startswith(WAITS)
    }
    awake, used = False, {}
    for pid, known in processes.others():
        if pid not in waiting:
            awake = awake or processes.is_awake(pid, known)
            used[pid] = int(known[11]) + int(known[12])
    return awake, used


def settle(patience: float = 3.0) -> None:
    """Stay until everybody else sleeps; once that has been so in this request, nobody stays any more."""
    if not wait_for("settled", patience=0.0):
        all_asleep(patience)
        signal_for("settled")
