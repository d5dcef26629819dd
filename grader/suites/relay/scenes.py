"""relay: messages that tell who reads them, a queue that tells its items, and what holds for every answer."""

import os
import queue
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import managers
from typing import Any

from grader.scenario import LONG, in_caller, observe, result_of, work
from grader.testing import Answer, Finding, Submission, expect, in_box, ran_in_children, same_list, scenario


@in_box
class Messages:
    """Messages that are made while they are iterated, the first one so many seconds late; tells who does."""

    def __init__(self, messages: list[Any], late: float) -> None:
        self.messages, self.late = messages, late

    def __iter__(self) -> Iterator[Any]:
        observe(["iterated"])
        if not in_caller():
            time.sleep(self.late)
        return iter([*self.messages])


@in_box
def changed(message: Any) -> Any:
    """What a message says is to be given, or the message in another form."""
    return result_of(message) if type(message) is list and message else [message, "changed"]


@in_box
def change(message: Any) -> Any:
    """The transform: do what a message says."""
    work(message)
    return changed(message)


@in_box
class Told(queue.Queue[Any]):
    """A queue of the manager's: tells, in the manager's process, who puts and takes, and a wait in vain."""

    in_vain = False

    def put(self, *args: Any, **more: Any) -> None:
        """Tell, and put."""
        observe(["put", client()])
        super().put(*args, **more)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Take, and tell; the first wait in vain, too."""
        try:
            item = super().get(block, timeout)
        except queue.Empty:
            if block and not self.in_vain:
                self.in_vain = True
                observe(["in vain"])
            raise
        observe(["taken", client()])
        return item


@in_box
def client() -> int:
    """The process for which the manager's server makes this call, by the kernel's word; 0 if nobody knows."""
    frame = sys._getframe()
    while frame.f_back is not None and "conn" not in frame.f_locals:
        frame = frame.f_back
    if "conn" not in frame.f_locals:
        return 0
    with socket.socket(fileno=os.dup(frame.f_locals["conn"].fileno())) as line:
        return int(struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0])


@scenario
def relayed(student: Any, messages: list[Any], workers: int, late: float) -> object:
    """The answer for these messages, the first of which is late."""
    kinds: Any = managers.SyncManager
    for kind in ("Queue", "JoinableQueue"):
        kinds._registry[kind] = (Told, *kinds._registry[kind][1:])
    return student.relay(Messages(messages, late), change, workers)


def relays(
    submission: Submission, messages: list[Any], workers: int, free: bool = False, lost: str = "wrong-value"
) -> Answer:
    """The answer for messages of which the first is late; ends the check unless it is right.

    Too many steps for a schedule run ``free``.
    """
    late, how = (0.0, {"schedule": None}) if free else (LONG, {})
    answer = submission.play(relayed, messages, workers, late, blame=blamed(workers), **how)
    all_relayed(answer, messages, lost)
    return answer


def blamed(workers: int) -> Callable[[Finding], str | None]:
    """The diagnosis of a call that gives no answer, where text or evidence tells it."""

    def why(finding: Finding) -> str | None:
        text, known = str(finding), finding.diagnosis
        if finding.verdict.value == "DEADLOCKED":
            processes = finding.answer.outcome.evidence.processes
            gone = any(p.kind.value == "service" and p.end is not None for p in processes)
            known = "manager-gone" if gone else "waits-for-later-task" if workers == 1 else known
        if known is None and "through inheritance" in text:
            return "plain-queue-to-pool"
        lost = any(name in text for name in ("FileNotFoundError", "Connection", "EOFError", "BrokenPipe"))
        return "manager-gone" if known is None and lost else known

    return why


def all_relayed(answer: Answer, messages: list[Any], lost: str) -> None:
    """End the check unless a process read the messages once, others changed them, through the queue."""
    calls, reads = ran_in_children(answer, object, what="transform"), answer.told("iterated")
    elsewhere = all(seen.pid != answer.caller.pid for seen in reads)
    expect(elsewhere, "The messages were read in the caller's own process.", "source-in-caller")
    expect(bool(reads), "No process has read the messages.", "plain-queue-to-pool")
    expect(len(reads) == 1, f"The messages were iterated {len(reads)} times, not once.", "wrong-value")
    if messages:
        through_queue(answer, len(messages))
    shown = f"transform was called {len(calls)} times for {len(messages)} messages."
    expect(len(calls) <= len(messages), shown, "wrong-value")
    shown = f"{len(messages)} messages were sent; the answer is []."
    early = "limit-for-end" if "in vain" in answer.words else "status-trusted"
    kept = "set-in-child" if len(calls) == len(messages) else early
    expect(answer.value != [] or not messages, shown, kept)
    same_list(answer.value, [changed(message) for message in messages], lost)


def through_queue(answer: Answer, count: int) -> None:
    """End the check unless others than the caller put into a manager's queue, and took what was in it."""
    puts, taken = answer.told("put", int), answer.told("taken", int)
    managed = any(one.name == "manager" for seen in puts if (one := answer.process(seen.pid)))
    shown = f"{count} messages were sent; nothing was put into a queue of a manager."
    expect(managed, shown, "queue-bypassed")
    for told, did in ((puts, "put the messages into"), (taken, "took the messages out of")):
        shown = f"The caller's own process {did} the queue; a task of the pool was to."
        expect({seen.value[1] for seen in told} != {answer.caller.pid}, shown, "no-real-process")
