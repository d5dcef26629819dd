"""What Python says when something cannot be pickled is known as that, in every version."""

from __future__ import annotations

import pickle
import threading
from multiprocessing.reduction import ForkingPickler

import pytest

from grader.testing import is_about_pickling


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


def test_others_are_not() -> None:
    assert not is_about_pickling(AttributeError("'NoneType' object has no attribute 'put'"))
