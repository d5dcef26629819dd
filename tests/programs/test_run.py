"""``forklore run``: programs that end behave as without it; those that never can are explained and ended."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from grader.warden.trace import procfs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
RUN = [sys.executable, "-m", "grader", "run"]

JOIN_FIRST = """
    from multiprocessing import Process, Queue

    def work(q):
        for n in range(100_000):
            q.put(n)

    if __name__ == "__main__":
        q = Queue()
        p = Process(target=work, args=(q,))
        p.start()
        p.join()
"""
PIPE_BOTH = """
    import multiprocessing as mp

    def child(conn):
        conn.recv()

    if __name__ == "__main__":
        here, there = mp.Pipe()
        p = mp.Process(target=child, args=(there,))
        p.start()
        here.recv()
"""
LOCKS = """
    import multiprocessing as mp

    def take(first, second, met):
        with first:
            met.wait()
            with second:
                pass

    if __name__ == "__main__":
        a, b, met = mp.Lock(), mp.Lock(), mp.Barrier(2)
        ps = [mp.Process(target=take, args=pair + (met,)) for pair in ((a, b), (b, a))]
        [p.start() for p in ps]
        [p.join() for p in ps]
"""
POOL = """
    import multiprocessing as mp, os

    def task(n):
        os._exit(3)

    if __name__ == "__main__":
        with mp.Pool(1) as pool:
            pool.apply(task, (1,))
"""
SHELL = (
    "import subprocess; subprocess.run(['sh', '-c', '{} -c \"import threading; threading.Event().wait()\"'])"
)


def script(folder: Path, text: str) -> str:
    path = folder / "program.py"
    path.write_text(textwrap.dedent(text))
    return str(path)


def is_over(pid: int) -> bool:
    """Whether a process has ended; one that came to the tests' own process may not have been collected."""
    found = procfs.state_and_parent(pid)
    return found is None or found[0] == "Z"


def ran(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *words], capture_output=True, text=True, timeout=60, **options)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (JOIN_FIRST, ["program.py:12", "Read from the queue before you wait", "p.join()"]),
        (PIPE_BOTH, ["recv", "program.py:11", "program.py:5"]),
        (LOCKS, ["Take the locks in the same order", "`take`, program.py:7"]),
        (SHELL.format(sys.executable), ["waits for process"]),
    ],
    ids=["join before drain", "both receive", "lock order", "a shell between"],
)
def test_what_can_never_end_is_explained_and_ended(tmp_path: Path, program: str, told: list[str]) -> None:
    file = tmp_path / "report.json"
    done = ran("--json", str(file), script(tmp_path, program), cwd=tmp_path)
    assert done.returncode == 124, done.stderr
    assert all(one in done.stderr for one in told), done.stderr
    report = json.loads(file.read_text())
    assert report["end"] == "deadlock"
    assert all(is_over(process["pid"]) for process in report["evidence"]["processes"])


OUTSIDE = {
    "a signal's handler": """
        import os, signal, threading
        go = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: go.set())
        threading.Timer(1.0, lambda: None).start()
        print("ready", flush=True)
        go.wait()
    """,
    "standard input": "import sys; print('ready', flush=True); sys.stdin.read()",
    "a wait for signals": """
        import signal, sys
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        print("ready", flush=True)
        signal.pause()
    """,
    "a named pipe": """
        import os, sys, tempfile
        os.mkfifo("fifo")
        print("ready", flush=True)
        open("fifo").read()
    """,
    "a socket": """
        import socket
        s = socket.create_server(("127.0.0.1", 0))
        print("ready", flush=True)
        s.accept()
    """,
    "a stopped child": """
        import os, signal
        pid = os.fork()
        if pid == 0:
            os.kill(os.getpid(), signal.SIGSTOP)
            os._exit(0)
        print("ready", flush=True)
        os.wait()
    """,
    "an alarm": """
        import signal, sys
        signal.signal(signal.SIGALRM, lambda *_: sys.exit(0))
        signal.alarm(100)
        print("ready", flush=True)
        import threading
        threading.Event().wait()
    """,
}


