"""Who wrote what where: the kernel's word, whichever call wrote it, and however the call went."""

from __future__ import annotations

import platform

import pytest
from boxes import Box, children, runner, value

from grader.evidence import Outcome, WriteRecord
from grader.runner.confine import seccomp, syscalls, write_filter

SCENE = """
    import os

    def scene(student, *args):
        out, into = os.pipe()
        os.set_blocking(out, False)
        where = place(into)
        student.f(into, *args)
        got = b""
        try:
            while data := os.read(out, 1 << 16):
                got += data
        except BlockingIOError:
            pass
        os.close(out)
        os.close(into)
        return where, got
"""


def asked(box: Box, source: str, *args: object, **more: object) -> tuple[Outcome, list[WriteRecord], bytes]:
    """Call ``f(fd, ...)`` with the write end of a pipe; outcome, records of that pipe, and its bytes."""
    outcome = box.play(source, SCENE, *args, **{"writes": True, **more})
    where, got = value(outcome)
    return outcome, [w for w in outcome.evidence.writes if w.place == where], got


CALLS = {
    "write": "os.write(fd, b'abc')",
    "writev": "os.writev(fd, [b'a', b'', b'bc'])",
    "print": "print('abc', end='', file=os.fdopen(fd, 'w', closefd=False))",
    "dup": "os.dup2(fd, 1); print('abc', end='', flush=True)",
    "thread": "t = threading.Thread(target=os.write, args=(fd, b'abc')); t.start(); t.join()",
    "ctypes": "ctypes.CDLL(None).dprintf(fd, b'ab%c', ord('c'))",
    "opened anew": "w = os.open(f'/proc/self/fd/{fd}', os.O_WRONLY); os.write(w, b'abc'); os.close(w)",
    "exec": "os.dup2(fd, 1); os.execv('/bin/sh', ['sh', '-c', 'printf abc'])",
}
ELSEWHERE = {
    "sendfile": "os.sendfile(fd, memory(), 0, 3)",
    "splice": "r, w = os.pipe(); os.write(w, b'abc'); os.splice(r, fd, 3)",
}
SOURCE = """
    import ctypes, os, threading

    def memory():
        fd = os.memfd_create("text")
        os.write(fd, b"abc")
        return fd

    def f(fd):
        if (pid := os.fork()) == 0:
            try:
                {}
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
"""


@pytest.mark.parametrize("how", [*CALLS, *ELSEWHERE])
def test_every_way_to_write_names_its_writer(box: Box, how: str) -> None:
    outcome, (record,), got = asked(box, SOURCE.format({**CALLS, **ELSEWHERE}[how]))
    assert got == b"abc"
    assert (record.pid, record.size) == (children(outcome)[0].pid, 3)
    assert record.data == (b"" if how in ELSEWHERE else b"abc")
    assert record.path.startswith("pipe:[")


def test_only_what_the_kernel_took_counts(box: Box) -> None:
    source = """
        import os

        def f(fd):
            os.set_blocking(fd, False)
            sizes = []
            for data in (b"a" * 100_000, b"b"):
                try:
                    sizes.append(os.write(fd, data))
                except BlockingIOError:
                    sizes.append(0)
            assert sizes == [65536, 0]
            for wrong in (999, -1):
                try:
                    os.write(wrong, b"abc")
                except OSError:
                    pass
    """
    outcome, (record,), got = asked(box, source)
    assert record.size == len(got) == 65536
    assert record.pid == runner(outcome).pid
    assert got.startswith(record.data) and 1000 < len(record.data) < 65536


def test_writers_take_turns_in_the_order_of_the_calls(box: Box) -> None:
    source = """
        import os

        def f(fd):
            for turn in range(3):
                os.write(fd, b"caller")
                os.write(fd, b".")
                if (pid := os.fork()) == 0:
                    for letter in b"child":
                        os.write(fd, bytes([letter]))
                    os._exit(0)
                os.waitpid(pid, 0)
    """
    outcome, records, got = asked(box, source)
    who = [child.pid for child in children(outcome)]
    assert [record.pid for record in records[1::2]] == who
    assert [record.data for record in records] == [b"caller.", b"child"] * 3
    assert b"".join(record.data for record in records) == got


