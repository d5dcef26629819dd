"""The table of how a caller's function may end is what it says."""

from __future__ import annotations

import io
import pickle
from multiprocessing import get_context
from random import Random

import pytest

from grader.scenario.endings import ENDING, ORDINARY, RAISING, code_of, drawn, fall, name_of


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


def test_a_process_that_ends_so_has_its_exit_code() -> None:
    """The codes are those of ``Process.exitcode``."""
    context = get_context("fork")
    processes = {kind: context.Process(target=fall, args=(kind,)) for kind in RAISING + ENDING}
    for process in processes.values():
        process.start()
    for process in processes.values():
        process.join()
    assert {kind: process.exitcode for kind, process in processes.items()} == {
        kind: code_of(kind) for kind in processes
    }
    assert [code_of(kind) for kind in ENDING] == [0, 3, -15, -9]


def test_every_kind_is_drawn() -> None:
    assert sorted(drawn(Random(1), RAISING)) == sorted(RAISING)
