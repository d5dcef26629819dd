"""One request, performed in a fresh process: load the submission, do what was asked, answer once.

Theory of operation
-------------------
This process belongs to the submission as soon as it is imported; nothing that it says afterwards
is more than a claim. The request has been read from the channel before that, perhaps while the box
was still being cleaned after the last one: until the warden gives the word, no file is touched and
nobody else in the box can look into this process. The answer is sent
once, by the process that began; the warden attests the sender. After the answer it waits to be
killed: neither atexit handlers nor joins of left-over children can hold up the grader.
"""

from __future__ import annotations

import base64
import functools
import os
import resource
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn

from grader import wire
from grader.runner import bystanders, guard, held_back, marks, points
from grader.runner.channel import Channel
from grader.runner.confine import point_filter
from grader.runner.load import compiled, load, when_loaded
from grader.runner.protocol import RunnerAnswered, RunnerCompiled
from grader.scenario import sync

CHANNEL_FD = 200
#: The folder of a request, in the box's work folder.
FOLDER = "run"


def serve(box: dict[str, Any], fds: list[int], begin: Callable[[], None]) -> None:
    """Take the request from the channel and perform it as soon as the warden gives the word.

    ``begin`` is called then. Does not return normally.
    """
    channel_fd, out_fd, err_fd = fds
    os.dup2(out_fd, 1)
    os.dup2(err_fd, 2)
    os.dup2(channel_fd, CHANNEL_FD, inheritable=False)
    for fd in fds:
        os.close(fd)
    channel = Channel(CHANNEL_FD)
    sync.set_post(box["post"], box["stage"])
    bystanders.make()
    request = channel.receive()
    channel.wait()
    begin()
    folder = os.path.join(box["work"], FOLDER)
    os.mkdir(folder)
    os.chdir(folder)
    sys.path.insert(0, folder)
    _limit(request["limits"])
    if request["writes"]:
        from grader.runner.confine import write_filter

        write_filter.witness()
    for file, text in request["files"].items():
        _write(file, text.encode("utf-8"))
    if request["kind"] == "program":
        _schedule(request)
        _exec(request)
    _perform(request, channel, folder)


def _write(file: str, text: bytes) -> None:
    fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    data = memoryview(text)
    while data:
        data = data[os.write(fd, data) :]
    os.close(fd)


def _limit(limits: dict[str, Any]) -> None:
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_NOFILE, 1024)
    _bound(resource.RLIMIT_FSIZE, int(limits["disk_bytes"]))
    _bound(resource.RLIMIT_CPU, int(limits["cpu_seconds"]) + 2, 1)
    if sys.platform == "linux":
        _bound(resource.RLIMIT_AS, int(limits["memory_bytes"]) + (4 << 30))


def _bound(which: int, soft: int, more: int = 0) -> None:
    """Set a soft limit, and a hard one that is ``more``; neither beyond the hard limit that is in force."""
    _, most = resource.getrlimit(which)
    hard = soft + more if most < 0 else min(soft + more, most)
    resource.setrlimit(which, (min(soft, hard), hard))


def _schedule(request: dict[str, Any]) -> None:
    """Put this process under the tracer's schedule, if the request has one."""
    if request["schedule"] is not None:
        hold = request["schedule"]["hold"]
        kinds = point_filter.asked_for(hold, request["files"].values())
        points.begin(os.path.join(os.getcwd(), request["module"] + ".py"), kinds, held_back.LAST in hold)


def _exec(request: dict[str, Any]) -> NoReturn:
    stdin = os.memfd_create("stdin")
    os.write(stdin, request["stdin"].encode("utf-8"))
    os.lseek(stdin, 0, os.SEEK_SET)
    os.dup2(stdin, 0)
    os.execv(sys.executable, [sys.executable, "-B", *request["argv"]])


def _perform(request: dict[str, Any], channel: Channel, folder: str) -> None:
    """Load, call, answer; then wait for the end."""
    guard.begin(channel, os.path.join(folder, request["module"] + ".py"))
    try:
        method = request["start_method"]
        when_loaded("multiprocessing", lambda module: module.set_start_method(method))
        answer = _load(request, channel)
        if answer is None:
            answer = _answer(request)
    except guard.MissingFunction as error:
        answer = {"missing": str(error)}
    except BaseException as error:
        answer = guard.describe(error)
    guard.stop_if_escaped("return", "")
    guard.end_suspended()
    _flush()
    channel.send(RunnerAnswered(answer=answer, id=request["id"]))
    while True:
        channel.wait()


def _flush() -> None:
    """Write out what was printed, as Python does at its end, which does not come here."""
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            assert stream is not None
            stream.flush()
        except BaseException:  # the submission may have closed it, or have put anything in its place
            continue


def _load(request: dict[str, Any], channel: Channel) -> dict[str, Any] | None:
    """Import the submission; say what went wrong, if anything."""
    module = request["module"]
    try:
        with guard.Watching():
            code = _code(request, module) or _compile_first(request, channel)
            _schedule(request)
            load(module, code, marks.bound if request["schedule"] is not None else None)
    except BaseException as error:
        return {"load": guard.describe(error)["raised"]}
    return None


def _compile_first(request: dict[str, Any], channel: Channel) -> bytes:
    """Compile the submission and hand its code on, for the requests to come; it has not run yet."""
    schedule = request["schedule"]
    compiler = functools.partial(marks.marked, fine=held_back.FINE in schedule["hold"]) if schedule else None
    code = compiled(request["module"], request["files"][request["module"] + ".py"], compiler)
    channel.send(RunnerCompiled(compiled=base64.b64encode(code).decode("ascii")))
    return code


def _code(request: dict[str, Any], module: str) -> bytes:
    """The code that came with the request, empty if none did."""
    return base64.b64decode(request["code"].get(module, ""))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    student = guard.GuardedModule(request["module"])
    arguments = wire.decode(request["args"])
    assert isinstance(arguments, list)
    if request["kind"] == "call":
        call = getattr(student, request["function"])
    else:
        try:
            call = functools.partial(getattr(_scene(request), request["function"]), student)
        except Exception as error:
            return {"scene": guard.describe(error, request["scene"])["raised"]}
    try:
        return {"value": wire.encode(call(*arguments))}
    except Exception as error:
        if request["kind"] == "call" or guard.is_reached():
            raise
        return {"scene": guard.describe(error, request["scene"])["raised"]}


def _scene(request: dict[str, Any]) -> ModuleType:
    """The scenario's module, after those that it imports."""
    names = [file.removesuffix(".py") for file in request["files"]]
    for name in names:
        if name != request["module"]:
            load(name, _code(request, name) or compiled(name, request["files"][f"{name}.py"]))
    return sys.modules[request["scene"]]