def test_a_writer_that_is_killed_or_interrupted_inside_the_call(box: Box) -> None:
    source = """
        import os, signal, time

        def asleep(pid):
            while open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0] != "S":
                time.sleep(0.001)

        def f(fd):
            signal.signal(signal.SIGUSR1, lambda *_: None)
            full, into = os.pipe()
            for sent, code in ((signal.SIGUSR1, 7), (signal.SIGSTOP, 7), (signal.SIGKILL, -9)):
                os.set_blocking(into, False)
                try:
                    while True:
                        os.write(into, b"x" * 4096)
                except BlockingIOError:
                    os.set_blocking(into, True)
                pid = os.fork()
                if pid == 0:
                    os.write(into, b"one more")
                    os.write(fd, b"done")
                    os._exit(7)
                asleep(pid)
                os.kill(pid, sent)
                if sent == signal.SIGSTOP:
                    os.waitpid(pid, os.WUNTRACED)
                    os.kill(pid, signal.SIGCONT)
                if sent != signal.SIGKILL:
                    asleep(pid)
                    os.read(full, 8192)
                assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == code
            os.close(full)
            os.close(into)
            signal.signal(signal.SIGUSR1, signal.SIG_DFL)
    """
    outcome, records, got = asked(box, source)
    assert got == b"donedone"
    first, second, _ = children(outcome)
    assert [(record.pid, record.data) for record in records] == [(first.pid, b"done"), (second.pid, b"done")]
    assert outcome.evidence.leftovers == []


def test_who_maps_a_file_is_told_and_who_writes_to_it_by_name(box: Box) -> None:
    source = """
        import mmap, os

        def f():
            with open("mapped", "wb+") as file:
                file.truncate(8)
                if (pid := os.fork()) == 0:
                    with mmap.mmap(file.fileno(), 8) as memory:
                        memory[:3] = b"abc"
                    os._exit(0)
                os.waitpid(pid, 0)
            with open("written", "w") as file:
                file.write("text")
            return os.getpid()
    """
    outcome = box.call(source, writes=True, keeps=["mapped", "written"])
    (child,) = children(outcome)
    found = {w.path.rpartition("/")[2]: w for w in outcome.evidence.writes if "/run/" in w.path}
    assert (found["mapped"].pid, found["mapped"].mapped, found["mapped"].size) == (child.pid, True, 0)
    assert (found["written"].pid, found["written"].data) == (runner(outcome).pid, b"text")


def test_a_filter_of_its_own_hides_no_write(box: Box) -> None:
    source = """
        import ctypes, os, struct

        ALLOW, TRACE = 0x7FFF0000, 0x7FF00077

        def f(fd, write):
            lines = [(0x20, 0, 0, 0), (0x15, 0, 1, write), (0x06, 0, 0, TRACE), (0x06, 0, 0, ALLOW)]
            code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in lines))
            header = ctypes.create_string_buffer(struct.pack("@HP", 4, ctypes.addressof(code)))
            libc, zero = ctypes.CDLL(None), ctypes.c_ulong(0)
            pointer = ctypes.c_void_p(ctypes.addressof(header))
            assert libc.prctl(22, ctypes.c_ulong(2), pointer, zero, zero) == 0
            os.write(fd, b"abc")
    """
    number = syscalls.number(platform.machine(), "write")
    outcome, (record,), got = asked(box, source, number)
    assert (record.pid, record.data, got) == (runner(outcome).pid, b"abc", b"abc")


def test_blocks_of_another_file_cannot_be_shared(box: Box) -> None:
    source = """
        import errno, fcntl

        def f():
            with open("one", "w+b") as one, open("other", "w+b") as other:
                for request in (0x40049409, 0x4020940D):
                    try:
                        fcntl.ioctl(other, request, one.fileno())
                    except OSError as error:
                        assert error.errno == errno.EOPNOTSUPP, error
            return True
    """
    assert value(box.call(source, writes=True)) is True


def test_a_flood_of_small_writes_takes_little_room(box: Box) -> None:
    source = """
        import os

        def f(fd):
            ends = [os.pipe() for _ in range(300)]
            null = os.open(os.devnull, os.O_WRONLY)
            for turn in range(4):
                for _, into in ends:
                    os.write(into, b"x" * 60)
            for pair in ends:
                for end in pair:
                    os.close(end)
            os.write(null, b"y" * 10_000)
            os.close(null)
            os.write(fd, b"last")
    """
    outcome, _, got = asked(box, source)
    assert len(outcome.evidence.writes) <= 2000
    assert sum(len(record.data) for record in outcome.evidence.writes) <= 1 << 16
    assert sum(record.size for record in outcome.evidence.writes) >= 300 * 4 * 60 + 10_000
    assert got == b"last"


def test_a_deadlock_in_a_write_is_still_proved(box: Box) -> None:
    source = """
        import os

        def f():
            out, into = os.pipe()
            os.write(into, b"x" * 100_000)
    """
    outcome = box.call(source, writes=True)
    assert outcome.end.value == "deadlock"
    assert outcome.evidence.waits[0].kind == "write"


def test_nothing_is_told_of_who_does_not_ask(box: Box) -> None:
    outcome = box.call("import os\ndef f(): os.write(1, b'abc')\n")
    assert outcome.evidence.writes == []


@pytest.mark.parametrize("machine", seccomp.ARCHES)
def test_the_filter_is_well_formed(machine: str) -> None:
    lines = write_filter.program(machine)
    assert lines[-1][0] == seccomp.RETURN
    for at, (kind, yes, no, _) in enumerate(lines, 1):
        if kind != seccomp.RETURN:
            assert at + max(yes, no) < len(lines)
