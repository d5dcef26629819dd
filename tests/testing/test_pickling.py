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
