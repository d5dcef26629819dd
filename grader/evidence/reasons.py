"""Why a request ended, as a fact: what was seen, how much of it, and of what.

Pure data. :mod:`grader.messages.checks.why_ended` makes the sentence of each kind.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Why(StrEnum):
    """What was seen when a request ended. Each says what ``value`` and ``name`` of its reason are."""

    STILL_GOING = "still going"
    """It used up its wall time: ``value`` seconds."""
    STUCK_AGAIN = "stuck again"
    """It was in the same functions as an earlier request that used its wall time up."""
    STEPS = "steps"
    """It took more steps than its schedule allows: ``value``."""
    OWN_TIME = "own time"
    """Its own clock went past ``value`` seconds."""
    COMPUTED = "computed"
    """It computed for more than ``value`` seconds of CPU time without a call."""
    NOBODY_GOES_ON = "nobody goes on"
    """Under its schedule no thread could go on."""
    INATTENTION = "inattention"
    """It kept the warden from looking."""

    MEMORY = "memory"
    """``value``: the bytes that are allowed, as in every reason below that names bytes."""
    ALIVE = "alive"
    """Processes alive at once; ``value``: how many are allowed, as in every reason below that counts."""
    BORN = "born"
    """Processes that were started."""
    THREADS = "threads"
    """Threads alive at once."""
    OUTPUT = "output"
    """Bytes written to standard output and standard error."""
    ANSWER = "answer"
    """Bytes of what came back."""
    OBSERVED_BYTES = "observed bytes"
    """Bytes of what the check's functions reported."""
    OBSERVED = "observed"
    """How often the check's functions reported."""
    CPU = "cpu"
    """``value`` seconds of CPU time."""
    WRITTEN = "written"
    """Bytes of files in the folder ``name``."""
    FILES = "files"
    """Files in the folder ``name``."""
    SHARED_FILES = "shared files"
    """Files in shared memory."""

    ALL_BLOCKED = "all blocked"
    """Nothing that could still run can end the wait."""
    REST_APART = "rest apart"
    """What still runs takes no part in the deadlock."""

    LEFT_BOX = "left box"
    """It turned to the address ``name`` again and again, which is not its own."""
    FOREIGN = "foreign"
    """Another process spoke for the caller."""
    UNREADABLE = "unreadable"
    """A message could not be read; ``name``: what was wrong with it, for developers."""
    EARLY = "early"
    """It answered before its function was over."""
    NO_ANSWER = "no answer"
    """A message was no answer to this request."""
    UNREADABLE_REPORT = "unreadable report"
    """What the check's functions reported could not be read."""

    CALLS = "calls"
    """It makes the system call ``name``, for which nobody can decide when it comes back."""
    SHARES_MEMORY = "shares memory"
    """It calls clone for a child that shares its memory."""
    TIMED_SEMAPHORE = "timed semaphore"
    """It calls semtimedop with a time limit."""
    HANDED_LOCK = "handed lock"
    """It calls futex for a lock that the kernel hands on."""
    UNSAID_FIFO = "unsaid fifo"
    """It makes a FIFO, and no text of the request speaks of one."""
    EXEC_BESIDE_THREADS = "exec beside threads"
    """It calls exec while it has other threads."""
    SLEEPS_IN = "sleeps in"
    """A thread sleeps in the system call ``name``."""


class Reason(msgspec.Struct, frozen=True):
    """Why a request ended, or could not be scheduled."""

    why: Why
    value: float = 0
    name: str = ""
