"""Wait-for graphs that are known by their shape: each gives a diagnosis, if there is one, and a sentence."""

from __future__ import annotations

from collections.abc import Callable

from grader.evidence import ANY_CHILD, WaitRecord
from grader.explain.phrases import MOST_TOLD, at, called, who, you
from grader.explain.wait_graph import WaitForGraph

#: Methods of Python's queues and connections that wait for an item.
RECEIVERS = frozenset({"get", "_recv", "recv", "recv_bytes", "recv_bytes_into"})


def _awaited(graph: WaitForGraph) -> list[int]:
    """The processes whose end the caller waits for."""
    own = graph.first(graph.caller)
    return own.on if own is not None and own.kind in ("child", "poll") else []


def _bystander(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Waiting for the end of a child that the submission did not start."""
    for wait in graph.of(graph.caller):
        if wait.kind not in ("child", "poll") or not wait.on or not graph.bystanders.issuperset(wait.on):
            continue
        if wait.target == ANY_CHILD:
            return "wait-for-any", (
                f"{who(graph, wait)} waits for any child of the caller, also for one that it did not start. "
                f"Process {wait.on[0]} is such a child, and it runs on. "
                "Wait for your own children: by their pids, or through their Process objects."
            )
        return "ignores-other-children", (
            f"{who(graph, wait)} waits for process {wait.on[0]} to end. It is another child of the caller, "
            "which your function did not start, and it runs on. Wait for the processes that you started."
        )
    return None


def _drain(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """A process that cannot end: its helper thread writes to a pipe that nobody reads, or is next in line."""
    full = any(wait.kind == "write" and not wait.first and graph.caller in wait.on for wait in graph.waits)
    for pid in _awaited(graph):
        for wait in graph.of(pid):
            writes = wait.kind == "write" and graph.caller in wait.on
            in_line = full and wait.kind == "shared lock" and wait.call.endswith("_feed")
            if not wait.first and (writes or in_line):
                caller, it = you(graph), graph.named(pid)
                return "join-before-drain", (
                    f"{caller} waits for {it} to end. {it.capitalize()} cannot end: its queue still holds "
                    "items that nobody has read, and they do not fit into the pipe. "
                    "Read from the queue before you wait."
                )
    return None


def _child_writes(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Waiting for the end of a process that waits for its pipe to be read."""
    for pid in _awaited(graph):
        wait = graph.first(pid)
        if wait is not None and wait.kind == "write" and graph.caller in wait.on:
            it = graph.named(pid)
            return "wait-before-read", (
                f"{you(graph)} waits for {it} to end. {it.capitalize()}{at(wait)} waits to write: the pipe "
                "is full, and nobody reads from it. Read to the end of the file first, then wait."
            )
    return None


def _no_item(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Waiting for an item, alone, or for the end of a process that does."""
    own = graph.first(graph.caller)
    if own is not None and own.kind == "read" and own.call.startswith("queues.") and own.on == [own.pid]:
        return "end-mark-missing", (
            f"{you(graph)} waits in {called(own)} for an item. The queue is empty, and no other process is "
            "left that could put one into it. Take out no more items than are put in, or end with a mark."
        )
    waits = {pid: graph.first(pid) for pid in _awaited(graph)}
    for pid, wait in waits.items():
        senders = [p for p in wait.on if p not in (pid, graph.caller)] if wait is not None else []
        waiting = [graph.first(p) for p in senders]
        alike = all(w is None or (wait and w.target == wait.target) for w in waiting)
        if wait is not None and wait.kind == "read" and wait.function and _is_receiver(wait) and alike:
            it = graph.named(pid)
            return "end-mark-missing", (
                f"{you(graph)} waits for {it} to end. {it.capitalize()}{at(wait)} waits for an item, and "
                "nobody is left who will send one. Tell each process that reads that there is no more: "
                "one end mark for each of them, before you wait."
            )
    return None


def _is_receiver(wait: WaitRecord) -> bool:
    return wait.call.startswith(("queues.", "connection.")) and wait.call.rpartition(".")[2] in RECEIVERS


def _own_end(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Reading a pipe whose only open write end is the reader's own."""
    for wait in graph.waits:
        own = wait.first or wait.function != ""  # not a thread of a library
        if own and wait.kind == "read" and wait.on == [wait.pid] and wait.target.startswith(("pipe:[", "/")):
            return "write-end-open", (
                f"{who(graph, wait)} reads from a pipe and waits for more. The only process that still has "
                "the pipe's write end open is the reader itself, so neither data nor the end of the file can "
                "come. Close the write end before you read."
            )
    return None


def _fifos(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Two processes that open named pipes in opposite orders, or one that is alone at one."""
    opening = [wait for wait in graph.waits if wait.kind == "fifo"]
    if not opening:
        return None
    told = "; ".join(f"{who(graph, wait)} waits in open() of {wait.target}" for wait in opening[:MOST_TOLD])
    if len({wait.target for wait in opening}) > 1:
        return "fifo-order", (
            f"{told}. Nobody opens the other end of either. Open the pipes in the same order on both sides."
        )
    first = opening[0]
    for wait in graph.waits:
        if wait.kind == "read" and wait.on == [first.pid] and wait.target.startswith("/"):
            return "write-end-open", (
                f"{told}, while {who(graph, wait)} reads from {wait.target} and waits for more; only "
                f"{who(graph, first)} could send it: its write end is still open. Close it after writing."
            )
    pids = [pid for pid in _awaited(graph) if pid == first.pid]
    why = f"{you(graph)} waits for its end instead" if pids else "nobody opens the other end"
    return (
        "wait-before-read" if pids else None,
        f"{told}; {why}. Opening a named pipe waits until both ends are opened.",
    )


def _locks(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Waits for shared locks, by with or in a class Lock: for different ones in a ring, or for the same."""
    waiting = [wait for wait in graph.waits if wait.function and _is_at_lock(wait.call)]
    if not waiting:
        return None
    told = "; ".join(f"{who(graph, wait)} waits for a lock" for wait in waiting[:MOST_TOLD])
    if len({wait.target for wait in waiting}) > 1:
        return "lock-order", (
            f"{told}. They are different locks, and each is held by another of these processes. "
            "Take the locks in the same order everywhere."
        )
    if len(graph.pids()) == 1 and not graph.ended():
        return "double-acquire", f"{told} that it holds itself. A Lock can be taken once; release it first."
    killed = [p for p in graph.ended() if (p.exitcode or 0) < 0]
    if killed:
        gone = f"Process {killed[0].pid}, which was killed, may have held it"
    elif graph.first(graph.caller) in waiting:
        gone = "Whoever held it has ended without a release"
    else:
        gone = f"{you(graph)} waits in turn, and nobody who could release the lock is running"
    return "lock-not-released", f"{told}. {gone}. Release the lock on every way out, and before you wait."


def _is_at_lock(call: str) -> bool:
    # "synchronize.SemLock.__enter__"; without the class where only faulthandler could look.
    return call.startswith("synchronize.") and call.endswith((".__enter__", ".acquire"))


def _undone(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """JoinableQueue.join with too few task_done."""
    own = graph.first(graph.caller)
    if own is None or not own.call.endswith("JoinableQueue.join"):
        return None
    return "task-done-wrong", (
        f"{you(graph)} waits in {called(own)} until task_done() has been called once for every item, and "
        "nobody who could call it is running. Call it after the work on each item."
    )


def _lost_task(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """A pool's result that never comes, because the process that had the task is gone."""
    own = graph.first(graph.caller)
    ended = graph.ended()
    if own is None or not own.call.startswith("pool.") or not called(own) or not ended:
        return None
    code = ended[0].exitcode or 0
    how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return None, (
        f"{you(graph)} waits in {called(own)} for a task whose result cannot come: process {ended[0].pid} "
        f"of the pool {how} before it had answered. A pool starts a new process in its place, but not the "
        "task again."
    )


#: All shapes; the first that fits counts.
SHAPES: tuple[Callable[[WaitForGraph], tuple[str | None, str] | None], ...] = (
    _bystander,
    _drain,
    _child_writes,
    _no_item,
    _own_end,
    _fifos,
    _locks,
    _undone,
    _lost_task,
)
