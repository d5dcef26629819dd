"""What a call gives: answers, exceptions, refused calls, files that cannot be loaded. At every level."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from boxes import Box, answer, children, patience, raised, runner, until, value

from grader.evidence import End
from grader.wire import Opaque


def test_a_call_is_answered(box: Box) -> None:
    outcome = box.call("def f(a, b):\n    return [a, (b, None)]\n", "f", 1, b"\0")
    assert outcome.end is End.ANSWERED
    assert value(outcome) == [1, (b"\0", None)]
    assert outcome.evidence.witness == "ptrace"
    assert not outcome.evidence.leftovers
    assert not children(outcome)


def test_what_cannot_cross_arrives_opaque(box: Box) -> None:
    assert isinstance(value(box.call("def f():\n    return {1, 2}\n")), Opaque)


def test_an_argument_of_any_size_arrives(box: Box) -> None:
    text = "x" * 1_000_000
    assert value(box.call("def f(text):\n    return len(text), text[-1]\n", "f", text)) == (1_000_000, "x")


def test_an_answer_in_many_datagrams_arrives(box: Box) -> None:
    assert value(box.call("def f():\n    return list(range(100_000))\n")) == list(range(100_000))


def test_an_integer_that_json_cannot_hold_is_not_a_crash(box: Box) -> None:
    assert box.call("def f():\n    return 10 ** 5000\n").end is End.ANSWERED


def test_every_request_has_a_fresh_interpreter(box: Box) -> None:
    source = """
        import builtins

        before = hasattr(builtins, "mark")
        builtins.mark = 1

        def f():
            return before
    """
    assert [value(box.call(source)) for _ in range(3)] == [False, False, False]


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_the_start_method_is_the_one_asked_for(box: Box, method: str) -> None:
    source = "import multiprocessing\ndef f():\n    return multiprocessing.get_start_method()\n"
    assert value(box.call(source, start_method=method)) == method


def test_a_scenario_runs_beside_the_submission(box: Box) -> None:
    scene = """
        def task(number):
            return number + 1

        def scene(student, number):
            return student.f(task, number), type(student.module).__name__
    """
    assert value(box.play("def f(task, number):\n    return task(number) * 10\n", scene, 4)) == (50, "module")


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_what_a_scenario_passes_can_be_sent_to_other_processes(box: Box, method: str) -> None:
    source = """
        from multiprocessing import Pool

        def f(task, items):
            with Pool(2) as pool:
                found = pool.map(task, items)
                pool.close()
                pool.join()
            return found
    """
    scene = """
        def task(number):
            observe(number)
            return number + 1

        def scene(student, items):
            return student.f(task, items)
    """
    outcome = box.play(source, scene, [1, 2, 3], start_method=method)
    assert value(outcome) == [2, 3, 4]
    assert {repr(o.value) for o in outcome.evidence.observations} == {"1", "2", "3"}
    assert all(o.pid != runner(outcome).pid for o in outcome.evidence.observations)


def test_two_threads_of_the_caller_may_be_inside_at_once(box: Box) -> None:
    source = """
        import os

        def f(inside):
            ends = os.pipe()
            inside()
            for end in ends:
                os.close(end)
            return 1
    """
    scene = """
        import threading

        def scene(student):
            entered, found = threading.Event(), []
            first = threading.Thread(target=lambda: found.append(student.f(entered.wait)))
            second = threading.Thread(target=lambda: found.append(student.f(entered.set)))
            for thread in (first, second):
                thread.start()
            for thread in (first, second):
                thread.join()
            return found
    """
    assert value(box.play(source, scene)) == [1, 1]


# -- exceptions ------------------------------------------------------------------------------------


def test_an_exception_is_described(box: Box) -> None:
    found = raised(box.call("def g():\n    raise KeyError('k')\n\ndef f():\n    return g()\n"))
    assert found["type"] == "KeyError"
    assert found["text"] == "'k'"
    assert found["line"] == 2
    assert found["blamed"] is True
    assert found["signature"] is False


def test_the_line_is_the_submissions_own_also_when_a_library_raised(box: Box) -> None:
    found = raised(box.call("import json\n\ndef f():\n    json.loads('{')\n"))
    assert (found["type"], found["line"]) == ("JSONDecodeError", 4)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("raise NotImplementedError", "NotImplementedError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise BaseException('x')", "BaseException"),
        ("raise type('Own', (Exception,), {'__str__': lambda self: 1 / 0})", "Own"),
        ("f()", "RecursionError"),
    ],
)
def test_any_exception_is_an_answer(box: Box, statement: str, kind: str) -> None:
    outcome = box.call(f"def f():\n    {statement}\n")
    assert outcome.end is End.ANSWERED
    assert raised(outcome)["type"] == kind
    assert raised(outcome)["blamed"] is True


def test_an_exception_of_the_scenario_is_not_blamed_on_the_submission(box: Box) -> None:
    found = raised(
        box.play("def f():\n    return 1\n", "def scene(student):\n    return student.f() + 'a'\n")
    )
    assert (found["type"], found["blamed"]) == ("TypeError", False)


def test_an_exception_that_the_scenario_expected_is_no_answer(box: Box) -> None:
    scene = """
        def scene(student):
            try:
                student.f()
            except ValueError as error:
                return str(error)
    """
    assert value(box.play("def f():\n    raise ValueError('as asked')\n", scene)) == "as asked"


def test_an_exception_in_a_folder_that_is_gone_is_described(box: Box) -> None:
    source = """
        import os
        import tempfile

        def f():
            folder = tempfile.mkdtemp()
            os.chdir(folder)
            os.rmdir(folder)
            raise ValueError("lost")
    """
    outcome = box.call(source)
    assert outcome.end is End.ANSWERED
    assert raised(outcome)["type"] == "ValueError"


def test_an_exception_after_a_change_of_folder_has_its_line(box: Box) -> None:
    assert raised(box.call("import os\n\ndef f():\n    os.chdir('/')\n    raise ValueError\n"))["line"] == 5


# -- calls that are refused ------------------------------------------------------------------------


def test_a_missing_function_is_named(box: Box) -> None:
    assert answer(box.call("def g():\n    pass\n")) == {"missing": "f"}


def test_a_name_that_is_no_function_is_missing(box: Box) -> None:
    assert answer(box.call("f = 3\n")) == {"missing": "f"}


@pytest.mark.parametrize(
    "source", ["def f():\n    pass\n", "def f(a, *, b):\n    pass\n", "f = lambda a, b, c: 1\n"]
)
def test_a_wrong_signature_is_told_from_a_type_error_inside(box: Box, source: str) -> None:
    found = raised(box.call(source, "f", 1, 2))
    assert (found["type"], found["blamed"], found["signature"]) == ("TypeError", True, True)


def test_a_type_error_inside_is_no_wrong_signature(box: Box) -> None:
    found = raised(box.call("def g():\n    pass\n\ndef f(a):\n    g(a)\n", "f", 1))
    assert (found["signature"], found["line"]) == (False, 5)


# -- files that cannot be loaded -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "kind", "line"),
    [
        ("x = 1\ndef f(:\n    pass\n", "SyntaxError", 2),
        ("def f():\nreturn 1\n", "IndentationError", 2),
        ("import no_such_module_xyz\n", "ModuleNotFoundError", 1),
        ("\nfrom os import no_such_name_xyz\n", "ImportError", 2),
        ("\n\n1 / 0\n", "ZeroDivisionError", 3),
        ("raise SystemExit(0)\n", "SystemExit", 1),
        ("raise KeyboardInterrupt\n", "KeyboardInterrupt", 1),
        ("x = '\0'\n", None, None),
    ],
)
def test_a_file_that_cannot_be_loaded(box: Box, source: str, kind: str | None, line: int | None) -> None:
    outcome = box.call(source)
    assert outcome.end is End.ANSWERED
    load = answer(outcome)["load"]
    if kind is not None:
        assert (load["type"], load["line"]) == (kind, line)


def test_os_exit_while_loading_is_a_death(box: Box) -> None:
    outcome = box.call("import os\nos._exit(0)\n")
    assert (outcome.end, outcome.exitcode, outcome.answer) == (End.DIED, 0, "")


def test_loading_without_end_is_stopped_in_time(box: Box) -> None:
    began = time.monotonic()
    outcome = box.call("while True:\n    pass\n", wall_seconds=0.4)
    assert (outcome.end, outcome.limit) == (End.LIMIT, "wall_seconds")
    assert time.monotonic() - began < patience(1.4)


def test_a_child_that_comes_back_from_loading_is_an_escape(box: Box) -> None:
    outcome = box.call(
        "import os\npid = os.fork()\nif pid:\n    os.waitpid(pid, 0)\ndef f():\n    return 1\n"
    )
    assert [escape.by for escape in outcome.escapes] == ["return"]


# -- deaths of the caller --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("os._exit(0)", 0),
        ("os._exit(7)", 7),
        ("os.kill(os.getpid(), signal.SIGKILL)", -9),
        ("os.kill(os.getpid(), signal.SIGTERM)", -15),
        ("os.abort()", -6),
        ("ctypes.string_at(0)", -11),
    ],
)
def test_the_callers_death_is_told(box: Box, statement: str, code: int) -> None:
    outcome = box.call(f"import ctypes, os, signal\ndef f():\n    {statement}\n")
    assert (outcome.end, outcome.exitcode) == (End.DIED, code)
    assert runner(outcome).exitcode == code


# -- the protocol ----------------------------------------------------------------------------------

SPEAK = """
    import json
    import os
    import socket
    import sys

    def channel():
        return socket.socket(fileno=os.dup(200))

    def request_id():
        frame = sys._getframe()
        while "request" not in frame.f_locals:
            frame = frame.f_back
        return frame.f_locals["request"]["id"]

    def f():
        return speak(channel())
