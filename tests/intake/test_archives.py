"""Archives that are made to be expensive cost one remark."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.classroom import roster
from grader.intake import archives, matching, notebooks
from grader.intake.archives import Reader

BANK = load_bank()
RIGHT = b"def fork_report(fd):\n    return 1\n"
WANTED = (("fork_report.py", 1000),)


def copies(path: Path, keys: int = 100_000, members: int = 1_000) -> None:
    """A global header of many keys, which tarfile copies for each member: small, and slow."""
    head = tarfile.TarInfo.create_pax_global_header({f"k{number}": "v" for number in range(keys)})
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(head)
        for number in range(members):
            info = tarfile.TarInfo(f"x{number}")
            info.pax_headers = {"comment": "c"}
            file.write(info.tobuf(tarfile.PAX_FORMAT))
        file.write(bytes(1024))


def test_a_header_that_is_copied_for_ever_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "CPU", 1)
    folder = tmp_path / "class"
    (folder / "ana").mkdir(parents=True)
    (folder / "ana" / "fork_report.py").write_bytes(RIGHT)
    copies(folder / "mal.tar.gz")
    with zipfile.ZipFile(folder / "zoe.zip", "w") as file:
        file.writestr("fork_report.py", RIGHT)
    assert (folder / "mal.tar.gz").stat().st_size < 1 << 20
    ana, mal, zoe = roster.students(folder, BANK)
    assert [file.source for file in (*ana.files, *zoe.files)] == [RIGHT, RIGHT]
    assert "mal.tar.gz cannot be read as a tar archive" in mal.note
    assert "mal.tar.gz" in mal.unclaimed


def test_a_bad_archive_in_the_archive_of_a_class_costs_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "CPU", 1)
    copies(tmp_path / "mal.tar.gz")
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as file:
        file.write(tmp_path / "mal.tar.gz", "class/mal.tar.gz")
        file.writestr("class/ana/fork_report.py", RIGHT)
        file.writestr("class/zoe/fork_report.py", RIGHT)
    ana, mal, zoe = roster.students(tmp_path / "class.zip", BANK)
    assert [file.source for file in (*ana.files, *zoe.files)] == [RIGHT, RIGHT]
    assert "CPU time" in mal.note


def test_the_process_ends_with_its_parent(tmp_path: Path) -> None:
    copies(tmp_path / "b.tar.gz")
    text = (
        "import os, sys, threading; from pathlib import Path; from grader.intake.archives import Reader\n"
        "reader = Reader(); print(reader._started().pid, flush=True)\n"
        "threading.Timer(1, os._exit, [0]).start()\n"
        "reader.read('b.tar.gz', Path(sys.argv[1]), ())\n"
    )
    line = [sys.executable, "-c", text, str(tmp_path / "b.tar.gz")]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    deadline = time.monotonic() + 30
    while (path := Path("/proc", done.stdout.strip(), "stat")).exists():
        if path.read_text().rpartition(")")[2].split()[0] in "ZX":
            break
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_was_read_before_the_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("fork_report.py", RIGHT)
        for number in range(20_000):
            file.writestr(f"{number}", b"")
    with Reader() as reader:
        found = reader.read("a.zip", path, WANTED)
    assert "too many members" in found.fault
    assert found.members[0].data == RIGHT


def test_the_process_is_used_again_and_replaced_where_it_ended(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr("fork_report.py", RIGHT)
    copies(tmp_path / "b.tar.gz")
    with Reader(cpu=1) as reader:
        first = reader.read("a.zip", tmp_path / "a.zip", WANTED)
        assert "CPU time" in reader.read("b.tar.gz", tmp_path / "b.tar.gz", WANTED).fault
        assert reader.read("a.zip", tmp_path / "a.zip", WANTED) == first
        inline = reader.read("a.zip", (tmp_path / "a.zip").read_bytes(), WANTED)
    assert inline == first
    assert first.members[0].data == RIGHT


def test_a_notebook_of_many_empty_cells_is_read_in_linear_time() -> None:
    cell = {"cell_type": "code", "source": "", "metadata": {}}
    marked = {**cell, "metadata": {"nbgrader": {"grade_id": "x"}}}
    last = {**cell, "source": "def fork_report(fd): ..."}
    data = json.dumps({"cells": [marked, *[cell] * 60_000, last]}).encode()
    begin = time.process_time()
    cells = notebooks.read("n", data)
    assert notebooks.slugs_in(cells, BANK.slugs) == ["fork_report"]
    assert notebooks.answer(cells, "fork_report", BANK.slugs, "n") is not None
    assert time.process_time() - begin < 30  # in quadratic time five minutes, in linear time half a second


def test_names_in_messages_are_those_that_the_teacher_sees(tmp_path: Path) -> None:
    (tmp_path / "class" / "ana" / "sub").mkdir(parents=True)
    (tmp_path / "class" / "ana" / "sub" / "x\n.txt").write_text("")
    found = roster.look(tmp_path / "class", matching.Rules(BANK))
    assert found.hand_ins[0].unclaimed == ("ana/sub/x\\n.txt",)
