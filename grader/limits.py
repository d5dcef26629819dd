"""What one request may use. Every number has its unit in its name."""

from __future__ import annotations

import msgspec

KIB = 1024
MIB = 1024 * KIB


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of one request, summed over every process that it starts."""

    wall_seconds: float = 10.0
    """Wall clock from the request's start to its answer."""
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
