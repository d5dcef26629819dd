"""Words for one wait, and for a whole wait-for graph as it is."""

from __future__ import annotations

from grader.evidence import Kind, WaitRecord
from grader.evidence.wait_graph import ENDLESS, WaitForGraph
from grader.messages.checks import endless

MOST_TOLD = 4
#: So many ended processes are worth a word.
MANY = 20
#: Longer lines of source are not quoted.
MOST_QUOTED = 60
#: Names of Python's own that a reader of its documentation does not know.
KNOWN_AS = {
    "BaseProcess.": "Process.",
    "_ConnectionBase.": "Connection.",
    "ApplyResult.": "AsyncResult.",
    "SemLock.": "Lock.",
}
#: What some calls wait for.
PURPOSES = {
    **dict.fromkeys(("Queue.put", "JoinableQueue.put"), "a free place in the queue"),
    "Event.wait": "the event to be set",
    "Barrier.wait": "more parties to come",
    "Condition.wait": "a notify",
}


def named(graph: WaitForGraph, pid: int) -> str:
    """Return the phrase for a process alone."""
    if pid in graph.bystanders:
        return f"process {pid}, another child of the caller"
    manager = any(p.pid == pid and p.kind is Kind.SERVICE for p in graph.processes)
    return "the manager's process" if manager else f"process {pid}"


def tell(graph: WaitForGraph) -> str:
    """The wait of each process's first thread, the caller's first."""
    firsts = [wait for pid in graph.pids() if (wait := graph.first(pid)) is not None]
    told = [f"{who(graph, wait)} {_doing(graph, wait)}" for wait in firsts[:MOST_TOLD]]
    told += [
        f"another thread of {named(graph, wait.pid)}{at(wait)} {_doing(graph, wait)}"
        for wait in graph.waits
        if not wait.first and wait.function and wait.kind not in ENDLESS
    ][:1]
    if len(firsts) > MOST_TOLD:
        told.append(f"{len(firsts) - MOST_TOLD} more processes wait")
    ended = len(graph.ended())
    more = f" {ended} processes were started and have ended." if ended > MANY else ""
    return "; ".join(told) + "." + more


def stands_aside(pids: list[int]) -> str:
    """What is to be said of processes that take no part in a deadlock."""
    shown = ", ".join(str(pid) for pid in pids[:MOST_TOLD]) + (" ..." if len(pids) > MOST_TOLD else "")
    alone = len(pids) == 1
    who, holds = (f"Process {shown} is", "it holds") if alone else (f"Processes {shown} are", "they hold")
    return f"{who} still running, but no blocked process is waiting for anything {holds}."


def _doing(graph: WaitForGraph, wait: WaitRecord) -> str:
    others = [pid for pid in wait.on if pid != wait.pid]
    who = " or ".join(named(graph, pid) for pid in others[:3])
    inside = f" in {called(wait)}" if called(wait) else ""
    purpose = PURPOSES.get(wait.call.partition(".")[2], "")
    match wait.kind:
        case "child" | "poll" if others:
            ends = wait.kind == "child" or wait.call.endswith("join")
            return f"waits for {who} to end" if ends else f"waits{inside} for {who}"
        case "read":
            return f"waits{inside} for what " + (
                f"only {who} could send" if who else "nobody else could send"
            )
        case "write":
            return f"waits{inside} to write what " + (
                f"only {who} could read" if who else "nobody else reads"
            )
        case "lock":
            what = purpose or ("another thread" if inside else "a lock or a thread")
            return f"waits{inside} for {what}{'' if purpose else ' of its own process'}"
        case "shared lock" if not (purpose or wait.call.startswith("queues.")) and held(graph, wait):
            return f"waits for a lock{held(graph, wait)}"
        case "shared lock":
            if purpose or not inside:
                return f"waits{inside} for {purpose or 'a lock or semaphore that processes share'}"
            return f"waits{inside}"
        case "fifo":
            return f"waits in open() of {wait.target}"
    return {
        "child": "waits for a child to end",
        "poll": f"waits{inside} for a pipe or socket",
        "signal": "waits for a signal",
        "file lock": "waits for a lock on a file",
        "ipc": "waits for a System V semaphore or message",
        "stopped": "is stopped (SIGSTOP) and needs a SIGCONT",
        "sleep": f"is sleeping{_quoted(graph, wait)}",
        "timed": f"waits{inside} with a time limit{_quoted(graph, wait)}",
        "running": f"is busy on the CPU{_quoted(graph, wait)}",
        "outside": f"waits{inside} for a network connection, a terminal or a file",
    }.get(wait.kind, "is in a system call")


def called(wait: WaitRecord) -> str:
    """``Queue.get()``: what the line has called; empty if that says nothing."""
    name = wait.call.partition(".")[2] if wait.function else ""
    for inner, known in KNOWN_AS.items():
        name = name.replace(inner, known)
    return f"`{name}()`" if name and not name.rpartition(".")[2].startswith("_") else ""


def who(graph: WaitForGraph, wait: WaitRecord) -> str:
    """A process and its line, the caller by the name of its function."""
    return you(graph, wait) if wait.pid == graph.caller else f"{named(graph, wait.pid)}{at(wait)}"


def you(graph: WaitForGraph, wait: WaitRecord | None = None) -> str:
    """The function that was called, and its line."""
    wait = wait or graph.first(graph.caller)
    if wait is None or not wait.function:
        return graph.main
    return f"`{wait.function}` ({line_of(wait)})"


def held(graph: WaitForGraph, wait: WaitRecord) -> str:
    """Who holds the lock that a thread waits for; empty if that is not known."""
    holder = next((process for process in graph.processes if process.pid == wait.holder), None)
    if holder is None:
        return ""
    if holder.pid == wait.pid:
        return endless.held_itself(wait.origin)
    killed = (holder.exitcode or 0) < 0
    return endless.held_by(named(graph, holder.pid), wait.origin, holder.end is not None, killed)


def last_put(wait: WaitRecord) -> str:
    """Where processes put their last items into the queue that a thread waits at, unless at many lines."""
    lines = sorted({put.line for put in wait.puts})
    return endless.last_items(lines) if len(lines) <= MOST_TOLD else ""


def at(wait: WaitRecord) -> str:
    """Function and line in brackets, as far as they are known."""
    if wait.line is None:
        return ""
    return f" (`{wait.function}`, {line_of(wait)})" if wait.function else f" ({line_of(wait)})"


def line_of(wait: WaitRecord) -> str:
    """``line 12``, or ``worker.py:12`` where more than one file is meant."""
    return f"{wait.file}:{wait.line}" if wait.file else f"line {wait.line}"


def _quoted(graph: WaitForGraph, wait: WaitRecord) -> str:
    """The line that a thread is at which may go on by itself, if it is known and short."""
    if wait.line is None or not 0 < wait.line <= len(graph.source):
        return ""
    text = graph.source[wait.line - 1].strip()
    return f" in `{text}`" if 0 < len(text) <= MOST_QUOTED and "`" not in text else ""
