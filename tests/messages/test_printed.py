"""What a learner is shown of what the program printed."""

from __future__ import annotations

from grader.messages.printed import MOST_CHARACTERS, errors, output

OWN = """Process Process-1:
Traceback (most recent call last):
  File "/usr/lib/python3.11/multiprocessing/process.py", line 314, in _bootstrap
    self.run()
  File "/work/run/answer.py", line 5, in helper
    return q.missing
           ^^^^^^^^^
AttributeError: 'int' object has no attribute 'missing'
"""
OTHERS = """Process Process-2:
Traceback (most recent call last):
  File "/usr/lib/python3.11/multiprocessing/process.py", line 314, in _bootstrap
    self.run()
  File "/work/run/scenes.py", line 9, in task
    raise ValueError
ValueError
"""


def test_of_a_traceback_the_lines_of_the_file_stay() -> None:
    assert errors(OWN, "answer.py").splitlines() == [
        "Process Process-1:",
        "Traceback (most recent call last):",
        '  File "answer.py", line 5, in helper',
        "    return q.missing",
        "AttributeError: 'int' object has no attribute 'missing'",
    ]


def test_an_exception_of_a_check_has_its_own_name_only() -> None:
    text = OWN.replace("AttributeError: 'int'", "grader.scenario.endings.Refused: 'int'")
    assert errors(text, "answer.py").splitlines()[-1].startswith("Refused: 'int'")


def test_a_traceback_without_a_line_of_the_file_goes() -> None:
    assert errors(OTHERS, "answer.py") == ""
    assert errors(f"before\n{OTHERS}after\n{OWN}", "answer.py").splitlines()[:3] == [
        "before",
        "after",
        "Process Process-1:",
    ]


def test_what_is_no_traceback_stays() -> None:
    said = "Process Pool-1:\n  File nowhere\nwarning: 3"
    assert errors(said, "answer.py") == said


def test_of_output_the_beginning_stays_and_of_errors_the_end() -> None:
    text = "\n".join(f"line {number}" for number in range(1000))
    first, last = output(text), errors(text, "answer.py")
    assert first.startswith("line 0\n") and len(first) <= MOST_CHARACTERS and text.startswith(first)
    assert last.endswith("\nline 999") and len(last) <= MOST_CHARACTERS and text.endswith(last)
    assert first.splitlines()[-1] in text.splitlines() and last.splitlines()[0] in text.splitlines()
