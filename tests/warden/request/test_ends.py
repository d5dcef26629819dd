"""After every request nothing lives and nothing stays, whatever the submission did. At every level.

Also when the warden, the judge or the caller of ``grade`` is killed in the middle of it.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from boxes import Box, alive, call, children, descendants, marked, patience, until, value

from grader.box.plan import BoxPlan
from grader.evidence import Outcome
from grader.warden.client import Warden
from grader.warden.trace import procfs

HONEST = """
    import os

    def f(number):
        pid = os.fork()
        if pid == 0:
            os._exit(number)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
"""


def honest(box: Box) -> Outcome:
    """An honest request must get its right answer, whatever was asked before."""
    outcome = box.call(HONEST, "f", 42)
    assert value(outcome) == 42
    assert len(children(outcome)) == 1
    assert not outcome.evidence.leftovers
    assert not outcome.evidence.signals
    assert not outcome.evidence.observations
    assert outcome.stdout == outcome.stderr == ""
    return outcome


# -- nothing lives ---------------------------------------------------------------------------------

SURVIVORS = {
    "a daemon": """
        if (pid := os.fork()) == 0:
            os.setsid()
            if os.fork() == 0:
                os.chdir("/")
                os.closerange(0, 1000)
                stay()
            os._exit(0)
        os.waitpid(pid, 0)
    """,
    "ignores what can be ignored": """
        if os.fork() == 0:
            for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_IGN)
            stay()
    """,
    "blocks all signals": """
        if os.fork() == 0:
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            stay()
    """,
    "is stopped": """
        if os.fork() == 0:
            os.kill(os.getpid(), signal.SIGSTOP)
            stay()
    """,
    "is a stopped group": """
        if os.fork() == 0:
            os.setpgid(0, 0)
            for _ in range(3):
                if os.fork() == 0:
                    break
            os.killpg(0, signal.SIGSTOP)
            stay()
    """,
    "holds the pipes": """
        if os.fork() == 0:
            os.setsid()
            print("held", flush=True)
            stay()
    """,
    "session and group of its own": """
        for move in (os.setsid, os.setpgrp):
            if os.fork() == 0:
                move()
                stay()
    """,
    "forks while it is killed": """
        for _ in range(8):
            if os.fork() == 0:
                while True:
                    if os.fork() > 0:
                        os._exit(0)
    """,
    "forks in a loop": """
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            while True:
                if os.fork() == 0:
                    os._exit(0)
    """,
    "many threads": """
        if os.fork() == 0:
            for _ in range(20):
                threading.Thread(target=stay).start()
            ctypes.CDLL(None).pthread_exit(None)
    """,
    "starts threads in a loop": """
        if os.fork() == 0:
            while True:
                threading.Thread(target=int).start()
    """,
    "executes in a loop": """
        if os.fork() == 0:
            os.execv("/bin/sh", ["sh", "-c", "while true; do /bin/true; done"])
    """,
    "writes without end": """
        if os.fork() == 0:
            while True:
                os.write(1, b"x" * 100)
    """,
    "vfork": """
        if os.fork() == 0:
            subprocess.run(["/bin/sh", "-c", "trap '' TERM INT HUP; while :; do sleep 60; done"])
    """,
}
SURVIVE = """
import ctypes
import os
import signal
import subprocess
import threading
import time

def stay():
    while True:
        time.sleep(60)

def f(mark):
    os.environ["MARK"] = mark