"""


@pytest.mark.parametrize(
    "message",
    [
        "b'.[1, 2]'",
        "b'.{'",
        "b'x'",
        "b'.' + b'[' * 50000",
        "b'.' + json.dumps({'answer': {'value': 1}, 'id': 'guessed'}).encode()",
        "b'.' + json.dumps({'answer': 1, 'id': request_id()}).encode()",
        "b'.' + json.dumps({'escape': {'by': 'return', 'text': ''}}).encode()",
    ],
    ids=["list", "no json", "no mark", "deep", "wrong id", "no answer", "escape of itself"],
)
def test_a_message_that_is_none_is_a_violation(box: Box, message: str) -> None:
    outcome = box.call(
        SPEAK + f"\n    def speak(line):\n        line.send({message})\n        line.recv(1)\n"
    )
    assert outcome.end is End.VIOLATION
    assert outcome.reason is not None


def test_an_answer_that_is_not_ascii_does_not_break_the_warden(box: Box) -> None:
    source = (
        SPEAK
        + """
    def speak(line):
        answer = {'answer': {'value': '\xe9'}, 'id': request_id()}
        line.send(b'.' + json.dumps(answer, ensure_ascii=False).encode())
        line.recv(1)
"""
    )
    assert box.call(source).end in (End.VIOLATION, End.ANSWERED)


def test_a_child_cannot_answer_for_the_caller(box: Box) -> None:
    source = (
        SPEAK
        + """
    def speak(line):
        given = request_id()
        pid = os.fork()
        if pid == 0:
            line.send(b'.' + json.dumps({'answer': {'value': 'forged'}, 'id': given}).encode())
            os._exit(0)
        os.waitpid(pid, 0)
        return 'own'
