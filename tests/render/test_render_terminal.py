from __future__ import annotations

import subprocess
from collections.abc import Callable
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from grader import messages
from grader.render import terminal
from grader.report import Report
from grader.verdict import Verdict

Golden = Callable[[str, str], None]
Make = SimpleNamespace
STEPS = [("Next:", "grade fork_report"), ("Stuck?", "grade hint fork_report")]


def test_mixed(mixed_report: Report, catalogue: dict[str, SimpleNamespace], golden: Golden) -> None:
    golden("mixed", terminal.render(mixed_report, catalogue, STEPS))


def test_fresh_stubs_are_friendly(make: Make, golden: Golden) -> None:
    slugs = [("01_fork", "fork_report"), ("01_fork", "run_isolated"), ("03_pool", "run_all")]
    exercises = [
        make.exercise(
            slug,
            "A title",
            f"exercises/{topic}/{slug}.py",
            make.check("One.", Verdict.NOT_STARTED, 0, 2),
            make.check("Two.", Verdict.NOT_STARTED, 0, 3),
        )
        for topic, slug in slugs
    ]
    steps = [
        ("Next:", "fill in the function in exercises/01_fork/fork_report.py"),
        ("", "grade fork_report"),
        ("Stuck?", "grade hint fork_report"),
    ]
    golden("fresh", terminal.render(make.report(*exercises), {}, steps))


def test_all_passed(make: Make, golden: Golden) -> None:
    passed = make.exercise(
        "fork_report",
        "One call, two returns",
        "fork_report.py",
        make.check("It works.", Verdict.PASSED, 1, 1),
    )
    golden("passed", terminal.render(make.report(passed, isolation="none"), {}, [("Next:", "grade")]))


def test_a_command_in_a_narrow_window_can_be_copied(mixed_report: Report) -> None:
    command = "grade explain answers/fork_report.py --as fork_report --isolation uid"
    steps = [("Next:", "mend answers/fork_report.py:15"), ("Why?", command)]
    text = terminal.render(mixed_report, {}, steps, width=40)
    lines = text[text.index("Next:") :].splitlines()
    assert max(map(len, lines)) <= 40
    assert lines[0] == "Next:  mend answers/fork_report.py:15"
    script = "\n".join(lines[1:]).removeprefix("Why?").replace("grade", "printf '%s '", 1)
    assert (
        subprocess.run(["sh", "-c", script], capture_output=True, text=True).stdout.split()
        == command.split()[1:]
    )
    assert command in terminal.render(mixed_report, {}, steps, width=80)


def test_hostile_text_is_only_shown(make: Make, golden: Golden) -> None:
    hostile = "[red]not markup[/red] :smile: \x1b]0;title\x07\x1b[2J \u202eabc\u2066 \x9b31m \udc80"
    text = terminal.render(
        make.report(
            make.exercise(
                "fork_report",
                "One call, two returns",
                "exercises/\x1b[31m\nfork_report.py",
                make.check("It works.", Verdict.FAILED, 0, 1, f"You wrote:\n  {hostile}\n" + "x" * 200),
                make.check("Anything", Verdict.CRASHED, 0, 1, "\n".join(f"line {n}" for n in range(100))),
            ),
            notices=[hostile],
        ),
        {},
    )
    assert not set(text) & set("\x1b\x07\x9b\u202e\u2066\r")
    golden("hostile", text)


@given(st.text(max_size=300), st.text(max_size=80), st.integers(20, 120))
@settings(deadline=None, max_examples=60)
def test_no_line_is_wider_than_asked(make: Make, message: str, title: str, width: int) -> None:
    result = make.check(title, Verdict.FAILED, 0, 1, message)
    text = terminal.render(make.report(make.exercise("fork_report", title, title, result)), {}, width=width)
    assert max(cell_len(line) for line in text.split("\n")) <= max(40, width)


def shown(make: Make, *checks: object, known: dict[str, SimpleNamespace] | None = None, **more: bool) -> str:
    return terminal.render(
        make.report(make.exercise("fork_report", "T", "p.py", *checks)), known or {}, **more
    )


def test_checks_of_one_cause_are_told_once(make: Make, catalogue: dict[str, SimpleNamespace]) -> None:
    """Whatever each has met, the one that knows a line tells."""
    checks = [make.check(f"Title {n}.", Verdict.LEAKED, 0, 1, f"message {n}", "no-wait") for n in range(5)]
    checks[3] = msgspec.structs.replace(checks[3], line=14, code="pid = os.fork()")
    text = shown(make, *checks, known=catalogue)
    assert "left something behind: The parent does not wait by itself\np.py:14\n" in text
    assert [n for n in range(5) if f"message {n}" in text] == [3]
    assert [n for n in range(5) if f"Title {n}." in text] == [0, 1, 2]
    assert "All 5 checks fail because of this:" in text
    assert text.count("Ask yourself") == 1
    verbose = shown(make, *checks, known=catalogue, verbose=True)
    assert all(f"message {n}" in verbose or n in (0, 1, 2, 4) for n in range(5))
    assert all(f"Title {n}." in verbose for n in range(5))


