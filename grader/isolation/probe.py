"""What this machine keeps a submission from, found out by trying: a submission that does what none should.

Nothing here is concluded from version numbers. The words are those of reports and of ``grade doctor``.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from grader import wire
from grader.box.plan import BoxPlan
from grader.evidence import End, Outcome
from grader.limits import Limits
from grader.messages.machine import TRIED
from grader.report import Probe
from grader.runner.confine import landlock
from grader.warden.client import Warden
from grader.warden.protocol import Ask

PROBE: Final = """\
import ctypes, os, signal, socket, time


def succeeds(action):
    try:
        return bool(action())
    except Exception:
        return False


def connected(port, mark):
    with socket.create_connection(("127.0.0.1", port), 2) as peer:
        return peer.recv(100) == mark.encode()


def written(path, text):
    with open(path, "w") as file:
        return file.write(text)


def left_daemon(mark):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv("/bin/sleep", ["sleep", "60." + mark])
        os._exit(0)
    os.wait()
    return True


def probe(canary, judge, command, port, mark):
    succeeds(lambda: written("/dev/shm/forklore-" + mark, "x"))
    return {
        "read": succeeds(lambda: open(canary).read() == mark),
        "write": succeeds(lambda: written(canary + ".written", mark)),
        "see": succeeds(lambda: open(f"/proc/{judge}/cmdline").read() == command),
        "environ": succeeds(lambda: open(f"/proc/{judge}/environ").read()),
        "memory": succeeds(lambda: open(f"/proc/{judge}/mem", "rb")),
        "signal": succeeds(lambda: os.kill(judge, 0) is None),
        "connect": succeeds(lambda: connected(port, mark)),
        "trace": ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0,
    }


def dial(folder, mark):
    os.chdir(folder)
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect("socket")
        return peer.recv(100) == mark.encode()


def flood(mark):
    left_daemon(mark)
    while True:
        if os.fork() == 0:
            time.sleep(60)
"""
#: What a level does not promise to deny. Without Landlock's scopes (ABI 6) signals are not denied either.
NOT_PROMISED: Final = {
    "namespaces": (),
    "uid": ("see",),
    "landlock": ("see",),
    "none": ("read", "write", "see", "environ", "memory", "signal", "connect", "dial"),
}


def probe(plan: BoxPlan, folder: Path) -> list[Probe]:
    """Try a box out; leaves nothing behind. Raises SetupError where it does not start.

    ``folder`` is one of ours, and is used for what a submission should not reach.
    """
    with Warden(plan.warmed([PROBE])) as warden, _surroundings(folder) as about:
        dialled = warden.ask(_ask("dial", [about.pop("dial"), about["mark"]], 10.0))
        outcome = warden.ask(_ask("probe", list(about.values()), 10.0))
        flood = warden.ask(_ask("flood", [about["mark"]], 10.0, processes=8))
    done = dict.fromkeys(TRIED, True) | _value(outcome)
    left = Path("/dev/shm/forklore-" + about["mark"])
    done["shm"] = left.exists()
    left.unlink(missing_ok=True)
    done["daemon"] = any(about["mark"] in _command(path) for path in Path("/proc").glob("[0-9]*/cmdline"))
    done["flood"] = flood.end is not End.LIMIT
    done["dial"] = _value(dialled, False) is not False
    return [Probe(tried=words, denied=not done[key]) for key, words in TRIED.items()]


def broken(isolation: str, probes: list[Probe]) -> list[str]:
    """Of what the isolation level promises to deny, what it did not, in the words of the table."""
    spared = {TRIED[key] for key in NOT_PROMISED[isolation]}
    if isolation == "landlock" and landlock.abi() < landlock.SCOPES_SINCE:
        spared.add(TRIED["signal"])
    return [probe.tried for probe in probes if not probe.denied and probe.tried not in spared]


def _value(outcome: Outcome, default: Any = None) -> Any:  # noqa: ANN401 - a value of the box
    with contextlib.suppress(wire.WireError, KeyError):
        return wire.decode(wire.loads(outcome.answer)["answer"]["value"])
    return {} if default is None else default


@contextlib.contextmanager
def _surroundings(where: Path) -> Iterator[dict[str, Any]]:
    """A file, a process (this one), an open port and a socket that a submission should not reach."""
    mark = str(secrets.randbelow(10**18))
    with tempfile.TemporaryDirectory(prefix="probe-", dir=where) as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # so that nothing but the box denies it
        canary = folder / "canary"
        canary.write_text(mark)
        canary.chmod(0o666)
        port = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        path = stack.enter_context(socket.socket(socket.AF_UNIX))
        place = os.open(folder, os.O_PATH)
        stack.callback(os.close, place)
        path.bind(f"/proc/self/fd/{place}/socket")  # however long the folder's name is
        path.listen()
        (folder / "socket").chmod(0o666)
        for listener in (port, path):
            stack.enter_context(_answering(listener, mark))
        yield {
            "canary": str(canary),
            "judge": os.getpid(),
            "command": _command(Path("/proc/self/cmdline")),
            "port": port.getsockname()[1],
            "mark": mark,
            "dial": str(folder),
        }


@contextlib.contextmanager
def _answering(listener: socket.socket, mark: str) -> Iterator[None]:
    """Say the mark to whoever connects. The thread that does has ended afterwards: the session forks."""
    thread = threading.Thread(target=_answer, args=(listener, mark), daemon=True)
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _answer(listener: socket.socket, mark: str) -> None:
    with contextlib.suppress(OSError):
        while True:
            peer, _ = listener.accept()
            with peer:
                peer.sendall(mark.encode())


def _ask(function: str, arguments: list[Any], seconds: float, processes: int = 16) -> Ask:
    return Ask(
        id=secrets.token_hex(16),
        module="probe",
        files={"probe.py": PROBE},
        start_method="fork",
        limits=Limits(wall_seconds=seconds, processes=processes),
        kind="call",
        function=function,
        args=wire.encode(arguments),
    )


def _command(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
