"""What several suites expect of an answer; each function ends the check where it does not hold."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, NoReturn

from grader.evidence import ProcessRecord
from grader.messages.checks import judged
from grader.testing.answer import Answer, Seen
from grader.testing.findings import Finding
from grader.verdict import Verdict

#: A function that has waited so long, and returns before what it waits for, has taken a limit for the end.
WAITED = 1.0
#: How a text asks, without waiting, whether a process has ended.
ASKS = re.compile(r"WNOHANG|is_alive|\.exitcode|\.poll\(\)")


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


def nothing_gives(answer: Answer, call: str, right: str, before: object) -> None:
    """End the check unless a call about nothing gave ``right``, as it told ``["nothing", text]``.

    The call ``before`` it gave something else.
    """
    told = answer.told("nothing", str)[0].value[1]
    kept = "kept-from-last-call" if told == repr(before) else "wrong-value"
    expect(told == right, judged.nothing_gives(call, right, told), kept)


def wrote_itself(answer: Answer, pid: int, line: str, place: str, content: str, name: str = "") -> None:
    """End the check unless process ``pid`` wrote a line to a place with this content (``Answer.wrote``)."""
    others = {write.pid for write in answer.writes_to(place, name)} - {pid}
    shown = judged.written_by_another(pid, line.rstrip(), sorted(others))
    expect(answer.wrote(pid, line, place, content, name), shown, "written-by-another")


def waited_first(child: ProcessRecord, early: bool, what: str = "its line") -> None:
    """End the check if the parent wrote ``what`` it had to write ``early``: before this child had ended."""
    why = "wrote-before-wait" if child.reaped else "no-wait"
    expect(not early, judged.wrote_before_end(what, child.reaped), why)


def called_for_each(answer: Answer, count: int, *forms: Any, what: str = "func") -> list[Seen]:  # noqa: ANN401
    """The calls, as ``ran_in_children``; ends the check unless each item, of so many, had one of its own.

    Two of the items are equal.
    """
    calls = ran_in_children(answer, *forms, what=what)
    once = len({repr(seen.value) for seen in calls}) == len(calls) == count - 1
    equal = "equal-is-not-same" if once else "wrong-value"
    expect(len(calls) == count, judged.calls_for(what, len(calls), count), equal)
    return calls


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

    ``shown`` is the message, and ``lost`` the diagnosis where only the first of them are there: more is
    missing than who strips a text takes away.
    """
    expect(isinstance(value, bytes), judged.no_bytes(value), "wrong-type")
    part = isinstance(value, bytes) and right.startswith(value) and value != right.rstrip()
    why = lost if part else "through-text" if through_text(value, right) else "wrong-value"
    expect(value == right, shown, why)


def lost_at_the_end(source: str) -> str:
    """The diagnosis of missing bytes: who asks whether the child lives has not read after its end."""
    return "ended-is-not-read" if ASKS.search(source) else "short-read"


def through_text(got: object, right: bytes) -> bool:
    """Return whether bytes lack nothing but what text mode replaces or leaves out: line ends, and no text."""
    lines = right.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return got != right and got in (
        lines,
        *(right.decode("utf-8", how).encode() for how in ("replace", "ignore")),
    )


def gave_up(answer: Answer, early: str) -> str:
    """The diagnosis of a function that did not wait for the end: a limit ran out, or it returned early."""
    return "limit-for-end" if answer.seconds >= WAITED else early


def missing_marks(answer: Answer, others: int = 0) -> str | None:
    """The diagnosis of a deadlock in which every call is over, and processes still wait for the next item.

    ``others`` is how many that made no calls have ended, too.
    """
    waiting = {wait.pid for wait in answer.outcome.evidence.waits if wait.call.endswith(("get", "recv"))}
    over = answer.words.count("in") == answer.words.count("out")
    if not over or waiting.isdisjoint(child.pid for child in answer.children):
        return None
    told = sum(child.exitcode == 0 for child in answer.children) - others
    return "one-mark-for-many" if told == 1 else "end-mark-missing"


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