"""


#: Processes of a box at rest: its first one, the runner that waits for the next request, the caller's other
#: child, and bubblewrap.
AT_REST = {"namespaces": 4, "uid": 3, "landlock": 3, "none": 3}


def at_rest(box: Box) -> bool:
    """Whether the box has come to hold nothing but what it holds at rest."""
    return until(lambda: len(descendants(box.warden.pid)) == AT_REST[box.isolation], patience(1.0))


@pytest.mark.parametrize("kind", SURVIVORS)
def test_nothing_lives_after_a_request(box: Box, kind: str) -> None:
    honest(box)
    assert at_rest(box)
    outcome = box.call(
        SURVIVE + textwrap.indent(textwrap.dedent(SURVIVORS[kind]), "    "), "f", "m", wall_seconds=3.0
    )
    assert len(children(outcome)) >= 1
    assert at_rest(box)
    honest(box)
    assert at_rest(box)


def test_nothing_lives_when_the_caller_itself_is_the_survivor(box: Box) -> None:
    source = (
        SURVIVE
        + """
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    stay()
"""
    )
    box.call(source, "f", "m", wall_seconds=0.3)
    honest(box)
    assert at_rest(box)


def test_the_box_holds_its_first_process_the_caller_and_its_bystanders_only(
    plan_of: Callable[[str], BoxPlan],
) -> None:
    source = """
        import os

        def f():
            return sorted(int(name) for name in os.listdir("/proc") if name.isdigit()), os.getpid()
    """
    with Warden(plan_of("namespaces")) as warden:
        for _ in range(3):
            outcome = warden.ask(call(source))
            found, own = value(outcome)
            others = {one.pid for one in outcome.evidence.bystanders}
            assert [pid for pid in found if pid not in others] == [1, own]


ATTACKS = {
    "kill": "os.kill(os.getppid(), signal.SIGKILL)",
    "stop": "os.kill(os.getppid(), signal.SIGSTOP)",
    "terminate": "os.kill(os.getppid(), signal.SIGTERM)",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_on_the_first_process_is_survived(plan: BoxPlan, attack: str) -> None:
    box = Box(plan)
    try:
        honest(box)
        began = time.monotonic()
        box.call(f"import os, signal\ndef f():\n    {ATTACKS[attack]}\n", wall_seconds=2.0)
        for _ in range(3):
            honest(box)
        assert time.monotonic() - began < patience(4)
    finally:
        box.close()


def test_a_signal_to_everybody_reaches_nobody_else(plan_of: Callable[[str], BoxPlan]) -> None:
    box = Box(plan_of("namespaces"))  # isolation level none keeps nothing from the rest of the machine
    try:
        box.call("import os, signal\ndef f():\n    os.kill(-1, signal.SIGKILL)\n", wall_seconds=2.0)
        for _ in range(3):
            honest(box)
    finally:
        box.close()


# -- nothing stays ---------------------------------------------------------------------------------

TRACES = {
    "a file in the folder": ("open('trace', 'w').close()", "os.path.exists('trace')"),
    "a file beside the folder": ("open('../trace', 'w').close()", "os.path.exists('../trace')"),
    "a temporary file": (
        "open(tempfile.gettempdir() + '/trace', 'w').close()",
        "os.path.exists(tempfile.gettempdir() + '/trace')",
    ),
    "a meeting": (
        "open(os.environ['FORKLORE_STAGE'] + '/.flag-x', 'w').close()",
        "os.path.exists(os.environ['FORKLORE_STAGE'] + '/.flag-x')",
    ),
    "a locked folder": (
        "os.makedirs('../trace/inner'); os.chmod('../trace/inner', 0); os.chmod('../trace', 0)",
        "os.path.exists('../trace')",
    ),
    "a symbolic link": ("os.symlink('/', '../trace')", "os.path.lexists('../trace')"),
    "a deep folder": (
        "[(os.mkdir('trace'), os.chdir('trace')) for _ in range(1500)]",
        "os.path.exists('trace')",
    ),
    "an odd name": ("open(b'../trace\\xff\\n', 'w').close()", "os.path.exists(b'../trace\\xff\\n')"),
    "the environment": ("os.environ['TRACE'] = '1'", "'TRACE' in os.environ"),
    "a module": ("sys.modules['trace_left'] = os", "'trace_left' in sys.modules"),
    "a changed library": ("os.trace_left = 1", "hasattr(os, 'trace_left')"),
    "the file mode mask": ("os.umask(0)", "os.umask(0o22) == 0"),
    "a resource limit": (
        "resource.setrlimit(resource.RLIMIT_NPROC, (9, 9))",
        "resource.getrlimit(resource.RLIMIT_NPROC)[0] == 9",
    ),
    "the priority": ("os.nice(5)", "os.nice(0) >= 5"),
    "an alarm": ("signal.alarm(100)", "signal.alarm(0) > 0"),
    "a blocked signal": (
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])",
        "signal.SIGUSR2 in signal.pthread_sigmask(signal.SIG_BLOCK, [])",
    ),
    "randomness": ("random.seed(1)", "random.random() == 0.13436424411240122"),
}
LEAVE = """
import os
import random
import resource
import signal
import sys
import tempfile

def leave():
    {leave}

def seen():
    return {seen}
