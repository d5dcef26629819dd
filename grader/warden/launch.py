"""The process that becomes a box's first: it waits to be traced, and brings itself to the known state."""

from __future__ import annotations

import os
import socket
from typing import NoReturn

from grader.box.plan import BoxPlan
from grader.runner.confine import capabilities
from grader.runner.template import CONTROL_FD
from grader.warden import inherited
from grader.warden.deadlock.stacks import py_spy


def become_launcher(plan: BoxPlan, control: socket.socket, gate: int, errors: int) -> NoReturn:
    """In the forked child: wait to be traced, then exec; nothing of the warden stays open."""
    try:
        os.setsid()
        if os.read(gate, 1) != b"g":
            os._exit(3)
        os.dup2(control.fileno(), 100)
        os.dup2(errors, 101)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(101, 1)
        os.dup2(101, 2)
        os.dup2(100, CONTROL_FD)
        os.closerange(CONTROL_FD + 1, 4096)
        inherited.settle_box()
        if plan.uid:
            capabilities.become(plan.uid, plan.read_all)
        faults = {} if py_spy() else {"FORKLORE_FAULTS": "1"}
        os.execve(plan.argv[0], plan.argv, {**plan.launch_environment(), **faults})
    except BaseException as error:
        os.write(2, f"{plan.argv[0]}: {error}".encode())
    finally:
        os._exit(3)
