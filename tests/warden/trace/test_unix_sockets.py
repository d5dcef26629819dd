"""What is known of Unix sockets, beside sockets whose names look like the kernel's own lines."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from boxes import Box

from grader.box.plan import BoxPlan
from grader.evidence import End
from grader.warden.deadlock.sight import Sight
from grader.warden.trace import procfs
from grader.warden.trace.unix_sockets import is_unix, serves_manager, sockets

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel over netlink")


@pytest.fixture
def bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ExitStack]:
    """A folder for sockets, which are closed afterwards; the whole path may be too long for one."""
    monkeypatch.chdir(tmp_path)
    with ExitStack() as opened:
        yield opened


def listening(opened: ExitStack, name: str | bytes) -> socket.socket:
    found = opened.enter_context(socket.socket(socket.AF_UNIX))
    found.bind(name)
    found.listen()
    return found


def target(one: socket.socket) -> str:
    return procfs.link(f"/proc/self/fd/{one.fileno()}")


@pytest.mark.parametrize("name", ["listener-0q3x_vd8", "sock-0123456789ab"])
def test_a_manager_is_known_by_the_socket_of_its_server(bound: ExitStack, name: str) -> None:
    """Python 3.14, and 3.13 in its later releases, call it another way than before."""
    Path("pymp-1").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"./pymp-1/{name}")
        assert not serves_manager(os.getpid())
        listener.listen()
        assert serves_manager(os.getpid())
        assert target(listener) in Sight().listeners()
    assert not serves_manager(os.getpid())


def test_no_name_makes_a_listener_a_private_one(bound: ExitStack) -> None:
    """Every program of the machine could say so of a server that waits for clients."""
    server = listening(bound, "./server")
    listening(bound, f"\0\n0: 0 0 00010000 0 0 {os.fstat(server.fileno()).st_ino} /pymp-x".encode())
    assert not serves_manager(os.getpid())
    assert target(server) not in Sight().listeners()


def test_no_name_hides_a_connection_that_waits(bound: ExitStack) -> None:
    server = listening(bound, "./server")
    client = bound.enter_context(socket.socket(socket.AF_UNIX))
    client.connect("./server")
    listening(bound, b"\0\n0: 0 0 0 0 01 0")
    listening(bound, f"\0\n0: 0 0 0 0 01 {os.fstat(client.fileno()).st_ino}".encode())
    sight = Sight()
    assert sight.unaccepted()
    assert sight.is_unaccepted(target(client))
    accepted, _ = server.accept()
    with accepted:
        sight = Sight()
        assert not sight.is_unaccepted(target(client))
        assert (sight.peer(target(client)), sight.peer(target(accepted))) == (
            target(accepted),
            target(client),
        )


def test_a_socket_is_a_unix_one_if_the_kernel_says_so(bound: ExitStack) -> None:
    own, other = socket.socket(socket.AF_UNIX), socket.socket()
    with own, other:
        listening(bound, f"\0\n0: 0 0 0 0 03 {os.fstat(other.fileno()).st_ino}".encode())
        assert [is_unix(os.getpid(), fd) for fd in (own.fileno(), other.fileno(), 0, -1)] == [
            True, False, False, False,
        ]  # fmt: skip
        assert os.fstat(own.fileno()).st_ino in (sockets() or {})


def test_a_kernel_that_does_not_answer_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.warden.trace.unix_sockets.NETLINK_SOCK_DIAG", 31)
    one, other = socket.socketpair()
    with one, other:
        sight = Sight()
        assert sight.unaccepted()
        assert not sight.peer(target(one))


def test_of_more_sockets_than_anybody_reads_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs make as many as they like."""
    one, other = socket.socketpair()
    with one, other:
        assert sockets() is not None
        monkeypatch.setattr("grader.warden.trace.unix_sockets.MOST", 1)
        assert sockets() is None
        assert Sight().unaccepted()


FORGED = """
import os, socket


def f(forges):
    timed = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    if forges:
        named = socket.socket(socket.AF_UNIX)
        named.bind(f"\\0\\n0: 0 0 0 0 03 {os.fstat(timed.fileno()).st_ino}".encode())
    timed.recv(1)
"""


@pytest.mark.parametrize("forges", [False, True])
def test_what_the_network_may_end_is_no_deadlock_by_whatever_name(
    plan_of: Callable[[str], BoxPlan], forges: bool
) -> None:
    box = Box(plan_of("namespaces"))
    outcome = box.call(FORGED, "f", forges, wall_seconds=1.5)
    box.close()
    assert outcome.end is End.LIMIT, outcome
