"""Where the submission's text gets its marks, and that it means the same with them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from grader.runner import points
from grader.runner.marks import LOOK, MOST_FINE, Marks, bound, marked

STORES = {
    "box.value = 1": [3],
    "box.value += 1": [3],
    "box.value: int = 1": [3],
    "items[0] = items[1] = 2": [3],
    "a, box.value = 1, 2": [3],
    "[a, *items[0:1]] = 1, 2": [3],
    "items[0] = (\n        box.value\n    )": [3],
    "items[0] = items[0] = [items.append(x) for x in range(2)]": [3],
    "def inner():\n        box.value = 1\n    inner()": [4],
    "value = box.value": [],
    "items[0]": [],
    "del items[0]": [],
    "box.value: int": [],
}


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    lines: list[int] = []

    def mark(self: Marks, line: int, value: object) -> object:
        lines.append(line)
        return value

    monkeypatch.setattr(Marks, "mark", mark)
    yield lines


FINE = {
    "a()\n    b()": [3, 4],
    "'What it does.'\n    a()": [4],
    "if a():\n        b()\n    else:\n        c()": [3, 6],
    "for _ in range(2):\n        a()": [3, 4, 4],
    "try:\n        raise OSError\n    except OSError:\n        a()\n    finally:\n        b()": [3, 4, 6, 8],
    "with n:\n        a()": [3, 4],
    "match 7:\n        case 7:\n            a()": [3, 5],
    "def inner():\n        a()\n    inner()": [3, 5, 4],
}


@pytest.mark.parametrize("body", FINE)
def test_fine_marks_stand_before_each_statement(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[int] = []
    monkeypatch.setattr(Marks, "line", lambda self, line, part=0: lines.append(line))
    space: dict[str, Any] = {name: lambda: False for name in "abc"} | {"n": contextlib.nullcontext()}
    exec(bound(marked(f"\ndef work():\n    {body}\n", "answer.py", fine=True)), space)
    space["work"]()
    assert lines == FINE[body]


def test_a_process_has_so_many_fine_marks_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[int] = []
    monkeypatch.setattr("grader.runner.marks._passed", lambda line, part: lines.append(line))
    marks = Marks()
    for _ in range(MOST_FINE + 5):
        marks.line(3)
    assert len(lines) == MOST_FINE
    monkeypatch.setattr("grader.runner.marks._reached", lines.append)
    assert marks.store(4, "kept") == "kept"
    assert lines[-1] == 4


SHARED = """
def work():
    total = 0
    def add():
        nonlocal total
        total += 1
        own = total
    add()
    return total
"""


def test_a_store_into_a_shared_name_has_a_fine_mark_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr("grader.runner.marks._passed", lambda line, part: seen.append((line, part)))
    space: dict[str, Any] = {}
    exec(bound(marked(SHARED, "answer.py", fine=True)), space)
    assert space["work"]() == 1
    assert [(line, part) for line, part in seen if line in (6, 7)] == [(6, 0), (6, 1), (7, 0)]


LOOPS = {
    "while next(n) < 3:\n        pass": [3, 3],
    "while True:\n        if next(n) == 3: return": [3, 3, 3],
    "while next(n) < 3:\n        if False: break\n        else: continue": [3, 3],
    "while next(n) < 3:\n        try:\n            ...\n        finally:\n            pass": [3, 3],
    "while next(n) < 3:\n        for m in (): break": [3, 3],
    'while (m := next(n)) < 3:\n        with open("/dev/null") as f: pass': [3, 3],
    "while (m := next(n)) < 3:\n        while m > 3: pass": [],
    "m = 0\n    while next(n) < 3:\n        m += 1": [4, 4],
    "m = 0\n    while next(n) < 3 and m < 5:\n        m += 1": [],
    "while next(n) < 3:\n        try: m = 1 // 0\n        except ArithmeticError: pass": [5, 5],
    "try: m = 1 // 0\n    except ArithmeticError: pass": [],
    "while next(n) < 3:\n        next(n)": [],
    "while next(n) < 3:\n        m = 1": [],
    "while next(n) < 3:\n        if next(n): m = 1": [],
    "for m in range(3):\n        pass": [],
}


@pytest.mark.parametrize("body", LOOPS)
def test_a_loop_that_only_looks_has_a_mark_for_each_look(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[int] = []
    monkeypatch.setattr(Marks, "looked", lambda self, line: lines.append(line))
    run(f"\ndef work(n):\n    {body}\n")["work"](iter(range(1, 9)))
    assert lines == LOOPS[body]


@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "while 1:\n        if work(): pass",
        "while (yield): pass",
        "while work.process_time() < 1: pass",
    ],
)
def test_a_loop_that_waits_for_nothing_has_none(loop: str) -> None:
    assert "looked" not in run(f"def work():\n    {loop}\n")["work"].__code__.co_names


def test_a_process_that_nobody_schedules_any_more_goes_on() -> None:
    """It makes the calls of its marks, and the kernel refuses that of a fine one."""
    points.reached(3)
    points.passed(3, LOOK)


class Box:
    value = 7


def run(text: str) -> dict[str, Any]:
    space: dict[str, Any] = {}
    exec(bound(marked(text, "answer.py")), space)
    return space


@pytest.mark.parametrize("statement", STORES)
def test_a_store_that_others_might_see_has_one_mark_at_its_line(statement: str, reached: list[int]) -> None:
    run(f"\ndef work(box, items):\n    {statement}\n")["work"](Box(), [1, 2, 3])
    assert reached == STORES[statement]


def test_a_mark_lies_between_what_is_read_and_what_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()
    work = run("def work(box):\n    box.value += 1\n")["work"]

    def mark(self: Marks, line: int, value: object) -> object:
        box.value = 100
        return value

    monkeypatch.setattr(Marks, "mark", mark)
    work(box)
    assert box.value == 8


def test_what_a_module_does_when_it_is_loaded_has_no_marks(reached: list[int]) -> None:
    run("items = [1]\nitems[0] = 2\n")
    assert reached == []


def test_a_text_means_the_same_with_its_marks(reached: list[int]) -> None:
    text = (
        '"""Text."""\nfrom __future__ import annotations\n'
        'def work(items: unknown):\n    """Work."""\n    items[0] = 3\n    raise KeyError(1)\n'
    )
    space = run(text)
    assert space["__doc__"] == "Text."
    assert space["work"].__doc__ == "Work."
    assert space["work"].__annotations__ == {"items": "unknown"}
    with pytest.raises(KeyError) as raised:
        space["work"]([1])
    assert raised.traceback[-1].lineno == 5


@pytest.mark.parametrize("text", ["def work(:\n", "def work():\n    return = 1\n", "return 1\n", "\0"])
def test_what_cannot_be_compiled_is_refused_as_without_marks(text: str) -> None:
    with pytest.raises((SyntaxError, ValueError)) as plain:
        compile(text, "answer.py", "exec", dont_inherit=True)
    with pytest.raises(type(plain.value)) as raised:
        marked(text, "answer.py")
    assert str(raised.value) == str(plain.value)


def test_a_long_sum_can_be_compiled(reached: list[int]) -> None:
    terms = " + ".join(["1"] * 2500)
    text = f"def work(items):\n    items[0] = {terms}\n    return items\n"
    compile(text, "answer.py", "exec", dont_inherit=True)
    assert run(text)["work"]([0]) == [2500]


def test_no_name_leads_to_the_marks(reached: list[int]) -> None:
    space = run("def work(items):\n    mark = Marks = None\n    items[0] = 1\n")
    space["work"]([0])
    assert reached == [3]
    assert set(space) == {"__builtins__", "work"}
