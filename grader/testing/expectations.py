"""What several suites expect of an answer; each function ends the check where it does not hold."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Final, NoReturn

from grader import syntax, wire
from grader.evidence import ProcessRecord
from grader.messages.checks import judged
from grader.testing.answer import Answer, Seen
from grader.testing.findings import Finding
from grader.verdict import Verdict

#: A function that has waited so long, and returns before what it waits for, has taken a limit for the end.
WAITED = 1.0
#: How a text asks, without waiting, whether a process has ended.
ASKS = re.compile(r"WNOHANG|is_alive|\.exitcode|\.poll\(\)")
#: How long a value may be, as text, that somebody writes for an end mark.
MARK: Final = 60
#: A larger number is no size of which a text speaks.
LARGEST: Final = 1 << 32
#: What a text makes sizes with.
OPERATORS: Final[dict[type[ast.operator], Callable[[int, int], int]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.LShift: operator.lshift,
    ast.Pow: operator.pow,
}


def expect(condition: bool, message: str, diagnosis: str | None = None) -> None:
    """End the check as FAILED unless ``condition`` holds."""
    if not condition:
        fail(message, diagnosis)


def fail(message: str, diagnosis: str | None = None) -> NoReturn:
    """End the check as FAILED."""
    raise Finding(Verdict.FAILED, message, diagnosis)


def ran_in_children(
    answer: Answer,
    *forms: Any,  # noqa: ANN401 - see claims
    word: str = "in",
    what: str = "The function",
) -> list[Seen]:
    """The calls, each of which told ``[word, ...]``; ends the check if one was in the caller's process."""
    calls = answer.told(word, *forms)
    if any(seen.pid == answer.caller.pid for seen in calls):
        in_thread = answer.caller.threads > 1 and not answer.children
        why = "threads-instead" if in_thread else "no-real-process"
        fail(judged.called_in_caller(what, in_thread), why)
    return calls


def forked(answer: Answer) -> list[ProcessRecord]:
    """The children but ``another_child``; ends the check if there are none, or that one's status is lost."""
    others = {seen.value[1]: seen.value[2] for seen in answer.told("another", int, object)}
    kept = all(status == 0 for status in others.values())
    expect(kept, judged.STATUS_LOST, "ignores-other-children")
    children = [child for child in answer.children if child.pid not in others]
    if not children:
        in_thread = answer.caller.threads > 1
        fail(judged.none_forked(in_thread), "threads-instead" if in_thread else "no-real-process")
    return children


def returned_pid(answer: Answer, pid: object, child: int) -> None:
    """End the check unless ``pid``, which the function returned, is the child's."""
    own = pid == answer.caller.pid != child
    expect(not own, judged.own_pid(pid, child), "returned-own-pid")
    expect(type(pid) is int and pid == child, judged.other_pid(pid, child), "wrong-value")


def all_met(answer: Answer, parties: int, shared: str = "threads-instead") -> None:
    """End the check unless so many calls met, each in a process of its own.

    Each call tells ``["met", bool]``; ``shared`` is the diagnosis of a process that made two of them.
    """
    met = answer.told("met", bool)
    if [seen.value[1] for seen in met] != [True] * parties:
        ran = answer.children
        singly = len(ran) > 1 and all(a.end is not None and a.end <= b.begin for a, b in pairwise(ran))
        fail(judged.not_met(parties, singly), "start-join-in-loop" if singly else "not-concurrent")
    pids = len({seen.pid for seen in met})
    expect(pids == parties, judged.met_in(parties, pids), shared)


def at_most(answer: Answer, most: int, given: str, what: str = "calls") -> None:
    """End the check if more calls were in progress at once; ``given`` is what asked for that many.

    Each call tells ``["in", ...]`` when it begins, and ``["out", ...]`` at its end.
    """
    count = answer.most_at_once("in", "out")
    expect(count <= most, judged.at_once(given, count, what), "too-many-at-once")


def same_list(value: object, right: list[Any], otherwise: str = "wrong-value") -> None:
    """End the check unless a value is this list, types of its items included."""
    shown = judged.should_be(right, value)
    if not isinstance(value, list):
        fail(shown, "wrong-type")
    moved = sorted(map(repr, value)) == sorted(map(repr, right))
    expect(repr(value) == repr(right), shown, "completion-order" if moved else otherwise)


