"""A search plays every order up to so many switches, each once, or does not claim to."""

from __future__ import annotations

import pytest

from grader.evidence import Played
from grader.testing.schedules.search import Search, Tried
from grader.warden.protocol import Schedule


def played(text: str, length: int = 4, **more: int) -> Played:
    """A program of ``length`` steps, at each of which two others could go on."""
    return Played(choices=text, count=length, options=["0.0 1.0 2.0"] * length, **more)


def texts(search: Search, **more: int) -> list[str]:
    """The orders of a search over such a program."""
    found = []
    for order in search:
        found.append(order.choices)
        search.note(played(order.choices, **more))
    return found


@pytest.mark.parametrize("switches,count", [(0, 1), (1, 1 + 8), (2, 1 + 8 + 6 * 4)])
def test_each_order_comes_once(switches: int, count: int) -> None:
    search = Search(switches)
    found = texts(search)
    assert len(found) == len(set(found)) == search.count == count
    assert all(len(text.split()) <= switches for text in found)
    assert (search.complete, search.points) == (switches, 4)


def test_a_step_that_does_not_fit_is_not_begun() -> None:
    search = Search(2, budget=9)
    assert len(texts(search)) == 9
    assert search.complete == 1
    assert not search.is_whole
    search = Search(1, budget=8)
    assert texts(search) == [""]
    assert search.complete == 0


@pytest.mark.parametrize("plain,count", [(played(""), 1 + 8), (played("", diverged=3), 0), (None, 0)])
def test_a_plain_order_that_was_played_before_is_not_played_again(plain: Played | None, count: int) -> None:
    search = Search(1)
    search.begin(plain)
    found = texts(search)
    assert "" not in found
    assert len(found) == search.count == max(0, count - 1)
    assert (search.complete, search.is_whole) == ((1, True) if count else (0, False))


@pytest.mark.parametrize("odd", [{"diverged": 3}, {"sliced": 1}])
def test_a_program_that_is_not_repeatable_is_not_searched(odd: dict[str, int]) -> None:
    search = Search(1)
    assert texts(search, **odd) == [""]
    assert search.complete == 0


def test_what_was_tried_is_said_and_no_more() -> None:
    tried = Tried()
    assert tried.told() == ""
    tried.count(Schedule())
    assert tried.told() == "1 fixed order was tried."
    for order in (*[Schedule(hold=("marks",))] * 5, *[Schedule(policy="random")] * 20):
        tried.count(order)
    assert tried.told() == "6 fixed and 20 random orders were tried."
    tried.searches.append(Search(1, budget=3))
    texts(tried.searches[0])
    assert tried.told() == "7 fixed and 20 random orders were tried."
    tried.searches.append(Search(1))
    texts(tried.searches[1])
    shown = "Every order with at most one switch at 4 points, and 7 fixed and 20 random orders were tried."
    assert tried.told() == shown
    nothing, one = Search(2), Search(1)
    nothing.begin(played("", length=0))
    one.begin(played("", length=1))
    few = Tried()
    few.searches += [nothing, one]
    for search in (nothing, one):
        for order in search:
            search.note(played(order.choices, length=1))
    few.count(Schedule())
    few.count(Schedule())
    assert few.told() == "Every order with at most one switch at 1 point, and 2 fixed orders were tried."
    alone = Tried()
    alone.searches += [Search(2), Search(2)]
    for search in alone.searches:
        texts(search)
    assert alone.told() == "Every order with at most two switches at 4 and 4 points was tried."
