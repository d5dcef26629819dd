"""The table of how a caller's function may end is what it says."""

from __future__ import annotations

import io
import os
import pickle
from random import Random

import pytest

from grader.runner.raises import ENDING, ORDINARY, RAISING, drawn, fall, name_of


def raised(kind: str) -> BaseException:
    """What this kind raises."""
    with pytest.raises(BaseException) as told:
        fall(kind)
    return told.value


@pytest.mark.parametrize("kind", RAISING)
def test_what_is_raised_has_its_name(kind: str) -> None:
    error = raised(kind)
    assert type(error).__name__ == name_of(kind)
    assert isinstance(error, Exception) == (kind in ORDINARY)


def pickled(error: BaseException) -> bytes:
    """The error as Python itself pickles it, whatever a library has told ``copyreg`` in this process."""
    pickler = pickle.Pickler(written := io.BytesIO())
    pickler.dispatch_table = {}
    pickler.dump(error)
    return written.getvalue()


def test_one_cannot_be_pickled_one_not_unpickled_and_one_has_another_qualified_name() -> None:
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickled(raised("one that cannot be pickled"))
    with pytest.raises(TypeError):
        pickle.loads(pickled(raised("one that cannot be unpickled")))
    nested = type(raised("one of a nested class"))
    assert nested.__qualname__ != nested.__name__


@pytest.mark.parametrize(("kind", "code"), [*zip(ENDING, (0, 3, -15, -9), strict=True)])
def test_who_ends_ends_so(kind: str, code: int) -> None:
    pid = os.fork()
    if pid == 0:
        fall(kind)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == code


def test_every_kind_is_drawn() -> None:
    assert sorted(drawn(Random(1), RAISING)) == sorted(RAISING)
