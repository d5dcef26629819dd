"""What an outcome means before any suite has looked at it: the engine's own judgement.

A finding is the reason why a check did not pass: a verdict, a known misconception if there is
one, and the sentence for the learner.
"""

from __future__ import annotations

import contextlib
import re
import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import wire
from grader.evidence import Bystander, End, LeftoverKind, Outcome
from grader.explain import explain
from grader.messages.checks import judged, left_behind, pickling, why_ended
from grader.verdict import Verdict

if TYPE_CHECKING:
    from grader.testing.answer import Answer

LEFTOVER_DIAGNOSES = {
    LeftoverKind.PROCESS: "process-left",
    LeftoverKind.ZOMBIE: "no-wait",
    LeftoverKind.DESCRIPTOR: "descriptor-left",
    LeftoverKind.SHARED_MEMORY: "not-unlinked",
    LeftoverKind.SEMAPHORE: "not-unlinked",
    LeftoverKind.FIFO: "file-left",
    LeftoverKind.FILE: "file-left",
    LeftoverKind.HANDLER: "state-changed",
    LeftoverKind.DIRECTORY: "state-changed",
    LeftoverKind.START_METHOD: "start-method-changed",
    LeftoverKind.CALLERS_DESCRIPTOR: "state-changed",
}
#: What is wrong about a submission that touches children of the caller which it did not start.
OTHERS_DIAGNOSES = frozenset({"wait-for-any", "ignores-other-children"})


#: What tells a diagnosis of a finding; None leaves it its own.
Why = Callable[["Finding"], str | None]
#: What a suite knows about a request that does not come to its end: the diagnosis for each verdict, or what
#: tells it of the finding; one for all in which a call gives no answer; or what tells it of any finding.
Blame = Mapping[str, str | Why] | str | Why | None
NO_ANSWER = ("DEADLOCKED", "TIMED_OUT", "CRASHED")


class Finding(Exception):
    """Ends a check with a verdict. ``diagnosis`` is a key of the catalogue, or ``None``.

    It is ``guessed`` if it is what usually stands behind such a result, and nothing has shown it.
    """

    guessed = False
    answer: Answer
    """What was seen of the request that it ended; only what reads an answer knows it."""

    def __init__(self, verdict: Verdict, message: str, diagnosis: str | None = None) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message
        self.diagnosis = diagnosis


class OrderPassed(Exception):
    """Ends a check that was to play one order only, when it has found nothing in it."""


class Unloaded(Finding):
    """A scenario failed before it called the submission: who is to blame is still to be seen."""

    def __init__(self, reason: str, line: object = None) -> None:
        super().__init__(Verdict.GRADER_ERROR, judged.own_functions(reason))
        self.reason, self.line = reason, line

    def at(self, file: Path) -> Unloaded:
        """The same, with the file and the line of the suite."""
        where = f"{file.parent.name}/{file.name}" + (f":{self.line}" if isinstance(self.line, int) else "")
        return Unloaded(f"{self.reason} ({where})", self.line)


def by_verdict(blame: Blame) -> Mapping[str, str]:
    """The diagnosis for each verdict, as far as it is known beforehand."""
    return {verdict: why for verdict, why in _known(blame).items() if isinstance(why, str)}


def _known(blame: Blame) -> Mapping[str, str | Why]:
    """What tells the diagnosis for each verdict; nothing where one function does for all."""
    if isinstance(blame, str):
        return dict.fromkeys(NO_ANSWER, blame)
    return {} if blame is None or callable(blame) else blame


def by_text(known: Mapping[str, str]) -> Why:
    """What tells the diagnosis of a message that has one of these texts, unless it has one."""

    def why(finding: Finding) -> str | None:
        told = (diagnosis for text, diagnosis in known.items() if text in finding.message)
        return None if finding.diagnosis else next(told, None)

    return why


@contextlib.contextmanager
def diagnosed(why: Why) -> Iterator[None]:
    """Give a finding the diagnosis that ``why`` tells; None leaves it the one that it has."""
    try:
        yield
    except Finding as finding:
        finding.diagnosis = why(finding) or finding.diagnosis
        raise


def read_answer(outcome: Outcome, blame: Blame, source: str = "", seen: Answer | None = None) -> object:
    """The value that the runner claims, or the Finding that stands in its way (raised).

    ``blame`` tells the diagnosis where the suite knows what a finding means; ``source`` is the submission's
    text, to quote from; ``seen`` is what a function that is to blame may look at.
    """
    finding = _from_end(outcome, source) or _from_escape(outcome)
    meddled(outcome, finding)
    value: object = None
    if finding is None:
        try:
            value, finding = _from_answer(wire.loads(outcome.answer)["answer"])
        except wire.WireError as error:
            finding = Finding(Verdict.FORBIDDEN, judged.unreadable(error))
    if finding is not None:
        if seen is not None:
            finding.answer = seen
        if finding.diagnosis not in OTHERS_DIAGNOSES:
            finding.diagnosis = _blamed(finding, blame) or finding.diagnosis
        raise finding
    return value


def _blamed(finding: Finding, blame: Blame) -> str | None:
    """The diagnosis that a suite knows for a finding."""
    why = blame if callable(blame) else _known(blame).get(finding.verdict.value)
    return why(finding) if callable(why) else why


