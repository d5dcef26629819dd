"""tiny_shell: one program, and two."""

from grader.testing import Submission, check, expect, forked


@check(points=1, diagnosis="wrong-value")
def test_exit_codes(submission: Submission) -> None:
    """The exit codes come back in order, 127 for a program that does not exist."""
    for line, codes in (("true", [0]), ("false | true", [1, 0]), ("true | no-such-program", [0, 127])):
        answer = submission.call("tiny_shell", line)
        forked(answer)
        expect(answer.value == codes, f"The codes of {line!r} should be {codes}; they are {answer.value!r}.")


@check(points=1, diagnosis="wrong-value")
def test_output(submission: Submission) -> None:
    """What a program writes, the next one reads."""
    word = "".join(submission.random.choices("abcde", k=8))
    answer = submission.call("tiny_shell", f"echo {word} | tr a-e A-E", blame="pipe-end-kept")
    wanted = f"{word.upper()}\n"
    expect(answer.stdout == wanted, f"The line should print {wanted!r}; it printed {answer.stdout!r}.")
