"""grader.testing.source_values: what a submission's text says."""

from __future__ import annotations

from random import Random

from grader.scenario import odd_values
from grader.testing import literals, parameters, sizes


def test_a_source_tells_its_parameters_and_the_values_that_stand_in_it() -> None:
    text = "def f(a, *b, c=('end', -1), **d):\n    return lambda e: [x, None, b'b', 1e999, 'o' * 9]"
    assert parameters(text) == ["a", "b", "c", "d", "e"]
    values = ["'end'", "'o'", "('end', -1)", "-1", "1", "9", "None", "b'b'"]
    assert sorted(map(repr, literals(text))) == values
    assert literals("def f(a: int) -> str:\n  try: a: list = Ellipsis\n  except KeyError: OSError") == [
        OSError,
        ...,
    ]
    marks = literals("while take(Empty) is not queue.Full:\n  try: x.get()\n  except queue.Empty: pass")
    assert sorted(map(repr, marks)) == ["<class '_queue.Empty'>", "<class 'queue.Full'>"]
    assert literals(f"a = '{'g' * 60}'") == []
    assert parameters("def f(:") == literals("def f(:") == []
    assert sizes("f(6 * 10 ** 2, x * 30, 9 ** 9 ** 9, -1, 1 << 40, 'a')", 17) == [11, 6]
    assert sizes("f(6 * 10 ** 2, 1 << 16)", 1 << 18)[:6] == [65537, 65536, 65535, 601, 600, 599]
    assert "mark" in odd_values(Random(1), ["mark"])