def test_what_leads_outside_proves_nothing(tmp_path: Path) -> None:
    """All at once, two seconds: longer than a proof takes."""
    running = []
    for number, text in enumerate(OUTSIDE.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        running.append(
            subprocess.Popen(
                [*RUN, script(folder, text)],
                cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )
        )  # fmt: skip
    for one in running:
        assert one.stdout is not None and one.stdout.readline() == "ready\n"
    time.sleep(2)
    states = [one.poll() for one in running]
    for one in running:
        one.kill()
        one.communicate()
    assert states == [None] * len(running), dict(zip(OUTSIDE, states, strict=True))


def test_a_program_that_ends_is_as_without(tmp_path: Path) -> None:
    plain = """
        import os, signal, sys
        print(sys.argv[1:], sys.stdin.read(), os.environ["ONE"], signal.getsignal(signal.SIGINT))
        print(sorted(os.sched_getaffinity(0)) != [], os.umask(0), signal.pthread_sigmask(0, []))
        print("err", file=sys.stderr)
        sys.exit(int(sys.argv[1]))
    """
    path = script(tmp_path, plain)
    given: dict[str, Any] = {"input": "text", "env": {**os.environ, "ONE": "1"}}
    bare = subprocess.run([sys.executable, path, "7", "--x"], capture_output=True, text=True, **given)
    done = ran(path, "7", "--x", **given)
    assert (done.returncode, done.stdout, done.stderr) == (7, bare.stdout, bare.stderr)


def test_a_signal_that_ends_the_program_ends_us() -> None:
    assert ran("--", "sh", "-c", "kill -TERM $$").returncode == -signal.SIGTERM
    assert ran("--", "sh", "-c", "kill -KILL $$").returncode == -signal.SIGKILL


def test_a_signal_to_us_is_passed_on(tmp_path: Path) -> None:
    text = """
        import signal, sys, time
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))
        print("ready", flush=True)
        time.sleep(60)
    """
    with subprocess.Popen([*RUN, script(tmp_path, text)], stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None and one.stdout.readline() == "ready\n"
        one.terminate()
        assert one.wait(30) == 9


def test_what_is_left_is_named_and_ended(tmp_path: Path) -> None:
    done = ran("--", "sh", "-c", "sleep 600 & echo $!")
    assert done.returncode == 0
    assert "(sleep 600) was still running; it holds standard output and standard error open" in done.stderr
    assert is_over(int(done.stdout))
    text = """
        import os, tempfile
        from multiprocessing import resource_tracker, shared_memory
        block = shared_memory.SharedMemory(create=True, size=10)
        resource_tracker.unregister(block._name, "shared_memory")
        print(block.name, tempfile.mkdtemp())
        if os.fork() == 0:
            os._exit(0)
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    """
    done = ran(script(tmp_path, text), env={**os.environ, "TMPDIR": str(tmp_path)})
    block, folder = done.stdout.split()
    Path("/dev/shm", block).unlink()
    assert f"/dev/shm/{block}\n" in done.stderr and f"{folder}\n" in done.stderr
    assert "its parent never waited for it" in done.stderr


def test_a_time_limit_tells_what_was_going_on(tmp_path: Path) -> None:
    path = script(tmp_path, "import time\ndef nap():\n    time.sleep(60)\nnap()\n")
    done = ran("--timeline", "--timeout", "0.7", path, cwd=tmp_path)
    assert "what its processes did" in done.stderr and "still there" in done.stderr
    assert done.returncode == 124 and "`nap` (program.py:3) is sleeping" in done.stderr


def test_what_follows_a_module_is_its_own() -> None:
    for words in (
        ["-m", "timeit", "-n", "2", "-r", "1", "pass"],
        ["-m", "timeit", "--", "-n", "2", "-r1", "pass"],
    ):
        done = subprocess.run([*RUN, "--quiet", *words], capture_output=True, text=True)
        assert (done.returncode, done.stdout[:8], done.stderr) == (0, "2 loops,", "")


def test_usage() -> None:
    assert ran().returncode == 2
    assert ran("--", "/nonexistent/program").returncode == 2


def test_much_output_and_a_reader_that_goes_away() -> None:
    line = " ".join(["-m", "grader", "run", "--", "head", "-c", "500000000", "/dev/zero"])
    counted = subprocess.run(
        ["sh", "-c", f"{sys.executable} {line} | wc -c; {sys.executable} -m grader run -- yes | head -1"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert counted.stdout == "500000000\ny\n" and counted.stderr == ""


BOXED = """
    import os, socket, sys

    def tried(what):
        try:
            return what()
        except OSError as error:
            return type(error).__name__

    print(os.getcwd(), sys.stdin.read(), sorted(os.environ))
    print(tried(lambda: open("made", "w")), tried(lambda: open("/tmp/made", "w").write("ab")))
    print(tried(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[1])))))
    print(tried(lambda: open(sys.argv[2]).read()), len(os.listdir("/proc")) < 200, flush=True)
    os.kill(os.getpid(), 15)
"""


@pytest.fixture
def can_box(plan_of: Any) -> None:
    """Skips where this machine cannot have a box of namespaces."""
    plan_of("namespaces")


@pytest.mark.usefixtures("can_box")
def test_in_a_box(tmp_path: Path) -> None:
    """The terminal, the signals and the exit code are its own; the network and the files are not there."""
    import socket

    here, beside = tmp_path / "here", tmp_path / "beside"
    here.mkdir()
    beside.write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        words = ["--box", script(here, BOXED), str(server.getsockname()[1]), str(beside)]
        kept = {"PATH": os.environ["PATH"], "TERM": "dumb", "SECRET": "1"}
        done = ran(*words, cwd=here, input="typed", env=kept)
    assert done.returncode == -signal.SIGTERM, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"{here} typed ['HOME', 'LANG', 'PATH', 'PWD', 'TERM', 'TMPDIR']"
    assert lines[1:] == ["OSError 2", "ConnectionRefusedError", "FileNotFoundError True"]
    assert not (here / "made").exists() and not Path("/tmp/made").exists()


@pytest.mark.usefixtures("can_box")
def test_what_can_never_end_in_a_box(tmp_path: Path) -> None:
    done = ran("--box", "--json", "r.json", script(tmp_path, JOIN_FIRST), cwd=tmp_path)
    assert done.returncode == 124 and "Read from the queue before you wait" in " ".join(done.stderr.split())
    processes = json.loads((tmp_path / "r.json").read_text())["evidence"]["processes"]
    assert [process["name"] for process in processes if process["kind"] != "service"] == ["main", ""]


def test_no_box_without_bubblewrap(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "grader", "run", "--box", "--", "/usr/bin/true"]
    done = subprocess.run(line, env={"PATH": str(tmp_path)}, cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 3 and b"bubblewrap" in done.stderr


def test_the_memory_of_each_process_is_limited(tmp_path: Path) -> None:
    text = """
        import os
        for size in (10, 2000):
            try:
                print(len(bytearray(size << 20)))
            except MemoryError:
                print("no room")
    """
    done = ran("--memory", "600", script(tmp_path, text))
    assert (done.returncode, done.stdout) == (0, f"{10 << 20}\nno room\n")


NAMED = """
    import ctypes, os

    libc = ctypes.CDLL(None)
    libc.sem_open.restype = ctypes.c_void_p
    name = f"/forklore-run-{os.getpid()}".encode()
    there = ctypes.c_void_p(libc.sem_open(name, os.O_CREAT, 0o600, 0))
    libc.sem_wait(there)
"""
SEGMENT = """
    import ctypes

    libc = ctypes.CDLL(None)
    libc.shmat.restype = ctypes.c_void_p
    segment = libc.shmget(0, 4096, 0o1600)
    there = ctypes.c_void_p(libc.shmat(segment, None, 0))
    libc.shmctl(segment, 0, None)
    libc.sem_init(there, 1, 0)
    libc.sem_wait(there)
"""


@pytest.mark.parametrize("program", [NAMED, SEGMENT], ids=["semaphore", "segment"])
def test_memory_that_others_can_name_proves_nothing(tmp_path: Path, program: str) -> None:
    file = tmp_path / "told.json"
    ran("--timeout", "1", "--json", str(file), script(tmp_path, program))
    told = json.loads(file.read_text("utf-8"))
    Path(f"/dev/shm/sem.forklore-run-{told['evidence']['processes'][0]['pid']}").unlink(missing_ok=True)
    assert told["end"] == "timeout"


BESIDE = """
    import multiprocessing, os, time; mp = multiprocessing.get_context("fork")

    def take(first, second, both):
        with first:
            both.wait()
            with second:
                pass

    def main():
        if os.fork() == 0:
            time.sleep(600)
        a, b, both = mp.Lock(), mp.Lock(), mp.Barrier(2)
        ps = [mp.Process(target=take, args=pair + (both,)) for pair in ((a, b), (b, a))]
        [p.start() for p in ps]
        [p.join() for p in ps]

    main()
"""


def test_a_part_that_is_stuck_is_told_and_not_ended(tmp_path: Path) -> None:
    words = ["--timeout", "50", "--json", "told.json", script(tmp_path, BESIDE)]
    with subprocess.Popen([*RUN, *words], cwd=tmp_path, stderr=subprocess.PIPE, text=True) as one:
        assert one.stderr is not None
        lines: list[str] = []
        while not lines or not lines[-1].startswith("The rest of the program goes on"):
            lines.append(one.stderr.readline())
            assert lines[-1], lines
        one.send_signal(signal.SIGTERM)  # is passed on to the program: the notice has ended nothing
        said = "".join(lines)
        assert one.wait(30) == -signal.SIGTERM, said
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    part = told["stuck_part"]
    assert told["end"] == "ended" and told["signal"] == signal.SIGTERM
    assert len(part["processes"]) == 3 and len(part["beside"]) == 1
    assert part["diagnosis"] == "lock-order" and set(part["cycle"]) < set(part["processes"])
    assert said.count("only a") == 1 and "program.py:7" in said


HANDED = """
    import os, socket, sys

    out, into = os.pipe()
    ours = socket.socket(socket.AF_UNIX)
    ours.connect(sys.argv[1])
    socket.send_fds(ours, [b"x"], [into])
    os.close(into)
    os.read(out, 1)
"""


def test_a_connection_that_is_not_accepted_yet_proves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        words = ["--timeout", "1", "--json", str(file), script(tmp_path, HANDED), str(tmp_path / "socket")]
        ran(*words)
    assert json.loads(file.read_text("utf-8"))["end"] == "timeout"
