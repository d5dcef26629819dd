"""``pytest.approx``: a number, a list or a dict that equals what is near it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

RELATIVE = 1e-6
ABSOLUTE = 1e-12


class _Approximately:
    """``pytest.approx``; an explanation of an assert names it so."""

    def __call__(
        self, expected: Any, rel: float | None = None, abs: float | None = None, nan_ok: bool = False
    ) -> Approx:
        """What is near this."""
        return Approx(expected, rel, abs, nan_ok)

    def __repr__(self) -> str:
        return "approx"


class Approx:
    """What is expected, give or take a tolerance."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self, expected: Any, rel: float | None = None, abs: float | None = None, nan_ok: bool = False
    ) -> None:
        self.expected, self._rel, self._abs, self._nan_ok = expected, rel, abs, nan_ok

    def __eq__(self, actual: object) -> bool:
        expected = self.expected
        if isinstance(expected, Mapping):
            same = isinstance(actual, Mapping) and actual.keys() == expected.keys()
            return same and all(self._near(actual[key], expected[key]) for key in expected)  # type: ignore[index]
        if isinstance(expected, Sequence) and not isinstance(expected, (str, bytes)):
            if not isinstance(actual, Sequence) or len(actual) != len(expected):
                return False
            return all(self._near(got, wanted) for got, wanted in zip(actual, expected, strict=True))
        return self._near(actual, expected)

    def _near(self, actual: object, expected: object) -> bool:
        if not _is_number(actual) or not _is_number(expected):
            return bool(actual == expected)
        if actual == expected:
            return True
        if isinstance(expected, (int, float)) and math.isnan(expected):
            return self._nan_ok and isinstance(actual, float) and math.isnan(actual)
        if isinstance(expected, (int, float)) and math.isinf(expected):
            return False
        return bool(abs(actual - expected) <= self._tolerance(expected))  # type: ignore[operator]

    def _tolerance(self, expected: Any) -> float:
        absolute = ABSOLUTE if self._abs is None else self._abs
        if self._rel is None and self._abs is not None:
            return absolute
        relative = RELATIVE if self._rel is None else self._rel
        return float(max(relative * abs(expected), absolute))

    def __repr__(self) -> str:
        expected = self.expected
        if isinstance(expected, Mapping):
            return f"approx({{{', '.join(f'{key!r}: {self._shown(v)}' for key, v in expected.items())}}})"
        if isinstance(expected, Sequence) and not isinstance(expected, (str, bytes)):
            return f"approx([{', '.join(map(self._shown, expected))}])"
        return self._shown(expected)

    def _shown(self, expected: object) -> str:
        return f"{expected} ± {self._tolerance(expected):.1e}" if _is_number(expected) else repr(expected)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, complex)) and not isinstance(value, bool)


approx = _Approximately()