"""


@pytest.mark.parametrize("kind", TRACES)
def test_no_trace_is_visible_to_the_next_request(box: Box, kind: str) -> None:
    leave, seen = TRACES[kind]
    source = LEAVE.format(leave=leave, seen=seen)
    box.call(source, "leave")
    assert value(box.call(source, "seen")) is False
    honest(box)


def test_no_shared_memory_is_visible_to_the_next_request(boxed: Box) -> None:
    name = f"forklore-{secrets.token_hex(8)}"
    source = """
        import os

        def leave(name):
            open("/dev/shm/" + name, "w").close()

        def seen(name):
            return os.path.exists("/dev/shm/" + name)
    """
    try:
        boxed.call(source, "leave", name)
        assert value(boxed.call(source, "seen", name)) is False
    finally:
        Path("/dev/shm", name).unlink(missing_ok=True)


SYSV = """
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)

    def leave(key):
        return [libc.shmget(key, 4096, 0o1600), libc.semget(key, 1, 0o1600), libc.msgget(key, 0o1600)]

    def seen(key):
        return [n >= 0 for n in (libc.shmget(key, 0, 0), libc.semget(key, 0, 0), libc.msgget(key, 0))]
"""


def test_no_system_v_object_is_visible_to_the_next_request(boxed: Box) -> None:
    key = secrets.randbelow(1 << 30) + 1
    assert all(number >= 0 for number in value(boxed.call(SYSV, "leave", key)))
    assert value(boxed.call(SYSV, "seen", key)) == [False, False, False]
    honest(boxed)


def test_an_abstract_socket_name_is_free_again(box: Box) -> None:
    source = """
        import os
        import socket
        import time

        def f(name):
            line = socket.socket(socket.AF_UNIX)
            line.bind("\\0" + name)
            if os.fork() == 0:
                time.sleep(60)
            return "bound"
    """
    name = secrets.token_hex(8)
    for _ in range(3):
        assert value(box.call(source, "f", name)) == "bound"


def test_observations_do_not_reach_the_next_request(box: Box) -> None:
    scene = """
        import os

        def scene(student):
            for _ in range(8):
                if os.fork() == 0:
                    while True:
                        observe("old")
            while True:
                observe("old")
    """
    outcome = box.play("def f():\n    pass\n", scene, observations=500)
    assert outcome.limit == "observations"
    honest(box)


def test_no_descriptor_of_ours_is_open_in_the_box(box: Box) -> None:
    source = """
        import os
        import stat

        def f():
            found = {}
            for fd in map(int, os.listdir("/proc/self/fd")):
                try:
                    mode = os.fstat(fd).st_mode
                except OSError:
                    continue
                target = os.readlink(f"/proc/self/fd/{fd}")
                if "/libffi.so" in target:  # it keeps a descriptor of itself
                    continue
                found[fd] = "socket" if stat.S_ISSOCK(mode) else target.partition(":")[0]
            return found
    """
    assert value(box.call(source)) == {0: "/dev/null", 1: "pipe", 2: "pipe", 3: "pipe", 200: "socket"}


def test_the_environment_of_the_judge_is_not_visible(
    warden: Callable[[], Warden], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORKLORE_SECRET_OF_THE_JUDGE", "1")
    found = value(warden().ask(call("import os\ndef f():\n    return sorted(os.environ)\n")))
    assert set(found) <= {
        "FORKLORE_CALLER",
        "FORKLORE_POST",
        "FORKLORE_STAGE",
        "HOME",
        "LANG",
        "LC_CTYPE",
        "PATH",
        "PWD",
        "PYTHONHASHSEED",
        "PYTHONPATH",
        "TMPDIR",
    }


# -- kills from outside ----------------------------------------------------------------------------

LIVELY = """
    import os
    import signal
    import time

    def f(marks):
        for mark in marks:
            if os.fork() == 0:
                os.setsid()
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                os.execv("/bin/sh", ["sh", "-c", "while true; do sleep 60; done", mark])
        while True:
            time.sleep(60)
