from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from grader.render import terminal
from grader.scoring import Report
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


def test_the_same_message_is_told_once(make: Make) -> None:
    checks = [make.check(f"Title {n}.", Verdict.LEAKED, 0, 1, make.zombie) for n in range(4)]
    text = terminal.render(make.report(make.exercise("fork_report", "T", "p", *checks)), {})
    assert text.count("nobody waited") == 1
    assert text.count("The same for 3 more checks.") == 1
    assert all(f"Title {n}." in text for n in range(4))


def test_process_numbers_do_not_make_a_message_new(make: Make) -> None:
    checks = [
        make.check(f"T{n}", Verdict.LEAKED, 0, 1, f"Process {n} has ended; process {n + 1} did not wait.")
        for n in range(3)
    ]
    checks.append(make.check("T4", Verdict.FAILED, 0, 1, "The answer was 3."))
    checks.append(make.check("T5", Verdict.FAILED, 0, 1, "The answer was 4."))
    text = terminal.render(make.report(make.exercise("fork_report", "T", "p", *checks)), {})
    assert "Process 0 has ended; process 1 did not wait." in text
    assert text.count("has ended") == 1
    assert "The answer was 3." in text
    assert "The answer was 4." in text


def test_a_diagnosis_is_explained_once(make: Make, catalogue: dict[str, SimpleNamespace]) -> None:
    checks = [make.check(f"T{n}", Verdict.LEAKED, 0, 1, f"message {n}", "no-wait") for n in range(3)]
    text = terminal.render(make.report(make.exercise("fork_report", "T", "p", *checks)), catalogue)
    assert text.count("Known trap") == text.count("Ask yourself") == 1
    assert all(f"message {n}" in text for n in range(3))


def test_an_unknown_diagnosis_is_left_out(make: Make) -> None:
    check = make.check("T", Verdict.FAILED, 0, 1, "m", "never-heard-of")
    assert "Known trap" not in terminal.render(make.report(make.exercise("s", "T", "p", check)), {})


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words(make: Make, verdict: Verdict) -> None:
    other = make.check("Other.", Verdict.PASSED, 1, 1)
    text = terminal.render(
        make.report(make.exercise("s", "T", "p", make.check("This.", verdict, 0, 1), other)), {}
    )
    assert verdict.value not in text
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
