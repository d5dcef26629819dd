"""What Python says when something cannot be pickled is known as that, in every version."""

from __future__ import annotations

import pickle
import threading
from multiprocessing.reduction import ForkingPickler

import pytest
from boxes import Box

from grader.testing import is_about_pickling
from grader.testing.findings import Finding, read_answer
from grader.verdict import Verdict


class Unpicklable:
    def __reduce__(self) -> str:
        return "nowhere"


@pytest.mark.parametrize("dumps", [pickle.dumps, ForkingPickler.dumps])
@pytest.mark.parametrize(
    "thing", [lambda: None, threading.Lock(), Unpicklable()], ids=["lambda", "lock", "name"]
)
def test_known(thing: object, dumps: object) -> None:
    assert callable(dumps)
    with pytest.raises(Exception) as raised:
        dumps(thing)
    assert is_about_pickling(raised.value)


def test_a_function_inside_another_is_known() -> None:
    def inner() -> None: ...

    with pytest.raises(Exception) as raised:
        ForkingPickler.dumps(inner)
    assert is_about_pickling(raised.value)


def test_an_exception_of_the_submission_has_its_diagnosis(box: Box) -> None:
    source = """
        import pickle

        def f(thing):
            if thing:
                pickle.dumps(lambda: None)
            raise LookupError("nowhere")
    """
    found = []
    for thing in (True, False):
        with pytest.raises(Finding) as raised:
            read_answer(box.call(source, "f", thing), {})
        found.append((raised.value.verdict, raised.value.diagnosis))
    assert found == [(Verdict.CRASHED, "unpicklable-target"), (Verdict.CRASHED, None)]


def test_others_are_not() -> None:
    assert not is_about_pickling(AttributeError("'NoneType' object has no attribute 'put'"))


PROCESS = """
    import functools
    import io
    import threading
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import Lock, Pool, Process, Queue


    class Job:
        def __init__(self, thing):
            self.fine = [1, Lock()]
            self.inside = {"k": (thing,)}

        def run(self):
            return None


    class Own(Process):
        def __init__(self):
            super().__init__()
            self.log = open(__file__)

        def run(self):
            return None


    def work(*args, **more):
        return None


    def f(case):
        def inner():
            return None

        class Within:
            pass

        match case:
            case "lambda":
                return Process(target=lambda: None).start()
            case "inner":
                return Process(target=inner).start()
            case "argument":
                return Process(target=work, args=(1, Job(threading.Lock()))).start()
            case "keyword":
                return Process(target=work, kwargs={"lines": (n for n in "ab")}).start()
            case "method":
                return Process(target=Job(threading.Thread()).run).start()
            case "subclass":
                return Own().start()
            case "within":
                return Process(target=work, args=(Lock(), Queue(), Within())).start()
            case "partial":
                return Process(target=functools.partial(work, io)).start()
            case "pool":
                with Pool(1) as pool:
                    return pool.map(work, [[threading.RLock()]])
            case "executor":
                with ProcessPoolExecutor(1) as pool:
                    return pool.submit(lambda: None).result()
"""
BY_FORK = "A process that is forked gets a copy without pickle, so this works under fork only."
TOLD = {
    "lambda": "`target` is a lambda, and cannot be pickled.",
    "inner": "`target` is `inner`, a function inside a function, and cannot be pickled.",
    "argument": "`args[1].inside['k'][0]` is a lock of threads, and cannot be pickled.",
    "keyword": "`kwargs['lines']` is a generator, and cannot be pickled.",
    "method": "`target.inside['k'][0]` is a thread, and cannot be pickled.",
    "subclass": "`self.log` is an open file (`TextIOWrapper`), and cannot be pickled.",
    "within": "`args[2]` is an object of `Within`, a class inside a function, and cannot be pickled.",
    "partial": "`target.args[0]` is a module, and cannot be pickled.",
    "pool": "What was sent is a lock of threads, and cannot be pickled.",
    "executor": "What was sent is a lambda, and cannot be pickled.",
}


@pytest.mark.parametrize("case", TOLD)
def test_the_part_that_cannot_be_sent_is_named(box: Box, case: str) -> None:
    with pytest.raises(Finding) as raised:
        read_answer(box.call(PROCESS, "f", case, start_method="spawn"), {})
    found = raised.value
    function = case in ("lambda", "inner", "executor")
    assert (found.verdict, found.diagnosis) == (
        Verdict.CRASHED,
        "unpicklable-target" if function else "unpicklable-part",
    )
    assert TOLD[case] in found.message
    assert (BY_FORK in found.message) == (case not in ("pool", "executor"))


def test_forkserver_pickles_too(box: Box) -> None:
    with pytest.raises(Finding, match="`target` is a lambda") as raised:
        read_answer(box.call(PROCESS, "f", "lambda", start_method="forkserver"), {})
    assert raised.value.diagnosis == "unpicklable-target"
    assert read_answer(box.call(PROCESS, "f", "argument", start_method="fork"), {}) is None


def test_what_pickle_does_itself_is_no_part(box: Box) -> None:
    source = """
        import pickle

        def f():
            pickle.dumps(lambda: None)
    """
    with pytest.raises(Finding) as raised:
        read_answer(box.call(source), {})
    assert "works under fork" not in raised.value.message
