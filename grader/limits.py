"""What one request may use. Every number has its unit in its name."""

from __future__ import annotations

from typing import Final

import msgspec

#: How many times its wall clock a request is forgiven at most, while others hold the CPUs.
MOST_FORGIVEN: Final = 3.0
#: The same for one that has hardly run yet: how it would end is not known before.
MOST_FORGIVEN_AT_REST: Final = 9.0
#: How many times its wall clock a scheduled request may take: what it computes, and its steps, end it before.
MOST_STRETCHED: Final = 5.0
#: Seconds beyond its wall clock within which the warden has looked, told and ended everything.
GRACE_SECONDS: Final = 1.0
#: So many more at most, for the time in which others kept the warden from a CPU.
MOST_STARVED_SECONDS: Final = 9.0
#: Seconds to start a box, or another one in its place, and to end one.
BOX_SECONDS: Final = 30.0
#: Seconds that a suite may compute before, between and after its requests.
SUITE_SECONDS: Final = 30.0
#: Seconds that a judge may take beyond its fence, to say what became of the check.
SPARE_SECONDS: Final = 30.0
#: What stands in the place of a limit's name where a request could not be scheduled, or took too many steps.
UNSCHEDULED: Final = "schedule"
STEPS: Final = "steps"
KIB = 1024
MIB = 1024 * KIB


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of one request, summed over every process that it starts."""

    wall_seconds: float = 10.0
    """Wall clock from the request's start to its answer; of a scheduled one, how long it may compute."""
    cpu_seconds: float = 20.0
    """User plus system time of all processes."""
    memory_bytes: int = 512 * MIB
    """Private memory of all processes together."""
    processes: int = 64
    """Processes alive at the same moment, the runner included."""
    threads: int = 256
    """Threads alive at the same moment."""
    output_bytes: int = 1 * MIB
    """Standard output plus standard error."""
    disk_bytes: int = 64 * MIB
    """Files in the working folder, the temporary folder and shared memory, each."""
    answer_bytes: int = 8 * MIB
    """The answer that the runner sends back, as JSON."""
    observations: int = 20_000
    """How many times ``observe`` may be called."""


def real_seconds(limits: Limits, scheduled: bool = False) -> float:
    """Real seconds that a request may take on a machine with nothing else to do."""
    return limits.wall_seconds * (MOST_STRETCHED if scheduled else 1)


def longest_request(limits: Limits, scheduled: bool = False) -> float:
    """Seconds after which a request has been answered, whatever it does and whoever holds the CPUs."""
    real = (1 + MOST_FORGIVEN_AT_REST) * real_seconds(limits, scheduled)
    return BOX_SECONDS + real + GRACE_SECONDS + MOST_STARVED_SECONDS


def fence_seconds(limits: Limits, scheduled: bool = False) -> float:
    """Seconds from a request to the next, or to the check's end: then the suite is stuck, and is cut off."""
    return longest_request(limits, scheduled) + SUITE_SECONDS


def judge_seconds(limits: Limits, scheduled: bool = False) -> float:
    """Seconds that a judge may be silent: it says before each request that it makes one."""
    return fence_seconds(limits, scheduled) + SPARE_SECONDS