def same_bytes(value: object, right: bytes, shown: str, lost: str = "short-read") -> None:
    """End the check unless a value is these bytes.

    ``shown`` is the message, and ``lost`` the diagnosis where only the first of them are there.
    """
    expect(isinstance(value, bytes), judged.no_bytes(value), "wrong-type")
    part = isinstance(value, bytes) and right.startswith(value)
    why = lost if part else "through-text" if through_text(value, right) else "wrong-value"
    expect(value == right, shown, why)


def lost_at_the_end(source: str) -> str:
    """The diagnosis of missing bytes: who asks whether the child lives has not read after its end."""
    return "ended-is-not-read" if ASKS.search(source) else "short-read"


def parameters(source: str) -> list[str]:
    """The names of the submission's own parameters: a caller's keywords may have the same."""
    return sorted({node.arg for node in _nodes(source) if isinstance(node, ast.arg)})


def literals(source: str) -> list[Any]:
    """The short values in a submission's text, Python's own classes too: an end mark is one of them."""
    found: dict[str, Any] = {repr(value): value for node in _nodes(source) for value in _values(node)}
    return [one for one in found.values() if wire.decode(wire.encode(one)) == one]


def sizes(source: str, most: int) -> list[int]:
    """The numbers in a submission's text, ``1 << 16`` too, and those beside: how much it takes at once.

    The largest come first, as far as all of them together are at most ``most``.
    """
    found = {number for node in _nodes(source) if _is_short(node) and (number := _number(node)) is not None}
    beside = {size for number in found for size in range(number - 1, number + 2) if size > 0}
    chosen: list[int] = []
    for size in sorted(beside, reverse=True):
        if size <= most:
            chosen.append(size)
            most -= size
    return chosen


def _is_short(node: ast.AST) -> bool:
    """Whether this is an expression on one line, no longer than somebody writes for a mark."""
    if not isinstance(node, ast.expr) or node.lineno != node.end_lineno:
        return False
    return (node.end_col_offset or 0) - node.col_offset <= MARK


def _values(node: ast.AST) -> list[object]:
    """What a short expression always is, if it always is the same."""
    if not _is_short(node):
        return []
    if isinstance(node, ast.Name):
        return [wire.NAMED[node.id]] if node.id in wire.NAMED else []
    try:
        return [ast.literal_eval(node)]
    except (ValueError, TypeError):
        return []


def _number(node: ast.AST) -> int | None:
    """What a sum, product or power of numbers gives, if that is not too large."""
    match node:
        case ast.Constant(value=int(number)):
            return number if number <= LARGEST else None
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            one, two = _number(left), _number(right)
            if one is not None and two is not None and (two < 32 or type(op) not in (ast.LShift, ast.Pow)):
                result = OPERATORS[type(op)](one, two)
                return result if 0 <= result <= LARGEST else None
    return None


def _nodes(source: str) -> Iterator[ast.AST]:
    """The parts of a text but for its docstrings, and names of types in annotations and after ``except``."""
    rest: list[ast.AST | None] = [syntax.parse_or_none(source)]
    while rest:
        if (node := rest.pop()) is not None:
            yield node
            names = {getattr(node, place, None) for place in ("annotation", "returns", "type")}
            docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            rest += [child for child in ast.iter_child_nodes(node) if not docstring and child not in names]


def through_text(got: object, right: bytes) -> bool:
    """Return whether bytes lack nothing but line ends that text mode replaces."""
    return got != right and got == right.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def gave_up(answer: Answer, early: str) -> str:
    """The diagnosis of a function that did not wait for the end: a limit ran out, or it returned early."""
    return "limit-for-end" if answer.seconds >= WAITED else early


def nobody_waits_for(
    slow: object, answer: Answer, *, left: str, what: str, early: str = "wrong-value"
) -> None:
    """End the check unless the slow call came to its end, and no other one ended after it.

    Each call tells ``[left, who]`` at its end; ``slow`` is who takes long, for ``what`` says how the check
    asked for it ("The first of 5 tasks took 600 s"), and ``early`` is the diagnosis of a return at once.
    """
    ended = [seen.value[1] for seen in answer.told(left, object)]
    if slow not in ended:
        fail(judged.returned_early(what, answer.seconds), gave_up(answer, early))
    behind = len(ended) - 1 - ended.index(slow)
    if behind:
        fail(judged.held_up(what, behind), "held-up-by-one")


def lost_with_the_slow(value: object, right: list[Any]) -> str:
    """The diagnosis of a list that is not right: a limit, if all but the first, slow one are in it."""
    others = [one for one in value if one in right[1:]] if isinstance(value, list) else None
    return "limit-for-end" if others == right[1:] else "wrong-value"
