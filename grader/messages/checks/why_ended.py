"""Why a request ended, or could not be scheduled: the sentence of each reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grader.evidence import Reason, Why

#: The words of each reason; ``{value}`` is written as :data:`_UNITS` says.
_WORDS: Final[dict[Why, str]] = {
    Why.STILL_GOING: "it was still going after {value} s",
    Why.STUCK_AGAIN: (
        "it was stuck in the same way as in an earlier check, so the grader did not wait for it as long again"
    ),
    Why.STEPS: "it was still going after {value} steps",
    Why.OWN_TIME: "it was still going after {value} s by its own clock, which jumps while all wait",
    Why.COMPUTED: "it was still going after it had computed for {value} s",
    Why.NOBODY_GOES_ON: "nobody could go on",
    Why.INATTENTION: "it kept the grader from looking at what it did",
    Why.MEMORY: "its processes used more than {value} MiB of memory",
    Why.ALIVE: "more than {value} processes were alive at once",
    Why.BORN: "more than {value} processes were started",
    Why.THREADS: "more than {value} threads were alive at once",
    Why.OUTPUT: "more than {value} KiB were written to the terminal",
    Why.ANSWER: "what it gave back takes more than {value} KiB",
    Why.OBSERVED_BYTES: "it made the check's functions report more than {value} KiB",
    Why.OBSERVED: "it made the check's functions report more than {value} times",
    Why.CPU: "its processes used more than {value} s of CPU time",
    Why.WRITTEN: "more than {value} MiB of files were written to {name}",
    Why.FILES: "more than {value} files were made in {name}",
    Why.SHARED_FILES: "it made too many files in shared memory at once",
    Why.ALL_BLOCKED: "nothing that could still run can end it",
    Why.REST_APART: "what still runs takes no part in it",
    Why.LEFT_BOX: "it turned to {name}, which is not its own",
    Why.FOREIGN: "another process spoke for the one that called your function",
    Why.UNREADABLE: "the message could not be read: {name}",
    Why.EARLY: "it answered before its function was over",
    Why.NO_ANSWER: "the message was no answer to this call",
    Why.UNREADABLE_REPORT: "a report of the check's functions could not be read",
    Why.CALLS: "it calls {name}",
    Why.SHARES_MEMORY: "it calls clone for a child that shares its memory",
    Why.TIMED_SEMAPHORE: "it calls semtimedop with a time limit",
    Why.HANDED_LOCK: "it calls futex for a lock that the kernel hands on",
    Why.UNSAID_FIFO: "it makes a FIFO without a word of it in its text",
    Why.EXEC_BESIDE_THREADS: "it calls exec beside other threads",
    Why.SLEEPS_IN: "a thread sleeps in {name}, which nobody outside can end",
}
#: Bytes in the unit of a sentence.
_UNITS: Final[dict[Why, int]] = {
    **dict.fromkeys((Why.MEMORY, Why.WRITTEN), 1 << 20),
    **dict.fromkeys((Why.OUTPUT, Why.ANSWER, Why.OBSERVED_BYTES), 1 << 10),
}
_CHANNEL: Final = "sent a message on the grader's private channel"


def said(reason: Reason | None) -> str:
    """Say the reason in words that go on after a colon."""
    if reason is None:
        return ""
    amount = reason.value / _UNITS.get(reason.why, 1)
    whole = reason.why in _UNITS or amount.is_integer()
    value = f"{int(amount)}" if whole else f"{amount:g}"
    return _WORDS[reason.why].format(value=value, name=reason.name)


def forbidden(reason: Reason | None) -> str:
    """Say what a submission did that the box does not allow."""
    if reason is not None and reason.why is Why.LEFT_BOX:
        return f"It left its box: {said(reason)}."
    return f"Your file {_CHANNEL}: {said(reason)}."


def forged() -> str:
    """Say that what came is no answer that the runner gives."""
    return f"Your function gave no answer: your file {_CHANNEL}."


def never(picture: str) -> str:
    """Say of a deadlock who waits for whom."""
    return f"It can never end. {picture}".strip()


def unfinished(reason: Reason | None, picture: str) -> str:
    """Say that the time was up, and who was waiting for whom."""
    return f"It did not finish: {said(reason)}. {picture}".strip()


def stopped(reason: Reason | None) -> str:
    """Say which limit was exceeded."""
    return f"It was stopped: {said(reason)}."


def ran_free(reasons: Sequence[str]) -> str:
    """Say why a request ran without a schedule."""
    return f"It ran free, in real time and in an order that nobody chose: {'; '.join(reasons)}."
