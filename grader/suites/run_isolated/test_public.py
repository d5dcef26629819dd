"""run_isolated: a return, an exit code, a signal."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from grader.runner.stage import observe
from grader.testing import Answer, Submission, check, expect, fail, in_box, scenario


@in_box
def elsewhere() -> bool:
    """Report the call; whether this is a process other than the caller's."""
    observe("called")
    return os.environ["CALLER"] != str(os.getpid())


@in_box
def give_back() -> int:
    """Return the given number."""
    elsewhere()
    return int(os.environ["GIVEN"])


@in_box
def give_back_function() -> object:
    """Return what cannot be pickled."""
    elsewhere()
    return lambda: None


@in_box
def leave() -> None:
    """End by os._exit with the given number."""
    if elsewhere():
        os._exit(int(os.environ["GIVEN"]))


@in_box
def end_by_signal() -> None:
    """Send the given signal to this process."""
    if elsewhere():
        os.kill(os.getpid(), int(os.environ["GIVEN"]))
        time.sleep(3)


@scenario
def isolated(student: Any, name: str, given: int) -> object:
    """Call with the function of that name."""
    os.environ["CALLER"], os.environ["GIVEN"] = str(os.getpid()), str(given)
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # for a child that is a new interpreter
    answer: object = student.run_isolated(globals()[name])
    return answer


def end_of(submission: Submission, name: str, given: int = 0) -> object:
    """What the function says of the end of ``name``, which ran once, in a process of its own."""
    answer = submission.play(isolated, name, given)
    ran_elsewhere(answer)
    return answer.value


def ran_elsewhere(answer: Answer) -> None:
    """End the check unless fn was called once and in another process, by the kernel's word."""
    places = [seen.pid for seen in answer.seen if seen.value == "called"]
    caller = answer.caller.pid
    early = not places and any(child.end is None for child in answer.children)
    expect(not early, "The function returned before its child had come to call fn.", "process-left")
    expect(places != [], "fn was never called.", "wrong-value")
    if set(places) == {caller} and answer.caller.threads > 1:
        fail(f"fn ran in process {caller}, the caller's own: a thread is not a process.", "threads-instead")
    expect(set(places) != {caller}, f"fn ran in process {caller}, the caller's own.", "no-real-process")
    if caller in places:
        message = f"fn ran in process {places[0]} and in process {places[1]}; process {caller} is the caller."
        fail(message, "runs-in-both")
    expect(len(places) == 1, f"fn was called {len(places)} times; once was asked for.", "wrong-value")


@check(points=1, diagnosis="wrong-value")
def test_return(submission: Submission) -> None:
    """An fn that returns, whatever its value, gives ("exit", 0); it runs once, in a child process."""
    number = submission.random.randrange(3, 120)
    told = end_of(submission, "give_back", number)
    message = f"fn returned {number}, so the answer should be ('exit', 0); it is {told!r}."
    expect(told not in [("exit", number), ("exit", number << 8)], message, "result-is-exit-code")
    expect(told == ("exit", 0), message)
    told = end_of(submission, "give_back_function")
    expect(told == ("exit", 0), f"fn returned a lambda: the answer should be ('exit', 0); it is {told!r}.")


@check(points=0.5, diagnosis="wrong-value")
def test_os_exit(submission: Submission) -> None:
    """An fn that calls os._exit(n) gives ("exit", n)."""
    code = submission.random.randrange(3, 256)
    told = end_of(submission, "leave", code)
    message = f"fn called os._exit({code}), so the answer should be ('exit', {code}); it is {told!r}."
    expect(told != ("exit", code << 8), message, "raw-status")
    expect(told not in [("exit", 0), ("exit", 1)], message, "believes-message")
    expect(told == ("exit", code), message)
    told = end_of(submission, "leave", 0)
    message = f"fn called os._exit(0), so the answer should be ('exit', 0); it is {told!r}."
    expect(told != ("exit", 1), message, "believes-message")
    expect(told == ("exit", 0), message)


@check(points=1, diagnosis="wrong-value")
def test_signal(submission: Submission) -> None:
    """A child that is ended by a signal gives ("signal", number), and the number is positive."""
    others = [signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM]
    for number in (signal.SIGKILL, submission.random.choice(others)):
        told = end_of(submission, "end_by_signal", int(number))
        message = (
            f"{number.name} ended the child, so the answer should be ('signal', {number:d}); it is {told!r}."
        )
        expect(told != ("signal", -number), message, "negative-signal")
        expect(not (isinstance(told, tuple) and told[:1] == ("exit",)), message, "signal-taken-for-exit")
        expect(told == ("signal", number), message)
