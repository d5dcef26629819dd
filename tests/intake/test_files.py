from __future__ import annotations

import codecs
import errno
import os
import socket
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.intake.files import SOURCE_LIMIT, Refusal, read_source

Write = Callable[[bytes], Path]
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(data: bytes) -> Path:
        path = tmp_path / "fork_report.py"
        path.write_bytes(data)
        return path

    return write


def refused(path: Path, **keywords: int) -> str:
    """The sentence; every refusal names the file and has a fix, each on one line."""
    with pytest.raises(Refusal) as caught:
        read_source(path, **keywords)
    for text in (caught.value.sentence, caught.value.fix):
        assert text.isprintable()
        assert text.endswith((".", "FILE."))
    assert path.name in caught.value.sentence
    return caught.value.sentence


def descriptors() -> set[str]:
    return {path.name for path in Path("/proc/self/fd").iterdir()}


def failing(code: int) -> Callable[..., int]:
    def fail(path: object, *_: object, **__: object) -> int:
        raise OSError(code, os.strerror(code), str(path))

    return fail


class TestKindsOfFile:
    def test_not_there(self, tmp_path: Path) -> None:
        assert "is not there" in refused(tmp_path / "fork_report.py")

    def test_below_a_file(self, write: Write) -> None:
        assert "is not there" in refused(write(b"") / "fork_report.py")

    def test_null_byte_in_the_name(self) -> None:
        with pytest.raises(Refusal, match=r"a\\x00b.py is not there"):
            read_source(Path("a\0b.py"))

    def test_name_too_long(self, tmp_path: Path) -> None:
        assert "File name too long" in refused(tmp_path / ("a" * 300 + ".py"))

    def test_folder(self, tmp_path: Path) -> None:
        assert "is a folder" in refused(tmp_path)

    @pytest.mark.parametrize("there", [True, False])
    def test_symlink(self, tmp_path: Path, there: bool) -> None:
        (tmp_path / "real.py").write_text("pass\n")
        link = tmp_path / "fork_report.py"
        link.symlink_to("real.py" if there else "nowhere.py")
        assert "is a symbolic link" in refused(link)

    def test_symlink_put_there_after_the_look(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write(b"pass\n")
        regular = os.lstat(path)
        path.unlink()
        path.symlink_to("/etc/hostname")
        with monkeypatch.context() as patch:
            patch.setattr(os, "lstat", lambda _: regular)
            with pytest.raises(Refusal, match="is a symbolic link"):
                read_source(path)

    def test_fifo_put_there_after_the_look(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write(b"pass\n")
        regular = os.lstat(path)
        path.unlink()
        os.mkfifo(path)
        with monkeypatch.context() as patch:
            patch.setattr(os, "lstat", lambda _: regular)
            with pytest.raises(Refusal, match="is a named pipe"):
                read_source(path)

    def test_fifo(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "fork_report.py")
        assert "is a named pipe" in refused(tmp_path / "fork_report.py")

    def test_socket(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)  # a socket's path is short
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("fork_report.py")
            assert "is a socket" in refused(tmp_path / "fork_report.py")

    @pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
    def test_device(self, device: str) -> None:
        assert "is a device" in refused(Path(device))

    @pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM])
    def test_no_permission(self, write: Write, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
        path = write(b"pass\n")
        with monkeypatch.context() as patch:
            patch.setattr(os, "open", failing(code))
            assert "no permission" in refused(path)

    def test_any_other_error(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write(b"pass\n")
        with monkeypatch.context() as patch:
            patch.setattr(os, "open", failing(errno.EIO))
            assert "cannot be read: Input/output error" in refused(path)

    def test_a_name_cannot_control_the_terminal(self, tmp_path: Path) -> None:
        with pytest.raises(Refusal, match=r"\\x1b\[2J.py is not there"):
            read_source(tmp_path / "\x1b[2J.py")

    def test_no_descriptor_stays_open(self, write: Write, tmp_path: Path) -> None:
        before = descriptors()
        read_source(write(b"pass\n"))
        refused(tmp_path)
        for data in (b"a\0", b"x" * (SOURCE_LIMIT + 1)):
            refused(write(data))
        assert descriptors() == before


class TestSize:
    def test_just_fits(self, write: Write) -> None:
        assert len(read_source(write(b"#" * SOURCE_LIMIT))) == SOURCE_LIMIT

    def test_one_byte_more(self, write: Write) -> None:
        assert "too large: 11 bytes, and 10 bytes is the limit" in refused(write(b"#" * 11), limit=10)

    def test_100_mb_are_refused_without_reading(self, tmp_path: Path) -> None:
        path = tmp_path / "fork_report.py"
        with path.open("wb") as file:
            file.truncate(100_000_000)
        tracemalloc.start()
        began = time.perf_counter()
        assert "too large: 97,656 KiB, and 256 KiB is the limit" in refused(path)
        took = time.perf_counter() - began
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert took < 1
        assert peak < SOURCE_LIMIT

    def test_a_file_that_grows_meanwhile(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write(b"#" * 5)
        small = path.stat()
        path.write_bytes(b"#" * 50)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fstat", lambda _: small)
            with pytest.raises(Refusal, match="too large: 11 bytes"):
                read_source(path, limit=10)

    def test_empty(self, write: Write) -> None:
        assert read_source(write(b"")) == b""


class TestText:
    def test_unchanged(self, write: Write) -> None:
        data = "# -*- coding: utf-8 -*-\r\nprint('äöü 🐍 \\x00')\n".encode()
        assert read_source(write(data)) == data

    def test_byte_order_mark(self, write: Write) -> None:
        assert read_source(write(codecs.BOM_UTF8 + b"pass\n")) == b"pass\n"

    def test_null(self, write: Write) -> None:
        assert "contains a null byte: byte 6, line 2" in refused(write(b"pass\n#\0\n"))

    @pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
    def test_not_utf8(self, write: Write, ends: str) -> None:
        data = f"first{ends}second{ends}".encode() + "ü".encode("latin-1") + b"\n"
        at = len(data) - 2
        assert f"is not UTF-8: byte {at}, line 3" in refused(write(data))

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_wide_encodings(self, write: Write, encoding: str) -> None:
        refused(write("pass\n".encode(encoding)))

    def test_surrogates_are_not_utf8(self, write: Write) -> None:
        assert "is not UTF-8: byte 1, line 1" in refused(write(b"#\xed\xa0\x80"))

    @pytest.mark.parametrize(
        "data",
        [
            b"# -*- coding: latin-1 -*-\n",
            b"#!/usr/bin/env python3\n# vim: set fileencoding=cp1252 :\n",
            b"\n#coding=utf-7\n",
            b"  # comment\r\t\x0c# coding:ascii\r",
            codecs.BOM_UTF8 + b"# coding: latin-1",
        ],
    )
    def test_foreign_cookie(self, write: Write, data: bytes) -> None:
        assert "declares the encoding" in refused(write(data))

    @pytest.mark.parametrize(
        "data",
        [
            b"# coding: UTF-8\n",
            b"# coding: utf8\n",
            b"# coding: utf_8\n",
            b"# coding: utf-8-unix\n",
            b"x = 1\n# coding: latin-1\n",
            b"#\n#\n# coding: latin-1\n",
            b"'# coding: latin-1'\n",
            b"# encoding is UTF-8\n",
            b"# coding: utf-8\n# coding: latin-1\n",
        ],
    )
    def test_harmless_cookie(self, write: Write, data: bytes) -> None:
        assert read_source(write(data)) == data

    @pytest.mark.parametrize("character", BIDI)
    def test_bidirectional_control(self, write: Write, character: str) -> None:
        sentence = refused(write(f"ä = 1\n\n# {character}x\n".encode()))
        assert f"U+{ord(character):04X}" in sentence
        assert sentence.endswith("line 3.")

    def test_text_from_right_to_left_is_welcome(self, write: Write) -> None:
        data = "# שלום، مرحبا\n".encode()
        assert read_source(write(data)) == data

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.one_of(st.binary(max_size=80), st.text(max_size=40).map(str.encode)))
    @example(data=b"# coding: ")
    @example(data=codecs.BOM_UTF8)
    def test_text_or_refusal(self, write: Write, data: bytes) -> None:
        path = write(data)
        try:
            source = read_source(path)
        except Refusal:
            refused(path)
            return
        assert source == data.removeprefix(codecs.BOM_UTF8)
        assert not set(source.decode("utf-8")) & {"\0", *BIDI}