"""


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.02, 0.1, 0.3])
def test_killing_the_warden_ends_the_box(plan: BoxPlan, delay: float) -> None:
    one = Warden(plan)
    mark = f"forklore-mark-{secrets.token_hex(8)}"
    one._socket.sendall(msgspec.json.encode(call(LIVELY, "f", [mark] * 3)) + b"\n")
    time.sleep(delay)  # any moment will do
    seen = descendants(one.pid)
    os.kill(one.pid, signal.SIGKILL)
    seen |= descendants(one.pid)
    one.close()
    assert until(lambda: not marked(mark) and not alive(seen), patience(1.0))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killing_the_judge_ends_warden_and_box(plan: BoxPlan, number: int) -> None:
    mark = f"forklore-mark-{secrets.token_hex(8)}"
    judge = os.fork()
    if judge == 0:
        try:
            for each in (signal.SIGINT, signal.SIGTERM):
                signal.signal(each, signal.SIG_DFL)
            Warden(plan).ask(call(LIVELY, "f", [mark] * 3))
        finally:
            os._exit(1)
    try:
        assert until(lambda: len(_shells(mark)) == 3)
        seen = descendants(judge)
        assert len(seen) >= 6
    finally:
        os.kill(judge, number)
        os.waitpid(judge, 0)
    assert until(lambda: not alive(seen) and not marked(mark), patience(1.0))


def _shells(mark: str) -> set[int]:
    """Processes that have the mark as an argument of their own (the request that carries it has not)."""
    return {pid for pid in marked(mark) if procfs.read(f"/proc/{pid}/cmdline").startswith(b"sh\0")}


def test_closing_in_the_middle_of_a_request_ends_the_box(plan: BoxPlan) -> None:
    one = Warden(plan)
    mark = f"forklore-mark-{secrets.token_hex(8)}"
    one._socket.sendall(msgspec.json.encode(call(LIVELY, "f", [mark] * 3)) + b"\n")
    assert until(lambda: len(_shells(mark)) == 3)
    seen = descendants(one.pid)
    one.close()
    assert until(lambda: not alive(seen) and not marked(mark), patience(1.0))


CALLER = """
import sys
from pathlib import Path
from grader.exercise import load_exercise
from grader.judge import Options, SubmittedFile, grade

root = Path(sys.argv[1])
exercise = load_exercise(root / "grader/suites/one/exercise.toml", root / "solutions", root / "exercises")
source = (root / "one.py").read_bytes()
print("begin", flush=True)
grade([SubmittedFile(exercise, "one.py", source)] * 2, Options(jobs=2, seed=1, isolation=sys.argv[2]))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("ready", [True, False], ids=["in the middle", "at the beginning"])
def test_killing_the_caller_of_grade_ends_everything(
    isolation: str, plan: BoxPlan, repository: Callable[..., Path], tmp_path: Path, number: int, ready: bool
) -> None:
    mark = f"forklore-mark-{secrets.token_hex(8)}"
    suite = f"""
        @check(points=1)
        def test_one(submission: Submission) -> None:
            "It runs."
            submission.call("f", ["{mark}"] * 3, schedule=None)
    """  # it runs free: under a schedule its sleeps take no time, and one ends before the other begins
    root = repository(test_public=suite)
    (root / "one.py").write_text(textwrap.dedent(LIVELY), "utf-8")
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLER, str(root), isolation],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert caller.stdout is not None
    try:
        with caller.stdout:
            assert caller.stdout.readline() == b"begin\n"
            assert not ready or until(lambda: len(_shells(mark)) == 6)
            seen = descendants(caller.pid)
            caller.send_signal(number)
            seen |= descendants(caller.pid)
            caller.wait(10)
    finally:
        caller.kill()
        caller.wait()
    assert until(lambda: not alive(seen) and not marked(mark) and not marked(str(tmp_path)), patience(1.0))
    if number == signal.SIGINT and ready:
        assert not list(tmp_path.glob("forklore-*"))


def test_a_submission_has_the_signals_of_a_new_program_whatever_grade_was_started_with(
    warden: Callable[[], Warden],
) -> None:
    """``nohup`` and shells that run jobs in the background hand ignored signals on."""
    source = """
        import signal

        def f():
            signals = signal.valid_signals()
            ignored = [number for number in signals if signal.getsignal(number) is signal.SIG_IGN]
            return sorted(map(int, ignored)), sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, ())))
    """
    ignored = [signal.SIGHUP, signal.SIGUSR1, signal.SIGQUIT]
    before = {number: signal.signal(number, signal.SIG_IGN) for number in ignored}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
    try:
        outcome = warden().ask(call(source))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in before.items():
            signal.signal(number, handler)
    assert value(outcome) == ([signal.SIGPIPE, signal.SIGXFSZ], [])


def test_a_warden_hears_its_end_while_a_younger_one_lives(plan: BoxPlan) -> None:
    older = Warden(plan)
    with Warden(plan):
        older.close()  # waits until it has ended
    assert not Path(f"/proc/{older.pid}").exists()
