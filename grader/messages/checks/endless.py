"""Why a request can never end, one sentence for each shape of a wait-for graph, and what to do about it.

``you`` and ``who`` are phrases of :mod:`grader.messages.checks.phrases` for a process and its line, ``it`` is
one for a process alone.
"""

from __future__ import annotations

from collections.abc import Sequence


def any_child(who: str, other: int) -> str:
    """Say that a wait for any child meets one of the caller's."""
    return (
        f"{who} waits for any child of the caller, also for one that it did not start. "
        f"Process {other} is such a child, and it runs on. "
        "Wait for your own children: by their pids, or through their Process objects."
    )


def others_child(who: str, other: int) -> str:
    """Say that a child of the caller's is waited for."""
    return (
        f"{who} waits for process {other} to end. It is another child of the caller, "
        "which your function did not start, and it runs on. Wait for the processes that you started."
    )


def full_queue(you: str, it: str, line: int) -> str:
    """Say that a process cannot end because nobody reads from its queue; ``line``, if not 0, put an item."""
    last = f"It put the last of them at line {line}. " if line else ""
    return (
        f"{you} waits for {it} to end. {it.capitalize()} cannot end: its queue still holds "
        "items that nobody has read, and they do not fit into the pipe. "
        f"{last}Read from the queue before you wait."
    )


def full_pipe(you: str, it: str, at: str) -> str:
    """Say that a process waits for its pipe to be read."""
    return (
        f"{you} waits for {it} to end. {it.capitalize()}{at} waits to write: the pipe "
        "is full, and nobody reads from it. Read to the end of the file first, then wait."
    )


def empty_queue(you: str, called: str, last: str) -> str:
    """Say that nobody is left to put an item; ``last`` is empty or says where the last was put."""
    return (
        f"{you} waits in {called} for an item. The queue is empty, and nobody is left to put one"
        f"{last}. Take no more items than are put, or end with a mark."
    )


def last_items(lines: Sequence[int]) -> str:
    """Say at which lines the processes put their last items, at a sentence's end; empty for none."""
    if len(lines) < 2:
        return f"; the last was put at line {lines[0]}" if lines else ""
    return f"; each process put its last at line {', '.join(map(str, lines[:-1]))} or {lines[-1]}"


def no_end_mark(you: str, it: str, at: str, last: str) -> str:
    """Say that a reader was never told that there is no more; ``last`` as above."""
    return (
        f"{you} waits for {it} to end. {it.capitalize()}{at} waits for an item, and "
        f"nobody is left who will send one{last}. Tell each process that reads that there is no more: "
        "one end mark for each of them, before you wait."
    )


def own_write_end(who: str, line: int) -> str:
    """Say that the reader has the pipe's last write end; ``line``, 0 if unknown, is where it was opened."""
    opened = f" that was opened at line {line}" if line else ""
    return (
        f"{who} reads from a pipe{opened} and waits for more. The only process that still has "
        "the pipe's write end open is the reader itself, so neither data nor the end of the file can "
        "come. Close the write end before you read."
    )


def opening(waits: Sequence[tuple[str, str]]) -> str:
    """Say who opens which named pipe."""
    return "; ".join(f"{who} waits in open() of {path}" for who, path in waits)


def fifos_crossed(opening: str) -> str:
    """Say that pipes are opened in opposite orders."""
    return f"{opening}. Nobody opens the other end of either. Open the pipes in the same order on both sides."


def fifo_still_open(opening: str, reader: str, path: str, writer: str) -> str:
    """Say that a reader waits for a writer that has gone on to another pipe."""
    return (
        f"{opening}, while {reader} reads from {path} and waits for more; only "
        f"{writer} could send it: its write end is still open. Close it after writing."
    )


def fifo_alone(opening: str, you: str) -> str:
    """Say that nobody opens the other end; ``you`` is empty unless the caller waits for the opener's end."""
    why = f"{you} waits for its end instead" if you else "nobody opens the other end"
    return f"{opening}; {why}. Opening a named pipe waits until both ends are opened."


def at_locks(waiting: Sequence[tuple[str, str]]) -> str:
    """Say who waits for a lock, and who holds it as far as that is known."""
    return "; ".join(f"{who} waits for a lock{held}" for who, held in waiting)


def held_itself(line: int) -> str:
    """Say of a lock that the one that waits for it has it; ``line`` is 0 if unknown, as below."""
    return f" that it holds itself, taken at line {line}" if line else " that it holds itself"


def held_by(it: str, line: int, ended: bool, killed: bool) -> str:
    """Say of a lock who has taken it."""
    since = f" at line {line}" if line else ""
    return f" that {it} took{since}" + (f" before it {'was killed' if killed else 'ended'}" if ended else "")


def locks_crossed(waiting: str, known: bool) -> str:
    """Say that locks are taken in a ring; ``known``: who holds them has been said."""
    each = "" if known else "They are different locks, and each is held by another of these processes. "
    return f"{waiting}. {each}Take the locks in the same order everywhere."


def taken_twice(waiting: str) -> str:
    """Say that a process waits for its own lock."""
    return f"{waiting}. A Lock can be taken once; release it first."


def not_released(waiting: str, known: bool, killed: int, you: str) -> str:
    """Say who may have held the lock, unless that is ``known`` and has been said.

    ``killed`` is 0 and ``you`` empty where they do not count.
    """
    gone = "" if known else "Whoever held it has ended without a release"
    if killed and not known:
        gone = f"Process {killed}, which was killed, may have held it"
    elif you:
        gone = f"{you[:1].upper()}{you[1:]} waits in turn, and nobody who could release the lock is running"
    gone += ". " if gone else ""
    return f"{waiting}. {gone}Release the lock on every way out, and before you wait."


def undone(you: str, called: str) -> str:
    """Say that task_done() was called too seldom."""
    return (
        f"{you} waits in {called} until task_done() has been called once for every item, and "
        "nobody who could call it is running. Call it after the work on each item."
    )


def lost_task(you: str, called: str, pid: int, code: int) -> str:
    """Say that the process of a pool that had the task has ended."""
    how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return (
        f"{you} waits in {called} for a task whose result cannot come: process {pid} "
        f"of the pool {how} before it had answered. A pool starts a new process in its place, but not the "
        "task again."
    )
