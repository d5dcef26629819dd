"""Calls that arm a clock, which the box's filter makes visible to the tracer.

The proof of a deadlock needs to know that no timer will wake a sleeper, and /proc does not show interval
timers. The filter (``grader.runner.confine.seccomp``) answers RET_TRACE for the few calls that arm one.
"""

from __future__ import annotations

#: Calls that arm a clock which may wake a process, give a socket a time limit, or have the kernel work later.
ALARMS = {
    "x86_64": {
        37: "alarm", 38: "setitimer", 206: "io_setup", 223: "timer_settime", 286: "timerfd_settime",
        425: "io_uring_setup", 54: "setsockopt",
    },
    "aarch64": {
        0: "io_setup", 103: "setitimer", 110: "timer_settime", 86: "timerfd_settime",
        425: "io_uring_setup", 208: "setsockopt",
    },
}  # fmt: skip
#: SO_RCVTIMEO and SO_SNDTIMEO, old and new.
TIME_OPTIONS = (20, 21, 66, 67)
