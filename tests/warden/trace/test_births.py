"""Python's own services are known by how they are born; whoever only looks like one is left behind."""

from __future__ import annotations

import pytest
from boxes import Box, left, value

from grader.evidence import Kind, LeftoverKind
from grader.warden.trace.births import _called, _line

TRACKER = b"from multiprocessing.resource_tracker import main;main(7)"
SERVER = b"from multiprocessing.forkserver import main; main(5, 7, ['__main__'], **{'sys_path': ['/a;b']})"

NEWER = b"import sys; " + SERVER.replace(b", **{", b", sys_argv=sys.argv[1:], **{")


@pytest.mark.parametrize(
    ("line", "name"), [(TRACKER, "resource_tracker"), (SERVER, "forkserver"), (NEWER, "forkserver")]
)
def test_the_line_of_a_service(line: bytes, name: str) -> None:
    assert _called(line) == (name, 7)


@pytest.mark.parametrize(
    "line",
    [
        b"from multiprocessing.resource_tracker import main",
        TRACKER + b"; import time; time.sleep(31)",
        TRACKER + b"\nprint()",
        b"import time\n" + TRACKER,
        b"from multiprocessing.resource_tracker import main;main(__import__('time').sleep(31))",
        b"from multiprocessing.forkserver import main; main(5, 7, [print()], **{})",
        b"from multiprocessing.forkserver import main; main(5, 7, [], a=print())",
        b"import time; from multiprocessing.forkserver import main; main(5, 7, [])",
        NEWER.replace(b"sys.argv[1:]", b"sys.argv[print()]"),
        NEWER.replace(b"import sys;", b"import sys; print();"),
        b"from time import main;main(7)",
        b"from multiprocessing.resource_tracker import main as x, sleep as main;main(7)",
        b"main(7)",
        b"\xff",
        b"(" * 3000,
    ],
)
def test_a_line_that_does_anything_else(line: bytes) -> None:
    assert _called(line)[0] == ""


@pytest.mark.parametrize("flags", [[], [b"-B"], [b"-I", b"-X", b"dev", b"-Wignore"], [b"-bb", b"-Xutf8"]])
def test_flags_of_an_interpreter(flags: list[bytes]) -> None:
    assert _line([b"python", *flags, b"-c", TRACKER]) == TRACKER
    assert _line([b"python", *flags, b"-c", NEWER, b"-c", b"own"]) == NEWER


@pytest.mark.parametrize(
    "arguments",
    [
        [b"sh", b"-c", b"exec sleep 31", TRACKER],
        [b"python", b"-c", b"import time", b"-c", TRACKER],
        [b"python", b"own.py", b"-c", TRACKER],
        [b"python", b"-m", b"own", b"-c", TRACKER],
        [b"python", b"-Bcimport own", b"-c", TRACKER],
        [b"python", b"-X", b"-c", TRACKER],
        [b"python", TRACKER],
        [b""],
        [],
    ],
)
def test_arguments_that_run_something_else(arguments: list[bytes]) -> None:
    assert _line(arguments) != TRACKER


DISGUISES = {
    "a shell": "['/bin/sh', '-c', 'exec sleep 31', TRACKER]",
    "code before it": "[sys.executable, '-c', 'import time; time.sleep(31)', '-c', TRACKER]",
}
SOURCE = """
    import os, subprocess, sys

    TRACKER = "from multiprocessing.resource_tracker import main;main(%d)"

    def f():
        global TRACKER
        out, into = os.pipe()
        TRACKER %= out
        null = subprocess.DEVNULL
        process = subprocess.Popen(COMMAND, pass_fds=[], stdout=null, stderr=null)
        process.returncode = 0
        os.close(out)
        os.close(into)
        while b"sleep" not in open(f"/proc/{process.pid}/cmdline", "rb").read() and "sleep" in str(COMMAND):
            pass
"""


@pytest.mark.parametrize("how", ["a shell", "code before it"])
def test_a_disguise_is_a_process_that_was_left(box: Box, how: str) -> None:
    outcome = box.call(SOURCE.replace("COMMAND", DISGUISES[how]))
    assert left(outcome) == {LeftoverKind.PROCESS}


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_the_real_ones_may_stay(box: Box, method: str) -> None:
    source = """
        import multiprocessing, os

        def f():
            queue = multiprocessing.SimpleQueue()
            process = multiprocessing.Process(target=queue.put, args=(4,))
            process.start()
            process.join()
            return queue.get()
    """
    outcome = box.call(source, start_method=method)
    assert value(outcome) == 4
    assert left(outcome) == set()
    services = {p.name for p in outcome.evidence.processes if p.kind is Kind.SERVICE}
    assert services == {
        "fork": set(), "forkserver": {"resource_tracker", "forkserver"}, "spawn": {"resource_tracker"}
    }[method]  # fmt: skip
