"""One request, performed in a fresh process: load the submission, do what was asked, answer once.

Theory of operation
-------------------
This process belongs to the submission as soon as it is imported; nothing that it says afterwards
is more than a claim. The request has been read from the channel before that. The answer is sent
once, by the process that began; the warden attests the sender. After the answer it waits to be
killed: neither atexit handlers nor joins of left-over children can hold up the grader.
"""

from __future__ import annotations

import importlib
import os
import resource
import socket
import sys
from typing import Any, NoReturn

from grader import wire
from grader.runner import guard, stage
from grader.runner.channel import Channel

CHANNEL_FD = 900


def serve(name: str, box: dict[str, Any], fds: list[int]) -> None:
    """Take the request from the channel and perform it. Does not return normally."""
    channel_fd, out_fd, err_fd = fds
    os.dup2(out_fd, 1)
    os.dup2(err_fd, 2)
    os.dup2(channel_fd, CHANNEL_FD, inheritable=False)
    for fd in fds:
        os.close(fd)
    channel = Channel(socket.socket(fileno=CHANNEL_FD))
    folder = os.path.join(box["work"], name)
    os.mkdir(folder)
    os.chdir(folder)
    stage.set_post(box["post"], box["stage"])
    sys.path.insert(0, folder)
    request = channel.receive()
    _limit(request["limits"])
    for file, text in request["files"].items():
        fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        data = memoryview(text.encode("utf-8"))
        while data:
            data = data[os.write(fd, data) :]
        os.close(fd)
    if request["kind"] == "program":
        _exec(request)
    _perform(request, channel, folder)


def _limit(limits: dict[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
    disk, cpu = int(limits["disk_bytes"]), int(limits["cpu_seconds"]) + 2
    resource.setrlimit(resource.RLIMIT_FSIZE, (disk, disk))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    if sys.platform == "linux":
        space = int(limits["memory_bytes"]) + (4 << 30)
        resource.setrlimit(resource.RLIMIT_AS, (space, space))


def _exec(request: dict[str, Any]) -> NoReturn:
    stdin = os.memfd_create("stdin")
    os.write(stdin, request["stdin"].encode("utf-8"))
    os.lseek(stdin, 0, os.SEEK_SET)
    os.dup2(stdin, 0)
    os.execv(sys.executable, [sys.executable, "-B", *request["argv"]])


def _perform(request: dict[str, Any], channel: Channel, folder: str) -> None:
    """Load, call, answer; then wait for the end."""
    import multiprocessing

    guard.begin(channel, folder)
    try:
        multiprocessing.set_start_method(request["start_method"])
        answer = _load(request["module"])
        if answer is None:
            answer = _answer(request)
    except guard.MissingFunction as error:
        answer = {"missing": str(error)}
    except BaseException as error:
        answer = guard.describe(error)
    guard.stop_if_escaped("return", "")
    channel.send({"answer": answer, "id": request["id"]})
    while True:
        channel.wait()


def _load(module: str) -> dict[str, Any] | None:
    """Import the submission; say what went wrong, if anything."""
    try:
        with guard.watching():
            importlib.import_module(module)
    except BaseException as error:
        return {"load": guard.describe(error)["raised"]}
    return None


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    student = guard.Student(request["module"])
    arguments = wire.decode(request["args"])
    assert isinstance(arguments, list)
    if request["kind"] == "call":
        value = getattr(student, request["function"])(*arguments)
    else:
        try:
            play = getattr(importlib.import_module(request["scene"]), request["function"])
        except Exception as error:
            return {"scene": guard.describe(error)["raised"]}
        value = play(student, *arguments)
    return {"value": wire.encode(value)}