def test_a_check_with_several_start_methods_is_named_once(make: Make) -> None:
    long = "A sentence that a window of eighty columns has no room for, as it is"
    titles = [f"{long} long ({method})." for method in ("fork", "forkserver", "spawn")]
    titles += [f"Short ({method})." for method in ("fork", "forkserver")] + [
        "T1.",
        f"{long} so, and it ends.",
    ]
    checks = [make.check(title, Verdict.DEADLOCKED, 0, 1, "M", "no-wait") for title in titles]
    text = shown(make, *checks, known={"no-wait": SimpleNamespace(title="N", hints=("H",))})
    told = text.partition("because of this:\n")[2].rstrip()
    assert told == (
        "  A sentence that a window of eighty columns has n... (fork, forkserver, spawn).\n"
        "  Short (fork, forkserver).\n  T1.\n"
        "  A sentence that a window of eighty columns has no room for, as it is so, an..."
    )
    checks += [make.check(f"{n} (spawn).", Verdict.DEADLOCKED, 0, 1, "M", "no-wait") for n in "abcdefgh"]
    text = shown(make, *checks, known={"no-wait": SimpleNamespace(title="N", hints=("H",))})
    assert "  Short (fork, forkserver).\n  T1.\n  and 9 more (-v names them)" in text


def test_results_that_are_only_wrong_are_told_together(make: Make) -> None:
    checks = [
        make.check(f"T{n}.", Verdict.FAILED, 0, 1, f"The answer was {n}.", "wrong-value") for n in range(2)
    ]
    text = shown(make, *checks, make.check("T2.", Verdict.PASSED, 1, 1))
    assert "not right yet: T0." in text
    assert "1 more check fails, 1 passed:\n  T1." in text
    assert "Ask yourself" not in text


def test_a_long_story_and_much_output_fit_into_24_lines(
    make: Make, catalogue: dict[str, SimpleNamespace]
) -> None:
    """With the next steps, which take five lines more: what is cut says by how much, and -v has it all."""
    many = "\n".join(f"line {n}" for n in range(30))
    checks = [
        make.check(
            f"Title {n}. " * 9,
            Verdict.LEAKED,
            0,
            1,
            "It went wrong. " * 40,
            "no-wait",
            stdout=many,
            stderr=many,
        )
        for n in range(9)
    ]
    other = make.check("Other.", Verdict.ESCAPED, 0, 1, "m", "child-falls-through")
    text = shown(make, *checks, known=catalogue)
    assert len(text.splitlines()) <= 19
    assert "more lines" in text and "and 8 more (-v names them)" in text
    assert len(shown(make, *checks, other, known=catalogue).splitlines()) <= 19
    assert "line 29" in shown(make, *checks, known=catalogue, verbose=True)


def test_what_was_only_guessed_says_so(make: Make, catalogue: dict[str, SimpleNamespace]) -> None:
    guess = make.check("It waits.", Verdict.FAILED, 0, 1, "m", "no-wait", guessed=True)
    text = shown(make, guess, known=catalogue)
    assert "not right yet: It waits." in text
    assert "Perhaps: The parent does not wait by itself" in text


def test_the_most_specific_cause_comes_first(make: Make, catalogue: dict[str, SimpleNamespace]) -> None:
    """A proved ending before a wrong result, a wrong result before what was left; the others in one line."""
    checks = [
        make.check("Left.", Verdict.LEAKED, 0, 1, "left", "no-wait"),
        make.check("Wrong.", Verdict.FAILED, 0, 1, "wrong"),
        make.check("Back.", Verdict.ESCAPED, 0, 1, "back", "child-falls-through", line=3, code="fork()"),
    ]
    text = shown(make, *checks, known=catalogue)
    assert "child came back: Code after the if runs in both processes\np.py:3\n" in text
    assert "left something behind: The parent does not wait by itself\n" in text.partition("more to mend")[2]
    assert text.index("There is more to mend") < text.index("not right yet: Wrong.")
    verbose = shown(make, *checks, known=catalogue, verbose=True)
    assert verbose.index("\n  back\n") < verbose.index("\n  left\n") < verbose.index("\n  wrong\n")


def test_an_unknown_diagnosis_is_left_out(make: Make) -> None:
    assert "Ask yourself" not in shown(make, make.check("T", Verdict.FAILED, 0, 1, "m", "never-heard-of"))


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words(make: Make, verdict: Verdict) -> None:
    other = make.check("Other.", Verdict.FAILED, 0, 1)
    text = shown(make, make.check("This.", verdict, 0, 1), other, verbose=True)
    assert verdict.value not in text
    assert messages.WORDS[verdict] in text
    assert "This." in text


def test_colour_only_when_asked(mixed_report: Report, catalogue: dict[str, SimpleNamespace]) -> None:
    plain = terminal.render(mixed_report, catalogue, STEPS)
    coloured = terminal.render(mixed_report, catalogue, STEPS, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[" in coloured


def test_nothing_graded(make: Make) -> None:
    assert "Nothing was graded." in terminal.render(make.report(), {})


def test_one_line_per_exercise(mixed_report: Report) -> None:
    assert [terminal.line_for(exercise) for exercise in mixed_report.exercises] == [
        "fork_report  1 of 6.5 points",
        "run_isolated  not started",
        "fan_out  not started",
        "named_processes  4.5 of 4.5 points",
        "run_all  0 of 2 points",
        "offer_take  not taken in",
    ]
