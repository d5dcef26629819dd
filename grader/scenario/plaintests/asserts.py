"""What asserts that pytest has rewritten call in the box, in place of ``_pytest.assertion.rewrite``.

Theory of operation
-------------------
An assert that fails makes a text in pytest's own notation. Where it compares, the operands are kept beside
it as values: pytest explains the difference in the judge, where nothing of the submission runs. The names are
those that the rewritten code asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

#: How many characters of a value a text has, and how large an operand may be to be sent along.
MOST = 240
MOST_SENT = 4_000
#: Marks around the text of a comparison; its number stands between the first two.
BEGIN, THEN, END = "\x01", "\x02", "\x03"

#: Operator, left and right operand of each comparison that failed in this test.
compared: list[tuple[str, Any, Any]] = []


def _saferepr(value: object) -> str:
    if getattr(value, "__self__", None) is not None and hasattr(value, "__func__"):
        return str(getattr(value, "__name__", "method"))
    text = shown(value)
    half = (MOST - 3) // 2
    return (text if len(text) <= MOST else f"{text[:half]}...{text[-half:]}").replace("\n", "\\n")


def shown(value: object) -> str:
    """The value's repr, or that it has none."""
    try:
        return repr(value)
    except Exception as error:
        return f"<[{type(error).__name__} raised in repr()] {type(value).__name__} object>"


def _format_assertmsg(message: object) -> str:
    text = message if isinstance(message, str) else _saferepr(message).replace("\\n", "\n")
    return text.replace("\n", "\n~").replace("%", "%%")


def _should_repr_global_name(value: object) -> bool:
    return not callable(value) and not hasattr(value, "__name__")


def _format_boolop(explanations: Iterable[str], is_or: bool) -> str:
    return f"({(' or ' if is_or else ' and ').join(explanations)})".replace("%", "%%")


def _call_reprcompare(
    ops: Sequence[str], results: Sequence[object], expls: Sequence[str], each_obj: Sequence[object]
) -> str:
    failed = next((at for at, result in enumerate(results) if not _holds(result)), len(ops) - 1)
    left, right = each_obj[failed], each_obj[failed + 1]
    if max(len(shown(left)), len(shown(right))) > MOST_SENT:
        return expls[failed]
    compared.append((ops[failed], left, right))
    return f"{BEGIN}{len(compared) - 1}{THEN}{expls[failed]}{END}"


def _holds(result: object) -> bool:
    try:
        return bool(result)
    except Exception:
        return False


def _format_explanation(explanation: str) -> str:
    return explanation


def _check_if_assertion_pass_impl() -> bool:
    return False


def _call_assertion_pass(*_: object) -> None:
    return None
