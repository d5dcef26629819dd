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
