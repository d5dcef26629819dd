"""What a scenario can use besides the submission: observations and meeting points.

Works in every process of the request under fork, forkserver and spawn: all that it needs travels
in environment variables.
"""

from __future__ import annotations

import os
import socket
import time
from typing import Final

from grader import wire

POST: Final = "FORKLORE_POST"
STAGE: Final = "FORKLORE_STAGE"


def set_post(path: str, folder: str) -> None:
    """Say where observations go and where meeting points are kept."""
    os.environ[POST] = path
    os.environ[STAGE] = folder


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


def meet(name: str, parties: int, patience: float = 5.0) -> bool:
    """Wait until ``parties`` processes or threads are in this meeting at once.

    Returns False if they are not all there after ``patience`` seconds, or if that has already
    happened to another party: then nobody waits again.
    """
    folder = os.path.join(os.environ[STAGE], ".meet-" + name)
    os.makedirs(folder, exist_ok=True)
    missed = os.path.join(folder, "missed")
    own = os.path.join(folder, f"{os.getpid()}-{time.monotonic_ns()}")
    open(own, "x").close()
    deadline = time.monotonic() + patience
    while True:
        names = os.listdir(folder)
        if "missed" in names:
            return False
        if len(names) >= parties:
            return True
        if time.monotonic() > deadline:
            with open(missed, "w"):
                return False
        time.sleep(0.002)


def wait_for(name: str, patience: float = 10.0) -> bool:
    """Wait until some process has called ``signal_for`` with this name; False if it never did."""
    path = os.path.join(os.environ[STAGE], ".flag-" + name)
    deadline = time.monotonic() + patience
    while not os.path.exists(path):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True


def signal_for(name: str) -> None:
    """Let everybody go on who waits for this name, now or later."""
    open(os.path.join(os.environ[STAGE], ".flag-" + name), "w").close()
