"""Wait-for graphs that are known by their shape: each gives a diagnosis, if there is one, and a sentence."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from grader.evidence import ANY_CHILD, WaitRecord
from grader.evidence.wait_graph import WaitForGraph
from grader.messages.checks import endless
from grader.messages.checks.phrases import MOST_TOLD, at, called, held, last_put, named, who, you

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
            return "wait-for-any", endless.any_child(who(graph, wait), wait.on[0])
        return "ignores-other-children", endless.others_child(who(graph, wait), wait.on[0])
    return None


def _drain(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """A process that cannot end: its helper thread writes to a pipe that nobody reads, or is next in line."""
    full = any(wait.kind == "write" and not wait.first and graph.caller in wait.on for wait in graph.waits)
    for pid in _awaited(graph):
        for wait in graph.of(pid):
            writes = wait.kind == "write" and graph.caller in wait.on
            in_line = full and wait.kind == "shared lock" and wait.call.endswith("_feed")
            if not wait.first and (writes or in_line):
                line = wait.puts[0].line if wait.puts else 0
                return "join-before-drain", endless.full_queue(you(graph), named(graph, pid), line)
    return None


def _child_writes(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Waiting for the end of a process that waits for its pipe to be read."""
    for pid in _awaited(graph):
        wait = graph.first(pid)
        if wait is not None and wait.kind == "write" and graph.caller in wait.on:
            return "wait-before-read", endless.full_pipe(you(graph), named(graph, pid), at(wait))
    return None


def _no_item(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Waiting for an item, alone, or for the end of a process that does."""
    own = graph.first(graph.caller)
    if own is not None and own.kind == "read" and own.call.startswith("queues.") and own.on == [own.pid]:
        return "end-mark-missing", endless.empty_queue(you(graph), called(own), last_put(own))
    waits = {pid: graph.first(pid) for pid in _awaited(graph)}
    for pid, wait in waits.items():
        senders = [p for p in wait.on if p not in (pid, graph.caller)] if wait is not None else []
        waiting = [graph.first(p) for p in senders]
        alike = all(w is None or (wait and w.target == wait.target) for w in waiting)
        if wait is not None and wait.kind == "read" and wait.function and _is_receiver(wait) and alike:
            last = last_put(wait)
            return "end-mark-missing", endless.no_end_mark(you(graph), named(graph, pid), at(wait), last)
    return None


def _is_receiver(wait: WaitRecord) -> bool:
    return wait.call.startswith(("queues.", "connection.")) and wait.call.rpartition(".")[2] in RECEIVERS


def _own_end(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Reading a pipe whose only open write end is the reader's own."""
    for wait in graph.waits:
        own = wait.first or wait.function != ""  # not a thread of a library
        if own and wait.kind == "read" and wait.on == [wait.pid] and wait.target.startswith(("pipe:[", "/")):
            return "write-end-open", endless.own_write_end(who(graph, wait), wait.origin)
    return None


def _fifos(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Two processes that open named pipes in opposite orders, or one that is alone at one."""
    opening = [wait for wait in graph.waits if wait.kind == "fifo"]
    if not opening:
        return None
    told = endless.opening([(who(graph, wait), wait.target) for wait in opening[:MOST_TOLD]])
    if len({wait.target for wait in opening}) > 1:
        return "fifo-order", endless.fifos_crossed(told)
    first = opening[0]
    for wait in graph.waits:
        if wait.kind == "read" and wait.on == [first.pid] and wait.target.startswith("/"):
            return "write-end-open", endless.fifo_still_open(
                told, who(graph, wait), wait.target, who(graph, first)
            )
    awaited = first.pid in _awaited(graph)
    return "wait-before-read" if awaited else None, endless.fifo_alone(told, you(graph) if awaited else "")


def _locks(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """Waits for shared locks, by with or in a class Lock: for different ones in a ring, or for the same."""
    waiting = [wait for wait in graph.waits if wait.function and _is_at_lock(wait.call)]
    if not waiting:
        return None
    alone = len(graph.pids()) == 1 and not graph.ended()
    if alone:
        waiting = [msgspec.structs.replace(wait, holder=wait.pid) for wait in waiting]
    told = endless.at_locks([(who(graph, wait), held(graph, wait)) for wait in waiting[:MOST_TOLD]])
    known, stuck = all(held(graph, wait) for wait in waiting), {wait.pid for wait in waiting}
    ring = len({wait.target for wait in waiting}) > 1
    if ring and (alone or not known or stuck.issuperset(wait.holder for wait in waiting)):
        return "lock-order", endless.locks_crossed(told, known)
    if alone:
        return "double-acquire", endless.taken_twice(told)
    killed = next((p.pid for p in graph.ended() if (p.exitcode or 0) < 0), 0)
    in_turn = "" if graph.first(graph.caller) in waiting else you(graph)
    return "lock-not-released", endless.not_released(told, known, killed, in_turn)


def _is_at_lock(call: str) -> bool:
    # "synchronize.SemLock.__enter__"; without the class where only faulthandler could look.
    return call.startswith("synchronize.") and call.endswith((".__enter__", ".acquire"))


def _undone(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """JoinableQueue.join with too few task_done."""
    own = graph.first(graph.caller)
    if own is None or not own.call.endswith("JoinableQueue.join"):
        return None
    return "task-done-wrong", endless.undone(you(graph), called(own))


def _lost_task(graph: WaitForGraph) -> tuple[str | None, str] | None:
    """A pool's result that never comes, because the process that had the task is gone."""
    own = graph.first(graph.caller)
    ended = graph.ended()
    if own is None or not own.call.startswith("pool.") or not called(own) or not ended:
        return None
    pid, code = ended[0].pid, ended[0].exitcode or 0
    return None, endless.lost_task(you(graph), called(own), pid, code)


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
