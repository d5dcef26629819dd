"""The submission run as a script: arguments, standard input, output, exit status. At every level."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from boxes import Box, children, left, value

from grader.evidence import End, LeftoverKind


def test_arguments_input_and_output(box: Box) -> None:
    source = """
        import sys

        print(sys.argv, __name__)
        print(sys.stdin.read().upper(), file=sys.stderr, end="")
    """
    outcome = box.run(source, "a b", "ü", stdin="é\n")
    assert outcome.stdout == "['answer.py', 'a b', 'ü'] __main__\n"
    assert outcome.stderr == "É\n"
    assert (outcome.end, outcome.exitcode) == (End.DIED, 0)


def test_no_input_is_the_end_of_file(box: Box) -> None:
    assert box.run("import sys\nprint(repr(sys.stdin.read()))\n").stdout == "''\n"


def test_much_input(box: Box) -> None:
    assert box.run("import sys\nprint(len(sys.stdin.read()))\n", stdin="x" * 1_000_000).stdout == "1000000\n"


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("sys.exit(3)", 3),
        ("sys.exit('text')", 1),
        ("1 / 0", 1),
        ("os._exit(0)", 0),
        ("os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
    ],
)
def test_the_exit_status(box: Box, statement: str, code: int) -> None:
    outcome = box.run(f"import os, signal, sys\n{statement}\n")
    assert (outcome.end, outcome.exitcode) == (End.DIED, code)


def test_a_syntax_error_is_the_interpreters_word(box: Box) -> None:
    outcome = box.run("def f(:\n")
    assert outcome.exitcode == 1
    assert "SyntaxError" in outcome.stderr


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_a_program_that_starts_processes(box: Box, method: str) -> None:
    source = """
        import multiprocessing
        import sys

        def double(number):
            return 2 * number

        if __name__ == "__main__":
            multiprocessing.set_start_method(sys.argv[1])
            with multiprocessing.Pool(2) as pool:
                print(pool.map(double, [1, 2, 3]))
    """
    outcome = box.run(source, method)
    assert (outcome.stdout, outcome.stderr, outcome.exitcode) == ("[2, 4, 6]\n", "", 0)
    assert len(children(outcome)) >= 2


def test_a_program_that_leaves_a_process(box: Box) -> None:
    source = """
        import os
        import signal

        if os.fork() == 0:
            signal.pause()
    """
    outcome = box.run(source)
    assert outcome.exitcode == 0
    assert left(outcome) == {LeftoverKind.PROCESS}


def test_a_program_that_hangs(box: Box) -> None:
    outcome = box.run("input()\nwhile True:\n    pass\n", stdin="go\n", wall_seconds=0.5)
    assert (outcome.end, outcome.limit, outcome.exitcode) == (End.LIMIT, "wall_seconds", None)


def test_the_warden_sleeps_while_a_program_runs(box: Box) -> None:
    assert value(box.call("def f():\n    return 1\n")) == 1
    before = _cpu(box.warden.pid)
    box.run("import time\ntime.sleep(0.8)\n")
    assert _cpu(box.warden.pid) - before < 0.3


def test_the_warden_sleeps_while_a_call_without_descriptors_runs(box: Box) -> None:
    assert value(box.call("def f():\n    return 1\n")) == 1
    before = _cpu(box.warden.pid)
    box.call("import os, time\ndef f():\n    os.closerange(3, 1000)\n    time.sleep(0.8)\n", wall_seconds=1.0)
    assert _cpu(box.warden.pid) - before < 0.3


def _cpu(pid: int) -> float:
    """CPU seconds of the warden, to the nanosecond."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def test_output_of_a_call_is_kept(box: Box) -> None:
    source = """
        import os
        import sys

        def f():
            print("out")
            sys.stdout.flush()
            os.write(2, b"err \\xff")
            pid = os.fork()
            if pid == 0:
                os.write(1, b"child\\n")
                os._exit(0)
            os.waitpid(pid, 0)
    """
    outcome = box.call(source)
    assert outcome.stdout == "out\nchild\n"
    assert outcome.stderr == "err \N{REPLACEMENT CHARACTER}"


def test_what_is_still_in_a_buffer_at_the_answer_counts(box: Box) -> None:
    assert box.call("def f():\n    print('buffered')\n").stdout in ("buffered\n", "")


def test_standard_input_of_a_call_is_empty(box: Box) -> None:
    assert value(box.call("import sys\ndef f():\n    return sys.stdin.read()\n")) == ""