def meddled(outcome: Outcome, finding: Finding | None = None) -> None:
    """Raise a Finding if something was done to the caller's other children; it adds to ``finding``."""
    told = next(filter(None, map(_from_bystander, outcome.evidence.bystanders)), None)
    if told is None or (finding is not None and finding.diagnosis in OTHERS_DIAGNOSES):
        return
    if finding is None:
        raise told
    if finding.verdict in (Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.DEADLOCKED):
        raise Finding(finding.verdict, f"{finding.message} {told.message}", told.diagnosis)


def _from_bystander(one: Bystander) -> Finding | None:
    if one.signals:
        message = judged.bystander_signalled(one.pid, list(map(_signal_name, one.signals)))
        return Finding(Verdict.FAILED, message, "ignores-other-children")
    if one.collected:
        return Finding(Verdict.FAILED, judged.bystander_collected(one.pid), "wait-for-any")
    return None


def from_leftovers(outcome: Outcome, blame: Mapping[str, str]) -> Finding | None:
    """LEAKED if anything was left behind."""
    left = outcome.evidence.leftovers
    if not left:
        return None
    diagnosis = blame.get(Verdict.LEAKED.value, LEFTOVER_DIAGNOSES[left[0].kind])
    return Finding(Verdict.LEAKED, left_behind.listed(left), diagnosis)


def _from_end(outcome: Outcome, source: str) -> Finding | None:
    match outcome.end:
        case End.ANSWERED:
            return None
        case End.VIOLATION:
            return Finding(Verdict.FORBIDDEN, why_ended.forbidden(outcome.reason))
        case End.DEADLOCK:
            told = explain(outcome.evidence, source)
            return Finding(Verdict.DEADLOCKED, why_ended.never(told.sentence), told.diagnosis)
        case End.LIMIT if outcome.limit == "wall_seconds":
            told = explain(outcome.evidence, source)
            return Finding(Verdict.TIMED_OUT, why_ended.unfinished(outcome.reason, told.sentence), None)
        case End.LIMIT:
            return Finding(Verdict.OVER_LIMIT, why_ended.stopped(outcome.reason))
        case End.DIED:
            return _from_escape(outcome) or Finding(Verdict.CRASHED, _death(outcome))


def _death(outcome: Outcome) -> str:
    code = outcome.exitcode or 0
    return judged.caller_killed(_signal_name(-code)) if code < 0 else judged.caller_exited(code)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _from_escape(outcome: Outcome) -> Finding | None:
    if not outcome.escapes:
        return None
    escape = outcome.escapes[0]
    message = judged.escaped(escape.pid, escape.forked, escape.by, escape.text, escape.line)
    diagnosis = "sys-exit-in-child" if escape.by == "SystemExit" else "no-exit-in-child"
    return Finding(Verdict.ESCAPED, message, diagnosis)


def _from_answer(answer: Any) -> tuple[object, Finding | None]:  # noqa: ANN401 - JSON
    match answer:
        case {"value": value}:
            return wire.decode(value), None
        case {"missing": str(name)}:
            return None, Finding(Verdict.CRASHED, judged.not_defined(name), "missing-function")
        case {"scene": {"type": str(kind), "text": str(text), "line": line}}:
            return None, Unloaded(f"{judged.cut(kind)}: {judged.cut(text)}", line)
        case {"load": {"type": str(kind), "text": str(text), "line": line}}:
            return None, Finding(Verdict.CRASHED, judged.not_loaded(kind, text, line))
        case {"raised": {"type": str(), "text": str(), "blamed": bool(), "signature": bool()} as raised}:
            return None, _from_exception(raised)
    return None, Finding(Verdict.FORBIDDEN, why_ended.forged())


def _from_exception(raised: dict[str, Any]) -> Finding:
    kind, text = raised["type"], raised["text"]
    if raised["signature"]:
        return Finding(Verdict.CRASHED, judged.wrong_arguments(text), "wrong-signature")
    if not raised["blamed"]:
        error = f"{judged.cut(kind)}: {judged.cut(text)}"
        return Finding(Verdict.FAILED, judged.not_usable(error), "wrong-type")
    if kind == "NotImplementedError":
        return Finding(Verdict.NOT_STARTED, judged.STUB)
    message = judged.raised(kind, text, raised.get("line"), raised.get("debugger"))
    if not is_about_pickling(judged.cut(text)):
        return Finding(Verdict.CRASHED, message)
    diagnosis = "unpicklable-target"
    match raised.get("unpicklable"):
        case {"where": str(where), "kind": str(what), "name": str(name), "process": bool(process)}:
            message += pickling.named(judged.cut(where), what, judged.cut(name), process)
            diagnosis = "unpicklable-target" if what in pickling.FUNCTIONS else "unpicklable-part"
    return Finding(Verdict.CRASHED, message, diagnosis)


def is_about_pickling(error: object) -> bool:
    """Whether an error, or its text, says that something could not be pickled, in any version's words."""
    return any(word in str(error) for word in ("pickle", "local object"))


def told_by(text: str, source: str) -> str | None:
    """The misconception behind an exception of a process that was started, if its text tells."""
    if "bootstrapping phase" in text:
        return "no-main-guard"
    if is_about_pickling(text) or "Can't get attribute" in text:
        return "unpicklable-target"
    missing = re.search(r"name '(\w+)' is not defined", text)
    return "global-set-in-parent" if missing and _sets_global(source, missing[1]) else None


def _sets_global(source: str, name: str) -> bool:
    """Whether a text sets this global at some time; else an import is missing, or a letter is wrong."""
    return bool(re.search(rf"\bglobal\b.*\b{name}\b|^\s*{name}\b[^=(]*=|['\"]{name}['\"]", source, re.M))
