"""What /proc says of a process."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

import pytest

from grader.warden.trace import procfs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into processes through /proc")


@pytest.mark.parametrize("name", ["listener-0q3x_vd8", "sock-0123456789ab"])
def test_a_manager_is_known_by_the_socket_of_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Python 3.14, and 3.13 in its later releases, call it another way than before."""
    monkeypatch.chdir(tmp_path)  # the whole path may be too long for a socket
    Path("pymp-1").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"./pymp-1/{name}")
        assert not procfs.serves_manager(os.getpid())
        listener.listen()
        assert procfs.serves_manager(os.getpid())
    assert not procfs.serves_manager(os.getpid())


def test_files_of_other_processes_are_opened_in_one_place() -> None:
    """But for the scheduler's, which keeps the memory of each process open."""
    warden = Path(procfs.__file__).parents[1]
    opened = re.compile(r"open\(f\"/proc/\{")
    assert {path.name for path in warden.rglob("*.py") if opened.search(path.read_text())} == {"procfs.py"}


def test_listeners_of_multiprocessing_beside_a_name_that_looks_like_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every program of the machine is in this list, with whatever names its sockets have."""
    monkeypatch.chdir(tmp_path)
    Path("pymp-x").mkdir()
    with socket.socket(socket.AF_UNIX) as own, socket.socket(socket.AF_UNIX) as odd:
        own.bind("./pymp-x/listener-1")
        odd.bind(b"\0\n0: 0 0 00010000 0 0 \xff /pymp-x")
        for each in (own, odd):
            each.listen()
        found = procfs.private_listeners(os.getpid())
        assert f"socket:[{os.fstat(own.fileno()).st_ino}]" in found
        assert all(re.fullmatch(r"socket:\[\d+\]", one) for one in found)
