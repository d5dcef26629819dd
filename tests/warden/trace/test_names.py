"""Names that are not UTF-8, or longer than a line, wherever the kernel tells them: no check suffers."""

from __future__ import annotations

import os
import random

import pytest
from boxes import Box, call, leftovers, value

from grader.evidence import End, LeftoverKind
from grader.messages.checks.left_behind import words
from grader.warden.trace.procfs import MOST_SHOWN, shown

ODD = [
    *(b"\xff", b"a\nb", b"\x1b[31m", "\u202e".encode(), b"\xed\xa0\x80", b"x" * 240),
    *(b"\xf0\x9f\x92\xa9 \xc3", b"\\xff"),
]
#: What a submission can name, as a function of the name.
NAMED = {
    "file": "open(name, 'w').close()",
    "folder": "os.mkdir(name); os.mkdir(os.path.join(name, name))",
    "fifo": "os.mkfifo(name)",
    "shared memory": "open(b'/dev/shm/fl' + name, 'w').close()",
    "open file": "kept.append(open(name, 'w'))",
    "deleted file": "kept.append(open(name, 'w')); os.unlink(name)",
    "memfd": "os.memfd_create(name, 0)",
    "working folder": "os.mkdir(name); os.chdir(name)",
    "socket": "kept.append(s := socket.socket(socket.AF_UNIX)); s.bind(name[:90])",
    "abstract socket": "kept.append(s := socket.socket(socket.AF_UNIX)); s.bind(b'\\0' + name[:90])",
    "thread": "ctypes.CDLL(None).prctl(15, ctypes.c_char_p(name), 0, 0, 0)",
    "command line": "os.spawnve(os.P_NOWAIT, '/bin/sleep', [name, b'60'], {name.replace(b'=', b''): name})",
    "environment": "os.environb[name.replace(b'=', b'')] = name",
    "output": "os.write(1, name); os.write(2, name)",
    "address": "speak('connect', b'/tmp/' + name[:90])",
    "address of a message": "speak('sendto', b'/tmp/' + name[:90])",
}
SOURCE = """
import ctypes, os, socket, sys

kept = []


def speak(call, address):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(address) if call == "connect" else sock.sendto(b"x", address)
        except OSError:
            pass


def f(*names):
    for name in names:
        {act}
    return 1
"""
#: Calls that never end, with the name in what is told of them.
STUCK = {
    "fifo": "os.mkfifo(name); open(name)",
    "file lock": "kept.append(a := open(name, 'w')); fcntl.flock(a, 2); fcntl.flock(open(name), 2)",
    "reads a fifo": "os.mkfifo(name); os.read(os.open(name, os.O_RDWR), 1)",
}


@pytest.mark.parametrize("what", NAMED)
def test_a_name_that_is_no_text_is_told_as_one(box: Box, what: str) -> None:
    speaks = what.startswith("address")
    for names in [(name,) for name in ODD] if speaks else [ODD]:
        outcome = box.call(SOURCE.format(act=NAMED[what]), "f", *names)
        assert outcome.end is End.ANSWERED or (speaks and outcome.end is End.VIOLATION), (names, outcome)
        assert all(len(words(leftover)) < MOST_SHOWN + 100 for leftover in outcome.evidence.leftovers)


def test_a_file_whose_name_is_no_text_is_left(box: Box) -> None:
    outcome = box.call(SOURCE.format(act=NAMED["file"]), "f", b"\xff\n")
    (left,) = leftovers(outcome, LeftoverKind.FILE)
    assert "\\xff\\n, still there" in words(left)


@pytest.mark.parametrize("what", STUCK)
def test_a_wait_for_a_name_that_is_no_text_is_told(box: Box, what: str) -> None:
    source = SOURCE.replace("import ctypes", "import fcntl, ctypes").format(act=STUCK[what])
    for name in (b"\xff", b"\xff\n" + b"x" * 200):
        outcome = box.call(source, "f", name, wall_seconds=1.5)
        assert outcome.end in (End.DEADLOCK, End.LIMIT), outcome
        assert "\\xff" in outcome.evidence.waits[0].target


def test_random_names(box: Box) -> None:
    draw = random.Random(20261129)
    names = [bytes(draw.randrange(1, 256) for _ in range(draw.randrange(1, 120))) for _ in range(60)]
    names = [name.replace(b"/", b"") or b"x" for name in names]
    act = "open(name, 'w').close(); os.memfd_create(name, 0); os.write(1, name)"
    outcome = box.call(SOURCE.format(act=act), "f", *names)
    assert value(outcome) == 1
    assert len(leftovers(outcome, LeftoverKind.FILE)) == len(set(names))


def test_a_line_in_the_list_of_sockets_can_be_a_name(box: Box) -> None:
    """/proc/net/unix has names as they are: one with a line break is a line of the submission's own."""
    source = SOURCE.format(
        act="s = socket.socket(socket.AF_UNIX); s.bind(name); s.listen(); kept.append(s)\n"
        "        import threading\n"
        "        if (pid := os.fork()) == 0:\n"
        "            t = threading.Thread(target=int); t.start(); t.join(); os._exit(0)\n"
        "        os.waitpid(pid, 0)"
    )
    name = b"\0\n0: 0 0 00010000 0 0 \xff /pymp-x"
    assert value(box.call(source, "f", name)) == 1


def test_shown() -> None:
    draw = random.Random(7)
    for _ in range(300):
        raw = bytes(draw.randrange(256) for _ in range(draw.randrange(0, 600)))
        for name in (raw, os.fsdecode(raw)):
            text = shown(name)
            assert text.isprintable()
            assert len(text) <= MOST_SHOWN + 3
            text.encode("utf-8")
    assert shown("/dev/shm/täglich") == "/dev/shm/täglich"


def test_a_warden_that_has_seen_them_serves_on(box: Box) -> None:
    before = box.warden.pid
    box.ask(call(SOURCE.format(act=NAMED["file"]), "f", b"\xff"))
    assert box.warden.pid == before
