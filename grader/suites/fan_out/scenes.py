"""fan_out: a task that does what the check plans for its number, and what holds for every answer."""

from operator import attrgetter
from typing import Any

from grader.scenario import act, in_caller, meet, observe, plan, planned
from grader.testing import Answer, expect, fail, in_box, scenario
from grader.testing import ran_in_children as called_in_children


@in_box
def task(number: int) -> int:
    """Report the call; when all have begun, do the steps that are planned for it; the planned exit code."""
    observe(["in", number])
    plans = planned()
    *steps, code = plans[number]
    if not in_caller():
        meet("begun", len(plans), patience=1.0)
        for step in steps:
            act(step)
    return int(code)


@scenario
def codes_of(student: Any, plans: list[list[Any]], and_none: bool = False) -> object:
    """The exit codes of a child for each plan: steps, and the code in the end; then ask for no children."""
    plan(plans)
    codes = student.fan_out(len(plans), task)
    if and_none:
        observe(["nothing", repr(student.fan_out(0, task))])
    return codes


def ran_in_children(answer: Answer, n: int) -> None:
    """End the check unless each task was called once, and each in a process of its own."""
    called = called_in_children(answer, int, what="A task")
    numbers = sorted(seen.value[1] for seen in called)
    if numbers != list(range(n)):
        in_the_loop(answer)
        shown = f"task was called with {numbers}; once with each of 0 to {n - 1} was asked for."
        fail(shown, "loop-variable-late" if n > 1 and numbers == [n - 1] * n else "wrong-value")
    pids = len({seen.pid for seen in called})
    expect(pids == n, f"{n} tasks ran in {pids} processes; each should have its own.", "no-real-process")


def in_the_loop(answer: Answer) -> None:
    """End the check if children that run a task forked others that do: then that is why."""
    pids = {seen.pid for seen in answer.told("in", int)}
    grown = [child for child in answer.children if child.pid in pids and child.parent in pids]
    shown = f"{len(pids)} processes ran a task, and children forked {len(grown)} of them: "
    expect(not grown, f"{shown}a child went on with the loop that forks.", "child-in-the-loop")


def has_codes(answer: Answer, right: list[int], lost: str = "no-wait") -> None:
    """End the check unless the answer is ``right`` and the children really ended so.

    ``lost`` is the diagnosis where no child was waited for to its end.
    """
    codes = answer.value
    shown = f"The exit codes are {right}; the answer is {codes!r}."
    if codes != right:
        in_the_loop(answer)
        expect(codes != [code << 8 for code in right], shown, "raw-status")
        seven_bits = [128 - code if code >= 128 else code for code in right]
        expect(codes != seven_bits, shown, "signal-as-shell")
        expect(isinstance(codes, list), shown, "wrong-type")
        ran = [child for child in answer.children if child.pid in {s.pid for s in answer.told("in", int)}]
        ended = sorted((child for child in ran if child.end is not None), key=attrgetter("end"))
        moved = codes == [child.exitcode for child in ended] and sorted(codes) == sorted(right)
        waited, nought = {child.reaped for child in ran}, codes == [0] * len(ran) != []
        dropped = nought and {child.exitcode for child in ran} == {0}
        some = "no-wait" if True in waited else lost
        why = "result-not-exited" if dropped else some if False in waited else "wrong-value"
        fail(shown, "completion-order" if moved else why)
    for seen in answer.told("in", int):
        child, code = answer.process(seen.pid), right[seen.value[1]]
        if child is not None and child.end is not None and child.exitcode != code:
            in_the_loop(answer)
            shown = f"task({seen.value[1]}) gave {code}; the process that called it ended with exit code "
            fail(f"{shown}{child.exitcode}.", "code-not-exited")