"""
    )
    outcome = box.call(source)
    assert outcome.end is End.VIOLATION
    assert "forged" not in outcome.answer


def test_descriptors_sent_to_the_grader_are_harmless(box: Box) -> None:
    source = (
        SPEAK
        + """
    def speak(line):
        fds = [os.open('/dev/null', os.O_RDONLY) for _ in range(100)]
        for _ in range(3):
            try:
                socket.send_fds(line, [b'+ '], fds)
            except PermissionError:  # where the kernel keeps descriptors from being sent at all
                break
        line.send(b'.{')
        line.recv(1)
"""
    )

    def open_descriptors() -> int:
        return len(list(Path(f"/proc/{box.warden.pid}/fd").iterdir()))

    assert value(box.call("def f():\n    return 1\n")) == 1
    assert until(lambda: open_descriptors() < 40)
    assert box.call(source).end is End.VIOLATION
    assert value(box.call("def f():\n    return 2\n")) == 2
    assert until(lambda: open_descriptors() < 40)


ASYNC = "import asyncio\ndef scene(student):\n    return asyncio.run(student.f())\n"
COROUTINES = {
    "returns": "return 3",
    "raises": "raise ValueError('no')",
    "lets a child come back": "if os.fork() == 0:\n        return 1\n    os.wait()\n    return 3",
    "throws another one away in a child": (
        "if os.fork() == 0:\n        other.close()\n        os._exit(0)\n    os.wait()\n    other.close()\n"
        "    return 3"
    ),
}


@pytest.mark.parametrize("kind", COROUTINES)
def test_what_a_coroutine_does_is_a_part_of_its_call(box: Box, kind: str) -> None:
    source = "import asyncio, os\nasync def g():\n    await asyncio.sleep(0)\nasync def f(other):\n"
    source += f"    {COROUTINES[kind]}\n"
    scene = """
        import asyncio

        def scene(student):
            async def both():
                other = student.g()
                other.send(None)
                return await student.f(other)

            return asyncio.run(both())
    """
    outcome = box.play(source, scene)
    assert bool(outcome.escapes) is (kind == "lets a child come back")
    if kind == "raises":
        said = raised(outcome)
        assert (said["line"], said["blamed"]) == (5, True)
    else:
        assert value(outcome) == 3


def test_what_a_coroutine_leaves_is_seen(box: Box) -> None:
    source = (
        "import os\nasync def f():\n    if os.fork() == 0:\n        while True:\n            os.read(0, 1)\n"
    )
    assert box.play(source, ASYNC).evidence.leftovers
